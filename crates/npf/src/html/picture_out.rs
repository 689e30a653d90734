//! `<img>` out: a picture with its description, its caption and its sizes.

use super::card::{is_shown, write_link_away};
use super::escape;
use super::inline::{self, write_anchor, write_lines};
use super::render::Options;
use crate::block::Image;
use crate::media::Media;
use std::fmt::Write as _;

/// Pictures are served at about twice the column's width.
const WANTED_WIDTH: u32 = 1280;
/// Width of the column in CSS pixels, and of the window from which on the column no longer fills it.
const COLUMN: usize = 640;
const COLUMN_FROM: usize = 672;

/// What stands in a page's `alt` where the author described nothing: a picture that is content must not have an empty
/// one, and a caption is no description. It is not read back as a description.
pub const NO_DESCRIPTION: &str = "Picture without a description";

/// How a picture stands in the page.
#[derive(Debug, Clone, Copy)]
pub struct Fit {
    /// Blocks that share its row, itself among them.
    pub columns: usize,
    /// It is fetched at once and before other pictures.
    pub at_once: bool,
}

/// A picture with its caption, or a link to one that is kept elsewhere. Gives whether the picture itself is shown.
pub fn write_image(out: &mut String, image: &Image, options: &Options, fit: Fit) -> bool {
    let alt = image.alt_text.as_deref().map(str::trim).unwrap_or("");
    let caption = image.caption.as_deref().map(str::trim).unwrap_or("");
    let Some(media) = best_size(&image.media) else { return false };
    let visible = is_shown(media, options);
    out.push_str("<figure>");
    let target = image.attribution.as_ref().and_then(|by| by.url.as_deref());
    let linked = visible && target.is_some_and(|url| write_anchor(out, url, ""));
    if visible {
        let unnamed = if options.page.is_some() { NO_DESCRIPTION } else { "" };
        write_start(out, media, if alt.is_empty() { unnamed } else { alt }, options);
        if options.page.is_some() {
            write_candidates(out, &image.media, media, fit.columns);
        }
        write_end(out, fit.at_once);
    } else {
        write_link_away(out, "Picture", &media.url, alt);
    }
    if linked {
        out.push_str("</a>");
    }
    // Feed readers show `details` open or not at all; the `alt` attribute serves them.
    if !alt.is_empty() && visible && options.absolute.is_none() {
        out.push_str("<details class=\"alt\"><summary>ALT</summary><p>");
        write_lines(out, alt);
        out.push_str("</p></details>");
    }
    if !caption.is_empty() {
        out.push_str("<figcaption>");
        write_lines(out, caption);
        out.push_str("</figcaption>");
    }
    out.push_str("</figure>");
    visible
}

/// A picture beside words that say the same, such as the poster of a card: nothing to read out.
pub fn write_decoration(out: &mut String, media: &Media, options: &Options) {
    write_start(out, media, "", options);
    write_end(out, false);
}

fn write_start(out: &mut String, media: &Media, alt: &str, options: &Options) {
    out.push_str("<img src=\"");
    write_source(out, &media.url, options);
    out.push_str("\" alt=\"");
    escape::escape_attribute(out, alt);
    out.push('"');
    write_size(out, media);
}

fn write_end(out: &mut String, at_once: bool) {
    out.push_str(if at_once {
        " fetchpriority=\"high\" decoding=\"async\">"
    } else {
        " loading=\"lazy\" decoding=\"async\">"
    });
}

/// The other sizes of a picture that this site keeps, for the browser to choose from.
fn write_candidates(out: &mut String, all: &[Media], chosen: &Media, columns: usize) {
    let mut sizes: Vec<(u32, &str)> = all
        .iter()
        .filter(|one| is_own_file(&one.url) && same_shape(one, chosen))
        .filter_map(|one| Some((one.width.filter(|width| *width > 0)?, one.url.as_str())))
        .collect();
    sizes.sort_unstable();
    // Two candidates of one width are an error in `srcset`.
    sizes.dedup_by_key(|(width, _)| *width);
    if sizes.len() < 2 || !is_own_file(&chosen.url) {
        return;
    }
    out.push_str(" srcset=\"");
    for (at, (width, url)) in sizes.iter().enumerate() {
        out.push_str(if at > 0 { ", " } else { "" });
        // A comma at either end of an address would be read as the end of the candidate.
        escape::escape_attribute(out, &url.replace(',', "%2C"));
        let _ = write!(out, " {width}w");
    }
    let columns = columns.clamp(1, 10);
    let (column, share) = (COLUMN / columns, 100 / columns);
    let _ = write!(out, "\" sizes=\"(min-width: {COLUMN_FROM}px) {column}px, {share}vw\"");
}

/// A square cut out of a picture is another picture.
fn same_shape(one: &Media, other: &Media) -> bool {
    let cropped =
        |media: &Media| media.extra.get("cropped").and_then(serde_json::Value::as_bool) == Some(true);
    if cropped(one) || cropped(other) {
        return false;
    }
    let (Some(w), Some(h), Some(width), Some(height)) = (one.width, one.height, other.width, other.height)
    else {
        return one.url == other.url;
    };
    // Heights are rounded to whole pixels, so the shapes may differ by one of them.
    let expected = u64::from(height) * u64::from(w) / u64::from(width.max(1));
    expected.abs_diff(u64::from(h)) <= 1 + u64::from(h) / 50
}

/// The smallest size that is wide enough, else the widest.
pub fn best_size(media: &[Media]) -> Option<&Media> {
    let wide = |one: &&Media| one.width.is_some_and(|width| width >= WANTED_WIDTH);
    // A size that may be neither shown nor linked must not win over one that may.
    let usable = || media.iter().filter(|one| is_own_file(&one.url) || inline::is_linkable(&one.url));
    let widest = usable().reduce(|a, b| if b.width > a.width { b } else { a });
    usable().filter(wide).min_by_key(|one| one.width).or(widest)
}

/// Whether an address is one of this site's own files.
pub fn is_own_file(url: &str) -> bool {
    url.starts_with('/')
        // Two slashes, or a backslash read as one, lead to another host.
        && !url.starts_with("//")
        && url.len() <= 2048
        && !url.chars().any(|c| c == '\\' || c.is_control() || c.is_whitespace())
}

/// The address of a file, whole where the reader is elsewhere.
pub fn write_source(out: &mut String, url: &str, options: &Options) {
    if is_own_file(url) {
        escape::escape_attribute(out, options.absolute.unwrap_or(""));
    }
    escape::escape_attribute(out, url.trim());
}

/// `width` and `height`, where both are known.
pub fn write_size(out: &mut String, media: &Media) {
    if let (Some(width @ 1..), Some(height @ 1..)) = (media.width, media.height) {
        let _ = write!(out, " width=\"{width}\" height=\"{height}\"");
    }
}
