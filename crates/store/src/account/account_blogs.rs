//! Who owns which blog. A blog has at most one owner.

use crate::{Result, Tx};
use model::{AccountId, BlogId};

/// The blogs of an account, the primary one first.
pub fn list_blogs_of_account(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<BlogId>> {
    const SQL: &str = "SELECT blog_id FROM account_blog WHERE account_id = $1 ORDER BY place";
    tx.query(SQL, &[account.0.into()], |row| Ok(BlogId(row.int(0)?)))
}

/// The owner of a blog.
pub fn read_blog_owner(tx: &mut Tx<'_>, blog: BlogId) -> Result<Option<AccountId>> {
    const SQL: &str = "SELECT account_id FROM account_blog WHERE blog_id = $1";
    tx.query_opt(SQL, &[blog.0.into()], |row| Ok(AccountId(row.int(0)?)))
}

/// Gives a blog to an account, after those it has.
///
/// # Errors
/// [`crate::Error::Duplicate`] when the blog has an owner, or two were given to one account in the same moment.
pub fn give_blog(tx: &mut Tx<'_>, account: AccountId, blog: BlogId) -> Result<()> {
    tx.execute(
        // The place is worked out in the statement. Two at once may take the same, and the unique
        // index refuses one of them.
        "INSERT INTO account_blog (blog_id, account_id, place) \
         SELECT $1, $2, COALESCE(max(place) + 1, 0) FROM account_blog WHERE account_id = $2",
        &[blog.0.into(), account.0.into()],
    )?;
    Ok(())
}
