//! Posts of a round put together into stories.

use crate::Result;
use model::{PostId, Time};
use std::collections::{BTreeSet, HashMap};
use store::Tx;
use store::clusters;
use store::clusters::Member;

/// Counted at most to tell which of two stories has fewer posts to be renamed.
const COUNTED: i64 = 10_000;

/// Pairs of posts that are alike, joined.
#[derive(Default)]
pub(super) struct Groups {
    numbers: HashMap<PostId, usize>,
    posts: Vec<(PostId, Time)>,
    parents: Vec<usize>,
}

impl Groups {
    /// Two posts tell one story.
    pub fn join(&mut self, a: (PostId, Time), b: (PostId, Time)) {
        let (a, b) = (self.number(a), self.number(b));
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b)] = a.min(b);
    }

    fn number(&mut self, post: (PostId, Time)) -> usize {
        let next = self.posts.len();
        let number = *self.numbers.entry(post.0).or_insert(next);
        if number == next {
            self.posts.push(post);
            self.parents.push(next);
        }
        number
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    /// Keeps the groups as stories, each joined with those its posts belong to already. `was` says of posts that are in
    /// no story just now whether the index calls them copies. Gives the stories that have changed.
    pub fn keep(mut self, tx: &mut Tx<'_>, was: &HashMap<PostId, bool>) -> Result<BTreeSet<i64>> {
        let ids: Vec<i64> = self.posts.iter().map(|(post, _)| post.0).collect();
        let known: HashMap<PostId, i64> =
            clusters::of(tx, &ids)?.into_iter().map(|member| (member.post, member.story)).collect();
        // Two groups may meet in a story that stands already.
        let mut firsts: HashMap<i64, (PostId, Time)> = HashMap::new();
        for post in self.posts.clone() {
            if let Some(story) = known.get(&post.0) {
                let first = *firsts.entry(*story).or_insert(post);
                self.join(first, post);
            }
        }
        let mut groups: HashMap<usize, Vec<(PostId, Time)>> = HashMap::new();
        for number in 0..self.posts.len() {
            let root = self.root(number);
            groups.entry(root).or_default().push(self.posts[number]);
        }
        let mut groups: Vec<Vec<(PostId, Time)>> = groups.into_values().collect();
        groups.sort_unstable();
        let mut changed = BTreeSet::new();
        let mut fresh = Vec::new();
        for group in groups {
            let told: BTreeSet<i64> = group.iter().filter_map(|(post, _)| known.get(post).copied()).collect();
            let story = one(tx, told)?;
            changed.insert(story);
            fresh.extend(group.into_iter().filter(|(post, _)| !known.contains_key(post)).map(
                |(post, published)| Member {
                    post,
                    story,
                    published,
                    folded: was.get(&post).copied().unwrap_or(false),
                },
            ));
        }
        clusters::put(tx, &fresh)?;
        Ok(changed)
    }
}

/// One story out of several, or a new one out of none: the largest keeps its number.
fn one(tx: &mut Tx<'_>, told: BTreeSet<i64>) -> Result<i64> {
    let mut sized = Vec::with_capacity(told.len());
    for story in &told {
        let size = if told.len() > 1 { clusters::size(tx, *story, COUNTED)? } else { 0 };
        sized.push((size, *story));
    }
    let Some((_, largest)) = sized.into_iter().max() else { return Ok(tx.next_id("story")?) };
    for story in told.into_iter().filter(|story| *story != largest) {
        clusters::join(tx, story, largest)?;
    }
    Ok(largest)
}
