//! What stands around every page.

use super::source;
use crate::feeds;
use crate::http::asset;
use crate::http::error::PageError;
use crate::state::Settings;
use askama::Template;
use std::sync::Arc;
use tumblelog::settings::SiteSettings;

/// Head, top line and foot of a page.
#[derive(Debug, Clone)]
pub struct Chrome<'a> {
    /// Name of the site and the like.
    pub site: Arc<SiteSettings>,
    /// Of the document.
    pub title: String,
    /// The title without the site's name, for previews of links.
    pub name: String,
    /// What the page is to a preview: `website` or `article`.
    pub kind: &'static str,
    /// Absolute address and description of a picture of ours for previews.
    pub picture: Option<(String, String)>,
    /// A line for those who link here; may be empty.
    pub description: String,
    /// Text in the search field.
    pub search: String,
    /// Absolute address that names the page's content; empty for none.
    pub canonical: String,
    /// Not for search engines.
    pub unlisted: bool,
    /// Addresses of the page's feeds with the names of their formats.
    pub feeds: Vec<feeds::FeedLink>,
    /// What the page is about, for search engines: JSON-LD that may stand in a `<script>`; empty for none.
    pub json_ld: String,
    /// Where the source code of what runs here can be had.
    pub source: String,
    /// How readers reach the operator, as a link: a mail address or a page.
    pub contact: Option<String>,
    /// Address of the style sheet.
    pub css: &'static str,
    /// Address of the script.
    pub js: &'static str,
    base: &'a str,
}

impl<'a> Chrome<'a> {
    /// A page's surroundings with this title; `search` stands in the search field.
    pub fn new(settings: &'a Settings, title: &str, search: impl Into<String>) -> Self {
        let site = settings.site();
        Self {
            title: format!("{title} · {}", site.title),
            name: title.to_owned(),
            kind: "website",
            picture: None,
            description: String::new(),
            search: search.into(),
            canonical: String::new(),
            unlisted: false,
            feeds: Vec::new(),
            json_ld: String::new(),
            source: source::address(&site).to_owned(),
            contact: site.contact.as_deref().map(contact_link),
            site,
            css: asset::css_path(),
            js: asset::js_path(),
            base: &settings.base_url,
        }
    }

    /// Keeps it out of search engines.
    pub fn unlisted(mut self) -> Self {
        self.unlisted = true;
        self
    }

    /// A line about it.
    pub fn described(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Makes it a post's, with the picture that stands for it in previews, if any.
    pub fn article(mut self, picture: Option<(String, String)>) -> Self {
        self.kind = "article";
        self.picture = picture;
        self
    }

    /// The path, with query, that names its content.
    pub fn canonical(mut self, path: &str) -> Self {
        self.canonical = format!("{}{path}", self.base);
        self
    }

    /// With what it is about, for search engines.
    pub fn about(mut self, thing: &serde_json::Value) -> Self {
        self.json_ld = crate::web::post::json_ld::script_text(thing);
        self
    }

    /// Its feeds.
    pub fn feeds(mut self, feeds: Vec<feeds::FeedLink>) -> Self {
        self.feeds = feeds;
        self
    }
}

/// The link of a contact, which is the address of a page or of mail.
fn contact_link(contact: &str) -> String {
    if contact.starts_with("http") && contact.contains("://") {
        contact.to_owned()
    } else {
        format!("mailto:{contact}")
    }
}

/// Renders a template into one string that begins with room for `capacity` bytes.
///
/// # Errors
/// A template that cannot be written, which is our failure.
pub fn render_template(template: &impl Template, capacity: usize) -> Result<String, PageError> {
    // Templates append many small pieces; room from the start saves copying the page as it grows.
    let mut page = String::with_capacity(capacity);
    template.render_into(&mut page).map_err(|error| {
        tracing::error!(%error, "a template failed");
        PageError::Broken
    })?;
    Ok(page)
}
