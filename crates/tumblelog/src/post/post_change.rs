//! What an edit makes of a post, worked out before the transaction that writes it.

use crate::Result;
use crate::post::facets::Parsed;
use crate::post::prepare::Prepared;
use crate::post::write::PreparedChange;
use crate::post::{prepare, publish_time, reblog};
use crate::social::ask;
use model::{
    Invalid, Post, PostExtra, PostTag, PostType, Precision, Reblogs, Source, State, TagOrigin, Time, Via,
};
use npf::Document;
use store::words::WordHash;

/// What an edit changes; what is `None` stays, and so does what a reblog carries.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// New content. Of a question asked of the blog it is the answer, with or without the question's own blocks.
    pub content: Option<Document>,
    /// The type it shows as from now on, for content of another kind; a reblog keeps its root's.
    pub kind: Option<PostType>,
    /// New tags as the author typed them. Tags found in the text stay. A tag that the post has may be of any length, as an
    /// import may have brought it; a post that has more tags than an author may type keeps them and takes no more.
    pub tags: Option<Vec<String>>,
    /// A new publish time, up to now: a backdated post moves in every list. A post that is not published yet gets it
    /// when it is.
    pub published: Option<Time>,
    /// A new state. A draft or queued post that is published gets now as its publish time, unless one was given.
    pub state: Option<State>,
    /// When the queue is to publish it; the inner `None` puts it among those that wait for their turn.
    pub publish_on: Option<Option<Time>>,
    /// Where it was taken from; the inner `None` for nowhere.
    pub source: Option<Option<Source>>,
    /// Words for its address.
    pub slug: Option<String>,
    /// Who may reblog it.
    pub reblogs: Option<Reblogs>,
    /// A reblog carries none of the earlier posts any more.
    pub hide_trail: bool,
    /// Items of the trail it carries now, counted from 0, that it carries no more.
    pub exclude_trail_items: Vec<usize>,
}

/// A post and its options as they were read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ReadPost {
    pub post: Post,
    pub extra: PostExtra,
}

/// An edit, worked out: the post before and after it, and its options.
pub(crate) struct PreparedEdit {
    pub change: PreparedChange,
    pub had: PostExtra,
    pub extra: PostExtra,
    /// When the queue is to publish it, where the edit says so.
    pub publish_on: Option<Option<Time>>,
    /// The edit names content, or a state.
    pub names_content: bool,
    pub names_state: bool,
}

/// An edit whose parts were checked.
#[derive(Clone, Default)]
pub(crate) struct PostChange {
    pub content: Option<Document>,
    pub kind: Option<PostType>,
    pub tags: Option<Vec<String>>,
    pub date: Option<Time>,
    pub state: Option<State>,
    pub publish_on: Option<Option<Time>>,
    pub source: Option<Option<Source>>,
    pub slug: Option<String>,
    pub reblogs: Option<Reblogs>,
    pub hide_trail: bool,
    pub exclude_trail_items: Vec<usize>,
}

impl PostChange {
    pub(crate) fn of_edit(edit: Edit, now: Time) -> Result<Self> {
        if let Some(Some(time)) = edit.publish_on {
            publish_time::publish_on(time, now)?;
        }
        Ok(Self {
            content: edit.content.map(prepare::check_document).transpose()?,
            kind: edit.kind,
            tags: edit.tags,
            date: publish_time::check_date(edit.published, now)?,
            state: edit.state,
            publish_on: edit.publish_on,
            source: edit.source,
            slug: edit.slug,
            reblogs: edit.reblogs,
            hide_trail: edit.hide_trail,
            exclude_trail_items: edit.exclude_trail_items,
        })
    }

    /// Works out what comes of a post that was read. Needs no database.
    pub(crate) fn prepare_edit(&self, read: ReadPost, now: Time, words: &WordHash) -> Result<PreparedEdit> {
        let ReadPost { post: before, extra: had } = read;
        let mut parsed = Parsed::of_post(&before);
        let (mut after, mut extra) = (before.clone(), had.clone());
        let before = Prepared::prepare_parsed(before, &parsed, words);
        self.apply_to(&mut after, &mut parsed, &mut extra, now)?;
        let after = Prepared::prepare_parsed(after, &parsed, words);
        Ok(PreparedEdit {
            change: PreparedChange { before, after },
            had,
            extra,
            publish_on: self.publish_on,
            names_content: self.content.is_some(),
            names_state: self.state.is_some(),
        })
    }

    /// Changes the post, its parsed content and what it has beside it, in memory.
    fn apply_to(&self, post: &mut Post, parsed: &mut Parsed, extra: &mut PostExtra, now: Time) -> Result<()> {
        let (was, old) = (post.state, post.clone());
        post.state = self.state.unwrap_or(was);
        if post.state == State::Unapproved && was != State::Unapproved {
            return Err(Invalid::new("only what others ask or submit is unapproved").into());
        }
        if self.publish_on.is_some() && post.state != State::Queued {
            return Err(Invalid::new("publish_on goes with the state queued alone").into());
        }
        if let Some(typed) = &self.tags {
            post.tags = retagged(&post.tags, typed)?;
        }
        self.apply_content(post, parsed, extra)?;
        // A reblog shows as its root and a question as an answer, whatever the edit says.
        if let Some(kind) = self.kind.filter(|_| !post.is_reblog() && !matches!(extra.via, Via::Ask(_))) {
            post.kind = kind;
        }
        if let Some(source) = &self.source {
            post.source.clone_from(source);
        }
        if let Some(given) = &self.slug {
            post.slug = prepare::make_slug(given, &parsed.document);
        }
        extra.reblogs = self.reblogs.unwrap_or(extra.reblogs);
        self.apply_date(post, extra, was, now);
        if is_first_publication(was, post.state) && matches!(extra.via, Via::Ask(_)) {
            ask::has_answer(&parsed.document)?;
        }
        // Readers of feeds are told of a change to what was published, and of nothing before that.
        if was == State::Published && post.state == State::Published && *post != old {
            post.edited = Some(now);
        }
        Ok(())
    }

    /// The trail first, because a text without words of its own has the language of what it carries.
    fn apply_content(&self, post: &mut Post, parsed: &mut Parsed, extra: &PostExtra) -> Result<()> {
        if self.hide_trail {
            post.trail.clear();
            parsed.trail.clear();
        } else if !self.exclude_trail_items.is_empty() {
            post.trail = reblog::exclude_items(std::mem::take(&mut post.trail), &self.exclude_trail_items)?;
            parsed.trail =
                reblog::exclude_items(std::mem::take(&mut parsed.trail), &self.exclude_trail_items)?;
        }
        let Some(content) = &self.content else { return Ok(()) };
        parsed.document = match extra.via {
            Via::Ask(_) => ask::compose_answer(&parsed.document, content)?,
            _ => content.clone(),
        };
        post.content = parsed.document.to_json();
        // A text whose language cannot be told keeps the one it had.
        post.lang = prepare::detect_language(parsed).or(post.lang);
        Ok(())
    }

    /// What was published keeps its time; what is published now gets its own; what is taken back will get another.
    fn apply_date(&self, post: &mut Post, extra: &mut PostExtra, was: State, now: Time) {
        match (publish_time::has_publish_time(was), publish_time::has_publish_time(post.state)) {
            (true, true) => post.published = self.date.unwrap_or(post.published),
            (false, true) => {
                post.published = self.date.or(extra.date).unwrap_or(now);
                extra.date = None;
            }
            (true, false) => extra.date = self.date,
            (false, false) => extra.date = self.date.or(extra.date),
        }
        if self.date.is_some()
            || publish_time::has_publish_time(was) != publish_time::has_publish_time(post.state)
        {
            post.precision = Precision::Exact;
        }
    }
}

/// Whether a change of state gives a post its publish time.
pub(crate) fn is_first_publication(was: State, is: State) -> bool {
    publish_time::has_publish_time(is) && !publish_time::has_publish_time(was)
}

/// The tags of a post after an edit: those typed, then those found in its text.
fn retagged(had: &[PostTag], typed: &[String]) -> Result<Vec<PostTag>, Invalid> {
    let (found, written): (Vec<&PostTag>, Vec<&PostTag>) =
        had.iter().partition(|tag| tag.origin == TagOrigin::Text);
    // A client that sends back all tags it read sends those of the text too.
    let typed = typed.iter().filter(|name| !found.iter().any(|tag| tag.name == **name));
    let mut tags = Vec::new();
    for name in typed {
        match written.iter().find(|tag| tag.name == *name) {
            Some(tag) => tags.push((*tag).clone()),
            None => tags.push(prepare::typed_tag(name)?),
        }
    }
    prepare::check_tag_count(tags.len(), written.len())?;
    tags.extend(found.into_iter().cloned());
    Ok(tags)
}
