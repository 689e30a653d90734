//! How the letters of two readings correspond: the alignment of the highest likelihood ratio.

use super::reading::{Reading, SYMBOLS};
use super::system::{SYSTEMS, System};

/// A symbol that has no partner.
pub const NONE: u8 = 41;
const WIDTH: usize = SYMBOLS + 1;
const MATRIX: usize = WIDTH * WIDTH;
/// The size of all costs: a matrix for each pair of writing systems.
pub const COSTS: usize = SYSTEMS * (SYSTEMS + 1) / 2 * MATRIX;
/// Units in one natural logarithm.
pub const SCALE: f32 = 12.0;
/// What a whole part at either end costs that only one name has, such as "City", and each of its symbols.
const OVERHANG: i32 = -36;
const OVERHANG_EACH: i32 = -4;

/// For each pair of systems, the log likelihood ratio of each pair of symbols: in spellings of one name against in
/// unrelated names.
#[derive(Debug, Clone, Copy)]
pub struct Costs<'a>(pub &'a [i8]);

/// The place of the matrix of two systems, `a <= b`.
pub fn matrix_index(a: System, b: System) -> usize {
    let (a, b) = (a as usize, b as usize);
    b * (b + 1) / 2 + a
}

/// The place of two symbols within their matrix.
pub fn cell_index(x: u8, y: u8) -> usize {
    usize::from(x) * WIDTH + usize::from(y)
}

/// One step of an alignment: a pair of symbols, or a symbol without partner.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The symbol of the first name or [`NONE`].
    pub x: u8,
    /// The symbol of the second name or [`NONE`].
    pub y: u8,
    /// Its log likelihood ratio in units of 1 / [`SCALE`].
    pub gain: i32,
}

/// How two readings correspond.
#[derive(Debug, Clone)]
pub struct Alignment {
    /// The log likelihood ratio in units of 1 / [`SCALE`].
    pub score: i32,
    /// The steps between the ends that only one name has.
    pub steps: Vec<Step>,
    /// How many symbols one name has before the first step: of the first name positive, of the second negative.
    pub before: i32,
    /// The same after the last step.
    pub after: i32,
}

/// The two in the order in which they are compared, so that a comparison does not depend on who asks.
pub fn order_readings<'a>(a: &'a Reading, b: &'a Reading) -> (&'a Reading, &'a Reading) {
    // Matrices are kept for `a <= b` alone; among names of one system the letters decide.
    if (a.system, &a.symbols, &a.bare) <= (b.system, &b.symbols, &b.bare) { (a, b) } else { (b, a) }
}

impl<'a> Costs<'a> {
    /// The matrix of two systems, `a <= b`.
    pub fn matrix(self, a: System, b: System) -> &'a [i8] {
        let start = matrix_index(a, b) * MATRIX;
        self.0.get(start..start + MATRIX).unwrap_or(&[])
    }

    /// The score of the best alignment of two readings in their order.
    pub fn score(self, a: &Reading, b: &Reading) -> i32 {
        let matrix = self.matrix(a.system, b.system);
        // A missing cell is the worst gain, so that a damaged table proposes nothing.
        let gain = |x: u8, y: u8| i32::from(matrix.get(cell_index(x, y)).copied().unwrap_or(i8::MIN));
        let (n, m) = (a.symbols.len(), b.symbols.len());
        // One row is enough for the score, which is asked for every pair; `align` keeps the table
        // for the few that are near.
        let mut row: Vec<i32> = Vec::with_capacity(m + 1);
        let mut lost = 0;
        row.push(0);
        for (j, &y) in b.symbols.iter().enumerate() {
            lost += gain(NONE, y);
            // The start that one name lacks is lost symbol by symbol or cut off at one price.
            row.push(lost.max(overhang_cost(j + 1)));
        }
        let mut best = row.last().copied().unwrap_or(0) + overhang_cost(n);
        let mut lost = 0;
        for (i, &x) in a.symbols.iter().enumerate() {
            let alone = gain(x, NONE);
            lost += alone;
            let mut corner = row.first().copied().unwrap_or(0);
            let mut left = lost.max(overhang_cost(i + 1));
            if let Some(first) = row.first_mut() {
                *first = left;
            }
            for (cell, &y) in row.iter_mut().skip(1).zip(&b.symbols) {
                let value = (corner + gain(x, y)).max(*cell + alone).max(left + gain(NONE, y));
                corner = *cell;
                *cell = value;
                left = value;
            }
            // An alignment may end before the first name does; the rest of it then hangs over.
            best = best.max(left + overhang_cost(n - i - 1));
        }
        for (j, &value) in row.iter().enumerate() {
            best = best.max(value + overhang_cost(m - j));
        }
        best
    }

    /// The best alignment of two readings in their order.
    pub fn align(self, a: &Reading, b: &Reading) -> Alignment {
        let matrix = self.matrix(a.system, b.system);
        let gain = |x: u8, y: u8| i32::from(matrix.get(cell_index(x, y)).copied().unwrap_or(i8::MIN));
        let (n, m) = (a.symbols.len(), b.symbols.len());
        let wide = m + 1;
        let mut cells = vec![0_i32; (n + 1) * wide];
        let mut lost = 0;
        for (j, &y) in b.symbols.iter().enumerate() {
            lost += gain(NONE, y);
            cells[j + 1] = lost.max(overhang_cost(j + 1));
        }
        lost = 0;
        for (i, &x) in a.symbols.iter().enumerate() {
            let alone = gain(x, NONE);
            lost += alone;
            cells[(i + 1) * wide] = lost.max(overhang_cost(i + 1));
            for (j, &y) in b.symbols.iter().enumerate() {
                let (up, here) = (i * wide + j, (i + 1) * wide + j);
                cells[here + 1] =
                    (cells[up] + gain(x, y)).max(cells[up + 1] + alone).max(cells[here] + gain(NONE, y));
            }
        }
        let at = |i: usize, j: usize| cells[i * wide + j];
        // At least one name ends at the end of the alignment, so only the last row and column can
        // be ends.
        let ends = (0..=n).map(|i| (i, m)).chain((0..m).map(|j| (n, j)));
        let end = |&(i, j): &(usize, usize)| at(i, j) + overhang_cost(n - i) + overhang_cost(m - j);
        // At equal scores the longer alignment wins: it says more than an overhang does.
        let (mut i, mut j) = ends.max_by_key(|cell| (end(cell), cell.0 + cell.1)).unwrap_or((n, m));
        let score = end(&(i, j));
        let after = length_difference(n - i, m - j);
        let mut steps = Vec::with_capacity(n + m);
        while i > 0 || j > 0 {
            let here = at(i, j);
            // The way back ends where an overhang explains the cell: those symbols are no steps.
            if i == 0 && here == overhang_cost(j) || j == 0 && here == overhang_cost(i) {
                break;
            }
            let x = i.checked_sub(1).map_or(NONE, |i| a.symbols[i]);
            let y = j.checked_sub(1).map_or(NONE, |j| b.symbols[j]);
            let (x, y) = if i > 0 && j > 0 && here == at(i - 1, j - 1) + gain(x, y) {
                (x, y)
            } else if i > 0 && (j == 0 || here == at(i - 1, j) + gain(x, NONE)) {
                (x, NONE)
            } else {
                (NONE, y)
            };
            i -= usize::from(x != NONE);
            j -= usize::from(y != NONE);
            steps.push(Step { x, y, gain: gain(x, y) });
        }
        steps.reverse();
        Alignment { score, steps, before: length_difference(i, j), after }
    }
}

fn length_difference(a: usize, b: usize) -> i32 {
    i32::try_from(a).unwrap_or(i32::MAX) - i32::try_from(b).unwrap_or(i32::MAX)
}

/// The cost of symbols at an end that only one name has.
fn overhang_cost(symbols: usize) -> i32 {
    match i32::try_from(symbols) {
        Ok(0) => 0,
        Ok(symbols) => OVERHANG + OVERHANG_EACH * symbols,
        // Half of the least, so that adding to it cannot overflow.
        Err(_) => i32::MIN / 2,
    }
}
