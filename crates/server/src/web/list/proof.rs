//! What a list says of itself: the address of its completeness, and on each card why it is there. Everything shown here
//! is on the page already: nothing more is asked of the database.

use super::list_url::query_url;
use super::listing::Listing;
use crate::http::text;
use crate::web::research::links::Research;
use model::{Origin, Post, Precision};
use tumblelog::tag_found;
use tumblelog::view::List;

/// Why a post is in a list.
#[derive(Debug)]
pub struct WhyHere<'a> {
    /// Its tags that the list is about: as written, and where each was found.
    pub tags: Vec<(&'a str, &'static str)>,
    /// The query it meets.
    pub meets: &'a str,
    /// How it came, as a sentence without its end.
    pub came: &'static str,
    /// How precisely the time of the card is known, where that is not to the second.
    pub only: &'static str,
    /// The same in full, term by term.
    pub href: String,
}

/// `/complete?q=…`
pub fn complete_path(query: &str) -> String {
    query_url("/complete", query)
}

/// The end of `/why?post=…&q=…`, which all posts of a list have in common.
fn why_end(query: &str) -> String {
    let mut end = "&q=".to_owned();
    text::encode_query(query, &mut end);
    end
}

/// How a post came, as a sentence without its end.
pub fn origin_words(origin: Origin) -> &'static str {
    match origin {
        Origin::Person => "Written on this site",
        Origin::Api => "Posted by an app through the API",
        Origin::Import => "Imported",
        Origin::Feed => "Taken from a feed",
    }
}

/// How precisely a time is known, where that is not to the second.
pub fn precision_words(precision: Precision) -> &'static str {
    match precision {
        Precision::Exact => "",
        Precision::Minute => "known to the minute only",
        Precision::Hour => "known to the hour only",
        Precision::Day => "known to the day only",
        Precision::Month => "known to the month only",
        Precision::Year => "known to the year only",
        Precision::Unknown => "which the import did not tell",
    }
}

impl<'a> Listing<'a> {
    /// With what the list and each of its cards can say of why it is as it is, and what leads to its charts and export. `query` names the whole list, `folds`
    /// are the spellings of the tag it is about.
    pub fn proved(mut self, list: &'a List, query: Option<&'a str>, folds: &[String]) -> Self {
        // The view is longer than a query may be: no address could name it.
        let Some(query) = query else { return self };
        self.complete = Some(complete_path(query));
        self.research = Some(Research::of_expression(query));
        // Encoded once for all cards of the page.
        let end = why_end(query);
        for (view, card) in self.cards.iter_mut().zip(&list.cards) {
            view.why = Some(WhyHere::new(&card.post, query, &end, folds));
        }
        self
    }
}

impl<'a> WhyHere<'a> {
    fn new(post: &'a Post, query: &'a str, end: &str, folds: &[String]) -> Self {
        // A name that is a fold is its own.
        let known = |name: &str| folds.iter().any(|fold| fold == name);
        let about = |name: &str| known(name) || known(&tag::fold(name));
        let tags = post.tags.iter().filter(|tag| about(&tag.name));
        Self {
            tags: tags.map(|tag| (&*tag.name, tag_found(tag.origin))).collect(),
            meets: query,
            came: origin_words(post.origin),
            only: precision_words(post.precision),
            href: ["/why?post=", &post.id.to_string(), end].concat(),
        }
    }
}
