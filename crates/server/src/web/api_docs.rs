//! `/docs/api`: every endpoint of the API, for people who write programs.

use super::chrome::{Chrome, render};
use crate::http::error::Fault;
use crate::http::etag;
use crate::http::etag::Fresh;
use crate::state::App;
use crate::tumblr::auth::Level;
use crate::tumblr::openapi::{about_brace, braces};
use crate::tumblr::route::{Kind, Param, Route};
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
pub async fn show(State(app): State<App>, headers: HeaderMap) -> Result<Response, Fault> {
    let settings = app.settings();
    let chrome = Chrome::new(settings, "API", "")
        .canonical("/docs/api")
        .described("Every endpoint of this site's API, which is compatible with Tumblr's");
    let everywhere = EVERYWHERE.iter().map(line).collect();
    let page = Page { chrome, base: &settings.base_url, everywhere, groups: groups() };
    let body = render(&page, 128 * 1024)?;
    Ok(etag::answer(&headers, body, "text/html; charset=utf-8", None, Fresh::Briefly))
}

/// Endpoints by the first word of their path, in the table's order.
fn groups() -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for route in ROUTES {
        let name = route.path.split('/').nth(1).unwrap_or_default();
        let endpoint = endpoint(route);
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.endpoints.push(endpoint),
            None => groups.push(Group { name: name.to_owned(), endpoints: vec![endpoint] }),
        }
    }
    groups
}

fn endpoint(route: &Route) -> Endpoint {
    let in_path = braces(route.path).map(|name| Line {
        name,
        kind: "in the path".to_owned(),
        about: about_brace(name),
    });
    let params = route.params.iter().flat_map(|list| list.iter());
    let params = params.filter(|param| braces(route.path).all(|name| name != param.name));
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
        params: in_path.chain(params.map(line)).collect(),
    }
}

fn line(param: &Param) -> Line {
    let kind = match param.kind {
        Kind::Text => "text".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Flag => "true or false".to_owned(),
        Kind::Time => "seconds since 1970".to_owned(),
        Kind::Choice(words) => words.join(", "),
        Kind::List => "list".to_owned(),
    };
    Line { name: param.name, kind, about: param.about }
}
