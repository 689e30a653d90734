//! Blogs.

use crate::{Result, Row, Tx, Value};
use model::{Blog, BlogId, BlogName, BlogUuid, Time};

fn read_blog_row(row: &Row<'_>) -> Result<Blog> {
    // What was checked when it was written and fails now is damage, not a mistake of the reader.
    let damaged = |e: model::Invalid| crate::Error::Damaged(e.to_string());
    Ok(Blog {
        id: BlogId(row.int(0)?),
        uuid: BlogUuid::parse(&row.text(1)?).map_err(damaged)?,
        name: BlogName::parse(&row.text(2)?).map_err(damaged)?,
        title: row.text(3)?,
        description: row.text(4)?,
        robot: row.flag(5)?,
        created: Time(row.int(6)?),
    })
}

/// Keeps a new blog; its id comes from [`Tx::next_id`]`("blog")`.
///
/// # Errors
/// [`crate::Error::Duplicate`] when the name or uuid is taken.
pub fn insert_blog(tx: &mut Tx<'_>, blog: &Blog) -> Result<()> {
    tx.execute(
        "INSERT INTO blog (id, uuid, name, title, description, robot, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            blog.id.0.into(),
            blog.uuid.as_str().into(),
            blog.name.as_str().into(),
            blog.title.as_str().into(),
            blog.description.as_str().into(),
            blog.robot.into(),
            blog.created.0.into(),
        ],
    )?;
    Ok(())
}

/// Changes what people may change of a blog.
pub fn update_blog(tx: &mut Tx<'_>, blog: &Blog) -> Result<bool> {
    let changed = tx.execute(
        // Name and uuid stay: notes and addresses hold the name, and the uuid is the identity.
        "UPDATE blog SET title = $2, description = $3, robot = $4 WHERE id = $1",
        &[blog.id.0.into(), blog.title.as_str().into(), blog.description.as_str().into(), blog.robot.into()],
    )?;
    Ok(changed == 1)
}

/// Changes what a blog is called and how it is described. Its other columns stay, also where somebody changes them at the
/// same moment.
pub fn set_blog_profile(tx: &mut Tx<'_>, blog: BlogId, title: &str, description: &str) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE blog SET title = $2, description = $3 WHERE id = $1",
        &[blog.0.into(), title.into(), description.into()],
    )?;
    Ok(changed == 1)
}

/// The blog of a name.
pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<Blog>> {
    const SQL: &str =
        "SELECT id, uuid, name, title, description, robot, created_ms FROM blog WHERE name = $1";
    tx.query_opt(SQL, &[name.into()], read_blog_row)
}

/// The blogs of these names, in no order.
pub fn by_names(tx: &mut Tx<'_>, names: &[String]) -> Result<Vec<Blog>> {
    const SQL: &str =
        "SELECT id, uuid, name, title, description, robot, created_ms FROM blog WHERE name = ANY($1)";
    tx.query(SQL, &[Value::Texts(names)], read_blog_row)
}

/// The blog of a uuid.
pub fn by_uuid(tx: &mut Tx<'_>, uuid: &str) -> Result<Option<Blog>> {
    const SQL: &str =
        "SELECT id, uuid, name, title, description, robot, created_ms FROM blog WHERE uuid = $1";
    tx.query_opt(SQL, &[uuid.into()], read_blog_row)
}

/// The blogs of these ids, in no order.
pub fn by_ids(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<Blog>> {
    const SQL: &str =
        "SELECT id, uuid, name, title, description, robot, created_ms FROM blog WHERE id = ANY($1)";
    tx.query(SQL, &[Value::Ints(ids)], read_blog_row)
}

/// Blogs in the order of ids: what a check walks.
pub fn list_blogs_after(tx: &mut Tx<'_>, after: BlogId, limit: i64) -> Result<Vec<BlogId>> {
    tx.query(
        "SELECT id FROM blog WHERE id > $1 ORDER BY id LIMIT $2",
        &[after.0.into(), limit.into()],
        |row| Ok(BlogId(row.int(0)?)),
    )
}

/// Names of the blogs with ids from `first` to `last`, in the order of ids.
pub fn names_between(tx: &mut Tx<'_>, first: BlogId, last: BlogId) -> Result<Vec<String>> {
    tx.query(
        "SELECT name FROM blog WHERE id >= $1 AND id <= $2 ORDER BY id",
        &[first.0.into(), last.0.into()],
        |row| row.text(0),
    )
}

/// The greatest id of a blog; 0 where there is none.
pub fn last_id(tx: &mut Tx<'_>) -> Result<i64> {
    const SQL: &str = "SELECT id FROM blog WHERE id > $1 ORDER BY id DESC LIMIT 1";
    Ok(tx.query_opt(SQL, &[Value::Int(i64::MIN)], |row| row.int(0))?.unwrap_or(0))
}

/// How many blogs there are.
pub fn count_blogs(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.query_opt("SELECT count(*) FROM blog", &[], |row| row.int(0))?.unwrap_or(0))
}
