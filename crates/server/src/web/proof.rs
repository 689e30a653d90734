//! What a list says of itself: the address of its completeness, and on each card why it is there. Everything shown here
//! is on the page already: nothing more is asked of the database.

use super::listing::Listing;
use crate::age::When;
use crate::text;
use model::{Origin, Post, Precision, Time};
use tumblelog::tag_found;
use tumblelog::view::List;

/// Why a post is in a list.
#[derive(Debug)]
pub struct WhyHere {
    /// Its tags that the list is about: as written, and where each was found.
    pub tags: Vec<(String, &'static str)>,
    /// The query it meets.
    pub meets: String,
    /// How it came, as a sentence without its end.
    pub came: &'static str,
    /// When it was published, and how precisely that is known.
    pub when: String,
    /// The same in full, term by term.
    pub href: String,
}

/// `/complete?q=…`
pub fn complete_path(query: &str) -> String {
    let mut path = "/complete?q=".to_owned();
    text::query(query, &mut path);
    path
}

/// `/why?post=…&q=…`
pub fn why_path(post: &str, query: &str) -> String {
    let mut path = "/why?post=".to_owned();
    text::query(post, &mut path);
    path.push_str("&q=");
    text::query(query, &mut path);
    path
}

/// How a post came, as a sentence without its end.
pub fn came(origin: Origin) -> &'static str {
    match origin {
        Origin::Person => "It was written here",
        Origin::Api => "A program sent it through the API",
        Origin::Import => "An import brought it",
        Origin::Feed => "It was taken from a feed",
    }
}

/// How precisely a time is known, where that is not to the second.
pub fn only(precision: Precision) -> &'static str {
    match precision {
        Precision::Exact => "",
        Precision::Minute => "known to the minute only",
        Precision::Hour => "known to the hour only",
        Precision::Day => "known to the day only",
        Precision::Month => "known to the month only",
        Precision::Year => "known to the year only",
    }
}

impl<'a> Listing<'a> {
    /// With what the list and each of its cards can say of why it is as it is. `query` names the whole list, `folds`
    /// are the spellings of the tag it is about.
    pub fn proved(mut self, list: &'a List, query: Option<String>, folds: &[String], now: Time) -> Self {
        let Some(query) = query else { return self };
        self.complete = Some(complete_path(&query));
        for (view, card) in self.cards.iter_mut().zip(&list.cards) {
            view.why = Some(WhyHere::new(&card.post, &query, folds, now));
        }
        self
    }
}

impl WhyHere {
    fn new(post: &Post, query: &str, folds: &[String], now: Time) -> Self {
        let about = |name: &str| {
            let fold = tag::fold(name);
            folds.iter().any(|wanted| wanted == fold.as_str())
        };
        let tags = post.tags.iter().filter(|tag| about(&tag.name));
        let when = When::new(now, post.published, post.precision).full;
        let only = only(post.precision);
        Self {
            tags: tags.map(|tag| (tag.name.clone(), tag_found(tag.origin))).collect(),
            meets: query.to_owned(),
            came: came(post.origin),
            when: if only.is_empty() { when } else { format!("{when}, {only}") },
            href: why_path(&post.id.to_string(), query),
        }
    }
}
