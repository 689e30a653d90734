//! Tokens to an expression.

use super::lex::{Token, TokenKind, tokens};
use super::value::{self, Modifier, Parsed};
use super::{Expr, Query, QueryError, Sort, Term};
use crate::words;
use model::Time;

/// The longest query, in code points.
pub const MAX_QUERY: usize = 2_000;
/// The deepest nesting of brackets.
pub const MAX_BRACKETS: usize = 64;

/// Reads a query; ages such as `age:<30d` are counted back from `now`. Empty text means every post.
///
/// # Errors
/// On a mistake in the text, with its place.
pub fn parse(text: &str, now: Time) -> Result<Query, QueryError> {
    // Before anything else: lexing and parsing are then bounded whatever was sent.
    if text.chars().nth(MAX_QUERY).is_some() {
        return Err(QueryError::new(MAX_QUERY, format!("a query has at most {MAX_QUERY} characters")));
    }
    let tokens = tokens(text)?;
    let end = text.chars().count();
    let mut parser =
        Parser { tokens: tokens.into_iter().peekable(), end, now, depth: 0, sort: None, exact: false };
    let mut expr = if parser.tokens.peek().is_none() { Expr::All } else { parser.either()? };
    // `either` stops only at the end or at a bracket it did not open.
    if let Some(token) = parser.tokens.next() {
        return Err(QueryError::new(token.at, "this bracket closes nothing; remove it or open one before"));
    }
    // `spelling:exact` may stand behind the tags it holds for, so they are changed at the end.
    if parser.exact {
        make_exact(&mut expr);
    }
    Ok(Query { expr, sort: parser.sort })
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    end: usize,
    now: Time,
    depth: usize,
    sort: Option<Sort>,
    exact: bool,
}

impl Parser {
    fn at(&mut self) -> usize {
        self.tokens.peek().map_or(self.end, |token| token.at)
    }

    fn take(&mut self, kind: &TokenKind) -> bool {
        self.tokens.next_if(|token| token.kind == *kind).is_some()
    }

    fn either(&mut self) -> Result<Expr, QueryError> {
        let mut parts = Vec::new();
        loop {
            let at = self.at();
            let part = self.all()?;
            let more = self.take(&TokenKind::Or);
            match part {
                // A side of nothing but `sort:` would select every post, which nobody means.
                Expr::All if more || !parts.is_empty() => {
                    return Err(QueryError::new(
                        at,
                        "OR needs a condition on both sides, as in #tea OR #coffee",
                    ));
                }
                // Nested alternatives are flattened, so that equal queries have one form.
                Expr::Or(inner) => parts.extend(inner),
                part => parts.push(part),
            }
            if !more {
                return Ok(one_or(parts, Expr::Or));
            }
        }
    }

    /// `All` when there is nothing but words about the whole query.
    fn all(&mut self) -> Result<Expr, QueryError> {
        let mut parts = Vec::new();
        let mut read = false;
        loop {
            match self.tokens.peek().map(|token| &token.kind) {
                None | Some(TokenKind::Or | TokenKind::Close) if read => break,
                Some(TokenKind::And) if read => {
                    self.tokens.next();
                    read = false;
                    continue;
                }
                None | Some(TokenKind::Or | TokenKind::And | TokenKind::Close) => {
                    return Err(QueryError::new(
                        self.at(),
                        "a condition is missing here; write a #tag, a word, a \"phrase\" or a filter such as type:photo",
                    ));
                }
                _ => {}
            }
            read = true;
            match self.one()? {
                Some(Expr::And(inner)) => parts.extend(inner),
                Some(part) => parts.push(part),
                None => {}
            }
        }
        Ok(one_or(parts, Expr::And))
    }

    fn one(&mut self) -> Result<Option<Expr>, QueryError> {
        let start = self.at();
        let mut nots = 0_usize;
        while self.take(&TokenKind::Not) {
            nots += 1;
        }
        let at = self.at();
        let expr = match self.tokens.next().map(|token| token.kind) {
            Some(TokenKind::Open) => self.brackets(at)?,
            Some(TokenKind::Tag { name, exact }) => Expr::Term(Term::Tag { name, exact }),
            Some(TokenKind::Quoted(text)) => Expr::Term(text_term(&text, at)?),
            Some(TokenKind::Bare(text)) => match value::read(&text, at, self.now)? {
                Parsed::Terms(terms) => one_or(terms.into_iter().map(Expr::Term).collect(), Expr::Or),
                Parsed::Text => Expr::Term(text_term(&text, at)?),
                Parsed::Modifier(modifier) => {
                    self.modify(modifier, at, nots > 0)?;
                    return Ok(None);
                }
            },
            _ => return Err(QueryError::new(start, "NOT needs a condition after it, as in NOT #travel")),
        };
        // Counted in a loop, not by recursion: two thousand `-` in a row cannot exhaust the stack.
        Ok(Some(if nots % 2 == 1 { not(expr) } else { expr }))
    }

    fn brackets(&mut self, at: usize) -> Result<Expr, QueryError> {
        self.depth += 1;
        // Brackets are parsed by recursion, and the text comes from anyone.
        if self.depth > MAX_BRACKETS {
            return Err(QueryError::new(at, format!("brackets go at most {MAX_BRACKETS} deep")));
        }
        let expr = self.either()?;
        self.depth -= 1;
        if self.take(&TokenKind::Close) {
            Ok(expr)
        } else {
            Err(QueryError::new(at, "this bracket is not closed; put ) after what belongs together"))
        }
    }

    fn modify(&mut self, modifier: Modifier, at: usize, negated: bool) -> Result<(), QueryError> {
        if self.depth > 0 || negated {
            let message = "this holds for the whole query; write it outside brackets and without -";
            return Err(QueryError::new(at, message));
        }
        match modifier {
            Modifier::Exact(exact) => self.exact |= exact,
            Modifier::Sort(sort) if self.sort.is_some_and(|set| set != sort) => {
                return Err(QueryError::new(at, "the query already has another sort:; keep one of them"));
            }
            Modifier::Sort(sort) => self.sort = Some(sort),
        }
        Ok(())
    }
}

fn one_or(mut parts: Vec<Expr>, many: impl Fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.len() {
        0 => Expr::All,
        1 => parts.remove(0),
        _ => many(parts),
    }
}

fn not(expr: Expr) -> Expr {
    match expr {
        Expr::Not(inner) => *inner,
        other => Expr::Not(Box::new(other)),
    }
}

fn text_term(text: &str, at: usize) -> Result<Term, QueryError> {
    let text = text.trim().to_owned();
    match words::of(&text).len() {
        // Such a term has nothing that could be looked up in the index.
        0 => Err(QueryError::new(
            at,
            format!(
                "“{text}” holds no letter or digit to search for; a tag made of signs is written #{}",
                if text.is_empty() { "☕" } else { &text }
            ),
        )),
        1 => Ok(Term::Word(text)),
        _ => Ok(Term::Phrase(text)),
    }
}

fn make_exact(expr: &mut Expr) {
    match expr {
        Expr::All => {}
        Expr::And(parts) | Expr::Or(parts) => parts.iter_mut().for_each(make_exact),
        Expr::Not(inner) => make_exact(inner),
        Expr::Term(Term::Tag { exact, .. }) => *exact = true,
        Expr::Term(_) => {}
    }
}
