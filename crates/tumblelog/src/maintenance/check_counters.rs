//! Holding counters against the rows they count, and rows beside posts against the posts.

use crate::maintenance::check_report::Report;
use crate::queue::blog_queue;
use crate::{Error, Result, Site};
use model::{AccountId, BlogId, Origin, Post, PostId, State, Time};
use std::collections::HashSet;
use store::filters::FilterKind;
use store::{Tx, blogs, filters, follows, notifications, post_options, posts, queued_posts};

/// Rows looked at in one transaction.
const ROWS: i64 = 500;

/// What one transaction found, and where the next goes on.
type PartCheck<T> = Result<(Vec<String>, Option<T>)>;

impl Site {
    /// Compares counters of blogs and accounts, queues and what posts have beside them.
    pub(crate) async fn check_social(&self, repair: bool, report: &mut Report) -> Result<()> {
        // First, so that a repair counts with all actors there.
        self.check_actors(repair, report).await?;
        self.check_parts(repair, report, BlogId(i64::MIN), move |tx, after| of_blogs(tx, after, repair))
            .await?;
        self.check_parts(repair, report, PostId(i64::MIN), move |tx, after| of_queues(tx, after, repair))
            .await?;
        self.check_parts(repair, report, PostId(i64::MIN), move |tx, after| of_extras(tx, after, repair))
            .await?;
        self.check_parts(repair, report, AccountId(i64::MIN), move |tx, after| of_filters(tx, after, repair))
            .await
    }

    /// Does a check part by part, each in a transaction of its own, from `after` on.
    pub(crate) async fn check_parts<T: Clone + Send + 'static>(
        &self,
        repair: bool,
        report: &mut Report,
        mut after: T,
        part: impl Fn(&mut Tx<'_>, T) -> PartCheck<T> + Clone + Send + 'static,
    ) -> Result<()> {
        loop {
            let (part, from) = (part.clone(), after);
            // Cloned, because the store may run the closure again when a transaction fails.
            let (found, last) = self.read_or_write(repair, move |tx| part(tx, from.clone())).await?;
            report.add_findings(found);
            match last {
                Some(last) => after = last,
                None => return Ok(()),
            }
        }
    }
}

fn of_blogs(tx: &mut Tx<'_>, after: BlogId, repair: bool) -> PartCheck<BlogId> {
    let ids = blogs::list_blogs_after(tx, after, ROWS)?;
    let mut found = Vec::new();
    for blog in &ids {
        if repair {
            // Only a repair locks: a mere check must not make writers wait.
            follows::lock_follow_counts(tx, &[(*blog).into()])?;
        }
        let actor = (*blog).into();
        let (told, counted) = (follows::read_follow_counts(tx, actor)?, follows::count_follows(tx, actor)?);
        if told != counted {
            found.push(format!("blog {blog}: {told:?} are told and {counted:?} are there"));
            if repair {
                follows::set_counts(tx, actor, counted)?;
            }
        }
        let (told, counted) = notifications::count_notifications(tx, *blog)?;
        if told != counted {
            found.push(format!("blog {blog}: {told} notifications are told and {counted} are there"));
            if repair {
                notifications::set_count(tx, *blog, counted)?;
            }
        }
        found.extend(of_queue(tx, *blog, repair)?);
    }
    Ok((found, ids.last().copied()))
}

fn of_queue(tx: &mut Tx<'_>, blog: BlogId, repair: bool) -> Result<Option<String>> {
    let Some(queue) = queued_posts::read_queue(tx, blog)? else { return Ok(None) };
    let counted = queued_posts::count_queued_posts(tx, blog)?;
    // A timetable without posts a day never becomes due, so no time is missing.
    let waits = queued_posts::first_queued_post(tx, blog)?.is_some() && queue.schedule.per_day > 0;
    if queue.n == counted && queue.next.is_some() == waits {
        return Ok(None);
    }
    if repair {
        let mut queue = queued_posts::lock_queue(tx, blog)?;
        queue.n = counted;
        // The first round of the worker finds it due.
        queue.next = waits.then_some(queue.next.unwrap_or(Time(0)));
        queued_posts::put_queue(tx, &queue)?;
    }
    let next = queue.next.map(Time::rfc3339);
    Ok(Some(format!("blog {blog}: {} queued posts are told and {counted} are there, next {next:?}", queue.n)))
}

/// Rows of queues whose post is gone or in another state.
fn of_queues(tx: &mut Tx<'_>, after: PostId, repair: bool) -> PartCheck<PostId> {
    let rows = queued_posts::list_queued_after(tx, after, ROWS)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.post.0).collect();
    let positions: Vec<_> =
        posts::find_positions(tx, &ids)?.into_iter().map(|(_, position)| position).collect();
    let waiting: HashSet<PostId> = posts::read_posts_at(tx, &positions)?
        .into_iter()
        .filter(|placed| placed.post.state == State::Queued)
        .map(|placed| placed.post.id)
        .collect();
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| !waiting.contains(&row.post)) {
        found.push(format!("post {} is in the queue of blog {} and is no queued post", row.post, row.blog));
        if repair {
            blog_queue::leave_queue(tx, row.blog, row.post, blog_queue::Next::Stays)?;
        }
    }
    Ok((found, rows.last().map(|row| row.post)))
}

fn of_extras(tx: &mut Tx<'_>, after: PostId, repair: bool) -> PartCheck<PostId> {
    let ids = post_options::list_options_after(tx, after, ROWS)?;
    let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let there: HashSet<PostId> = posts::find_positions(tx, &numbers)?.into_iter().map(|(id, _)| id).collect();
    let mut found = Vec::new();
    for id in ids.iter().filter(|id| !there.contains(id)) {
        found.push(format!("something is kept beside post {id}, which is not there"));
        if repair {
            post_options::delete_options(tx, *id)?;
        }
    }
    Ok((found, ids.last().copied()))
}

fn of_filters(tx: &mut Tx<'_>, after: AccountId, repair: bool) -> PartCheck<AccountId> {
    let accounts = filters::accounts_after(tx, after, ROWS)?;
    let mut found = Vec::new();
    for account in &accounts {
        for kind in FilterKind::ALL {
            let counted = i64::try_from(filters::list_filters(tx, *account, kind)?.len()).unwrap_or(i64::MAX);
            let told = filters::read_filter_count(tx, *account, kind)?;
            if told != counted {
                found.push(format!("account {account}: {told} filters are told and {counted} are there"));
                if repair {
                    filters::add_to_filter_count(tx, *account, kind, counted - told)?;
                }
            }
        }
    }
    Ok((found, accounts.last().copied()))
}

/// Queued posts of a bucket that no queue knows, which nobody would ever publish. Those of an import rest and are meant
/// to.
pub(crate) fn outside_queues(tx: &mut Tx<'_>, found: &[&Post]) -> Result<Vec<(BlogId, PostId)>> {
    let found: Vec<_> = found.iter().filter(|post| post.origin != Origin::Import).collect();
    let ids: Vec<i64> = found.iter().map(|post| post.id.0).collect();
    let known: HashSet<PostId> =
        queued_posts::list_queued_among(tx, &ids)?.into_iter().map(|row| row.post).collect();
    Ok::<_, Error>(
        found.iter().filter(|post| !known.contains(&post.id)).map(|post| (post.blog, post.id)).collect(),
    )
}
