//! One more condition for a query's text.

use super::lex::{Token, TokenKind, tokens};

/// The text of a query for those of its posts that also meet `filter`. Alternatives are put in brackets; what holds for
/// the whole query stays outside of them, and what makes its tags exact does not reach those of `filter`. A text with a
/// mistake keeps it.
pub fn narrow(text: &str, filter: &str) -> String {
    let (text, filter) = (text.trim(), filter.trim());
    if text.is_empty() || filter.is_empty() {
        return [text, filter].concat();
    }
    // The parser then points at the person's own mistake.
    let Ok(read) = tokens(text) else { return format!("{text} {filter}") };
    let outer = outermost(&read);
    let exact = outer.iter().any(|token| query_words(token).is_some_and(|(key, _)| key == "spelling"));
    let exact = exact && tokens(filter).is_ok_and(|read| read.iter().any(is_tag));
    let either = outer.iter().any(|token| token.kind == TokenKind::Or);
    // The common case keeps the text letter for letter as it was typed.
    if !either && !exact {
        return format!("{text} {filter}");
    }
    let (inner, behind) = split(text, &read, exact);
    match (either, inner.is_empty()) {
        (_, true) => format!("{filter}{behind}"),
        (true, false) => format!("({inner}) {filter}{behind}"),
        (false, false) => format!("{inner} {filter}{behind}"),
    }
}

/// The text without what holds for the whole query, and that; where `exact`, exact tags are written as such instead.
fn split(text: &str, read: &[Token], exact: bool) -> (String, String) {
    let outer = outermost(read);
    let all = exact && outer.iter().any(|token| query_words(token) == Some(("spelling", "exact".to_owned())));
    let mut chars: Vec<String> = text.chars().map(String::from).collect();
    let mut behind = String::new();
    for token in outer {
        let (TokenKind::Bare(word), Some((key, _))) = (&token.kind, query_words(token)) else { continue };
        if !(exact && key == "spelling") {
            behind = format!("{behind} {word}");
        }
        // Blanked, not removed, so that the places of the other tokens stay right.
        chars.iter_mut().skip(token.at).take(token.len).for_each(|c| " ".clone_into(c));
    }
    if all {
        for token in read.iter().filter(|token| matches!(token.kind, TokenKind::Tag { exact: false, .. })) {
            chars.iter_mut().skip(token.at).take(1).for_each(|sign| sign.insert(0, '#'));
        }
    }
    (chars.concat().trim().to_owned(), behind)
}

/// What a token says of the whole query: the key, and the value in lower case.
fn query_words(token: &Token) -> Option<(&'static str, String)> {
    let TokenKind::Bare(word) = &token.kind else { return None };
    let (key, value) = word.split_once([':', '：'])?;
    let key = ["sort", "spelling"].into_iter().find(|known| known.eq_ignore_ascii_case(key))?;
    let value = value.to_ascii_lowercase();
    (key == "sort" || ["exact", "any"].contains(&value.as_str())).then_some((key, value))
}

fn is_tag(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Tag { .. })
}

/// The tokens outside brackets.
fn outermost(tokens: &[Token]) -> Vec<&Token> {
    let mut depth = 0_usize;
    let outside = |token: &&Token| match token.kind {
        TokenKind::Open => {
            depth += 1;
            false
        }
        // Saturating, because the text may have a mistake: brackets need not match here.
        TokenKind::Close => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    };
    tokens.iter().filter(outside).collect()
}
