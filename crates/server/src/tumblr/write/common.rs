//! What can be said of every post, whatever its type.

use super::super::error::Refusal;
use super::super::params::refuse_value;
use super::super::route::{Param, ParamKind};
use super::fields::PostFields;
use model::{Reblogs, Source, State, Time};
use tumblelog::{Edit, NewPost, OwnPost, TAGS_TYPED};

/// Their names.
pub const PARAMS: &[Param] = &[
    Param::new(
        "state",
        ParamKind::Choice(&["published", "queue", "draft", "private", "unapproved"]),
        "Where it begins",
    ),
    Param::new(
        "publish_on",
        ParamKind::Text,
        "When the queue publishes it, in ISO 8601; ignored with a state other than queue",
    ),
    Param::new("date", ParamKind::Text, "A publish time in the past, in ISO 8601"),
    Param::new("tags", ParamKind::Text, "Tags with commas between them"),
    Param::new("slug", ParamKind::Text, "Words for its address"),
    Param::new("source_url", ParamKind::Text, "Where it was taken from"),
    Param::new("is_private", ParamKind::Flag, "For the blog's owner alone"),
    Param::new("interactability_reblog", ParamKind::Choice(&["everyone", "noone"]), "Who may reblog it"),
    Param::new("send_to_twitter", ParamKind::Flag, "Ignored"),
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
pub struct CommonFields {
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

impl CommonFields {
    /// Reads them. `old` is the post that is edited. A value that comes back as it was read counts as not sent; it may break
    /// a rule of posting, because an import may have brought it.
    ///
    /// # Errors
    /// A value that is not accepted, with its name.
    pub fn read_common(fields: PostFields<'_>, old: Option<&OwnPost>) -> Result<Self, Refusal> {
        let private = fields.flag_value("is_private")?.unwrap_or(false);
        let state = if private { Some(State::Private) } else { state(fields, old)? };
        let reblogs = [("everyone", Reblogs::Everyone), ("noone", Reblogs::Noone)];
        let post = old.map(|old| &old.card.post);
        // The publish time of a post that waits is the one its author chose, if any.
        let date = fields
            .time_value("date")?
            .filter(|date| post.is_none_or(|post| !same_second(*date, post.published)));
        Ok(Self {
            state,
            tags: read_tags(fields, old)?,
            date,
            publish_on: publish_on(fields, state, old)?,
            slug: fields
                .text_value("slug")?
                .filter(|slug| post.is_none_or(|post| post.slug != *slug))
                .map(str::to_owned),
            source: read_source(fields, post.and_then(|post| post.source.as_ref()))?,
            reblogs: fields.choice_value("interactability_reblog", &reblogs)?,
        })
    }

    /// Writes them into a post to be.
    pub fn fill_new_post(self, new: &mut NewPost) {
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
    pub fn fill_edit(self, edit: &mut Edit) {
        edit.state = self.state;
        edit.tags = self.tags;
        edit.published = self.date;
        edit.publish_on = self.publish_on.map(Some);
        edit.slug = self.slug;
        edit.source = self.source;
        edit.reblogs = self.reblogs;
    }
}

/// Answers tell whole seconds.
fn same_second(a: Time, b: Time) -> bool {
    a.seconds() == b.seconds()
}

/// Answers say `queued`; the request `queue` also takes an imported post into the queue that only rests there.
fn state(fields: PostFields<'_>, old: Option<&OwnPost>) -> Result<Option<State>, Refusal> {
    let state = fields.choice_value("state", &STATES)?;
    // `queue` is a wish and never what was read, so it is always kept as a change.
    let as_read = fields.text_value("state")?.is_some_and(|word| !word.eq_ignore_ascii_case("queue"));
    Ok(state.filter(|state| !as_read || old.is_none_or(|old| old.card.post.state != *state)))
}

/// Ignored where the post does not go into the queue, as the original does.
fn publish_on(
    fields: PostFields<'_>,
    state: Option<State>,
    old: Option<&OwnPost>,
) -> Result<Option<Time>, Refusal> {
    let time = fields.time_value("publish_on")?;
    let becomes = match old {
        Some(old) => state.unwrap_or(old.card.post.state),
        None => state.unwrap_or(State::Queued),
    };
    let due = old.and_then(|old| old.queued).filter(|(_, own_time)| *own_time).and_then(|(due, _)| due);
    Ok(time.filter(|time| becomes == State::Queued && due.is_none_or(|due| !same_second(*time, due))))
}

fn read_tags(fields: PostFields<'_>, old: Option<&OwnPost>) -> Result<Option<Vec<String>>, Refusal> {
    let Some(typed) = fields.list_values("tags")? else { return Ok(None) };
    let had: Vec<&str> =
        old.map_or(Vec::new(), |old| old.card.post.tags.iter().map(|tag| tag.name.as_str()).collect());
    // Unchanged tags of an import may break today's limits; they are not checked again.
    if old.is_some() && typed == had {
        return Ok(None);
    }
    if old.is_none() && typed.len() > TAGS_TYPED {
        return Err(Refusal::Parameter(format!(
            "tags: {} tags are not accepted; use at most {TAGS_TYPED}",
            typed.len()
        )));
    }
    // Only new tags are checked: old ones may come from an import with other rules.
    for name in typed.iter().filter(|name| !had.contains(name)) {
        tag::clean(name).map_err(|error| Refusal::Parameter(format!("tags: {}", error.0)))?;
    }
    Ok(Some(typed.into_iter().map(str::to_owned).collect()))
}

fn read_source(fields: PostFields<'_>, old: Option<&Source>) -> Result<Option<Option<Source>>, Refusal> {
    let Some(given) = fields.raw_value("source_url")?.map(str::trim) else { return Ok(None) };
    if given.is_empty() {
        return Ok(Some(None));
    }
    let title = fields.raw_value("source_title")?;
    // The old address may be one that is not accepted today; sent back unchanged it is no fault.
    if let Some(old) = old.filter(|old| old.url == given)
        && title.is_none_or(|title| title == old.title)
    {
        return Ok(None);
    }
    let url =
        npf::url::safe(given).ok_or_else(|| refuse_value("source_url", given, "an http or https address"))?;
    Ok(Some(Some(Source { url: npf::url::untracked(&url), title: title.unwrap_or_default().to_owned() })))
}
