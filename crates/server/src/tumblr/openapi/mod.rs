//! `GET /v2/openapi.json`: the table of endpoints as an OpenAPI 3.1 description, for programs that read such. The
//! table describes the requests; `answers` names the types of the answers, from which their schemas are derived.

mod answers;
mod objects;
mod operation;

pub(crate) use operation::{about_brace, path_names};

use super::envelope::ApiReply;
use super::error::Refusal;
use super::route::Route;
use super::shared_params;
use super::table::ROUTES;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::state::App;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use model::PostType;
use serde_json::{Map, Value, json};

/// The description as JSON. It is for everybody, pages of other sites included.
pub async fn show_description(State(app): State<App>, headers: HeaderMap) -> Response {
    let written =
        serde_json::to_string(&openapi_document(&app.settings().base_url, &app.settings().site().title));
    let Ok(body) = written else { return ApiReply::refused(&Refusal::Broken, None).into_response(None) };
    let mut response = etag::answer_with_etag(&headers, body, "application/json", None, Freshness::Briefly);
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// The description of a site's API; `base` is the site's address without a slash at the end.
pub fn openapi_document(base: &str, title: &str) -> Value {
    let mut generator = objects::component_generator();
    let mut paths = Map::new();
    for route in ROUTES {
        // Several methods share a path, so each adds to what is there.
        for path in route_spellings(route) {
            let operations = paths.entry(&path).or_insert_with(|| json!({}));
            operations[route.method.as_str().to_ascii_lowercase()] =
                operation::describe_operation(route, &path, &mut generator);
        }
    }
    let responses = objects::error_responses(&mut generator);
    // Last: the schemas are those that the answers and refusals above have named.
    let schemas = generator.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("The Tumblr API of {title}"),
            "version": "2",
            "description": "The Tumblr API, version 2, as this site answers it.",
            "license": { "name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later" },
        },
        "servers": [{ "url": format!("{base}/v2") }],
        "externalDocs": { "url": format!("{base}/docs/api") },
        "paths": paths,
        "components": {
            "securitySchemes": security_schemes(base),
            "parameters": common_parameters(),
            "headers": objects::response_headers(),
            "responses": responses,
            "schemas": schemas,
        },
    })
}

/// A route's paths as OpenAPI wants them. `/posts/{id}` and `/posts/{type}` would be one path there, so the types are
/// written out.
pub fn route_spellings(route: &Route) -> Vec<String> {
    match route.path.contains("{type}") {
        true => PostType::ALL.iter().map(|kind| route.path.replace("{type}", kind.name())).collect(),
        false => vec![route.path.to_owned()],
    }
}

fn common_parameters() -> Value {
    let parameters = shared_params::EVERYWHERE.iter().filter(|param| param.name != "api_key");
    parameters.map(|param| (param.name.to_owned(), operation::describe_parameter(param))).collect()
}

fn security_schemes(base: &str) -> Value {
    let scopes = json!({
        "basic": "Read what the person may read",
        "write": "Post, like, follow and change in the person's name",
        "offline_access": "A refresh token",
    });
    let token = format!("{base}/v2/oauth2/token");
    json!({
        "api_key": {
            "type": "apiKey",
            "in": "query",
            "name": "api_key",
            "description": "A client's key, as the page Apps tells it.",
        },
        "oauth1": {
            "type": "http",
            "scheme": "OAuth",
            "description": format!(
                "OAuth 1.0a (RFC 5849) with HMAC-SHA1 in the Authorization header. Request tokens: POST \
                 {base}/oauth/request_token; consent: {base}/oauth/authorize; access tokens: POST \
                 {base}/oauth/access_token. POST {base}/v2/oauth2/exchange, signed, gives OAuth 2 tokens instead."
            ),
        },
        "oauth2": {
            "type": "oauth2",
            "description": "OAuth 2 with Bearer tokens; PKCE with S256 is accepted.",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": format!("{base}/oauth2/authorize"),
                    "tokenUrl": token,
                    "refreshUrl": token,
                    "scopes": scopes,
                },
                "clientCredentials": { "tokenUrl": token, "scopes": { "basic": "Read what everybody may read" } },
            },
        },
    })
}
