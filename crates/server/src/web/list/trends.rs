//! `/trends`: what many blogs use now, and `/trends.json`, the same for programs.

use crate::http::age::DisplayTime;
use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::http::form::FormFields;
use crate::http::text;
use crate::http::text::{count_words, group_digits};
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use model::{Precision, Time};
use serde_json::{Value, json};
use std::sync::Arc;
use tumblelog::trends::{BLOGS, Trend, TrendSpan, Trends};

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
    last: DisplayTime,
}

/// The page.
pub async fn show_trends(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (span, trends) = read_trends(&app, &uri).await?;
    let now = app.now();
    let words = span_words(span);
    let page = Page {
        chrome: Chrome::new(app.settings(), "Trends", "")
            .canonical(&format!("/trends?span={}", span.name()))
            .described(format!("Tags that many blogs of {} use now", app.settings().site().title)),
        spans: TrendSpan::ALL
            .map(|one| (self::span_words(one).0, format!("/trends?span={}", one.name()), one == span))
            .to_vec(),
        of: trends_words(&trends),
        lists: vec![
            trend_list(
                "rising",
                "Rising",
                "No tag is used by far more blogs than usual.",
                &trends.rising,
                now,
            ),
            trend_list("busy", "Popular", "No tag was used by three different blogs.", &trends.busy, now),
        ],
        least: BLOGS,
        half: words.1,
        kept: words.2,
        json: format!("/trends.json?span={}", span.name()),
    };
    let body = render_template(&page, 32 * 1024)?;
    Ok(etag::answer_with_etag(&headers, body, "text/html; charset=utf-8", None, Freshness::Never))
}

/// The same as JSON.
pub async fn show_trends_json(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (span, trends) = read_trends(&app, &uri).await?;
    let base = &app.settings().base_url;
    let list = |trends: &[Trend]| trends.iter().map(|trend| trend_object(trend, base)).collect::<Value>();
    let body = json!({
        "span": span.name(),
        "at": trends.at.rfc3339(),
        "posts": trends.posts,
        "sampled": trends.sampled,
        "least_blogs": BLOGS,
        // Half of the span, from milliseconds to seconds.
        "half_life_seconds": span.span_millis() / 2000,
        "busy": list(&trends.busy),
        "rising": list(&trends.rising),
    });
    Ok(etag::answer_with_etag(&headers, body.to_string(), "application/json", None, Freshness::Never))
}

async fn read_trends(app: &App, uri: &Uri) -> Result<(TrendSpan, Arc<Trends>), PageError> {
    let form = FormFields::parse(uri.query().unwrap_or("").as_bytes());
    let name = form.get_filled("span").unwrap_or("day");
    let span = TrendSpan::ALL.into_iter().find(|span| span.name() == name);
    let span = span.ok_or_else(|| PageError::Invalid("“span” must be hour, day or week.".into()))?;
    let trends = app.site().read_trends(span).await?;
    Ok((span, trends))
}

/// Its name, half of it, and how old an answer may be.
fn span_words(span: TrendSpan) -> (&'static str, &'static str, &'static str) {
    match span {
        TrendSpan::Hour => ("Hour", "30 minutes", "minute"),
        TrendSpan::Day => ("Day", "12 hours", "5 minutes"),
        TrendSpan::Week => ("Week", "3½ days", "15 minutes"),
    }
}

fn trends_words(trends: &Trends) -> String {
    let posts = count_words(trends.posts, "post", "posts");
    // A large period is sampled, and the page must not claim more than was read.
    if trends.sampled == trends.posts {
        return format!("{posts} by people");
    }
    format!("{} of {posts} by people, from every part of the period", group_digits(trends.sampled))
}

fn trend_list(
    id: &'static str,
    title: &'static str,
    nothing: &'static str,
    trends: &[Trend],
    now: Time,
) -> List {
    let rows = trends.iter().map(|trend| Row {
        href: text::tag_path(&trend.name),
        name: trend.name.clone(),
        spellings: trend.spellings,
        blogs: group_digits(trend.blogs),
        posts: group_digits(trend.posts),
        usual: format!("{:.1}", trend.expected),
        last: DisplayTime::new(now, trend.last, Precision::Exact),
    });
    List { id, title, nothing, rows: rows.collect() }
}

fn trend_object(trend: &Trend, base: &str) -> Value {
    json!({
        "name": trend.name,
        "url": format!("{base}{}", text::tag_path(&trend.name)),
        "spellings": trend.spellings,
        "blogs": trend.blogs,
        "posts": trend.posts,
        // Rounded: further digits would claim a precision that an estimate has not.
        "expected": (trend.expected * 1000.0).round() / 1000.0,
        "score": (trend.score * 1000.0).round() / 1000.0,
        "last": trend.last.rfc3339(),
    })
}
