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
use store::{Tx, account_blogs, uploads};

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
    let texts = std::iter::once(&post.content).chain(post.trail.iter().map(|item| &item.content));
    let mut hashes: Vec<String> = texts.flat_map(|text| pending_files::named_files(text)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// What a check needs of a post: its number, its blog, whether everybody may see it, and the files it names.
pub(crate) struct Named {
    post: PostId,
    blog: BlogId,
    public: bool,
    hashes: Vec<String>,
}

/// What a check needs of a post.
pub(crate) fn referenced(post: &Post) -> Named {
    Named { post: post.id, blog: post.blog, public: is_public(post), hashes: referenced_files(post) }
}

/// Compares the references of posts with what the posts name and who may see them. A file that is named without a
/// reference is no difference: its author may not use it.
pub(crate) fn check_posts(tx: &mut Tx<'_>, posts: &[Named], repair: bool) -> Result<Vec<String>> {
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

/// Writes what a new post references. Its files stay as long as it does.
pub(crate) fn add_post(tx: &mut Tx<'_>, post: &Post) -> Result<()> {
    add_posts(tx, &[post])
}

/// As [`add_post`], for many posts at once. A file that was sent for one of them is there for all of them.
pub(crate) fn add_posts(tx: &mut Tx<'_>, posts: &[&Post]) -> Result<()> {
    let files: Vec<(&Post, Vec<String>)> = posts
        .iter()
        .map(|post| (*post, referenced_files(post)))
        .filter(|(_, hashes)| !hashes.is_empty())
        .collect();
    let mut all: Vec<String> = files.iter().flat_map(|(_, hashes)| hashes.iter().cloned()).collect();
    if all.is_empty() {
        return Ok(());
    }
    all.sort_unstable();
    all.dedup();
    // Found before anything is inserted, so that one post of a batch does not make a file usable
    // for the next.
    let usable = Usable::find(tx, &all)?;
    let mut references = Vec::new();
    for (post, hashes) in &files {
        for hash in hashes {
            if usable.permits(tx, post.blog, hash)? {
                references.push(Reference { hash, post: post.id, blog: post.blog, public: is_public(post) });
            }
        }
    }
    post_media::insert(tx, &references)?;
    Ok(uploads::claim_files(tx, &all)?)
}

/// Writes what a changed post references, and lets go of what it references no more.
pub(crate) fn change_post(tx: &mut Tx<'_>, before: &Post, after: &Post, now: Time) -> Result<()> {
    let (had, has) = (referenced_files(before), referenced_files(after));
    if had.is_empty() && has.is_empty() {
        return Ok(());
    }
    let usable = Usable::find(tx, &has)?;
    // On a site whose older posts are still being read, what the post showed before is not written down yet.
    let trusted = post_media::backfill_progress(tx)?.is_some();
    let mut kept = Vec::new();
    for hash in has {
        if (trusted && had.contains(&hash)) || usable.permits(tx, after.blog, &hash)? {
            kept.push(hash);
        }
    }
    post_media::replace(tx, after.id, after.blog, is_public(after), &kept)?;
    uploads::claim_files(tx, &kept)?;
    let lost: Vec<String> = had.into_iter().filter(|hash| !kept.contains(hash)).collect();
    abandon_unreferenced(tx, &lost, now)
}

/// Removes the references of a post that is deleted.
pub(crate) fn remove_post(tx: &mut Tx<'_>, post: &Post, now: Time) -> Result<()> {
    let had = referenced_files(post);
    if had.is_empty() {
        return Ok(());
    }
    post_media::remove(tx, post.id)?;
    abandon_unreferenced(tx, &had, now)
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
