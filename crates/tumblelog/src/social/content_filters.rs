//! What a person does not want to see: tags, in any spelling of their subject, and phrases within posts. Lists mark such posts and do not hide
//! them, as the Tumblr API does; the one who shows them decides.

use crate::account::limits;
use crate::account::limits::Limit;
use crate::query::view::PostCard;
use crate::tag::subject::Siblings;
use crate::{Error, Result, Site};
use model::{AccountId, Invalid};
use std::collections::HashSet;
use store::filters::{self, Filter, FilterKind};

/// Code points of a filtered phrase.
const CONTENT_TEXT: usize = 250;

/// An account's filters, for marking posts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    tags: Vec<Filter>,
    /// All spellings of their subjects.
    spellings: Siblings,
    content: Vec<Filter>,
}

/// What of an account's filters meets a post, as it was typed. Nothing where both are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filtered {
    /// Filtered tags it carries.
    pub tags: Vec<String>,
    /// Filtered phrases it contains.
    pub content: Vec<String>,
}

impl Filters {
    /// What meets a post: its tags, and phrases in its own words and in those it carries.
    pub fn match_card(&self, card: &PostCard) -> Filtered {
        let typed = |filter: &Filter| filter.typed.clone();
        let folds = card.post.tags.iter().map(|tag| tag::fold(&tag.name));
        let carried: HashSet<usize> = folds.filter_map(|fold| self.spellings.set_of_fold(&fold)).collect();
        let carries = |filter: &&Filter| {
            self.spellings.set_of_fold(&filter.fold).is_some_and(|subject| carried.contains(&subject))
        };
        let tags = self.tags.iter().filter(carries).map(typed).collect();
        if self.content.is_empty() {
            return Filtered { tags, content: Vec::new() };
        }
        let documents = std::iter::once(&card.document).chain(card.trail.iter().map(|item| &item.document));
        let words: Vec<String> = documents.flat_map(npf::Document::texts).map(str::to_lowercase).collect();
        let says = |filter: &&Filter| words.iter().any(|text| text.contains(&filter.fold));
        Filtered { tags, content: self.content.iter().filter(says).map(typed).collect() }
    }
}

impl Site {
    /// An account's filtered tags, each as it was typed.
    pub async fn filtered_tags(&self, account: AccountId) -> Result<Vec<String>> {
        self.list_typed_filters(account, FilterKind::Tags).await
    }

    /// Filters tags. Those whose fold is filtered already stay as they are.
    ///
    /// # Errors
    /// [`Error::Invalid`] for none, or one that cannot be a tag; [`Error::Limit`] for more than a thousand in all. Nothing
    /// of the list is then kept.
    pub async fn filter_tags(&self, account: AccountId, tags: &[String]) -> Result<()> {
        let filters = tags.iter().map(|typed| tag_filter(typed)).collect::<Result<Vec<_>, _>>()?;
        self.add_filters(account, FilterKind::Tags, filters).await
    }

    /// Filters a tag no more, in whatever spelling.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not filtered.
    pub async fn unfilter_tag(&self, account: AccountId, tag: &str) -> Result<()> {
        let filter = tag_filter(tag)?;
        self.remove_filter(account, FilterKind::Tags, filter).await
    }

    /// An account's filtered phrases.
    pub async fn filtered_content(&self, account: AccountId) -> Result<Vec<String>> {
        self.list_typed_filters(account, FilterKind::Content).await
    }

    /// Filters phrases.
    ///
    /// # Errors
    /// [`Error::Invalid`] for none, one that is empty or longer than 250 characters, or one that is filtered already;
    /// [`Error::Limit`] for more than two hundred in all. Nothing of the list is then kept.
    pub async fn filter_content(&self, account: AccountId, phrases: &[String]) -> Result<()> {
        let filters = phrases.iter().map(|typed| content_filter(typed)).collect::<Result<Vec<_>, _>>()?;
        self.add_filters(account, FilterKind::Content, filters).await
    }

    /// Filters a phrase no more.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not filtered.
    pub async fn unfilter_content(&self, account: AccountId, phrase: &str) -> Result<()> {
        let filter = content_filter(phrase)?;
        self.remove_filter(account, FilterKind::Content, filter).await
    }

    /// All of an account's filters.
    pub async fn read_filters(&self, account: AccountId) -> Result<Filters> {
        self.store
            .read(move |tx| {
                let tags = filters::list_filters(tx, account, FilterKind::Tags)?;
                let folds: Vec<String> = tags.iter().map(|filter| filter.fold.clone()).collect();
                Ok::<_, Error>(Filters {
                    tags,
                    spellings: Siblings::of_folds(tx, &folds)?,
                    content: filters::list_filters(tx, account, FilterKind::Content)?,
                })
            })
            .await
    }

    async fn list_typed_filters(&self, account: AccountId, kind: FilterKind) -> Result<Vec<String>> {
        let filters =
            self.store.read(move |tx| Ok::<_, Error>(filters::list_filters(tx, account, kind)?)).await?;
        Ok(filters.into_iter().map(|filter| filter.typed).collect())
    }

    async fn add_filters(&self, account: AccountId, kind: FilterKind, filters: Vec<Filter>) -> Result<()> {
        let limit = if kind == FilterKind::Tags { Limit::FilteredTags } else { Limit::FilteredContent };
        if filters.is_empty() {
            return Err(Invalid::new(format!("no {} are given; name at least one", limit.words())).into());
        }
        // A list that can never fit is refused before the writer is asked.
        limits::at_most(limit, i64::try_from(filters.len()).unwrap_or(i64::MAX))?;
        let at = self.clock().now();
        self.store
            .write(move |tx| {
                // Adding nothing locks the count, so that requests at once cannot exceed the limit
                // together.
                filters::add_to_filter_count(tx, account, kind, 0)?;
                let mut new = 0;
                for filter in &filters {
                    let fresh = filters::insert_filter(tx, account, kind, filter, at)?;
                    if !fresh && kind == FilterKind::Content {
                        return Err(Invalid::new(format!("“{}” is filtered already", filter.typed)).into());
                    }
                    new += i64::from(fresh);
                }
                let n = filters::add_to_filter_count(tx, account, kind, new)?;
                // After the inserts: only now is it known how many were new. An error undoes them.
                limits::at_most(limit, n)
            })
            .await
    }

    async fn remove_filter(&self, account: AccountId, kind: FilterKind, filter: Filter) -> Result<()> {
        self.store
            .write(move |tx| {
                // Locked before the removal, in the order that adding takes.
                filters::add_to_filter_count(tx, account, kind, 0)?;
                if !filters::remove_filter(tx, account, kind, &filter.fold)? {
                    return Err(Error::NotFound(format!("“{}” is not filtered", filter.typed)));
                }
                Ok(filters::add_to_filter_count(tx, account, kind, -1).map(drop)?)
            })
            .await
    }
}

fn tag_filter(typed: &str) -> Result<Filter, Invalid> {
    let typed = tag::clean(typed)?;
    let fold = tag::fold(&typed).into_string();
    match fold.is_empty() {
        true => Err(Invalid::new(format!("“{typed}” is no tag; a tag has a letter, digit or sign"))),
        false => Ok(Filter { fold, typed }),
    }
}

fn content_filter(typed: &str) -> Result<Filter, Invalid> {
    let typed = typed.trim();
    let count = typed.chars().count();
    if !(1..=CONTENT_TEXT).contains(&count) {
        return Err(Invalid::new(format!(
            "a filtered phrase of {count} characters; 1 to {CONTENT_TEXT} are accepted"
        )));
    }
    Ok(Filter { fold: typed.to_lowercase(), typed: typed.to_owned() })
}
