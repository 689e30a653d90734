//! Holding rows that name actors against the actors, and blogs against theirs.

use crate::maintenance::check_report::Report;
use crate::{Result, Site};
use model::{ActorId, BlogId};
use store::actor_checks::{self, ACTOR_TABLES};
use store::{Tx, actors, blogs};

/// Rows looked at in one transaction.
const ROWS: i64 = 2_000;

impl Site {
    /// Finds rows that name an actor that does not exist, and blogs whose actor is another's. A repair gives a missing
    /// actor a stand-in named `lost-ID`, so that nothing of it is deleted.
    pub(crate) async fn check_actors(&self, repair: bool, report: &mut Report) -> Result<()> {
        self.check_parts(repair, report, BlogId(i64::MIN), move |tx, after| of_blogs(tx, after, repair))
            .await?;
        self.check_parts(repair, report, ActorId(i64::MIN), move |tx, after| of_actors(tx, after, repair))
            .await?;
        for table in &ACTOR_TABLES {
            self.check_parts(repair, report, table.first_key(), move |tx, after| {
                let (missing, last) = table.list_missing_actors(tx, &after, ROWS)?;
                if repair {
                    for id in &missing {
                        actor_checks::insert_stand_in(tx, *id)?;
                    }
                }
                let describe = |id| format!("a {} names actor {id}, which is not there", table.what);
                Ok((missing.into_iter().map(describe).collect(), last))
            })
            .await?;
        }
        Ok(())
    }
}

fn of_blogs(tx: &mut Tx<'_>, after: BlogId, repair: bool) -> Result<(Vec<String>, Option<BlogId>)> {
    let rows = actor_checks::list_blog_actors(tx, after, ROWS)?;
    let mut found = Vec::new();
    for (id, _) in rows.iter().filter(|(_, right)| !right) {
        found.push(format!("blog {id}: its actor is not there, or has another name"));
        if let Some(blog) = blogs::by_ids(tx, &[id.0])?.pop().filter(|_| repair) {
            actors::put_blog_actor(tx, blog.id.into(), &blog.name)?;
        }
    }
    Ok((found, rows.last().map(|(id, _)| *id)))
}

fn of_actors(tx: &mut Tx<'_>, after: ActorId, repair: bool) -> Result<(Vec<String>, Option<ActorId>)> {
    let rows = actor_checks::list_actor_blogs(tx, after, ROWS)?;
    let mut found = Vec::new();
    for (id, _) in rows.iter().filter(|(_, right)| !right) {
        found.push(format!("actor {id} is kept as a blog, which is not there"));
        if repair {
            actor_checks::set_named(tx, *id)?;
        }
    }
    Ok((found, rows.last().map(|(id, _)| *id)))
}
