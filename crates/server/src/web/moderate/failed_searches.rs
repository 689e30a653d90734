//! `/moderate/missed`: what readers looked for in vain.

use crate::auth::extract::Moderator;
use crate::http::error::PageError;
use crate::http::text::group_digits;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use crate::web::research::links::research_address;
use axum::extract::State;
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
pub async fn show_failed_searches(
    State(app): State<App>,
    Moderator(person): Moderator,
) -> Result<Response, PageError> {
    let missed = app.site().list_failed_searches(SHOWN).await?;
    let lines = missed.into_iter().map(|missed| Line {
        href: research_address("/search", &missed.query),
        // The database counts in signed numbers; a negative one would wrap to a huge count.
        asked: group_digits(missed.asked.max(0).cast_unsigned()),
        days: group_digits(missed.days.max(0).cast_unsigned()),
        last: Time(missed.last_day.saturating_mul(DAY)).rfc3339().chars().take(10).collect(),
        query: missed.query,
    });
    let page = Page {
        chrome: Chrome::new(app.settings(), "Searches without results", "").unlisted(),
        lines: lines.collect(),
        shown: SHOWN,
        kept: group_digits(KEPT.cast_unsigned()),
        remembered: REMEMBERED,
    };
    Ok(person.browser.seal_response(Html(render_template(&page, 32 * 1024)?).into_response()))
}
