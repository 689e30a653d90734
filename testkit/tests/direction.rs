//! The arrows between the crates point one way, and each outside library of weight has one owner.

#![allow(clippy::unwrap_used, reason = "a test: what cargo does not tell ends it")]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Every crate with the crates of ours it may use. What is not listed here may not exist.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("npf", &["model"]),
    ("tag", &["model"]),
    ("spelling", &["tag"]),
    ("index", &["model"]),
    ("feed", &["model"]),
    ("blob", &["model"]),
    ("media", &["blob"]),
    ("intake", &["model", "npf", "tag", "feed"]),
    ("store", &["model", "tag", "index"]),
    ("tumblelog", &["model", "npf", "tag", "spelling", "index", "feed", "blob", "media", "intake", "store"]),
    ("server", &["model", "npf", "tag", "feed", "tumblelog"]),
    ("cli", &["model", "npf", "tag", "index", "feed", "blob", "intake", "store", "tumblelog", "server"]),
    ("testkit", &["model"]),
];

/// Outside libraries with the crates that may name them.
const OWNED: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("postgres", &["store", "testkit"]),
    ("tokio-postgres", &["store"]),
    ("axum", &["server"]),
    ("askama", &["server"]),
    ("multer", &["server"]),
    ("ureq", &["blob"]),
    ("rusty-s3", &["blob"]),
    ("image", &["media"]),
    ("lofty", &["media"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("any_ascii", &["spelling", "tumblelog"]),
    ("roaring", &["index"]),
];

/// Our crates by short name, each with the packages its normal and build dependencies name.
fn workspace() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().iter().map(package).collect()
}

fn package(package: &Value) -> (String, BTreeSet<String>) {
    let used = package["dependencies"].as_array().unwrap().iter().filter(|d| d["kind"] != "dev");
    (short(&package["name"]), used.map(|d| short(&d["name"])).collect())
}

fn short(name: &Value) -> String {
    let name = name.as_str().unwrap();
    name.strip_prefix("tagstead-").unwrap_or(name).to_owned()
}

#[test]
fn arrows_point_one_way() {
    let crates = workspace();
    let known: BTreeMap<_, BTreeSet<_>> =
        MAY_USE.iter().map(|(name, uses)| (*name, uses.iter().copied().collect())).collect();
    let mut wrong = Vec::new();
    for (name, used) in &crates {
        let Some(allowed) = known.get(name.as_str()) else {
            wrong.push(format!("{name} has no place among the arrows"));
            continue;
        };
        for ours in used.iter().filter(|u| known.contains_key(u.as_str()) && !allowed.contains(u.as_str())) {
            wrong.push(format!("{name} may not use {ours}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(crates.keys().map(String::as_str).collect::<BTreeSet<_>>(), known.keys().copied().collect());
}

#[test]
fn the_permitted_arrows_have_no_cycle() {
    let mut placed = BTreeSet::new();
    for (name, uses) in MAY_USE {
        assert!(uses.iter().all(|used| placed.contains(used)), "{name} is listed before something it uses");
        placed.insert(name);
    }
}

#[test]
fn libraries_of_weight_have_one_owner() {
    let mut wrong = Vec::new();
    for (name, used) in workspace() {
        for (library, owners) in OWNED {
            if used.contains(*library) && !owners.contains(&name.as_str()) {
                wrong.push(format!("{name} may not name {library}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
