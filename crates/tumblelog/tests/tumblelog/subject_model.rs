//! Subjects against a naive model that keeps every link and looks at all of them, and against each other at once.

use crate::common::{World, on_each, tumblelog, worlds};
use model::LinkKind;
use std::collections::{BTreeMap, BTreeSet};
use tumblelog::Actor;
use tumblelog::subject::{HistoryRequest, Join, Refusal, Split};
use tumblelog::{Error, Site};

const NAMES: [&str; 9] = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];

#[derive(Debug, Clone, PartialEq)]
struct Link {
    different: bool,
    ends: (usize, usize),
    live: bool,
}

#[derive(Debug, Clone)]
struct Act {
    /// Links and whether they became live.
    changes: Vec<(usize, bool)>,
    undoes: Option<usize>,
    parted: Option<usize>,
}

#[derive(Debug, Clone, Default)]
struct Model {
    links: Vec<Link>,
    acts: Vec<Act>,
}

impl Model {
    fn live(&self, different: bool) -> impl Iterator<Item = (usize, &Link)> {
        self.links.iter().enumerate().filter(move |(_, link)| link.live && link.different == different)
    }

    /// Everything that can be reached from a name, but not by way of another.
    fn set(&self, from: usize, without: Option<usize>) -> BTreeSet<usize> {
        let mut set = BTreeSet::from([from]);
        loop {
            let before = set.len();
            for (_, link) in self.live(false) {
                let (a, b) = link.ends;
                if [Some(a), Some(b)].contains(&without) {
                    continue;
                }
                if set.contains(&a) || set.contains(&b) {
                    set.extend([a, b]);
                }
            }
            if set.len() == before {
                return set;
            }
        }
    }

    fn good(&self) -> bool {
        self.live(true).all(|(_, link)| !self.set(link.ends.0, None).contains(&link.ends.1))
    }

    fn add(&mut self, different: bool, a: usize, b: usize) -> (usize, bool) {
        self.links.push(Link { different, ends: (a.min(b), a.max(b)), live: true });
        (self.links.len() - 1, true)
    }

    fn end(&mut self, at: usize) -> (usize, bool) {
        self.links[at].live = false;
        (at, false)
    }

    /// Does it where it may be done; whether it was.
    fn act(&mut self, work: impl FnOnce(&mut Self) -> Option<Act>) -> bool {
        let mut after = self.clone();
        match work(&mut after) {
            Some(act) if after.good() => {
                after.acts.push(act);
                *self = after;
                true
            }
            _ => false,
        }
    }

    fn join(&mut self, names: &[usize]) -> bool {
        self.act(|after| {
            let mut met = vec![after.set(names[0], None)];
            let mut changes = Vec::new();
            for &other in &names[1..] {
                if met.iter().any(|set| set.contains(&other)) {
                    continue;
                }
                met.push(after.set(other, None));
                changes.push(other);
            }
            let changes: Vec<_> =
                changes.into_iter().map(|other| after.add(false, names[0], other)).collect();
            (!changes.is_empty()).then_some(Act { changes, undoes: None, parted: None })
        })
    }

    fn part(&mut self, name: usize) -> bool {
        self.act(|after| {
            let own: Vec<usize> = after
                .live(false)
                .filter(|(_, link)| link.ends.0 == name || link.ends.1 == name)
                .map(|(at, _)| at)
                .collect();
            let ends: Vec<usize> = own
                .iter()
                .map(|at| after.links[*at].ends)
                .map(|(a, b)| if a == name { b } else { a })
                .collect();
            let first = *ends.first()?;
            let mut changes: Vec<_> = own.iter().map(|at| after.end(*at)).collect();
            for end in ends {
                if !after.set(first, None).contains(&end) {
                    changes.push(after.add(false, first, end));
                }
            }
            Some(Act { changes, undoes: None, parted: Some(name) })
        })
    }

    fn refuse(&mut self, a: usize, b: usize) -> bool {
        let ends = (a.min(b), a.max(b));
        self.act(|after| {
            if after.live(true).any(|(_, link)| link.ends == ends) {
                return None;
            }
            Some(Act { changes: vec![after.add(true, a, b)], undoes: None, parted: None })
        })
    }

    fn allow(&mut self, a: usize, b: usize) -> bool {
        let ends = (a.min(b), a.max(b));
        self.act(|after| {
            let at = after.live(true).find(|(_, link)| link.ends == ends)?.0;
            Some(Act { changes: vec![after.end(at)], undoes: None, parted: None })
        })
    }

    /// An entry is undone while an undo of it is not.
    fn undone(&self, at: usize) -> bool {
        (at + 1..self.acts.len()).any(|later| self.acts[later].undoes == Some(at) && !self.undone(later))
    }

    fn undo(&mut self, at: usize) -> bool {
        if at >= self.acts.len() || self.undone(at) {
            return false;
        }
        self.act(|after| {
            let act = after.acts[at].clone();
            if act.changes.iter().any(|(link, live)| after.links[*link].live != *live) {
                return None;
            }
            if act.parted.is_some_and(|name| after.set(name, None).len() > 1) {
                return None;
            }
            let twice = |after: &Self, at: usize| {
                let link = &after.links[at];
                after.live(link.different).any(|(_, other)| other.ends == link.ends)
            };
            if act.changes.iter().any(|(link, live)| !live && twice(after, *link)) {
                return None;
            }
            let changes = act.changes.iter().map(|(link, live)| {
                after.links[*link].live = !live;
                (*link, !live)
            });
            Some(Act { changes: changes.collect(), undoes: Some(at), parted: None })
        })
    }
}

fn pair(a: usize, b: usize) -> Refusal {
    let name = |at: usize| NAMES[at].to_owned();
    Refusal { a: name(a), b: name(b), reason: String::new(), by: Actor::Operator }
}

fn joining(names: &[usize]) -> Join {
    Join {
        names: names.iter().map(|at| NAMES[*at].to_owned()).collect(),
        kind: LinkKind::SameName,
        reason: String::new(),
        evidence: String::new(),
        by: Actor::Operator,
    }
}

fn parting(name: usize) -> Split {
    Split { name: NAMES[name].into(), of: None, reason: String::new(), by: Actor::Operator }
}

/// Done, or refused for a reason of the rules.
fn done(result: Result<i64, Error>) -> Option<i64> {
    match result {
        Ok(entry) => Some(entry),
        Err(Error::Invalid(_) | Error::NotFound(_)) => None,
        Err(other) => panic!("{other}"),
    }
}

async fn random_life(world: &World, seed: u64) {
    let (site, mut rng) = (&world.site, fastrand::Rng::with_seed(seed));
    let (mut model, mut entries) = (Model::default(), Vec::new());
    for step in 0..120 {
        let mut names: Vec<usize> = (0..NAMES.len()).collect();
        rng.shuffle(&mut names);
        let (a, b) = (names[0], names[1]);
        let (expected, entry) = match rng.u8(0..16) {
            0..5 => {
                let some = &names[..rng.usize(2..4)];
                (model.join(some), done(site.join_spellings(&joining(some)).await))
            }
            5..8 => (model.part(a), done(site.split_spelling(&parting(a)).await)),
            8..10 => (model.refuse(a, b), done(site.refuse_join(&pair(a, b)).await)),
            10..12 => (model.allow(a, b), done(site.allow_join(&pair(a, b)).await)),
            _ if entries.is_empty() => continue,
            _ => {
                // Mostly late ones, which still apply.
                let back = rng.usize(0..entries.len().min(6));
                let at = entries.len() - 1 - back;
                let undone = site.undo_subjects(entries[at], "", &Actor::Operator).await;
                (model.undo(at), done(undone))
            }
        };
        assert_eq!(expected, entry.is_some(), "{}, seed {seed}, step {step}\n{model:?}", world.label);
        entries.extend(entry);
        for (at, name) in NAMES.iter().enumerate() {
            let shown = site.show_subject(name).await.unwrap();
            let names: BTreeSet<&str> = shown.spellings.iter().map(|s| s.name.as_str()).collect();
            let expected: BTreeSet<&str> = model.set(at, None).into_iter().map(|at| NAMES[at]).collect();
            assert_eq!(names, expected, "{}, seed {seed}, step {step}: {name}", world.label);
            assert_eq!(shown.id.is_some(), expected.len() > 1);
        }
    }
    let mut undone = BTreeMap::new();
    let mut before = None;
    loop {
        let history = site.subject_history(&HistoryRequest { before, limit: 50, about: None }).await.unwrap();
        undone.extend(history.acts.iter().map(|act| (act.id, act.undone_by.is_some())));
        before = history.next;
        if before.is_none() {
            break;
        }
    }
    let expected = entries.iter().enumerate().map(|(at, entry)| (*entry, model.undone(at)));
    assert_eq!(undone, expected.collect(), "{}, seed {seed}", world.label);
}

#[test]
fn subjects_are_what_a_naive_model_says() {
    for seed in 0..5 {
        on_each(async |world| random_life(world, seed).await);
    }
}

/// Members are the components of the live links, whoever changed them when.
async fn consistent(site: &Site) {
    for name in NAMES {
        let shown = site.show_subject(name).await.unwrap();
        let mut reached = BTreeSet::from([name.to_owned()]);
        for _ in 0..NAMES.len() {
            for link in &shown.links {
                if reached.contains(&link.a) || reached.contains(&link.b) {
                    reached.extend([link.a.clone(), link.b.clone()]);
                }
            }
        }
        let members: BTreeSet<String> = shown.spellings.iter().map(|s| s.name.clone()).collect();
        assert_eq!(members, reached, "{name}");
    }
}

#[test]
fn moderators_at_once_take_turns() {
    for world in worlds() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build().unwrap();
        runtime.block_on(async {
            let sites = [world.site.clone(), world.another(), world.another(), world.another()];
            let tasks: Vec<_> =
                sites.into_iter().zip(0..).map(|(site, seed)| tokio::spawn(many(site, seed))).collect();
            let mut made = 0;
            for task in tasks {
                made += task.await.unwrap();
            }
            assert!(made > 40, "{}: only {made} changes", world.label);
            consistent(&world.site).await;
        });
    }
}

async fn many(site: Site, seed: u64) -> usize {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut made = Vec::new();
    for _ in 0..40 {
        let mut names: Vec<usize> = (0..NAMES.len()).collect();
        rng.shuffle(&mut names);
        let entry = match rng.u8(0..8) {
            0..4 => site.join_spellings(&joining(&names[..3])).await,
            4..6 => site.split_spelling(&parting(names[0])).await,
            _ => match made.last() {
                Some(entry) => site.undo_subjects(*entry, "", &Actor::Operator).await,
                None => continue,
            },
        };
        made.extend(done(entry));
    }
    made.len()
}
