//! What is known of two names from their letters: the features by which the first trees judge.

use super::align::{Alignment, Costs, NONE, SCALE, Step, cell_index, order_readings};
use super::reading::{Reading, SYMBOLS, is_vowel};
use super::sound;
use super::table::Table;

/// How many features a pair has.
pub const FEATURES: usize = LETTERS + sound::FEATURES;
/// How many of them come from the alignment.
const LETTERS: usize = 36;

/// The features of two readings, the same whichever comes first.
pub fn pair_features(table: &Table, a: &Reading, b: &Reading) -> [f32; FEATURES] {
    let (a, b) = order_readings(a, b);
    let encoder = &table.encoder;
    let sounds = sound::sound_features(encoder, a.encoded(encoder), b.encoded(encoder));
    let mut all = [0.0; FEATURES];
    for (slot, value) in all.iter_mut().zip(letter_features(table.costs(), a, b).iter().chain(&sounds)) {
        *slot = *value;
    }
    all
}

/// The features of the alignment.
fn letter_features(costs: Costs<'_>, a: &Reading, b: &Reading) -> [f32; LETTERS] {
    let found = costs.align(a, b);
    let score = units_to_nats(found.score);
    let (best_a, best_b) = (best_score(costs, a, b, true), best_score(costs, a, b, false));
    let (na, nb) = (count_as_float(a.symbols.len()), count_as_float(b.symbols.len()));
    let steps = Tally::tally_alignment(&found);
    let [worst, second, third] = steps.worst;
    // Texts in two scripts share no letters, so their edits say nothing.
    let edit = if a.system == b.system { edit_distance(&a.bare, &b.bare) } else { 1.0 };
    let words = (count_as_float(count_words(a)), count_as_float(count_words(b)));
    [
        score,
        score / best_a.max(best_b).max(1.0),
        score / best_a.min(best_b).max(1.0),
        na.min(nb),
        na.max(nb),
        steps.lost_consonants,
        steps.lost_vowels,
        whole_as_float(found.before.abs()),
        whole_as_float(found.after.abs()),
        worst,
        second,
        third,
        steps.first,
        steps.last,
        steps.bad,
        steps.consonants,
        steps.consonant_gain,
        steps.vowel_gain,
        steps.same,
        steps.run,
        count_as_float(a.system as usize),
        count_as_float(b.system as usize),
        words.0.min(words.1),
        words.0.max(words.1),
        cut_at_words(a, b, &found),
        edit,
        flag_value(starts_with_vowel(a)) + flag_value(starts_with_vowel(b)),
        flag_value(starts_with_vowel(a) == starts_with_vowel(b)),
        whole_as_float(found.before.max(0) + found.after.max(0)),
        whole_as_float((-found.before).max(0) + (-found.after).max(0)),
        steps.consonant_gain / steps.consonants.max(1.0),
        steps.mean_gain,
        steps.swapped_consonants,
        steps.swapped_vowels,
        count_consonants(a).min(count_consonants(b)),
        count_consonants(a).max(count_consonants(b)),
    ]
}

/// What the steps of an alignment amount to.
#[derive(Default)]
struct Tally {
    worst: [f32; 3],
    first: f32,
    last: f32,
    lost_consonants: f32,
    lost_vowels: f32,
    swapped_consonants: f32,
    swapped_vowels: f32,
    bad: f32,
    consonants: f32,
    consonant_gain: f32,
    vowel_gain: f32,
    same: f32,
    run: f32,
    mean_gain: f32,
}

impl Tally {
    fn tally_alignment(found: &Alignment) -> Self {
        let mut tally = Self::default();
        let mut gains: Vec<i32> = found.steps.iter().map(|step| step.gain).collect();
        // The three worst steps say more against a pair than the sum does: one wrong consonant
        // makes another name.
        gains.sort_unstable();
        for (slot, gain) in tally.worst.iter_mut().zip(gains) {
            *slot = units_to_nats(gain);
        }
        let mut run = 0.0_f32;
        for step in &found.steps {
            tally.add_step(step);
            run = if step.gain > 0 { run + 1.0 } else { 0.0 };
            tally.run = tally.run.max(run);
        }
        tally.first = found.steps.first().map_or(0.0, |step| units_to_nats(step.gain));
        tally.last = found.steps.last().map_or(0.0, |step| units_to_nats(step.gain));
        tally.mean_gain = units_to_nats(found.score) / count_as_float(found.steps.len()).max(1.0);
        tally
    }

    fn add_step(&mut self, step: &Step) {
        let gain = units_to_nats(step.gain);
        self.bad += flag_value(gain < -1.0);
        self.same += flag_value(step.x == step.y);
        let alone = step.x == NONE || step.y == NONE;
        // `NONE` is above every symbol, so the smaller one is the symbol that is there.
        let vowel = is_vowel(step.x.min(step.y));
        match (alone, vowel) {
            (true, true) => self.lost_vowels += 1.0,
            (true, false) => self.lost_consonants += 1.0,
            (false, true) if gain < 0.0 => self.swapped_vowels += 1.0,
            (false, false) if gain < 0.5 => self.swapped_consonants += 1.0,
            _ => {}
        }
        if vowel {
            self.vowel_gain += gain;
        } else {
            self.consonant_gain += gain;
            self.consonants += flag_value(!alone);
        }
    }
}

/// The score a reading would have with its ideal partner in the system of the other.
fn best_score(costs: Costs<'_>, a: &Reading, b: &Reading, first: bool) -> f32 {
    let matrix = costs.matrix(a.system, b.system);
    let of = if first { a } else { b };
    let mut sum = 0;
    for &x in &of.symbols {
        let gains = (0..).take(SYMBOLS).map(|y: u8| if first { cell_index(x, y) } else { cell_index(y, x) });
        sum += gains.filter_map(|cell| matrix.get(cell)).copied().max().map_or(0, i32::from);
    }
    units_to_nats(sum)
}

/// How many of the ends that only one name has are whole words of it.
fn cut_at_words(a: &Reading, b: &Reading, found: &Alignment) -> f32 {
    let at_start = |extra: i32| {
        let words = if extra > 0 { &a.words } else { &b.words };
        let at = usize::try_from(extra.abs()).unwrap_or(0);
        at > 0 && words.get(at) != words.get(at - 1)
    };
    let at_end = |extra: i32| {
        let words = if extra > 0 { &a.words } else { &b.words };
        let at = words.len().saturating_sub(usize::try_from(extra.abs()).unwrap_or(0));
        // An overhang that ends inside a word is a worse sign than a word left out.
        at > 0 && at < words.len() && words.get(at) != words.get(at - 1)
    };
    flag_value(at_start(found.before)) + 2.0 * flag_value(at_end(found.after))
}

/// Edits between two texts as a share of the longer.
fn edit_distance(a: &str, b: &str) -> f32 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(&b) {
            let value = (corner + usize::from(x != y)).min(*cell + 1).min(left + 1);
            corner = std::mem::replace(cell, value);
            left = value;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    count_as_float(row.last().copied().unwrap_or(0)) / count_as_float(a.len().max(b.len()).max(1))
}

fn count_words(reading: &Reading) -> usize {
    let mut words = reading.words.clone();
    words.dedup();
    words.len()
}

fn count_consonants(reading: &Reading) -> f32 {
    count_as_float(reading.symbols.iter().filter(|&&symbol| !is_vowel(symbol)).count())
}

fn starts_with_vowel(reading: &Reading) -> bool {
    reading.symbols.first().is_some_and(|&symbol| is_vowel(symbol))
}

fn units_to_nats(units: i32) -> f32 {
    whole_as_float(units) / SCALE
}

#[allow(clippy::cast_precision_loss, reason = "scores and counts far below 2^24")]
fn whole_as_float(number: i32) -> f32 {
    number as f32
}

#[allow(clippy::cast_precision_loss, reason = "at most a few hundred")]
fn count_as_float(number: usize) -> f32 {
    number as f32
}

fn flag_value(yes: bool) -> f32 {
    f32::from(u8::from(yes))
}

/// Whether the letters correspond so far that a closer look is worth it.
pub fn is_near(costs: Costs<'_>, a: &Reading, b: &Reading) -> bool {
    let (a, b) = order_readings(a, b);
    let longer = count_as_float(a.symbols.len().max(b.symbols.len()));
    units_to_nats(costs.score(a, b)) >= NEAR.0 + NEAR.1 * longer
}

const NEAR: (f32, f32) = (0.0, 0.05);
