//! A post object into our post.

use super::trail::Trail;
use super::wire::RecordFields;
use super::{legacy, notes, origin, page, published};
use crate::tags::Tags;
use crate::{Incoming, IncomingBlog, block, link};
use model::{BlogName, Invalid, PostType, State, TrailItem};
use serde_json::Value;

/// A post, and what of it could not be kept.
pub(super) struct Converted {
    pub(super) post: Incoming,
    pub(super) faults: Vec<String>,
}

/// Whether an object looks like a post.
pub(super) fn is_post(value: &Value) -> bool {
    let fields = RecordFields::of(value);
    let id = fields.get("id").is_some() || fields.get("id_string").is_some();
    let typed = fields.text("type").is_some() || fields.get("content").is_some();
    let owned = ["blog_name", "blog", "tumblelog"].iter().any(|key| fields.get(key).is_some());
    id && (typed || owned) && fields.text("object_type").is_none_or(|object| object == "post")
}

/// Reads a post object, legacy or NPF.
pub(super) fn convert(value: &Value) -> Result<Converted, Invalid> {
    let wire = RecordFields::of(value);
    let id = wire
        .post_id("id")
        .or_else(|| wire.post_id("id_string"))
        .ok_or_else(|| Invalid::new("the post has no id; a whole number above 0 is accepted"))?;
    let blog = blog(wire)?;
    let (published, precision) = published::read_time(wire)?;
    let npf = wire.get("content").is_some_and(Value::is_array);
    let Trail { items: trail, own } = if npf { Trail::npf(wire)? } else { Trail::legacy(wire)? };
    let document = match own {
        Some(document) => document,
        None if npf => document(wire)?,
        None => legacy::document(wire, None, page::post_page(wire).as_ref())?,
    };
    for content in trail.iter().map(|item| item.content.as_str()).chain([document.to_json().as_str()]) {
        block::fits(content)?;
    }
    let (tags, faults) = tags(wire);
    let reblog = origin::reblog(wire, &trail);
    let post = Incoming {
        key: format!("tumblr:{id}"),
        id: Some(id),
        blog,
        kind: kind(wire, &document, &trail),
        state: state(wire)?,
        published,
        precision,
        // This comes before `reblog` moves into the post.
        lost_parent: reblog.is_none() && origin::passes_on(wire, &trail),
        reblog,
        document,
        trail,
        tags,
        source: source(wire),
        place: String::new(),
        robot: false,
        slug: wire.short("slug", 200),
        notes: wire.number("note_count").unwrap_or(0).max(0),
        note_rows: notes::read(wire.list("notes")),
        lang: None,
        media: vec![],
        at: String::new(),
    };
    Ok(Converted { post: Incoming { robot: robot(&post), ..post }, faults })
}

/// The `content` and `layout` of an object.
pub(super) fn document(wire: RecordFields<'_>) -> Result<npf::Document, Invalid> {
    let of = |key| wire.get(key).unwrap_or(&Value::Null);
    npf::Document::from_values(of("content"), of("layout"))
}

fn blog(wire: RecordFields<'_>) -> Result<IncomingBlog, Invalid> {
    let inner = wire.object("blog");
    let name = wire
        .text("blog_name")
        .or_else(|| inner.text("name"))
        .or_else(|| wire.text("tumblelog"))
        .ok_or_else(|| Invalid::new("the post names no blog; blog_name or blog.name is accepted"))?;
    let plain = |html: &str| {
        let text = npf::plain::text(&npf::html::parse(html));
        (!text.trim().is_empty()).then(|| text.trim().chars().take(4096).collect())
    };
    Ok(IncomingBlog {
        name: BlogName::parse(name)?,
        uuid: inner.uuid("uuid").or_else(|| wire.uuid("tumblelog_uuid")),
        title: inner.text("title").map(|_| inner.short("title", 256)),
        description: inner.text("description").and_then(plain),
        robot: false,
    })
}

fn state(wire: RecordFields<'_>) -> Result<State, Invalid> {
    match wire.text("state") {
        None | Some("published") => Ok(State::Published),
        Some("queued" | "queue") => Ok(State::Queued),
        Some("draft") => Ok(State::Draft),
        Some("private") => Ok(State::Private),
        Some("unapproved" | "submission") => Ok(State::Unapproved),
        // To guess might publish what its author did not.
        Some(other) => Err(Invalid::new(format!(
            "“{}” is not a state; published, queued, draft, private and unapproved are accepted",
            other.chars().take(40).collect::<String>()
        ))),
    }
}

/// The type the payload says, and for a post made of blocks, which the API calls `text` or `blocks` whatever is in
/// it, the one its blocks show. A reblog keeps the type of its root.
fn kind(wire: RecordFields<'_>, document: &npf::Document, trail: &[TrailItem]) -> PostType {
    let said = |key| wire.text(key).and_then(legacy::kind);
    let blocks = wire.flag("is_blocks_post_format") || wire.get("content").is_some();
    match said("type") {
        Some(kind) if kind != PostType::Text || !blocks => return kind,
        _ => {}
    }
    if let Some(kind) = said("original_type").filter(|&kind| kind != PostType::Text) {
        return kind;
    }
    let root = trail.first().and_then(|root| npf::Document::from_json(&root.content).ok());
    root.as_ref().unwrap_or(document).kind()
}

fn tags(wire: RecordFields<'_>) -> (Vec<model::PostTag>, Vec<String>) {
    let (mut tags, mut faults) = (Tags::default(), vec![]);
    let written: Vec<&str> = match wire.get("tags") {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        // Some tools write all tags in one string.
        Some(Value::String(list)) => list.split(',').collect(),
        _ => vec![],
    };
    for name in written {
        faults.extend(tags.add(name).err());
    }
    (tags.into_list(), faults)
}

fn source(wire: RecordFields<'_>) -> Option<model::Source> {
    let title = wire.short("source_title", 256);
    link::source(wire.text("source_url")?, &title)
}

/// A robot's post is an original with few words and a link through a service that programs post by.
fn robot(post: &Incoming) -> bool {
    let source = post.source.as_ref().is_some_and(|source| link::is_shortener(&source.url));
    post.trail.is_empty()
        && npf::plain::text(&post.document).chars().count() <= 400
        && (source || post.document.links().iter().any(|url| link::is_shortener(url)))
}
