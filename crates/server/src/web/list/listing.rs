//! A list of posts with what describes it: the middle of tag pages, searches and blogs.

use super::card::CardView;
use super::facet::{self, Facet, TagLink};
use super::histogram::{self, Histogram};
use super::list_url::{ListUrl, query_url};
use crate::feeds;
use crate::http::text::{count_words, group_digits};
use crate::web::research::links::Research;
use model::{Precision, Time};
use tumblelog::view::{List, Sort, Summary};

/// Everything of a list that its template needs.
#[derive(Debug)]
pub struct Listing<'a> {
    /// Posts in all, without type and language filters: “2,418 posts”.
    pub posts: String,
    /// The same as a plain number.
    pub total: u64,
    /// “November 2019 to today”; empty without posts.
    pub reach: String,
    /// Orders: name, address, chosen.
    pub orders: [(&'static str, String, bool); 3],
    /// Active filters, each with the address without it.
    pub chosen: Vec<Facet>,
    /// “12 of 2,418 posts; 2,406 hidden by filters”, and the address without them.
    pub hidden: Option<(String, String)>,
    /// Where the page begins, and the address of the beginning.
    pub begins: Option<(String, String)>,
    /// Posts of the page.
    pub cards: Vec<CardView<'a>>,
    /// Address and words of the next page.
    pub next: Option<(String, &'static str)>,
    /// Activity.
    pub histogram: Option<Histogram>,
    /// Types to choose from.
    pub types: Vec<Facet>,
    /// Languages to choose from.
    pub langs: Vec<Facet>,
    /// Further languages, which are folded up.
    pub more_langs: Vec<Facet>,
    /// Of the lists that are never so long: nothing is folded up.
    pub no_more: Vec<Facet>,
    /// People and robots.
    pub authors: Vec<Facet>,
    /// Tags seen with these posts.
    pub related: Vec<TagLink>,
    /// How many of the posts are duplicates, and the address that hides or shows them.
    pub copies: Option<DuplicateNote>,
    /// Posts withheld: reason and count.
    pub withheld: Vec<(&'static str, String)>,
    /// The list as feeds.
    pub feeds: Vec<feeds::FeedLink>,
    /// What is not exact about the counts, in words.
    pub bounds: Option<String>,
    /// Why the page ends before it is full, in words.
    pub stopped: Option<String>,
    /// Where the list can be kept as a saved search.
    pub save: Option<String>,
    /// Address of the list for the form that searches within it, with what it keeps.
    pub within: Option<SearchWithin<'a>>,
    /// Where the list says how complete it is.
    pub complete: Option<String>,
    /// Its charts and its export.
    pub research: Option<Research>,
}

/// The duplicates in a list.
#[derive(Debug)]
pub struct DuplicateNote {
    /// “12 of these posts are copies, folded under the earliest.”
    pub words: String,
    /// What the link says.
    pub link: &'static str,
    /// Where it leads.
    pub href: String,
}

impl DuplicateNote {
    fn new(summary: &Summary, place: &ListUrl) -> Option<Self> {
        if summary.copies == 0 && !place.with_duplicates() {
            return None;
        }
        let marked = match summary.copies {
            1 => "One of these posts is a duplicate or an excerpt of another".to_owned(),
            copies => format!("{} of these posts are duplicates or excerpts of others", group_digits(copies)),
        };
        Some(match place.with_duplicates() {
            true => {
                Self { words: format!("{marked}."), link: "Hide duplicates", href: place.toggle_copies() }
            }
            false => Self {
                words: format!("{marked} and {} hidden.", if summary.copies == 1 { "is" } else { "are" }),
                link: "Show all",
                href: place.toggle_copies(),
            },
        })
    }
}

/// A form that searches within the list.
#[derive(Debug)]
pub struct SearchWithin<'a> {
    /// Where it leads.
    pub action: &'a str,
    /// What it holds now.
    pub query: &'a str,
    /// Names and values it keeps.
    pub kept: Vec<(&'static str, String)>,
}

impl<'a> Listing<'a> {
    /// The list as it is at `now`, at its `place`.
    pub fn new(
        list: &'a List,
        summary: &Summary,
        place: &ListUrl,
        feeds: Vec<feeds::FeedLink>,
        now: Time,
    ) -> Self {
        let (types, (langs, more_langs)) =
            (facet::type_facets(summary, place), facet::language_facets(summary, place));
        let authors = facet::author_facets(summary, place);
        let chosen = types.iter().chain(&langs).chain(&authors).filter(|facet| facet.on).cloned().collect();
        // Of two inexact totals the difference may be anything, so nothing is said of hidden posts.
        let exact = summary.most.is_none() && list.most.is_none();
        let hidden = if exact { summary.total.saturating_sub(list.total) } else { 0 };
        let next = match place.sort_order() {
            Sort::Latest => "Older posts",
            Sort::Oldest => "Newer posts",
            Sort::Top => "More posts",
        };
        Self {
            posts: bounded_count(summary.total, summary.most),
            total: list.total,
            reach: summary.reach.map(|reach| histogram::span_words(reach, now)).unwrap_or_default(),
            orders: [("Latest", Sort::Latest), ("Top", Sort::Top), ("Oldest", Sort::Oldest)]
                .map(|(name, sort)| (name, place.sorted_url(sort), place.sort_order() == sort)),
            chosen,
            hidden: (hidden > 0).then(|| {
                let words = format!(
                    "{} shown; {} hidden by filters.",
                    count_words(list.total, "post", "posts"),
                    group_digits(hidden)
                );
                (words, place.unfiltered_url())
            }),
            begins: place
                .start_cursor()
                .map(|before| (start_words(before, place.sort_order()), place.first_url())),
            cards: CardView::of_list(&list.cards, now)
                .into_iter()
                .zip(&list.cards)
                .map(|(view, card)| view.with_others(list.others.get(&card.post.id)))
                .collect(),
            next: list.next.as_deref().map(|cursor| (place.url_from(cursor), next)),
            histogram: Histogram::new(&summary.months, place, &list.cards),
            types,
            langs,
            more_langs,
            no_more: Vec::new(),
            authors,
            related: facet::tag_links(&summary.related),
            copies: DuplicateNote::new(summary, place),
            withheld: facet::withheld_counts(summary),
            feeds,
            bounds: bounds_words(list, summary),
            stopped: list.stopped.map(stopped_words),
            save: None,
            within: None,
            complete: None,
            research: None,
        }
    }

    /// There are no posts, with or without filters.
    pub fn nothing(&self) -> bool {
        self.cards.is_empty()
            && self.total == 0
            && self.hidden.is_none()
            && self.chosen.is_empty()
            && self.next.is_none()
    }

    /// With a link that keeps `query`, narrowed by the filters of `place`, as a saved search.
    pub fn kept_as(mut self, query: &str) -> Self {
        self.save = Some(query_url("/saved/new", query));
        self
    }

    /// With a form that searches within it, and with what it searches for among the filters.
    pub fn with_list_url(mut self, place: &'a ListUrl) -> Self {
        let query = place.query();
        // The words of the author and language facets have filters of their own already.
        let words: Vec<_> = query.split_whitespace().filter(|word| !facet::is_author(word)).collect();
        if !words.is_empty() {
            self.chosen.push(Facet::words_facet(&words.join(" "), place.only_words(facet::is_author)));
        }
        self.within = Some(SearchWithin { action: place.path(), query, kept: place.kept_fields() });
        self
    }
}

/// A number of posts in words, exact or between two bounds.
fn bounded_count(least: u64, most: Option<u64>) -> String {
    match most {
        None => count_words(least, "post", "posts"),
        Some(most) => {
            format!("At least {} of at most {}", group_digits(least), count_words(most, "post", "posts"))
        }
    }
}

fn bounds_words(list: &List, summary: &Summary) -> Option<String> {
    let most = list.most.or(summary.most)?;
    let checks = group_digits(tumblelog::COUNT_CHECKS as u64);
    Some(format!(
        "At least {} of at most {} match. Matches are found by reading posts, {checks} at most. Counts by month, type and language \
         include all posts that may match.",
        group_digits(list.total),
        count_words(most, "post", "posts"),
    ))
}

fn stopped_words(read: usize) -> String {
    let read = count_words(read as u64, "post was", "posts were");
    format!("{read} read for this page, and few of them match. The next page continues after them.")
}

/// Says where a page begins: a date in words, or that it is not the first.
fn start_words(before: &str, sort: Sort) -> String {
    // `before` may be a cursor, which is no text for readers.
    let Ok((time, precision)) = Time::parse(before) else { return "A later page of the list.".to_owned() };
    let month = time.month();
    let date = match precision {
        Precision::Year => month.year.to_string(),
        Precision::Month => format!("{} {}", month.name(), month.year),
        _ => format!("{} {} {}", time.parts().2, month.name(), month.year),
    };
    format!("From {date} {}.", if sort == Sort::Oldest { "onwards" } else { "backwards" })
}
