//! `_links`: where the next page is.

use super::call::ApiCall;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use url::form_urlencoded::Serializer;

/// Links to other pages of a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Links {
    /// The next page.
    pub next: PageLink,
}

/// A link to a page of a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PageLink {
    /// Always `action`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The path and the query, without host and key. It always has a `?`, so that a client can add `&` and parameters.
    pub href: String,
    /// Always `GET`.
    pub method: &'static str,
    /// The same parameters, all of them texts.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub query_params: Map<String, Value>,
}

/// Says nothing about what is listed, or is secret, or says where the page before began.
const LEFT_OUT: [&str; 6] = ["api_key", "callback", "jsonp", "page_number", "offset", "tumblelog"];

impl Links {
    /// The same request with other parameters: `with` added, those named in `without` left out.
    pub fn next_link(call: &ApiCall, with: &[(&str, String)], without: &[&str]) -> Self {
        let goes = |name: &str| {
            LEFT_OUT.contains(&name)
                || name.starts_with("oauth_")
                || without.contains(&name)
                || with.iter().any(|(new, _)| *new == name)
        };
        let mut query = Serializer::new(String::new());
        let mut query_params = Map::new();
        let kept = call
            .params
            .all_values()
            .filter(|(name, _)| !goes(name))
            .map(|(name, value)| (name, value.to_owned()));
        // Both forms carry the same pairs: some clients follow `href`, others send `query_params`.
        for (name, value) in kept.chain(with.iter().map(|(name, value)| ((*name).to_owned(), value.clone())))
        {
            query.append_pair(&name, &value);
            query_params.insert(name, Value::String(value));
        }
        let href = format!("{}?{}", call.path, query.finish());
        Self { next: PageLink { kind: "action", href, method: "GET", query_params } }
    }
}
