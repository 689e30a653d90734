//! A page's text into posts, not yet understood.

use crate::RecordFault;
use model::{Invalid, PostType};

/// A page in its parts.
pub(super) struct Page<'a> {
    pub(super) tag: String,
    pub(super) sections: Vec<Result<Section<'a>, RecordFault>>,
}

/// One post's lines.
pub(super) struct Section<'a> {
    /// Line of its header, counted from 1.
    line: usize,
    pub(super) name: &'a str,
    pub(super) age: &'a str,
    pub(super) kind: PostType,
    /// Lines between the type and the notes, without empty ones.
    pub(super) body: Vec<&'a str>,
    pub(super) notes: i64,
}

impl Section<'_> {
    /// Its place for a person; `row` counts from 0.
    pub(super) fn at(&self, row: i64) -> String {
        format!("line {}, post {}", self.line, row + 1)
    }
}

/// A post begins where a line with ` · ` is followed by a line that names a type. That alone is not likely inside
/// a body, while a line such as `3 notes` is.
pub(super) fn page(text: &str) -> Result<Page<'_>, Invalid> {
    let lines: Vec<(usize, &str)> = text
        // Editors on Windows begin files with a byte order mark.
        .trim_start_matches('\u{feff}')
        .lines()
        .enumerate()
        .map(|(number, line)| (number + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty())
        .collect();
    let tag = lines
        .first()
        .filter(|(_, line)| line.starts_with(['#', '＃']))
        .and_then(|(_, line)| tag::clean_imported(line))
        .ok_or_else(|| Invalid::new("the first line of a tag page's text is its tag, such as #honey"))?;
    let starts: Vec<usize> =
        (1..lines.len().saturating_sub(1)).filter(|&at| begins(lines[at].1, lines[at + 1].1)).collect();
    let mut sections = vec![];
    for (place, &start) in starts.iter().enumerate() {
        let end = starts.get(place + 1).copied().unwrap_or(lines.len());
        section(&lines[start..end], place + 1 == starts.len(), &mut sections);
    }
    Ok(Page { tag, sections })
}

fn begins(line: &str, next: &str) -> bool {
    line.contains(" · ") && super::kind(next).is_some()
}

/// Reads the lines from one header to the next. Lines after the notes are the page's own furniture at its end, and
/// a post that lost its header anywhere else.
fn section<'a>(lines: &[(usize, &'a str)], last: bool, out: &mut Vec<Result<Section<'a>, RecordFault>>) {
    let [(line, header), (_, kind_line), body @ ..] = lines else { return };
    let (Some((name, age)), Some(kind)) = (header.split_once(" · "), super::kind(kind_line)) else { return };
    // The last one: a line before it that looks the same belongs to the words, unless a post that lost its type
    // follows, which then ends with a notes line too.
    let before_typeless =
        body.windows(2).position(|pair| notes(pair[0].1).is_some() && is_typeless_header(pair[1].1));
    let end = before_typeless
        .or_else(|| body.iter().rposition(|(_, line)| notes(line).is_some()))
        .unwrap_or(body.len());
    let notes = body.get(end).and_then(|(_, line)| notes(line)).unwrap_or(0);
    let words = body[..end].iter().map(|(_, line)| *line).collect();
    out.push(Ok(Section { line: *line, name, age, kind, body: words, notes }));
    let rest = body.get(end + 1..).unwrap_or_default();
    if let Some((line, text)) = rest.first()
        && (!last || text.contains(" · "))
    {
        let message = format!(
            "“{}” is not the beginning of a post; write “blog · 3 months ago” and on the next line the type, \
             such as Text or Photo",
            text.chars().take(64).collect::<String>()
        );
        out.push(Err(RecordFault::record(format!("line {line}"), message)));
    }
}

/// Whether a line after a notes line reads as a header; with a type below it, it would have begun a post.
fn is_typeless_header(line: &str) -> bool {
    line.split_once(" · ").is_some_and(|(name, age)| !name.contains(' ') && age.ends_with("ago"))
}

/// The count of a line such as `0 notes`, `1 note` or `1,234 notes · View notes`.
fn notes(line: &str) -> Option<i64> {
    let count = line
        .split_once(" · ")
        .map_or(line, |(count, view)| if view.starts_with("View note") { count } else { line });
    let number = count.strip_suffix(" notes").or_else(|| count.strip_suffix(" note"))?;
    let digits: String = number.chars().filter(|&c| c != ',').collect();
    // Twelve digits are more than any post has, and cannot overflow.
    if digits.is_empty() || digits.len() > 12 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}
