//! What goes with a data file, so that somebody else can tell what it holds and check that it is whole. The same state
//! of the site gives the same bytes: no clock is read.

use super::columns::{COLUMNS, Column};
use super::form::RowFormat;
use super::pseudonym::PseudonymKey;
use super::selected::{Brought, Selected};
pub use super::subject_rows::Subject;
use crate::Result;
use model::{Origin, Time};
use serde::Serialize;
use serde_json::{Map, Value};

/// Of this layout of the manifest and of the columns.
const VERSION: u32 = 2;

/// Beside the data file.
#[derive(Debug, Clone, Serialize)]
pub struct Manifest {
    manifest: u32,
    software: Software,
    site: String,
    expression: String,
    subjects: Vec<Subject>,
    selection: &'static str,
    order: &'static str,
    state: State,
    /// Whether every selected post is in the file; a file that would be cut is refused instead.
    pub complete: bool,
    counts: Counts,
    coverage: Vec<Coverage>,
    imports: Imports,
    pseudonyms: Option<Pseudonyms>,
    /// The data file.
    pub data: Data,
    columns: &'static [Column],
}

#[derive(Debug, Clone, Serialize)]
struct Software {
    name: &'static str,
    version: &'static str,
}

/// The state of the site that the file shows, by its posts: no wall clock.
#[derive(Debug, Clone, Serialize)]
struct State {
    read_as: &'static str,
    site_posts: u64,
    site_newest: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct Counts {
    posts: u64,
    first: Option<String>,
    last: Option<String>,
    by_robots: u64,
    by_type: Map<String, Value>,
    by_language: Map<String, Value>,
    by_origin: Map<String, Value>,
    withheld: Map<String, Value>,
}

/// What came one way.
#[derive(Debug, Clone, Serialize)]
struct Coverage {
    origin: &'static str,
    posts: u64,
    first: Option<String>,
    last: Option<String>,
}

/// The runs of imports that brought some of the posts.
#[derive(Debug, Clone, Serialize)]
struct Imports {
    runs: Vec<Run>,
    /// Imported posts that no run told here brought.
    other_posts: u64,
}

/// A run of an import.
#[derive(Debug, Clone, Serialize)]
struct Run {
    id: i64,
    form: &'static str,
    /// Its name; left out where authors are hidden, because a folder may be named after a blog.
    source: Option<String>,
    saved: Option<String>,
    begun: String,
    /// None where it was cut short.
    ended: Option<String>,
    /// Of this export.
    posts: u64,
    first: Option<String>,
    last: Option<String>,
    /// Of the whole run: posts it added, posts that were there already, records that could not be read or kept.
    added: u64,
    known: u64,
    faults: u64,
    parts_lost: u64,
    files_missing: u64,
}

#[derive(Debug, Clone, Serialize)]
struct Pseudonyms {
    method: &'static str,
    key: String,
    hidden: &'static [&'static str],
    not_hidden: &'static [&'static str],
}

/// The data file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Data {
    /// Its name beside the manifest.
    pub file: String,
    /// Its MIME type.
    pub media_type: &'static str,
    /// Its posts.
    pub posts: u64,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What stands in place of authors, and what does not.
const HIDDEN: &[&str] = &[
    "names of blogs, wherever a column, a trail, a mention and the words it stands on, or an attribution names one",
    "ids of posts, which lead to their pages",
    "addresses of sources, of which the host stays, but for the name of a blog in one such as walks.tumblr.com",
    "left out: addresses of posts, uuids and titles of blogs, titles of sources, names of imported files",
];
const NOT_HIDDEN: &[&str] = &[
    "what texts say: a search for a sentence finds its author, and a text may hold names and signatures",
    "addresses in the content, of links and of files kept elsewhere",
    "tags, places, and publish times, which together may be one author's alone",
    "words of the expression in this manifest, other than from: and names of blogs in source:",
    "hosts of sources, where one is an author's own",
];

impl Manifest {
    pub(super) fn new(
        selected: &Selected,
        site: &str,
        form: &dyn RowFormat,
        key: Option<&PseudonymKey>,
        data: Data,
    ) -> Self {
        Self {
            manifest: VERSION,
            software: Software { name: "Tagstead", version: env!("CARGO_PKG_VERSION") },
            site: site.to_owned(),
            expression: selected.expression_text(key),
            subjects: selected.subjects.clone(),
            selection: if selected.with_reblogs {
                "listed posts, with reblogs that add nothing"
            } else {
                "listed posts, without reblogs that add nothing"
            },
            order: "published, then id; earliest first",
            state: State {
                read_as: "one snapshot of the database: nothing published, changed or deleted meanwhile is in it in part",
                site_posts: selected.site_posts,
                site_newest: selected.site_newest.map(Time::rfc3339),
            },
            complete: true,
            counts: count_posts(selected),
            coverage: selected
                .origins
                .iter()
                .map(|(origin, posts, reach)| Coverage {
                    origin: origin.name(),
                    posts: *posts,
                    first: reach.map(|(first, _)| first.rfc3339()),
                    last: reach.map(|(_, last)| last.rfc3339()),
                })
                .collect(),
            imports: list_imports(selected, key.is_some()),
            pseudonyms: key.map(|key| Pseudonyms {
                method: "HMAC-SHA-256 of kind, a zero byte and the name; 15 bytes in base32, lower case",
                key: key.key_id(),
                hidden: HIDDEN,
                not_hidden: NOT_HIDDEN,
            }),
            data,
            columns: if form.has_columns() { &COLUMNS } else { &[] },
        }
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// What cannot be written, which is nothing it holds.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes =
            // Fields are written in the order of the struct, so that equal manifests have equal
            // bytes.
            serde_json::to_vec_pretty(self).map_err(|error| crate::Error::File(error.to_string()))?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

fn list_imports(selected: &Selected, hidden: bool) -> Imports {
    let imported: u64 = selected
        .origins
        .iter()
        .filter(|(origin, ..)| *origin == Origin::Import)
        .map(|(_, posts, _)| posts)
        .sum();
    let told: u64 = selected.brought.iter().map(|brought| brought.posts).sum();
    Imports {
        runs: selected.brought.iter().map(|brought| describe_run(brought, hidden)).collect(),
        // Only the greatest runs are listed, and old imports have no run: the rest is counted
        // together.
        other_posts: imported.saturating_sub(told),
    }
}

fn describe_run(brought: &Brought, hidden: bool) -> Run {
    let run = &brought.run.run;
    Run {
        id: run.id.0,
        form: run.kind.name(),
        source: (!hidden).then(|| run.label.clone()),
        saved: run.captured.map(|(at, _)| at.rfc3339()),
        begun: run.begun.rfc3339(),
        ended: run.ended.map(Time::rfc3339),
        posts: brought.posts,
        first: brought.reach.map(|(first, _)| first.rfc3339()),
        last: brought.reach.map(|(_, last)| last.rfc3339()),
        added: run.added,
        known: run.known,
        faults: run.faults,
        parts_lost: run.lost_parts,
        files_missing: run.missing_files,
    }
}

fn count_posts(selected: &Selected) -> Counts {
    let map = |pairs: &mut dyn Iterator<Item = (String, u64)>| {
        pairs.map(|(name, count)| (name, Value::from(count))).collect::<Map<_, _>>()
    };
    let summary = &selected.summary;
    let lang = |lang: &Option<model::Lang>| lang.map_or("unknown".to_owned(), |lang| lang.code().to_owned());
    Counts {
        posts: summary.total,
        first: summary.first.map(|ms| Time(ms).rfc3339()),
        last: summary.last.map(|ms| Time(ms).rfc3339()),
        by_robots: summary.robots,
        by_type: map(&mut summary.types.iter().map(|(kind, n)| (kind.name().to_owned(), *n))),
        by_language: map(&mut summary.langs.iter().map(|(of, n)| (lang(of), *n))),
        by_origin: map(&mut selected.origins.iter().map(|(origin, n, _)| (origin.name().to_owned(), *n))),
        withheld: map(&mut selected.withheld.iter().map(|(reason, n)| (reason.name().to_owned(), *n))),
    }
}
