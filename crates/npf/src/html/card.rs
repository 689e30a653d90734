//! Blocks that are neither text nor pictures: cards, players, polls.

use super::escape;
use super::inline::{self, write_anchor, write_lines};
use super::picture_out::{best_size, is_own_file, write_decoration, write_size, write_source};
use super::render::Options;
use crate::block::{Audio, Link, Paywall, Poll, Video};
use crate::media::Media;

/// Pages ask no other site for anything; feeds leave that to the reader's program.
pub fn is_shown(media: &Media, options: &Options) -> bool {
    is_own_file(&media.url)
        || (options.absolute.is_some() && inline::is_linkable(&media.url) && is_web_address(&media.url))
}

fn is_web_address(url: &str) -> bool {
    !url.trim().get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:"))
}

/// A line that leads to what is kept elsewhere.
pub fn write_link_away(out: &mut String, what: &str, url: &str, title: &str) {
    let host = crate::url::host(url);
    let linked = write_anchor(out, url, "away");
    out.push_str(what);
    if let Some(host) = host {
        out.push_str(" on ");
        escape::escape_text(out, &host);
    }
    if !title.is_empty() {
        out.push_str(": ");
        write_lines(out, title);
    }
    if linked {
        out.push_str("</a>");
    }
}

/// A link as a card: picture where the site has its own copy, title, description, site.
pub fn write_link(out: &mut String, link: &Link, options: &Options) {
    out.push_str("<div class=\"card-link\">");
    if let Some(media) = best_size(&link.poster).filter(|media| is_shown(media, options)) {
        write_decoration(out, media, options);
    }
    let host = crate::url::host(&link.url).unwrap_or_default();
    let title = link.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    out.push_str("<p class=\"title\">");
    let linked = write_anchor(out, &link.url, "");
    write_lines(
        out,
        title.or(link.display_url.as_deref()).unwrap_or(if host.is_empty() { &link.url } else { &host }),
    );
    out.push_str(if linked { "</a></p>" } else { "</p>" });
    write_paragraph(out, "description", link.description.as_deref());
    let site = link.site_name.as_deref().map(str::trim).filter(|site| !site.is_empty()).unwrap_or(&host);
    let by = [link.author.as_deref().map(str::trim).unwrap_or(""), site];
    let by: Vec<&str> = by.into_iter().filter(|part| !part.is_empty()).collect();
    write_paragraph(out, "site", Some(&by.join(" · ")));
    out.push_str("</div>");
}

fn write_paragraph(out: &mut String, class: &str, text: Option<&str>) {
    if let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) {
        out.push_str("<p class=\"");
        out.push_str(class);
        out.push_str("\">");
        write_lines(out, text);
        out.push_str("</p>");
    }
}

/// A sound: played here when the file is this site's own, else a line that leads to it.
pub fn write_audio(out: &mut String, audio: &Audio, options: &Options) {
    let names = [&audio.title, &audio.artist, &audio.album];
    let names: Vec<&str> = names.into_iter().filter_map(|name| name.as_deref()).map(str::trim).collect();
    let title = names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" · ");
    write_player(out, "audio", audio.media.as_ref(), &audio.poster, options, |out, own| {
        if own {
            write_paragraph(out, "title", Some(&title));
        } else {
            write_elsewhere(
                out,
                "Sound",
                [audio.url.as_deref(), media_url(&audio.media), audio.embed_url.as_deref()],
                &title,
            );
        }
    });
}

/// A film: played here when the file is this site's own, else a line that leads to it.
pub fn write_video(out: &mut String, video: &Video, options: &Options) {
    let title = video.title.as_deref().map(str::trim).unwrap_or("");
    write_player(out, "video", video.media.as_ref(), &video.poster, options, |out, own| {
        if own {
            write_paragraph(out, "title", Some(title));
        } else {
            write_elsewhere(
                out,
                "Video",
                [video.url.as_deref(), media_url(&video.media), video.embed_url.as_deref()],
                title,
            );
        }
        if let Some(caption) = video.caption.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            out.push_str("<figcaption>");
            write_lines(out, caption);
            out.push_str("</figcaption>");
        }
    });
}

fn media_url(media: &Option<Media>) -> Option<&str> {
    media.as_ref().map(|media| media.url.as_str())
}

/// `tag` is `audio` or `video`; `words` writes what stands under the player or in its place.
fn write_player(
    out: &mut String,
    tag: &str,
    media: Option<&Media>,
    poster: &[Media],
    options: &Options,
    words: impl Fn(&mut String, bool),
) {
    let poster = best_size(poster).filter(|media| is_shown(media, options));
    out.push_str("<figure class=\"");
    out.push_str(tag);
    out.push_str("\">");
    // Only own files are played: a player would ask the other site for the file.
    let media = media.filter(|media| is_own_file(&media.url));
    if let Some(media) = media {
        out.push('<');
        out.push_str(tag);
        out.push_str(" controls=\"\" preload=\"");
        // A film needs its metadata for its size and first frame; a sound shows nothing before it
        // plays.
        out.push_str(if tag == "video" { "metadata" } else { "none" });
        out.push_str("\" src=\"");
        write_source(out, &media.url, options);
        out.push('"');
        if tag == "video" {
            if let Some(poster) = poster {
                out.push_str(" poster=\"");
                write_source(out, &poster.url, options);
                out.push('"');
            }
            write_size(out, media);
        }
        out.push_str("></");
        out.push_str(tag);
        out.push('>');
    } else if let Some(poster) = poster {
        write_decoration(out, poster, options);
    }
    words(out, media.is_some());
    out.push_str("</figure>");
}

fn write_elsewhere<const N: usize>(out: &mut String, what: &str, urls: [Option<&str>; N], title: &str) {
    // The page comes before the file and the player in the list: it is what a reader can visit.
    let url = urls.into_iter().flatten().find(|url| inline::is_linkable(url)).unwrap_or("");
    out.push_str("<p class=\"title\">");
    write_link_away(out, what, url, title);
    out.push_str("</p>");
}

/// Answers of a poll that a list shows; the original takes no more.
const CUT_ANSWERS: usize = 12;

/// A poll: its question and answers, to be read. Gives whether answers were left out.
pub fn write_poll(out: &mut String, poll: &Poll, options: &Options) -> bool {
    let shown = if options.cut { CUT_ANSWERS } else { usize::MAX };
    out.push_str("<div class=\"poll\">");
    write_paragraph(out, "title", Some(&poll.question));
    if !poll.answers.is_empty() {
        out.push_str("<ul>");
        for answer in poll.answers.iter().take(shown) {
            out.push_str("<li>");
            write_lines(out, answer.answer_text.trim());
            out.push_str("</li>");
        }
        out.push_str("</ul>");
    }
    out.push_str("</div>");
    poll.answers.len() > shown
}

/// A paywall, unless it is hidden.
pub fn write_paywall(out: &mut String, wall: &Paywall) {
    if wall.is_visible == Some(false) {
        return;
    }
    out.push_str("<div class=\"paywall\">");
    write_paragraph(out, "title", wall.title.as_deref());
    write_paragraph(out, "description", wall.text.as_deref());
    out.push_str("</div>");
}

/// A block of a type this site does not know.
pub fn write_unknown(out: &mut String, name: &str) {
    // What a saved page only hints at: the intake of tag pages writes these two.
    if let Some(what) = match name {
        "missing-image" => Some("A picture that the saved page did not keep"),
        "missing-link" => Some("A link whose address the saved page did not keep"),
        _ => None,
    } {
        out.push_str("<p class=\"unknown\">");
        out.push_str(what);
        out.push_str("</p>");
        return;
    }
    out.push_str("<p class=\"unknown\">A block of the type “");
    // The name comes from the author, so its length is bounded.
    let shown: String = name.chars().take(40).collect();
    escape::escape_text(out, if shown.is_empty() { "?" } else { &shown });
    out.push_str("”, which cannot be shown here yet</p>");
}
