//! What a blog is called and how it is described.

use crate::account::actor;
use crate::{Result, Site};
use model::{BlogName, Invalid};
use store::blogs;

/// Longest title of a blog, in characters.
pub const BLOG_TITLE: usize = 200;
/// Longest description, in characters.
pub const BLOG_DESCRIPTION: usize = 5000;

impl Site {
    /// Changes a blog's title and description. An empty title is the blog's name.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for a text that is too long or has control characters; [`crate::Error::NotFound`] for an
    /// unknown blog.
    pub async fn set_blog_profile(&self, blog: &BlogName, title: &str, description: &str) -> Result<()> {
        let title = check_title(title)?;
        let description = check_description(description)?;
        let name = blog.clone();
        self.store
            .write(move |tx| {
                let blog = actor::blog_named(tx, &name)?;
                let title = if title.is_empty() { name.as_str() } else { &title };
                blogs::set_blog_profile(tx, blog.id, title, &description)?;
                Ok(())
            })
            .await
    }
}

/// Reads a blog's title as a person typed it.
///
/// # Errors
/// What is accepted.
pub fn check_title(typed: &str) -> Result<String, Invalid> {
    let title = typed.trim();
    // Counted in characters, since bytes would punish scripts other than Latin.
    if title.chars().count() > BLOG_TITLE || title.chars().any(char::is_control) {
        return Err(Invalid::new(format!("a title has at most {BLOG_TITLE} characters on one line")));
    }
    Ok(title.to_owned())
}

fn check_description(typed: &str) -> Result<String, Invalid> {
    // Forms send line breaks as two characters.
    let description = typed.trim().replace("\r\n", "\n");
    let odd = |c: char| c.is_control() && c != '\n' && c != '\t';
    if description.chars().count() > BLOG_DESCRIPTION || description.contains(odd) {
        return Err(Invalid::new(format!(
            "a description has at most {BLOG_DESCRIPTION} characters, none of them control characters"
        )));
    }
    Ok(description)
}
