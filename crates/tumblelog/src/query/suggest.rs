//! Tags to choose from while a query is typed: those whose names begin so, the other spellings of a subject, and those
//! that a slip of the keys away. The work is bounded whatever was typed: a few ranges of names are read, and the tags
//! of the newest posts.

use crate::query::view::{Suggested, Suggestions};
use crate::snapshot::Snapshot;
use crate::tag::{subject, tag_page};
use crate::{Result, Site};
use index::{Class, Expr, Facet, FacetId, Query, Sort, Storage};
use model::TagId;
use std::collections::{HashMap, HashSet};
use store::tags::{self, TagRow};
use store::{Tx, subject_members};

/// Tags offered at most.
const SHOWN: usize = 8;
/// Names read that begin as was typed.
const BEGINNING: i64 = 200;
/// Names read for each guess of where a slip is.
const SLIPPED: i64 = 120;
/// Newest posts whose tags are looked at, so that a busy tag is found however many names begin alike.
const NEWEST: usize = 200;
/// Shorter names are not taken for slips of others.
const SLIP_FROM: usize = 4;
/// Spellings of subjects read that begin as was typed, whether posts carry them or not.
const SPELLINGS: i64 = 64;
/// Subjects of these that are offered with all their spellings.
const SUBJECTS: usize = 8;
/// Letters that may be wrong.
const WRONG: usize = 2;
/// Longest name that is completed, in code points.
const LONGEST: usize = 140;

/// What of a query text is being typed: everything before, and the beginning of a tag's name.
#[derive(Debug, PartialEq, Eq)]
struct Typed<'a> {
    before: &'a str,
    name: &'a str,
    /// `##`: one spelling alone.
    exact: bool,
}

impl Site {
    /// Tags with which the text of a query can go on at its end.
    pub async fn suggest_completions(&self, text: &str) -> Result<Suggestions> {
        let Some(typed) = typed_part(text) else { return Ok(Suggestions::default()) };
        let fold = tag::fold(typed.name).into_string();
        let before = if typed.exact { format!("{}##", typed.before) } else { format!("{}#", typed.before) };
        // Longer text is hardly typed by hand, and hostile input must not make long keys.
        if fold.is_empty() || fold.chars().count() > LONGEST {
            return Ok(Suggestions::default());
        }
        let exact = typed.exact;
        self.read_snapshot(move |snapshot| {
            let tags = offered_tags(snapshot, &fold, exact)?;
            let tags = tags.into_iter().map(|(name, posts)| {
                let query = format!("{before}{}", quote_name(&name));
                Suggested { name, posts, query }
            });
            Ok(Suggestions { tags: tags.collect() })
        })
        .await
    }
}

/// A name as it stands behind `#` in a query.
fn quote_name(name: &str) -> String {
    if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-".contains(c)) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The tag or word at the end of a query text; `None` where something else stands there, such as a phrase.
fn typed_part(text: &str) -> Option<Typed<'_>> {
    let mut open = None;
    let mut escaped = false;
    // Only the state of quotes matters here; the parser would refuse a text that is half typed.
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('\\', Some(_)) if !escaped => {
                escaped = true;
                continue;
            }
            ('"', None) => open = Some(at),
            ('"', Some(_)) if !escaped => open = None,
            _ => {}
        }
        escaped = false;
    }
    let (before, name) = match open {
        // A quotation that is still open is a tag's name, or a phrase.
        Some(at) => {
            let (before, quoted) = text.split_at(at);
            before.ends_with('#').then_some((before, &quoted[1..]))?
        }
        None => {
            let at = text.rfind(|c: char| c.is_whitespace() || "()\"".contains(c));
            // White space may take several bytes.
            let last = at.map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
            let word = &text[last..];
            let word = word.trim_start_matches(['-', '#']);
            (&text[..text.len() - word.len()], word)
        }
    };
    let tagged = before.ends_with('#');
    let bare = before.trim_end_matches('#');
    // A colon in a plain word is a filter such as `lang:`, which is no tag.
    let filter = !tagged && name.contains(':');
    // One letter without a # is more likely the start of a word than of a tag.
    let short = name.chars().count() < if tagged { 1 } else { 2 };
    let keyword = !tagged && ["OR", "AND", "NOT"].contains(&name);
    let exact = before.len() - bare.len() > 1;
    (!filter && !short && !keyword).then_some(Typed { before: bare, name, exact })
}

/// Names and listed posts, best first.
fn offered_tags(snapshot: &mut Snapshot<'_, '_>, fold: &str, exact: bool) -> Result<Vec<(String, u64)>> {
    let mut beginning = tags::with_prefix(snapshot.tx, fold, BEGINNING)?;
    // A full read may have cut off busy names that sort late; the newest posts name these.
    if i64::try_from(beginning.len()).is_ok_and(|found| found == BEGINNING) {
        beginning.extend(busy_tags(snapshot, fold)?);
    }
    if !exact {
        beginning.extend(of_subjects(snapshot.tx, fold)?);
    }
    let mut chosen = rank_rows(snapshot.tx, distinct_rows(beginning, &HashSet::new()))?;
    // The whole subject of what was typed stands before names that only begin so.
    let whole = subject::rows_of(snapshot.tx, fold, false)?;
    let first: HashSet<TagId> = whole.iter().map(|row| row.id).collect();
    chosen.retain(|row| !first.contains(&row.id));
    let mut all = rank_rows(snapshot.tx, whole)?;
    all.append(&mut chosen);
    // Slips cost several more reads, so they are tried only where names run short.
    if all.len() < SHOWN && fold.chars().count() >= SLIP_FROM {
        let known: HashSet<TagId> = all.iter().map(|row| row.id).collect();
        all.extend(near_misses(snapshot.tx, fold, &known)?);
    }
    let mut offered = Vec::new();
    for row in all {
        // Exact counts are read only for what is shown; drafts leave tags without listed posts.
        let posts = tag_page::count_tag_posts(snapshot, row.id)?;
        if posts > 0 {
            offered.push((row.name, posts));
        }
        if offered.len() == SHOWN {
            break;
        }
    }
    Ok(offered)
}

/// The tags of the subjects of which a spelling begins so: who types a name in one script finds it in another.
fn of_subjects(tx: &mut Tx<'_>, fold: &str) -> Result<Vec<TagRow>> {
    let mut subjects = Vec::new();
    for member in subject_members::with_prefix(tx, fold, fold, SPELLINGS)? {
        // A subject may have hundreds of spellings, so only a few are expanded.
        if !subjects.contains(&member.subject) && subjects.len() < SUBJECTS {
            subjects.push(member.subject);
        }
    }
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let members = subject_members::of_subjects(tx, &subjects)?;
    let spelled: Vec<_> = members.into_iter().map(|member| (member.fold, member.name)).collect();
    let ids: Vec<i64> = tags::ids_of(tx, &spelled)?.into_values().map(|id| id.0).collect();
    Ok(tags::by_ids(tx, &ids)?)
}

/// Tags of the newest posts that begin so.
fn busy_tags(snapshot: &mut Snapshot<'_, '_>, fold: &str) -> Result<Vec<TagRow>> {
    let newest = snapshot.read_page(&Query::standing(Expr::All), Sort::Latest, None, NEWEST)?;
    let positions: Vec<_> = newest.hits.iter().map(|hit| hit.position).collect();
    let mut ids: Vec<i64> = Vec::new();
    for (_, tags) in Storage::tags_of_posts(snapshot.tx, &positions)? {
        ids.extend(tags.iter().map(|tag| tag.0));
    }
    ids.sort_unstable();
    ids.dedup();
    let rows = tags::by_ids(snapshot.tx, &ids)?;
    Ok(rows.into_iter().filter(|row| row.fold.starts_with(fold)).collect())
}

/// Names near to what was typed, wherever the slip is: the ranges of names that share a beginning with it, or would
/// if its first letters were set right.
fn near_misses(tx: &mut Tx<'_>, fold: &str, known: &HashSet<TagId>) -> Result<Vec<TagRow>> {
    let letters: Vec<char> = fold.chars().collect();
    let head = |count: usize| letters.iter().take(count).collect::<String>();
    // A slip is near the end, in the middle or near the start; each head holds if it is elsewhere.
    let mut heads =
        vec![head(letters.len() - 1), head(letters.len() - 2), head(letters.len() / 2), head(2), head(1)];
    heads.push(letters.iter().skip(1).take(3).collect());
    // The first two letters swapped, which no shared beginning would find.
    heads.push([letters.get(1), letters.first()].into_iter().flatten().collect());
    heads.retain(|head| !head.is_empty());
    let mut rows = Vec::new();
    for head in heads {
        rows.extend(tags::with_prefix(tx, &head, SLIPPED)?);
    }
    let mut near: Vec<(usize, TagRow)> = distinct_rows(rows, known)
        .into_iter()
        .filter_map(|row| Some((tag::distance(fold, &row.fold, WRONG)?, row)))
        // Two slips in a short name would match nearly anything.
        .filter(|(distance, row)| *distance * 3 <= row.fold.chars().count())
        .collect();
    near.sort_by(|a, b| (a.0, &a.1.fold).cmp(&(b.0, &b.1.fold)));
    near.truncate(SHOWN);
    Ok(near.into_iter().map(|(_, row)| row).collect())
}

/// Each tag once, without those that are known.
fn distinct_rows(rows: Vec<TagRow>, known: &HashSet<TagId>) -> Vec<TagRow> {
    let mut seen = known.clone();
    rows.into_iter().filter(|row| seen.insert(row.id)).collect()
}

/// The most used first, by the sizes the index keeps: what waits in its tail does not change the order. Those beyond
/// what can be shown are left out.
fn rank_rows(tx: &mut Tx<'_>, rows: Vec<TagRow>) -> Result<Vec<TagRow>> {
    let mut ids: Vec<FacetId> = rows.iter().map(|row| Facet::Tag(row.id).id(Class::Standing)).collect();
    ids.sort_unstable();
    let sizes: HashMap<FacetId, u64> =
        if ids.is_empty() { HashMap::new() } else { tx.totals(&ids)?.into_iter().collect() };
    let size = |row: &TagRow| sizes.get(&Facet::Tag(row.id).id(Class::Standing)).copied().unwrap_or(0);
    let mut rows = rows;
    rows.sort_by(|a, b| size(b).cmp(&size(a)).then_with(|| a.fold.cmp(&b.fold)));
    // Some have no listed posts and drop out later, so more than is shown is kept.
    rows.truncate(SHOWN * 4);
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completion(text: &str) -> Option<(&str, &str, bool)> {
        typed_part(text).map(|typed| (typed.before, typed.name, typed.exact))
    }

    #[test]
    fn the_end_of_a_query_is_what_is_typed() {
        assert_eq!(completion("#kal"), Some(("", "kal", false)));
        assert_eq!(completion("honey ##k"), Some(("honey ", "k", true)));
        assert_eq!(completion("(#a OR -#bal"), Some(("(#a OR -", "bal", false)));
        assert_eq!(completion("x #\"dracula da"), Some(("x ", "dracula da", false)));
        assert_eq!(completion("spring wa"), Some(("spring ", "wa", false)));
        assert_eq!(completion("\"a\" ka"), Some(("\"a\" ", "ka", false)));
        for text in ["", " ", "#", "w", "\"mineral spr", "type:pho", "#tea OR", "#tea ", "#\"a b\"", "((("] {
            assert_eq!(completion(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_written_so_that_they_are_read_back() {
        for (name, text) in
            [("kəlbəcər", "kəlbəcər"), ("stone wall", "\"stone wall\""), ("a\"b\\", "\"a\\\"b\\\\\"")]
        {
            assert_eq!(quote_name(name), text);
        }
    }
}
