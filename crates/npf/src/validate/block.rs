//! The limits of a block.

use super::Problems;
use crate::block::{Block, TextBlock};
use crate::format::FormatKind;
use crate::html::{is_color, is_linkable};
use crate::media::Media;

/// Checks one block.
pub fn validate_block(path: &str, block: &Block, found: &mut Problems) {
    match block {
        Block::Text(text) => text_block(path, text, found),
        Block::Image(image) => {
            found.add_misread(path, image.misread());
            found.check_attribution(path, image.attribution.as_deref());
            found.check_length(path, "alt_text", image.alt_text.as_deref());
            found.check_length(path, "caption", image.caption.as_deref());
            for (at, media) in image.media.iter().enumerate() {
                found.check_media(&format!("{path}.media[{at}]"), media);
            }
        }
        Block::Link(link) => {
            found.add_misread(path, link.misread());
            found.check_address(path, "url", &link.url);
            found.check_length(path, "title", link.title.as_deref());
            found.check_length(path, "description", link.description.as_deref());
        }
        Block::Audio(audio) => {
            found.add_misread(path, audio.misread());
            found.check_attribution(path, audio.attribution.as_deref());
            validate_player(
                path,
                audio.media.as_ref(),
                audio.url.as_deref(),
                audio.embed_url.as_deref(),
                found,
            );
        }
        Block::Video(video) => {
            found.add_misread(path, video.misread());
            found.check_attribution(path, video.attribution.as_deref());
            validate_player(
                path,
                video.media.as_ref(),
                video.url.as_deref(),
                video.embed_url.as_deref(),
                found,
            );
        }
        Block::Poll(poll) => {
            found.add_misread(path, poll.misread());
            for (at, answer) in poll.answers.iter().enumerate() {
                found.add_misread(&format!("{path}.answers[{at}]"), answer.misread());
            }
            found.check_length(path, "question", Some(&poll.question));
            if poll.question.trim().is_empty() {
                found.add_problem(&format!("{path}.question"), "question is empty; words are needed");
            }
        }
        Block::Paywall(wall) => found.add_misread(path, wall.misread()),
        Block::Unknown(_) => {
            let needs = match block.name() {
                "" => "type",
                "text" => "text",
                "image" => "media",
                "link" => "url",
                "poll" => "question",
                // Types of later days are kept and shown as such.
                _ => return,
            };
            found.add_problem(
                &format!("{path}.{needs}"),
                format!("{needs} is missing or not of the kind this field has"),
            );
        }
    }
}

fn validate_player(
    path: &str,
    media: Option<&Media>,
    url: Option<&str>,
    embed: Option<&str>,
    found: &mut Problems,
) {
    match (media, url.or(embed)) {
        (Some(media), _) => found.check_media(&format!("{path}.media"), media),
        (None, Some(url)) => found.check_address(path, "url", url),
        (None, None) => {
            found.add_problem(&format!("{path}.url"), "neither media nor url; one of them is needed");
        }
    }
}

fn text_block(path: &str, block: &TextBlock, found: &mut Problems) {
    found.add_misread(path, block.misread());
    let length = block.text.chars().count();
    found.check_length(path, "text", Some(&block.text));
    for (at, format) in block.formatting.iter().enumerate() {
        let path = format!("{path}.formatting[{at}]");
        if format.start >= format.end || format.end > length {
            let message = format!(
                "{} to {} is not a range of a text of {length} characters; start < end <= {length} is accepted",
                format.start, format.end
            );
            found.add_problem(&format!("{path}.end"), message);
        }
        match &format.kind {
            FormatKind::Link(url) if !is_linkable(url) => found.add_problem(
                &format!("{path}.url"),
                "url is not an address that can be linked; http, https and mailto are accepted",
            ),
            FormatKind::Color(hex) if !is_color(hex) => {
                found.add_problem(&format!("{path}.hex"), "hex is not a colour; # and six hexadecimal digits are accepted");
            }
            FormatKind::Unknown(name) => found.add_problem(
                &format!("{path}.type"),
                format!(
                    "{} is not formatting, or lacks what it needs; bold, italic, strikethrough, small, link with url, \
                     mention with blog and color with hex are accepted",
                    name.chars().take(40).collect::<String>()
                ),
            ),
            _ => {}
        }
    }
}
