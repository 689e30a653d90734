//! How far two names sound alike by their vectors.

use super::encoder::{Encoded, Encoder, WIDTH, dot_product};

/// How many features two names have by their vectors.
pub const FEATURES: usize = 12;

/// The features, the same whichever comes first.
pub fn sound_features(encoder: &Encoder, a: &Encoded, b: &Encoded) -> [f32; FEATURES] {
    let likeness = Likeness::of_names(a, b);
    let (of_a, of_b) = (Best::of_rows(&likeness.of_a, &a.weights), Best::of_rows(&likeness.of_b, &b.weights));
    let whole = dot_product(&a.whole, &b.whole);
    let [letters, wholes] = encoder.scales;
    let (weight_a, weight_b): (f32, f32) = (a.weights.iter().sum(), b.weights.iter().sum());
    let path = likeness.path_score(a, b);
    [
        letters * (of_a.mean + of_b.mean) / 2.0 + wholes * whole,
        whole,
        // The smaller and the greater, not a's and b's: the features must not depend on the order
        // of the names.
        of_a.mean.min(of_b.mean),
        of_a.mean.max(of_b.mean),
        of_a.worst.min(of_b.worst),
        of_a.worst.max(of_b.worst),
        of_a.second.min(of_b.second),
        path / weight_a.max(weight_b).max(0.1),
        path / weight_a.min(weight_b).max(0.1),
        weight_a.min(weight_b),
        weight_a.max(weight_b),
        likeness.ends,
    ]
}

/// The likeness of each letter of one name to each of the other.
struct Likeness {
    cells: Vec<f32>,
    wide: usize,
    of_a: Vec<f32>,
    of_b: Vec<f32>,
    ends: f32,
}

impl Likeness {
    fn of_names(a: &Encoded, b: &Encoded) -> Self {
        let wide = b.letters.len();
        let mut cells = Vec::with_capacity(a.letters.len() * wide);
        // The least likeness two unit vectors can have.
        let mut of_a = vec![-1.0_f32; a.letters.len()];
        let mut of_b = vec![-1.0_f32; wide];
        for (x, best_x) in a.letters.iter().zip(&mut of_a) {
            for (y, best_y) in b.letters.iter().zip(&mut of_b) {
                let alike = row_likeness(x, y);
                *best_x = best_x.max(alike);
                *best_y = best_y.max(alike);
                cells.push(alike);
            }
        }
        let end = |i: Option<&f32>| i.copied().unwrap_or(0.0);
        let ends = end(cells.first()).min(end(cells.last()));
        Self { cells, wide, of_a, of_b, ends }
    }

    /// The weight of the letters that correspond, taken in order.
    fn path_score(&self, a: &Encoded, b: &Encoded) -> f32 {
        // The letters may all be alike and yet in another order, which only a path in order shows.
        let mut row = vec![0.0_f32; self.wide + 1];
        for (i, weight) in a.weights.iter().enumerate() {
            let mut corner = 0.0;
            for (j, other) in b.weights.iter().enumerate() {
                let alike = self.cells.get(i * self.wide + j).copied().unwrap_or(0.0);
                let left = row.get(j).copied().unwrap_or(0.0);
                if let Some(cell) = row.get_mut(j + 1) {
                    let value = (corner + alike * (weight + other) / 2.0).max(*cell).max(left);
                    corner = std::mem::replace(cell, value);
                }
            }
        }
        row.last().copied().unwrap_or(0.0)
    }
}

fn row_likeness(x: &[f32; WIDTH], y: &[f32; WIDTH]) -> f32 {
    // Sums side by side, which a processor adds at once.
    let mut sums = [0.0_f32; 8];
    for (p, q) in x.as_chunks::<8>().0.iter().zip(y.as_chunks::<8>().0) {
        for ((sum, p), q) in sums.iter_mut().zip(p).zip(q) {
            *sum += p * q;
        }
    }
    sums.iter().sum()
}

/// What the best partners of a name's letters amount to.
struct Best {
    mean: f32,
    worst: f32,
    second: f32,
}

impl Best {
    fn of_rows(best: &[f32], weights: &[f32]) -> Self {
        let all: f32 = weights.iter().sum::<f32>() + 1e-6;
        let mean = best.iter().zip(weights).map(|(best, weight)| best * weight).sum::<f32>() / all;
        let (mut worst, mut second) = (1.0_f32, 1.0_f32);
        // A letter that tells nothing may go without a partner.
        let few = all / (2.0 * super::encoder::count_as_float(weights.len()));
        for (&best, _) in best.iter().zip(weights).filter(|(_, weight)| **weight > few) {
            if best < worst {
                second = std::mem::replace(&mut worst, best);
            } else {
                second = second.min(best);
            }
        }
        Self { mean, worst, second }
    }
}
