//! Blogs of robots: who says so, and their posts brought in step, some at a time, by the worker's round.

use crate::account::actor;
use crate::jobs::lane::Lane;
use crate::post::write;
use crate::post::write::{ATTEMPTS, PreparedChange};
use crate::snapshot::Snapshot;
use crate::{Error, Result, Site};
use index::{Class, Cursor, Expr, Facet, Key, Query, Sort};
use model::{AccountId, BlogName, Post, Robot, Time};
use store::blog_robots::{self, Declared, SaidBy};
use store::jobs::{self, AT_ONCE, NewJob};
use store::{Tx, blogs, posts};

/// Posts of a blog gone through in one transaction.
const STEP: usize = 100;

/// The job that brings posts in step with declarations.
pub(crate) const MARK_ROBOTS_JOB: NewJob<'static> =
    NewJob { kind: "mark-robots", key: "", lane: Lane::Maintenance.name(), payload: "", run_at: AT_ONCE };

impl Site {
    /// Says that a blog is a robot's, or that it is none. New posts are marked at once, those that are there by the
    /// worker's rounds. A post that tells by itself that a program sent it stays a robot's.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog; [`Error::Refused`] where a moderator has decided and the owner differs.
    pub async fn declare_robot(
        &self,
        blog: &BlogName,
        robot: bool,
        by: SaidBy,
        account: Option<AccountId>,
    ) -> Result<()> {
        let (name, at) = (blog.clone(), self.clock().now());
        self.store
            .write(move |tx| {
                let mut blog = actor::blog_named(tx, &name)?;
                // Read in the transaction that writes: a moderator may decide at this moment.
                let decided = blog_robots::read_declaration(tx, blog.id)?.is_some_and(|said| said.by == SaidBy::Moderator);
                if decided && by == SaidBy::Owner {
                    return Err(Error::Refused(
                        "A moderator has decided whether this blog is a robot's; only a moderator can change that".into(),
                    ));
                }
                blog.robot = robot;
                blogs::update_blog(tx, &blog)?;
                // The cursor starts before the first post: a new declaration goes through all of
                // them again.
                let after = Some(Key { time: Time::EARLIEST.0, id: i64::MIN });
                blog_robots::put_declaration(tx, &Declared { blog: blog.id, robot, by, account, at, after })?;
                Ok(jobs::enqueue_job(tx, &MARK_ROBOTS_JOB)?)
            })
            .await
    }

    /// What people said of a blog, if anything.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown blog.
    pub async fn declared_robot(&self, blog: &BlogName) -> Result<Option<Declared>> {
        let name = blog.clone();
        self.store
            .read(move |tx| {
                let blog = actor::blog_named(tx, &name)?;
                Ok(blog_robots::read_declaration(tx, blog.id)?)
            })
            .await
    }

    /// Brings posts in step with what was said of their blogs, about `limit` of them, and says how many were looked at.
    ///
    /// # Errors
    /// What the database says; what was done before stays so.
    pub async fn mark_robots(&self, limit: usize) -> Result<usize> {
        let (mut done, mut attempt) = (0, 1);
        while done < limit {
            let Some(step) = self.read_snapshot(read_next_step).await? else { break };
            let (looked_at, now) = (step.looked_at, self.clock().now());
            match self.store.write(move |tx| write_step(tx, &step, now)).await {
                // Somebody changed a post or the declaration: what was read is read anew.
                Err(Error::Conflict(_)) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error),
                // A blog without posts gives 0; counted as 1, so that many of them cannot loop past the limit.
                Ok(()) => (done, attempt) = (done + looked_at.max(1), 1),
            }
        }
        Ok(done)
    }
}

/// The next posts of a blog to be brought in step with what was said of it, worked out.
struct MarkingStep {
    said: Declared,
    changes: Vec<PreparedChange>,
    /// Where the next step begins; `None` at the end of the blog's posts.
    next: Option<Key>,
    looked_at: usize,
}

fn read_next_step(snapshot: &mut Snapshot<'_, '_>) -> Result<Option<MarkingStep>> {
    let Some(said) = blog_robots::next_open_declaration(snapshot.tx)? else { return Ok(None) };
    let query = Query { expr: Expr::Facet(Facet::Blog(said.blog)), scope: Class::ALL.to_vec() };
    let after = said.after.map(|key| Cursor { notes: None, key });
    let page = snapshot.read_page(&query, Sort::Oldest, after, STEP)?;
    let positions: Vec<_> = page.hits.iter().map(|hit| hit.position).collect();
    let posts = posts::read_posts_at(snapshot.tx, &positions)?.into_iter().map(|placed| placed.post);
    let differ = posts.filter(|post| match post.robot {
        None => said.robot,
        Some(Robot::Blog) => !said.robot,
        Some(_) => false,
    });
    let words = snapshot.words;
    let mark = |post: &mut Post| post.robot = said.robot.then_some(Robot::Blog);
    let changes = differ.map(|post| PreparedChange::prepare_change(post, words, mark)).collect();
    Ok(Some(MarkingStep { changes, next: page.next.map(|next| next.key), looked_at: positions.len(), said }))
}

fn write_step(tx: &mut Tx<'_>, step: &MarkingStep, now: Time) -> Result<()> {
    index::Storage::lock_index(tx)?;
    // Another process may have done the step, or somebody have declared otherwise: then there is nothing to write.
    if blog_robots::read_declaration(tx, step.said.blog)?.as_ref() != Some(&step.said) {
        return Ok(());
    }
    for change in &step.changes {
        match write::write_change(tx, change, now) {
            // Deleted since it was read.
            Err(Error::NotFound(_)) => {}
            written => drop(written?),
        }
    }
    // The cursor moves in the same transaction: after a crash the next round repeats nothing and
    // skips nothing.
    Ok(blog_robots::put_declaration(tx, &Declared { after: step.next, ..step.said })?)
}
