//! The feed of a saved search.

use super::{FEEDS, search_path};
use crate::auth::extract::QueryFields;
use crate::auth::security_log;
use crate::auth::security_log::{Event, EventOrigin};
use crate::feeds::{self, FeedInfo, Format};
use crate::http::error::PageError;
use crate::http::etag::Freshness;
use crate::http::path;
use crate::state::App;
use axum::extract::{Request, State};
use axum::response::Response;
use tumblelog::view::ListRequest;

/// Posts in a feed.
const FEED_PAGE: usize = 20;

/// `/saved/feed/{token}/{format}`: for programs, which have no session. The token is all that is asked for.
pub async fn serve_saved_feed(
    State(app): State<App>,
    QueryFields(query): QueryFields,
    request: Request,
) -> Result<Response, PageError> {
    let (parts, _) = request.into_parts();
    let segments = path::segments_after(&parts.uri, FEEDS).ok_or(PageError::NotFound)?;
    let [token, segment] = segments[..] else { return Err(PageError::NotFound) };
    let format = Format::from_segment(segment).ok_or(PageError::NotFound)?;
    let before = query.get_filled("before").map(str::to_owned);
    // Reported, because tokens of feeds can be guessed at without any session.
    let Some(search) = app.site().search_of_feed(token).await? else {
        let origin = EventOrigin::of(&app, &parts);
        security_log::report(&app, Event::BadCredentials, &origin, "there is no feed of this token");
        return Err(PageError::NotFound);
    };
    let request = ListRequest { before, limit: FEED_PAGE, ..ListRequest::default() };
    let page = app.site().search_page(&search.query, &feeds::request_of(&request)).await;
    let page = page.map_err(|error| PageError::of_query(error, &search.query))?;
    let about = FeedInfo {
        // The token and not the query: the feed stays the same when its owner changes the search.
        identity: format!("saved {token}"),
        title: search.name,
        description: feeds::describe_list(&app, &format!("Posts that match “{}”", search.query)),
        home: search_path(&search.query),
        path: format!("{FEEDS}{token}/{segment}"),
        list: &page.list,
        summary: &page.summary,
        // The address is a secret that can be revoked, so no shared cache may keep its content.
        fresh: Freshness::Apart,
    };
    feeds::answer_feed(&app, &parts.headers, format, request.sort, &about).await
}
