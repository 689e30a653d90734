//! Text to tokens, each with its place.

use super::QueryError;
use crate::chars::{continues_grapheme, is_bidi_control, strip_hash};

/// A token and where it stands.
#[derive(Debug, PartialEq)]
pub struct Token {
    /// Code point offset of its first character.
    pub at: usize,
    /// Code points it has in the text, quotation marks among them.
    pub len: usize,
    pub kind: TokenKind,
}

#[derive(Debug, PartialEq)]
pub enum TokenKind {
    Open,
    Close,
    Or,
    And,
    Not,
    /// Quoted text, unescaped.
    Quoted(String),
    /// `#name` or, exact, `##name`.
    Tag {
        name: String,
        exact: bool,
    },
    /// Text up to white space, a bracket or a quote; or `key:"value"`, without its quotes.
    Bare(String),
}

/// Splits a query into tokens.
pub fn tokens(text: &str) -> Result<Vec<Token>, QueryError> {
    let mut lexer = Lexer { chars: text.chars().collect(), at: 0 };
    let mut out = Vec::new();
    while let Some(c) = lexer.peek() {
        if c.is_whitespace() || is_invisible(c) {
            lexer.at += 1;
            continue;
        }
        let at = lexer.at;
        let kind = lexer.token(c)?;
        out.push(Token { at, len: lexer.at - at, kind });
    }
    Ok(out)
}

/// Opens and closes a phrase; keyboards of phones write the typographic ones.
pub fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟')
}

/// Whether text before a colon names a filter, known or not: two or more letters. `10:30` and `a:b` are words.
pub fn is_filter_key(key: &str) -> bool {
    key.len() >= 2 && key.bytes().all(|b| b.is_ascii_alphabetic())
}

/// What text copied from pages in Arabic or Hebrew, or from a file, has around words and nobody sees.
fn is_invisible(c: char) -> bool {
    is_bidi_control(c) || matches!(c, '\u{200B}' | '\u{FEFF}')
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
}

impl Lexer {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn token(&mut self, first: char) -> Result<TokenKind, QueryError> {
        match first {
            '(' => Ok(self.single(TokenKind::Open)),
            ')' => Ok(self.single(TokenKind::Close)),
            '#' | '＃' => self.tag(),
            '-' => {
                self.at += 1;
                match self.peek() {
                    Some(c) if !c.is_whitespace() && c != ')' => Ok(TokenKind::Not),
                    _ => Err(QueryError::new(
                        self.at - 1,
                        "“-” stands right before what it leaves out, as in -#travel or -type:photo",
                    )),
                }
            }
            c if is_quote(c) => self.quoted().map(TokenKind::Quoted),
            _ => self.bare_or_keyword(),
        }
    }

    fn single(&mut self, kind: TokenKind) -> TokenKind {
        self.at += 1;
        kind
    }

    fn tag(&mut self) -> Result<TokenKind, QueryError> {
        let start = self.at;
        let mut marks = 0_usize;
        // Three signs and more mean what two do, so a stuck key is no mistake.
        while self.at_hash() {
            self.at += 1;
            marks += 1;
        }
        let typed = match self.peek() {
            Some(c) if is_quote(c) => self.quoted()?,
            // Tags pasted from a list are separated by commas.
            _ => self.bare().trim_end_matches(',').to_owned(),
        };
        // Cleaning takes one sign off a name; here none may stay, or the canonical text would lose it.
        let mut name = crate::clean_imported(&typed);
        while let Some(marked) = name.as_deref().filter(|name| strip_hash(name).is_some()) {
            name = crate::clean_imported(marked);
        }
        match name {
            Some(name) => Ok(TokenKind::Tag { name, exact: marks > 1 }),
            None => Err(QueryError::new(
                start,
                "“#” needs a tag of 1 to 1,000 characters, as in #travel or #\"road trip\"",
            )),
        }
    }

    /// Whether a `#` stands here that is a sign of the query, not the beginning of a keycap.
    fn at_hash(&self) -> bool {
        let rest = self.chars.get(self.at + 1..).unwrap_or_default();
        matches!(self.peek(), Some('#' | '＃')) && !continues_grapheme(rest.iter().copied())
    }

    fn quoted(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        // A phrase opened with a straight quote may hold typographic ones; only a straight one
        // closes it.
        let straight = self.peek() == Some('"');
        self.at += 1;
        let mut out = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match (c, self.peek()) {
                // Any other backslash stands for itself, as people who do not know of escapes
                // expect.
                ('\\', Some(next @ ('"' | '\\'))) => {
                    self.at += 1;
                    out.push(next);
                }
                ('"', _) => return Ok(out),
                (c, _) if !straight && is_quote(c) => return Ok(out),
                (c, _) => out.push(c),
            }
        }
        Err(QueryError::new(start, "this quotation mark has no closing one; put \" at the end of the phrase"))
    }

    fn bare(&mut self) -> String {
        let mut out = String::new();
        while let Some(c) = self.peek() {
            if c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c) {
                break;
            }
            out.push(c);
            self.at += 1;
        }
        // Copied text often has a direction mark behind a word, which would make it another word.
        out.truncate(out.trim_end_matches(is_invisible).len());
        out
    }

    fn bare_or_keyword(&mut self) -> Result<TokenKind, QueryError> {
        let mut word = self.bare();
        let filter = word.strip_suffix([':', '：']).is_some_and(is_filter_key);
        // The quote belongs to the filter only right behind the colon: `hello: "a b"` is a word and a phrase.
        if filter && self.peek().is_some_and(is_quote) {
            word.push_str(&self.quoted()?);
        }
        Ok(match word.as_str() {
            // Capitals only: "or", "and" and "not" are words people search for.
            "OR" => TokenKind::Or,
            "AND" => TokenKind::And,
            "NOT" => TokenKind::Not,
            _ => TokenKind::Bare(word),
        })
    }
}
