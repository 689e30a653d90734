//! The figures of a query as they are kept between queries.

use crate::attributes::Tally;
use crate::lru::Lru;
use crate::{BucketId, Query};
use model::time::Month;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A query's figures bucket by bucket. A change touches few buckets, so most are good for long.
#[derive(Debug, Default, Clone)]
pub(crate) struct Parts {
    pub epoch: Option<i64>,
    pub buckets: HashMap<BucketId, SummaryPart>,
    /// The sum over all buckets at `epoch`.
    pub sum: Sum,
}

#[derive(Debug, Clone)]
pub(crate) struct SummaryPart {
    pub version: i64,
    /// Absent where the bucket has no hit.
    pub tally: Option<Arc<Tally>>,
    /// Times of the first and the last hit, known only where they were asked for.
    pub ends: Option<(i64, i64)>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Sum {
    pub tally: Tally,
    pub months: BTreeMap<Month, u64>,
    pub ends: Option<(i64, i64)>,
}

/// The figures of queries, each with the versions of the buckets they are of.
pub(crate) type SummaryCache = Lru<Query, Arc<Parts>>;
