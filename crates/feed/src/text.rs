//! Text that every reader of feeds takes.

use std::borrow::Cow;

/// Without characters that no reader can show: those that XML 1.0 forbids, the other control characters (C1 and
/// DEL), and what Unicode says is no character.
pub(crate) fn clean_text(text: &str) -> Cow<'_, str> {
    // Nearly every text is clean, so it is not copied.
    if text.chars().all(is_shown) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|&c| is_shown(c)).collect())
}

fn is_shown(c: char) -> bool {
    // The last two code points of every plane are noncharacters too.
    let noncharacter = matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xfffe == 0xfffe;
    matches!(c, '\t' | '\n' | '\r') || !(c.is_control() || noncharacter)
}

/// Plain text as HTML that shows it: for fields that readers take for HTML.
pub(crate) fn html_of_text(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '\n' => html.push_str("<br>"),
            c => html.push(c),
        }
    }
    html
}

/// A title as HTML, on one line.
pub(crate) fn html_of_title(title: &str) -> String {
    html_of_text(&title.split_whitespace().collect::<Vec<_>>().join(" "))
}
