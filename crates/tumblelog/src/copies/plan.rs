//! What a round is to write, worked out beside the writers.
//!
//! In the order of time, each post is folded under the earliest post that stands and that it is a copy of; if there is
//! none, it stands itself. An excerpt is folded under its article, whichever came first. So no post is folded under one
//! that it is not like, and the result follows from the posts alone. When a post stands no more, those that were folded
//! under it are placed anew, wave by wave.

use super::alike::Likeness;
use super::candidates::{Candidate, Keys};
use super::text::Texts;
use crate::Result;
use model::{PostId, Time};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::Tx;
use store::copies::{self, Led, Waiting};
use store::stories::{self, Distance, Member};
use store::words::WordHash;

/// Posts that one post is compared with at most, the nearest first.
const COMPARED: usize = 32;

/// Of these, posts that other candidates are folded under.
const HEADS: usize = 16;

/// Words that are put side by side for one post at most: a very long one is compared with few others.
const WORDS: usize = 64_000;

/// Posts of a story up to which they are compared anew at once when the one they are folded under stands no more. Those of
/// a larger one wait for the next rounds.
const ANEW: usize = 64;

/// Waves of one round at most. Only posts that are excerpts and copies of one another in a ring could need more.
const WAVES: usize = 32;

/// Posts whose candidates are read together.
const TOGETHER: usize = 64;

/// What a round is to write.
pub(super) struct Plan {
    /// How often what it is made from had been changed.
    pub changes: i64,
    /// Posts that wait no longer.
    pub done: Vec<i64>,
    pub lead: Vec<(i64, Led)>,
    pub stale: Vec<(i64, PostId)>,
    pub members: Vec<Member>,
    pub removed: Vec<i64>,
    /// Posts that the index is to call copies, or no more.
    pub marks: Vec<(PostId, bool)>,
    /// Stories whose posts are to wait again.
    pub again: Vec<i64>,
}

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// By itself, or with others folded under it.
    Head,
    /// Folded under another.
    Under(PostId, Distance),
}

/// Two posts of which one is a copy of the other, as seen from one of them.
#[derive(Clone, Copy)]
struct Edge {
    other: PostId,
    /// The other may have this one folded under it: it is earlier, or the whole of an excerpt.
    is_above: bool,
    /// The weight of this one's words.
    weight: u32,
    like: Likeness,
}

/// A round being worked out.
pub(super) struct Planner<'a, 'x, 'h> {
    pub(super) tx: &'a mut Tx<'x>,
    pub(super) texts: Texts<'h>,
    keys: Keys,
    stale: Vec<(i64, PostId)>,
    /// The rows as they are.
    pub(super) rows: HashMap<PostId, Option<Member>>,
    heads: HashMap<i64, Option<PostId>>,
    /// Where posts stand from now on.
    pub(super) now: BTreeMap<PostId, Place>,
    under: HashMap<PostId, Vec<PostId>>,
    edges: HashMap<PostId, Vec<Edge>>,
    compared: HashSet<(PostId, PostId)>,
    pub(super) published: HashMap<PostId, Time>,
    /// Stories too large to be compared anew at once.
    again: BTreeSet<i64>,
}

/// Works out a round for the first posts that wait; nothing where none does.
pub(super) fn plan(tx: &mut Tx<'_>, hash: &WordHash, limit: usize) -> Result<Option<Plan>> {
    let changes = copies::changes(tx)?;
    let waiting = copies::waiting(tx, i64::try_from(limit).unwrap_or(i64::MAX))?;
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
    planner.stand(&wave);
    let (members, removed, marks) = planner.rows()?;
    let Planner { keys, mut stale, again, .. } = planner;
    stale.sort_unstable();
    stale.dedup();
    let again = again.into_iter().collect();
    Ok(Some(Plan { changes, done, lead: keys.fresh, stale, members, removed, marks, again }))
}

fn unsigned(post: PostId) -> Waiting {
    Waiting { post, keys: Vec::new(), sketch: None, page: None }
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

    /// The posts that wait, and with each that others are folded under those others.
    fn take_out(&mut self, waiting: Vec<Waiting>) -> Result<Vec<Waiting>> {
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

    /// Works out the keys of posts that have none, or that were not published but taken out of a story.
    fn sign(&mut self, work: &mut [Waiting]) -> Result<()> {
        for some in work.chunks_mut(TOGETHER) {
            let open: Vec<PostId> =
                some.iter().filter(|one| one.keys.is_empty()).map(|one| one.post).collect();
            self.texts.hold(self.tx, &open)?;
            for one in some.iter_mut().filter(|one| one.keys.is_empty()) {
                let signature = self.texts.get(one.post).map(|text| text.words.said.signature());
                *one = super::waiting(one.post, &signature.unwrap_or_default());
            }
        }
        Ok(())
    }

    /// Compares each post with its candidates and with those that these are folded under.
    fn compare_all(&mut self, work: &[Waiting]) -> Result<()> {
        self.keys.read(self.tx, work)?;
        for some in work.chunks(TOGETHER) {
            let found: Vec<(PostId, Vec<Candidate>)> =
                some.iter().map(|waiting| (waiting.post, self.keys.lead(waiting))).collect();
            let all: Vec<PostId> = found
                .iter()
                .flat_map(|(post, others)| others.iter().map(|other| other.post).chain([*post]))
                .collect();
            self.read_rows(&all)?;
            let mut pairs: Vec<(PostId, Vec<Candidate>)> = Vec::new();
            for (post, others) in found {
                pairs.push((post, self.with_heads(post, others)));
            }
            let mut ids: Vec<PostId> = pairs
                .iter()
                .flat_map(|(post, others)| others.iter().map(|other| other.post).chain([*post]))
                .collect();
            ids.sort_unstable();
            ids.dedup();
            self.texts.hold(self.tx, &ids)?;
            for (post, others) in pairs {
                self.compare_with(post, &others);
            }
        }
        Ok(())
    }

    /// The candidates, with those that they are folded under before them.
    fn with_heads(&mut self, post: PostId, others: Vec<Candidate>) -> Vec<Candidate> {
        // What it was folded under may have come when its keys led to many others already.
        let was = self.head_over(post).map(|head| Candidate { post: head, keys: Vec::new(), distance: 0 });
        let mut found: Vec<Candidate> = was.into_iter().collect();
        let mut seen: HashSet<PostId> = found.iter().map(|head| head.post).chain([post]).collect();
        for other in &others {
            if let Some(head) = self.head_over(other.post).filter(|_| found.len() < HEADS)
                && seen.insert(head)
            {
                let known = others.iter().find(|other| other.post == head);
                let keys = known.map(|known| known.keys.clone()).unwrap_or_default();
                found.push(Candidate { post: head, keys, distance: other.distance });
            }
        }
        found.extend(others.into_iter().filter(|other| !seen.contains(&other.post)));
        found.truncate(COMPARED);
        found
    }

    fn compare_with(&mut self, post: PostId, others: &[Candidate]) {
        let Some(own) = self.texts.get(post) else { return };
        let (mut words, length) = (0, own.words.words());
        for other in others {
            let Some(text) = self.texts.get(other.post) else {
                self.stale.extend(other.keys.iter().map(|key| (*key, other.post)));
                continue;
            };
            words += length + text.words.words();
            if words > WORDS && words > 2 * length {
                return;
            }
            if self.compare(post, other.post) || other.keys.is_empty() {
                continue;
            }
            // A post that was changed since may still be led to by what it said before.
            let keys = self.texts.get(other.post).map(|text| text.words.said.keys()).unwrap_or_default();
            self.stale.extend(other.keys.iter().filter(|key| !keys.contains(key)).map(|key| (*key, other.post)));
        }
    }

    /// Whether one of two posts that are held is a copy of the other; remembers it if so.
    fn compare(&mut self, a: PostId, b: PostId) -> bool {
        if !self.compared.insert((a.min(b), a.max(b))) {
            return self.edges.get(&a).is_some_and(|edges| edges.iter().any(|edge| edge.other == b));
        }
        let (Some(one), Some(two)) = (self.texts.get(a), self.texts.get(b)) else { return false };
        let is_later = (one.published, a) > (two.published, b);
        let (later, earlier) = if is_later { (one, two) } else { (two, one) };
        let like = match one.is_parted || two.is_parted {
            true => None,
            false => later.words.copy_of(&earlier.words),
        };
        let Some(like) = like else { return false };
        let weights = [one.words.weight(), two.words.weight()];
        let is_above = if like.is_excerpt { one.words.words() < two.words.words() } else { is_later };
        self.published.extend([(a, one.published), (b, two.published)]);
        self.edges.entry(a).or_default().push(Edge { other: b, is_above, weight: weights[0], like });
        self.edges.entry(b).or_default().push(Edge { other: a, is_above: !is_above, weight: weights[1], like });
        true
    }

    /// Places the posts of a wave in the order of time. Gives those that must be placed anew because the post they were
    /// folded under stands no more.
    fn settle(&mut self, wave: &[Waiting]) -> Result<Vec<Waiting>> {
        let mut order: Vec<(Time, PostId)> = Vec::with_capacity(wave.len());
        for some in wave.chunks(TOGETHER) {
            let ids: Vec<PostId> = some.iter().map(|waiting| waiting.post).collect();
            self.read_rows(&ids)?;
            // Without a likeness to another the time does not matter.
            order.extend(ids.iter().map(|id| (self.published.get(id).copied().unwrap_or(Time(0)), *id)));
        }
        order.sort_unstable();
        let mut pending: HashSet<PostId> = order.iter().map(|(_, post)| *post).collect();
        let mut next = BTreeSet::new();
        for (_, post) in order {
            pending.remove(&post);
            let place = self.place_of(post, &pending)?;
            self.put(post, place);
            if place == Place::Head {
                self.gather(post, &pending, &mut next)?;
            }
        }
        Ok(next.into_iter().map(unsigned).collect())
    }

    fn put(&mut self, post: PostId, place: Place) {
        if let Place::Under(head, _) = place {
            self.under.entry(head).or_default().push(post);
        }
        self.now.insert(post, place);
    }

    fn key(&self, post: PostId) -> (Time, PostId) {
        (self.published.get(&post).copied().unwrap_or(Time(0)), post)
    }

    /// The posts that one may be folded under, or those that may be folded under it.
    fn neighbours(&self, post: PostId, above: bool) -> Vec<PostId> {
        let edges = self.edges.get(&post).map_or(&[][..], Vec::as_slice);
        edges.iter().filter(|edge| edge.is_above == above).map(|edge| edge.other).collect()
    }

    /// Where a post stands. Those that are pending are placed after it, and take it if it is theirs.
    fn place_of(&mut self, post: PostId, pending: &HashSet<PostId>) -> Result<Place> {
        let mut above = self.neighbours(post, true);
        self.read_rows(&above)?;
        above.retain(|other| !pending.contains(other));
        if !above.iter().any(|other| self.stands(*other)) {
            // What these are folded under may be like it, and not have been among the candidates.
            let mut heads: Vec<PostId> = above.iter().filter_map(|other| self.head_over(*other)).collect();
            heads.sort_unstable();
            heads.dedup();
            heads.truncate(HEADS);
            self.read_rows(&heads)?;
            for head in heads {
                self.texts.hold(self.tx, &[post, head])?;
                self.compare(post, head);
            }
        }
        let edges = self.edges.get(&post).map_or(&[][..], Vec::as_slice);
        let over = edges.iter().filter(|edge| {
            edge.is_above && !pending.contains(&edge.other) && self.stands(edge.other)
        });
        let first = over.min_by_key(|edge| self.key(edge.other));
        Ok(first.map_or(Place::Head, |edge| Place::Under(edge.other, edge.distance())))
    }

    /// Folds under a post that stands what is like it and below it and has no earlier one to be folded under.
    fn gather(
        &mut self,
        post: PostId,
        pending: &HashSet<PostId>,
        next: &mut BTreeSet<PostId>,
    ) -> Result<()> {
        let below = self.neighbours(post, false);
        self.read_rows(&below)?;
        for other in below.into_iter().filter(|other| !pending.contains(other)) {
            let takes = match self.head_over(other) {
                Some(head) => self.key(post) < self.key_of_head(head),
                None => self.stands(other),
            };
            if !takes {
                continue;
            }
            if self.stands(other) {
                next.extend(self.leave(other)?);
            }
            let back = self.edges.get(&other).and_then(|edges| edges.iter().find(|edge| edge.other == post));
            if let Some(distance) = back.map(Edge::distance) {
                self.put(other, Place::Under(post, distance));
                next.remove(&other);
            }
        }
        Ok(())
    }

    /// Lets posts stand by themselves.
    fn stand(&mut self, posts: &[Waiting]) {
        for waiting in posts {
            self.put(waiting.post, Place::Head);
        }
    }

    fn key_of_head(&self, head: PostId) -> (Time, PostId) {
        let row = self.row(head).map(|row| row.published);
        (self.published.get(&head).copied().or(row).unwrap_or(Time(0)), head)
    }

    /// The posts folded under one that stands no more. Those of a large story wait for the next rounds.
    fn leave(&mut self, head: PostId) -> Result<Vec<PostId>> {
        let mut found = self.under.remove(&head).unwrap_or_default();
        found.retain(|post| matches!(self.now.get(post), Some(Place::Under(over, _)) if *over == head));
        if let Some(row) = self.row(head).filter(|row| !row.folded) {
            let members = stories::first(self.tx, row.story, ANEW as i64 + 2)?;
            if members.len() > ANEW + 1 {
                self.again.insert(row.story);
                return Ok(found);
            }
            let left = members.iter().filter(|row| row.post != head && !self.now.contains_key(&row.post));
            found.extend(left.map(|row| row.post));
            self.rows.extend(members.into_iter().map(|row| (row.post, Some(row))));
        }
        Ok(found)
    }

    pub(super) fn head_of_story(&self, story: i64) -> Option<PostId> {
        self.heads.get(&story).copied().flatten()
    }

    pub(super) fn row(&self, post: PostId) -> Option<Member> {
        self.rows.get(&post).copied().flatten()
    }

    /// Whether a post is folded under no other.
    pub(super) fn stands(&self, post: PostId) -> bool {
        match self.now.get(&post) {
            Some(place) => *place == Place::Head,
            None => self.row(post).is_none_or(|row| !row.folded),
        }
    }

    /// The post that one is folded under.
    fn head_over(&self, post: PostId) -> Option<PostId> {
        match self.now.get(&post) {
            Some(Place::Under(head, _)) => Some(*head),
            Some(Place::Head) => None,
            None => {
                let row = self.row(post).filter(|row| row.folded)?;
                let head = self.heads.get(&row.story).copied().flatten();
                head.filter(|head| *head != post && self.stands(*head))
            }
        }
    }

    /// Reads the rows of posts and those of the posts they are folded under.
    pub(super) fn read_rows(&mut self, posts: &[PostId]) -> Result<()> {
        let missing: Vec<i64> =
            posts.iter().filter(|post| !self.rows.contains_key(post)).map(|post| post.0).collect();
        let found = stories::of(self.tx, &missing)?;
        self.rows.extend(missing.iter().map(|id| (PostId(*id), None)));
        let told = found.iter().map(|row| row.story).filter(|story| !self.heads.contains_key(story));
        let told: Vec<i64> = told.collect::<BTreeSet<_>>().into_iter().collect();
        self.rows.extend(found.into_iter().map(|row| (row.post, Some(row))));
        if !told.is_empty() {
            let heads = stories::heads(self.tx, &told)?;
            self.heads.extend(told.iter().map(|story| (*story, heads.get(story).map(|head| head.post))));
            self.rows.extend(heads.into_values().map(|row| (row.post, Some(row))));
        }
        Ok(())
    }
}

impl Edge {
    fn distance(&self) -> Distance {
        Distance { weight: i64::from(self.weight), apart: i64::from(self.like.apart) }
    }
}
