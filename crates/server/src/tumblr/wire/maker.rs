//! What every object of one answer is made with.

use super::partial::FieldSelection;
use crate::auth::visitor::Visitor;
use crate::state::App;
use crate::tumblr::call::ApiCall;
use crate::tumblr::error::Refusal;
use crate::tumblr::params::Params;
use model::{BlogId, Time};
use tumblelog::view::PostCard;
use tumblelog::{Relations, Site};

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
    pub fields: FieldSelection,
}

impl Style {
    /// Reads `npf`, `filter`, `reblog_info`, `notes_info` and `fields[blogs]`.
    ///
    /// # Errors
    /// A value that is not accepted.
    pub fn read_style(params: &Params) -> Result<Self, Refusal> {
        let filters = [("html", Filter::Html), ("text", Filter::Text), ("raw", Filter::Raw)];
        Ok(Self {
            npf: params.flag_value("npf")?,
            filter: params.choice_value("filter", &filters)?.unwrap_or_default(),
            reblog_info: params.flag_value("reblog_info")?,
            notes_info: params.flag_value("notes_info")?,
            fields: FieldSelection::read_fields(params)?,
        })
    }
}

/// Makes the objects of one answer.
#[derive(Clone)]
pub struct ObjectBuilder<'a> {
    /// The application.
    pub app: &'a App,
    /// Who asks.
    pub visitor: &'a Visitor,
    /// How.
    pub style: Style,
    /// How the visitor's first blog stands to what the answer names, as far as [`Maker::know`] was asked.
    pub marks: Relations,
}

impl<'a> ObjectBuilder<'a> {
    /// For the answer to a call, in the style its parameters ask for.
    ///
    /// # Errors
    /// A parameter that is not accepted.
    pub fn of_call(call: &'a ApiCall) -> Result<Self, Refusal> {
        Ok(Self {
            app: &call.app,
            visitor: &call.visitor,
            style: Style::read_style(&call.params)?,
            marks: Relations::default(),
        })
    }

    /// Reads how the visitor's first blog stands to posts and blogs: whether it likes and follows them. Nothing is
    /// read where nobody has signed in.
    pub async fn load_related(&mut self, cards: &[PostCard], blogs: &[BlogId]) -> Result<(), Refusal> {
        let first = self.visitor.account().and_then(|account| account.blogs.first().copied());
        // Blogs follow and like, not accounts: without a blog there is nothing to load.
        if let Some(viewer) = first {
            self.marks.extend(self.site().read_relations(viewer, cards, blogs).await?);
        }
        Ok(())
    }

    /// Whether the visitor follows a blog, as far as that was read.
    pub fn follows_blog(&self, blog: BlogId) -> bool {
        self.marks.following.contains_key(&blog)
    }

    /// Seconds since a relation began; -1 where there is none.
    pub fn seconds_since(&self, since: Option<&Time>) -> i64 {
        since.map_or(-1, |since| (self.app.now().seconds() - since.seconds()).max(0))
    }

    /// What stands before the site's own paths.
    pub fn base_url(&self) -> &'a str {
        &self.app.settings().base_url
    }

    /// The site.
    pub fn site(&self) -> &'a Site {
        self.app.site()
    }

    /// One of the site's own paths as a whole address; another address as it is.
    pub fn absolute_url(&self, url: &str) -> String {
        if url.starts_with('/') && !url.starts_with("//") {
            [self.base_url(), url].concat()
        } else {
            url.to_owned()
        }
    }
}
