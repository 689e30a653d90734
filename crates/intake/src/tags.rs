//! Tags of an incoming post: none dropped, none capped.

use model::{PostTag, TagOrigin};
use std::collections::HashSet;

/// Tags in the order they were found.
#[derive(Default)]
pub(crate) struct Tags {
    list: Vec<PostTag>,
    names: HashSet<String>,
}

impl Tags {
    /// Adds a tag as its author wrote it; the same spelling twice stays one.
    ///
    /// # Errors
    /// When the name cannot be kept; the message is for a person. Nothing but white space is no error and no tag.
    pub(crate) fn add(&mut self, name: &str) -> Result<(), String> {
        let Some(clean) = tag::clean_imported(name) else {
            let length = name.chars().count();
            // It is not too long, so there is nothing in it to keep.
            if length <= tag::MAX_IMPORTED {
                return Ok(());
            }
            return Err(format!(
                "the tag “{}…” has {length} characters; a tag may have up to {}. The post is kept without it",
                name.chars().take(40).collect::<String>(),
                tag::MAX_IMPORTED
            ));
        };
        if self.names.insert(clean.clone()) {
            self.list.push(PostTag { name: clean, origin: TagOrigin::Author });
        }
        Ok(())
    }

    /// Adds the hashtags of a text, spelling as written, unless a tag of the same fold is there.
    pub(crate) fn add_from_text(&mut self, text: &str) {
        let mut folds: HashSet<String> =
            self.list.iter().map(|tag| tag::fold(&tag.name).to_string()).collect();
        for hashtag in tag::hashtag::find(text) {
            let Some(name) = tag::clean_imported(&hashtag.name) else { continue };
            if folds.insert(tag::fold(&name).to_string()) {
                self.list.push(PostTag { name, origin: TagOrigin::Text });
            }
        }
    }

    pub(crate) fn into_list(self) -> Vec<PostTag> {
        self.list
    }
}
