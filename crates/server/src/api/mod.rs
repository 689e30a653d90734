//! The Tumblr API, version 2: `/v2/…`.
//!
//! One table of routes ([`table`]), one file an endpoint. A request is found in the table, let in by its level
//! ([`auth`]), its parameters read ([`params`], [`body`]), and the answer wrapped ([`envelope`]) in JSON whatever
//! happens; [`error`] says which failure is told how. The objects answers are made of are in `wire`. The frame is public
//! so that the table can be walked, by a description of the API and by tests.

pub mod auth;
mod avatar;
mod blog_id;
pub mod body;
pub mod call;
pub mod envelope;
pub mod error;
mod hubs;
mod info;
mod jsonp;
mod links;
mod lists;
mod notes;
pub mod openapi;
pub mod params;
mod parts;
mod poll_results;
mod post;
mod posts;
pub mod route;
mod search;
mod social;
mod style;
pub mod table;
mod tagged;
mod user_info;
mod wire;
mod write;

use crate::limits::Verdict;
use crate::seen::Seen;
use crate::state::App;
use crate::visitor::{Refused, Visitor};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::Response;
use axum::routing::{any, get};
use call::Call;
use envelope::{Reply, Written};
use error::Refusal;
use params::Params;
use parts::Files;
use route::Found;
use table::ROUTES;

/// Every address of the API: what the table holds; `/api/v2/` is where the original's own pages call it.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/v2", any(dispatch))
        .route("/v2/openapi.json", get(openapi::show))
        .route("/v2/", any(dispatch))
        .route("/v2/{*rest}", any(dispatch))
        .route("/api/v2/{*rest}", any(dispatch))
}

/// Whether an address is one of the API, where every failure is JSON.
pub(crate) fn owns(uri: &Uri) -> bool {
    after_v2(uri.path()).is_some()
}

fn after_v2(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/api").unwrap_or(path).strip_prefix("/v2")?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// An answer of the layers around the API in the API's form: those have only a status. What is JSON already, such as
/// the answers about tokens, has the form of another specification.
pub(crate) fn dress(response: Response) -> Response {
    let mime = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if response.extensions().get::<Written>().is_some() || mime == Some("application/json") {
        return response;
    }
    // Only the endpoints of tokens are routed by method; the table tells its own.
    let allowed = response.headers().get(header::ALLOW).and_then(|value| value.to_str().ok());
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        let allowed = allowed.unwrap_or_default().split(',').filter_map(|name| name.trim().parse().ok());
        return Reply::refused(&Refusal::Method(allowed.collect())).into_response(None);
    }
    match Refusal::of_status(response.status()) {
        Some(refusal) => Reply::refused(&refusal).into_response(None),
        None => response,
    }
}

async fn dispatch(State(app): State<App>, request: Request) -> Response {
    let params = Params::read(request.uri().query().unwrap_or_default());
    // A script is only ever fetched.
    let scripted = matches!(*request.method(), Method::GET | Method::HEAD);
    let callback = match params.as_ref().map(jsonp::callback) {
        Ok(Ok(name)) => name.filter(|_| scripted).map(str::to_owned),
        Ok(Err(refusal)) if scripted => return Reply::refused(&refusal).into_response(None),
        _ => None,
    };
    let mut verdict = Verdict::default();
    // A film may take its time; who sends it must be known by then, and must not pause.
    let patience = if body::in_parts(request.headers()) { parts::PATIENCE } else { crate::TIMEOUT };
    let answered = match params {
        Ok(params) => {
            let answer = answer(app, params, request, callback.is_some(), &mut verdict);
            tokio::time::timeout(patience, answer).await.unwrap_or(Err(Refusal::Busy))
        }
        Err(refusal) => Err(refusal),
    };
    let reply = answered.unwrap_or_else(|refusal| Reply::refused(&refusal));
    let mut response = reply.into_response(callback.as_deref());
    verdict.write(response.headers_mut());
    response
}

async fn answer(
    app: App,
    mut params: Params,
    request: Request,
    script: bool,
    verdict: &mut Verdict,
) -> Result<Reply, Refusal> {
    let (parts, body) = request.into_parts();
    let path = after_v2(parts.uri.path()).unwrap_or_default();
    let (route, captured) = match route::find(ROUTES, &parts.method, path) {
        Found::Route(route, captured) => (route, captured),
        Found::OtherMethod(allowed) => return Err(Refusal::Method(allowed)),
        Found::Nothing => {
            return Err(Refusal::NotFound("There is no endpoint of the API at this address.".to_owned()));
        }
    };
    let path = format!("/v2{path}");
    // Who shows nothing in the head of a request is nobody's account, whatever the form says: it is not read.
    let shows = [header::AUTHORIZATION, header::COOKIE].iter().any(|name| parts.headers.contains_key(name))
        || parts.extensions.get::<Visitor>().is_some();
    let heard = shows || !matches!(route.level, auth::Level::Account | auth::Level::Write);
    let (mut read, later) = match (body::is_form(&parts.headers), heard) {
        (true, true) => (body::read(route.accepts, &parts.headers, body, &mut params).await?, None),
        (true, false) => (body::Read::default(), None),
        // Of JSON there may be a lot, and no signature covers it.
        (false, _) if body::in_parts(&parts.headers) => {
            (body::read(route.accepts, &parts.headers, body, &mut params).await?, None)
        }
        (false, _) => (body::Read::default(), Some(body)),
    };
    let mut visitor = crate::visitor::visitor(&app, &parts, &read.form).await;
    // Who is refused is counted too, by address: guessing must not be free.
    let key = visitor.as_ref().ok().and_then(Visitor::client).map(|client| client.key.as_str());
    *verdict = app.limiter().take(Seen::of(&app, &parts).address, key, app.now());
    if let Some(seconds) = verdict.retry_after {
        return Err(Refusal::Limit(seconds.into()));
    }
    // Some clients sign the texts that they send as parts.
    if matches!(visitor, Err(Refused::Signature))
        && let Some(stream) = read.stream.take()
    {
        let (texts, stream) = parts::signed(stream).await?;
        read.stream = Some(stream);
        visitor = crate::visitor::visitor(&app, &parts, &texts).await;
    }
    let visitor = match visitor? {
        // Any page can name a script, and the browser may send its reader's session with it: that shows nothing.
        Visitor::Account { client: None, .. } if script => Visitor::Nobody,
        visitor => visitor,
    };
    auth::admit(route.level, &visitor)?;
    if let Some(body) = later {
        read = body::read(route.accepts, &parts.headers, body, &mut params).await?;
    }
    let files = match read.stream {
        Some(stream) => parts::read(&app, route.accepts, stream, &mut params).await?,
        None => Files::default(),
    };
    let answered = (route.handler)(Call { app, visitor, params, path, captured, files });
    tokio::time::timeout(crate::TIMEOUT, answered).await.unwrap_or(Err(Refusal::Busy))
}
