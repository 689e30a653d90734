//! Publishing the demo's posts as if the years had passed.

use super::content::{self, Content, Post};
use super::{StagedClock, runs};
use crate::progress::Progress;
use anyhow::{Context, Result};
use model::{BlogName, Clock, Lang, Origin, PostId, PostType, Source, Time};
use npf::Document;
use std::collections::HashMap;
use std::path::Path;
use tumblelog::media::KeptFile;
use tumblelog::{NewBlog, NewPost, Site};

/// Milliseconds between the notes of a post.
const BETWEEN_NOTES: i64 = 47 * 60 * 1000;

/// Fills a new site.
pub async fn fill_site(
    site: &Site,
    clock: &StagedClock,
    content: Content,
    folder: &Path,
    progress: &mut Progress,
) -> Result<()> {
    let now = clock.now();
    for blog in content.blogs {
        let name = BlogName::parse(&blog.name)?;
        site.create_blog(NewBlog {
            title: blog.title,
            description: blog.description,
            robot: blog.robot,
            ..NewBlog::with_name(name)
        })
        .await?;
    }
    let mut ids: HashMap<String, PostId> = HashMap::new();
    let mut files: HashMap<String, KeptFile> = HashMap::new();
    let reblogs = reblogs_of_roots(&content.posts);
    let runs = runs::begin_runs(site, clock, now).await?;
    for post in content.posts {
        let at = Time(now.0 - (post.age_days * 86_400_000.0) as i64);
        clock.stage_time(Some(at));
        let mut new =
            new_post(site, &post, at, &ids, folder, &mut files).await.with_context(|| post.key.clone())?;
        new.run = (new.origin == Origin::Import).then(|| runs::run_at(&runs, at)).flatten();
        // The reblogs to come will count themselves.
        new.notes = (new.notes - reblogs.get(&post.key).copied().unwrap_or(0)).max(0);
        let id = site.publish_post(new).await.with_context(|| post.key.clone())?.id;
        add_reactions(site, clock, &post, id, at, now).await.with_context(|| post.key.clone())?;
        ids.insert(post.key, id);
        progress.add(1);
    }
    runs::end_runs(site, clock, &runs).await?;
    clock.stage_time(None);
    Ok(())
}

/// How many reblogs each root has in the end.
fn reblogs_of_roots(posts: &[Post]) -> HashMap<String, i64> {
    let parents: HashMap<&str, &str> =
        posts.iter().filter_map(|post| Some((post.key.as_str(), post.reblog_of.as_deref()?))).collect();
    let mut counts = HashMap::new();
    for parent in parents.values() {
        // Notes of a reblog count for its root, however long the chain is.
        let mut root = *parent;
        while let Some(earlier) = parents.get(root) {
            root = earlier;
        }
        *counts.entry(root.to_owned()).or_default() += 1;
    }
    counts
}

async fn new_post(
    site: &Site,
    post: &Post,
    at: Time,
    ids: &HashMap<String, PostId>,
    folder: &Path,
    files: &mut HashMap<String, KeptFile>,
) -> Result<NewPost> {
    let mut document = Document::from_values(&post.content, &post.layout)?;
    for media in document.media_mut() {
        let Some(name) = media.url.strip_prefix("demo:").map(str::to_owned) else { continue };
        // Several posts may show one file, which is kept once.
        if !files.contains_key(&name) {
            let path = folder.join("file-to-keep");
            std::fs::write(&path, content::read_media(&name)?)?;
            files.insert(name.clone(), site.keep_file(&path).await?);
        }
        if let Some(kept) = files.get(&name) {
            media.url = kept.url();
            media.mime = Some(kept.mime.clone());
            if let Some((width, height)) = kept.size {
                media.width = Some(width);
                media.height = Some(height);
            }
        }
    }
    let parent = match &post.reblog_of {
        Some(key) => Some(*ids.get(key).with_context(|| format!("{key} is not an older post"))?),
        None => None,
    };
    let told = i64::try_from(post.likes.len() + post.replies.len())?;
    Ok(NewPost {
        kind: Some(PostType::from_name(&post.kind).with_context(|| format!("type {}", post.kind))?),
        tags: post.tags.clone(),
        published: Some(at),
        reblog_of: parent,
        source: post
            .source
            .as_ref()
            .map(|s| Source { url: npf::url::untracked(&s.url), title: s.title.clone() }),
        place: post.place.clone(),
        lang: post.lang.as_deref().map(Lang::parse).transpose()?,
        origin: post.origin.as_deref().and_then(Origin::from_name).unwrap_or(Origin::Person),
        robot: post.robot,
        // The notes told one by one are added later and count themselves.
        notes: (post.notes - told).max(0),
        ..NewPost::new(BlogName::parse(&post.blog)?, document)
    })
}

async fn add_reactions(
    site: &Site,
    clock: &StagedClock,
    post: &Post,
    id: PostId,
    at: Time,
    now: Time,
) -> Result<()> {
    let mut moment = at;
    let mut next = || {
        // Posts of today would otherwise have notes in the future.
        moment = Time((moment.0 + BETWEEN_NOTES).min(now.0));
        clock.stage_time(Some(moment));
    };
    for blog in &post.likes {
        next();
        site.like_post(id, BlogName::parse(blog)?).await?;
    }
    for (blog, text) in &post.replies {
        next();
        site.reply_to_post(id, BlogName::parse(blog)?, text.clone()).await?;
    }
    Ok(())
}
