//! What one of two texts adds to the other: an answer is many words in a row.

use super::token::Token;
use similar::DiffOp;
use std::collections::HashMap;

/// Words only the later text has, in a row, from which on they are counted as added by its author. Fewer are an edit.
const ROW: usize = 4;

/// Words that both have within a row: in what one adds, a word or two may be matched by chance.
pub(super) const WITHIN: usize = 3;

/// The words of the later that the earlier has nowhere left, where many stand in a row. A passage that was only moved
/// is not counted.
pub(super) fn added(ops: &[DiffOp], earlier: &[Token], later: &[Token]) -> usize {
    // A passage that moved is a deletion here and an insertion there: these words are not new.
    let mut left: HashMap<u64, usize> = HashMap::new();
    for op in ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        for token in &earlier[op.old_range()] {
            *left.entry(token.hash).or_default() += 1;
        }
    }
    let (mut count, mut new, mut old) = (0, 0, 0);
    for op in ops {
        match op {
            DiffOp::Equal { len, .. } if *len > WITHIN => {
                count += row(new, old);
                (new, old) = (0, 0);
            }
            DiffOp::Equal { .. } => {}
            _ => {
                new += later[op.new_range()]
                    .iter()
                    .filter(|token| !token.is_mark && !is_moved(&mut left, token))
                    .count();
                old += op.old_range().len();
            }
        }
    }
    count + row(new, old)
}

/// Words of a row, less those that stood in their place before.
fn row(new: usize, old: usize) -> usize {
    let row = new.saturating_sub(old);
    if row >= ROW { row } else { 0 }
}

/// Whether a word stands elsewhere in the other text; each time it does there counts once.
fn is_moved(left: &mut HashMap<u64, usize>, token: &Token) -> bool {
    let Some(times) = left.get_mut(&token.hash).filter(|times| **times > 0) else { return false };
    *times -= 1;
    true
}

/// Of the text whose quotations hold what both have, the words outside of its quotations; none where neither quotes it, or
/// both do.
pub(super) fn beside_quotation(ops: &[DiffOp], earlier: &[Token], later: &[Token]) -> usize {
    let equal = || ops.iter().filter(|op| matches!(op, DiffOp::Equal { .. }));
    let quoted = |tokens: &[Token]| tokens.iter().filter(|token| token.quoted).count();
    let common: usize = equal().map(|op| op.new_range().len()).sum();
    let by_later: usize = equal().map(|op| quoted(&later[op.new_range()])).sum();
    let by_earlier: usize = equal().map(|op| quoted(&earlier[op.old_range()])).sum();
    // Four fifths: what both have may also stand once outside of the quotation, as in a title.
    match (by_earlier * 5 >= common * 4, by_later * 5 >= common * 4) {
        (false, true) => later.len() - quoted(later),
        (true, false) => earlier.len() - quoted(earlier),
        _ => 0,
    }
}
