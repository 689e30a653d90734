//! Tags whose names are written alike: found by keys, judged by their letters.

use super::{CANDIDATES, UNDER_KEY};
use crate::Result;
use model::TagId;
use spelling::SpellingKind;
use std::collections::HashMap;
use store::tags::TagRow;
use store::{Tx, tag_keys, tags};

/// A tag whose name is written like another's.
#[derive(Debug, Clone)]
pub(crate) struct SimilarName {
    pub tag: TagRow,
    /// 0 to 1.
    pub score: f32,
    pub kind: SpellingKind,
    /// The letters alone would not do.
    pub near: bool,
}

/// The share of the cut from which letters propose with other evidence.
const NEAR: f32 = 0.5;

/// The score from which letters alone propose.
pub(crate) fn score_cut() -> f32 {
    spelling::cut()
}

/// The keys of a tag's name as they are kept.
pub(crate) fn name_keys(tag: &TagRow) -> Vec<i64> {
    spelling::keys(&tag.name).into_iter().map(u64::cast_signed).collect()
}

/// The tags that share a key with a name: of each key the most used, and of all these first those that share rare
/// keys, or many.
pub(crate) fn find_candidates(tx: &mut Tx<'_>, tag: TagId, keys: &[i64]) -> Result<Vec<TagRow>> {
    let mut weights: HashMap<TagId, (f64, i64)> = HashMap::new();
    for key in keys {
        let under = tag_keys::list_tags_under_key(tx, *key, UNDER_KEY)?;
        // A key that few tags share says more than one that many share.
        let rarity = 1.0 / under.len().max(1) as f64;
        for (tier, other) in under {
            if other != tag {
                weights.entry(other).or_insert((0.0, tier)).0 += rarity;
            }
        }
    }
    let mut ranked: Vec<_> = weights.into_iter().collect();
    // Ties go to the more used tag, as its tier is lower, and then to the older one.
    ranked.sort_by(|(a, (wa, ta)), (b, (wb, tb))| wb.total_cmp(wa).then(ta.cmp(tb)).then(a.cmp(b)));
    ranked.truncate(CANDIDATES);
    let mut ids: Vec<i64> = ranked.into_iter().map(|(tag, _)| tag.0).collect();
    ids.sort_unstable();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = tags::by_ids(tx, &ids)?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// Those of the candidates that are written like a tag, or somewhat, best first.
pub(crate) fn similar_names(tag: &TagRow, candidates: &[TagRow]) -> Vec<SimilarName> {
    let names: Vec<&str> = candidates.iter().map(|row| row.name.as_str()).collect();
    // Below the cut as well: shared posts or sources may still make up for the letters.
    spelling::propose_from(&tag.name, &names, score_cut() * NEAR)
        .into_iter()
        .filter_map(|found| {
            let tag = candidates.get(found.name)?.clone();
            Some(SimilarName { tag, score: found.score, kind: found.kind, near: found.score < score_cut() })
        })
        .collect()
}

/// Whether two names that are the same but for marks, spaces and punctuation differ by marks.
pub(crate) fn by_marks(a: &str, b: &str) -> bool {
    let letters =
        // Without spaces and punctuation, only a difference in letters or marks is left.
        |fold: &str| fold.chars().filter(|c| c.is_alphanumeric() || is_mark(*c)).collect::<String>();
    letters(a) != letters(b)
}

/// Marks that stand by themselves: combining characters, and the joiners of Persian and Indic words.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x483..=0x489 | 0x591..=0x5c7 | 0x610..=0x61a | 0x64b..=0x65f | 0x200c | 0x200d)
}

#[cfg(test)]
mod tests {
    use super::by_marks;

    #[test]
    fn marks_are_told_from_spaces() {
        assert!(by_marks("zähler", "zahler"));
        assert!(by_marks("kəlbəcər", "kelbecer"));
        assert!(!by_marks("new york", "new-york"));
        assert!(!by_marks("newyork", "new_york"));
    }
}
