//! `POST /account/blog/{name}/inbox`: what others may send to a blog, and what they see of it.

use super::{Typed, form_outcome, open_own_blog};
use crate::auth::extract::{FromForm, Posted};
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::Response;
use model::{BlogSettings, Invalid};

/// The choices for questions: what the form sends, and its words.
const ASKS: [(&str, &str); 3] = [
    ("off", "Nobody"),
    ("signed", "People who say which blog is theirs"),
    ("anonymous", "Everybody, also without a name"),
];

/// What the page shows.
pub struct InboxView {
    pub(super) asks: Vec<AskChoice>,
    pub(super) submissions: bool,
    pub(super) share_likes: bool,
    pub(super) share_following: bool,
}

/// Who may ask questions.
pub struct AskChoice {
    pub value: &'static str,
    pub words: &'static str,
    pub chosen: bool,
}

impl InboxView {
    pub(super) fn new(settings: BlogSettings) -> Self {
        let now = settings.asks_name();
        let choice = |(value, words)| AskChoice { value, words, chosen: value == now };
        Self {
            asks: ASKS.map(choice).into(),
            submissions: settings.submissions,
            share_likes: settings.share_likes,
            share_following: settings.share_following,
        }
    }
}

/// What the form sends: boxes that are not checked are not sent.
pub struct InboxForm {
    asks: String,
    submissions: bool,
    share_likes: bool,
    share_following: bool,
}

impl FromForm for InboxForm {
    fn from_form(fields: &FormFields) -> Self {
        Self {
            asks: fields.get_text("asks"),
            submissions: fields.has_field("submissions"),
            share_likes: fields.has_field("likes"),
            share_following: fields.has_field("following"),
        }
    }
}

impl InboxForm {
    fn read_settings(&self) -> Result<BlogSettings, Invalid> {
        let settings = BlogSettings {
            submissions: self.submissions,
            share_likes: self.share_likes,
            share_following: self.share_following,
            ..BlogSettings::default()
        };
        settings.with_asks(&self.asks)
    }
}

/// `POST /account/blog/{name}/inbox`: other rules for the inbox.
pub async fn change_inbox(
    State(app): State<App>,
    Path(name): Path<String>,
    Posted { sender: person, form }: Posted<InboxForm>,
) -> Result<Response, PageError> {
    let open = open_own_blog(&app, &person, &name).await?;
    let changed = match form.read_settings() {
        Ok(settings) => app.site().set_blog_settings(&open.blog.name, settings).await,
        Err(invalid) => Err(invalid.into()),
    };
    form_outcome(&app, &person, &open, changed, "inbox", Typed::default()).await
}
