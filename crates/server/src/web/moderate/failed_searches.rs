//! `/moderate/missed`: what readers looked for in vain.

use super::moderator::moderator;
use crate::http::error::Fault;
use crate::http::text::grouped;
use crate::state::App;
use crate::web::chrome::{Chrome, render};
use crate::web::research::links::address;
use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse, Response};
use model::Time;
use tumblelog::failed_searches::{KEPT, REMEMBERED};

/// Lines of the page.
const SHOWN: usize = 200;
const DAY: i64 = 86_400_000;

struct Line {
    query: String,
    href: String,
    asked: String,
    days: String,
    last: String,
}

#[derive(askama::Template)]
#[template(path = "missed.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    lines: Vec<Line>,
    shown: usize,
    kept: String,
    remembered: i64,
}

/// The page.
pub async fn show(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let (parts, _) = request.into_parts();
    let browser = match moderator(&app, &parts).await? {
        Ok((browser, _)) => browser,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let missed = app.site().missed(SHOWN).await.map_err(|error| Fault::from_site(error, ""))?;
    let lines = missed.into_iter().map(|missed| Line {
        href: address("/search", &missed.query),
        asked: grouped(missed.asked.max(0).cast_unsigned()),
        days: grouped(missed.days.max(0).cast_unsigned()),
        last: Time(missed.last_day.saturating_mul(DAY)).rfc3339().chars().take(10).collect(),
        query: missed.query,
    });
    let page = Page {
        chrome: Chrome::new(app.settings(), "Searches without results", "").unlisted(),
        lines: lines.collect(),
        shown: SHOWN,
        kept: grouped(KEPT.cast_unsigned()),
        remembered: REMEMBERED,
    };
    Ok(browser.seal(Html(render(&page, 32 * 1024)?).into_response()))
}
