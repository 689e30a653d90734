//! `/robots.txt`.

use crate::http::plain_text::plain_answer;
use crate::state::App;
use axum::extract::State;
use axum::response::Response;

/// Lists are for everyone, but their endless combinations of filters are not worth a crawl.
pub async fn show_robots(State(app): State<App>) -> Response {
    // `before=` stays open: without it crawlers would never reach the older pages of a list.
    let rules = "User-agent: *\nAllow: /search/help\nAllow: /trends?span=day\nDisallow: /search\nDisallow: /*?\n\
                 Allow: /*?before=\n";
    let text = match app.settings().site().crawling {
        true => format!("{rules}\nSitemap: {}/sitemap.xml\n", app.settings().base_url),
        false => "User-agent: *\nDisallow: /\n".to_owned(),
    };
    plain_answer("text/plain; charset=utf-8", text)
}
