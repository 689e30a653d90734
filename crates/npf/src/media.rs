//! Media objects and attributions: what several kinds of block share.

use crate::field::{object, serialize_object};

object!(
    /// One file of a picture, sound or film, in one size.
    Media {
        /// Address; empty while a file uploaded beside the JSON is named by `identifier`.
        url: String = "url",
        /// MIME type.
        mime: Option<String> = "type",
        /// Name of the part of the request that holds the file.
        identifier: Option<String> = "identifier",
        /// Pixels.
        width: Option<u32> = "width",
        /// Pixels.
        height: Option<u32> = "height",
    }
);

object!(
    /// A blog as a mention or an attribution names it.
    BlogRef {
        /// `t:` and 22 characters.
        uuid: Option<String> = "uuid",
        /// Name, where known.
        name: Option<String> = "name",
        /// Address, where known.
        url: Option<String> = "url",
    }
);

object!(
    /// Whose work a block or an ask is.
    Attribution {
        /// `post`, `link`, `blog` or `app`.
        kind: String = "type",
        /// Address of the work or the app.
        url: Option<String> = "url",
        /// Its blog, for `post` and `blog`.
        blog: Option<BlogRef> = "blog",
        /// Name of the app.
        app_name: Option<String> = "app_name",
        /// What the link says.
        display_text: Option<String> = "display_text",
    }
);

serialize_object!(Media, BlogRef, Attribution);

impl Media {
    /// A file at an address.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), ..Self::default() }
    }
}
