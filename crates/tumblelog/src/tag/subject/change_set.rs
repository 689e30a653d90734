//! One change of subjects: who does it, and the links it makes, ends and revives.

use super::update_members::{Touched, update_members};
use crate::permission::{self, Act, Object};
use crate::{Actor, Error, Result};
use model::{AccountId, EventKind, LinkKind, SubjectDeed, Time};
use store::subject_history;
use store::subject_history::{LinkChange, SubjectChangeSet};
use store::subject_links::{self, SubjectLink};
use store::{Tx, accounts};

/// The name under which a change is kept, and the account, where the actor may change subjects. Read within the change's
/// transaction, so that a right that was just taken away does not count.
pub(crate) fn name_and_account(tx: &mut Tx<'_>, actor: &Actor) -> Result<(String, Option<AccountId>)> {
    permission::check_permission(tx, actor, Act::ManageSubjects, &Object::Subjects)?;
    match actor {
        Actor::Person(viewer) => {
            let account = accounts::by_id(tx, viewer.account)?;
            let account = account.ok_or_else(|| Error::NotFound("there is no such account".into()))?;
            Ok((account.name, Some(account.id)))
        }
        Actor::Operator => Ok(("command line".into(), None)),
        Actor::Site => Ok(("threshold".into(), None)),
        // The check above admits nobody else.
        Actor::Guest | Actor::Blog { .. } | Actor::Row(_) => {
            Err(Error::Refused("only moderators change which tags are one subject".into()))
        }
    }
}

/// A link that is to be made.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub kind: LinkKind,
    /// Fold and name; of a broader link, what is part of the other.
    pub a: (String, String),
    pub b: (String, String),
    pub reason: String,
    pub evidence: String,
    /// Where a file says who claimed it, and when.
    pub who: Option<String>,
    pub at: Option<Time>,
}

impl Draft {
    /// The folds as the link will hold them.
    pub fn fold_pair(&self) -> (&str, &str) {
        let (a, b) = (self.a.0.as_str(), self.b.0.as_str());
        // Only a broader link has a direction; in the others one order makes the pair one key.
        if self.kind == LinkKind::Broader || a < b { (a, b) } else { (b, a) }
    }
}

/// A change that has its turn.
pub(super) struct ChangeSet {
    /// The number of its entry.
    pub act: i64,
    who: String,
    account: Option<AccountId>,
    now: Time,
    changes: Vec<LinkChange>,
    /// What has been touched since the members were last worked out.
    pub touched: Touched,
}

impl ChangeSet {
    /// Waits for those who change subjects now, and begins.
    pub fn begin_change_set(tx: &mut Tx<'_>, actor: &Actor, now: Time) -> Result<Self> {
        // The counter's row is the lock: it must come before any read on which the change depends.
        let act = subject_history::begin_change_set(tx)?;
        let (who, account) = name_and_account(tx, actor)?;
        Ok(Self { act, who, account, now, changes: Vec::new(), touched: Touched::default() })
    }

    /// Writes the entry. Links name it, so it comes before them.
    pub fn open_entry(
        &self,
        tx: &mut Tx<'_>,
        deed: SubjectDeed,
        about: &str,
        reason: &str,
        undoes: Option<i64>,
    ) -> Result<()> {
        let act = SubjectChangeSet {
            id: self.act,
            deed,
            about: about.to_owned(),
            reason: reason.to_owned(),
            who: self.who.clone(),
            account: self.account,
            at: self.now,
            undoes,
            undone_by: None,
        };
        Ok(subject_history::insert_change_set(tx, &act)?)
    }

    /// Makes links.
    pub fn make_links(&mut self, tx: &mut Tx<'_>, drafts: Vec<Draft>) -> Result<()> {
        if drafts.is_empty() {
            return Ok(());
        }
        let first = tx.next_ids("subject_link", i64::try_from(drafts.len()).unwrap_or(i64::MAX))?;
        let links: Vec<SubjectLink> =
            (first..).zip(drafts).map(|(id, draft)| self.link_from_draft(id, draft)).collect();
        subject_links::insert_links(tx, &links)?;
        self.note_touched(&links, true);
        Ok(())
    }

    fn link_from_draft(&self, id: i64, draft: Draft) -> SubjectLink {
        // The names must follow their folds where the order is turned.
        let in_order = draft.fold_pair().0 == draft.a.0;
        let (a, b) = if in_order { (draft.a, draft.b) } else { (draft.b, draft.a) };
        SubjectLink {
            id,
            kind: draft.kind,
            a: a.0,
            b: b.0,
            a_name: a.1,
            b_name: b.1,
            reason: draft.reason,
            evidence: draft.evidence,
            who: draft.who.unwrap_or_else(|| self.who.clone()),
            at: draft.at.unwrap_or(self.now),
            made_by: self.act,
            ended_by: None,
        }
    }

    /// Ends live links.
    pub fn end_links(&mut self, tx: &mut Tx<'_>, links: &[SubjectLink]) -> Result<()> {
        let ids: Vec<i64> = links.iter().map(|link| link.id).collect();
        subject_links::set_ended(tx, &ids, Some(self.act))?;
        self.note_touched(links, false);
        Ok(())
    }

    /// Makes ended links live again.
    pub fn revive_links(&mut self, tx: &mut Tx<'_>, links: &[SubjectLink]) -> Result<()> {
        let ids: Vec<i64> = links.iter().map(|link| link.id).collect();
        subject_links::set_ended(tx, &ids, None)?;
        self.note_touched(links, true);
        Ok(())
    }

    fn note_touched(&mut self, links: &[SubjectLink], live: bool) {
        self.changes.extend(links.iter().map(|link| LinkChange { link: link.id, live }));
        for link in links {
            match link.kind {
                LinkKind::Broader if live => drop(self.touched.narrower.insert(link.a.clone())),
                LinkKind::Different if live => self.touched.different.push((link.a.clone(), link.b.clone())),
                // Ending such a link can close no cycle and contradict nothing.
                LinkKind::Broader | LinkKind::Different => {}
                _ => {
                    self.touched.folds.extend([link.a.clone(), link.b.clone()]);
                    self.touched.joined |= live;
                }
            }
        }
    }

    /// Works out the members anew of what has been touched, and refuses what may not be.
    pub fn settle_members(&mut self, tx: &mut Tx<'_>) -> Result<(), super::conflict::Conflict> {
        // Taken, so that an import that settles part by part checks each part once.
        update_members(tx, &std::mem::take(&mut self.touched))
    }

    /// Ends the turn; gives the number of the entry.
    pub fn finish_change_set(mut self, tx: &mut Tx<'_>) -> Result<i64> {
        self.settle_members(tx)?;
        subject_history::add_changes(tx, self.act, &self.changes)?;
        // Lists of the tags that were joined or parted hold other posts now.
        crate::query::feed_stamp::mark_lists(tx, self.now)?;
        crate::events::record_numbered(tx, EventKind::SubjectChanged, Some(self.act), self.now)?;
        Ok(self.act)
    }
}
