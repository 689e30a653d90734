//! Access to files follows the posts that reference them. A file is public while one of its posts is; the files of
//! drafts, queued, private and unapproved posts are for the owners of their blogs; a file without posts is for nobody
//! and is removed. A withheld post is left out of lists, but everybody may open it, and so its files.
//!
//! A post references a file only if its author may use it: because the file was just sent, is public, or is shown by
//! another post of the author. Whoever merely knows the address of a private file cannot publish it.

use crate::media::pending_files;
use crate::permission::rules::is_public;
use crate::permission::{Act, Target};
use crate::{Actor, Error, Result, Site, Viewer};
use model::{BlogId, Post, PostId, Time};
use std::collections::{HashMap, HashSet};
use store::post_media::{self, Reference};
use store::{Tx, account_blogs, ensure_outside_write, uploads};

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileAccess {
    /// Everybody.
    Public,
    /// The owners of the blogs whose posts show it: ask [`Site::may_read_file`].
    Restricted,
    /// Nobody: no post references it.
    Nobody,
}

/// The files that a post references, as the hashes in their names: its own content and what it carries.
pub(crate) fn referenced_files(post: &Post) -> Vec<String> {
    ensure_outside_write("looking for files in a text");
    let texts = std::iter::once(&post.content).chain(post.trail.iter().map(|item| &item.content));
    let mut hashes: Vec<String> = texts.flat_map(|text| pending_files::named_files(text)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The files of a post: its number, its blog, whether everybody may see it, and the hashes of the files it names.
pub(crate) struct PostFiles<'a> {
    post: PostId,
    blog: BlogId,
    public: bool,
    hashes: &'a [String],
}

impl<'a> PostFiles<'a> {
    /// Of a post whose files are known from its text.
    pub fn of_post(post: &Post, hashes: &'a [String]) -> Self {
        Self { post: post.id, blog: post.blog, public: is_public(post), hashes }
    }
}

/// Compares the references of posts with what the posts name and who may see them. A file that is named without a
/// reference is no difference: its author may not use it.
pub(crate) fn check_posts(tx: &mut Tx<'_>, posts: &[PostFiles<'_>], repair: bool) -> Result<Vec<String>> {
    let ids: Vec<i64> = posts.iter().map(|named| named.post.0).collect();
    let mut rows: HashMap<PostId, Vec<(String, bool)>> = HashMap::new();
    for (post, hash, public) in post_media::of_posts(tx, &ids)? {
        rows.entry(post).or_default().push((hash, public));
    }
    let mut found = Vec::new();
    for named in posts {
        let Some(rows) = rows.get(&named.post) else { continue };
        let holds = |(hash, public): &(String, bool)| *public == named.public && named.hashes.contains(hash);
        if rows.iter().all(holds) {
            continue;
        }
        found.push(format!("post {} references other files, or for others, than it shows", named.post));
        if repair {
            let right: Vec<String> = rows
                .iter()
                .map(|(hash, _)| hash)
                .filter(|hash| named.hashes.contains(hash))
                .cloned()
                .collect();
            // Never adds a file: a check must not give access that the author was not given.
            post_media::replace(tx, named.post, named.blog, named.public, &right)?;
        }
    }
    Ok(found)
}

/// Writes what new posts reference. Their files stay as long as they do. A file that was sent for one of them is there for
/// all of them.
pub(crate) fn add_posts(tx: &mut Tx<'_>, posts: &[PostFiles<'_>]) -> Result<()> {
    let mut all: Vec<String> = posts.iter().flat_map(|files| files.hashes.iter().cloned()).collect();
    if all.is_empty() {
        return Ok(());
    }
    all.sort_unstable();
    all.dedup();
    // Found before anything is inserted, so that one post of a batch does not make a file usable
    // for the next.
    let usable = Usable::find(tx, &all)?;
    let mut references = Vec::new();
    for PostFiles { post, blog, public, hashes } in posts {
        for hash in *hashes {
            if usable.permits(tx, *blog, hash)? {
                references.push(Reference { hash, post: *post, blog: *blog, public: *public });
            }
        }
    }
    post_media::insert(tx, &references)?;
    Ok(uploads::claim_files(tx, &all)?)
}

/// Writes what a changed post references, and lets go of what it references no more.
pub(crate) fn change_post(tx: &mut Tx<'_>, had: &[String], after: &PostFiles<'_>, now: Time) -> Result<()> {
    let has = after.hashes;
    if had.is_empty() && has.is_empty() {
        return Ok(());
    }
    let usable = Usable::find(tx, has)?;
    // On a site whose older posts are still being read, what the post showed before is not written down yet.
    let trusted = post_media::backfill_progress(tx)?.is_some();
    let mut kept = Vec::new();
    for hash in has {
        if (trusted && had.contains(hash)) || usable.permits(tx, after.blog, hash)? {
            kept.push(hash.clone());
        }
    }
    post_media::replace(tx, after.post, after.blog, after.public, &kept)?;
    uploads::claim_files(tx, &kept)?;
    let lost: Vec<String> = had.iter().filter(|hash| !kept.contains(hash)).cloned().collect();
    abandon_unreferenced(tx, &lost, now)
}

/// Removes the references of a post that is deleted.
pub(crate) fn remove_post(tx: &mut Tx<'_>, post: PostId, had: &[String], now: Time) -> Result<()> {
    if had.is_empty() {
        return Ok(());
    }
    post_media::remove(tx, post)?;
    abandon_unreferenced(tx, had, now)
}

fn abandon_unreferenced(tx: &mut Tx<'_>, hashes: &[String], now: Time) -> Result<()> {
    let visible = post_media::visibilities(tx, hashes)?;
    let alone: Vec<String> = hashes.iter().filter(|hash| !visible.contains_key(*hash)).cloned().collect();
    Ok(uploads::abandon(tx, &alone, pending_files::soon(now))?)
}

/// Which files a post may reference.
struct Usable {
    sent: HashSet<String>,
    public: HashSet<String>,
    hidden: HashSet<String>,
}

impl Usable {
    fn find(tx: &mut Tx<'_>, hashes: &[String]) -> Result<Self> {
        let sent: HashSet<String> = uploads::expected(tx, hashes)?.into_iter().collect();
        let (public, hidden) =
            post_media::visibilities(tx, hashes)?.into_iter().partition::<Vec<_>, _>(|(_, public)| *public);
        let only = |list: Vec<(String, bool)>| list.into_iter().map(|(hash, _)| hash).collect();
        Ok(Self { sent, public: only(public), hidden: only(hidden) })
    }

    fn permits(&self, tx: &mut Tx<'_>, blog: BlogId, hash: &str) -> Result<bool> {
        if self.sent.contains(hash) || self.public.contains(hash) {
            return Ok(true);
        }
        if !self.hidden.contains(hash) {
            return Ok(false);
        }
        let mut own = vec![blog.0];
        if let Some(account) = account_blogs::read_blog_owner(tx, blog)? {
            // An author may move a picture from a private post of one blog to another blog of
            // theirs.
            own.extend(account_blogs::list_blogs_of_account(tx, account)?.into_iter().map(|blog| blog.0));
        }
        Ok(post_media::on_blogs(tx, hash, &own)?)
    }
}

impl Site {
    /// Who may read the file of this name, or the file that it is a smaller size of.
    pub async fn file_access(&self, name: &str) -> Result<FileAccess> {
        let Some(hash) = pending_files::hash_of(name) else { return Ok(FileAccess::Nobody) };
        self.store
            .read(move |tx| {
                Ok(match post_media::visibility(tx, &hash)? {
                    Some(true) => FileAccess::Public,
                    Some(false) => FileAccess::Restricted,
                    // Until all older posts have been read, nobody can tell; older versions served every file.
                    None if post_media::backfill_progress(tx)?.is_some() => FileAccess::Public,
                    None => FileAccess::Nobody,
                })
            })
            .await
    }

    /// Whether a person may read a restricted file: whether a post of theirs shows it.
    pub async fn may_read_file(&self, viewer: &Viewer, name: &str) -> Result<bool> {
        match self.can(&Actor::Person(viewer.clone()), Act::ViewFile, Target::File(name.to_owned())).await {
            Ok(()) => Ok(true),
            Err(Error::NotFound(_) | Error::Refused(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
