//! `/sitemap.xml`: the parts of the sitemap, and `/sitemap/…`: the parts. <https://www.sitemaps.org/protocol.html>

use crate::http::error::PageError;
use crate::http::etag::{self, Freshness};
use crate::http::text;
use crate::http::xml::escape;
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use std::fmt::Write as _;

const MIME: &str = "application/xml; charset=utf-8";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACE: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";
/// Parts that an index may name. The newest posts come first, so that a site with more keeps those.
const MOST_PARTS: usize = 50_000;
/// Pages that are no post, blog or tag.
const PAGES: [&str; 5] = ["/", "/trends?span=day", "/search/help", "/docs/api", "/docs/source"];

/// The index of the parts.
pub async fn index(State(app): State<App>, headers: HeaderMap) -> Result<Response, PageError> {
    let parts = app.site().sitemap_parts().await?;
    let posts = parts.buckets.iter().map(|bucket| format!("posts-{bucket}"));
    let blogs = (0..parts.blogs).map(|part| format!("blogs-{part}"));
    let tags = (0..parts.tags).map(|part| format!("tags-{part}"));
    let names = std::iter::once("pages".to_owned()).chain(posts).chain(blogs).chain(tags);
    let base = escape(&app.settings().base_url);
    let mut body = format!("{HEAD}<sitemapindex {NAMESPACE}>\n");
    // The protocol permits 50,000 parts in an index.
    for name in names.take(MOST_PARTS) {
        let _ = writeln!(body, "<sitemap><loc>{base}/sitemap/{name}.xml</loc></sitemap>");
    }
    body.push_str("</sitemapindex>\n");
    Ok(etag::answer_with_etag(&headers, body, MIME, None, Freshness::Briefly))
}

/// One part.
pub async fn show_sitemap_part(
    State(app): State<App>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let name = file.strip_suffix(".xml").ok_or(PageError::NotFound)?;
    let paths = match name.split_once('-') {
        None if name == "pages" => PAGES.map(str::to_owned).to_vec(),
        // Parts are buckets of posts and pages of names, so each costs one bounded read.
        Some((kind, number)) => numbered(&app, kind, number).await?,
        None => return Err(PageError::NotFound),
    };
    let base = escape(&app.settings().base_url);
    let mut body = format!("{HEAD}<urlset {NAMESPACE}>\n");
    for path in &paths {
        let _ = writeln!(body, "<url><loc>{base}{}</loc></url>", escape(path));
    }
    body.push_str("</urlset>\n");
    Ok(etag::answer_with_etag(&headers, body, MIME, None, Freshness::Briefly))
}

async fn numbered(app: &App, kind: &str, number: &str) -> Result<Vec<String>, PageError> {
    // “007” would be a second address of part 7.
    let canonical = |n: &i64| *n >= 0 && n.to_string() == number;
    let number = number.parse::<i64>().ok().filter(canonical).ok_or(PageError::NotFound)?;
    let site = app.site();
    let paths = match kind {
        "posts" => site.sitemap_posts(number).await.map(|posts| {
            let path =
                |post: tumblelog::sitemap::PostAddress| text::slug_path(&post.blog, post.id, &post.slug);
            posts.into_iter().map(path).collect::<Vec<_>>()
        }),
        "blogs" => {
            let blogs = site.sitemap_blogs(number).await;
            blogs.map(|names| names.iter().map(|name| text::blog_path(name)).collect())
        }
        "tags" => {
            let tags = site.sitemap_tags(number).await;
            tags.map(|names| names.iter().map(|name| text::tag_path(name)).collect())
        }
        _ => return Err(PageError::NotFound),
    };
    Ok(paths?)
}
