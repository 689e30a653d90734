//! A post of an older type, as its fields say it.

use super::super::call::ApiCall;
use super::super::error::Refusal;
use super::super::params::refuse_value;
use super::fields::PostFields;
use super::files::{bad_media, put_audio, put_image, put_video};
use crate::http::multipart;
use model::PostType;
use npf::legacy::{ChatLine, Legacy, LegacyPhoto};
use npf::{Block, Document};
use std::borrow::Cow;
use tumblelog::media::{self, MediaKind, Stored};

/// Pictures of a post.
const PICTURES: usize = 30;

const TYPES: [(&str, PostType); 8] = [
    ("text", PostType::Text),
    ("photo", PostType::Photo),
    ("quote", PostType::Quote),
    ("link", PostType::Link),
    ("chat", PostType::Chat),
    ("audio", PostType::Audio),
    ("video", PostType::Video),
    // Accepted in an edit of an answer: a client sends back the type it read.
    ("answer", PostType::Answer),
];

/// The type that is asked for.
///
/// # Errors
/// Any other word.
pub fn read_kind(fields: PostFields<'_>) -> Result<Option<PostType>, Refusal> {
    fields.choice_value("type", &TYPES)
}

/// Takes in files that stand in a form or JSON as base64, beside those that came as parts, and puts them in the order
/// of their numbers.
///
/// # Errors
/// What is no base64, or no file that is accepted.
pub async fn take_files(call: &mut ApiCall) -> Result<(), Refusal> {
    // Read only to refuse an object or a flag under these names.
    for name in ["data", "data64"] {
        PostFields(&call.params).list_values(name)?;
    }
    let texts: Vec<String> = call.params.list_values("data64").into_iter().map(str::to_owned).collect();
    // Counted before anything is decoded, since each file costs memory and disk.
    if texts.len() > PICTURES {
        return Err(bad_media(format!("data64: {} files; at most {PICTURES} are accepted", texts.len())));
    }
    for text in texts {
        let upload = multipart::from_base64(call.app.site(), &call.budget, "data64", &text).await?;
        call.files.0.push(("data64".to_owned(), upload));
    }
    if call.params.has("data") && call.files.0.is_empty() {
        return Err(bad_media(
            "data: the file must be a part of a multipart body, or be sent as data64".to_owned(),
        ));
    }
    let number = |part: &str| {
        part.split_once('[').and_then(|(_, rest)| rest.trim_end_matches(']').parse::<u32>().ok())
    };
    // The sort is stable: parts without a number keep the order in which they came.
    call.files.0.sort_by_key(|(part, _)| number(part).unwrap_or(0));
    let known = |part: &str| matches!(part.split('[').next(), Some("data" | "data64"));
    match call.files.0.iter().find(|(part, _)| !known(part)) {
        Some((part, _)) => Err(bad_media(format!("{part}: a file must be named data, data[0] or data64"))),
        None => Ok(()),
    }
}

/// The fields of a request that are of one type.
pub struct LegacyFields<'a> {
    /// All fields.
    pub fields: PostFields<'a>,
    /// The files.
    pub files: Vec<(&'a str, &'a Stored)>,
    /// Fields that count as not sent.
    left_out: &'static [&'static str],
}

impl<'a> LegacyFields<'a> {
    /// Those of a request whose files are taken in.
    pub fn of_call(call: &'a ApiCall) -> Self {
        let files = call.files.0.iter().map(|(part, upload)| (part.as_str(), upload.stored_file()));
        Self { fields: PostFields(&call.params), files: files.collect(), left_out: &[] }
    }

    /// The same without some fields; `with_files` says whether the files stay.
    pub fn without(&self, left_out: &'static [&'static str], with_files: bool) -> Self {
        let files = if with_files { self.files.clone() } else { Vec::new() };
        Self { fields: self.fields, files, left_out }
    }

    /// A text; empty where nothing is said.
    fn words(&self, name: &str) -> Result<String, Refusal> {
        match self.left_out.contains(&name) {
            true => Ok(String::new()),
            false => self.fields.words_value(name),
        }
    }

    /// Words as HTML.
    ///
    /// # Errors
    /// What is no text, and a format that is not known.
    pub fn html_field(&self, name: &str) -> Result<String, Refusal> {
        let markdown =
            self.fields.choice_value("format", &[("html", false), ("markdown", true)])?.unwrap_or(false);
        let words = self.words(name)?;
        Ok(if markdown { npf::markdown::to_html(&words) } else { words })
    }

    /// The blocks of a post of a type; what is missing is left out.
    ///
    /// # Errors
    /// A field that is not accepted, with its name.
    pub fn to_document(&self, kind: PostType) -> Result<Document, Refusal> {
        let most = match kind {
            PostType::Photo => PICTURES,
            PostType::Audio | PostType::Video => 1,
            _ => 0,
        };
        if let Some((part, _)) = self.files.get(most) {
            return Err(bad_media(format!("{part}: a {kind} post takes at most {most} files")));
        }
        let mut document = self.to_legacy(kind)?.into_document();
        self.put_into(kind, &mut document)?;
        // Without its file or address a player is nothing.
        document.content.retain(|block| match block {
            Block::Audio(audio) => audio.media.is_some() || audio.url.is_some(),
            Block::Video(video) => video.media.is_some() || video.url.is_some() || video.embed_url.is_some(),
            Block::Link(link) => !link.url.is_empty(),
            _ => true,
        });
        Ok(document)
    }

    fn to_legacy(&self, kind: PostType) -> Result<Legacy, Refusal> {
        let words = |name| self.words(name);
        Ok(match kind {
            PostType::Photo => Legacy::Photo {
                caption: self.html_field("caption")?,
                photos: self.photo_fields()?,
                link: self.address_field("link")?,
            },
            PostType::Quote => {
                Legacy::Quote { text: self.html_field("quote")?, source: self.html_field("source")? }
            }
            PostType::Link => Legacy::Link {
                url: self.address_field("url")?,
                title: words("title")?,
                description: self.html_field("description")?,
                author: words("author")?,
                excerpt: words("excerpt")?,
                publisher: String::new(),
                photos: thumbnail_photo(self.address_field("thumbnail")?),
            },
            PostType::Chat => {
                Legacy::Chat { title: words("title")?, dialogue: chat_lines(&words("conversation")?) }
            }
            PostType::Audio => {
                let url = self.address_field("external_url")?;
                Legacy::Audio {
                    caption: self.html_field("caption")?,
                    provider: provider_name(&url),
                    url,
                    track: String::new(),
                    artist: String::new(),
                    album: String::new(),
                    cover: String::new(),
                }
            }
            PostType::Video => self.video_field()?,
            PostType::Answer => Legacy::Text { title: String::new(), body: self.html_field("answer")? },
            PostType::Text => Legacy::Text { title: words("title")?, body: self.html_field("body")? },
        })
    }

    /// An address, empty where none is given.
    ///
    /// # Errors
    /// Anything but an http or https address.
    pub fn address_field(&self, name: &str) -> Result<String, Refusal> {
        if self.left_out.contains(&name) {
            return Ok(String::new());
        }
        let Some(given) = self.fields.text_value(name)? else { return Ok(String::new()) };
        npf::url::safe(given).ok_or_else(|| refuse_value(name, given, "an http or https address"))
    }

    fn photo_fields(&self) -> Result<Vec<LegacyPhoto>, Refusal> {
        // A file that is sent goes before an address.
        if !self.files.is_empty() {
            let photo = |(_, stored): &(&str, &Stored)| LegacyPhoto {
                url: media::media_url(&stored.name),
                ..LegacyPhoto::default()
            };
            return Ok(self.files.iter().map(photo).collect());
        }
        if self.left_out.contains(&"source") {
            return Ok(Vec::new());
        }
        self.fields.list_values("source")?;
        let given = self.fields.0.list_values("source");
        if given.len() > PICTURES {
            return Err(bad_media(format!(
                "source: {} pictures; at most {PICTURES} are accepted",
                given.len()
            )));
        }
        let photo = |url: &str| {
            let url =
                npf::url::safe(url).ok_or_else(|| refuse_value("source", url, "an http or https address"))?;
            Ok(LegacyPhoto { url, ..LegacyPhoto::default() })
        };
        given.into_iter().map(photo).collect()
    }

    fn video_field(&self) -> Result<Legacy, Refusal> {
        let embed = self.words("embed")?;
        let address = npf::url::safe(&embed);
        let player = match &address {
            // An address that was read is written without quotation marks.
            Some(url) => Cow::Owned(format!("<iframe src=\"{url}\"></iframe>")),
            None => Cow::Borrowed(embed.as_str()),
        };
        // Read as HTML, so that only the page of a known player is kept and no markup.
        let known = npf::html::parse(&player).content.iter().any(|block| matches!(block, Block::Video(_)));
        let url = match (address, known) {
            (Some(url), false) => url,
            (None, false) if !embed.trim().is_empty() => {
                return Err(refuse_value(
                    "embed",
                    &embed,
                    "the address of a film, or the markup of a player",
                ));
            }
            _ => String::new(),
        };
        Ok(Legacy::Video {
            caption: self.html_field("caption")?,
            provider: provider_name(&url),
            url,
            thumbnail: String::new(),
            player: player.into_owned(),
        })
    }

    /// Puts the files into the blocks that stand for them.
    fn put_into(&self, kind: PostType, document: &mut Document) -> Result<(), Refusal> {
        let wanted = match kind {
            PostType::Photo => MediaKind::Image,
            PostType::Audio => MediaKind::Audio,
            _ => MediaKind::Video,
        };
        // Files come first in every type that has them, so blocks and files pair up in order.
        for ((part, stored), block) in self.files.iter().zip(&mut document.content) {
            if stored.kind != wanted {
                return Err(bad_media(format!(
                    "{part}: the file is {}; a {kind} post takes another kind",
                    stored.mime
                )));
            }
            match block {
                Block::Image(image) => put_image(image, stored),
                Block::Audio(audio) => put_audio(audio, stored),
                Block::Video(video) => {
                    // A file goes before an address.
                    (video.url, video.embed_url, video.embed_html) = (None, None, None);
                    put_video(video, stored);
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn thumbnail_photo(url: String) -> Vec<LegacyPhoto> {
    if url.is_empty() { Vec::new() } else { vec![LegacyPhoto { url, ..LegacyPhoto::default() }] }
}

/// Who serves an address: `soundcloud` of `https://soundcloud.com/…`.
fn provider_name(url: &str) -> String {
    let host = npf::url::host(url).unwrap_or_default();
    host.rsplit('.').nth(1).unwrap_or(&host).to_owned()
}

/// Lines of a conversation: `Name: words`.
fn chat_lines(text: &str) -> Vec<ChatLine> {
    let line = |text: &str| {
        let (label, phrase) = match text.split_once(':') {
            // A long text before a colon is a sentence and no name.
            Some((name, phrase)) if !name.trim().is_empty() && name.chars().count() <= 60 => {
                (format!("{}:", name.trim()), phrase)
            }
            _ => (String::new(), text),
        };
        ChatLine { name: label.trim_end_matches(':').to_owned(), label, phrase: phrase.trim().to_owned() }
    };
    text.lines().filter(|text| !text.trim().is_empty()).map(line).collect()
}
