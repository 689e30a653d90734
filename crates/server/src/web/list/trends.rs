//! `/trends`: what many blogs use now, and `/trends.json`, the same for programs.

use crate::http::age::When;
use crate::http::error::Fault;
use crate::http::etag;
use crate::http::etag::Fresh;
use crate::http::form::Form;
use crate::http::text;
use crate::http::text::{counted, grouped};
use crate::state::App;
use crate::web::chrome::{Chrome, render};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use model::{Precision, Time};
use serde_json::{Value, json};
use std::sync::Arc;
use tumblelog::trends::{BLOGS, Span, Trend, Trends};

#[derive(askama::Template)]
#[template(path = "trends.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    /// Name, address, chosen.
    spans: Vec<(&'static str, String, bool)>,
    /// Of which posts it is.
    of: String,
    lists: Vec<List>,
    least: u64,
    half: &'static str,
    kept: &'static str,
    json: String,
}

struct List {
    id: &'static str,
    title: &'static str,
    nothing: &'static str,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    href: String,
    spellings: usize,
    blogs: String,
    posts: String,
    usual: String,
    last: When,
}

/// The page.
pub async fn show(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, Fault> {
    let (span, trends) = read(&app, &uri).await?;
    let now = app.now();
    let words = words(span);
    let page = Page {
        chrome: Chrome::new(app.settings(), "Trends", "")
            .canonical(&format!("/trends?span={}", span.name()))
            .described(format!("Tags that many blogs of {} use now", app.settings().title)),
        spans: Span::ALL
            .map(|one| (self::words(one).0, format!("/trends?span={}", one.name()), one == span))
            .to_vec(),
        of: of(&trends),
        lists: vec![
            list("rising", "Rising", "No tag is used by far more blogs than usual.", &trends.rising, now),
            list("busy", "Popular", "No tag was used by three different blogs.", &trends.busy, now),
        ],
        least: BLOGS,
        half: words.1,
        kept: words.2,
        json: format!("/trends.json?span={}", span.name()),
    };
    let body = render(&page, 32 * 1024)?;
    Ok(etag::answer(&headers, body, "text/html; charset=utf-8", None, Fresh::Never))
}

/// The same as JSON.
pub async fn json(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, Fault> {
    let (span, trends) = read(&app, &uri).await?;
    let base = &app.settings().base_url;
    let list = |trends: &[Trend]| trends.iter().map(|trend| object(trend, base)).collect::<Value>();
    let body = json!({
        "span": span.name(),
        "at": trends.at.rfc3339(),
        "posts": trends.posts,
        "sampled": trends.sampled,
        "least_blogs": BLOGS,
        "half_life_seconds": span.millis() / 2000,
        "busy": list(&trends.busy),
        "rising": list(&trends.rising),
    });
    Ok(etag::answer(&headers, body.to_string(), "application/json", None, Fresh::Never))
}

async fn read(app: &App, uri: &Uri) -> Result<(Span, Arc<Trends>), Fault> {
    let form = Form::parse(uri.query().unwrap_or("").as_bytes());
    let name = form.filled("span").unwrap_or("day");
    let span = Span::ALL.into_iter().find(|span| span.name() == name);
    let span = span.ok_or_else(|| Fault::Invalid("“span” must be hour, day or week.".into()))?;
    let trends = app.site().trends(span).await.map_err(|error| Fault::from_site(error, ""))?;
    Ok((span, trends))
}

/// Its name, half of it, and how old an answer may be.
fn words(span: Span) -> (&'static str, &'static str, &'static str) {
    match span {
        Span::Hour => ("Hour", "30 minutes", "minute"),
        Span::Day => ("Day", "12 hours", "5 minutes"),
        Span::Week => ("Week", "3½ days", "15 minutes"),
    }
}

fn of(trends: &Trends) -> String {
    let posts = counted(trends.posts, "post", "posts");
    if trends.sampled == trends.posts {
        return format!("{posts} by people");
    }
    format!("{} of {posts} by people, from every part of the period", grouped(trends.sampled))
}

fn list(id: &'static str, title: &'static str, nothing: &'static str, trends: &[Trend], now: Time) -> List {
    let rows = trends.iter().map(|trend| Row {
        href: text::tag_path(&trend.name),
        name: trend.name.clone(),
        spellings: trend.spellings,
        blogs: grouped(trend.blogs),
        posts: grouped(trend.posts),
        usual: format!("{:.1}", trend.expected),
        last: When::new(now, trend.last, Precision::Exact),
    });
    List { id, title, nothing, rows: rows.collect() }
}

fn object(trend: &Trend, base: &str) -> Value {
    json!({
        "name": trend.name,
        "url": format!("{base}{}", text::tag_path(&trend.name)),
        "spellings": trend.spellings,
        "blogs": trend.blogs,
        "posts": trend.posts,
        "expected": (trend.expected * 1000.0).round() / 1000.0,
        "score": (trend.score * 1000.0).round() / 1000.0,
        "last": trend.last.rfc3339(),
    })
}
