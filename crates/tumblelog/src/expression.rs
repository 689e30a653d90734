//! From a parsed query to an expression over facets: names become ids, words become hashes.

use crate::{Error, Result, subject};
use index::{Class, Expr, Facet, NotesClass, Query};
use store::{Tx, blogs, words::WordHash};
use tag::query::{self, Has, Is, Term};

/// Compiles a query. A tag, blog or word that nobody used matches nothing.
pub(crate) fn compile(tx: &mut Tx<'_>, query: &query::Query) -> Result<Query> {
    let hash = WordHash::of(tx);
    let expr = expression(tx, &hash, &query.expr)?;
    let scope = if asks_for_reblogs(&query.expr) {
        vec![Class::Standing, Class::Bare]
    } else {
        vec![Class::Standing]
    };
    Ok(Query { expr, scope })
}

/// Bare reblogs are notes, not posts of a page, unless reblogs are asked for.
fn asks_for_reblogs(expr: &query::Expr) -> bool {
    match expr {
        query::Expr::And(parts) | query::Expr::Or(parts) => parts.iter().any(asks_for_reblogs),
        query::Expr::Term(Term::Is(is)) => *is == Is::Reblog,
        _ => false,
    }
}

fn expression(tx: &mut Tx<'_>, hash: &WordHash, expr: &query::Expr) -> Result<Expr> {
    let mut all =
        |parts: &[query::Expr]| parts.iter().map(|part| expression(tx, hash, part)).collect::<Result<_>>();
    Ok(match expr {
        query::Expr::All => Expr::All,
        query::Expr::And(parts) => Expr::And(all(parts)?),
        query::Expr::Or(parts) => Expr::Or(all(parts)?),
        query::Expr::Not(part) => Expr::Not(Box::new(expression(tx, hash, part)?)),
        query::Expr::Term(term) => self::term(tx, hash, term)?,
    })
}

fn term(tx: &mut Tx<'_>, hash: &WordHash, term: &Term) -> Result<Expr> {
    let any = |facets: Vec<Facet>| Expr::Or(facets.into_iter().map(Expr::Facet).collect());
    Ok(match term {
        Term::Tag { name, exact } => tag_named(tx, name, *exact)?,
        Term::Word(word) => words_of(hash, word),
        Term::Phrase(text) => {
            let words = tag::words::of(text);
            if words.len() > 1 {
                return Err(Error::Query {
                    at: 0,
                    message: format!(
                        "exact phrases cannot be searched yet; write the words of “{text}” without quotes, or #\"…\" for a tag"
                    ),
                });
            }
            words_of(hash, text)
        }
        Term::Type(kinds) => any(kinds.iter().map(|kind| Facet::Type(*kind)).collect()),
        Term::Lang(langs) => any(langs.iter().map(|lang| Facet::Lang(Some(*lang))).collect()),
        Term::Blog(name) => match blogs::by_name(tx, name.as_str())? {
            Some(blog) => Expr::Facet(Facet::Blog(blog.id)),
            None => Expr::None,
        },
        Term::Source(host) => Expr::Facet(Facet::Host(hash.host(host))),
        Term::Is(is) => Expr::Facet(match is {
            Is::Robot => Facet::Robot,
            Is::Original => Facet::Original,
            Is::Reblog => Facet::Reblog,
            Is::Answer => Facet::Type(model::PostType::Answer),
        }),
        Term::Has(has) => Expr::Facet(Facet::Has(thing(*has))),
        Term::Notes { min, max } => notes(*min, *max)?,
        Term::Time { from, until } => Expr::Time {
            from: from.map_or(i64::MIN, |time| time.0),
            until: until.map_or(i64::MAX, |time| time.0),
        },
    })
}

fn thing(has: Has) -> index::Has {
    match has {
        Has::Image => index::Has::Image,
        Has::Video => index::Has::Video,
        Has::Audio => index::Has::Audio,
        Has::Link => index::Has::Link,
        Has::Alt => index::Has::Alt,
        Has::Poll => index::Has::Poll,
    }
}

/// The posts with a tag, in any spelling of its subject; of its fold alone where `exact`.
pub(crate) fn tag_named(tx: &mut Tx<'_>, name: &str, exact: bool) -> Result<Expr> {
    Ok(subject::expr(&subject::tags_of(tx, name, exact)?))
}

fn words_of(hash: &WordHash, text: &str) -> Expr {
    let words = tag::words::of(text);
    Expr::And(words.iter().map(|word| Expr::Facet(Facet::Word(hash.word(word)))).collect())
}

/// Note counts are indexed exactly up to 15 and in ranges above, so a bound above must be the edge of one.
fn notes(min: Option<u64>, max: Option<u64>) -> Result<Expr> {
    let bound = |n: u64| i64::try_from(n).unwrap_or(i64::MAX - 1);
    let low = bound(min.unwrap_or(0));
    let first = NotesClass::of(low);
    let last = max.map_or(NotesClass::MAX, |max| NotesClass::of(bound(max)));
    if first.range().0 != low || max.is_some_and(|max| last.range().1 != bound(max)) {
        return Err(Error::Query {
            at: 0,
            message: format!(
                "notes: takes bounds up to 16 and then 24, 32, 48, 64, 96 and so on (for “at least”); near yours is {}",
                first.range().0
            ),
        });
    }
    let classes = (first.number()..=last.number()).filter_map(NotesClass::from_number);
    Ok(Expr::Or(classes.map(|class| Expr::Facet(Facet::Notes(class))).collect()))
}
