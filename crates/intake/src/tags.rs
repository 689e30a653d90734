//! Tags of an incoming post: none dropped, none capped.

use model::{PostTag, TagOrigin};

/// Adds a tag as its author wrote it; the same spelling twice stays one.
///
/// # Errors
/// When the name cannot be kept; the message is for a person. Nothing but white space is no error and no tag.
pub(crate) fn add(tags: &mut Vec<PostTag>, name: &str) -> Result<(), String> {
    match tag::clean_imported(name) {
        Some(name) => {
            if !tags.iter().any(|tag| tag.name == name) {
                tags.push(PostTag { name, origin: TagOrigin::Author });
            }
            Ok(())
        }
        None if name.chars().count() > 1000 => Err(format!(
            "the tag “{}…” has {} characters; a tag may have up to 1,000. The post is kept without it",
            name.chars().take(40).collect::<String>(),
            name.chars().count()
        )),
        None => Ok(()),
    }
}

/// Adds the hashtags of a text, spelling as written, unless a tag of the same fold is there.
pub(crate) fn add_from_text(tags: &mut Vec<PostTag>, text: &str) {
    let mut folds: std::collections::HashSet<String> =
        tags.iter().map(|tag| tag::fold(&tag.name).to_string()).collect();
    for hashtag in tag::hashtag::find(text) {
        let Some(name) = tag::clean_imported(&hashtag.name) else { continue };
        if folds.insert(tag::fold(&name).to_string()) {
            tags.push(PostTag { name, origin: TagOrigin::Text });
        }
    }
}
