//! Files of posts, kept under the SHA-256 of their bytes, so that one file is kept once and never changes.

pub use media::{Budget, Decoder, MediaKind, Stored, Variant, drawing, run_worker};

/// A kept file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Its name in addresses: 64 hexadecimal digits, a dot, an ending.
    pub name: String,
    /// MIME type found by looking at the bytes.
    pub mime: String,
    /// Pixels, for pictures and films that say so.
    pub size: Option<(u32, u32)>,
}

impl KeptFile {
    /// Its address on the site.
    pub fn url(&self) -> String {
        media_url(&self.name)
    }
}

/// The address on the site of a kept file.
pub fn media_url(name: &str) -> String {
    format!("/media/{name}")
}

/// The sizes of a kept picture, sound or film as a post's media objects: the file itself first, which is the widest,
/// then the smaller ones. The colours stand with the first. Of a picture that moves, the still sizes are left out:
/// see [`poster_media`].
pub fn media_objects(stored: &Stored) -> Vec<npf::Media> {
    let mut first = media_object(&stored.name, &stored.mime, stored.width, stored.height);
    let key = stored.name.split('.').next().unwrap_or_default();
    // The hash is the key: it is the same wherever the file is used.
    first.extra.insert("media_key".into(), key.into());
    if !stored.colors.is_empty() {
        let colors =
            stored.colors.iter().enumerate().map(|(n, color)| (format!("c{n}"), color.as_str().into()));
        first.extra.insert("colors".into(), serde_json::Value::Object(colors.collect()));
    }
    let smaller = stored.variants.iter().filter(|variant| !variant.still).map(|variant| {
        let mut object =
            media_object(&variant.name, &variant.mime, Some(variant.width), Some(variant.height));
        if variant.square {
            object.extra.insert("cropped".into(), true.into());
        }
        object
    });
    std::iter::once(first).chain(smaller).collect()
}

/// The widest still picture of one that moves; the cover of a sound.
pub fn poster_media(stored: &Stored) -> Option<npf::Media> {
    if let Some(cover) = &stored.cover {
        return media_objects(cover).into_iter().next();
    }
    let still = stored.variants.iter().find(|variant| variant.still)?;
    Some(media_object(&still.name, &still.mime, Some(still.width), Some(still.height)))
}

fn media_object(name: &str, mime: &str, width: Option<u32>, height: Option<u32>) -> npf::Media {
    npf::Media { mime: Some(mime.to_owned()), width, height, ..npf::Media::new(media_url(name)) }
}
