//! In which buckets the facets of a plan have posts, as far as the storage keeps it.

use crate::plan::{Node, Plan};
use crate::{BucketId, FacetSpread};

/// Posts to a bucket, on average, under which a facet is rare.
const FEW: u64 = 8;

/// Where each of a plan's facets is, by the plan's ids; `None` where it is not known and may be anywhere.
pub(crate) struct Presence(Vec<Option<FacetSpread>>);

impl Presence {
    /// From the answers to a plan's ids.
    pub fn new(reach: Vec<Option<FacetSpread>>) -> Self {
        Self(reach)
    }

    /// Nothing is known: for a bucket that is looked at whatever is in it.
    pub fn anywhere(plan: &Plan) -> Self {
        Self(vec![None; plan.ids.len()])
    }

    /// Whether a bucket may have a block of the id.
    pub fn may(&self, id: usize, bucket: BucketId) -> bool {
        self.0[id].as_ref().is_none_or(|reach| reach.buckets.binary_search(&bucket).is_ok())
    }

    /// Whether the facet is known to have but a few posts to a bucket.
    pub fn rare(&self, id: usize) -> bool {
        self.0[id].as_ref().is_some_and(|reach| reach.posts < FEW * reach.buckets.len() as u64)
    }

    /// At most how many posts of a selection a bucket holds on average, of the buckets that can have any; `None`
    /// where nothing bounds it.
    pub fn density(&self, node: &Node) -> Option<f64> {
        match node {
            Node::Full | Node::Not(_) | Node::Time { .. } => None,
            Node::Leaf(leaf) => {
                let reaches: Option<Vec<&FacetSpread>> = leaf.iter().map(|&at| self.0[at].as_ref()).collect();
                // One facet that may be anywhere makes the whole union unbounded.
                let reaches = reaches?;
                let posts: u64 = reaches.iter().map(|reach| reach.posts).sum();
                // The longest list, not the union: density may only be estimated too high, which
                // makes the first window smaller.
                let buckets = reaches.iter().map(|reach| reach.buckets.len()).max().unwrap_or(0);
                Some(posts as f64 / buckets.max(1) as f64)
            }
            Node::And(parts) => parts.iter().filter_map(|part| self.density(part)).reduce(f64::min),
            Node::Or(parts) => parts.iter().map(|part| self.density(part)).sum(),
        }
    }

    /// At most how many posts a selection holds in all.
    pub fn bound(&self, node: &Node) -> u64 {
        match node {
            // Unknown is the greatest bound, so that AND takes the known ones and OR keeps it.
            Node::Full | Node::Not(_) | Node::Time { .. } => u64::MAX,
            Node::Leaf(leaf) => leaf.iter().map(|&at| self.posts(at)).fold(0, u64::saturating_add),
            Node::And(parts) => parts.iter().map(|part| self.bound(part)).min().unwrap_or(u64::MAX),
            Node::Or(parts) => parts.iter().map(|part| self.bound(part)).fold(0, u64::saturating_add),
        }
    }

    fn posts(&self, id: usize) -> u64 {
        self.0[id].as_ref().map_or(u64::MAX, |reach| reach.posts)
    }
}
