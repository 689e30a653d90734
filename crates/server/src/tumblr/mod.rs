//! The Tumblr API, version 2: `/v2/…`.
//!
//! One table of routes ([`table`]), one file an endpoint. A request is found in the table, let in by its level
//! ([`auth`]), its parameters read ([`params`], [`body`]), and the answer wrapped ([`envelope`]) in JSON whatever
//! happens; [`error`] says which failure is told how. The objects answers are made of are in `wire`. The frame is public
//! so that the table can be walked, by a description of the API and by tests.

pub(crate) mod acting_blog;
pub mod auth;
mod blog_id;
pub mod body;
mod body_slots;
pub mod call;
pub mod envelope;
pub mod error;
mod jsonp;
mod links;
pub mod openapi;
pub(crate) mod page_mark;
pub mod params;
mod parts;
mod read;
pub mod route;
mod shared_params;
mod social;
pub mod table;
mod unpublished;
mod user;
mod wire;
mod write;

use crate::auth::security_log::EventOrigin;
use crate::auth::visitor::{Refused, Visitor};
use crate::http::limits::LimitVerdict;
use crate::http::request_origin::RequestOrigin;
use crate::operation::request_context::RequestContext;
use crate::state::App;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::Response;
use axum::routing::{any, get};
use call::ApiCall;
use envelope::{ApiReply, WrittenMarker};
use error::Refusal;
use params::Params;
use parts::Files;
use route::RouteMatch;
use table::ROUTES;
use tumblelog::media::Budget;

/// Every address of the API: what the table holds; `/api/v2/` is where the original's own pages call it.
pub(crate) fn api_router() -> Router<App> {
    Router::new()
        .route("/v2", any(dispatch_request))
        .route("/v2/openapi.json", get(openapi::show_description))
        .route("/v2/", any(dispatch_request))
        .route("/v2/{*rest}", any(dispatch_request))
        .route("/api/v2/{*rest}", any(dispatch_request))
}

/// Whether an address is one of the API, where every failure is JSON.
pub(crate) fn owns_path(uri: &Uri) -> bool {
    after_v2(uri.path()).is_some()
}

fn after_v2(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/api").unwrap_or(path).strip_prefix("/v2")?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// An answer of the layers around the API in the API's form: those have only a status. What is JSON already, such as
/// the answers about tokens, has the form of another specification.
pub(crate) fn into_api_error(response: Response, context: Option<&RequestContext>) -> Response {
    let mime = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if response.extensions().get::<WrittenMarker>().is_some() || mime == Some("application/json") {
        return response;
    }
    // Only the endpoints of tokens are routed by method; the table tells its own.
    let allowed = response.headers().get(header::ALLOW).and_then(|value| value.to_str().ok());
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        let allowed = allowed.unwrap_or_default().split(',').filter_map(|name| name.trim().parse().ok());
        return ApiReply::refused(&Refusal::Method(allowed.collect()), context).into_response(None);
    }
    match Refusal::of_status(response.status()) {
        Some(refusal) => ApiReply::refused(&refusal, context).into_response(None),
        None => response,
    }
}

async fn dispatch_request(State(app): State<App>, request: Request) -> Response {
    let context = request.extensions().get::<RequestContext>().cloned();
    let params = Params::parse_query(request.uri().query().unwrap_or_default());
    // A script is only ever fetched.
    let scripted = matches!(*request.method(), Method::GET | Method::HEAD);
    let callback = match params.as_ref().map(jsonp::read_callback) {
        Ok(Ok(name)) => name.filter(|_| scripted).map(str::to_owned),
        Ok(Err(refusal)) if scripted => {
            return ApiReply::refused(&refusal, context.as_ref()).into_response(None);
        }
        _ => None,
    };
    let mut verdict = LimitVerdict::default();
    // A film may take its time; who sends it must be known by then, and must not pause.
    let patience = if body::in_parts(request.headers()) { parts::PATIENCE } else { crate::TIMEOUT };
    let answered = match params {
        Ok(params) => {
            let answer = answer_request(app, params, request, callback.is_some(), &mut verdict);
            // The outer limit covers the body too, or a slow sender would hold the request for
            // ever.
            tokio::time::timeout(patience, answer).await.unwrap_or(Err(Refusal::Busy))
        }
        Err(refusal) => Err(refusal),
    };
    let reply = answered.unwrap_or_else(|refusal| ApiReply::refused(&refusal, context.as_ref()));
    let mut response = reply.into_response(callback.as_deref());
    verdict.write_headers(response.headers_mut());
    response
}

async fn answer_request(
    app: App,
    mut params: Params,
    request: Request,
    script: bool,
    verdict: &mut LimitVerdict,
) -> Result<ApiReply, Refusal> {
    let (parts, body) = request.into_parts();
    let path = after_v2(parts.uri.path()).unwrap_or_default();
    let (route, captured) = match route::find_route(ROUTES, &parts.method, path) {
        RouteMatch::Route(route, captured) => (route, captured),
        RouteMatch::OtherMethod(allowed) => return Err(Refusal::Method(allowed)),
        RouteMatch::Nothing => {
            return Err(Refusal::NotFound("There is no endpoint of the API at this address.".to_owned()));
        }
    };
    RequestContext::note_endpoint(&parts.extensions, route.path);
    let path = format!("/v2{path}");
    // Who shows nothing in the head of a request is nobody's account, whatever the form says: it is not read.
    let shows = [header::AUTHORIZATION, header::COOKIE].iter().any(|name| parts.headers.contains_key(name))
        || parts.extensions.get::<Visitor>().is_some();
    let heard = shows || !matches!(route.level, auth::Level::Account | auth::Level::Write);
    let address = RequestOrigin::of_request(&app, &parts).address;
    let client = app.limiter().client(address);
    let (mut read, later) = match (body::is_form(&parts.headers), heard) {
        (true, true) => {
            (body::read_body(route.accepts, client, &parts.headers, body, &mut params).await?, None)
        }
        (true, false) => (body::RequestBody::default(), None),
        // Of JSON there may be a lot, and no signature covers it.
        (false, _) if body::in_parts(&parts.headers) => {
            (body::read_body(route.accepts, client, &parts.headers, body, &mut params).await?, None)
        }
        (false, _) => (body::RequestBody::default(), Some(body)),
    };
    let mut visitor = crate::auth::visitor::identify_visitor(&app, &parts, &read.form).await;
    // Who is refused is counted too, by address: guessing must not be free.
    let key = visitor.as_ref().ok().and_then(Visitor::client).map(|client| client.key.as_str());
    *verdict = app.limiter().take_request(address, key, app.now());
    // The limit is checked before the signature's error is told, and before JSON is read.
    if let Some(seconds) = verdict.retry_after {
        return Err(Refusal::Limit(seconds.into()));
    }
    // Some clients sign the texts that they send as parts.
    if matches!(visitor, Err(Refused::Signature))
        && let Some(stream) = read.stream.take()
    {
        let (texts, stream) = parts::read_signed_params(client, stream).await?;
        read.stream = Some(stream);
        visitor = crate::auth::visitor::identify_visitor(&app, &parts, &texts).await;
    }
    let origin = EventOrigin::of_api(&app, &parts, route.path);
    let visitor = visitor.inspect_err(|refused| refused.report(&app, &origin));
    let visitor = match visitor? {
        // Any page can name a script, and the browser may send its reader's session with it: that shows nothing.
        Visitor::Account { client: None, .. } if script => Visitor::Nobody,
        visitor => visitor,
    };
    auth::check_level(route.level, &visitor)?;
    // JSON is read only now: its sender is known and may send it.
    if let Some(body) = later {
        read = body::read_body(route.accepts, client, &parts.headers, body, &mut params).await?;
    }
    // One for all files of the request, whether they come as parts or as texts.
    let budget = Budget::default();
    let files = match read.stream {
        Some(stream) => {
            let read = parts::read_parts(&app, route.accepts, &budget, stream, &mut params).await;
            read.inspect_err(|refusal| refusal.report_upload(&app, &origin))?
        }
        None => Files::default(),
    };
    let answered =
        (route.handler)(ApiCall { app: app.clone(), visitor, params, path, captured, files, budget });
    // The upload had its own time; the endpoint gets no more than any other.
    let answered = tokio::time::timeout(crate::TIMEOUT, answered).await.unwrap_or(Err(Refusal::Busy));
    answered.inspect_err(|refusal| refusal.report_upload(&app, &origin))
}
