//! Saying that two tags are not one, which keeps them from being joined or proposed again; and taking that back.

use super::REASON;
use super::change_set::{ChangeSet, Draft};
use super::spelling::{Spelling, check_line};
use crate::Actor;
use crate::{Error, Result, Site};
use model::{Invalid, LinkFamily, LinkKind, SubjectDeed, Time};
use store::subject_links::{self, SubjectLink};
use store::{Tx, subject_members};

/// Two tags that are not one.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// One.
    pub a: String,
    /// The other.
    pub b: String,
    /// Why, in words; may be empty.
    pub reason: String,
    /// Who says so.
    pub by: Actor,
}

impl Site {
    /// Says that two tags are different. Gives the number of the entry in the history.
    ///
    /// # Errors
    /// [`Error::Invalid`] where they are joined, the same tag, or refused already; [`Error::Refused`] for an account
    /// that is no moderator.
    pub async fn refuse_join(&self, refusal: &Refusal) -> Result<i64> {
        let (pair, now) = (Pair::parse_pair(refusal)?, self.clock().now());
        self.store.write(move |tx| pair.mark_distinct(tx, now)).await
    }

    /// Takes back that two tags are different: they may be joined again.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody said so; [`Error::Refused`] for an account that is no moderator.
    pub async fn allow_join(&self, refusal: &Refusal) -> Result<i64> {
        let (pair, now) = (Pair::parse_pair(refusal)?, self.clock().now());
        self.store.write(move |tx| pair.allow_again(tx, now)).await
    }
}

struct Pair {
    a: Spelling,
    b: Spelling,
    reason: String,
    by: Actor,
}

impl Pair {
    fn parse_pair(refusal: &Refusal) -> Result<Self> {
        let (a, b) = (Spelling::parse_name(&refusal.a)?, Spelling::parse_name(&refusal.b)?);
        if a.fold == b.fold {
            return Err(Invalid::new(format!("“{}” and “{}” are the same tag", a.name, b.name)).into());
        }
        // Difference has no direction; one order makes the pair one key.
        let (a, b) = if a.fold < b.fold { (a, b) } else { (b, a) };
        let reason = check_line("reason", &refusal.reason, REASON)?;
        Ok(Self { a, b, reason, by: refusal.by.clone() })
    }

    fn live_links(&self, tx: &mut Tx<'_>) -> Result<Vec<SubjectLink>> {
        let mut links =
            subject_links::live_from(tx, std::slice::from_ref(&self.a.fold), LinkFamily::Different)?;
        links.retain(|link| link.b == self.b.fold);
        Ok(links)
    }

    fn about_text(&self) -> String {
        format!("{} ≠ {}", self.a.name, self.b.name)
    }

    fn mark_distinct(&self, tx: &mut Tx<'_>, now: Time) -> Result<i64> {
        let mut turn = ChangeSet::begin_change_set(tx, &self.by, now)?;
        // After the lock, or two moderators could both make the link.
        if let Some(link) = self.live_links(tx)?.first() {
            return Err(Invalid::new(format!(
                "{} said already that “{}” and “{}” are different",
                link.who, link.a_name, link.b_name
            ))
            .into());
        }
        turn.open_entry(tx, SubjectDeed::Refuse, &self.about_text(), &self.reason, None)?;
        let draft = Draft {
            kind: LinkKind::Different,
            a: (self.a.fold.clone(), self.a.name.clone()),
            b: (self.b.fold.clone(), self.b.name.clone()),
            reason: self.reason.clone(),
            evidence: String::new(),
            who: None,
            at: None,
        };
        turn.make_links(tx, vec![draft])?;
        turn.finish_change_set(tx)
    }

    fn allow_again(&self, tx: &mut Tx<'_>, now: Time) -> Result<i64> {
        let mut turn = ChangeSet::begin_change_set(tx, &self.by, now)?;
        let links = self.live_links(tx)?;
        if links.is_empty() {
            return Err(Error::NotFound(format!(
                "nobody said that “{}” and “{}” are different",
                self.a.name, self.b.name
            )));
        }
        turn.open_entry(tx, SubjectDeed::Allow, &self.about_text(), &self.reason, None)?;
        turn.end_links(tx, &links)?;
        turn.finish_change_set(tx)
    }
}

/// Whether somebody said that two folds, or any spellings of their subjects, are different.
#[allow(dead_code, reason = "for the worker that proposes")]
pub(crate) fn are_distinct(tx: &mut Tx<'_>, a: &str, b: &str) -> Result<bool> {
    let both = [a.to_owned(), b.to_owned()];
    let (mut ours, mut theirs) = (vec![a.to_owned()], vec![b.to_owned()]);
    for (fold, other) in subject_members::list_siblings(tx, &both)? {
        if fold == a { ours.push(other) } else { theirs.push(other) }
    }
    // Each link is found from either end, so reading at one side is enough.
    let links = subject_links::live_at(tx, &ours, LinkFamily::Different)?;
    Ok(links.iter().any(|link| {
        (ours.contains(&link.a) && theirs.contains(&link.b))
            || (ours.contains(&link.b) && theirs.contains(&link.a))
    }))
}
