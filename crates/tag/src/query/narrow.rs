//! One more condition for a query's text.

use super::lex::{Kind, Token, tokens};

/// The text of a query for those of its posts that also meet `filter`. Alternatives are put in brackets; what holds for
/// the whole query stays outside of them. A text with a mistake keeps it.
pub fn narrow(text: &str, filter: &str) -> String {
    let (text, filter) = (text.trim(), filter.trim());
    if text.is_empty() || filter.is_empty() {
        return [text, filter].concat();
    }
    let Ok(tokens) = tokens(text) else { return format!("{text} {filter}") };
    let outer = outermost(&tokens);
    if !outer.iter().any(|token| token.kind == Kind::Or) {
        return format!("{text} {filter}");
    }
    let mut inner: Vec<char> = text.chars().collect();
    let mut behind = String::new();
    for token in outer {
        if let Kind::Bare(word) = &token.kind
            && ["sort:", "spelling:"].iter().any(|key| word.starts_with(key))
        {
            behind = format!("{behind} {word}");
            inner.iter_mut().skip(token.at).take(word.chars().count()).for_each(|c| *c = ' ');
        }
    }
    let inner: String = inner.into_iter().collect();
    format!("({}) {filter}{behind}", inner.trim())
}

/// The tokens outside brackets.
fn outermost(tokens: &[Token]) -> Vec<&Token> {
    let mut depth = 0_usize;
    let outside = |token: &&Token| match token.kind {
        Kind::Open => {
            depth += 1;
            false
        }
        Kind::Close => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    };
    tokens.iter().filter(outside).collect()
}
