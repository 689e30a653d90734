//! What differs between two texts, place by place.

use super::added::{WITHIN, added, beside_quotation};
use super::figure::Figure;
use super::token::{Token, resemble};
use super::values::own_values;
use super::word_kind::WordKind;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::HashSet;

/// Words of a replaced passage up to which its words are taken to stand at matching places.
const MATCHING: usize = 8;

/// The differences of two texts, counted. A difference that is there several times counts once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Differences {
    /// Places where both have a figure, and not the same; or figures that each has for itself.
    pub figures: u32,
    /// Places where both have a name, and not the same.
    pub names: u32,
    /// The same of months, weekdays and days of a month.
    pub dates: u32,
    /// Words replaced by quite other ones that may be names.
    pub unclear: u32,
    /// Ordinary words replaced by quite other ones.
    pub ordinary: u32,
    /// Places where a few words were only added or left out, or a passage was written anew.
    pub edits: u32,
    /// Figures, dates and names that both have at matching places.
    pub same: u32,
    /// Words that both have at matching places.
    pub words: u32,
    /// Words in rows that only the later has.
    pub added: usize,
    /// Words outside of quotations of the text whose quotations hold what both have; none where neither quotes or both do.
    pub beside_quotation: usize,
}

/// Compares two texts. The same either way round but for what the later adds.
pub(super) fn differences(earlier: &[Token], later: &[Token]) -> Differences {
    let hashes = |tokens: &[Token]| tokens.iter().map(|token| token.hash).collect::<Vec<_>>();
    let (old, new) = (hashes(earlier), hashes(later));
    // Of several ways to match two texts, one is chosen by their words and not by which was there first.
    let ops = match old <= new {
        true => capture_diff_slices(Algorithm::Myers, &old, &new),
        false => capture_diff_slices(Algorithm::Myers, &new, &old).into_iter().map(turned).collect(),
    };
    let mut counting = Counting::default();
    for op in &ops {
        let (a, b) = (op.old_range(), op.new_range());
        match op {
            DiffOp::Equal { len, .. } => {
                counting.found.words += *len as u32;
                counting.count_equal(&earlier[a]);
            }
            DiffOp::Replace { .. } => {
                let beside_date = [a.start.checked_sub(1), Some(a.end)]
                    .into_iter()
                    .flatten()
                    .any(|at| earlier.get(at).is_some_and(|token| token.kind == WordKind::Date));
                counting.count_replaced(&earlier[a], &later[b], beside_date);
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } => {}
        }
    }
    counting.found.edits += small_edits(&ops);
    // The diff misses values in passages that moved; the sets of both texts do not.
    let own = own_values(earlier, later);
    counting.found.figures = counting.found.figures.max(own.figures);
    counting.found.dates = counting.found.dates.max(own.dates);
    counting.found.added = added(&ops, earlier, later);
    counting.found.beside_quotation = beside_quotation(&ops, earlier, later);
    counting.found
}

/// Places where a few words were added or left out. Whole sentences come and go in the reports of a series too, and are
/// not counted.
fn small_edits(ops: &[DiffOp]) -> u32 {
    let rows = ops.split(|op| matches!(op, DiffOp::Equal { len, .. } if *len > WITHIN));
    let small = rows.filter(|row| {
        let changed = || row.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
        let old: usize = changed().map(|op| op.old_range().len()).sum();
        let new: usize = changed().map(|op| op.new_range().len()).sum();
        old.abs_diff(new) <= MATCHING
    });
    let edits = small.flatten().filter(|op| matches!(op, DiffOp::Delete { .. } | DiffOp::Insert { .. }));
    edits.count() as u32
}

fn turned(op: DiffOp) -> DiffOp {
    match op {
        DiffOp::Equal { old_index, new_index, len } => {
            DiffOp::Equal { old_index: new_index, new_index: old_index, len }
        }
        DiffOp::Delete { old_index, old_len, new_index } => {
            DiffOp::Insert { old_index: new_index, new_index: old_index, new_len: old_len }
        }
        DiffOp::Insert { old_index, new_index, new_len } => {
            DiffOp::Delete { old_index: new_index, old_len: new_len, new_index: old_index }
        }
        DiffOp::Replace { old_index, old_len, new_index, new_len } => {
            DiffOp::Replace { old_index: new_index, old_len: new_len, new_index: old_index, new_len: old_len }
        }
    }
}

#[derive(Default)]
struct Counting {
    found: Differences,
    /// What was counted already: a name that stands in a text five times is one name.
    agreed: HashSet<u64>,
    differed: HashSet<(u64, u64)>,
}

impl Counting {
    /// Neighbours of one kind are one value: a name of two words, a time of two figures.
    fn count_equal(&mut self, tokens: &[Token]) {
        for run in tokens.chunk_by(|a, b| a.kind == b.kind).filter(|run| run[0].kind.is_special()) {
            self.found.same += u32::from(self.agreed.insert(key(run.iter())));
        }
    }

    fn count_replaced<'t>(&mut self, old: &'t [Token], new: &'t [Token], beside_date: bool) {
        // In a long passage nothing tells which word stands for which.
        if old.len() > MATCHING || new.len() > MATCHING {
            self.found.edits += 1;
            return;
        }
        let of = |tokens: &'t [Token], kind: WordKind| -> Vec<&'t Token> {
            tokens.iter().filter(|token| token.kind == kind).collect()
        };
        // A figure beside a month is the day: it belongs to the date.
        let is_dated = beside_date || old.iter().chain(new).any(|token| token.kind == WordKind::Date);
        for kind in [WordKind::Figure, WordKind::Date, WordKind::Name] {
            let (old, new) = (of(old, kind), of(new, kind));
            if differ(kind, &old, &new)
                && self.differed.insert((key(old.iter().copied()), key(new.iter().copied())))
            {
                match kind {
                    WordKind::Name => self.found.names += 1,
                    WordKind::Figure if !is_dated => self.found.figures += 1,
                    _ => self.found.dates += 1,
                }
            }
        }
        let rest = |tokens: &'t [Token]| -> Vec<&'t Token> {
            tokens.iter().filter(|token| !token.kind.is_special()).collect()
        };
        let (old, new) = (rest(old), rest(new));
        for (old, new) in old.iter().zip(&new).filter(|(old, new)| !old.resembles(new)) {
            match (old.kind, new.kind) {
                (WordKind::Unclear, WordKind::Unclear) => self.found.unclear += 1,
                _ => self.found.ordinary += 1,
            }
        }
        self.found.edits += u32::from(old.len() != new.len());
    }
}

fn key<'t>(tokens: impl Iterator<Item = &'t Token>) -> u64 {
    tokens.fold(0, |key, token| super::fingerprint::mix_hashes(key, token.hash))
}

/// Whether words of one kind at one place say different things. Two spellings of one do not.
fn differ(kind: WordKind, old: &[&Token], new: &[&Token]) -> bool {
    if old.is_empty() || new.is_empty() {
        return false;
    }
    match kind {
        WordKind::Figure => {
            let figure = |tokens: &[&Token]| Figure::joined(tokens.iter().map(|token| token.figure));
            figure(old) != figure(new)
        }
        WordKind::Date => {
            let dates = |tokens: &[&Token]| tokens.iter().map(|token| token.date).collect::<Vec<_>>();
            dates(old) != dates(new)
        }
        _ => {
            let letters = |tokens: &[&Token]| tokens.iter().fold(0, |set, token| set | token.letter_pairs());
            !resemble(letters(old), letters(new))
        }
    }
}
