//! What a round is to write, worked out beside the writers.
//!
//! In the order of time, each post is hidden under the nearest earlier post that stands and that it is a duplicate of; if there
//! is none, it stands itself. An excerpt is hidden under its article, whichever came first. So no post is hidden under one
//! that it is not like, and the result follows from the posts alone. When a post stands no more, those that were hidden
//! under it are placed anew, wave by wave.

use super::candidates::Keys;
use super::similarity::Likeness;
use super::text::Texts;
use crate::Result;
use model::{PostId, Time};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::Tx;
use store::clusters::{self, ClusterMember, Distance};
use store::duplicate_keys::{self, KeyMatch, PendingComparison};
use store::words::WordHash;

/// Waves of one round at most. Only posts that are excerpts and duplicates of one another in a ring could need more.
const WAVES: usize = 32;

/// Posts whose candidates are read together.
pub(super) const TOGETHER: usize = 64;

/// What a round is to write.
pub(super) struct Plan {
    /// How often what it is made from had been changed.
    pub changes: i64,
    /// Posts that wait no longer.
    pub done: Vec<i64>,
    pub lead: Vec<(i64, KeyMatch)>,
    pub stale: Vec<(i64, PostId)>,
    pub members: Vec<ClusterMember>,
    pub removed: Vec<i64>,
    /// Posts that the index is to call duplicates, or no more.
    pub marks: Vec<(PostId, bool)>,
    /// Clusters whose posts are to wait again.
    pub again: Vec<i64>,
}

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlannedCluster {
    /// By itself, or with others hidden under it.
    Head,
    /// Hidden under another.
    Under(PostId, Distance),
}

/// Two posts of which one is a duplicate of the other, as seen from one of them.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub other: PostId,
    /// The other may have this one hidden under it: it is earlier, or the whole of an excerpt.
    pub is_above: bool,
    /// The weight of this one's words.
    pub weight: u32,
    pub like: Likeness,
}

/// A round being worked out.
pub(super) struct Planner<'a, 'x, 'h> {
    pub(super) tx: &'a mut Tx<'x>,
    pub(super) texts: Texts<'h>,
    pub(super) keys: Keys,
    pub(super) stale: Vec<(i64, PostId)>,
    /// The rows as they are.
    pub(super) rows: HashMap<PostId, Option<ClusterMember>>,
    pub(super) heads: HashMap<i64, Option<PostId>>,
    /// Where posts stand from now on.
    pub(super) now: BTreeMap<PostId, PlannedCluster>,
    pub(super) under: HashMap<PostId, Vec<PostId>>,
    pub(super) edges: HashMap<PostId, Vec<Edge>>,
    pub(super) compared: HashSet<(PostId, PostId)>,
    pub(super) published: HashMap<PostId, Time>,
    /// Clusters too large to be compared anew at once.
    pub(super) again: BTreeSet<i64>,
}

/// Works out a round for the first posts that wait; nothing where none does.
pub(super) fn plan(tx: &mut Tx<'_>, hash: &WordHash, limit: usize) -> Result<Option<Plan>> {
    // Read first: whatever changes after this line makes the plan void.
    let changes = duplicate_keys::changes(tx)?;
    let waiting = duplicate_keys::list_pending_comparisons(tx, i64::try_from(limit).unwrap_or(i64::MAX))?;
    if waiting.is_empty() {
        return Ok(None);
    }
    let done: Vec<i64> = waiting.iter().map(|waiting| waiting.post.0).collect();
    let mut planner = Planner::new(tx, hash);
    let mut wave = planner.take_out(waiting)?;
    for _ in 0..WAVES {
        planner.sign(&mut wave)?;
        planner.compare_all(&wave)?;
        wave = planner.settle(&wave)?;
        if wave.is_empty() {
            break;
        }
    }
    // After the last wave the rest stands by itself: a duplicate shown twice is better than one
    // lost.
    planner.stand(&wave);
    let (members, removed, marks) = planner.rows()?;
    let Planner { keys, mut stale, again, .. } = planner;
    stale.sort_unstable();
    stale.dedup();
    let again = again.into_iter().collect();
    Ok(Some(Plan { changes, done, lead: keys.fresh, stale, members, removed, marks, again }))
}

pub(super) fn unsigned(post: PostId) -> PendingComparison {
    PendingComparison { post, keys: Vec::new(), sketch: None, page: None }
}

impl<'a, 'x, 'h> Planner<'a, 'x, 'h> {
    fn new(tx: &'a mut Tx<'x>, hash: &'h WordHash) -> Self {
        Self {
            tx,
            texts: Texts::new(hash),
            keys: Keys::default(),
            stale: Vec::new(),
            rows: HashMap::new(),
            heads: HashMap::new(),
            now: BTreeMap::new(),
            under: HashMap::new(),
            edges: HashMap::new(),
            compared: HashSet::new(),
            published: HashMap::new(),
            again: BTreeSet::new(),
        }
    }

    /// The posts that wait, and with each that others are hidden under those others.
    fn take_out(&mut self, waiting: Vec<PendingComparison>) -> Result<Vec<PendingComparison>> {
        let ids: Vec<PostId> = waiting.iter().map(|waiting| waiting.post).collect();
        self.read_rows(&ids)?;
        let asked: HashSet<PostId> = ids.iter().copied().collect();
        let mut work = waiting;
        for post in ids {
            if self.row(post).is_some_and(|row| !row.folded) {
                let left = self.leave(post)?;
                work.extend(left.into_iter().filter(|post| !asked.contains(post)).map(unsigned));
            }
        }
        Ok(work)
    }

    /// Works out the keys of posts that have none, or that were not published but taken out of a cluster.
    fn sign(&mut self, work: &mut [PendingComparison]) -> Result<()> {
        for some in work.chunks_mut(TOGETHER) {
            let open: Vec<PostId> =
                some.iter().filter(|one| one.keys.is_empty()).map(|one| one.post).collect();
            self.texts.hold(self.tx, &open)?;
            for one in some.iter_mut().filter(|one| one.keys.is_empty()) {
                let signature = self.texts.get(one.post).map(|text| text.words.said.make_fingerprint());
                *one = super::pending_comparison(one.post, &signature.unwrap_or_default());
            }
        }
        Ok(())
    }

    pub(super) fn head_of_cluster(&self, cluster: i64) -> Option<PostId> {
        self.heads.get(&cluster).copied().flatten()
    }

    pub(super) fn row(&self, post: PostId) -> Option<ClusterMember> {
        self.rows.get(&post).copied().flatten()
    }

    /// Whether a post is hidden under no other.
    pub(super) fn stands(&self, post: PostId) -> bool {
        match self.now.get(&post) {
            Some(place) => *place == PlannedCluster::Head,
            None => self.row(post).is_none_or(|row| !row.folded),
        }
    }

    /// The post that one is hidden under.
    pub(super) fn head_over(&self, post: PostId) -> Option<PostId> {
        match self.now.get(&post) {
            Some(PlannedCluster::Under(head, _)) => Some(*head),
            Some(PlannedCluster::Head) => None,
            None => {
                let row = self.row(post).filter(|row| row.folded)?;
                let head = self.heads.get(&row.cluster).copied().flatten();
                // The row may name a head that this round has already moved.
                head.filter(|head| *head != post && self.stands(*head))
            }
        }
    }

    /// Reads the rows of posts and those of the posts they are hidden under.
    pub(super) fn read_rows(&mut self, posts: &[PostId]) -> Result<()> {
        let missing: Vec<i64> =
            posts.iter().filter(|post| !self.rows.contains_key(post)).map(|post| post.0).collect();
        let found = clusters::list_members_of_posts(self.tx, &missing)?;
        // Posts without a row are remembered as such and not read again.
        self.rows.extend(missing.iter().map(|id| (PostId(*id), None)));
        let told = found.iter().map(|row| row.cluster).filter(|cluster| !self.heads.contains_key(cluster));
        let told: Vec<i64> = told.collect::<BTreeSet<_>>().into_iter().collect();
        self.rows.extend(found.into_iter().map(|row| (row.post, Some(row))));
        if !told.is_empty() {
            let heads = clusters::heads(self.tx, &told)?;
            self.heads
                .extend(told.iter().map(|cluster| (*cluster, heads.get(cluster).map(|head| head.post))));
            self.rows.extend(heads.into_values().map(|row| (row.post, Some(row))));
        }
        Ok(())
    }
}

impl Edge {
    pub fn distance(&self) -> Distance {
        Distance { weight: i64::from(self.weight), apart: i64::from(self.like.apart) }
    }
}
