//! Withholding posts from lists and listing them again: decided with a reason, written down, and told to the author.

use crate::permission::rules;
use crate::post::write;
use crate::post::write::{ATTEMPTS, PreparedChange};
use crate::query::condition::{Compiled, Condition};
use crate::query::post_filter::PostFilter;
use crate::query::view::{PostCard, Sort};
use crate::query::{cost, cursor, expression, feed_stamp, listing, post_filter};
use crate::social::{notes, notify};
use crate::{Error, Result, Site, Viewer, events};
use index::{Class, Facet};
use model::{AccountId, Decision, Invalid, Post, PostId, Time, Withheld};
use std::collections::HashMap;
use store::{Tx, likes, withhold_decisions};

/// Longest note to an author, in code points.
pub const NOTE: usize = 500;

/// Decisions about a post that are shown.
const SHOWN: i64 = 50;

/// A decision to be made.
#[derive(Debug, Clone)]
pub struct NewDecision {
    /// The post.
    pub post: PostId,
    /// Why it is withheld; `None` to list it again.
    pub reason: Option<Withheld>,
    /// Who decides; `None` for the site itself.
    pub by: Option<AccountId>,
    /// What the author is told, may be empty.
    pub note: String,
}

/// A withheld post with what was decided last.
#[derive(Debug, Clone)]
pub struct WithheldPost {
    /// The post.
    pub card: PostCard,
    /// The last decision about it; none where it is older than the record of decisions.
    pub decision: Option<Decision>,
}

/// A page of withheld posts.
#[derive(Debug, Clone, Default)]
pub struct WithheldList {
    /// Newest first.
    pub posts: Vec<WithheldPost>,
    /// All of them. Exact, or where `most` is set: at least so many.
    pub total: u64,
    /// At most so many, where more posts are doubtful than a request looks at.
    pub most: Option<u64>,
    /// Where the next page begins.
    pub next: Option<String>,
}

impl Site {
    /// Withholds a post from every list, with the reason, or lists it again.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post.
    pub async fn withhold_post(&self, id: PostId, reason: Option<Withheld>) -> Result<Post> {
        self.record_decision(NewDecision { post: id, reason, by: None, note: String::new() }).await
    }

    /// Withholds a post or lists it again, and writes down who decided and what the author is told. A decision that
    /// changes nothing and says nothing is not written down.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post; [`Error::Invalid`] for a note that is too long.
    pub async fn record_decision(&self, new: NewDecision) -> Result<Post> {
        let note = new.note.trim().to_owned();
        if note.chars().count() > NOTE {
            return Err(Invalid::new(format!("a note has at most {NOTE} characters")).into());
        }
        let new = NewDecision { note, ..new };
        let now = self.clock().now();
        let mut attempt = 1;
        loop {
            let (id, reason) = (new.post, new.reason);
            let post =
                self.store.read(move |tx| Ok::<_, Error>(write::read_placed_post(tx, id)?.post)).await?;
            let change =
                PreparedChange::prepare_change(post, self.store.words(), |post| post.withheld = reason);
            let decided = new.clone();
            match self.store.write(move |tx| write_decision(tx, &change, &decided, now)).await {
                Err(Error::Conflict(_)) if attempt < ATTEMPTS => attempt += 1,
                ended => return ended,
            }
        }
    }

    /// What was decided about a post, newest first, at most 50: for its author and for moderators, to nobody else.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post and for one that is not theirs.
    pub async fn list_decisions(&self, viewer: &Viewer, id: PostId) -> Result<(PostCard, Vec<Decision>)> {
        let viewer = viewer.clone();
        self.store
            .read(move |tx| {
                let unknown = || Error::NotFound(format!("there is no post {id}"));
                let card = listing::cards_of(tx, &[id])?.pop().ok_or_else(unknown)?;
                // What is not published is its owner's alone, whoever else may judge.
                if !rules::may_view_decisions(&viewer, &card.post) {
                    return Err(unknown());
                }
                Ok((card, withhold_decisions::list_decisions(tx, id, SHOWN)?))
            })
            .await
    }

    /// The withheld posts of a view that a person may see: a moderator all, others those of their own blogs.
    ///
    /// # Errors
    /// [`Error::Query`] for a bad query, [`Error::Invalid`] for a bad cursor.
    pub async fn withheld_in(
        &self,
        viewer: &Viewer,
        query: &str,
        own: bool,
        before: Option<&str>,
        limit: usize,
    ) -> Result<WithheldList> {
        let parsed = tag::query::parse(query, self.clock().now())?;
        let after = before.map(|text| cursor::parse_cursor(text, Sort::Latest)).transpose()?;
        let viewer = viewer.clone();
        let limit = limit.clamp(1, listing::PAGE_LIMIT);
        self.read_list(cost::is_expensive(&parsed.expr), move |snapshot| {
            let mut condition = expression::compile_query(snapshot, &parsed)?.condition;
            // Narrowed in the query and not after it, so that counts tell nothing of others' posts.
            if own || !viewer.moderator {
                let theirs = post_filter::any_facet(viewer.blogs.iter().map(|blog| Facet::Blog(*blog)));
                condition = Condition::And(vec![condition, theirs.into()]);
            }
            let whole = Compiled { condition, scope: vec![Class::Withheld] };
            let mut verifier = PostFilter::new(&whole);
            let doubts = verifier.find_candidates(snapshot, &whole.scope)?;
            let total = verifier.count(snapshot, &[], &doubts, |_| true)?;
            let page = verifier.page(snapshot, &[], Sort::Latest, after, limit)?;
            let positions: Vec<_> = page.hits.iter().map(|hit| hit.position).collect();
            let cards = listing::read_cards(snapshot.tx, &positions)?;
            let posts = with_decisions(snapshot.tx, cards)?;
            let next = page.next.map(|next| cursor::cursor_text(&next, Sort::Latest));
            Ok(WithheldList { posts, total: total.least, most: total.most, next })
        })
        .await
    }
}

fn write_decision(tx: &mut Tx<'_>, change: &PreparedChange, new: &NewDecision, now: Time) -> Result<Post> {
    let (before, after) = write::write_change(tx, change, now)?;
    // Lists of likes are lists too.
    if before.listed() != after.listed() {
        likes::set_hidden(tx, notes::root_of_post(&after), after.id, !after.listed())?;
    }
    // Two moderators may click the same button: the second must not notify the author again.
    if before.withheld == after.withheld && new.note.is_empty() {
        return Ok(after);
    }
    let decision = Decision {
        post: after.id,
        blog: after.blog,
        at: now,
        reason: new.reason,
        by: new.by,
        note: new.note.clone(),
    };
    withhold_decisions::insert_decision(tx, &decision)?;
    notify::send_notifications(tx, notify::of_withholding(before.withheld, &after, now))?;
    feed_stamp::mark_change(tx, Some(&before), &after, now)?;
    events::record_change(tx, Some(&before), &after, now)?;
    Ok(after)
}

fn with_decisions(tx: &mut Tx<'_>, cards: Vec<PostCard>) -> Result<Vec<WithheldPost>> {
    let ids: Vec<i64> = cards.iter().map(|card| card.post.id.0).collect();
    let mut last: HashMap<PostId, Decision> = withhold_decisions::last_of(tx, &ids)?
        .into_iter()
        .map(|decision| (decision.post, decision))
        .collect();
    Ok(cards
        .into_iter()
        .map(|card| {
            // A newer change may have gone without a decision; an outdated reason would mislead.
            let decision = last.remove(&card.post.id).filter(|last| last.reason == card.post.withheld);
            WithheldPost { decision, card }
        })
        .collect())
}

/// When the last decision about a post was made, and what it says, for those who may know.
pub(crate) fn last_decision(tx: &mut Tx<'_>, post: &Post) -> Result<Option<Decision>> {
    let last = withhold_decisions::list_decisions(tx, post.id, 1)?.pop();
    Ok(last.filter(|last| last.reason == post.withheld))
}
