//! Blogs of robots: who says so, and their posts brought in step, some at a time, by the worker's round.

use crate::account::actor;
use crate::jobs::lane::Lane;
use crate::post::write;
use crate::{Error, Result, Site};
use index::{Cache, Class, Cursor, Expr, Facet, Key, Query, Sort};
use model::{AccountId, BlogName, PostId, Robot, Time};
use store::blog_robots::{self, Declared, SaidBy};
use store::jobs::{self, AT_ONCE, NewJob};
use store::{Tx, blogs, posts, words::WordHash};

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
        let mut done = 0;
        while done < limit {
            let open = self
                .store
                .read(|tx| Ok::<_, Error>(blog_robots::next_open_declaration(tx)?.is_some()))
                .await?;
            if !open {
                break;
            }
            let hash = self.store.words().clone();
            // A blog without posts gives 0; counted as 1, so that many of them cannot loop past the
            // limit.
            done += self.store.write(move |tx| mark_next_posts(tx, &hash)).await?.max(1);
        }
        Ok(done)
    }
}

fn mark_next_posts(tx: &mut Tx<'_>, hash: &WordHash) -> Result<usize> {
    index::Storage::lock_index(tx)?;
    let Some(said) = blog_robots::next_open_declaration(tx)? else { return Ok(0) };
    let query = Query { expr: Expr::Facet(Facet::Blog(said.blog)), scope: Class::ALL.to_vec() };
    let after = said.after.map(|key| Cursor { notes: None, key });
    // What is read here may be undone: no other reader must find it in the shared cache.
    let page = index::read_page(tx, &Cache::with_bytes(1 << 20), &query, Sort::Oldest, after, STEP)?;
    let positions: Vec<_> = page.hits.iter().map(|hit| hit.position).collect();
    let posts = posts::read_posts_at(tx, &positions)?;
    let differ = posts.iter().map(|placed| &placed.post).filter(|post| match post.robot {
        None => said.robot,
        Some(Robot::Blog) => !said.robot,
        Some(_) => false,
    });
    let differ: Vec<PostId> = differ.map(|post| post.id).collect();
    for post in differ {
        write::apply_change(tx, post, hash, |_, post| {
            post.robot = said.robot.then_some(Robot::Blog);
            Ok(())
        })?;
    }
    // The cursor moves in the same transaction: after a crash the next round repeats nothing and
    // skips nothing.
    blog_robots::put_declaration(tx, &Declared { after: page.next.map(|next| next.key), ..said })?;
    Ok(positions.len())
}
