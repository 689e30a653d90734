//! The learned table that ships with the program: costs of symbol pairs, a network, and the trees that judge.

use super::align::{COSTS, Costs};
use super::encoder::Encoder;
use super::trees::Trees;
use std::sync::OnceLock;

static FILE: &[u8] = include_bytes!("../learn/table.bin");

/// What was learned.
#[derive(Debug)]
pub struct Table {
    costs: &'static [i8],
    /// Turns names into vectors.
    pub encoder: Encoder,
    /// Judges a pair by its letters.
    pub pair: Trees,
    /// Judges a pair among the other candidates.
    pub company: Trees,
    /// The score from which a pair is proposed.
    pub cut: f32,
}

impl Table {
    /// The costs of symbol pairs.
    pub fn costs(&self) -> Costs<'_> {
        Costs(self.costs)
    }

    /// Reads a table: a line of text that names the source and the checksum of the rest, then the sections.
    fn parse_table(file: &'static [u8]) -> Option<Self> {
        let end = file.iter().position(|&byte| byte == b'\n')?;
        let (head, rest) = (std::str::from_utf8(file.get(..end)?).ok()?, file.get(end + 1..)?);
        let sum = head.rsplit_once("fnv1a64=")?.1;
        // Before any section is read: damaged weights would give wrong proposals instead of none.
        (u64::from_str_radix(sum, 16).ok()? == file_checksum(rest)).then_some(())?;
        let (cut, rest) = rest.split_first_chunk::<4>()?;
        let (costs, rest) = rest.split_at_checked(COSTS)?;
        let (encoder, rest) = Encoder::parse(rest)?;
        let (pair, rest) = Trees::parse(rest)?;
        let (company, rest) = Trees::parse(rest)?;
        rest.is_empty().then_some(Self {
            // Leaked on purpose: the table is read once and lives as long as the program.
            costs: costs.iter().map(|byte| byte.cast_signed()).collect::<Vec<_>>().leak(),
            encoder,
            pair,
            company,
            cut: f32::from_le_bytes(*cut),
        })
    }
}

/// The shipped table; `None` if it was damaged before it was built in, which a test excludes.
pub fn spelling_table() -> Option<&'static Table> {
    static TABLE: OnceLock<Option<Table>> = OnceLock::new();
    TABLE.get_or_init(|| Table::parse_table(FILE)).as_ref()
}

/// FNV-1a of 64 bits.
fn file_checksum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_whole() {
        let table =
            spelling_table().expect("the checksum in the first line agrees and all sections are there");
        assert!((0.5..1.0).contains(&table.cut));
    }

    #[test]
    fn a_damaged_table_is_refused() {
        let mut damaged = FILE.to_vec();
        *damaged.last_mut().expect("not empty") ^= 1;
        assert!(Table::parse_table(damaged.leak()).is_none());
        assert!(Table::parse_table(b"").is_none());
    }
}
