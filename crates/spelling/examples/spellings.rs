//! Proposes spellings within a list of names, one a line.
//!
//! `spellings NAMES` prints name, name and score of every proposal; `spellings keys NAMES PAIRS` prints how many of the
//! pairs share a key and how many candidates a name has.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    reason = "a command for a developer: what it cannot do ends it"
)]

use std::collections::{HashMap, HashSet};
use tagstead_spelling::{Reading, learn};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["keys", names, pairs] => keys(&read(names), &read(pairs)),
        [names] => propose(&read(names)),
        ["time", names, many] => time(&strs(&read(names)), many.parse().unwrap()),
        ["costs", pairs, out] => costs(&read(pairs), out),
        ["pairs", names, out] => learn::visit_pairs(&strs(&read(names)), dump(out)),
        ["company", names, out] => learn::visit_company(&strs(&read(names)), dump(out)),
        ["letters", names] => letters(&read(names)),
        _ => panic!("give NAMES, or keys NAMES PAIRS"),
    }
}

fn read(path: &str) -> Vec<String> {
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

fn strs(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn propose(names: &[String]) {
    let mut out = String::new();
    for (a, b, score) in tagstead_spelling::propose_all(&strs(names)) {
        out += &format!("{}\t{}\t{score:.4}\n", names[a], names[b]);
    }
    print!("{out}");
}

/// The letters of each name and how each is read, for the script that learns the encoder.
fn letters(names: &[String]) {
    let mut out = String::new();
    for name in names {
        let reading = Reading::of(name);
        out += &reading.as_ref().map_or("-".into(), |r| format!("{}", r.system as u8));
        for letter in reading.iter().flat_map(|r| &r.letters) {
            out.push('\t');
            out.push(letter.written);
            out.extend(letter.read.iter().filter(|&&b| b > 0).map(|&b| char::from(b)));
        }
        out.push('\n');
    }
    print!("{out}");
}

fn keys(names: &[String], pairs: &[String]) {
    let of: HashMap<&str, Vec<u64>> =
        names.iter().map(|n| (n.as_str(), tagstead_spelling::keys(n))).collect();
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
    let mut by_systems: std::collections::BTreeMap<String, [usize; 3]> = Default::default();
    for pair in pairs {
        let (a, b) = pair.split_once('\t').unwrap();
        all += 1;
        let hit = of[a].iter().any(|k| of[b].contains(k));
        met += usize::from(hit);
        let (systems, near) = tagstead_spelling::learn::describe_nearness(a, b);
        let row = by_systems.entry(systems).or_default();
        row[0] += 1;
        row[1] += usize::from(near);
        row[2] += usize::from(near && hit);
        if near && !hit {
            println!(
                "missed\t{a}\t{b}\t{}\t{}",
                tagstead_spelling::learn::describe_skeletons(a),
                tagstead_spelling::learn::describe_skeletons(b)
            );
        }
    }
    println!("{met} of {all} pairs share a key: {:.4}", met as f64 / all as f64);
    let mut rows: Vec<_> = by_systems.into_iter().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.1[0]));
    let sum = rows.iter().fold([0; 3], |s, r| [s[0] + r.1[0], s[1] + r.1[1], s[2] + r.1[2]]);
    rows.insert(0, ("all".into(), sum));
    for (systems, [all, near, hit]) in rows.iter().take(36) {
        println!(
            "{systems:20} {all:7} near {:.3} near and key {:.3}",
            *near as f64 / *all as f64,
            *hit as f64 / *all as f64
        );
    }
}

fn costs(pairs: &[String], out: &str) {
    let read: Vec<_> = pairs
        .iter()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(a, b)| Some((Reading::of(a)?, Reading::of(b)?)))
        .collect();
    let costs = learn::learn_costs(&read);
    std::fs::write(out, costs.iter().map(|c| c.to_ne_bytes()[0]).collect::<Vec<u8>>()).unwrap();
}

/// Where features go: each pair as two 32-bit places in the list and its features as 32-bit floats.
fn dump(out: &str) -> impl FnMut(usize, usize, &[f32]) {
    use std::io::Write;
    let mut file = std::io::BufWriter::new(std::fs::File::create(out).unwrap());
    move |a, b, features| {
        for place in [a, b] {
            file.write_all(&u32::try_from(place).unwrap().to_le_bytes()).unwrap();
        }
        for feature in features {
            file.write_all(&feature.to_le_bytes()).unwrap();
        }
    }
}

/// How long one name takes beside so many others of the list, those that share a key with it among them.
fn time(names: &[&str], many: usize) {
    let mut took: Vec<_> = names
        .iter()
        .step_by(names.len() / 200 + 1)
        .map(|name| {
            let own = tagstead_spelling::keys(name);
            let shares = |other: &&str| tagstead_spelling::keys(other).iter().any(|key| own.contains(key));
            let mut others: Vec<&str> = names.iter().copied().filter(shares).take(many).collect();
            others.extend(names.iter().take(many.saturating_sub(others.len())));
            let start = std::time::Instant::now();
            tagstead_spelling::propose(name, &others);
            start.elapsed()
        })
        .collect();
    took.sort_unstable();
    println!("{many} candidates: median {:?}, most {:?}", took[took.len() / 2], took[took.len() - 1]);
}
