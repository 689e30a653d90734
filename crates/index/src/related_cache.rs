//! Related tags as they are kept between queries.

use crate::Query;
use crate::lru::Lru;
use model::TagId;
use std::sync::Arc;

/// A tag that keeps a list company.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Related {
    /// The tag.
    pub tag: TagId,
    /// Posts of the sample that carry it.
    pub shared: u64,
    /// Posts of the query's classes that carry it, exact.
    pub posts: u64,
    /// Cosine of the two sets, from 0 to 1, estimated from the sample: shared posts by the geometric mean of the
    /// sets' sizes.
    pub score: f64,
}

/// What related tags were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct RelatedRequest {
    pub query: Query,
    pub sample: usize,
    pub limit: usize,
    pub exclude: Vec<TagId>,
}

/// The state an order of related tags is good for: the epoch, and the posts of the list that wait in the tail. Their
/// sizes are looked up each time.
pub(crate) type RelatedState = (i64, u64);

/// Related tags by what was asked, each with the state that they are good for.
pub(crate) type RelatedCache = Lru<RelatedRequest, (RelatedState, Arc<[Related]>)>;
