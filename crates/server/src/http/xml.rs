//! Text in XML documents that are short enough to be written by hand.

/// Text for an element or a quoted attribute. Characters that XML 1.0 has no place for are left out.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            // One such character makes the whole document unreadable, even when escaped.
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(escape("<a b=\"c\"> & \u{8}\u{1b}ə\n"), "&lt;a b=&quot;c&quot;&gt; &amp; ə\n");
    }
}
