//! From a parsed query to an expression over facets: names become ids, words become hashes.

use crate::Result;
use crate::query::condition::{Compiled, Condition};
use crate::snapshot::Snapshot;
use crate::tag::subject;
use index::{Class, Expr, Facet};
use store::{Tx, blogs, words::WordHash};
use tag::query::{self, Is, Term};

/// Compiles a query. A tag, blog or word that nobody used matches nothing.
pub(crate) fn compile_query(snapshot: &mut Snapshot<'_, '_>, query: &query::Query) -> Result<Compiled> {
    let condition = compile_expression(snapshot, &query.expr)?;
    Ok(Compiled { condition, scope: class_scope(&query.expr) })
}

/// Among which posts a query selects.
pub(crate) fn class_scope(expr: &query::Expr) -> Vec<Class> {
    if asks_for_reblogs(expr) { vec![Class::Standing, Class::Bare] } else { vec![Class::Standing] }
}

/// Bare reblogs are notes, not posts of a page, unless reblogs are asked for.
fn asks_for_reblogs(expr: &query::Expr) -> bool {
    match expr {
        query::Expr::And(parts) | query::Expr::Or(parts) => parts.iter().any(asks_for_reblogs),
        // A negated term does not ask for them, so `Not` stays with the rest.
        query::Expr::Term(Term::Is(is)) => *is == Is::Reblog,
        _ => false,
    }
}

/// Who asks for duplicates wants to see them.
pub(crate) fn asks_for_duplicates(expr: &query::Expr) -> bool {
    match expr {
        query::Expr::And(parts) | query::Expr::Or(parts) => parts.iter().any(asks_for_duplicates),
        query::Expr::Term(Term::Is(is)) => *is == Is::Copy,
        _ => false,
    }
}

fn compile_expression(snapshot: &mut Snapshot<'_, '_>, expr: &query::Expr) -> Result<Condition> {
    let mut all = |parts: &[query::Expr]| {
        parts.iter().map(|part| compile_expression(snapshot, part)).collect::<Result<_>>()
    };
    Ok(match expr {
        query::Expr::All => Expr::All.into(),
        query::Expr::And(parts) => Condition::And(all(parts)?),
        query::Expr::Or(parts) => Condition::Or(all(parts)?),
        query::Expr::Not(part) => Condition::Not(Box::new(compile_expression(snapshot, part)?)),
        query::Expr::Term(term) => compile_term(snapshot, term)?,
    })
}

/// Words that must stand one after another; one word alone is a facet.
fn compile_phrase(hash: &WordHash, text: &str) -> Condition {
    let words: Vec<u64> = tag::words::of(text).iter().map(|word| hash.hash_word(word)).collect();
    match words[..] {
        // A facet makes the condition exact and spares reading posts.
        [word] => Expr::Facet(Facet::Word(word)).into(),
        _ => Condition::Phrase(words),
    }
}

fn compile_term(snapshot: &mut Snapshot<'_, '_>, term: &Term) -> Result<Condition> {
    let hash = snapshot.words;
    let any = |facets: Vec<Facet>| Expr::Or(facets.into_iter().map(Expr::Facet).collect());
    let expr = match term {
        Term::Phrase(text) => return Ok(compile_phrase(hash, text)),
        Term::Notes { min, max } => return Ok(compile_notes(*min, *max)),
        Term::Tag { name, exact } => tag_named(snapshot.tx, name, *exact)?,
        Term::Word(word) => words_of(hash, word),
        Term::Type(kinds) => any(kinds.iter().map(|kind| Facet::Type(*kind)).collect()),
        Term::Lang(langs) => any(langs.iter().map(|lang| Facet::Lang(*lang)).collect()),
        Term::Blog(name) => match blogs::by_name(snapshot.tx, name.as_str())? {
            Some(blog) => Expr::Facet(Facet::Blog(blog.id)),
            None => Expr::None,
        },
        // Hosts are hashed with the site's key, like words, so the typed host must be in the stored
        // form.
        Term::Source(host) => Expr::Facet(Facet::Host(hash.hash_host(&address_host(host)))),
        Term::Is(is) => Expr::Facet(match is {
            Is::Robot => Facet::Robot,
            Is::Copy => Facet::Copy,
            Is::Original => Facet::Original,
            Is::Reblog => Facet::Reblog,
            Is::Answer => Facet::Type(model::PostType::Answer),
        }),
        Term::Has(has) => Expr::Facet(Facet::Has(*has)),
        Term::Time { from, until } => Expr::Time {
            from: from.map_or(i64::MIN, |time| time.0),
            until: until.map_or(i64::MAX, |time| time.0),
        },
    };
    Ok(expr.into())
}

/// A host as it stands in addresses, where letters of other scripts are written in ASCII.
fn address_host(typed: &str) -> String {
    // The parser of stored addresses does the conversion, so that both sides agree.
    npf::url::host(&format!("https://www.{typed}/")).unwrap_or_else(|| typed.to_owned())
}

/// The posts with a tag, in any spelling of its subject; of its fold alone where `exact`.
pub(crate) fn tag_named(tx: &mut Tx<'_>, name: &str, exact: bool) -> Result<Expr> {
    Ok(subject::any_tag(&subject::tags_of(tx, name, exact)?))
}

fn words_of(hash: &WordHash, text: &str) -> Expr {
    let words = tag::words::of(text);
    Expr::And(words.iter().map(|word| Expr::Facet(Facet::Word(hash.hash_word(word)))).collect())
}

fn compile_notes(min: Option<u64>, max: Option<u64>) -> Condition {
    // A bound beyond the range selects as much as the largest one.
    let bound = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Condition::Notes { min: bound(min.unwrap_or(0)), max: max.map_or(i64::MAX, bound) }
}
