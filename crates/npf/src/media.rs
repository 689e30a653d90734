//! Media objects and attributions: what several kinds of block share.

use crate::field::{object, serialize_object};

object!(
    /// One file of an image, an audio or a video, in one size.
    Media {
        /// The address of the file. Absent in a request that uploads the file and names it by `identifier`.
        url: String = "url",
        /// The MIME type.
        mime: Option<String> = "type",
        /// In requests: the name of the multipart part that holds the file.
        identifier: Option<String> = "identifier",
        /// The width in pixels.
        width: Option<u32> = "width",
        /// The height in pixels.
        height: Option<u32> = "height",
    }
);

object!(
    /// The blog of a mention or an attribution.
    BlogRef {
        /// The uuid: `t:` and 22 characters.
        uuid: Option<String> = "uuid",
        /// The name.
        name: Option<String> = "name",
        /// The address.
        url: Option<String> = "url",
    }
);

object!(
    /// The author or the source of a block or an ask.
    Attribution {
        /// `post`, `link`, `blog` or `app`.
        kind: String = "type",
        /// The address of the work or the app.
        url: Option<String> = "url",
        /// The blog, for the types `post` and `blog`.
        blog: Option<BlogRef> = "blog",
        /// The name of the app.
        app_name: Option<String> = "app_name",
        /// The text of the link.
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
