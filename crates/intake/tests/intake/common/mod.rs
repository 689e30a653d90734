//! Records as text for snapshots.
use std::fmt::Write;
use tagstead_intake::{Incoming, Record};

/// The text of one of the repository's fixtures.
pub fn fixture(name: &str) -> String {
    let path = format!("{}/../../fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

pub fn post(record: &Record) -> &Incoming {
    match record {
        Record::Post(post) => post,
        Record::Fault(fault) => panic!("a post was expected: {fault:?}"),
    }
}

pub fn fault(record: &Record) -> String {
    match record {
        Record::Fault(fault) => format!("{}: {}", fault.at, fault.message),
        Record::Post(post) => panic!("a fault was expected: {}", post.key),
    }
}

pub fn show_all(records: &[Record]) -> String {
    records.iter().map(show).collect::<Vec<_>>().join("\n")
}

/// Everything that was read, one field a line, what is empty left out.
fn show(record: &Record) -> String {
    let post = match record {
        Record::Post(post) => post,
        Record::Fault(fault) => return format!("fault at {}: {}\n", fault.at, fault.message),
    };
    let mut out = format!("{} at {}\n", post.key, post.at);
    let mut line = |name: &str, text: String| {
        if !text.is_empty() {
            let _ = writeln!(out, "  {name}: {text}");
        }
    };
    let blog = &post.blog;
    let about = [
        Some(blog.name.to_string()),
        blog.uuid.as_ref().map(|uuid| uuid.as_str().to_owned()),
        blog.title.clone(),
        blog.description.clone(),
        blog.robot.then(|| "robot".to_owned()),
    ];
    line("blog", about.into_iter().flatten().collect::<Vec<_>>().join(" | "));
    line("is", format!("{} {}{}", post.state, post.kind, if post.robot { " by a robot" } else { "" }));
    line("time", format!("{} {:?}", post.published.rfc3339(), post.precision));
    line("id", post.id.map(|id| id.to_string()).unwrap_or_default());
    line("slug", post.slug.clone());
    line(
        "tags",
        post.tags.iter().map(|tag| format!("{}:{}", tag.origin, tag.name)).collect::<Vec<_>>().join(", "),
    );
    line("source", post.source.as_ref().map(|s| format!("{} {}", s.url, s.title)).unwrap_or_default());
    line("place", post.place.clone());
    line("notes", post.notes.to_string());
    for note in &post.note_rows {
        let id = note.post.map(|id| id.to_string()).unwrap_or_default();
        line("note", format!("{} {} {} {id}{}", note.at.rfc3339(), note.actor, note.kind.name(), note.text));
    }
    line("reblog", post.reblog.as_ref().map(|reblog| format!("{reblog:?}")).unwrap_or_default());
    for item in &post.trail {
        let id = item.post.map(|id| id.to_string()).unwrap_or_default();
        let broken = if item.broken { " broken" } else { "" };
        line("trail", format!("{}{broken} {id} {}", item.blog, blocks(&item.content)));
    }
    line("document", blocks(&post.document.to_json()));
    for media in &post.media {
        let name = media.file.file_name().unwrap().to_string_lossy();
        line("media", format!("{name} = {}", media.urls.join(" ")));
    }
    out
}

/// A document, one block a line.
fn blocks(json: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    let mut lines = vec![];
    for key in ["content", "layout"] {
        lines.extend(value[key].as_array().unwrap().iter().map(|item| format!("\n    {item}")));
    }
    lines.concat()
}
