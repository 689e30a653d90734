//! What blogs let others do.

use crate::{Result, Tx};
use model::{BlogId, BlogSettings};

/// A blog's settings; the defaults where it never changed them.
pub fn read_blog_settings(tx: &mut Tx<'_>, blog: BlogId) -> Result<BlogSettings> {
    let kept = tx.query_opt(
        "SELECT asks, anonymous_asks, submissions, share_likes, share_following FROM blog_setting WHERE blog_id = $1",
        &[blog.0.into()],
        |row| {
            Ok(BlogSettings {
                asks: row.flag(0)?,
                anonymous_asks: row.flag(1)?,
                submissions: row.flag(2)?,
                share_likes: row.flag(3)?,
                share_following: row.flag(4)?,
            })
        },
    )?;
    // No row until something is changed, so new defaults reach every blog that never chose.
    Ok(kept.unwrap_or_default())
}

/// Keeps a blog's settings.
pub fn put_blog_settings(tx: &mut Tx<'_>, blog: BlogId, settings: BlogSettings) -> Result<()> {
    tx.execute(
        "INSERT INTO blog_setting (blog_id, asks, anonymous_asks, submissions, share_likes, share_following) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (blog_id) DO UPDATE SET asks = excluded.asks, \
         anonymous_asks = excluded.anonymous_asks, submissions = excluded.submissions, \
         share_likes = excluded.share_likes, share_following = excluded.share_following",
        &[
            blog.0.into(),
            settings.asks.into(),
            settings.anonymous_asks.into(),
            settings.submissions.into(),
            settings.share_likes.into(),
            settings.share_following.into(),
        ],
    )?;
    Ok(())
}
