//! What a check holds against the table of actors: rows that name one, and blogs.

use crate::{Result, Tx, Value};
use model::{ActorId, ActorKind, BlogId};

/// A table whose rows name actors, walked along its key.
#[derive(Debug)]
pub struct ActorTable {
    /// What a row is called.
    pub what: &'static str,
    /// Columns of its key: the first that the statement gives.
    key: usize,
    /// Columns behind it, which are actors.
    actors: usize,
    sql: &'static str,
}

/// Every table whose rows name actors. Rows of posts are not here: they have a foreign key.
pub const ACTOR_TABLES: [ActorTable; 6] = [
    ActorTable {
        what: "note",
        key: 5,
        actors: 1,
        sql: "SELECT root_id, at_ms, kind, actor_id, post_id, actor_id FROM note \
              WHERE (root_id, at_ms, kind, actor_id, post_id) > ($1, $2, $3, $4, $5) \
              ORDER BY root_id, at_ms, kind, actor_id, post_id LIMIT $6",
    },
    ActorTable {
        what: "follow",
        key: 2,
        actors: 2,
        sql: "SELECT follower_id, followee_id, follower_id, followee_id FROM follow \
              WHERE (follower_id, followee_id) > ($1, $2) ORDER BY follower_id, followee_id LIMIT $3",
    },
    ActorTable {
        what: "block",
        key: 2,
        actors: 2,
        sql: "SELECT blog_id, blocked_id, blog_id, blocked_id FROM blog_block \
              WHERE (blog_id, blocked_id) > ($1, $2) ORDER BY blog_id, blocked_id LIMIT $3",
    },
    ActorTable {
        what: "mute",
        key: 2,
        actors: 1,
        sql: "SELECT blog_id, post_id, blog_id FROM mute \
              WHERE (blog_id, post_id) > ($1, $2) ORDER BY blog_id, post_id LIMIT $3",
    },
    ActorTable {
        what: "notification",
        key: 2,
        actors: 2,
        sql: "SELECT blog_id, at_ms, blog_id, from_id FROM notification \
              WHERE (blog_id, at_ms) > ($1, $2) ORDER BY blog_id, at_ms LIMIT $3",
    },
    ActorTable {
        what: "ask or submission",
        key: 1,
        actors: 1,
        sql: "SELECT post_id, author_id FROM post_option WHERE post_id > $1 ORDER BY post_id LIMIT $2",
    },
];

impl ActorTable {
    /// The key before the first row.
    pub fn first_key(&self) -> Vec<i64> {
        vec![i64::MIN; self.key]
    }

    /// Actors that rows after a key name and that do not exist, and the key of the last row read; `None` for the key
    /// at the end.
    pub fn list_missing_actors(
        &self,
        tx: &mut Tx<'_>,
        after: &[i64],
        limit: i64,
    ) -> Result<(Vec<ActorId>, Option<Vec<i64>>)> {
        let params: Vec<Value<'_>> = after.iter().chain([&limit]).map(|n| Value::Int(*n)).collect();
        let rows = tx.query(self.sql, &params, |row| {
            (0..self.key + self.actors)
                .map(|column| row.int_opt(column))
                .collect::<Result<Vec<Option<i64>>>>()
        })?;
        let last = rows.last().map(|row| row.iter().take(self.key).map(|n| n.unwrap_or(0)).collect());
        let mut ids: Vec<i64> = rows.iter().flat_map(|row| &row[self.key..]).flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        let known =
            tx.query("SELECT id FROM actor WHERE id = ANY($1)", &[Value::Ints(&ids)], |row| row.int(0))?;
        ids.retain(|id| !known.contains(id));
        Ok((ids.into_iter().map(ActorId).collect(), last))
    }
}

/// Gives an actor that rows name and that has no row a stand-in, so that they can be shown.
pub fn insert_stand_in(tx: &mut Tx<'_>, id: ActorId) -> Result<()> {
    let name = format!("lost-{id}");
    tx.execute(
        "INSERT INTO actor (id, kind, name, host) VALUES ($1, $2, $3, '') ON CONFLICT DO NOTHING",
        &[id.0.into(), ActorKind::Named.number().into(), name.as_str().into()],
    )?;
    Ok(())
}

/// Blogs after one in the order of ids, and whether the actor of each has its name and is a blog.
pub fn list_blog_actors(tx: &mut Tx<'_>, after: BlogId, limit: i64) -> Result<Vec<(BlogId, bool)>> {
    tx.query(
        "SELECT b.id, (SELECT count(*) FROM actor AS a WHERE a.id = b.id AND a.kind = 1 AND a.name = b.name \
         AND a.host = '') FROM blog AS b WHERE b.id > $1 ORDER BY b.id LIMIT $2",
        &[after.0.into(), limit.into()],
        |row| Ok((BlogId(row.int(0)?), row.int(1)? == 1)),
    )
}

/// Actors after one in the order of ids, and whether each that is a blog has one.
pub fn list_actor_blogs(tx: &mut Tx<'_>, after: ActorId, limit: i64) -> Result<Vec<(ActorId, bool)>> {
    tx.query(
        "SELECT a.id, CASE WHEN a.kind = 1 THEN (SELECT count(*) FROM blog AS b WHERE b.id = a.id) ELSE 1 END \
         FROM actor AS a WHERE a.id > $1 ORDER BY a.id LIMIT $2",
        &[after.0.into(), limit.into()],
        |row| Ok((ActorId(row.int(0)?), row.int(1)? == 1)),
    )
}

/// Makes an actor without a blog one that is known by its name: for a repair.
pub fn set_named(tx: &mut Tx<'_>, id: ActorId) -> Result<()> {
    let sql = "UPDATE actor SET kind = $2 WHERE id = $1";
    tx.execute(sql, &[id.0.into(), ActorKind::Named.number().into()])?;
    Ok(())
}
