//! Which error goes where: the one place that decides what a reader is told.

use crate::http::etag::Freshness;
use crate::state::App;
use crate::web::chrome::Chrome;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use model::{Invalid, Time};

/// A request that cannot be answered as asked.
#[derive(Debug, Clone)]
pub enum PageError {
    /// Something in the address is not accepted; the words say what is.
    Invalid(String),
    /// The query text has a mistake, at this code point.
    Query {
        /// The text as typed.
        text: String,
        /// Where the mistake is, in code points from its beginning.
        at: usize,
        /// What is wrong and what is accepted.
        message: String,
    },
    /// A form that did not come from a page of ours.
    Forbidden(String),
    /// The rules refuse it: blocked, switched off, not theirs. The words say which.
    Refused(String),
    /// A limit is reached. The words name it.
    Limit {
        /// What is limited and how much is accepted.
        message: String,
        /// When there is room again; `None` where only removing something makes room.
        reset: Option<Time>,
    },
    /// The page is for moderators, and who asks is none.
    Moderators,
    /// There is no such page.
    NotFound,
    /// The method is not one of this address.
    Method,
    /// The method is not one of this address, which takes forms.
    FormMethod,
    /// The address is longer than any we make.
    TooLong,
    /// What was sent is larger than this address takes.
    TooLarge,
    /// The site is at its limits or took too long.
    Busy,
    /// It would read more than one request may; the words say what to narrow.
    TooExpensive(String),
    /// It was stopped because it read for too long.
    Overdue(String),
    /// Who asks has as many expensive requests under way as one may have.
    TooMany(String),
    /// The database is out of reach or full, which the log says already.
    Unavailable,
    /// We failed; the details are in the log.
    Broken,
}

impl PageError {
    /// Turns an error of the rules into one of ours; `query` is the query text that was asked.
    pub fn from_site(error: tumblelog::Error, query: &str) -> Self {
        match error {
            tumblelog::Error::Invalid(Invalid(message)) => Self::Invalid(message),
            tumblelog::Error::Query { at, message } => Self::Query { text: query.to_owned(), at, message },
            tumblelog::Error::NotFound(_) => Self::NotFound,
            tumblelog::Error::Busy => Self::Busy,
            tumblelog::Error::TooExpensive(message) => Self::TooExpensive(message),
            error @ tumblelog::Error::Overdue(_) => Self::Overdue(error.to_string()),
            error @ tumblelog::Error::ClientBusy => Self::TooMany(error.to_string()),
            tumblelog::Error::Unavailable => Self::Unavailable,
            tumblelog::Error::Refused(message) => Self::Refused(message),
            error @ tumblelog::Error::Limit { reset, .. } => {
                Self::Limit { message: error.to_string(), reset }
            }
            // Paths and SQL stay in the log; the reader is told only that it broke.
            error @ (tumblelog::Error::File(_) | tumblelog::Error::Store(_)) => {
                tracing::error!(%error, "a request failed");
                Self::Broken
            }
        }
    }

    fn status_code(&self) -> StatusCode {
        match self {
            Self::Invalid(_) | Self::Query { .. } => StatusCode::BAD_REQUEST,
            Self::Forbidden(_) | Self::Refused(_) | Self::Moderators => StatusCode::FORBIDDEN,
            Self::Limit { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method | Self::FormMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooExpensive(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::Overdue(_) | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Seconds after which the same request may work.
    fn retry_after(&self) -> Option<&'static str> {
        match self {
            // Long enough for a burst of slow reads to end.
            Self::Busy | Self::TooMany(_) => Some("5"),
            Self::Unavailable => Some("60"),
            _ => None,
        }
    }

    fn title_and_text(&self) -> (&'static str, &str) {
        match self {
            Self::Invalid(message) => ("Invalid request", message),
            Self::Query { message, .. } => ("There is a mistake in the search", message),
            Self::Forbidden(message) => ("Not allowed", message),
            Self::Refused(message) => ("You cannot do this", message),
            Self::Limit { message, .. } => ("A limit is reached", message),
            Self::Moderators => (
                "For moderators",
                "Only moderators of this site may do this. The operator appoints them with \
                 “tagstead account moderator NAME on”.",
            ),
            Self::NotFound => {
                ("Page not found", "The page may have moved, or the post may have been deleted.")
            }
            Self::Method => ("Method not allowed", "This address accepts GET and HEAD."),
            Self::FormMethod => {
                ("Method not allowed", "This address accepts the methods that the header “Allow” names.")
            }
            Self::TooLong => ("Address too long", "Use at most 2,000 characters of query."),
            Self::TooLarge => (
                "Too large",
                "What you sent is larger than this form accepts. Nothing was saved. Go back and send less.",
            ),
            Self::TooExpensive(message) => ("That is too much for one page", message),
            Self::Overdue(message) => ("That took too long", message),
            Self::TooMany(message) => ("Too much at once", message),
            Self::Unavailable => (
                "The site cannot reach its data",
                "Its database does not work now, and who runs the site can see why. Try again in some minutes.",
            ),
            Self::Busy => ("The site is busy", "Please try again in a moment."),
            Self::Broken => {
                ("Something went wrong", "The error is in the log of the site. Please try again in a moment.")
            }
        }
    }
}

/// The status of a form that is shown again because of an error of the rules.
pub fn form_status(error: &tumblelog::Error) -> StatusCode {
    match error {
        tumblelog::Error::Refused(_) => StatusCode::FORBIDDEN,
        tumblelog::Error::Limit { .. } => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl From<Invalid> for PageError {
    fn from(Invalid(message): Invalid) -> Self {
        Self::Invalid(message)
    }
}

impl IntoResponse for PageError {
    /// Without a body: [`render_error_pages`] writes it, which knows the site.
    fn into_response(self) -> Response {
        let mut response = self.status_code().into_response();
        // The error travels with the response to the layer that can render a page.
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(askama::Template)]
#[template(path = "error.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    heading: &'a str,
    message: &'a str,
    /// The query before, at and after the mistake.
    query: Option<(String, String, String)>,
    /// Which character of the query it is, from 1.
    column: usize,
    /// Where the mended query is sent: the list that was asked for.
    action: &'a str,
}

/// Gives every failure its page: those of handlers and those of the router and the layers below.
pub async fn render_error_pages(State(app): State<App>, request: Request, next: Next) -> Response {
    // Taken before the request moves into the handler.
    let of_api = crate::tumblr::owns_path(request.uri());
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    // The token endpoints come first: `/v2/oauth2/…` also looks like an address of the API.
    if crate::oauth::v1::owns(&path) {
        return crate::oauth::v1::error_answer(response);
    }
    if crate::oauth::v2::owns(&path) {
        return crate::oauth::v2::error_answer(response);
    }
    if of_api {
        return crate::tumblr::into_api_error(response);
    }
    let fault = match response.extensions().get::<PageError>() {
        Some(fault) => fault.clone(),
        // Routers and layers know only a status; theirs is translated here.
        None => match response.status() {
            StatusCode::NOT_FOUND => PageError::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => PageError::Method,
            StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
            StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => PageError::Busy,
            StatusCode::INTERNAL_SERVER_ERROR => PageError::Broken,
            _ => return response,
        },
    };
    let mut page = error_page(&app, &fault, &path);
    // `Allow` of a 405.
    if let Some(allow) = response.headers().get(header::ALLOW) {
        page.headers_mut().insert(header::ALLOW, allow.clone());
    }
    page
}

fn error_page(app: &App, fault: &PageError, path: &str) -> Response {
    let (heading, message) = fault.title_and_text();
    let query = match fault {
        PageError::Query { text, at, .. } => Some(split_at_mark(text, *at)),
        _ => None,
    };
    let list = path.starts_with("/tagged/") || path.starts_with("/@");
    let action = if list { path } else { "/search" };
    let column = if let PageError::Query { at, .. } = fault { at + 1 } else { 0 };
    let search = if let PageError::Query { text, .. } = fault { text.as_str() } else { "" };
    let chrome = Chrome::new(app.settings(), heading, search).unlisted();
    let body = askama::Template::render(&Page { chrome, heading, message, query, column, action })
        // A template that fails must not make an error of the error page.
        .unwrap_or_else(|_| heading.to_owned());
    let mut response = (fault.status_code(), Html(body)).into_response();
    let headers = response.headers_mut();
    // An error may be gone a moment later, so every cache must ask again.
    headers.insert(header::CACHE_CONTROL, Freshness::Never.cache_control());
    let retry_after = match fault {
        PageError::Limit { reset: Some(reset), .. } => HeaderValue::try_from(reset.http_date()).ok(),
        other => other.retry_after().map(HeaderValue::from_static),
    };
    if let Some(moment) = retry_after {
        headers.insert(header::RETRY_AFTER, moment);
    }
    response
}

/// A text before, at and after a mistake. One at the very end is shown as an open space.
pub fn split_at_mark(text: &str, at: usize) -> (String, String, String) {
    let one = tag::query::seen_as_one(text, at);
    let before: String = text.chars().take(one.start).collect();
    let here: String = text.chars().take(one.end).skip(one.start).collect();
    let after: String = text.chars().skip(one.end).collect();
    (before, if here.trim().is_empty() { "␣".to_owned() } else { here }, after)
}
