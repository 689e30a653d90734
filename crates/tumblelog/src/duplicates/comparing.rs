//! Comparing the posts of a wave with those they share keys with.

use super::candidates::Candidate;
use super::plan::{Edge, Planner, TOGETHER};
use crate::Result;
use model::PostId;
use std::collections::HashSet;
use store::duplicate_keys::PendingComparison;

/// Posts that one post is compared with at most, the nearest first.
const COMPARED: usize = 32;

/// Of these, posts that other candidates are hidden under.
pub(super) const HEADS: usize = 16;

/// Words that are put side by side for one post at most: a very long one is compared with few others.
const WORDS: usize = 64_000;

impl Planner<'_, '_, '_> {
    /// Compares each post with its candidates and with those that these are hidden under.
    pub(super) fn compare_all(&mut self, work: &[PendingComparison]) -> Result<()> {
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

    /// The candidates, with those that they are hidden under before them.
    fn with_heads(&mut self, post: PostId, others: Vec<Candidate>) -> Vec<Candidate> {
        // What it was hidden under may have come when its keys led to many others already.
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
            let keys =
                self.texts.get(other.post).map(|text| text.words.said.lookup_keys()).unwrap_or_default();
            self.stale
                .extend(other.keys.iter().filter(|key| !keys.contains(key)).map(|key| (*key, other.post)));
        }
    }

    /// Whether one of two posts that are held is a duplicate of the other; remembers it if so.
    pub(super) fn compare(&mut self, a: PostId, b: PostId) -> bool {
        // A pair meets twice when both posts wait; comparing it once is enough.
        if !self.compared.insert((a.min(b), a.max(b))) {
            return self.edges.get(&a).is_some_and(|edges| edges.iter().any(|edge| edge.other == b));
        }
        let (Some(one), Some(two)) = (self.texts.get(a), self.texts.get(b)) else { return false };
        let is_later = (one.published, a) > (two.published, b);
        let (later, earlier) = if is_later { (one, two) } else { (two, one) };
        let like = match one.is_parted || two.is_parted {
            // A person said that they are distinct, and no measure overrules that.
            true => None,
            false => later.words.duplicate_of(&earlier.words),
        };
        let Some(like) = like else { return false };
        let weights = [one.words.weight(), two.words.weight()];
        // An excerpt goes under its article even where a feed sent the excerpt first.
        let is_above = if like.is_excerpt { one.words.words() < two.words.words() } else { is_later };
        self.published.extend([(a, one.published), (b, two.published)]);
        self.edges.entry(a).or_default().push(Edge { other: b, is_above, weight: weights[0], like });
        self.edges.entry(b).or_default().push(Edge {
            other: a,
            is_above: !is_above,
            weight: weights[1],
            like,
        });
        true
    }
}
