//! Posts whose notifications their blog does not want.

use crate::{Result, Tx};
use model::{BlogId, PostId, Time};

/// Mutes a post, until a moment or for ever.
pub fn put_mute(tx: &mut Tx<'_>, blog: BlogId, post: PostId, until: Option<Time>) -> Result<()> {
    tx.execute(
        // Muting again replaces the end, be it earlier or later.
        "INSERT INTO mute (blog_id, post_id, until_ms) VALUES ($1, $2, $3) \
         ON CONFLICT (blog_id, post_id) DO UPDATE SET until_ms = excluded.until_ms",
        &[blog.0.into(), post.0.into(), crate::Value::IntOpt(until.map(|time| time.0))],
    )?;
    Ok(())
}

/// Hears of a post again; whether it was muted.
pub fn remove_mute(tx: &mut Tx<'_>, blog: BlogId, post: PostId) -> Result<bool> {
    let gone =
        tx.execute("DELETE FROM mute WHERE blog_id = $1 AND post_id = $2", &[blog.0.into(), post.0.into()])?;
    Ok(gone > 0)
}

/// Until when a post is muted: the outer `None` where it is not, the inner for ever. A moment that is past counts
/// as not.
pub fn read_mute(tx: &mut Tx<'_>, blog: BlogId, post: PostId, now: Time) -> Result<Option<Option<Time>>> {
    let row = tx.query_opt(
        "SELECT until_ms FROM mute WHERE blog_id = $1 AND post_id = $2",
        &[blog.0.into(), post.0.into()],
        |row| row.int_opt(0),
    )?;
    // Checked here too, because pruning runs only now and then.
    Ok(row.map(|until| until.map(Time)).filter(|until| until.is_none_or(|until| until > now)))
}

/// Forgets the mutes that are over.
pub fn prune_mutes(tx: &mut Tx<'_>, now: Time) -> Result<u64> {
    // `IS NOT NULL` is said so that the partial index mute_until is used.
    tx.execute("DELETE FROM mute WHERE until_ms IS NOT NULL AND until_ms <= $1", &[now.0.into()])
}
