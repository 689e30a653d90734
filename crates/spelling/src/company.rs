//! What a name's other candidates say about one of them: rivals speak against it, third names that resemble both
//! speak for it.

use super::pair;
use super::reading::Reading;
use super::system::System;
use super::table::Table;
use std::collections::HashMap;

/// How many features a pair has beside those of its letters.
pub const FEATURES: usize = 30;
/// All features of a candidate.
pub const ALL: usize = pair::FEATURES + FEATURES;
/// How many of the likeliest candidates are compared with one another.
const MEMBERS: usize = 40;
/// Odds below which a candidate is not considered.
const FLOOR: f32 = -5.0;
/// The least odds of names that differ in marks alone.
const SAME: f32 = 3.0;
/// Odds of what has no likeness at all.
const STRANGER: f32 = -8.0;

/// The odds of pairs of candidates by their places, the lower first.
pub type Known = HashMap<(usize, usize), f32>;

/// A name with its likeliest candidates.
pub struct Company<'a> {
    /// The name, then the candidates, likeliest first.
    members: Vec<Member<'a>>,
    odds: Vec<f32>,
}

struct Member<'a> {
    place: usize,
    reading: &'a Reading,
    features: [f32; pair::FEATURES],
}

impl<'a> Company<'a> {
    /// Gathers the likeliest of the candidates.
    ///
    /// `known` remembers the odds of two candidates by their places, for who asks about many names of one list.
    pub fn of(
        table: &Table,
        name: &'a Reading,
        others: impl Iterator<Item = (usize, &'a Reading)>,
        known: &mut Known,
    ) -> Self {
        let costs = table.costs();
        let mut found: Vec<(f32, Member<'a>)> = others
            // Names equal but for marks are always considered, even where their readings do not align.
            .filter(|(_, other)| other.bare == name.bare || pair::is_near(costs, name, other))
            .map(|(place, reading)| {
                let features = pair::pair_features(table, name, reading);
                let same = if reading.bare == name.bare { SAME } else { STRANGER };
                (table.pair.odds(&features).max(same), Member { place, reading, features })
            })
            .filter(|(odds, _)| *odds > FLOOR)
            .collect();
        // Ties by the letters, so that the order in which candidates come does not matter.
        found.sort_by(|(x, a), (y, b)| {
            y.total_cmp(x).then_with(|| {
                (a.reading.system, &a.reading.bare, a.place).cmp(&(
                    b.reading.system,
                    &b.reading.bare,
                    b.place,
                ))
            })
        });
        found.truncate(MEMBERS);
        // No candidate has this place, so the name itself is never taken for one.
        let mut members = vec![Member { place: usize::MAX, reading: name, features: [0.0; pair::FEATURES] }];
        let own: Vec<f32> = found.iter().map(|(odds, _)| *odds).collect();
        members.extend(found.into_iter().map(|(_, member)| member));
        let mut company = Self { odds: vec![STRANGER; members.len() * members.len()], members };
        for (i, odds) in own.into_iter().enumerate() {
            company.set_odds(0, i + 1, odds);
        }
        company.compare_all(table, known);
        company
    }

    fn compare_all(&mut self, table: &Table, known: &mut Known) {
        for i in 1..self.members.len() {
            for j in i + 1..self.members.len() {
                let (Some(a), Some(b)) = (self.members.get(i), self.members.get(j)) else { continue };
                let places = (a.place.min(b.place), a.place.max(b.place));
                // The same two candidates meet beside many names of a list; comparing them is what
                // costs most.
                let odds = *known.entry(places).or_insert_with(|| pair_likeness(table, a.reading, b.reading));
                self.set_odds(i, j, odds);
            }
        }
    }

    fn set_odds(&mut self, i: usize, j: usize, odds: f32) {
        let n = self.members.len();
        // Both halves are filled, so that no reader has to order its indexes.
        for cell in [i * n + j, j * n + i] {
            if let Some(slot) = self.odds.get_mut(cell) {
                *slot = odds;
            }
        }
    }

    fn pair_odds(&self, i: usize, j: usize) -> f32 {
        self.odds.get(i * self.members.len() + j).copied().unwrap_or(STRANGER)
    }

    fn system_of_name(&self, i: usize) -> Option<System> {
        self.members.get(i).map(|member| member.reading.system)
    }

    /// Each candidate's place among those given, with its features.
    pub fn features(&self) -> impl Iterator<Item = (usize, [f32; ALL])> {
        self.members.iter().enumerate().skip(1).map(|(b, member)| {
            let mut all = [0.0; ALL];
            let company = self.features_beside(b);
            for (slot, value) in all.iter_mut().zip(member.features.iter().chain(&company)) {
                *slot = *value;
            }
            (member.place, all)
        })
    }

    fn features_beside(&self, b: usize) -> [f32; FEATURES] {
        let z = self.pair_odds(0, b);
        let (of_a, of_b) = (self.find_rivals(0, b), self.find_rivals(b, 0));
        let third = self.best_thirds(b);
        let [support, second, further] = third.best;
        [
            z,
            of_a.rank,
            of_a.rank_in_system,
            of_a.in_system,
            z - of_a.in_system,
            of_a.any,
            z - of_a.any,
            of_b.rank,
            of_b.rank_in_system,
            of_b.in_system,
            z - of_b.in_system,
            of_b.any,
            z - of_b.any,
            of_a.above[0],
            of_a.above[1],
            of_a.above[2],
            of_b.above[0],
            of_b.above[1],
            of_b.above[2],
            support,
            second,
            further,
            third.both,
            third.only_a,
            third.only_b,
            // The small addend keeps a name without friends from dividing by zero; the trees
            // learned with it.
            third.both / (third.both + third.only_a + third.only_b + 0.1),
            third.foreign,
            third.a_to_friends / (third.friends_of_b + 0.1),
            third.b_to_friends / (third.friends_of_a + 0.1),
            third.kin,
        ]
    }

    /// How `b` stands among those that resemble `a`.
    fn find_rivals(&self, a: usize, b: usize) -> Rivals {
        let z = self.pair_odds(a, b);
        let mut rivals = Rivals { in_system: STRANGER, any: STRANGER, ..Rivals::default() };
        for c in (0..self.members.len()).filter(|&c| c != a && c != b) {
            let other = self.pair_odds(a, c);
            let same = self.system_of_name(c) == self.system_of_name(b);
            rivals.any = rivals.any.max(other);
            rivals.rank += flag_value(other > z);
            if same {
                rivals.in_system = rivals.in_system.max(other);
                rivals.rank_in_system += flag_value(other > z);
            }
            for (count, least) in rivals.above.iter_mut().zip([-1.0, 1.0, 3.0]) {
                *count += flag_value(other > least);
            }
        }
        rivals
    }

    /// What third names say about the name and its candidate `b`.
    fn best_thirds(&self, b: usize) -> Third {
        let mut third = Third { best: [STRANGER; 3], foreign: STRANGER, kin: STRANGER, ..Third::default() };
        for c in (1..self.members.len()).filter(|&c| c != b) {
            let (x, y) = (self.pair_odds(0, c), self.pair_odds(b, c));
            let least = x.min(y);
            // A chain is as strong as its weaker link.
            third.insert_value(least);
            if self.system_of_name(c) != self.system_of_name(0)
                && self.system_of_name(c) != self.system_of_name(b)
            {
                third.foreign = third.foreign.max(least);
            }
            if self.system_of_name(c) == self.system_of_name(b) {
                third.kin = third.kin.max(least);
            }
            let (p, q) = (share_of_odds(x), share_of_odds(y));
            third.both += p * q;
            third.only_a += p * (1.0 - q);
            third.only_b += q * (1.0 - p);
            third.a_to_friends += q * x;
            third.friends_of_b += q;
            third.b_to_friends += p * y;
            third.friends_of_a += p;
        }
        third
    }
}

#[derive(Default)]
struct Rivals {
    rank: f32,
    rank_in_system: f32,
    in_system: f32,
    any: f32,
    above: [f32; 3],
}

#[derive(Default)]
struct Third {
    best: [f32; 3],
    foreign: f32,
    kin: f32,
    both: f32,
    only_a: f32,
    only_b: f32,
    a_to_friends: f32,
    friends_of_b: f32,
    b_to_friends: f32,
    friends_of_a: f32,
}

impl Third {
    fn insert_value(&mut self, mut value: f32) {
        for slot in &mut self.best {
            if value > *slot {
                std::mem::swap(slot, &mut value);
            }
        }
    }
}

/// The odds by the letters alone.
fn pair_likeness(table: &Table, a: &Reading, b: &Reading) -> f32 {
    if a.bare == b.bare {
        table.pair.odds(&pair::pair_features(table, a, b)).max(SAME)
    } else if pair::is_near(table.costs(), a, b) {
        table.pair.odds(&pair::pair_features(table, a, b))
    } else {
        STRANGER
    }
}

/// The share that odds stand for.
pub fn share_of_odds(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

fn flag_value(yes: bool) -> f32 {
    f32::from(u8::from(yes))
}
