//! Proposes spellings within a list of names, one a line.
//!
//! `spellings NAMES` prints name, name and score of every proposal; `spellings keys NAMES PAIRS` prints how many of the
//! pairs share a key and how many candidates a name has.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a command for a developer: what it cannot do ends it"
)]

use std::collections::{HashMap, HashSet};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["keys", names, pairs] => keys(&read(names), &read(pairs)),
        _ => panic!("give NAMES, or keys NAMES PAIRS"),
    }
}

fn read(path: &str) -> Vec<String> {
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

fn keys(names: &[String], pairs: &[String]) {
    let of: HashMap<&str, Vec<u64>> =
        names.iter().map(|n| (n.as_str(), tagstead_tag::spelling::keys(n))).collect();
    let mut by: HashMap<u64, Vec<usize>> = HashMap::new();
    for (i, name) in names.iter().enumerate() {
        for &key in &of[name.as_str()] {
            by.entry(key).or_default().push(i);
        }
    }
    let mut sizes: Vec<usize> = names
        .iter()
        .map(|n| of[n.as_str()].iter().flat_map(|k| &by[k]).collect::<HashSet<_>>().len())
        .collect();
    sizes.sort_unstable();
    let at = |share: f64| sizes[((sizes.len() - 1) as f64 * share) as usize];
    println!(
        "candidates of {}: median {}, p90 {}, p99 {}, most {}",
        names.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0)
    );
    let mut counts: Vec<usize> = names.iter().map(|n| of[n.as_str()].len()).collect();
    counts.sort_unstable();
    println!(
        "keys: median {}, p90 {}, most {}, none {}",
        counts[counts.len() / 2],
        counts[counts.len() * 9 / 10],
        counts[counts.len() - 1],
        counts.iter().filter(|&&c| c == 0).count()
    );
    let (mut met, mut all) = (0, 0);
    for pair in pairs {
        let (a, b) = pair.split_once('\t').unwrap();
        all += 1;
        let hit = of[a].iter().any(|k| of[b].contains(k));
        met += usize::from(hit);
        if !hit && all % 997 == 0 {
            println!("missed {a}\t{b}");
        }
    }
    println!("{met} of {all} pairs share a key: {:.4}", met as f64 / all as f64);
}
