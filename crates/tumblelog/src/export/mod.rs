//! Exports for research: every post that an expression selects, in a file that says how it was made.
//!
//! All of it is read in one snapshot of the database, bucket by bucket in the order of the index, so that a file
//! neither skips nor doubles a post whatever is published meanwhile, and takes a constant amount of memory. Bytes go to
//! a writer as they are made; who reads slowly must be given a file, or the snapshot stays open as long.

mod columns;
mod form;
mod hide;
mod manifest;
mod pseudonym;
mod row;
mod selected;
mod subject_rows;

pub use columns::{COLUMNS, Column, ColumnKind};
pub use form::{Csv, Jsonl, RowFormat, csv_of, guard_formula};
pub use manifest::{Data, Manifest};
pub use pseudonym::PseudonymKey;

use crate::query::post_filter::PostFilter;
use crate::query::{cost, expression, figures, listing};
use crate::snapshot::Snapshot;
use crate::{Error, Result, Site};
use index::{Cursor, Sort};
use model::Invalid;
use row::Naming;
use selected::Selected;
use sha2::{Digest, Sha256};
use std::io::Write;

/// Posts read and written at once.
const STEP: usize = 200;
/// How often an export goes over the whole list: counts, summary, origins and the posts themselves.
const PASSES: u64 = 12;
/// The like for its outline.
const OUTLINE_PASSES: u64 = 4;

/// What is to be exported, and how.
pub struct Export {
    /// A query text ([`tag::query`]). Its order is left aside: a file is always earliest first.
    pub query: String,
    /// The site's address without a slash at the end, for the addresses of posts.
    pub base: String,
    /// The form of the data file.
    pub form: Box<dyn RowFormat>,
    /// Name of the data file, for the manifest.
    pub file: String,
    /// Hides authors.
    pub key: Option<PseudonymKey>,
    /// Refuse when more posts are selected: a file is whole or it is not made.
    pub most: Option<u64>,
}

/// What an export would hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The expression as canonical text.
    pub expression: String,
    /// Posts.
    pub posts: u64,
    /// Posts that are selected and withheld; no export holds them.
    pub withheld: u64,
    /// Both numbers are the most there can be: posts would have to be read to tell. Otherwise they are exact.
    pub at_most: bool,
}

impl Site {
    /// Writes the posts that an expression selects, and gives the writer back with the manifest.
    ///
    /// # Errors
    /// [`Error::Query`] for a bad query text; [`Error::Invalid`] for more posts than asked for, or a form that cannot
    /// hide authors where they shall be hidden; [`Error::File`] when the writer fails.
    pub async fn write_export<W: Write + Send + 'static>(
        &self,
        asked: Export,
        out: W,
    ) -> Result<(W, Manifest)> {
        if asked.key.is_some() && !asked.form.has_columns() {
            return Err(Invalid::new("pseudonyms are made in jsonl and csv alone").into());
        }
        let parsed = tag::query::parse(&asked.query, self.clock().now())?;
        let budget = self.read_budget;
        // A database may run a read twice; half a file before a whole one would be none.
        let mut once = Some((asked, out));
        // Without a time budget: it takes as long as its posts, and stops when nobody waits for it.
        self.read_expensive_snapshot(None, move |snapshot| {
            let broken_off = || Error::File("the export was broken off by the database; run it again".into());
            let (asked, out) = once.take().ok_or_else(broken_off)?;
            let whole = expression::compile_query(snapshot, &parsed)?;
            // An operator's export has no limit and may cost what it costs.
            if asked.most.is_some() {
                budget.ensure_affordable(snapshot, &whole, PASSES)?;
            }
            // Refused from counts, before the first byte is written.
            let checks = selected::permitted_checks(snapshot, &whole, asked.most)?;
            let mut verifier = PostFilter::new(&whole).with_checks(checks);
            let selected = Selected::read_selection(snapshot, &parsed, &whole, &mut verifier)?;
            write_rows(snapshot, &mut verifier, &selected, asked, out)
        })
        .await
    }

    /// What an export would hold, at the cost of a few counts.
    ///
    /// # Errors
    /// [`Error::Query`] for a bad query text.
    pub async fn export_outline(&self, query: &str) -> Result<Outline> {
        let parsed = tag::query::parse(query, self.clock().now())?;
        let budget = self.read_budget;
        self.read_list(cost::is_expensive(&parsed.expr), move |snapshot| {
            let whole = expression::compile_query(snapshot, &parsed)?;
            budget.ensure_affordable(snapshot, &whole, OUTLINE_PASSES)?;
            let mut verifier = PostFilter::new(&whole);
            let doubts = verifier.find_candidates(snapshot, &whole.scope)?;
            let posts = verifier.count(snapshot, &[], &doubts, |_| true)?;
            let (withheld, at_most) = figures::count_withheld(snapshot, &mut verifier)?;
            Ok(Outline {
                expression: parsed.expr.to_string(),
                posts: posts.most.unwrap_or(posts.least),
                at_most: at_most || posts.most.is_some(),
                withheld: withheld.iter().map(|(_, count)| count).sum(),
            })
        })
        .await
    }
}

fn write_rows<W: Write>(
    snapshot: &mut Snapshot<'_, '_>,
    verifier: &mut PostFilter<'_>,
    selected: &Selected,
    asked: Export,
    out: W,
) -> Result<(W, Manifest)> {
    let total = selected.summary.total;
    if let Some(most) = asked.most.filter(|most| total > *most) {
        return Err(selected::too_many(total, most).into());
    }
    let Export { base, mut form, file, key, .. } = asked;
    let naming = Naming { base, key };
    let mut out = Hashed { out, hash: Sha256::new(), bytes: 0, posts: 0 };
    out.write_all(snapshot, verifier, &naming, &mut *form)?;
    // The manifest says that the file is whole; a count that differs would make it lie.
    if out.posts != total {
        return Err(Error::Store(store::Error::Damaged(format!(
            "the index counts {total} posts and {} were found; run `tagstead check`",
            out.posts
        ))));
    }
    let sha256 = out.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let data = Data { file, media_type: form.media_type(), posts: total, bytes: out.bytes, sha256 };
    let manifest = Manifest::new(selected, &naming.base, &*form, naming.key.as_ref(), data);
    Ok((out.out, manifest))
}

/// A writer that knows what went through it.
struct Hashed<W> {
    out: W,
    hash: Sha256,
    bytes: u64,
    posts: u64,
}

impl<W: Write> Hashed<W> {
    fn write_all(
        &mut self,
        snapshot: &mut Snapshot<'_, '_>,
        verifier: &mut PostFilter<'_>,
        naming: &Naming,
        form: &mut dyn RowFormat,
    ) -> Result<()> {
        let mut made = Vec::new();
        form.begin_file(&mut made)?;
        let mut after: Option<Cursor> = None;
        loop {
            let page = verifier.page(snapshot, &[], Sort::Oldest, after, STEP)?;
            let positions: Vec<_> = page.hits.iter().map(|hit| hit.position).collect();
            for card in listing::read_cards(snapshot.tx, &positions)? {
                let values = form::row_values(form, &card, naming);
                form.post(&card, &values, &mut made)?;
                self.posts += 1;
            }
            self.put_bytes(&mut made)?;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        form.end_file(&mut made)?;
        self.put_bytes(&mut made)?;
        self.out.flush().map_err(|error| Error::File(format!("the file cannot be written: {error}")))
    }

    fn put_bytes(&mut self, made: &mut Vec<u8>) -> Result<()> {
        // Hashed as it is written, so that the file need not be read again.
        self.hash.update(&made);
        self.bytes += made.len() as u64;
        let written = self.out.write_all(made);
        made.clear();
        written.map_err(|error| Error::File(format!("the file cannot be written: {error}")))
    }
}
