//! `/docs/api`: every endpoint of the API, for people who write programs.

use super::chrome::{Chrome, render_template};
use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::state::App;
use crate::tumblr::auth::Level;
use crate::tumblr::openapi::{about_brace, path_names};
use crate::tumblr::route::{Param, ParamKind, Route};
use crate::tumblr::table::{EVERYWHERE, ROUTES};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

struct Endpoint {
    /// Of the heading, and of links to it.
    id: String,
    method: String,
    path: &'static str,
    about: &'static str,
    needs: &'static str,
    params: Vec<Line>,
}

struct Line {
    name: &'static str,
    kind: String,
    about: &'static str,
}

struct Group {
    name: String,
    endpoints: Vec<Endpoint>,
}

#[derive(askama::Template)]
#[template(path = "api-docs.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    base: &'a str,
    everywhere: Vec<Line>,
    groups: Vec<Group>,
}

/// The page.
pub async fn show_api_docs(State(app): State<App>, headers: HeaderMap) -> Result<Response, PageError> {
    let settings = app.settings();
    let chrome = Chrome::new(settings, "API", "")
        .canonical("/docs/api")
        .described("Every endpoint of this site's API, which is compatible with Tumblr's");
    let everywhere = EVERYWHERE.iter().map(param_line).collect();
    let page = Page { chrome, base: &settings.base_url, everywhere, groups: endpoint_groups() };
    let body = render_template(&page, 128 * 1024)?;
    // The table is compiled in, so the page changes only with the program.
    Ok(etag::answer_with_etag(&headers, body, "text/html; charset=utf-8", None, Freshness::Briefly))
}

/// Endpoints by the first word of their path, in the table's order.
fn endpoint_groups() -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for route in ROUTES {
        let name = route.path.split('/').nth(1).unwrap_or_default();
        let endpoint = describe_endpoint(route);
        // Found by name, since the table need not have all routes of a group together.
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.endpoints.push(endpoint),
            None => groups.push(Group { name: name.to_owned(), endpoints: vec![endpoint] }),
        }
    }
    groups
}

fn describe_endpoint(route: &Route) -> Endpoint {
    let in_path = path_names(route.path).map(|name| Line {
        name,
        kind: "in the path".to_owned(),
        about: about_brace(name),
    });
    let params = route.params.iter().flat_map(|list| list.iter());
    // A name in the path was described by its brace and must not stand there twice.
    let params = params.filter(|param| path_names(route.path).all(|name| name != param.name));
    let words = route.path.split('/').skip(1).map(|word| word.trim_matches(['{', '}']));
    let id: Vec<&str> = std::iter::once(route.method.as_str()).chain(words).collect();
    Endpoint {
        id: id.join("-").to_ascii_lowercase(),
        method: route.method.to_string(),
        path: route.path,
        about: route.about,
        needs: match route.level {
            Level::Open => "Needs nothing.",
            Level::Key => "Needs a client's key.",
            Level::Account => "Needs a person's token.",
            Level::Write => "Needs a person's token that may write.",
        },
        params: in_path.chain(params.map(param_line)).collect(),
    }
}

fn param_line(param: &Param) -> Line {
    let kind = match param.kind {
        ParamKind::Text => "text".to_owned(),
        ParamKind::Number => "number".to_owned(),
        ParamKind::Flag => "true or false".to_owned(),
        ParamKind::Time => "seconds since 1970".to_owned(),
        ParamKind::Choice(words) => words.join(", "),
        ParamKind::List => "list".to_owned(),
    };
    Line { name: param.name, kind, about: param.about }
}
