//! A text with its ranges as markup.

use super::escape;
use super::render::Options;
use crate::format::{Format, FormatKind};

/// Ranges open at one place; further ones are left out.
const MAX_OPEN: usize = 12;

/// What every link to elsewhere carries.
pub const REL: &str = " rel=\"nofollow ugc noopener\"";

/// Writes a text, ranges of different types crossing as they like. Line ends become `<br>`.
pub fn write_inline(out: &mut String, text: &str, formats: &[Format], options: &Options) {
    if formats.is_empty() {
        write_lines(out, text);
        return;
    }
    let mut order: Vec<&Format> = formats.iter().filter(|format| format.start < format.end).collect();
    // Longer ranges open first, so that shorter ones close within them.
    order.sort_by_key(|format| (format.start, std::cmp::Reverse(format.end)));
    let mut writer = Writer { out, options, open: Vec::new() };
    let mut next = order.into_iter().peekable();
    let mut from = 0;
    // The next place where a range begins or ends.
    let mut event = next.peek().map_or(usize::MAX, |format| format.start);
    // Code point and byte reached.
    let mut reached = (0, 0);
    let ascii = text.is_ascii();
    while let Some(byte) = place_formats(text, ascii, reached, event) {
        let at = event;
        reached = (at, byte);
        write_lines(writer.out, text.get(from..byte).unwrap_or(""));
        from = byte;
        writer.close_formats(at);
        while let Some(format) = next.next_if(|format| format.start <= at) {
            writer.begin_format(format, at);
        }
        // At most `MAX_OPEN` ranges are open, so a plain scan for the next end is cheap.
        let end = writer.open.iter().map(|format| format.end).min().unwrap_or(usize::MAX);
        event = end.min(next.peek().map_or(usize::MAX, |format| format.start));
    }
    write_lines(writer.out, text.get(from..).unwrap_or(""));
    while let Some(format) = writer.open.pop() {
        end_tag(writer.out, &format.kind);
    }
}

/// Text with its line ends.
pub fn write_lines(out: &mut String, text: &str) {
    let mut parts = text.split('\n');
    escape::escape_text(out, parts.next().unwrap_or(""));
    for part in parts {
        out.push_str("<br>");
        escape::escape_text(out, part);
    }
}

/// The byte at which a code point begins, counted from one whose byte is known; none past the end.
fn place_formats(text: &str, ascii: bool, from: (usize, usize), to: usize) -> Option<usize> {
    if ascii {
        return (to < text.len()).then_some(to);
    }
    let (at, byte) = from;
    let (found, _) = text.get(byte..)?.char_indices().nth(to.checked_sub(at)?)?;
    Some(byte + found)
}

struct Writer<'o, 'f> {
    out: &'o mut String,
    options: &'o Options<'o>,
    open: Vec<&'f Format>,
}

impl<'f> Writer<'_, 'f> {
    /// Ends the ranges that end here, and opens again those around which they closed.
    fn close_formats(&mut self, at: usize) {
        let Some(first) = self.open.iter().position(|format| format.end <= at) else { return };
        // Markup must nest: ranges opened later close too, and open again if they go on.
        let over = self.open.split_off(first);
        for format in over.iter().rev() {
            end_tag(self.out, &format.kind);
        }
        for format in over.into_iter().filter(|format| format.end > at) {
            start_tag(self.out, &format.kind, self.options);
            self.open.push(format);
        }
    }

    fn begin_format(&mut self, format: &'f Format, at: usize) {
        let leads = |kind: &FormatKind| matches!(kind, FormatKind::Link(_) | FormatKind::Mention(_));
        // Browsers end an outer `<a>` at an inner one, which would break the nesting written here.
        let nested = leads(&format.kind) && self.open.iter().any(|open| leads(&open.kind));
        let room = self.open.len() < MAX_OPEN && format.end > at;
        if room && !nested && start_tag(self.out, &format.kind, self.options) {
            self.open.push(format);
        }
    }
}

/// Whether a kind has a tag is decided here alone: only what this writes is ever closed.
fn start_tag(out: &mut String, kind: &FormatKind, options: &Options) -> bool {
    match kind {
        FormatKind::Bold => out.push_str("<b>"),
        FormatKind::Italic => out.push_str("<i>"),
        FormatKind::Strikethrough => out.push_str("<s>"),
        FormatKind::Small => out.push_str("<small>"),
        FormatKind::Link(url) => return write_anchor(out, url, ""),
        FormatKind::Mention(blog) => match blog.name.as_deref().filter(|name| blog_name(name)) {
            Some(name) => return blog_link(out, name, blog.url.as_deref(), options),
            None => return false,
        },
        FormatKind::Color(hex) => match super::color::color_class(hex) {
            Some(class) => {
                out.push_str("<span class=\"ink-");
                out.push_str(class);
                out.push_str("\">");
            }
            None => return false,
        },
        FormatKind::Unknown(_) => return false,
    }
    true
}

fn end_tag(out: &mut String, kind: &FormatKind) {
    out.push_str(match kind {
        FormatKind::Bold => "</b>",
        FormatKind::Italic => "</i>",
        FormatKind::Strikethrough => "</s>",
        FormatKind::Small => "</small>",
        FormatKind::Link(_) | FormatKind::Mention(_) => "</a>",
        FormatKind::Color(_) => "</span>",
        FormatKind::Unknown(_) => "",
    });
}

/// Opens a link to elsewhere when its address may be linked.
pub fn write_anchor(out: &mut String, url: &str, class: &str) -> bool {
    if !is_linkable(url) {
        return false;
    }
    out.push_str("<a");
    if !class.is_empty() {
        out.push_str(" class=\"");
        out.push_str(class);
        out.push('"');
    }
    out.push_str(" href=\"");
    escape::escape_attribute(out, url.trim());
    out.push('"');
    out.push_str(REL);
    out.push('>');
    true
}

/// Opens the link to a blog: to its page where it has one here, else to the address `told` of it, if any.
pub fn blog_link(out: &mut String, name: &str, told: Option<&str>, options: &Options) -> bool {
    if blog_name(name) && options.blogs.is_none_or(|blogs| blogs.contains(name)) {
        write_mention(out, name, options);
        return true;
    }
    told.is_some_and(|url| write_anchor(out, url, ""))
}

/// Opens the link to a blog of this site.
fn write_mention(out: &mut String, name: &str, options: &Options) {
    out.push_str("<a class=\"mention\" href=\"");
    escape::escape_attribute(out, options.base.unwrap_or(""));
    out.push_str("/@");
    escape::escape_attribute(out, name);
    out.push_str("\">");
}

/// Whether a name is one a blog may have.
pub fn blog_name(name: &str) -> bool {
    (1..=32).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// http and https without credentials, and mailto: decided on the text, so that reading is cheap.
pub fn is_linkable(url: &str) -> bool {
    let url = url.trim();
    let starts =
        |prefix: &str| url.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    if url.len() > 2048 || url.chars().any(|c| c.is_control()) {
        return false;
    }
    let rest = if starts("https://") {
        url.get(8..)
    } else if starts("http://") {
        url.get(7..)
    } else {
        return starts("mailto:") && url.len() > 7;
    };
    // Browsers read a backslash as a slash, so it ends the host too.
    let host = rest.and_then(|rest| rest.split(['/', '?', '#', '\\']).next()).unwrap_or("");
    !host.is_empty() && !host.contains('@')
}
