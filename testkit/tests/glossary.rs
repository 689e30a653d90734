//! Words that once had several meanings stay out of the names of types, functions and modules. The glossary at the head
//! of `ARCHITECTURE.md` says which word stands for what.

#![allow(clippy::unwrap_used, reason = "a test: what cannot be read ends it")]

use std::path::{Path, PathBuf};

/// The ten words that had the most meanings, and where one of them may still name something.
const RETIRED: &[(&str, &[&str])] = &[
    // `tag::fold` makes a tag fold; nothing else folds.
    ("fold", &["crates/tag/"]),
    ("place", &["crates/npf/src/html/mod.rs", "crates/npf/src/html/place.rs"]),
    ("reach", &[]),
    // The crate of that name reads imports; in `media` the module takes a file in.
    ("intake", &["crates/media/src/lib.rs"]),
    // `media`'s temporary file; parts of a multipart body have a module of their own.
    ("part", &["crates/media/src/", "crates/server/src/http/multipart"]),
    ("told", &["crates/cli/src/"]),
    (
        "form",
        &["crates/server/src/http/mod.rs", "crates/tumblelog/src/export/mod.rs", "crates/cli/src/export.rs"],
    ),
    ("seen", &[]),
    ("found", &["crates/media/src/error.rs"]),
    ("held", &[]),
];

/// Every source file below `folder` but tests.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let name = entry.file_name().into_string().unwrap();
        if path.is_dir() {
            sources(&path, files);
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

/// The name a line of code defines, in lower case with its words apart.
fn defined(line: &str) -> Option<String> {
    let mut words = line.split_whitespace().skip_while(|word| word.starts_with("pub") || *word == "async");
    let keyword = words.next()?;
    if !matches!(keyword, "fn" | "mod" | "struct" | "enum" | "trait" | "type") {
        return None;
    }
    let name: String = words.next()?.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    Some(name.to_lowercase())
}

#[test]
fn retired_words_name_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root.join("crates")).unwrap() {
        sources(&entry.unwrap().path().join("src"), &mut files);
    }
    assert!(files.len() > 500, "the walk found only {} files", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let short = file.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        // Unit tests may name what they like.
        let code = text.split("#[cfg(test)]\nmod").next().unwrap();
        for (number, line) in code.lines().enumerate() {
            let Some(name) = defined(line) else { continue };
            for (word, allowed) in RETIRED {
                if name == *word && !allowed.iter().any(|place| short.starts_with(place)) {
                    wrong.push(format!("{short}:{}: {}", number + 1, line.trim()));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "see the glossary in ARCHITECTURE.md for the word to use");
}

#[test]
fn the_glossary_explains_each_word_once() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let table = text.split("## Glossary").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| word"));
    let mut words: Vec<&str> = rows.map(|row| row.split('|').nth(1).unwrap().trim()).collect();
    assert!(words.len() > 30, "{words:?}");
    let all = words.len();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), all, "a word stands twice");
}
