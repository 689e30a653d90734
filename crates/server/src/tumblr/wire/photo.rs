//! Pictures of legacy posts.

use super::maker::ObjectBuilder;
use npf::{Image, Layout, Media};
use schemars::JsonSchema;
use serde::Serialize;

/// A picture.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Photo {
    /// The caption, as plain text.
    pub caption: String,
    /// The text alternative.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt_text: Option<String>,
    /// The widest size.
    pub original_size: PhotoSize,
    /// All sizes, widest first. The original size is among them.
    pub alt_sizes: Vec<PhotoSize>,
}

/// One size of a picture.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PhotoSize {
    /// The address of the file.
    pub url: String,
    /// The width in pixels; 0 where it is not known.
    pub width: u32,
    /// The height in pixels; 0 where it is not known.
    pub height: u32,
}

impl ObjectBuilder<'_> {
    /// A picture in all its sizes.
    pub fn photo_object(&self, caption: &str, alt_text: Option<&str>, media: &[Media]) -> Option<Photo> {
        let mut alt_sizes: Vec<PhotoSize> = media.iter().map(|media| self.photo_size(media)).collect();
        // Stable: of equals the first stays first.
        alt_sizes.sort_by_key(|size| std::cmp::Reverse(size.width));
        Some(Photo {
            caption: caption.to_owned(),
            alt_text: alt_text.map(str::to_owned),
            original_size: alt_sizes.first()?.clone(),
            alt_sizes,
        })
    }

    /// An image block as a picture.
    pub fn image_photo(&self, image: &Image) -> Option<Photo> {
        self.photo_object(image.caption.as_deref().unwrap_or(""), image.alt_text.as_deref(), &image.media)
    }

    fn photo_size(&self, media: &Media) -> PhotoSize {
        PhotoSize {
            url: self.absolute_url(&media.url),
            width: media.width.unwrap_or(0),
            height: media.height.unwrap_or(0),
        }
    }
}

/// Pictures to a row, one digit a row: `212`. `None` for one picture, and where no layout says.
pub fn photoset_rows(layout: &[Layout], pictures: usize) -> Option<String> {
    let display = layout.iter().find_map(|layout| match layout {
        Layout::Rows(rows) if !rows.display.is_empty() => Some(&rows.display),
        _ => None,
    })?;
    let rows = display.iter().filter(|row| row.blocks.iter().all(|at| *at < pictures));
    let counts: Vec<usize> =
        rows.map(|row| row.blocks.len()).filter(|count| (1..=9).contains(count)).collect();
    // A layout that leaves a picture out would make clients lose it.
    (pictures > 1 && counts.iter().sum::<usize>() == pictures)
        .then(|| counts.iter().map(ToString::to_string).collect())
}
