//! Questions asked of a blog, and posts submitted to it. They wait in its inbox as posts of the state unapproved; the
//! answer to a question is an edit that publishes it.

use crate::account::actor;
use crate::account::limits;
use crate::account::limits::Limit;
use crate::permission::{self, Act};
use crate::post::new_post::NewPost;
use crate::post::prepare;
use crate::{Actor, Result, Site};
use index::{Class, Expr, Facet, Query};
use model::{Blog, BlogName, Invalid, Origin, Post, PostType, State, Via};
use npf::{Ask, Attribution, Block, BlogRef, Document, Layout, Row};

/// Code points a question may have.
const ASK_TEXT: usize = 4096;
/// Code points of a guest's name and of a mail address.
const GUEST_TEXT: usize = 254;

/// A post submitted to a blog.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The blog it is for.
    pub to: BlogName,
    /// Who submits it; a guest where none.
    pub by: Option<Actor>,
    /// A guest's name, may be empty.
    pub guest_name: String,
    /// A guest's mail address, may be empty.
    pub guest_email: String,
    /// Its content.
    pub content: Document,
    /// The type it shows as; found from the content where none is given.
    pub kind: Option<PostType>,
    /// Tags as typed.
    pub tags: Vec<String>,
}

impl Site {
    /// Asks a blog a question. With `anonymous` nobody will know who asked, not even the site: nothing of it is kept.
    /// `by` is none for a visitor without an account.
    ///
    /// # Errors
    /// [`Error::Refused`] where the blog takes no (anonymous) questions or blocks the asker; [`Error::Invalid`] for
    /// content a question may not have; [`Error::Limit`] for too many in a day or a full inbox.
    pub async fn send_ask(
        &self,
        to: BlogName,
        by: Option<Actor>,
        anonymous: bool,
        mut content: Document,
    ) -> Result<Post> {
        // A sender's own ask layout could claim that somebody else asked.
        content.layout.clear();
        content.normalise();
        check_length(&content)?;
        let account = by.as_ref().and_then(Actor::account);
        let asker =
            self.check_sender(&to, by, if anonymous { Act::AskAnonymously } else { Act::Ask }).await?;
        let from = asker.as_ref().map(|blog| blog.id);
        let attribution = asker.map(|blog| {
            let blog = BlogRef {
                uuid: Some(blog.uuid.as_str().to_owned()),
                name: Some(blog.name.as_str().to_owned()),
                ..BlogRef::default()
            };
            Box::new(Attribution { kind: "blog".into(), blog: Some(blog), ..Attribution::default() })
        });
        let blocks = (0..content.content.len()).collect();
        content.layout.push(Layout::Ask(Ask { blocks, attribution, ..Ask::default() }));
        let new = NewPost {
            state: State::Unapproved,
            kind: Some(PostType::Answer),
            origin: Origin::Api,
            by: account,
            ..NewPost::new(to, content)
        };
        self.make_post(new, Via::Ask(from)).await
    }

    /// Submits a post to a blog.
    ///
    /// # Errors
    /// [`Error::Refused`] where the blog takes no submissions or blocks who submits; [`Error::Invalid`] for content,
    /// tags or a name outside the rules; [`Error::Limit`] for too many in a day or a full inbox.
    pub async fn submit_post(&self, new: Submission) -> Result<Post> {
        for (what, text) in [("name", &new.guest_name), ("mail address", &new.guest_email)] {
            let count = text.chars().count();
            if count > GUEST_TEXT {
                return Err(Invalid::new(format!(
                    "a {what} of {count} characters; at most {GUEST_TEXT} are accepted"
                ))
                .into());
            }
        }
        // An ask layout would show the submission as a question of some other blog.
        if new.content.layout.iter().any(|layout| matches!(layout, Layout::Ask(_))) {
            return Err(Invalid::new("a submission is no question; leave the ask layout out").into());
        }
        let account = new.by.as_ref().and_then(Actor::account);
        let author = self.check_sender(&new.to, new.by, Act::Submit).await?;
        let via = Via::Submission {
            author: author.map(|blog| blog.id),
            name: new.guest_name,
            email: new.guest_email,
        };
        let post = NewPost {
            state: State::Unapproved,
            kind: new.kind,
            tags: new.tags,
            origin: Origin::Api,
            by: account,
            ..NewPost::new(new.to, new.content)
        };
        self.make_post(post, via).await
    }

    /// Whether somebody may write to a blog's inbox, and who it is as far as will be known.
    async fn check_sender(&self, to: &BlogName, by: Option<Actor>, act: Act) -> Result<Option<Blog>> {
        let to = to.clone();
        self.read_snapshot(move |snapshot| {
            let to = actor::blog_named(snapshot.tx, &to)?;
            let sender = by.as_ref().unwrap_or(&Actor::Guest);
            let from = permission::authorize_sender(snapshot.tx, sender, to.id, act)?;
            let waiting = [Facet::Blog(to.id), Facet::State(State::Unapproved)].map(Expr::Facet).to_vec();
            let waiting = Query { expr: Expr::And(waiting), scope: vec![Class::Hidden] };
            let waiting = i64::try_from(snapshot.count_hits(&waiting)?).unwrap_or(i64::MAX - 1);
            limits::at_most(Limit::Inbox, waiting + 1)?;
            // Blocks hold for an anonymous asker too; only after that check is the name
            // dropped.
            Ok(from.filter(|_| act != Act::AskAnonymously))
        })
        .await
    }
}

fn check_length(content: &Document) -> Result<(), Invalid> {
    let count: usize = content.texts().map(|text| text.chars().count()).sum();
    match count {
        0 if content.content.is_empty() => Err(Invalid::new("a question without words; write at least one")),
        _ if count > ASK_TEXT => {
            Err(Invalid::new(format!("a question of {count} characters; at most {ASK_TEXT} are accepted")))
        }
        _ => Ok(()),
    }
}

fn ask_of(document: &Document) -> Option<&Ask> {
    document.layout.iter().find_map(|layout| match layout {
        Layout::Ask(ask) => Some(ask),
        _ => None,
    })
}

fn asked_blocks<'a>(document: &'a Document, ask: &Ask) -> Vec<&'a Block> {
    ask.blocks.iter().filter_map(|at| document.content.get(*at)).collect()
}

/// A question with its answer. The answer's content may repeat the question, unchanged, or leave it out.
pub(crate) fn compose_answer(before: &Document, content: &Document) -> Result<Document> {
    let Some(ask) = ask_of(before) else { return Ok(content.clone()) };
    let question = asked_blocks(before, ask);
    let mut answer = match ask_of(content) {
        // Clients send back the whole post they read: the question is accepted, but only unchanged.
        Some(again) if asked_blocks(content, again) == question => {
            let mut whole = content.clone();
            for layout in &mut whole.layout {
                if let Layout::Ask(again) = layout {
                    // The answer must not say that another blog asked.
                    again.attribution.clone_from(&ask.attribution);
                }
            }
            whole
        }
        Some(_) => return Err(Invalid::new("the question may not be changed; only the answer may").into()),
        None => {
            let mut whole = content.clone();
            let count = question.len();
            whole.layout.iter_mut().for_each(|layout| shift_layout(layout, count));
            whole.content.splice(0..0, question.into_iter().cloned());
            let blocks = (0..count).collect();
            whole.layout.push(Layout::Ask(Ask { blocks, ..ask.clone() }));
            whole
        }
    };
    answer.normalise();
    prepare::check_content(&answer)?;
    Ok(answer)
}

/// Makes room for so many blocks before those a layout speaks of.
fn shift_layout(layout: &mut Layout, count: usize) {
    let by = i64::try_from(count).unwrap_or(0);
    match layout {
        Layout::Rows(rows) => {
            rows.display.iter_mut().flat_map(|row| &mut row.blocks).for_each(|at| *at += count);
            // Once a layout has rows, a block outside of them would not be shown.
            if !rows.display.is_empty() {
                rows.display.splice(0..0, (0..count).map(|at| Row::new(vec![at])));
            }
            rows.truncate_after = rows.truncate_after.map(|at| at + by);
        }
        Layout::Condensed(condensed) => {
            condensed.blocks.iter_mut().for_each(|at| *at += count);
            condensed.truncate_after = condensed.truncate_after.map(|at| at + by);
        }
        Layout::Ask(_) | Layout::Unknown(_) => {}
    }
}

/// Refuses to publish a question that has no answer.
pub(crate) fn has_answer(document: &Document) -> Result<(), Invalid> {
    match ask_of(document) {
        Some(ask) if ask.blocks.len() >= document.content.len() => {
            Err(Invalid::new("a question is published with its answer; the answer is missing"))
        }
        _ => Ok(()),
    }
}
