//! The round that compares the posts that wait with those that share a key. Each step is one transaction under the
//! index's lock, so any number of processes may do rounds at once.

use super::fingerprint::Said;
use super::gather_clusters::Groups;
use super::similarity::Comparable;
use super::sketch;
use crate::post::facets::Parsed;
use crate::{Error, Result, Site};
use index::{Class, Facet, Index};
use model::{PostId, Time};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::clusters;
use store::clusters::Member;
use store::duplicate_keys;
use store::duplicate_keys::{Led, Waiting};
use store::{Tx, posts, words::WordHash};

/// Posts that one key leads to at most: one that more posts share says little about any of them.
const MOST: usize = 64;

/// Posts that one post is compared with at most, those that share most keys first.
const COMPARED: usize = 32;

/// Posts up to which a story is put together anew when one of its posts changes or goes. In a larger one the others
/// stay together.
const ANEW: i64 = 64;

/// Posts that wait and are looked at in one transaction beside others' work.
const STEP: usize = 200;

/// The same where nobody else is at work.
const STRIDE: usize = 16_000;

/// Posts whose words are held at once.
const HELD: usize = 2_000;

impl Site {
    /// Compares posts that wait, at most about `limit` of them, and says how many that were. Until then a new copy
    /// stands in lists beside its original.
    ///
    /// # Errors
    /// What the database says; what was compared before stays so.
    pub async fn find_copies(&self, limit: usize) -> Result<usize> {
        let mut done = 0;
        while done < limit {
            let some =
                self.store.read(|tx| Ok::<_, Error>(!duplicate_keys::waiting(tx, 1)?.is_empty())).await?;
            let count = if some { self.compare(STEP.min(limit - done)).await? } else { 0 };
            if count == 0 {
                break;
            }
            done += count;
        }
        Ok(done)
    }

    /// Compares all that waits, many posts a transaction: for the end of an import. `progress` hears of each step.
    ///
    /// # Errors
    /// What the database says; what was compared before stays so.
    pub async fn find_all_copies(&self, mut progress: impl FnMut(u64)) -> Result<()> {
        loop {
            let count = self.compare(STRIDE).await?;
            if count == 0 {
                return Ok(());
            }
            progress(count as u64);
        }
    }

    async fn compare(&self, limit: usize) -> Result<usize> {
        let hash = self.store.words().clone();
        self.store.write(move |tx| step(tx, &hash, limit)).await
    }
}

fn step(tx: &mut Tx<'_>, hash: &WordHash, limit: usize) -> Result<usize> {
    index::Storage::lock(tx)?;
    let waiting = duplicate_keys::waiting(tx, i64::try_from(limit).unwrap_or(i64::MAX))?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let ids: Vec<i64> = waiting.iter().map(|waiting| waiting.post.0).collect();
    let mut texts = Texts { hash, held: HashMap::new() };
    let mut left = Left::default();
    let mut work = waiting;
    work.extend(left.take_out(tx, &ids, &mut texts)?);
    let candidates = candidates(tx, &work)?;
    let groups = compared(tx, &mut texts, &candidates)?;
    let mut changed = groups.keep(tx, &left.was)?;
    changed.extend(left.smaller.iter().copied());
    settle(tx, &changed, &left.was)?;
    duplicate_keys::done(tx, &ids)?;
    Ok(ids.len())
}

/// Posts that were taken out of their stories to be compared anew.
#[derive(Default)]
struct Left {
    /// Whether the index calls them copies.
    was: HashMap<PostId, bool>,
    /// Stories too large to be put together anew, which have lost posts.
    smaller: BTreeSet<i64>,
}

impl Left {
    /// Takes these posts out of their stories, and with them the others of each story: without this post they may have
    /// nothing in common. Gives the others.
    fn take_out(&mut self, tx: &mut Tx<'_>, ids: &[i64], texts: &mut Texts<'_>) -> Result<Vec<Waiting>> {
        let leaving = clusters::of(tx, ids)?;
        let told: BTreeSet<i64> = leaving.iter().map(|member| member.story).collect();
        let asked: HashSet<i64> = ids.iter().copied().collect();
        let mut others = Vec::new();
        for story in told {
            let members = clusters::first(tx, story, ANEW + 1)?;
            if members.len() as i64 > ANEW {
                self.smaller.insert(story);
            } else {
                others.extend(members.into_iter().filter(|member| !asked.contains(&member.post.0)));
            }
        }
        let out: Vec<i64> = leaving.iter().chain(&others).map(|member| member.post.0).collect();
        if !out.is_empty() {
            clusters::remove(tx, &out)?;
        }
        self.was.extend(leaving.iter().chain(&others).map(|member| (member.post, member.folded)));
        let others: Vec<PostId> = others.iter().map(|member| member.post).collect();
        texts.hold(tx, &others)?;
        let signature =
            |post: &PostId| texts.of(*post).map(|text| text.words.said.signature()).unwrap_or_default();
        Ok(others.iter().map(|post| super::waiting(*post, &signature(post))).collect())
    }
}

/// A post with those it is compared with: their ids and the keys they share.
struct Candidates {
    post: PostId,
    others: Vec<(PostId, Vec<i64>)>,
}

/// Lets the keys of posts lead to them, and says whom else each leads to.
fn candidates(tx: &mut Tx<'_>, work: &[Waiting]) -> Result<Vec<Candidates>> {
    let mut keys: Vec<i64> = work.iter().flat_map(|waiting| waiting.keys.iter().copied()).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut led = duplicate_keys::posts_of(tx, &keys)?;
    let mut fresh = Vec::new();
    let mut found = Vec::new();
    for waiting in work {
        let mut shared: HashMap<PostId, Vec<i64>> = HashMap::new();
        for key in &waiting.keys {
            let there = led.entry(*key).or_default();
            for other in
                there.iter().filter(|other| other.post != waiting.post && may_be_like(waiting, other))
            {
                shared.entry(other.post).or_default().push(*key);
            }
            let own = Led { post: waiting.post, sketch: waiting.sketch };
            match there.iter().position(|led| led.post == own.post) {
                Some(at) if there[at] == own => continue,
                Some(at) => there[at] = own,
                None if there.len() < MOST => there.push(own),
                None => continue,
            }
            fresh.push((*key, own));
        }
        if !shared.is_empty() {
            let mut others: Vec<_> = shared.into_iter().collect();
            others.sort_unstable_by_key(|(post, keys)| (std::cmp::Reverse(keys.len()), *post));
            others.truncate(COMPARED);
            found.push(Candidates { post: waiting.post, others });
        }
    }
    duplicate_keys::lead(tx, &mut fresh)?;
    Ok(found)
}

/// Whether it is worth reading both. Posts from before there were sketches are.
fn may_be_like(waiting: &Waiting, other: &Led) -> bool {
    waiting.sketch.zip(other.sketch).is_none_or(|(one, other)| sketch::may_be_like(one, other))
}

/// The posts among the candidates that are alike, joined.
fn compared(tx: &mut Tx<'_>, texts: &mut Texts<'_>, candidates: &[Candidates]) -> Result<Groups> {
    let mut groups = Groups::default();
    let mut stale = Vec::new();
    for some in candidates.chunks(64) {
        let mut ids: Vec<PostId> =
            some.iter().flat_map(|one| one.others.iter().map(|(post, _)| *post).chain([one.post])).collect();
        ids.sort_unstable();
        ids.dedup();
        texts.hold(tx, &ids)?;
        let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let parted = clusters::parted(tx, &numbers)?;
        for one in some {
            let Some(text) = texts.of(one.post) else { continue };
            for (other, keys) in &one.others {
                match texts.of(*other) {
                    Some(_) if parted.contains(&one.post) || parted.contains(other) => {}
                    Some(found) if text.words.is_like(&found.words) => {
                        groups.join((one.post, text.published), (*other, found.published));
                    }
                    found => {
                        let own = found.map(|text| text.words.said.keys()).unwrap_or_default();
                        stale.extend(keys.iter().filter(|key| !own.contains(key)).map(|key| (*key, *other)));
                    }
                }
            }
        }
    }
    stale.sort_unstable();
    stale.dedup();
    duplicate_keys::mislead(tx, &stale)?;
    Ok(groups)
}

/// What posts say, as far as a step needs it.
struct Texts<'a> {
    hash: &'a WordHash,
    held: HashMap<PostId, Option<Text>>,
}

struct Text {
    words: Comparable,
    published: Time,
}

impl Texts<'_> {
    fn of(&self, post: PostId) -> Option<&Text> {
        self.held.get(&post).and_then(Option::as_ref)
    }

    fn hold(&mut self, tx: &mut Tx<'_>, ids: &[PostId]) -> Result<()> {
        if self.held.len() > HELD {
            self.held.clear();
        }
        let missing: Vec<i64> = ids.iter().filter(|id| !self.held.contains_key(id)).map(|id| id.0).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let positions: Vec<_> = posts::places(tx, &missing)?.into_iter().map(|(_, at)| at).collect();
        self.held.extend(missing.iter().map(|id| (PostId(*id), None)));
        for placed in posts::at(tx, &positions)? {
            let post = placed.post;
            let said = Said::of(&post, &Parsed::of(&post), self.hash);
            self.held.insert(
                post.id,
                said.map(|said| Text { words: Comparable::of(said), published: post.published }),
            );
        }
        Ok(())
    }
}

/// Sees to it that in each of these stories the earliest post stands and the others are copies, in the rows and in the
/// index.
fn settle(tx: &mut Tx<'_>, changed: &BTreeSet<i64>, was: &HashMap<PostId, bool>) -> Result<()> {
    let mut rows: Vec<Member> = Vec::new();
    let mut alone = Vec::new();
    let mut placed: HashSet<PostId> = HashSet::new();
    let mut marks: Vec<(PostId, bool)> = Vec::new();
    for story in changed {
        let first = clusters::first(tx, *story, 2)?;
        let Some(head) = first.first() else { continue };
        if first.len() == 1 {
            alone.push(head.post.0);
            marks.extend(head.folded.then_some((head.post, false)));
            placed.insert(head.post);
            continue;
        }
        let standing = clusters::standing(tx, *story)?;
        placed.extend(standing.iter().map(|member| member.post));
        placed.insert(head.post);
        rows.extend(head.folded.then_some(Member { folded: false, ..*head }));
        let later = standing.into_iter().filter(|member| member.post != head.post);
        rows.extend(later.map(|member| Member { folded: true, ..member }));
    }
    marks.extend(rows.iter().map(|member| (member.post, member.folded)));
    let outside: Vec<i64> = was.iter().filter(|(_, folded)| **folded).map(|(post, _)| post.0).collect();
    let kept: HashSet<PostId> = clusters::of(tx, &outside)?.into_iter().map(|member| member.post).collect();
    let gone = outside.iter().map(|id| PostId(*id)).filter(|id| !kept.contains(id) && !placed.contains(id));
    marks.extend(gone.map(|id| (id, false)));
    clusters::put(tx, &rows)?;
    if !alone.is_empty() {
        clusters::remove(tx, &alone)?;
    }
    mark(tx, &marks)
}

fn mark(tx: &mut Tx<'_>, marks: &[(PostId, bool)]) -> Result<()> {
    if marks.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = marks.iter().map(|(post, _)| post.0).collect();
    let places: HashMap<_, _> = posts::places(tx, &ids)?.into_iter().collect();
    let there: Vec<_> = marks.iter().filter_map(|(post, on)| Some((*places.get(post)?, *on))).collect();
    Ok(Index::default().mark(tx, Facet::Copy.id(Class::Standing), &there)?)
}
