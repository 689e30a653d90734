//! What can be said of every post, whatever its type.

use super::super::error::Refusal;
use super::super::params::refuse;
use super::super::route::{Kind, Param};
use super::fields::Fields;
use model::{Reblogs, Source, State, Time};
use tumblelog::{Edit, NewPost, TAGS_TYPED};

/// Their names.
pub const PARAMS: &[Param] = &[
    Param::new(
        "state",
        Kind::Choice(&["published", "queue", "draft", "private", "unapproved"]),
        "Where it begins",
    ),
    Param::new("publish_on", Kind::Text, "When the queue publishes it, in ISO 8601"),
    Param::new("date", Kind::Text, "A publish time in the past, in ISO 8601"),
    Param::new("tags", Kind::Text, "Tags with commas between them"),
    Param::new("slug", Kind::Text, "Words for its address"),
    Param::new("source_url", Kind::Text, "Where it was taken from"),
    Param::new("is_private", Kind::Flag, "For the blog's owner alone"),
    Param::new("interactability_reblog", Kind::Choice(&["everyone", "noone"]), "Who may reblog it"),
    Param::new("send_to_twitter", Kind::Flag, "Ignored"),
];

const STATES: [(&str, State); 7] = [
    ("published", State::Published),
    ("queue", State::Queued),
    ("queued", State::Queued),
    ("draft", State::Draft),
    ("private", State::Private),
    ("unapproved", State::Unapproved),
    ("submission", State::Unapproved),
];

/// What was said; `None` of what was not.
#[derive(Debug, Clone, Default)]
pub struct Common {
    /// Where it begins its life, or stands from now on.
    pub state: Option<State>,
    /// Tags as typed.
    pub tags: Option<Vec<String>>,
    /// Publish time.
    pub date: Option<Time>,
    /// When the queue is to publish it.
    pub publish_on: Option<Time>,
    /// Words for its address.
    pub slug: Option<String>,
    /// Where it was taken from; the inner `None` for nowhere.
    pub source: Option<Option<Source>>,
    /// Who may reblog it.
    pub reblogs: Option<Reblogs>,
}

impl Common {
    /// Reads them.
    ///
    /// # Errors
    /// A value that is not accepted, with its name.
    pub fn read(fields: Fields<'_>) -> Result<Self, Refusal> {
        let private = fields.flag("is_private")?.unwrap_or(false);
        let state = fields.choice("state", &STATES)?;
        let reblogs = [("everyone", Reblogs::Everyone), ("noone", Reblogs::Noone)];
        let read = Self {
            state: if private { Some(State::Private) } else { state },
            tags: tags(fields)?,
            date: fields.time("date")?,
            publish_on: fields.time("publish_on")?,
            slug: fields.text("slug")?.map(str::to_owned),
            source: source(fields)?,
            reblogs: fields.choice("interactability_reblog", &reblogs)?,
        };
        match (read.publish_on, read.state) {
            (Some(_), state) if state.is_some_and(|state| state != State::Queued) => Err(Refusal::Parameter(
                "publish_on: a time to be published at goes with the state queue alone".to_owned(),
            )),
            _ => Ok(read),
        }
    }

    /// Writes them into a post to be.
    pub fn begin(self, new: &mut NewPost) {
        // A time to be published at is the queue's.
        let usual = if self.publish_on.is_some() { State::Queued } else { State::Published };
        new.state = self.state.unwrap_or(usual);
        new.tags = self.tags.unwrap_or_default();
        new.published = self.date;
        new.publish_on = self.publish_on;
        new.slug = self.slug.unwrap_or_default();
        new.source = self.source.flatten();
        new.reblogs = self.reblogs.unwrap_or(Reblogs::Everyone);
    }

    /// Writes them into an edit.
    pub fn change(self, edit: &mut Edit) {
        edit.state = self.state;
        edit.tags = self.tags;
        edit.published = self.date;
        edit.publish_on = self.publish_on.map(Some);
        edit.slug = self.slug;
        edit.source = self.source;
        edit.reblogs = self.reblogs;
    }
}

fn tags(fields: Fields<'_>) -> Result<Option<Vec<String>>, Refusal> {
    let Some(typed) = fields.list("tags")? else { return Ok(None) };
    if typed.len() > TAGS_TYPED {
        return Err(Refusal::Parameter(format!(
            "tags: {} tags are not accepted; use at most {TAGS_TYPED}",
            typed.len()
        )));
    }
    for name in &typed {
        tag::clean(name).map_err(|error| Refusal::Parameter(format!("tags: {}", error.0)))?;
    }
    Ok(Some(typed.into_iter().map(str::to_owned).collect()))
}

fn source(fields: Fields<'_>) -> Result<Option<Option<Source>>, Refusal> {
    let Some(given) = fields.raw("source_url")?.map(str::trim) else { return Ok(None) };
    if given.is_empty() {
        return Ok(Some(None));
    }
    let url = npf::url::safe(given).ok_or_else(|| refuse("source_url", given, "an http or https address"))?;
    Ok(Some(Some(Source { url: npf::url::untracked(&url), title: fields.words("source_title")? })))
}
