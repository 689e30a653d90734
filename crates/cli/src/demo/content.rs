//! The demo's blogs and posts as they are written down in `demo/`.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

#[derive(rust_embed::RustEmbed)]
#[folder = "demo/"]
#[include = "*.json"]
#[include = "posts/*.jsonl"]
#[include = "media/*"]
struct Files;

/// Everything the demo holds, posts oldest first.
pub struct Content {
    pub blogs: Vec<Blog>,
    pub posts: Vec<Post>,
}

#[derive(Deserialize)]
pub struct Blog {
    pub name: String,
    pub title: String,
    pub description: String,
    #[serde(default)]
    pub robot: bool,
}

#[derive(Deserialize)]
pub struct Post {
    /// Unique, for [`Post::reblog_of`].
    pub key: String,
    pub blog: String,
    /// Days before the demo is started.
    pub age_days: f64,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub lang: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub content: Value,
    #[serde(default)]
    pub layout: Value,
    #[serde(default)]
    pub reblog_of: Option<String>,
    /// All notes, those told one by one among them.
    #[serde(default)]
    pub notes: i64,
    #[serde(default)]
    pub likes: Vec<String>,
    #[serde(default)]
    pub replies: Vec<(String, String)>,
    #[serde(default)]
    pub source: Option<Source>,
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub robot: bool,
    #[serde(default)]
    pub origin: Option<String>,
}

#[derive(Deserialize)]
pub struct Source {
    pub url: String,
    #[serde(default)]
    pub title: String,
}

/// Reads the content that came with the program.
pub fn read_content() -> Result<Content> {
    let blogs = Files::get("blogs.json").context("blogs.json is not there")?;
    let blogs = serde_json::from_slice(&blogs.data).context("blogs.json")?;
    let mut posts: Vec<Post> = Vec::new();
    for name in Files::iter().filter(|name| name.ends_with(".jsonl")) {
        let file = Files::get(&name).with_context(|| name.to_string())?;
        let text = std::str::from_utf8(&file.data)?;
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            posts.push(serde_json::from_str(line).with_context(|| format!("{name} line {}", number + 1))?);
        }
    }
    // Reblogs need their parents first; the key keeps the order of equal ages the same on every
    // run.
    posts.sort_by(|a, b| b.age_days.total_cmp(&a.age_days).then_with(|| a.key.cmp(&b.key)));
    Ok(Content { blogs, posts })
}

/// A picture, sound or film by its name in `demo/media`.
pub fn read_media(name: &str) -> Result<std::borrow::Cow<'static, [u8]>> {
    Ok(Files::get(&format!("media/{name}")).with_context(|| format!("media/{name} is not there"))?.data)
}
