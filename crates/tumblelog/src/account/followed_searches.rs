//! Following a tag, or any search: a saved search under its own text, found again by what it means.

use crate::account::saved_searches::{NAME, check_search, keep_search, read_own_search};
use crate::tag::subject::Siblings;
use crate::{Error, Result, Site};
use model::{AccountId, Time};
use store::Tx;
use store::saved_searches;
use store::saved_searches::Saved;
use tag::query::{Expr, Query, Term};

impl Site {
    /// The search of an account that means the same as a query: the same conditions, with tags of one subject as one.
    /// The oldest where there are several.
    ///
    /// # Errors
    /// What the database says. A query with a mistake is followed by nobody.
    pub async fn followed_search(&self, account: AccountId, query: &str) -> Result<Option<Saved>> {
        let (query, now) = (query.to_owned(), self.clock().now());
        self.store.read(move |tx| find_same_search(tx, account, &query, now)).await
    }

    /// Follows a query: keeps it as a search named by its text, unless one that means the same is kept already.
    ///
    /// # Errors
    /// As [`Site::save_search`], but for a name that is taken: another is made of it.
    pub async fn follow_search(&self, account: AccountId, query: &str) -> Result<Saved> {
        let now = self.clock().now();
        let name: String = query.trim().chars().filter(|c| !c.is_control()).take(NAME).collect();
        let (name, query) = check_search(&name, query, now)?;
        self.store
            .write(move |tx| {
                // Without this lock two clicks at once would both find no search and keep it twice.
                saved_searches::lock_saved_searches(tx, account)?;
                if let Some(there) = find_same_search(tx, account, &query, now)? {
                    return Ok(there);
                }
                let name = free_name(tx, account, &name)?;
                keep_search(tx, account, &name, &query, now)
            })
            .await
    }

    /// Follows a query no more: forgets the search that means the same; whether there was one.
    ///
    /// # Errors
    /// [`Error::Refused`] where that search has a feed, whose address would be lost with it.
    pub async fn unfollow_search(&self, account: AccountId, query: &str) -> Result<bool> {
        let (query, now) = (query.to_owned(), self.clock().now());
        self.store
            .write(move |tx| {
                // It compares meanings, so a search saved under another text is found too.
                let Some(found) = find_same_search(tx, account, &query, now)? else { return Ok(false) };
                let found = read_own_search(tx, account, found.id)?;
                if found.token.is_some() {
                    return Err(Error::Refused(format!(
                        "the search “{}” has a feed, whose address is lost when it is removed; remove it here if that \
                         is meant",
                        found.name
                    )));
                }
                Ok(saved_searches::remove_saved_search(tx, account, found.id)?)
            })
            .await
    }
}

/// The oldest search of an account that means the same as a text.
fn find_same_search(tx: &mut Tx<'_>, account: AccountId, text: &str, now: Time) -> Result<Option<Saved>> {
    let Ok(mut wanted) = tag::query::parse(text, now) else { return Ok(None) };
    let mut kept: Vec<(Saved, Query)> = saved_searches::list_saved_searches(tx, account)?
        .into_iter()
        .filter_map(|search| Some((tag::query::parse(&search.query, now).ok()?, search)))
        .map(|(query, search)| (search, query))
        .collect();
    let mut folds = Vec::new();
    for query in kept.iter_mut().map(|(_, query)| query).chain([&mut wanted]) {
        each_tag(&mut query.expr, &mut |name, exact| {
            *name = tag::fold(name).into_string();
            if !exact {
                folds.push(name.clone());
            }
        });
    }
    folds.sort_unstable();
    folds.dedup();
    // One read for the tags of all searches together.
    let subjects = Siblings::of_folds(tx, &folds)?;
    for query in kept.iter_mut().map(|(_, query)| query).chain([&mut wanted]) {
        each_tag(&mut query.expr, &mut |name, exact| {
            if !exact {
                *name = subjects.first_spelling(name).to_owned();
            }
        });
    }
    kept.retain(|(_, query)| query.expr == wanted.expr);
    Ok(kept.into_iter().map(|(search, _)| search).min_by_key(|search| search.id))
}

/// Visits the name of each tag, and whether it stands for this spelling alone.
fn each_tag(expr: &mut Expr, visit: &mut impl FnMut(&mut String, bool)) {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter_mut().for_each(|part| each_tag(part, visit)),
        Expr::Not(part) => each_tag(part, visit),
        Expr::Term(Term::Tag { name, exact }) => visit(name, *exact),
        Expr::All | Expr::Term(_) => {}
    }
}

/// A name that the account has no search of: this one, or the first free with a number behind it.
fn free_name(tx: &mut Tx<'_>, account: AccountId, name: &str) -> Result<String> {
    let mut tried = name.to_owned();
    let mut n = 1;
    while saved_searches::by_name(tx, account, &tried)?.is_some() {
        n += 1;
        let behind = format!(" ({n})");
        // The number must fit into the longest name, so the name gives way.
        tried = name.chars().take(NAME - behind.len()).chain(behind.chars()).collect();
    }
    Ok(tried)
}
