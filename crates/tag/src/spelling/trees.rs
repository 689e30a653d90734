//! Boosted decision trees.

/// Trees whose leaves add up to the logarithm of odds.
#[derive(Debug, Default)]
pub struct Trees {
    trees: Vec<Tree>,
}

#[derive(Debug)]
struct Tree {
    nodes: Vec<Node>,
    leaves: Vec<f32>,
}

/// Goes left where the feature is at most the threshold. A negative way is a leaf, -1 the first.
#[derive(Debug, Clone, Copy)]
struct Node {
    feature: u8,
    threshold: f32,
    left: i16,
    right: i16,
}

impl Trees {
    /// Reads trees and returns what follows them.
    pub fn parse(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let mut rest = bytes;
        let mut trees = Vec::new();
        for _ in 0..u16::from_le_bytes(take(&mut rest)?) {
            let nodes = u16::from_le_bytes(take(&mut rest)?);
            let nodes = (0..nodes)
                .map(|_| {
                    Some(Node {
                        feature: u8::from_le_bytes(take(&mut rest)?),
                        threshold: f32::from_le_bytes(take(&mut rest)?),
                        left: i16::from_le_bytes(take(&mut rest)?),
                        right: i16::from_le_bytes(take(&mut rest)?),
                    })
                })
                .collect::<Option<Vec<_>>>()?;
            let leaves = (0..=nodes.len()).map(|_| take(&mut rest).map(f32::from_le_bytes));
            let leaves = leaves.collect::<Option<Vec<_>>>()?;
            trees.push(Tree { nodes, leaves });
        }
        Some((Self { trees }, rest))
    }

    /// The logarithm of the odds that these features give.
    pub fn odds(&self, features: &[f32]) -> f32 {
        self.trees.iter().map(|tree| tree.leaf(features)).sum()
    }
}

impl Tree {
    fn leaf(&self, features: &[f32]) -> f32 {
        let mut at = if self.nodes.is_empty() { -1 } else { 0 };
        // Children follow their parent, so no way is longer than the tree.
        for _ in 0..=self.nodes.len() {
            let Some(node) = usize::try_from(at).ok().and_then(|at| self.nodes.get(at)) else { break };
            let value = features.get(usize::from(node.feature)).copied().unwrap_or(0.0);
            at = if value <= node.threshold { node.left } else { node.right };
        }
        usize::try_from(-1 - at).ok().and_then(|leaf| self.leaves.get(leaf)).copied().unwrap_or(0.0)
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*taken)
}
