//! A small network that turns a name into vectors: letters that sound alike in their places lie near one another,
//! whatever their script.
//!
//! Each letter sees two neighbours on either side and the mean of the name, so that the c of Nice, the ch of Zürich
//! and 海 differ from the same letters elsewhere. It was learned from names alone (`spelling/encoder.py`).

use super::reading::{Letter, READ, Reading};
use super::system::SYSTEMS;

/// The width of what comes out.
pub const WIDTH: usize = 32;
const LETTER: usize = 48;
const INNER: usize = 64;
/// Places counted from either end of a name.
const PLACES: usize = 8;
/// What a letter can be read as: none, a to z, the capital letters for single sounds, two signs.
const SOUNDS: &[u8] = b"\0abcdefghijklmnopqrstuvwxyzSCZGEOUINHX`'";

type Rows<const N: usize> = Vec<[f32; N]>;

/// The learned weights.
#[derive(Debug)]
pub struct Encoder {
    written: Vec<char>,
    of_written: Rows<LETTER>,
    of_read: Rows<LETTER>,
    of_system: Rows<LETTER>,
    from_start: Rows<LETTER>,
    from_end: Rows<LETTER>,
    first: Layer,
    second: Layer,
    mean: Rows<INNER>,
    letter: Rows<WIDTH>,
    weight: Rows<INNER>,
    least_weight: f32,
    whole: Rows<WIDTH>,
    /// What the likeness of letters and of wholes counts in [`super::sound`].
    pub scales: [f32; 2],
}

/// Three neighbours to one.
#[derive(Debug)]
struct Layer {
    weights: [Rows<INNER>; 3],
    bias: [f32; INNER],
}

/// A name as vectors of length one.
#[derive(Debug, Clone, Default)]
pub struct Encoded {
    /// One for each letter.
    pub letters: Vec<[f32; WIDTH]>,
    /// How much each letter tells.
    pub weights: Vec<f32>,
    /// One for the whole.
    pub whole: [f32; WIDTH],
}

impl Encoder {
    /// Encodes a name.
    pub fn encode(&self, name: &Reading) -> Encoded {
        let n = name.letters.len();
        let letters: Rows<LETTER> = (0..n).map(|at| self.letter_row(name, at)).collect();
        let mut inner = self.first.apply_layer(&letters);
        let mut mean = [0.0; INNER];
        for row in &inner {
            add_scaled(&mut mean, row, 1.0 / count_as_float(n));
        }
        // The same for every letter, so it is worked out once and not once a letter.
        let context = multiply_row(&mean, &self.mean);
        let deeper = self.second.apply_with(&inner, &context);
        for (row, more) in inner.iter_mut().zip(&deeper) {
            // The second layer adds to the first, as it did when the weights were learned.
            add_scaled(row, more, 1.0);
        }
        let weights: Vec<f32> = inner.iter().map(|row| self.weigh_row(row)).collect();
        let mut sum = [0.0; INNER];
        // Weights near zero would otherwise divide by zero.
        let all: f32 = weights.iter().sum::<f32>() + TINY;
        for (row, weight) in inner.iter().zip(&weights) {
            add_scaled(&mut sum, row, weight / all);
        }
        Encoded {
            letters: inner.iter().map(|row| unit_row(multiply_row(row, &self.letter))).collect(),
            weights,
            whole: unit_row(multiply_row(&sum, &self.whole)),
        }
    }

    fn letter_row(&self, name: &Reading, at: usize) -> [f32; LETTER] {
        let mut out = [0.0; LETTER];
        let Some(Letter { written, read }) = name.letters.get(at) else { return out };
        // A character never seen in learning has no row; its reading and place still say something.
        if let Ok(known) = self.written.binary_search(written) {
            add_row(&mut out, &self.of_written, known);
        }
        for (place, byte) in read.iter().enumerate().filter(|(_, byte)| **byte > 0) {
            if let Some(sound) = SOUNDS.iter().position(|sound| sound == byte) {
                add_row(&mut out, &self.of_read, place * SOUNDS.len() + sound);
            }
        }
        add_row(&mut out, &self.of_system, name.system as usize);
        // Places beyond the eighth are alike, so that long names need no more weights.
        add_row(&mut out, &self.from_start, at.min(PLACES - 1));
        add_row(&mut out, &self.from_end, (name.letters.len() - 1 - at).min(PLACES - 1));
        out
    }

    /// How much a letter tells, more than nothing.
    fn weigh_row(&self, row: &[f32; INNER]) -> f32 {
        let z = self.weight.first().map_or(0.0, |weight| dot_product(row, weight)) + self.least_weight;
        // Softplus in the form that cannot overflow for large values.
        z.max(0.0) + (-z.abs()).exp().ln_1p()
    }

    /// Reads the weights and returns what follows them: the characters in their order, then each matrix as its
    /// scale and 16-bit numbers, and the rows of characters as 8-bit numbers with a scale each.
    pub fn parse(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let mut from = Source(bytes);
        let many = usize::from(u16::from_le_bytes(from.take_bytes()?));
        let written = (0..many).map(|_| char::from_u32(u32::from_le_bytes(from.take_bytes()?)));
        let written = written.collect::<Option<Vec<_>>>()?;
        let encoder = Self {
            written,
            of_written: (0..many).map(|_| from.small_row()).collect::<Option<_>>()?,
            of_read: from.read_rows(READ * SOUNDS.len())?,
            of_system: from.read_rows(SYSTEMS)?,
            from_start: from.read_rows(PLACES)?,
            from_end: from.read_rows(PLACES)?,
            first: from.read_layer(LETTER)?,
            second: from.read_layer(INNER)?,
            mean: from.read_rows(INNER)?,
            letter: from.read_rows(INNER)?,
            weight: from.read_rows(1)?,
            least_weight: from.read_number()?,
            whole: from.read_rows(INNER)?,
            scales: [from.read_number()?, from.read_number()?],
        };
        Some((encoder, from.0))
    }
}

impl Layer {
    fn apply_layer<const N: usize>(&self, rows: &[[f32; N]]) -> Rows<INNER> {
        self.apply_with(rows, &[0.0; INNER])
    }

    fn apply_with<const N: usize>(&self, rows: &[[f32; N]], context: &[f32; INNER]) -> Rows<INNER> {
        (0..rows.len())
            .map(|at| {
                let mut out = self.bias;
                for (weights, neighbour) in
                    // Beyond the ends of a name there is nothing to add, as if a row of zeros stood
                    // there.
                    self.weights.iter().zip([at.checked_sub(1), Some(at), Some(at + 1)])
                {
                    if let Some(row) = neighbour.and_then(|at| rows.get(at)) {
                        add_scaled(&mut out, &multiply_row(row, weights), 1.0);
                    }
                }
                add_scaled(&mut out, context, 1.0);
                out.map(|value| value.max(0.0))
            })
            .collect()
    }
}

/// Bytes that are read from the front.
struct Source<'a>(&'a [u8]);

impl Source<'_> {
    fn take_bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, after) = self.0.split_first_chunk::<N>()?;
        self.0 = after;
        Some(*taken)
    }

    fn read_number(&mut self) -> Option<f32> {
        self.take_bytes().map(f32::from_le_bytes)
    }

    fn small_row<const N: usize>(&mut self) -> Option<[f32; N]> {
        let scale = self.read_number()?;
        // There is a row for each known character; eight bits a number keep the program small.
        Some(self.take_bytes::<N>()?.map(|byte| f32::from(byte.cast_signed()) * scale))
    }

    fn read_rows<const N: usize>(&mut self, many: usize) -> Option<Rows<N>> {
        let scale = self.read_number()?;
        let mut row = || {
            let mut row = [0.0; N];
            for value in &mut row {
                *value = f32::from(i16::from_le_bytes(self.take_bytes()?)) * scale;
            }
            Some(row)
        };
        (0..many).map(|_| row()).collect()
    }

    fn read_layer(&mut self, from: usize) -> Option<Layer> {
        let weights = [self.read_rows(from)?, self.read_rows(from)?, self.read_rows(from)?];
        Some(Layer { weights, bias: *self.read_rows(1)?.first()? })
    }
}

/// Keeps a length from being nothing.
const TINY: f32 = 1e-6;

fn multiply_row<const N: usize, const M: usize>(row: &[f32; N], matrix: &[[f32; M]]) -> [f32; M] {
    let mut out = [0.0; M];
    for (factor, weights) in row.iter().zip(matrix) {
        add_scaled(&mut out, weights, *factor);
    }
    out
}

fn add_scaled<const N: usize>(to: &mut [f32; N], row: &[f32; N], factor: f32) {
    for (slot, value) in to.iter_mut().zip(row) {
        *slot += value * factor;
    }
}

fn add_row<const N: usize>(to: &mut [f32; N], rows: &[[f32; N]], at: usize) {
    if let Some(row) = rows.get(at) {
        add_scaled(to, row, 1.0);
    }
}

/// The product of two vectors; of vectors of length one, how alike they are.
pub fn dot_product<const N: usize>(a: &[f32; N], b: &[f32; N]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn unit_row<const N: usize>(row: [f32; N]) -> [f32; N] {
    let length = (dot_product(&row, &row) + TINY).sqrt();
    row.map(|value| value / length)
}

#[allow(clippy::cast_precision_loss, reason = "at most a few hundred")]
pub fn count_as_float(number: usize) -> f32 {
    number.max(1) as f32
}
