//! The tag page: every post with a tag.

use crate::query::listing;
use crate::query::listing::ParsedRequest;
use crate::query::read_budget::ReadBudget;
use crate::query::view::{ListRequest, TagCount, TagPage};
use crate::snapshot::Snapshot;
use crate::tag::subject;
use crate::{Result, Site};
use index::{Class, Expr, Facet, Query};
use store::tags;

/// Neighbours offered when nobody used a tag.
const NEAR_SHOWN: usize = 8;
/// Tags looked at for neighbours.
const NEAR_READ: i64 = 400;

impl Site {
    /// The page of a tag, in whatever spelling it is asked for.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for a name that cannot be a tag or a bad cursor; [`crate::Error::Query`] for a bad
    /// further query.
    pub async fn tag_page(&self, name: &str, request: &ListRequest) -> Result<TagPage> {
        let name = tag::clean_imported(name).ok_or_else(|| {
            model::Invalid::new(format!(
                "a tag has 1 to {} characters, not only spaces and #",
                tag::MAX_IMPORTED
            ))
        })?;
        let asked = ParsedRequest::parse_request(request, self.clock().now())?;
        let budget = self.read_budget;
        self.read_list(asked.is_expensive(), move |snapshot| read_tag_page(snapshot, &name, &asked, budget))
            .await
    }
}

fn read_tag_page(
    snapshot: &mut Snapshot<'_, '_>,
    name: &str,
    asked: &ParsedRequest,
    budget: ReadBudget,
) -> Result<TagPage> {
    let fold = tag::fold(name);
    let rows = subject::rows_of(snapshot.tx, &fold, false)?;
    // All spellings, even where one alone is shown: a spelling of the subject is no related tag.
    let own: Vec<_> = rows.iter().map(|row| row.id).collect();
    let shown: Vec<_> =
        rows.iter().filter(|row| !asked.only || row.fold == *fold).map(|row| row.id).collect();
    let whole = asked.compile_whole(snapshot, subject::any_tag(&shown))?;
    asked.ensure_affordable(budget, snapshot, &whole)?;
    let (list, summary) = listing::read_list(snapshot, asked, &whole, &own)?;
    // Near names are for a page that would be empty; others are spared the reads.
    let near = if summary.total == 0 { near_tags(snapshot, &fold)? } else { Vec::new() };
    let strip = subject::summarize_subject(snapshot, &fold, &rows, asked.only)?;
    let canonical = canonical_name(&rows, &fold);
    Ok(TagPage { name: name.to_owned(), canonical, list, summary, near, strip })
}

/// The one name for every spelling of a fold.
pub(crate) fn canonical_name(rows: &[tags::TagRow], fold: &str) -> String {
    rows.iter().find(|row| row.fold == fold).map_or(fold, |row| &row.name).to_owned()
}

/// Tags whose folds differ from this one by little: another separator, an ending, a slip of the keys.
fn near_tags(snapshot: &mut Snapshot<'_, '_>, fold: &str) -> Result<Vec<TagCount>> {
    let head: String = fold.chars().take(2).collect();
    let bare = |fold: &str| fold.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect::<String>();
    // Separators are dropped on both sides, so that they do not use up the two letters that may
    // differ.
    let wanted = bare(fold);
    let mut scored: Vec<(usize, tags::TagRow)> = Vec::new();
    let mut candidates = tags::with_prefix(snapshot.tx, fold, NEAR_READ)?;
    // A short beginning as well, as a slip may stand anywhere behind it.
    candidates.extend(tags::with_prefix(snapshot.tx, &head, NEAR_READ)?);
    for row in candidates {
        let close = tag::distance(&wanted, &bare(&row.fold), 2);
        // A longer name that begins so is offered behind all slips, however much longer it is.
        let score = close.or_else(|| row.fold.starts_with(fold).then_some(3));
        if let Some(score) =
            score.filter(|_| row.fold != fold && scored.iter().all(|(_, seen)| seen.id != row.id))
        {
            scored.push((score, row));
        }
    }
    scored.sort_by(|a, b| (a.0, &a.1.fold).cmp(&(b.0, &b.1.fold)));
    let mut near = Vec::new();
    for (_, row) in scored {
        // Counts are read in the order of nearness and stop with the list, as each costs a read.
        let posts = count_tag_posts(snapshot, row.id)?;
        if posts > 0 {
            near.push(TagCount { name: row.name, posts });
        }
        if near.len() == NEAR_SHOWN {
            break;
        }
    }
    Ok(near)
}

/// Listed posts of a tag.
pub(crate) fn count_tag_posts(snapshot: &mut Snapshot<'_, '_>, tag: model::TagId) -> Result<u64> {
    let query = Query { expr: Expr::Facet(Facet::Tag(tag)), scope: vec![Class::Standing] };
    snapshot.count_hits(&query)
}
