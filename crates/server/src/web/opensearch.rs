//! `/opensearch.xml`: how browsers add the site to their search engines. <https://github.com/dewitt/opensearch>

use crate::http::etag::{self, Freshness};
use crate::http::xml::escape;
use crate::state::App;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// The format asks for at most so many characters of a name.
const NAME: usize = 16;

/// The description.
pub async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    let (settings, site) = (app.settings(), app.settings().site());
    // The operator's title may hold signs of markup.
    let (title, base) = (escape(&site.title), escape(&settings.base_url));
    // Cut before it is escaped, or an entity could be cut in two.
    let name = escape(&site.title.chars().take(NAME).collect::<String>());
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{name}</ShortName>\n\
         <Description>Search posts and tags on {title}</Description>\n\
         <InputEncoding>UTF-8</InputEncoding>\n\
         <Image width=\"32\" height=\"32\" type=\"image/x-icon\">{base}/favicon.ico</Image>\n\
         <Url type=\"text/html\" template=\"{base}/search?q={{searchTerms}}\"/>\n\
         </OpenSearchDescription>\n"
    );
    etag::answer_with_etag(&headers, body, "application/opensearchdescription+xml", None, Freshness::Briefly)
}
