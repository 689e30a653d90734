//! A post's own page, with its trail and notes.

use crate::permission::rules;
use crate::query::known_pages::Named;
use crate::query::listing;
use crate::query::post_list::root_of_post;
use crate::query::view::PostPage;
use crate::{Error, Result, Site, duplicates};
use model::PostId;
use std::sync::Arc;
use store::{blogs, clusters, notes, posts};

const NOTES_SHOWN: i64 = 200;

impl Site {
    /// A post's page; `None` where the blog has no such post or it is not published.
    pub async fn post_page(&self, blog: &str, id: PostId) -> Result<Option<PostPage>> {
        let name = blog.to_ascii_lowercase();
        self.store
            .read(move |tx| {
                let Some(blog) = blogs::by_name(tx, &name)? else { return Ok(None) };
                let found = posts::by_id(tx, id)?.map(|placed| placed.post);
                let Some(post) = found.filter(|p| p.blog == blog.id && rules::is_public(p)) else {
                    return Ok(None);
                };
                // Notes are kept on the root of a trail, whichever of its posts is shown.
                let root = root_of_post(&post);
                // A root that is not here has no count, and then the reblog's own is the best known.
                let counted = if root == id { None } else { posts::by_id(tx, root)? };
                let note_count = counted.map_or(post.notes, |placed| placed.post.notes);
                let shown = notes::list_newest_notes(tx, root, NOTES_SHOWN)?;
                // Counting walks all of them: only where there are more than are shown.
                let held = match i64::try_from(shown.len()) {
                    Ok(len) if len < NOTES_SHOWN => len,
                    _ => notes::count_notes(tx, root)?,
                };
                let held = held.cast_unsigned();
                let told = clusters::list_members_of_posts(tx, &[id.0])?;
                let others = duplicates::cluster_page::summarize_others(tx, told)?.remove(&id);
                let mut card = listing::make_card(post, blog);
                let mut named = Named::default();
                named.add_card(&card);
                for note in &shown {
                    named.add_blog(note.actor.as_str());
                    if let Some(id) = note.post {
                        named.add_post(note.actor.as_str(), id);
                    }
                }
                // One read for every link of the page, and not one for each note.
                card.pages = Arc::new(named.find(tx)?);
                Ok::<_, Error>(Some(PostPage { card, note_count, notes: shown, notes_held: held, others }))
            })
            .await
    }
}
