//! Posts as one of the eight types of before blocks.

use super::html::escape_html;
use super::maker::{Filter, ObjectBuilder};
use super::photo::{self, Photo};
use super::shape::{PostShape, speaker_and_phrase};
use super::trail::{LegacyTrail, TrailContent};
use crate::http::text;
use npf::{Audio, Document, Image, Link, Video};
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::view::PostCard;

/// The fields of a post in an older type, in addition to those of every post.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Legacy {
    /// The fields of the type.
    #[serde(flatten)]
    pub fields: LegacyTypeFields,
    /// The text that the post adds, and the text that it carries.
    pub reblog: TrailContent,
    /// The posts that it carries and the post itself, oldest first.
    pub trail: Vec<LegacyTrail>,
}

/// The fields of each older type. Texts are HTML, or plain text with `filter=text`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum LegacyTypeFields {
    /// The fields of the type `text`.
    Text {
        /// The heading, as plain text; empty without one.
        title: String,
        /// The text. In a reblog, the texts that it carries come first.
        body: String,
    },
    /// The fields of the type `photo`.
    Photo(PhotoFields),
    /// The fields of the type `quote`.
    Quote {
        /// The quotation.
        text: String,
        /// The source of the quotation.
        source: String,
    },
    /// The fields of the type `link`.
    Link(Box<LinkFields>),
    /// The fields of the type `chat`.
    Chat {
        /// The heading, as plain text; empty without one.
        title: String,
        /// The lines of the conversation, as plain text, one below the other.
        body: String,
        /// The lines of the conversation.
        dialogue: Vec<DialogueLine>,
    },
    /// The fields of the type `audio`.
    Audio(Box<AudioFields>),
    /// The fields of the type `video`.
    Video(Box<VideoFields>),
    /// The fields of the type `answer`.
    Answer {
        /// The name of the blog that asked; `Anonymous` for an anonymous question.
        asking_name: String,
        /// The address of the page of that blog; empty for an anonymous question.
        asking_url: String,
        /// The question.
        question: String,
        /// The answer.
        answer: String,
    },
}

/// The fields of a post with pictures.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PhotoFields {
    /// The text below the pictures.
    pub caption: String,
    /// The pictures, in order.
    pub photos: Vec<Photo>,
    /// The number of pictures in each row, one digit for each row. Absent for one picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photoset_layout: Option<String>,
    /// The address that the pictures link to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_url: Option<String>,
    /// The address of the page of the post.
    pub image_permalink: String,
    /// The width of the first picture in pixels; 0 where it is not known.
    pub width: u32,
    /// The height of the first picture in pixels; 0 where it is not known.
    pub height: u32,
}

/// The fields of a link.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LinkFields {
    /// The address of the page.
    pub url: String,
    /// The title of the page. Empty where it is not known.
    pub title: String,
    /// The text of the post about the page.
    pub description: String,
    /// The author of the page. Null where it is not known.
    pub link_author: Option<String>,
    /// The description that the page has. Null where it is not known.
    pub excerpt: Option<String>,
    /// The name of the site of the page. Null where it is not known.
    pub publisher: Option<String>,
    /// The address of the preview image of the page. Null where there is none.
    pub link_image: Option<String>,
    /// The preview image of the page, in its sizes. Empty where there is none.
    pub photos: Vec<Photo>,
}

/// A line of a conversation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DialogueLine {
    /// The name of the speaker.
    pub name: String,
    /// The name of the speaker as it is written, with its colon.
    pub label: String,
    /// The text of the line.
    pub phrase: String,
}

/// The fields of an audio track.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AudioFields {
    /// The text below the track.
    pub caption: String,
    /// HTML that plays the file. Empty for a track on another site.
    pub player: String,
    /// The same HTML.
    pub embed: String,
    /// Always 0: plays are not counted.
    pub plays: u32,
    /// The address of the file, or of the page of the track on another site.
    pub audio_url: String,
    /// The same address.
    pub audio_source_url: String,
    /// The service that serves the track: `tumblr` for a file of this site.
    pub audio_type: String,
    /// The address of the cover of the album.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub album_art: Option<String>,
    /// The artist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artist: Option<String>,
    /// The album.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    /// The title of the track.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track_name: Option<String>,
}

/// The fields of a video.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VideoFields {
    /// The text below the video.
    pub caption: String,
    /// The address of the file. Absent for a video on another site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_url: Option<String>,
    /// The address of the page of the video on another site. Absent where the file is here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permalink_url: Option<String>,
    /// The service that serves the video: `tumblr` for a file of this site.
    pub video_type: String,
    /// The address of a still; empty where there is none.
    pub thumbnail_url: String,
    /// The width of the still in pixels; 0 where it is not known.
    pub thumbnail_width: u32,
    /// The height of the still in pixels; 0 where it is not known.
    pub thumbnail_height: u32,
    /// The duration in seconds, rounded up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
    /// True where a browser can play the file.
    pub html5_capable: bool,
    /// HTML that plays the video, for each of three widths.
    pub player: Vec<Player>,
}

/// HTML that plays a video.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Player {
    /// The width in pixels.
    pub width: u32,
    /// The HTML. Empty for a video on another site: the player of another site is never sent.
    pub embed_code: String,
}

impl ObjectBuilder<'_> {
    /// A post in a legacy type. What a reblog adds are words; the fields of its type are those of the root.
    pub fn legacy_post(&self, card: &PostCard, shape: &PostShape<'_>) -> Legacy {
        let words = |shape: &PostShape<'_>| {
            shape.rest_of_document().map(|rest| self.document_html(rest)).unwrap_or_default()
        };
        let mut trail: Vec<LegacyTrail> = Vec::with_capacity(card.trail.len() + 1);
        for (place, view) in card.trail.iter().enumerate() {
            // The root's blocks in fields of their own must not be repeated among its words.
            let content = if place == 0 { words(shape) } else { self.document_html(&view.document) };
            trail.push(self.trail_item(&view.item, content, place == 0));
        }
        let own = if card.trail.is_empty() { words(shape) } else { self.document_html(&card.document) };
        let tree_html = self.tree_html(&trail);
        let body = match self.style.filter {
            _ if trail.is_empty() => own.clone(),
            Filter::Text => trail_html(&trail, &own),
            Filter::Html | Filter::Raw => [tree_html.as_str(), &own].concat(),
        };
        // A bare reblog adds nothing, so it is no item of its own trail.
        if card.trail.is_empty() || !own.is_empty() {
            trail.push(self.own_item(card, own.clone()));
        }
        Legacy {
            fields: self.type_fields(card, shape, body),
            reblog: TrailContent { comment: own, tree_html },
            trail,
        }
    }

    fn type_fields(&self, card: &PostCard, shape: &PostShape<'_>, words: String) -> LegacyTypeFields {
        match shape {
            PostShape::Text { title, .. } => {
                LegacyTypeFields::Text { title: (*title).to_owned(), body: words }
            }
            PostShape::Photo { images, .. } => {
                LegacyTypeFields::Photo(self.photo_fields(card, images, words))
            }
            PostShape::Quote { text, .. } => {
                LegacyTypeFields::Quote { text: self.document_html(text), source: words }
            }
            PostShape::Link { link, .. } => LegacyTypeFields::Link(Box::new(self.link_fields(link, words))),
            PostShape::Chat { title, lines } => {
                let body: Vec<&str> = lines.iter().map(|line| line.text.trim()).collect();
                LegacyTypeFields::Chat {
                    title: (*title).to_owned(),
                    body: body.join("\n"),
                    dialogue: lines
                        .iter()
                        .map(|line| self::dialogue_line(speaker_and_phrase(line)))
                        .collect(),
                }
            }
            PostShape::Audio { audio, .. } => {
                LegacyTypeFields::Audio(Box::new(self.audio_fields(audio, words)))
            }
            PostShape::Video { video, .. } => {
                LegacyTypeFields::Video(Box::new(self.video_fields(video, words)))
            }
            PostShape::Answer { ask, question, .. } => {
                let by = ask.attribution.as_ref().and_then(|by| by.blog.as_ref());
                let name = by.and_then(|blog| blog.name.as_deref());
                let page = name.and_then(text::blog_link).map(|path| [self.base_url(), &path].concat());
                LegacyTypeFields::Answer {
                    asking_name: name.unwrap_or("Anonymous").to_owned(),
                    asking_url: page.unwrap_or_default(),
                    question: self.document_html(question),
                    answer: words,
                }
            }
        }
    }

    fn photo_fields(&self, card: &PostCard, images: &[&Image], caption: String) -> PhotoFields {
        let document = card.trail.first().map_or(&card.document, |root| &root.document);
        let photos: Vec<Photo> = images.iter().filter_map(|image| self.image_photo(image)).collect();
        let leads = |image: &&Image| image.attribution.as_ref().filter(|by| by.kind == "link")?.url.clone();
        PhotoFields {
            caption,
            photoset_layout: photo::photoset_rows(&document.layout, images.len()),
            link_url: images.iter().find_map(leads),
            image_permalink: self.post_url(card),
            width: photos.first().map_or(0, |photo| photo.original_size.width),
            height: photos.first().map_or(0, |photo| photo.original_size.height),
            photos,
        }
    }

    fn link_fields(&self, link: &Link, description: String) -> LinkFields {
        let plain =
            |text: &String| if self.style.filter == Filter::Text { text.clone() } else { escape_html(text) };
        LinkFields {
            url: link.url.clone(),
            title: link.title.clone().unwrap_or_default(),
            description,
            link_author: link.author.clone(),
            excerpt: link.description.as_ref().map(plain),
            publisher: link.site_name.clone(),
            link_image: link.poster.first().map(|media| self.absolute_url(&media.url)),
            photos: self.photo_object("", None, &link.poster).into_iter().collect(),
        }
    }

    fn audio_fields(&self, audio: &Audio, caption: String) -> AudioFields {
        let file = audio.media.as_ref().map(|media| self.absolute_url(&media.url));
        let player = self.player_html(npf::Block::Audio(audio.clone()), file.is_some());
        let url = file.or_else(|| audio.url.clone()).unwrap_or_default();
        AudioFields {
            caption,
            embed: player.clone(),
            player,
            plays: 0,
            audio_source_url: url.clone(),
            audio_url: url,
            audio_type: served_by(audio.provider.as_deref(), audio.url.is_none()),
            album_art: audio.poster.first().map(|media| self.absolute_url(&media.url)),
            artist: audio.artist.clone(),
            album: audio.album.clone(),
            track_name: audio.title.clone(),
        }
    }

    fn video_fields(&self, video: &Video, caption: String) -> VideoFields {
        let file = video.media.as_ref().map(|media| self.absolute_url(&media.url));
        let markup = self.player_html(npf::Block::Video(video.clone()), file.is_some());
        let still = video.poster.first();
        VideoFields {
            caption,
            html5_capable: file.is_some(),
            video_type: served_by(video.provider.as_deref(), file.is_some()),
            // A kept file wins: a client with both would send its readers elsewhere.
            permalink_url: video.url.clone().filter(|_| file.is_none()),
            video_url: file,
            thumbnail_url: still.map(|media| self.absolute_url(&media.url)).unwrap_or_default(),
            thumbnail_width: still.and_then(|media| media.width).unwrap_or(0),
            thumbnail_height: still.and_then(|media| media.height).unwrap_or(0),
            duration: video.duration.map(|milliseconds| milliseconds.div_ceil(1000)),
            // Clients choose by width, but the markup fits any.
            player: [250, 400, 500].map(|width| Player { width, embed_code: markup.clone() }).into(),
        }
    }

    /// Our own player; a foreign one is never passed on.
    fn player_html(&self, block: npf::Block, own: bool) -> String {
        // Markup of foreign players is never passed on.
        if own && self.style.filter != Filter::Text {
            self.document_html(&Document::new(vec![block]))
        } else {
            String::new()
        }
    }
}

/// The words of a trail and those a reblog adds, each under the name of who said it.
fn trail_html(trail: &[LegacyTrail], own: &str) -> String {
    let carried = trail.iter().map(|item| format!("{}:\n{}", item.blog.name, item.content));
    let own = (!own.is_empty()).then(|| own.to_owned());
    carried.chain(own).collect::<Vec<_>>().join("\n\n")
}

fn dialogue_line((label, phrase): (&str, &str)) -> DialogueLine {
    DialogueLine {
        name: label.trim_end_matches(':').to_owned(),
        label: label.to_owned(),
        phrase: phrase.to_owned(),
    }
}

fn served_by(provider: Option<&str>, file: bool) -> String {
    provider.filter(|name| !name.is_empty()).unwrap_or(if file { "tumblr" } else { "unknown" }).to_owned()
}
