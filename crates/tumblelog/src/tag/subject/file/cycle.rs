//! Whether a file says of something that it is part of itself, by whatever way round.

use super::super::components::connected_components;
use super::claim::Claim;
use model::{Invalid, LinkFamily, LinkKind};
use std::collections::HashMap;

/// Takes away what nothing is part of, over and over; what is left goes round.
pub(super) fn check_cycles(blocks: &[Vec<Claim>]) -> Result<(), Invalid> {
    let claims = || blocks.iter().flatten();
    let broader: Vec<&Claim> = claims().filter(|claim| claim.kind == LinkKind::Broader).collect();
    if broader.is_empty() {
        return Ok(());
    }
    let folds = claims().flat_map(|claim| [claim.a.0.as_str(), claim.b.0.as_str()]);
    let same = claims().filter(|claim| claim.kind.family() == LinkFamily::Same);
    // Joined spellings are one subject, so a cycle may lead through a join.
    let sets = connected_components(folds, same.map(|claim| (claim.a.0.as_str(), claim.b.0.as_str())));
    let set: HashMap<&str, usize> =
        sets.iter().enumerate().flat_map(|(at, set)| set.iter().map(move |fold| (*fold, at))).collect();
    let end = |fold: &str| set.get(fold).copied().unwrap_or_default();
    let mut above: Vec<Vec<usize>> = vec![Vec::new(); sets.len()];
    let mut parts = vec![0_usize; sets.len()];
    for claim in &broader {
        above[end(&claim.a.0)].push(end(&claim.b.0));
        parts[end(&claim.b.0)] += 1;
    }
    // Only the file is checked here, to name a line; the links that are kept are checked when it is
    // taken.
    let mut free: Vec<usize> = (0..sets.len()).filter(|at| parts[*at] == 0).collect();
    let mut left = sets.len();
    while let Some(at) = free.pop() {
        left -= 1;
        for &up in &above[at] {
            parts[up] -= 1;
            if parts[up] == 0 {
                free.push(up);
            }
        }
    }
    if left == 0 {
        return Ok(());
    }
    // What leads away from a way round is left too; a link on one has both its ends left and a way back.
    let mut last: Vec<&Claim> = broader;
    last.retain(|claim| parts[end(&claim.a.0)] > 0 && parts[end(&claim.b.0)] > 0);
    // The last line of a cycle is named, as it is the one that closed it.
    let on_it = last.iter().rev().find(|claim| reaches_back(&above, end(&claim.b.0), end(&claim.a.0)));
    match on_it.or(last.last()) {
        Some(claim) => Err(Invalid::new(format!(
            "line {}: “{}” would be part of itself, by a way round with “{}”",
            claim.line, claim.a.1, claim.b.1
        ))),
        None => Ok(()),
    }
}

fn reaches_back(above: &[Vec<usize>], from: usize, to: usize) -> bool {
    let (mut seen, mut waiting) = (vec![false; above.len()], vec![from]);
    while let Some(at) = waiting.pop() {
        if at == to {
            return true;
        }
        // Marked, or a cycle beside the one that is looked for would never end.
        if !std::mem::replace(&mut seen[at], true) {
            waiting.extend(&above[at]);
        }
    }
    false
}
