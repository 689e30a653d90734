//! Where posts come from, without the rest of them.

use crate::{Result, Tx, Value};
use index::Position;
use model::{BlogId, PostId, Reblog, Source};

/// Who posted a post in which language, and what it was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Its blog.
    pub blog: BlogId,
    /// Code of its language; `None` where it is not known.
    pub lang: Option<String>,
    /// Address of its source.
    pub source: Option<String>,
    /// The first post of its trail; its own id where it is no reblog.
    pub root: PostId,
}

/// The provenance of the posts at these positions, in no order.
///
/// # Errors
/// What the database says, or a damaged row.
pub fn read_provenance_at(tx: &mut Tx<'_>, positions: &[Position]) -> Result<Vec<(Position, Provenance)>> {
    // The caller often has none, and an empty list would still cost a statement.
    if positions.is_empty() {
        return Ok(Vec::new());
    }
    let mut buckets: Vec<i64> = positions.iter().map(|p| p.bucket().0).collect();
    buckets.sort_unstable();
    buckets.dedup();
    let positions: Vec<i64> = positions.iter().map(|p| p.0).collect();
    tx.query(
        "SELECT position, id, blog_id, lang, source, reblog FROM post WHERE bucket_id = ANY($1) AND position = ANY($2)",
        &[Value::Ints(&buckets), Value::Ints(&positions)],
        |row| {
            let source: Option<Source> = row.text_opt(4)?.map(|text| serde_json::from_str(&text)).transpose()?;
            let reblog: Option<Reblog> = row.text_opt(5)?.map(|text| serde_json::from_str(&text)).transpose()?;
            Ok((
                Position(row.int(0)?),
                Provenance {
                    blog: BlogId(row.int(2)?),
                    lang: row.text_opt(3)?,
                    // An import may know a source without its address; an empty one must not look
                    // like a shared source.
                    source: source.map(|source| source.url).filter(|url| !url.is_empty()),
                    root: reblog.map_or(PostId(row.int(1)?), |reblog| reblog.root),
                },
            ))
        },
    )
}
