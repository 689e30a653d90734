//! How far two spellings are apart.

use crate::fold;

/// The number of insertions, deletions, replacements and swaps of neighbours between the folds of two names, when
/// it is at most `max`. Each part of a name is edited at most once (optimal string alignment).
pub fn distance(a: &str, b: &str, max: usize) -> Option<usize> {
    let a: Vec<char> = fold(a).chars().collect();
    let b: Vec<char> = fold(b).chars().collect();
    // Each missing character is an edit, so most pairs end here without a table.
    if a.len().abs_diff(b.len()) > max {
        return None;
    }
    let far = max.saturating_add(1);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        // Only cells within `max` of the diagonal can lie on a path that short.
        let (low, high) = (i.saturating_sub(max).max(1), i.saturating_add(max).min(b.len()));
        // Cells outside the band count as too far, so no path leaves the band unseen.
        let mut row = vec![far; b.len() + 1];
        row[0] = i;
        let mut least = row[0];
        for j in low..=high {
            let step = usize::from(a[i - 1] != b[j - 1]);
            let mut cost = (last[j - 1] + step).min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            row[j] = cost.min(far);
            least = least.min(cost);
        }
        // A swap can skip a row, so both rows must be past the bound.
        if least > max && last.iter().all(|&cost| cost > max) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|&cost| cost <= max)
}
