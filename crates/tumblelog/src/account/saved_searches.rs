//! Searches that people keep: a name for a query, how many posts are new to them, and a feed for programs that cannot
//! sign in.

use crate::account::limits::Limit;
use crate::account::secret;
use crate::query::expression;
use crate::query::post_filter::{PAGE_CHECKS, PostFilter};
use crate::snapshot::Snapshot;
use crate::{Error, Result, Site};
use index::{Expr, Sort};
use model::{AccountId, Invalid, Time};
use store::{Tx, saved_searches};

pub use store::saved_searches::Saved;

/// Longest name of a search, in code points.
pub const NAME: usize = 80;

/// Unread posts are counted up to this.
pub const UNREAD: u64 = 99;

/// Letters and digits of a feed's token.
const TOKEN: usize = 43;

/// Posts that are looked at one by one for the unread counts of one page, over all searches.
const CHECKS: usize = 2 * PAGE_CHECKS;

/// How many posts of a search were published after it was last read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// So many, at most [`UNREAD`].
    Exactly(u64),
    /// More than so many.
    MoreThan(u64),
    /// Not counted: too many posts would have to be looked at.
    Unknown,
}

/// A kept search as its owner sees it.
#[derive(Debug, Clone)]
pub struct SavedLine {
    /// The search.
    pub search: Saved,
    /// What is new.
    pub unread: Unread,
    /// What is wrong with its query, where this version cannot read it.
    pub wrong: Option<String>,
}

impl Site {
    /// An account's searches in the order of their names, with what is new in each.
    pub async fn saved_searches(&self, account: AccountId) -> Result<Vec<SavedLine>> {
        // Two hundred of them may each be a list of phrases.
        self.read_list(false, move |snapshot| {
            let mut searches = saved_searches::list_saved_searches(snapshot.tx, account)?;
            searches.sort_by_cached_key(|search| search.name.to_lowercase());
            let mut checks = CHECKS;
            searches.into_iter().map(|search| saved_line(snapshot, search, &mut checks)).collect()
        })
        .await
    }

    /// Keeps a search. Everything it holds now counts as read.
    ///
    /// # Errors
    /// [`Error::Query`] for a query with a mistake, [`Error::Invalid`] for a name that is empty, too long or taken,
    /// [`Error::Limit`] for more than two hundred.
    pub async fn save_search(&self, account: AccountId, name: &str, query: &str) -> Result<Saved> {
        let now = self.clock.now();
        let (name, query) = check_search(name, query, now)?;
        self.store.write(move |tx| keep_search(tx, account, &name, &query, now)).await
    }

    /// Gives a search another name and query.
    ///
    /// # Errors
    /// As [`Site::save_search`]; [`Error::NotFound`] where the account has no such search.
    pub async fn change_search(&self, account: AccountId, id: i64, name: &str, query: &str) -> Result<()> {
        let (name, query) = check_search(name, query, self.clock.now())?;
        self.store
            .write(move |tx| {
                saved_searches::lock_saved_searches(tx, account)?;
                read_own_search(tx, account, id)?;
                if saved_searches::by_name(tx, account, &name)?.is_some_and(|other| other.id != id) {
                    return Err(name_taken(&name));
                }
                Ok(saved_searches::change_saved_search(tx, id, &name, &query)?)
            })
            .await
    }

    /// Forgets a search and its feed.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the account has no such search.
    pub async fn remove_search(&self, account: AccountId, id: i64) -> Result<()> {
        let remove = move |tx: &mut Tx<'_>| match saved_searches::remove_saved_search(tx, account, id)? {
            true => Ok(()),
            false => Err(unknown_search()),
        };
        self.store.write(remove).await
    }

    /// A search whose posts count as read from now on.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the account has no such search.
    pub async fn read_search(&self, account: AccountId, id: i64) -> Result<Saved> {
        let now = self.clock.now();
        self.store
            .write(move |tx| {
                let search = read_own_search(tx, account, id)?;
                saved_searches::set_read(tx, id, now)?;
                Ok(Saved { read: now, ..search })
            })
            .await
    }

    /// Gives a search's feed a new secret address; the one it had before is no more.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the account has no such search.
    pub async fn open_search_feed(&self, account: AccountId, id: i64) -> Result<()> {
        let token = secret::draw_text(&*self.secrets, TOKEN)?;
        self.set_feed(account, id, Some(token)).await
    }

    /// Takes the address of a search's feed away.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the account has no such search.
    pub async fn close_search_feed(&self, account: AccountId, id: i64) -> Result<()> {
        self.set_feed(account, id, None).await
    }

    async fn set_feed(&self, account: AccountId, id: i64, token: Option<String>) -> Result<()> {
        self.store
            .write(move |tx| {
                read_own_search(tx, account, id)?;
                Ok(saved_searches::set_token(tx, id, token.as_deref())?)
            })
            .await
    }

    /// The search whose feed has this token.
    pub async fn search_of_feed(&self, token: &str) -> Result<Option<Saved>> {
        // Text of another length is no token: spare the database what scanners send.
        if token.len() != TOKEN {
            return Ok(None);
        }
        let token = token.to_owned();
        self.store.read(move |tx| Ok(saved_searches::by_token(tx, &token)?)).await
    }
}

/// Keeps a search whose name and query have passed [`check_search`].
pub(crate) fn keep_search(
    tx: &mut Tx<'_>,
    account: AccountId,
    name: &str,
    query: &str,
    now: Time,
) -> Result<Saved> {
    // The lock counts them too, so that requests at once cannot exceed the limit together.
    if saved_searches::lock_saved_searches(tx, account)? >= Limit::SavedSearches.most() {
        return Err(Error::Limit { limit: Limit::SavedSearches, reset: None });
    }
    let id = tx.next_id("saved_search")?;
    let (name, query) = (name.to_owned(), query.to_owned());
    let search = Saved { id, account, name, query, created: now, read: now, token: None };
    if saved_searches::insert_saved_search(tx, &search)? { Ok(search) } else { Err(name_taken(&search.name)) }
}

pub(crate) fn read_own_search(tx: &mut Tx<'_>, account: AccountId, id: i64) -> Result<Saved> {
    saved_searches::by_id(tx, account, id)?.ok_or_else(unknown_search)
}

fn unknown_search() -> Error {
    Error::NotFound("you have no such search; it may have been removed".into())
}

fn name_taken(name: &str) -> Error {
    Invalid::new(format!("you have a search named “{name}” already; choose another name")).into()
}

pub(crate) fn check_search(name: &str, query: &str, now: Time) -> Result<(String, String)> {
    let (name, query) = (name.trim(), query.trim());
    if name.is_empty() || name.chars().count() > NAME || name.chars().any(char::is_control) {
        return Err(Invalid::new(format!("a search has a name of 1 to {NAME} characters on one line")).into());
    }
    if query.is_empty() {
        return Err(Invalid::new("a search needs words, #tags or conditions").into());
    }
    tag::query::parse(query, now)?;
    Ok((name.to_owned(), query.to_owned()))
}

fn saved_line(snapshot: &mut Snapshot<'_, '_>, search: Saved, checks: &mut usize) -> Result<SavedLine> {
    let parsed = match tag::query::parse(&search.query, snapshot.now) {
        Ok(parsed) => parsed,
        // The query language may have changed since it was saved. The list still shows the search,
        // so that its owner can mend it.
        Err(wrong) => {
            let wrong = format!("character {}: {}", wrong.at + 1, wrong.message);
            return Ok(SavedLine { search, unread: Unread::Unknown, wrong: Some(wrong) });
        }
    };
    // Compiled each time: the subjects of its tags may have changed since the last look.
    let whole = expression::compile_query(snapshot, &parsed)?;
    let mut verifier = PostFilter::new(&whole).with_page_checks(*checks);
    let new = [Expr::Time { from: search.read.0.saturating_add(1), until: i64::MAX }];
    // When the budget is spent, only searches that need no look at posts are still counted.
    let unread = if *checks == 0 && !verifier.is_exact() {
        Unread::Unknown
    } else {
        let most = usize::try_from(UNREAD).unwrap_or(usize::MAX);
        let page = verifier.page(snapshot, &new, Sort::Latest, None, most)?;
        let found = page.hits.len() as u64;
        match page.next {
            None => Unread::Exactly(found),
            Some(_) if page.stopped.is_some() && found == 0 => Unread::Unknown,
            Some(_) => Unread::MoreThan(found),
        }
    };
    // One budget for the whole page: many costly searches must not multiply it.
    *checks = checks.saturating_sub(verifier.looked_at());
    Ok(SavedLine { search, unread, wrong: None })
}
