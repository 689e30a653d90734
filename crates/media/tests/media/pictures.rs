//! Sizes, colours and what is shown while a picture comes.

use crate::support::{World, clear_png, encoded, gif, jpeg, picture, png};
use image::ImageFormat;
use std::time::{Duration, Instant};
use tagstead_media::Stored;

fn sizes(stored: &Stored) -> Vec<(u32, u32, bool)> {
    stored.variants.iter().map(|variant| (variant.width, variant.height, variant.square)).collect()
}

#[test]
fn a_wide_picture_comes_in_every_size() {
    let world = World::new();
    let kept = world.keep(&jpeg(3000, 1500));
    let widths = [(1280, 640), (640, 320), (540, 270), (500, 250), (400, 200), (250, 125), (100, 50)];
    let mut expected: Vec<_> = widths.iter().map(|(width, height)| (*width, *height, false)).collect();
    expected.push((75, 75, true));
    assert_eq!(sizes(&kept), expected);
    for variant in &kept.variants {
        let shown = image::load_from_memory(&world.bytes(&variant.name)).unwrap();
        assert_eq!((shown.width(), shown.height()), (variant.width, variant.height));
        assert_eq!(variant.mime, "image/jpeg");
        assert!(shown.into_rgb8().get_pixel(2, 2).0[0] > 60, "red at the left");
    }
}

#[test]
fn nothing_is_made_larger() {
    let world = World::new();
    assert_eq!(
        sizes(&world.keep(&jpeg(500, 20))),
        [(400, 16, false), (250, 10, false), (100, 4, false), (20, 20, true)]
    );
    assert_eq!(sizes(&world.keep(&jpeg(30, 60))), [(30, 30, true)]);
    assert_eq!(sizes(&world.keep(&png(1, 1))), [], "a small square is its own");
}

#[test]
fn what_is_seen_through_stays_so() {
    let world = World::new();
    let kept = world.keep(&clear_png(300, 300));
    assert!(kept.variants.iter().all(|variant| variant.mime == "image/png"));
    let small = image::load_from_memory(&world.bytes(&kept.variants[0].name)).unwrap().into_rgba8();
    assert_eq!((small.get_pixel(5, 5).0[3], small.get_pixel(240, 5).0[3]), (0, 255));
    assert_eq!(kept.colors, ["0ac80a"], "what cannot be seen has no colour");
}

#[test]
fn colours_and_blur_stand_for_the_picture() {
    let world = World::new();
    let kept = world.keep(&encoded(picture(300, 300), ImageFormat::Png));
    assert_eq!(kept.colors.len(), 5);
    // Two thirds are blue.
    let channel = |color: &str, n: usize| u8::from_str_radix(&color[2 * n..2 * n + 2], 16).unwrap();
    assert!(channel(&kept.colors[0], 2) > channel(&kept.colors[0], 0), "{:?}", kept.colors);
    assert!(kept.colors.iter().any(|color| channel(color, 0) > channel(color, 2)), "{:?}", kept.colors);
    let blurhash = kept.blurhash.unwrap();
    assert_eq!(blurhash.len(), 28, "{blurhash}");
    assert!(blurhash.starts_with('L'), "four by three components: {blurhash}");
}

#[test]
fn of_a_moving_picture_the_first_frame_is_shown_small() {
    let world = World::new();
    let kept = world.keep(&gif(3, 300, 150));
    assert!(kept.animated && kept.variants.iter().all(|variant| variant.still));
    assert_eq!(kept.mime, "image/gif");
    let small = image::load_from_memory(&world.bytes(&kept.variants[0].name)).unwrap().into_rgb8();
    assert!(small.get_pixel(3, 3).0[0] > 240, "the first is the brightest");
    let still = world.keep(&gif(1, 300, 150));
    assert!(!still.animated && still.variants.iter().all(|variant| !variant.still));
}

#[test]
fn bombs_are_refused_before_they_unfold() {
    let world = World::new();
    let small = png(10, 10);
    for (width, height) in [(60_000, 60_000), (16_385, 1), (16_000, 16_000), (u32::MAX >> 1, u32::MAX >> 1)] {
        let mut header = small[16..29].to_vec();
        header[..4].copy_from_slice(&u32::to_be_bytes(width));
        header[4..8].copy_from_slice(&u32::to_be_bytes(height));
        let bomb = [&small[..8], &crate::support::chunk(b"IHDR", &header), &small[33..]].concat();
        let begun = Instant::now();
        let told = world.refusal(&bomb);
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
        let beyond = ["16384 pixels on a side and 64 million in all", "more memory than is allowed"];
        assert!(beyond.iter().any(|words| told.contains(words)), "{told}");
    }
}
