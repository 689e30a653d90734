//! What an endpoint is, as data: how it is reached, what it asks for, who answers. The table of all of them can be
//! walked, to describe them and to test them.

use super::auth::Level;
use super::call::ApiCall;
use super::envelope::ApiReply;
use super::error::Refusal;
use axum::http::Method;
use std::pin::Pin;

/// What a handler gives.
pub type EndpointFuture = Pin<Box<dyn Future<Output = Result<ApiReply, Refusal>> + Send>>;

/// One endpoint.
pub struct Route {
    /// Its method; GET answers HEAD too.
    pub method: Method,
    /// Its path after `/v2`: `/blog/{blog}/posts/{id}`. A segment in braces stands for any; `{id}` and `{size}` for a
    /// whole number only.
    pub path: &'static str,
    /// What the visitor must show.
    pub level: Level,
    /// What body it reads.
    pub accepts: Accepts,
    /// What it does, in a line.
    pub about: &'static str,
    /// Its parameters, those of the path aside.
    pub params: &'static [&'static [Param]],
    /// Who answers.
    pub handler: fn(ApiCall) -> EndpointFuture,
}

/// What body an endpoint reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepts {
    /// None; one that comes is not read.
    Nothing,
    /// Fields: a form, JSON, or multipart without files.
    Fields,
    /// The same, and files of a multipart body.
    Files,
    /// The same, for a post in blocks: JSON that cannot be read is told by the number clients know for that.
    Blocks,
}

/// One parameter.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    /// Its name; `tag[]` for a list.
    pub name: &'static str,
    /// What its values are.
    pub kind: ParamKind,
    /// What it does, in a line.
    pub about: &'static str,
}

/// What a parameter's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamKind {
    /// Any text.
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// Seconds since 1970.
    Time,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Texts.
    List,
}

impl Param {
    /// A parameter.
    pub const fn new(name: &'static str, kind: ParamKind, about: &'static str) -> Self {
        Self { name, kind, about }
    }
}

impl Route {
    /// The values of the path's braces in a path's segments, still percent-encoded; `None` when it is another path.
    pub fn capture_segments(&self, segments: &[&str]) -> Option<Vec<(&'static str, String)>> {
        let mut template = self.path.split('/').skip(1);
        let mut captured = Vec::new();
        for segment in segments {
            let expected = template.next()?;
            match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                None if expected == *segment => {}
                Some(name) if segment_fits(name, segment) => captured.push((name, (*segment).to_owned())),
                _ => return None,
            }
        }
        template.next().is_none().then_some(captured)
    }
}

fn segment_fits(name: &str, segment: &str) -> bool {
    match name {
        // Only digits, so that `/posts/queue` and `/posts/photo` reach their own routes.
        "id" | "size" => (1..=19).contains(&segment.len()) && segment.bytes().all(|b| b.is_ascii_digit()),
        _ => !segment.is_empty(),
    }
}

/// What a request's path and method lead to.
pub enum RouteMatch {
    /// An endpoint, with the values of its path.
    Route(&'static Route, Vec<(&'static str, String)>),
    /// The path is one of ours; these are its methods.
    OtherMethod(Vec<Method>),
    /// There is nothing.
    Nothing,
}

/// Looks a request up in a table. The first route that fits answers, so that words stand before braces.
pub fn find_route(table: &'static [Route], method: &Method, path: &str) -> RouteMatch {
    let path = path.strip_suffix('/').unwrap_or(path);
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    // The server drops the body of a HEAD answer, so GET handlers serve both.
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    let mut allowed = Vec::new();
    for route in table {
        let Some(captured) = route.capture_segments(&segments) else { continue };
        if route.method == *method {
            return RouteMatch::Route(route, captured);
        }
        allowed.push(route.method.clone());
        if route.method == Method::GET {
            allowed.push(Method::HEAD);
        }
    }
    if allowed.is_empty() { RouteMatch::Nothing } else { RouteMatch::OtherMethod(allowed) }
}
