//! Posts, kept where the index puts them.

use crate::{Error, Result, Row, Tx, Value};
use index::{BucketId, Position};
use model::{BlogId, Lang, Origin, Post, PostId, PostType, Precision, Robot, RunId, State, Time, Withheld};

/// A post and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedPost {
    /// Where it stands in the index.
    pub position: Position,
    /// The post.
    pub post: Post,
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_string(value)?)
}

fn known_value<T>(value: Option<T>, what: &str, number: i64) -> Result<T> {
    value.ok_or_else(|| Error::Damaged(format!("{what} {number}")))
}

/// 0 for a person; before it was known why, 1 for every robot.
fn read_robot(number: i64) -> Result<Option<Robot>> {
    match number {
        0 => Ok(None),
        // Shifted by one, because 0 was taken for a person before there were kinds.
        number => known_value(Robot::from_number(number - 1), "kind of robot", number).map(Some),
    }
}

fn read_post_row(row: &Row<'_>) -> Result<PlacedPost> {
    // A language that cannot be read counts as unknown: it is only a guess about the text. Unknown
    // numbers below are damage.
    let (kind, state, origin) = (row.int(3)?, row.int(4)?, row.int(9)?);
    let withheld = row.int_opt(5)?;
    let post = Post {
        id: PostId(row.int(1)?),
        blog: BlogId(row.int(2)?),
        kind: known_value(PostType::from_number(kind), "post type", kind)?,
        state: known_value(State::from_number(state), "state", state)?,
        withheld: withheld.map(|n| known_value(Withheld::from_number(n), "reason", n)).transpose()?,
        published: Time(row.int(6)?),
        precision: Precision::from_number(row.int(7)?),
        lang: row.text_opt(8)?.and_then(|code| Lang::parse(&code).ok()),
        origin: known_value(Origin::from_number(origin), "origin", origin)?,
        robot: read_robot(row.int(10)?)?,
        notes: row.int(11)?,
        slug: row.text(12)?,
        place: row.text(13)?,
        tags: serde_json::from_str(&row.text(14)?)?,
        source: row.text_opt(15)?.map(|text| serde_json::from_str(&text)).transpose()?,
        reblog: row.text_opt(16)?.map(|text| serde_json::from_str(&text)).transpose()?,
        trail: row.text_opt(17)?.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default(),
        content: row.text(18)?,
        run: row.int_opt(19)?.map(RunId),
        lost_parent: row.flag(20)?,
        edited: row.int_opt(21)?.map(Time),
    };
    Ok(PlacedPost { position: Position(row.int(0)?), post })
}

/// The parts of a row that are made for the database and must live while it is written.
struct Made {
    tags: String,
    source: Option<String>,
    reblog: Option<String>,
    trail: Option<String>,
}

impl Made {
    fn of_post(post: &Post) -> Result<Self> {
        Ok(Self {
            tags: to_json(&post.tags)?,
            source: post.source.as_ref().map(to_json).transpose()?,
            reblog: post.reblog.as_ref().map(to_json).transpose()?,
            // NULL for the many posts that are no reblogs, instead of a text of two brackets each.
            trail: (!post.trail.is_empty()).then(|| to_json(&post.trail)).transpose()?,
        })
    }

    fn row_values<'a>(&'a self, position: Position, post: &'a Post) -> Vec<Value<'a>> {
        vec![
            Value::Int(position.bucket().0),
            Value::Int(position.0),
            Value::Int(post.id.0),
            Value::Int(post.blog.0),
            Value::Int(post.kind.number()),
            Value::Int(post.state.number()),
            Value::IntOpt(post.withheld.map(Withheld::number)),
            Value::Int(post.published.0),
            Value::Int(post.precision.number()),
            Value::TextOpt(post.lang.as_ref().map(Lang::code)),
            Value::Int(post.origin.number()),
            Value::Int(post.robot.map_or(0, |robot| robot.number() + 1)),
            Value::Int(post.notes),
            Value::Text(&post.slug),
            Value::Text(&post.place),
            Value::Text(&self.tags),
            Value::TextOpt(self.source.as_deref()),
            Value::TextOpt(self.reblog.as_deref()),
            Value::TextOpt(self.trail.as_deref()),
            Value::Text(&post.content),
            Value::IntOpt(post.run.map(|run| run.0)),
            post.lost_parent.into(),
            Value::IntOpt(post.edited.map(|at| at.0)),
        ]
    }
}

const INSERT: &str = "INSERT INTO post (bucket_id, position, id, blog_id, kind, state, withheld, published_ms, \
    time_precision, lang, origin, robot, notes, slug, place, tags, source, reblog, trail, content, run, \
    lost_parent, edited_ms) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)";
const INSERT_PLACE: &str = "INSERT INTO post_position (post_id, position) VALUES ($1, $2)";

/// Keeps posts at the positions the index gave them.
///
/// # Errors
/// [`Error::Duplicate`] when a post of that id is there.
pub fn insert_posts(tx: &mut Tx<'_>, posts: &[(Position, &Post)]) -> Result<()> {
    // JSON is made before the first statement, so that a failure leaves nothing half written.
    let made = posts.iter().map(|(_, post)| Made::of_post(post)).collect::<Result<Vec<_>>>()?;
    let rows: Vec<_> =
        made.iter().zip(posts).map(|(made, (position, post))| made.row_values(*position, post)).collect();
    // No ON CONFLICT: an id or a position that is taken is an error and must undo everything.
    tx.execute_many(INSERT, &rows)?;
    let places: Vec<_> = posts.iter().map(|(p, post)| vec![Value::Int(post.id.0), Value::Int(p.0)]).collect();
    tx.execute_many(INSERT_PLACE, &places)
}

/// Writes a post anew at the position it has.
///
/// # Errors
/// [`Error::Damaged`] when it is not there.
pub fn update_post(tx: &mut Tx<'_>, position: Position, post: &Post) -> Result<()> {
    const SQL: &str = "UPDATE post SET kind = $5, state = $6, withheld = $7, published_ms = $8, time_precision = $9, \
        lang = $10, origin = $11, robot = $12, notes = $13, slug = $14, place = $15, tags = $16, source = $17, \
        reblog = $18, trail = $19, content = $20, run = $21, lost_parent = $22, edited_ms = $23 \
        WHERE bucket_id = $1 AND position = $2 AND id = $3 AND blog_id = $4";
    let made = Made::of_post(post)?;
    // Id and blog are in the condition: after a renumbering another post may stand at this
    // position.
    match tx.execute(SQL, &made.row_values(position, post))? {
        1 => Ok(()),
        _ => Err(Error::Damaged(format!("post {} is not at position {}", post.id, position.0))),
    }
}

/// A post by its id, its row locked until the end of the transaction. No other change of the post comes between.
///
/// # Errors
/// What the database says, or a damaged row.
pub fn lock_by_id(tx: &mut Tx<'_>, id: PostId) -> Result<Option<PlacedPost>> {
    match lock_notes(tx, id)? {
        Some((position, _)) => Ok(read_posts_at(tx, &[position])?.pop()),
        None => Ok(None),
    }
}

/// Moves of a post that a lock waits for, one after another, before it gives up.
const MOVES: usize = 8;

/// Locks a post's row until the end of the transaction, and gives its position and note count.
///
/// # Errors
/// [`Error::Busy`] where the post is moved time and again.
pub fn lock_notes(tx: &mut Tx<'_>, id: PostId) -> Result<Option<(Position, i64)>> {
    // The id is in the condition: whoever held the lock may have moved the post, and another stands there now.
    const SQL: &str =
        "SELECT notes FROM post WHERE bucket_id = $1 AND position = $2 AND id = $3 /*pg: FOR UPDATE*/";
    for _ in 0..MOVES {
        let Some(position) = find_position(tx, id)? else { return Ok(None) };
        let at = [position.bucket().0.into(), position.0.into(), id.0.into()];
        if let Some(notes) = tx.query_opt(SQL, &at, |row| row.int(0))? {
            return Ok(Some((position, notes)));
        }
    }
    Err(Error::Busy(format!("post {id} is being moved")))
}

/// A post's note count, without a lock.
pub fn read_notes(tx: &mut Tx<'_>, id: PostId) -> Result<Option<i64>> {
    const SQL: &str = "SELECT notes FROM post WHERE bucket_id = $1 AND position = $2 AND id = $3";
    let Some(position) = find_position(tx, id)? else { return Ok(None) };
    tx.query_opt(SQL, &[position.bucket().0.into(), position.0.into(), id.0.into()], |row| row.int(0))
}

/// Sets a post's note count.
pub fn set_notes(tx: &mut Tx<'_>, position: Position, notes: i64) -> Result<()> {
    const SQL: &str = "UPDATE post SET notes = $3 WHERE bucket_id = $1 AND position = $2";
    tx.execute(SQL, &[position.bucket().0.into(), position.0.into(), notes.into()])?;
    Ok(())
}

/// Takes a post away.
pub fn delete_post(tx: &mut Tx<'_>, position: Position, id: PostId) -> Result<()> {
    // These three rows belong together; notes and references to files are the caller's.
    let at = [Value::Int(position.bucket().0), Value::Int(position.0)];
    tx.execute("DELETE FROM post WHERE bucket_id = $1 AND position = $2", &at)?;
    tx.execute("DELETE FROM forward WHERE bucket_id = $1 AND position = $2", &at)?;
    tx.execute("DELETE FROM post_position WHERE post_id = $1", &[id.0.into()])?;
    Ok(())
}

/// Where a post stands.
pub fn find_position(tx: &mut Tx<'_>, id: PostId) -> Result<Option<Position>> {
    tx.query_opt("SELECT position FROM post_position WHERE post_id = $1", &[id.0.into()], |row| {
        Ok(Position(row.int(0)?))
    })
}

/// Some rows of `post_position` after an id, in the order of ids, each with whether its post is there: for a check.
pub fn check_places_after(tx: &mut Tx<'_>, after: PostId, limit: i64) -> Result<Vec<(PostId, bool)>> {
    // One statement: a post that moves between two would seem to be gone.
    const SQL: &str = "SELECT few.post_id, post.id FROM (SELECT post_id, position FROM post_position WHERE post_id > $1 \
        ORDER BY post_id LIMIT $2) AS few LEFT JOIN post ON post.bucket_id = few.position >> 16 \
        AND post.position = few.position AND post.id = few.post_id ORDER BY few.post_id";
    tx.query(SQL, &[after.0.into(), limit.into()], |row| Ok((PostId(row.int(0)?), row.int_opt(1)?.is_some())))
}

/// Takes away where a post stands that is not there.
pub fn remove_place(tx: &mut Tx<'_>, id: PostId) -> Result<()> {
    tx.execute("DELETE FROM post_position WHERE post_id = $1", &[id.0.into()])?;
    Ok(())
}

/// Where these posts stand, in no order.
pub fn find_positions(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<(PostId, Position)>> {
    tx.query(
        "SELECT post_id, position FROM post_position WHERE post_id = ANY($1)",
        &[Value::Ints(ids)],
        |row| Ok((PostId(row.int(0)?), Position(row.int(1)?))),
    )
}

/// Writes where a post stands.
pub fn put_place(tx: &mut Tx<'_>, id: PostId, position: Position) -> Result<()> {
    tx.execute(
        "INSERT INTO post_position (post_id, position) VALUES ($1, $2) ON CONFLICT (post_id) DO UPDATE SET position = excluded.position",
        &[id.0.into(), position.0.into()],
    )?;
    Ok(())
}

/// Which of these ids are taken.
pub fn list_taken_ids(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<i64>> {
    // `place` and not `post`, which has no index by id.
    tx.query("SELECT post_id FROM post_position WHERE post_id = ANY($1)", &[Value::Ints(ids)], |row| {
        row.int(0)
    })
}

/// The posts at these positions, in no order.
///
/// # Errors
/// What the database says, or a damaged row.
pub fn read_posts_at(tx: &mut Tx<'_>, positions: &[Position]) -> Result<Vec<PlacedPost>> {
    const SQL: &str = "SELECT position, id, blog_id, kind, state, withheld, published_ms, time_precision, lang, origin, \
        robot, notes, slug, place, tags, source, reblog, trail, content, run, lost_parent, edited_ms \
        FROM post WHERE bucket_id = ANY($1) AND position = ANY($2)";
    if positions.is_empty() {
        return Ok(Vec::new());
    }
    let mut buckets: Vec<i64> = positions.iter().map(|p| p.bucket().0).collect();
    buckets.sort_unstable();
    buckets.dedup();
    let positions: Vec<i64> = positions.iter().map(|p| p.0).collect();
    tx.query(SQL, &[Value::Ints(&buckets), Value::Ints(&positions)], read_post_row)
}

/// Where the pages of the listed posts of a bucket are: id, blog and slug, in the order of their slots.
pub fn listed_addresses(tx: &mut Tx<'_>, bucket: BucketId) -> Result<Vec<(PostId, BlogId, String)>> {
    // The bounds say no more than the bucket does, and are what SQLite, whose key is the position alone, finds them by.
    let (first, last) = (Position::new(bucket, 0), Position::new(bucket, u16::MAX));
    tx.query(
        "SELECT id, blog_id, slug FROM post WHERE bucket_id = $1 AND position >= $2 AND position <= $3 \
         AND state = $4 AND withheld IS NULL ORDER BY position",
        &[bucket.0.into(), first.0.into(), last.0.into(), State::Published.number().into()],
        |row| Ok((PostId(row.int(0)?), BlogId(row.int(1)?), row.text(2)?)),
    )
}

/// Whose the posts at these positions are, in no order.
pub fn blogs_at(tx: &mut Tx<'_>, positions: &[Position]) -> Result<Vec<(Position, BlogId)>> {
    let mut buckets: Vec<i64> = positions.iter().map(|p| p.bucket().0).collect();
    buckets.sort_unstable();
    buckets.dedup();
    let positions: Vec<i64> = positions.iter().map(|p| p.0).collect();
    tx.query(
        "SELECT position, blog_id FROM post WHERE bucket_id = ANY($1) AND position = ANY($2)",
        &[Value::Ints(&buckets), Value::Ints(&positions)],
        |row| Ok((Position(row.int(0)?), BlogId(row.int(1)?))),
    )
}

/// Which of the posts at these positions are in a state, each with its blog, in no order.
pub fn in_state(tx: &mut Tx<'_>, positions: &[Position], state: State) -> Result<Vec<(PostId, BlogId)>> {
    if positions.is_empty() {
        return Ok(Vec::new());
    }
    let mut buckets: Vec<i64> = positions.iter().map(|p| p.bucket().0).collect();
    buckets.sort_unstable();
    buckets.dedup();
    let positions: Vec<i64> = positions.iter().map(|p| p.0).collect();
    tx.query(
        "SELECT id, blog_id FROM post WHERE bucket_id = ANY($1) AND position = ANY($2) AND state = $3",
        &[Value::Ints(&buckets), Value::Ints(&positions), state.number().into()],
        |row| Ok((PostId(row.int(0)?), BlogId(row.int(1)?))),
    )
}

/// A post by its id.
///
/// # Errors
/// What the database says, or a damaged row.
pub fn by_id(tx: &mut Tx<'_>, id: PostId) -> Result<Option<PlacedPost>> {
    match find_position(tx, id)? {
        // Two look-ups by keys instead of an index of ids over the wide table.
        Some(position) => Ok(read_posts_at(tx, &[position])?.pop()),
        None => Ok(None),
    }
}

/// The posts of one bucket, in the order of positions: what a check walks.
///
/// # Errors
/// What the database says, or a damaged row.
pub fn of_bucket(tx: &mut Tx<'_>, bucket: i64) -> Result<Vec<PlacedPost>> {
    const SQL: &str = "SELECT position, id, blog_id, kind, state, withheld, published_ms, time_precision, lang, origin, \
        robot, notes, slug, place, tags, source, reblog, trail, content, run, lost_parent, edited_ms \
        FROM post WHERE bucket_id = $1 AND position >= $2 AND position < $3 ORDER BY position";
    // A position is the bucket and 16 bits of slot: the range is what SQLite's key can use.
    tx.query(SQL, &[bucket.into(), (bucket << 16).into(), ((bucket + 1) << 16).into()], read_post_row)
}
