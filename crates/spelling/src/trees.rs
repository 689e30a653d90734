//! Boosted decision trees, asked all at once.
//!
//! Walking down a tree waits at each step for the one before, and 250 trees are asked for each of some hundred pairs.
//! So no tree is walked: the conditions of all trees lie by feature, those with the least threshold first, and each that
//! a value exceeds strikes out the leaves to its left. The first leaf left of each tree is the one a walk would reach
//! (QuickScorer, Lucchese et al. 2015).

use std::ops::Range;

/// Leaves of a tree, one bit each.
const LEAVES: usize = 32;

/// Trees whose leaves add up to the logarithm of odds.
#[derive(Debug, Default)]
pub struct Trees {
    /// By feature, then by threshold.
    conditions: Vec<Condition>,
    /// The conditions of each feature.
    of_feature: Vec<Range<usize>>,
    /// Of each tree, from left to right.
    leaves: Vec<[f32; LEAVES]>,
}

/// A value above the threshold goes right.
#[derive(Debug, Clone, Copy)]
struct Condition {
    threshold: f32,
    tree: u16,
    feature: u8,
    /// The leaves that can still be reached when it does.
    right: u32,
}

impl Trees {
    /// Reads trees and returns what follows them. `None` for what is no tree: a child before its parent, a leaf that is
    /// not there, more leaves than 32.
    pub fn parse(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let mut rest = bytes;
        let mut trees = Self::default();
        for tree in 0..u16::from_le_bytes(take_bytes(&mut rest)?) {
            let many = usize::from(u16::from_le_bytes(take_bytes(&mut rest)?));
            let nodes = (0..many).map(|_| Node::parse_node(&mut rest)).collect::<Option<Vec<_>>>()?;
            let leaves = (0..=many).map(|_| take_bytes(&mut rest).map(f32::from_le_bytes));
            trees.push_tree(tree, &nodes, &leaves.collect::<Option<Vec<_>>>()?)?;
        }
        trees.sort_conditions();
        Some((trees, rest))
    }

    fn push_tree(&mut self, tree: u16, nodes: &[Node], leaves: &[f32]) -> Option<()> {
        // A tree's leaves are the bits of one word, and the shift below relies on it.
        if leaves.len() > LEAVES {
            return None;
        }
        let below = leaves_below(nodes)?;
        let under = |way: i16| usize::try_from(way).map_or(Some(1), |node| below.get(node).copied());
        let mut first = vec![0; nodes.len()];
        let mut ordered = [0.0; LEAVES];
        let mut put = |way: i16, at: usize, first: &mut Vec<usize>| match usize::try_from(way) {
            Ok(node) => first.get_mut(node).map(|slot| *slot = at),
            Err(_) => {
                let leaf = leaves.get(usize::try_from(-1 - way).ok()?)?;
                ordered.get_mut(at).map(|slot| *slot = *leaf)
            }
        };
        // A tree without conditions has one leaf, which no node would put in place.
        if nodes.is_empty() {
            put(-1, 0, &mut first)?;
        }
        for (k, node) in nodes.iter().enumerate() {
            let at = *first.get(k)?;
            let left = under(node.left)?;
            put(node.left, at, &mut first)?;
            put(node.right, at + left, &mut first)?;
            // The leaves under the left child: going right strikes them all out at once.
            let struck = (u32::MAX >> (LEAVES - left)).checked_shl(u32::try_from(at).ok()?)?;
            let Node { threshold, feature, .. } = *node;
            self.conditions.push(Condition { threshold, tree, feature, right: !struck });
        }
        self.leaves.push(ordered);
        Some(())
    }

    fn sort_conditions(&mut self) {
        self.conditions.sort_by(|a, b| a.feature.cmp(&b.feature).then(a.threshold.total_cmp(&b.threshold)));
        for (k, condition) in self.conditions.iter().enumerate() {
            let feature = usize::from(condition.feature);
            // Features that no condition asks for get empty ranges, so the index stays the
            // feature's number.
            self.of_feature.resize(self.of_feature.len().max(feature + 1), k..k);
            if let Some(range) = self.of_feature.get_mut(feature) {
                range.end = k + 1;
            }
        }
    }

    /// The logarithm of the odds that these features give.
    pub fn odds(&self, features: &[f32]) -> f32 {
        let mut reached = vec![u32::MAX; self.leaves.len()];
        for (range, value) in self.of_feature.iter().zip(features.iter().chain(std::iter::repeat(&0.0))) {
            let conditions = self.conditions.get(range.clone()).unwrap_or(&[]);
            // What is no number goes right everywhere.
            for condition in conditions.iter().take_while(|c| value.is_nan() || *value > c.threshold) {
                if let Some(leaves) = reached.get_mut(usize::from(condition.tree)) {
                    *leaves &= condition.right;
                }
            }
        }
        let leaf =
            |(leaves, left): (&[f32; LEAVES], &u32)| leaves.get(left.trailing_zeros() as usize).copied();
        self.leaves.iter().zip(&reached).filter_map(leaf).sum()
    }
}

/// A negative way is a leaf, -1 the first.
#[derive(Debug, Clone, Copy)]
struct Node {
    feature: u8,
    threshold: f32,
    left: i16,
    right: i16,
}

impl Node {
    fn parse_node(rest: &mut &[u8]) -> Option<Self> {
        Some(Self {
            feature: u8::from_le_bytes(take_bytes(rest)?),
            threshold: f32::from_le_bytes(take_bytes(rest)?),
            left: i16::from_le_bytes(take_bytes(rest)?),
            right: i16::from_le_bytes(take_bytes(rest)?),
        })
    }
}

/// How many leaves lie under each node. Children follow their parent.
fn leaves_below(nodes: &[Node]) -> Option<Vec<usize>> {
    let mut below = vec![0_usize; nodes.len()];
    for (k, node) in nodes.iter().enumerate().rev() {
        let mut sum = 0;
        for way in [node.left, node.right] {
            sum += match usize::try_from(way) {
                Ok(child) if child <= k => return None,
                Ok(child) => *below.get(child)?,
                Err(_) => 1,
            };
        }
        // Capped, because nodes that share children could double the sum at each level.
        *below.get_mut(k)? = sum.min(LEAVES + 1);
    }
    // A tree of n nodes has n + 1 leaves; any other sum means shared or lost children.
    (below.first().is_none_or(|all| *all == nodes.len() + 1)).then_some(below)
}

fn take_bytes<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*taken)
}
