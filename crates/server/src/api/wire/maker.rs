//! What every object of one answer is made with.

use super::part::Fields;
use crate::api::call::Call;
use crate::api::error::Refusal;
use crate::api::params::Params;
use crate::state::App;
use crate::visitor::Visitor;
use tumblelog::Site;

/// How the words of legacy posts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    /// HTML.
    #[default]
    Html,
    /// Plain text.
    Text,
    /// As entered. Posts are kept as blocks and not as somebody typed them, so this is HTML too.
    Raw,
}

/// The site, who asks, and how posts are to be written.
#[derive(Debug, Clone)]
pub struct Style {
    /// Blocks instead of the legacy types.
    pub npf: bool,
    /// Words of legacy posts.
    pub filter: Filter,
    /// Name the posts a reblog comes from.
    pub reblog_info: bool,
    /// List the newest notes.
    pub notes_info: bool,
    /// Fields of blog objects.
    pub fields: Fields,
}

impl Style {
    /// Reads `npf`, `filter`, `reblog_info`, `notes_info` and `fields[blogs]`.
    ///
    /// # Errors
    /// A value that is not accepted.
    pub fn read(params: &Params) -> Result<Self, Refusal> {
        let filters = [("html", Filter::Html), ("text", Filter::Text), ("raw", Filter::Raw)];
        Ok(Self {
            npf: params.flag("npf")?,
            filter: params.choice("filter", &filters)?.unwrap_or_default(),
            reblog_info: params.flag("reblog_info")?,
            notes_info: params.flag("notes_info")?,
            fields: Fields::read(params)?,
        })
    }
}

/// Makes the objects of one answer.
#[derive(Clone)]
pub struct Maker<'a> {
    /// The application.
    pub app: &'a App,
    /// Who asks.
    pub visitor: &'a Visitor,
    /// How.
    pub style: Style,
}

impl<'a> Maker<'a> {
    /// For the answer to a call, in the style its parameters ask for.
    ///
    /// # Errors
    /// A parameter that is not accepted.
    pub fn of(call: &'a Call) -> Result<Self, Refusal> {
        Ok(Self { app: &call.app, visitor: &call.visitor, style: Style::read(&call.params)? })
    }

    /// What stands before the site's own paths.
    pub fn base(&self) -> &'a str {
        &self.app.settings().base_url
    }

    /// The site.
    pub fn site(&self) -> &'a Site {
        self.app.site()
    }

    /// One of the site's own paths as a whole address; another address as it is.
    pub fn absolute(&self, url: &str) -> String {
        if url.starts_with('/') && !url.starts_with("//") {
            [self.base(), url].concat()
        } else {
            url.to_owned()
        }
    }
}
