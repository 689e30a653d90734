//! Tags that are carried together, as a network. The places depend on the figures alone: two columns, the tags that
//! belong together near each other, so that names never lie over names.

use super::bars::{share_words, shorten_label};
use crate::http::text;
use crate::http::text::group_digits;
use tumblelog::charts::Charts;

/// In the drawing's own units.
const LINE: usize = 30;
const TOP: usize = 24;
const LEFT: usize = 220;
const RIGHT: usize = 420;
/// Width of the drawing.
pub const WIDTH: usize = 640;
/// Code points of a name beside its dot.
const NAME: usize = 24;

/// The drawing and its two tables.
#[derive(Debug)]
pub struct Network {
    /// Width of the drawing.
    pub width: usize,
    /// Height of the drawing.
    pub height: usize,
    /// Says what is drawn.
    pub words: String,
    /// Strongest last, so that it lies on top.
    pub edges: Vec<GraphEdge>,
    /// In the order of their counts.
    pub nodes: Vec<Node>,
    /// The strongest pairs.
    pub pairs: Vec<Pair>,
}

/// A line between two tags.
#[derive(Debug)]
pub struct GraphEdge {
    /// The curve.
    pub path: String,
    /// How thick it is, in tenths.
    pub width: u64,
    /// “bal and honey: 12 posts”.
    pub label: String,
}

/// A tag.
#[derive(Debug)]
pub struct Node {
    /// As written.
    pub name: String,
    /// The same, short.
    pub short: String,
    /// Its page.
    pub href: String,
    /// Posts of the sample that carry it.
    pub count: String,
    /// Of the sample.
    pub share: String,
    /// Of its dot.
    pub x: usize,
    /// Of its dot.
    pub y: usize,
    /// Of its dot.
    pub radius: u64,
    /// Where its name begins or ends.
    pub text_x: usize,
    /// `start` or `end`.
    pub anchor: &'static str,
}

/// Two tags.
#[derive(Debug)]
pub struct Pair {
    /// The more frequent.
    pub a: String,
    /// The other.
    pub b: String,
    /// Posts that carry both.
    pub count: String,
}

impl Network {
    /// Of the tags of a view; nothing for fewer than two.
    pub fn new(charts: &Charts) -> Option<Self> {
        if charts.tags.len() < 2 {
            return None;
        }
        let count = charts.tags.len();
        let places = node_places(&order_nodes(count, &charts.pairs));
        let most = charts.pairs.iter().map(|pair| pair.2).max().unwrap_or(1).max(1);
        let name = |at: usize| charts.tags.get(at).map_or("", |tag| tag.name.as_str());
        // Pairs come strongest first; reversed, the strong lines are painted last.
        let edges = charts.pairs.iter().rev().filter_map(|&(a, b, posts)| {
            Some(GraphEdge {
                path: curve_path(*places.get(a)?, *places.get(b)?),
                width: 10 + 50 * posts / most,
                label: format!("{} and {}: {}", name(a), name(b), text::count_words(posts, "post", "posts")),
            })
        });
        let largest = charts.tags.iter().map(|tag| tag.shared).max().unwrap_or(1).max(1);
        let nodes = charts.tags.iter().zip(&places).map(|(tag, &(x, y))| Node {
            name: tag.name.clone(),
            short: shorten_label(&tag.name, NAME),
            href: text::tag_path(&tag.name),
            count: group_digits(tag.shared),
            share: share_words(tag.shared, charts.sampled),
            x,
            y,
            // The area and not the radius stands for the count, hence the root.
            radius: 4 + (100 * tag.shared / largest).isqrt() * 6 / 10,
            text_x: if x < WIDTH / 2 { x - 16 } else { x + 16 },
            anchor: if x < WIDTH / 2 { "end" } else { "start" },
        });
        let pairs = charts.pairs.iter().map(|&(a, b, posts)| Pair {
            a: name(a).to_owned(),
            b: name(b).to_owned(),
            count: group_digits(posts),
        });
        Some(Self {
            width: WIDTH,
            height: TOP * 2 + (count.div_ceil(2) - 1) * LINE,
            words: network_words(charts),
            edges: edges.collect(),
            nodes: nodes.collect(),
            pairs: pairs.collect(),
        })
    }
}

fn network_words(charts: &Charts) -> String {
    let name = |at: usize| charts.tags.get(at).map_or("", |tag| tag.name.as_str());
    let first = charts
        .pairs
        .iter()
        .take(3)
        .map(|&(a, b, n)| format!("{} and {}, {}", name(a), name(b), group_digits(n)));
    if charts.pairs.is_empty() {
        return format!("{} tags; no post carries two of them", charts.tags.len());
    }
    format!(
        "{} tags joined by lines, thicker where more posts carry both. The strongest: {}",
        charts.tags.len(),
        first.collect::<Vec<_>>().join("; ")
    )
}

/// Each tag after the one that it shares most posts with; the most frequent first.
fn order_nodes(count: usize, pairs: &[(usize, usize, u64)]) -> Vec<usize> {
    let weight = |a: usize, b: usize| {
        let (low, high) = (a.min(b), a.max(b));
        pairs.iter().find(|pair| (pair.0, pair.1) == (low, high)).map_or(0, |pair| pair.2)
    };
    let mut left: Vec<usize> = (1..count).collect();
    let mut order = vec![0];
    while let Some(last) = order.last().copied().filter(|_| !left.is_empty()) {
        // Ties go to the more frequent tag, so that the drawing is the same each time.
        let best = left.iter().enumerate().max_by_key(|(at, tag)| (weight(last, **tag), usize::MAX - at));
        let Some((at, _)) = best else { break };
        order.push(left.remove(at));
    }
    order
}

/// Where each tag stands: down the left side and up the right, both bent outwards in the middle.
fn node_places(order: &[usize]) -> Vec<(usize, usize)> {
    let half = order.len().div_ceil(2);
    let mut places = vec![(0, 0); order.len()];
    for (n, &tag) in order.iter().enumerate() {
        let (row, left) = if n < half { (n, true) } else { (order.len() - 1 - n, false) };
        // A parabola: 0 at both ends and 40 in the middle.
        let bend =
            if half > 1 { 160 * row * (half - 1 - row.min(half - 1)) / ((half - 1) * (half - 1)) } else { 0 };
        let x = if left { LEFT - bend.min(40) } else { RIGHT + bend.min(40) };
        if let Some(place) = places.get_mut(tag) {
            *place = (x, TOP + row * LINE);
        }
    }
    places
}

/// A curve that is drawn to the middle, so that lines of one column part from it.
fn curve_path((ax, ay): (usize, usize), (bx, by): (usize, usize)) -> String {
    let middle = WIDTH / 2;
    let (cx, cy) = ((ax + bx + 2 * middle) / 4, (ay + by) / 2);
    format!("M{ax} {ay}Q{cx} {cy} {bx} {by}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tumblelog::charts::Cotag;

    #[test]
    fn names_never_lie_over_names_and_places_are_the_same_each_time() {
        for count in 2..=30_usize {
            let tags = (0..count)
                .map(|n| Cotag { name: format!("tag {n}"), shared: u64::try_from(40 - n).unwrap() })
                .collect();
            let pairs = (1..count).map(|n| (n / 2, n, u64::try_from(31 - n).unwrap())).collect();
            let charts = Charts { tags, pairs, sampled: 100, ..Charts::default() };
            let network = Network::new(&charts).unwrap();
            let mut rows: Vec<_> = network.nodes.iter().map(|node| (node.anchor, node.y)).collect();
            rows.sort_unstable();
            rows.dedup();
            assert_eq!(rows.len(), count);
            assert!(network.nodes.iter().all(|node| node.y < network.height && (150..500).contains(&node.x)));
            assert_eq!(format!("{network:?}"), format!("{:?}", Network::new(&charts).unwrap()));
        }
        assert!(Network::new(&Charts::default()).is_none());
    }
}
