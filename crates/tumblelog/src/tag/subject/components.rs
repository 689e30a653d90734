//! Which folds hang together.

use std::collections::{BTreeSet, HashMap};

/// The connected components of folds under links, each in the order of its folds, in the order of their first.
pub(super) fn connected_components<'a>(
    folds: impl IntoIterator<Item = &'a str>,
    links: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<Vec<&'a str>> {
    let folds: BTreeSet<&str> = folds.into_iter().collect();
    let place: HashMap<&str, usize> = folds.iter().enumerate().map(|(at, fold)| (*fold, at)).collect();
    let mut parent: Vec<usize> = (0..folds.len()).collect();
    for (a, b) in links {
        if let (Some(&a), Some(&b)) = (place.get(a), place.get(b)) {
            let (a, b) = (find_root(&mut parent, a), find_root(&mut parent, b));
            // The first fold is the root, so that components come out in order.
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut sets: Vec<Vec<&str>> = vec![Vec::new(); folds.len()];
    for (at, fold) in folds.into_iter().enumerate() {
        sets[find_root(&mut parent, at)].push(fold);
    }
    sets.retain(|set| !set.is_empty());
    sets
}

fn find_root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        // Halving the path keeps later look-ups short even for a chain of thousands of links.
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::connected_components;

    #[test]
    fn what_is_linked_hangs_together() {
        let links = [("d", "b"), ("c", "a"), ("x", "a")];
        assert_eq!(
            connected_components(["e", "d", "c", "b", "a"], links),
            [vec!["a", "c"], vec!["b", "d"], vec!["e"]]
        );
        assert_eq!(connected_components([], links), [] as [Vec<&str>; 0]);
    }
}
