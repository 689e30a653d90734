//! Why one post meets a query or does not, term by term, with what the post has in each place.

use crate::Result;
use crate::post::facets;
use crate::post::facets::Parsed;
use crate::query::expression;
use crate::query::matching::MatchedText;
use crate::snapshot::Snapshot;
use index::{Expr, Facet};
use model::{Blog, Post, TagId, TagOrigin, Time};
use std::collections::HashMap;
use store::{clusters, tags};
use tag::query::{self, Has, Is, Term};

/// How the parts of a condition are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// A single condition, without parts.
    Term,
    /// Every part must hold.
    All,
    /// One part must hold at least.
    Any,
    /// The one part must not hold.
    Not,
}

/// A condition with what it came to for one post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// How its parts are joined.
    pub joined: Joined,
    /// The condition as query text.
    pub text: String,
    /// Whether the post meets it.
    pub met: bool,
    /// Of a single condition: what the post has there, as a whole sentence without its end.
    pub says: String,
    /// Its parts.
    pub parts: Vec<Explained>,
}

/// One post, held against conditions.
struct Facts<'a> {
    post: &'a Post,
    blog: &'a Blog,
    seen: MatchedText<'a>,
    /// The ids of its tags by their folds.
    tags: HashMap<String, TagId>,
}

/// Tags of a post that are named; more are counted.
const NAMED: usize = 30;

/// Holds a post against a condition, part by part.
pub(crate) fn explain_post(
    snapshot: &mut Snapshot<'_, '_>,
    post: &Post,
    blog: &Blog,
    expr: &query::Expr,
) -> Result<Explained> {
    let parsed = Parsed::of_post(post);
    let tags = tags::ids_of(snapshot.tx, &facets::tag_folds(post))?;
    let ids: Vec<TagId> = tags.values().copied().collect();
    // Whether a post is a duplicate is kept with its cluster and not in the post.
    let copy = clusters::list_members_of_posts(snapshot.tx, &[post.id.0])?.iter().any(|member| member.folded);
    let seen = MatchedText::new(post, &parsed, &ids, snapshot.words).known_as_duplicate(copy);
    Facts { post, blog, seen, tags }.explain_expression(snapshot, expr)
}

impl Facts<'_> {
    /// Explains a condition. The depth of a query is bounded by its parser.
    fn explain_expression(&self, snapshot: &mut Snapshot<'_, '_>, expr: &query::Expr) -> Result<Explained> {
        let text = expr.to_string();
        let mut all = |parts: &[query::Expr]| -> Result<Vec<Explained>> {
            parts.iter().map(|part| self.explain_expression(snapshot, part)).collect()
        };
        let (joined, parts) = match expr {
            query::Expr::And(parts) => (Joined::All, all(parts)?),
            query::Expr::Or(parts) => (Joined::Any, all(parts)?),
            query::Expr::Not(part) => (Joined::Not, all(std::slice::from_ref(part))?),
            query::Expr::All => {
                let says = "this view is every post".to_owned();
                return Ok(Explained { joined: Joined::Term, text, met: true, says, parts: Vec::new() });
            }
            query::Expr::Term(term) => {
                let met = self.term_met(snapshot, term)?;
                let says = self.explain_term(snapshot, term, met)?;
                return Ok(Explained { joined: Joined::Term, text, met, says, parts: Vec::new() });
            }
        };
        let met = match joined {
            Joined::Any => parts.iter().any(|part| part.met),
            Joined::Not => parts.iter().all(|part| !part.met),
            _ => parts.iter().all(|part| part.met),
        };
        Ok(Explained { joined, text, met, says: String::new(), parts })
    }

    fn term_met(&self, snapshot: &mut Snapshot<'_, '_>, term: &Term) -> Result<bool> {
        // The term goes through the same compiler as a list, so the explanation cannot differ from
        // it.
        let alone = query::Query { expr: query::Expr::Term(term.clone()), sort: None };
        Ok(self.seen.meets_condition(&expression::compile_query(snapshot, &alone)?.condition))
    }

    fn explain_term(&self, snapshot: &mut Snapshot<'_, '_>, term: &Term, met: bool) -> Result<String> {
        let post = self.post;
        Ok(match term {
            Term::Tag { .. } if met => self.tags_that_meet(snapshot, term)?,
            Term::Tag { .. } => match &post.tags[..] {
                [] => "the post has no tags".to_owned(),
                tags => {
                    format!(
                        "the post’s tags are {}",
                        join_names(tags.iter().map(|tag| format!("#{}", tag.name)))
                    )
                }
            },
            Term::Word(word) if met => format!("“{word}” is among the post’s words"),
            Term::Word(word) => format!("“{word}” is not among the post’s words"),
            Term::Phrase(_) if met => "these words stand in the post in this order".to_owned(),
            Term::Phrase(_) => "these words do not stand in the post in this order".to_owned(),
            Term::Type(_) => format!("the post’s type is {}", post.kind),
            Term::Lang(_) => match post.lang {
                Some(lang) => format!("the post is in {}", lang.code()),
                None => "the post’s language is not known".to_owned(),
            },
            Term::Blog(_) => format!("the post is on @{}", self.blog.name),
            Term::Source(_) => match post.source.as_ref().and_then(|source| npf::url::host(&source.url)) {
                Some(host) => format!("the post was taken from {host}"),
                None => "the post names no source".to_owned(),
            },
            Term::Is(Is::Robot) => {
                format!("the post is by a {}", if post.robot.is_some() { "program" } else { "person" })
            }
            Term::Is(Is::Copy) if met => "an earlier post tells the same".to_owned(),
            Term::Is(Is::Copy) => "no earlier post is known to tell the same".to_owned(),
            Term::Is(Is::Answer) => format!("the post’s type is {}", post.kind),
            Term::Is(Is::Original | Is::Reblog) => match &post.reblog {
                Some(reblog) => format!("the post is a reblog from {}", reblog.parent_blog),
                None if post.lost_parent => "the post is a reblog of a post that is gone".to_owned(),
                None => "the post is an original".to_owned(),
            },
            Term::Has(has) => {
                format!("the post has {}{}", if met { "" } else { "no " }, content_kind_words(*has))
            }
            Term::Notes { .. } => format!("the post has {} notes", post.notes),
            Term::Time { .. } => published_words(post.published),
        })
    }

    /// Which of the post's tags meet a tag of the query, in the post's own spelling, and where each was found.
    fn tags_that_meet(&self, snapshot: &mut Snapshot<'_, '_>, term: &Term) -> Result<String> {
        let alone = query::Query { expr: query::Expr::Term(term.clone()), sort: None };
        // Of a tag's condition both bounds are the same.
        let expr = expression::compile_query(snapshot, &alone)?.condition.upper_bound();
        let meets = |name: &str| {
            // The post keeps the author's spelling; the index knows the fold's id.
            let id = self.tags.get(tag::fold(name).as_str());
            id.is_some_and(|id| one_tag_meets(&expr, *id))
        };
        let met = self.post.tags.iter().filter(|tag| meets(&tag.name));
        Ok(format!(
            "the post has {}",
            join_names(met.map(|tag| format!("#{} ({})", tag.name, tag_origin_words(tag.origin))))
        ))
    }
}

/// Whether a post with this tag alone would meet what a tag of a query stands for.
fn one_tag_meets(expr: &Expr, id: TagId) -> bool {
    match expr {
        Expr::Facet(facet) => *facet == Facet::Tag(id),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().any(|part| one_tag_meets(part, id)),
        _ => false,
    }
}

/// Where a tag was found, for people: words that stand behind it.
pub fn tag_origin_words(origin: TagOrigin) -> &'static str {
    match origin {
        TagOrigin::Author => "typed as a tag by its author",
        TagOrigin::Text => "a hashtag in its text",
        TagOrigin::Feed => "a category of its feed",
    }
}

/// The first of them, so that a page has a bound whatever the post carries and the query asks.
fn join_names(mut names: impl Iterator<Item = String>) -> String {
    let shown: Vec<_> = names.by_ref().take(NAMED).collect();
    // `by_ref` left the others in the iterator, so this counts only what is not shown.
    match names.count() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn content_kind_words(has: Has) -> &'static str {
    match has {
        Has::Image => "picture",
        Has::Video => "film",
        Has::Audio => "sound",
        Has::Link => "link",
        Has::Alt => "text for every picture",
        Has::Poll => "poll",
    }
}

fn published_words(time: Time) -> String {
    format!("the post was published {}", time.rfc3339())
}
