//! The colours that stand for a picture, by median cut: the box of colours that is widest is cut at its median until
//! there are five.

const COLORS: usize = 5;

/// Up to five colours, the commonest first, as `rrggbb`; of pixels that can be seen through, none.
pub(crate) fn dominant(rgba: &[u8]) -> Vec<String> {
    // Pixels that are mostly clear show the page behind them.
    let seen = rgba.as_chunks::<4>().0.iter().filter(|pixel| pixel[3] >= 128);
    let mut boxes = vec![seen.map(|[r, g, b, _]| [*r, *g, *b]).collect::<Vec<_>>()];
    while boxes.len() < COLORS {
        let widest = boxes.iter().enumerate().map(|(n, pixels)| (spread(pixels), n)).max();
        let Some(((width, channel), n)) = widest.filter(|((width, _), _)| *width > 0) else { break };
        debug_assert!(width > 0);
        let mut pixels = boxes.swap_remove(n);
        pixels.sort_unstable_by_key(|pixel| pixel.get(channel).copied());
        // Pixels of one value stay together, so that both halves hold some.
        let value = pixels.get(pixels.len() / 2).and_then(|pixel| pixel.get(channel)).copied();
        let below = pixels.partition_point(|pixel| pixel.get(channel).copied() < value);
        let at = if below > 0 {
            below
        } else {
            pixels.partition_point(|pixel| pixel.get(channel).copied() <= value)
        };
        let above = pixels.split_off(at);
        boxes.extend([pixels, above]);
    }
    // A picture that is clear throughout leaves one empty box.
    boxes.retain(|pixels| !pixels.is_empty());
    boxes.sort_by_key(|pixels| std::cmp::Reverse(pixels.len()));
    boxes.iter().map(|pixels| average(pixels)).collect()
}

/// The widest channel of a box: its extent times the pixels it matters to, and which it is.
fn spread(pixels: &[[u8; 3]]) -> (usize, usize) {
    let extent = |channel: usize| {
        let values = || pixels.iter().filter_map(|pixel| pixel.get(channel));
        let (low, high) = (values().min().copied().unwrap_or(0), values().max().copied().unwrap_or(0));
        (usize::from(high - low) * pixels.len(), channel)
    };
    (0..3).map(extent).max().unwrap_or_default()
}

fn average(pixels: &[[u8; 3]]) -> String {
    let sum = pixels.iter().fold([0_u64; 3], |[r, g, b], pixel| {
        [r + u64::from(pixel[0]), g + u64::from(pixel[1]), b + u64::from(pixel[2])]
    });
    let count = pixels.len().max(1) as u64;
    sum.iter().map(|total| format!("{:02x}", (total + count / 2) / count)).collect()
}
