//! `/export`: what an export of an expression will hold, and `/export/posts.zip`: the export itself.
//!
//! One ZIP holds the data file and its manifest, so that neither is kept without the other. It is made in a file
//! without a name first: so the snapshot of the database is open for as long as our disk takes and not for as long as
//! the reader's line does, and a failure is an answer and not half a file.

use super::links::{Research, research_address};
use crate::auth::extract::{OptionalViewer, QueryFields};
use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::http::form::FormFields as Fields;
use crate::http::text::{count_words, group_digits};
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use model::Invalid;
use std::fs::File;
use std::io::{self, Write};
use tokio::sync::OwnedSemaphorePermit;
use tumblelog::export::{Csv, Export, Jsonl, Manifest, PseudonymKey, RowFormat};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Posts of an export for somebody who is not signed in, and for somebody who is.
const MOST: (u64, u64) = (10_000, 100_000);
/// Longest expression, in code points.
const LONGEST: usize = 2_000;

#[derive(askama::Template)]
#[template(path = "export.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    expression: String,
    typed: String,
    posts: String,
    total: u64,
    withheld: String,
    /// Too many for whoever asks.
    refused: bool,
    most: String,
    most_signed_in: String,
    signed_in: bool,
    command: String,
    charts: String,
    list: String,
}

/// The page.
pub async fn show_export(
    State(app): State<App>,
    visitor: OptionalViewer,
    QueryFields(fields): QueryFields,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let query = read_expression(&fields)?;
    let (signed_in, most) = (visitor.viewer.is_some(), export_limit(&visitor));
    let outline = app.site().export_outline(&query).await;
    let outline = outline.map_err(|error| PageError::of_query(error, &query))?;
    let page = Page {
        chrome: Chrome::new(app.settings(), "Export", query.as_str()).unlisted(),
        expression: outline.expression,
        posts: format!(
            "{}{}",
            if outline.at_most { "at most " } else { "" },
            count_words(outline.posts, "post", "posts")
        ),
        total: outline.posts,
        withheld: if outline.withheld == 0 {
            String::new()
        } else {
            count_words(outline.withheld, "post is", "posts are")
        },
        refused: outline.posts > most,
        most: group_digits(MOST.0),
        most_signed_in: group_digits(MOST.1),
        signed_in,
        command: format!(
            "tagstead export '{}' --base-url {} --output .",
            // The only sign that ends single quotes in a shell; the command is meant to be pasted.
            query.replace('\'', "'\\''"),
            app.settings().base_url
        ),
        charts: Research::of_expression(&query).charts,
        list: research_address("/search", &query),
        typed: query,
    };
    let body = render_template(&page, 16 * 1024)?;
    let mut response =
        etag::answer_with_etag(&headers, body, "text/html; charset=utf-8", None, Freshness::Never);
    // The limit shown depends on who asks, so a shared cache must not keep the page.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// The archive.
pub async fn download_export(
    State(app): State<App>,
    visitor: OptionalViewer,
    QueryFields(fields): QueryFields,
) -> Result<Response, PageError> {
    let query = read_expression(&fields)?;
    let form: Box<dyn RowFormat> = match fields.get_filled("format").unwrap_or("jsonl") {
        "jsonl" => Box::new(Jsonl),
        "csv" => Box::new(Csv),
        _ => return Err(PageError::Invalid("“format” must be jsonl or csv.".into())),
    };
    let most = export_limit(&visitor);
    let key = read_pseudonym_key(&app, &fields).await?;
    // One at a time: each takes a thread that reads from the database for as long as it lasts.
    let permit = app.export_slots().clone().try_acquire_owned().map_err(|_| PageError::Busy)?;
    let file = format!("posts.{}", form.file_extension());
    let spool = Spool::new(&file, permit).map_err(export_failed)?;
    let base = app.settings().base_url.clone();
    let asked = Export { query: query.clone(), base, form, file, key, most: Some(most) };
    let made = app.site().write_export(asked, spool).await;
    let (spool, manifest) = made.map_err(|error| match error {
        tumblelog::Error::Invalid(Invalid(why)) => PageError::Forbidden(format!(
            "{why} from this page. Sign in for up to {}, narrow the expression, or use the command tagstead export.",
            group_digits(MOST.1)
        )),
        other => PageError::of_query(other, &query),
    })?;
    let (file, length) = spool.finish_file(&manifest).map_err(export_failed)?;
    answer_file(file, length)
}

async fn read_pseudonym_key(app: &App, fields: &Fields) -> Result<Option<PseudonymKey>, PageError> {
    match fields.get_filled("authors").unwrap_or("named") {
        "named" => Ok(None),
        "pseudonyms" => Ok(Some(app.site().pseudonym_key().await?)),
        _ => Err(PageError::Invalid("“authors” must be named or pseudonyms.".into())),
    }
}

fn answer_file(file: File, length: u64) -> Result<Response, PageError> {
    let mut response = crate::http::media::stream_range(file, 0..length).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"tagstead-export.zip\""),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response.map(Body::new))
}

fn read_expression(fields: &Fields) -> Result<String, PageError> {
    let text = fields.get("q").unwrap_or("").trim();
    if text.chars().count() > LONGEST {
        return Err(PageError::Invalid(format!(
            "That expression is too long; use at most {LONGEST} characters."
        )));
    }
    Ok(text.to_owned())
}

/// The most posts for whoever asks.
fn export_limit(visitor: &OptionalViewer) -> u64 {
    if visitor.viewer.is_some() { MOST.1 } else { MOST.0 }
}

fn export_failed(error: impl std::fmt::Display) -> PageError {
    tracing::error!(%error, "an export failed");
    PageError::Broken
}

/// The archive while it is made. The permit goes with it, because the thread of a handler that was given up takes a moment
/// to stop.
struct Spool {
    zip: ZipWriter<File>,
    _permit: OwnedSemaphorePermit,
}

impl Spool {
    fn new(name: &str, permit: OwnedSemaphorePermit) -> Result<Self, zip::result::ZipError> {
        let mut zip = ZipWriter::new(tempfile::tempfile()?);
        zip.start_file(name, file_options())?;
        Ok(Self { zip, _permit: permit })
    }

    fn finish_file(
        mut self,
        manifest: &Manifest,
    ) -> Result<(File, u64), Box<dyn std::error::Error + Send + Sync>> {
        // The manifest comes last, as it holds the counts and the hash of what was written.
        self.zip.start_file("manifest.json", file_options())?;
        self.zip.write_all(&manifest.to_bytes()?)?;
        let file = self.zip.finish()?;
        let length = file.metadata()?.len();
        Ok((file, length))
    }
}

/// The same moment for every file, so that the same state gives the same archive.
fn file_options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644)
        // Sizes are not known when an entry begins, and one may pass 4 GB.
        .large_file(true)
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.zip.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.flush()
    }
}
