//! The plain-text capture of a public tag page: what a reader gets by selecting the page and copying it.
//!
//! ```text
//! #honey
//! Explore tagged posts
//! bee-yard · 3 months ago
//! Text
//! A body, one paragraph a line
//! 2 notes · View notes
//! ```

mod age;
mod body;
mod split;

use crate::tags::Tags;
use crate::{Incoming, IncomingBlog, Record, block};
use model::{BlogName, Invalid, PostType, Precision, State, Time};
use sha2::{Digest, Sha256};
use split::Section;
use std::collections::{HashMap, HashSet};

/// A tag page that was read.
#[derive(Debug, Clone)]
pub struct TagPageFile {
    /// The page's tag, as written on it.
    pub tag: String,
    /// Its posts in the page's order, and what could not be read.
    pub records: Vec<Record>,
}

/// Reads a capture. Ages on the page count back from `captured_at`; a post's time is as precise as the coarser of
/// its age and `precision`. Among posts that the ages cannot tell apart the page's order stands: each row is one
/// millisecond earlier than the row above, and the first one than its age, so that all are on the same side of
/// midnight. Only a time known to the second is taken as it is.
///
/// # Errors
/// When the text does not begin with a line `#tag`.
pub fn read(text: &str, captured_at: Time, precision: Precision) -> Result<TagPageFile, Invalid> {
    let page = split::page(text)?;
    let mut seen = HashMap::new();
    let mut records: Vec<Record> = vec![];
    let mut row = 0;
    for section in page.sections {
        match section {
            Ok(section) => {
                let context = Context { tag: &page.tag, captured_at, precision, row };
                let at = section.at(row);
                // A post that cannot be kept counts too, so that the times of the others stay the
                // same.
                row += 1;
                match post(&section, &context, &mut seen) {
                    Ok(post) => records.push(Record::Post(Box::new(post))),
                    Err(invalid) => records.push(Record::fault(at, invalid.0)),
                }
            }
            Err(fault) => records.push(Record::Fault(fault)),
        }
    }
    mark_robots(&mut records);
    Ok(TagPageFile { tag: page.tag, records })
}

struct Context<'a> {
    tag: &'a str,
    captured_at: Time,
    precision: Precision,
    row: i64,
}

fn post(
    section: &Section<'_>,
    context: &Context<'_>,
    seen: &mut HashMap<String, u32>,
) -> Result<Incoming, Invalid> {
    let name = BlogName::parse(section.name)?;
    let (moment, age) = age::before(section.age, context.captured_at)?;
    let earlier = if age == Precision::Exact { 0 } else { context.row + 1 };
    let published = Time(moment.0.saturating_sub(earlier).max(Time::EARLIEST.0));
    let body = body::read(section.kind, &section.body);
    let mut tags = Tags::default();
    tags.add(context.tag).map_err(Invalid)?;
    tags.add_from_text(&section.body.join("\n"));
    let document = npf::Document::from_values(&body.blocks.into(), &serde_json::Value::Null)?;
    block::fits(&document.to_json())?;
    Ok(Incoming {
        key: key(&name, section, seen),
        id: None,
        blog: IncomingBlog { name, uuid: None, title: None, description: None, robot: false },
        kind: section.kind,
        state: State::Published,
        published,
        precision: age.max(context.precision),
        document,
        trail: vec![],
        reblog: None,
        lost_parent: false,
        tags: tags.into_list(),
        robot: body.robot,
        source: body.source,
        place: body.place,
        slug: String::new(),
        notes: section.notes,
        note_rows: vec![],
        lang: None,
        media: vec![],
        at: section.at(context.row),
    })
}

/// A post's identity is what stays the same when the page is captured again: its blog, type and words, and for
/// equal ones their place among each other. Age and notes are left out, as both grow.
fn key(name: &BlogName, section: &Section<'_>, seen: &mut HashMap<String, u32>) -> String {
    let mut hash = Sha256::new();
    for part in [name.as_str(), section.kind.name()].into_iter().chain(section.body.iter().copied()) {
        hash.update(part.trim());
        // The zero ends a part, so that words cannot move between parts unseen.
        hash.update([0]);
    }
    let digest: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let before = seen.entry(digest.clone()).or_default();
    *before += 1;
    if *before == 1 { format!("tag-page:{digest}") } else { format!("tag-page:{digest}-{before}") }
}

/// A blog is a robot when every post of it on the page was made by one.
fn mark_robots(records: &mut [Record]) {
    let people: HashSet<BlogName> = records
        .iter()
        .filter_map(|record| match record {
            Record::Post(post) if !post.robot => Some(post.blog.name.clone()),
            _ => None,
        })
        .collect();
    for record in records {
        if let Record::Post(post) = record {
            post.blog.robot = !people.contains(&post.blog.name);
        }
    }
}

/// The type that a line names, as the page writes it.
fn kind(line: &str) -> Option<PostType> {
    match line.trim() {
        "Ask" => Some(PostType::Answer),
        "Conversation" => Some(PostType::Chat),
        // Pages write types with a capital: a small letter belongs to the words of a post.
        name => PostType::from_name(&name.to_lowercase())
            .filter(|_| name.chars().next().is_some_and(char::is_uppercase)),
    }
}
