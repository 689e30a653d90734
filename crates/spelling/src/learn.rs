//! What the learning script needs of the comparison itself, so that it is written once. No part of the server.

use super::align::{COSTS, Costs, NONE, SCALE, cell_index, matrix_index, order_readings};
use super::reading::{Reading, SYMBOLS, is_vowel};
use super::system::SYSTEMS;

const ROUNDS: usize = 7;
/// With how many occurrences the mean of all systems counts beside what a pair of systems shows.
const MEAN_WEIGHT: f64 = 150.0;

/// Learns the likelihood ratios of symbol pairs from pairs of spellings, by aligning them again and again.
pub fn learn_costs(pairs: &[(Reading, Reading)]) -> Vec<i8> {
    let single = count_singles(pairs);
    let mut costs = first_costs();
    for _ in 0..ROUNDS {
        // Counted anew in each round: better costs give better alignments, and those better costs.
        let mut counts = vec![0.0_f64; COSTS];
        for (a, b) in pairs {
            let (a, b) = order_readings(a, b);
            let found = Costs(&costs).align(a, b);
            // What does not correspond at all is another name, not a spelling.
            if found.score <= 0 {
                continue;
            }
            let start = matrix_index(a.system, b.system) * COSTS / (SYSTEMS * (SYSTEMS + 1) / 2);
            for step in &found.steps {
                counts[start + cell_index(step.x, step.y)] += 1.0;
                // Within one system neither name comes first, so the matrix must be symmetric.
                if a.system == b.system {
                    counts[start + cell_index(step.y, step.x)] += 1.0;
                }
            }
        }
        costs = cost_ratios(&counts, &single);
    }
    costs
}

/// How often each system has each symbol, as a share.
fn count_singles(pairs: &[(Reading, Reading)]) -> Vec<[f64; SYMBOLS]> {
    // One of each to begin with, so that no share is zero and no logarithm infinite.
    let mut counts = vec![[1.0; SYMBOLS]; SYSTEMS];
    for reading in pairs.iter().flat_map(|(a, b)| [a, b]) {
        for &symbol in &reading.symbols {
            counts[reading.system as usize][usize::from(symbol)] += 1.0;
        }
    }
    for row in &mut counts {
        let sum: f64 = row.iter().sum();
        row.iter_mut().for_each(|count| *count /= sum);
    }
    counts
}

fn first_costs() -> Vec<i8> {
    let width = SYMBOLS + 1;
    let mut one = vec![0_i8; width * width];
    for x in 0..width {
        for y in 0..width {
            #[allow(clippy::cast_possible_truncation, reason = "below 42")]
            let (x8, y8) = (x as u8, y as u8);
            one[x * width + y] = match () {
                // No step pairs nothing with nothing.
                () if x8 == NONE && y8 == NONE => -120,
                () if x8 == NONE || y8 == NONE => {
                    if is_vowel(x8.min(y8)) {
                        -12
                    } else {
                        -25
                    }
                }
                () if x == y => 32,
                () if is_vowel(x8) && is_vowel(y8) => 6,
                () if is_vowel(x8) != is_vowel(y8) => -50,
                () => -35,
            };
        }
    }
    one.repeat(COSTS / one.len())
}

fn cost_ratios(counts: &[f64], single: &[[f64; SYMBOLS]]) -> Vec<i8> {
    let width = SYMBOLS + 1;
    let size = width * width;
    // Pairs that were never seen are unlikely, not impossible.
    let mut mean = vec![0.02_f64; size];
    for matrix in counts.chunks(size) {
        for x in 0..width {
            for y in 0..width {
                mean[x * width + y] += (matrix[x * width + y] + matrix[y * width + x]) / 2.0;
            }
        }
    }
    let sum: f64 = mean.iter().sum();
    let mut out = Vec::with_capacity(counts.len());
    for b in 0..SYSTEMS {
        for a in 0..=b {
            let matrix = &counts[(b * (b + 1) / 2 + a) * size..][..size];
            let all: f64 = matrix.iter().sum::<f64>() + MEAN_WEIGHT;
            for x in 0..width {
                for y in 0..width {
                    // Most pairs of systems have few examples, so what all systems show counts
                    // beside them.
                    let share = (matrix[x * width + y] + MEAN_WEIGHT * mean[x * width + y] / sum) / all;
                    let chance = single[a].get(x).unwrap_or(&1.0) * single[b].get(y).unwrap_or(&1.0);
                    #[allow(clippy::cast_possible_truncation, reason = "clamped")]
                    out.push(((share / chance).ln() * f64::from(SCALE)).round().clamp(-120.0, 120.0) as i8);
                }
            }
        }
    }
    out
}

/// The features of every pair of the list that shares a key and whose letters correspond somewhat.
pub fn visit_pairs(names: &[&str], mut each: impl FnMut(usize, usize, &[f32])) {
    let Some(table) = super::table::spelling_table() else { return };
    let list = super::list::List::of(names);
    for a in 0..names.len() {
        for b in list.candidates(a).filter(|&b| b > a) {
            let (Some(x), Some(y)) = (list.reading(a), list.reading(b)) else { continue };
            if super::pair::is_near(table.costs(), x, y) {
                each(a, b, &super::pair::pair_features(table, x, y));
            }
        }
    }
}

/// The systems of two names, and whether their letters correspond somewhat.
pub fn describe_nearness(a: &str, b: &str) -> (String, bool) {
    let (Some(a), Some(b), Some(table)) = (Reading::of(a), Reading::of(b), super::table::spelling_table())
    else {
        return (String::new(), false);
    };
    let (a, b) = order_readings(&a, &b);
    (format!("{:?}-{:?}", a.system, b.system), super::pair::is_near(table.costs(), a, b))
}

/// The consonant classes of a name, for people to read.
pub fn describe_skeletons(name: &str) -> String {
    let all = Reading::of(name)
        .map(|reading| super::keys::make_skeletons(&reading, 0..reading.symbols.len()))
        .unwrap_or_default();
    all.iter().map(|s| String::from_utf8_lossy(s).into_owned()).collect::<Vec<_>>().join(" ")
}

/// The features of every name's likeliest candidates among the others.
pub fn visit_company(names: &[&str], mut each: impl FnMut(usize, usize, &[f32])) {
    let Some(table) = super::table::spelling_table() else { return };
    let list = super::list::List::of(names);
    let mut known = super::company::Known::new();
    for a in 0..names.len() {
        let Some(reading) = list.reading(a) else { continue };
        let others = list.candidates(a).filter_map(|b| Some((b, list.reading(b)?)));
        let company = super::company::Company::of(table, reading, others, &mut known);
        for (b, features) in company.features() {
            each(a, b, &features);
        }
    }
}
