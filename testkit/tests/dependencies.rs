//! Every package in the tree has a licence that `deny.toml` allows, comes from a source it allows, and is not one it
//! bans. This is what `cargo deny check licenses bans sources` does, without cargo-deny.

#![allow(clippy::unwrap_used, reason = "a test: what cargo does not tell ends it")]

use serde::Deserialize;
use serde_json::Value;
use spdx::{Expression, ParseMode};
use std::collections::{BTreeSet, HashMap};
use std::process::Command;

#[derive(Deserialize)]
struct Rules {
    licenses: Licences,
    bans: Bans,
    sources: Sources,
}

#[derive(Deserialize)]
struct Licences {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    /// Packages that may use it all the same.
    #[serde(default)]
    wrappers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
    allow_git: Vec<String>,
}

fn rules() -> Rules {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../deny.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What cargo knows of the packages that are built on this machine's platform.
fn metadata() -> Value {
    let version = Command::new(env!("CARGO")).arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The packages of others.
fn foreign(metadata: &Value) -> Vec<&Value> {
    let packages: Vec<_> = metadata["packages"].as_array().unwrap().iter().collect();
    let foreign: Vec<_> = packages.into_iter().filter(|package| !package["source"].is_null()).collect();
    assert!(foreign.len() > 200, "cargo named {} packages only", foreign.len());
    foreign
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("")
}

/// Whether an expression such as `(MIT OR Apache-2.0) AND Unicode-3.0` can be met with allowed licences alone.
fn is_allowed(expression: &str, allow: &[String]) -> bool {
    // Older packages write a slash for OR.
    let parsed = Expression::parse_mode(expression, ParseMode::LAX);
    parsed
        .is_ok_and(|parsed| parsed.evaluate(|licence| allow.iter().any(|name| *name == licence.to_string())))
}

#[test]
fn every_licence_is_allowed() {
    let (rules, metadata) = (rules(), metadata());
    let allow = &rules.licenses.allow;
    for package in foreign(&metadata) {
        let licence = text(package, "license");
        assert!(is_allowed(licence, allow), "{}: {licence:?} is not allowed by deny.toml", package["id"]);
    }
    for refused in
        ["", "GPL-2.0-only", "MIT AND GPL-2.0-only", "Proprietary", "SSPL-1.0", "AGPL-3.0-or-later"]
    {
        assert!(!is_allowed(refused, allow), "{refused}");
    }
    for good in ["MIT OR GPL-2.0-only", "MIT/Apache-2.0", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
        assert!(is_allowed(good, allow), "{good}");
    }
}

#[test]
fn every_source_is_allowed() {
    let (rules, metadata) = (rules(), metadata());
    for package in foreign(&metadata) {
        let source = text(package, "source");
        let allowed = match source.split_once('+') {
            Some(("registry" | "sparse", address)) => {
                rules.sources.allow_registry.iter().any(|of| of == address)
            }
            Some(("git", address)) => {
                rules.sources.allow_git.iter().any(|of| address.starts_with(of.as_str()))
            }
            _ => false,
        };
        assert!(allowed, "{} comes from {source}", package["id"]);
    }
}

#[test]
fn no_banned_package_is_used() {
    let (rules, metadata) = (rules(), metadata());
    let names: HashMap<&str, &str> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (text(package, "id"), text(package, "name")))
        .collect();
    let mut met = BTreeSet::new();
    for node in metadata["resolve"]["nodes"].as_array().unwrap() {
        let user = names[text(node, "id")];
        for dependency in node["deps"].as_array().unwrap() {
            let used = names[text(dependency, "pkg")];
            let Some(ban) = rules.bans.deny.iter().find(|ban| ban.name == used) else { continue };
            met.insert((user, used));
            assert!(ban.wrappers.iter().any(|name| name == user), "{user} uses {used}, which deny.toml bans");
        }
    }
    let wrappers: usize = rules.bans.deny.iter().map(|ban| ban.wrappers.len()).sum();
    assert_eq!(met.len(), wrappers, "take out of deny.toml's wrappers what uses no banned package: {met:?}");
}
