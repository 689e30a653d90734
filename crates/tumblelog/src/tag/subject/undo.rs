//! Taking back any one entry of the history.

use super::REASON;
use super::change_set::ChangeSet;
use super::spelling::{Spelling, check_line};
use crate::Actor;
use crate::{Error, Result, Site};
use model::{Invalid, LinkFamily, SubjectDeed, Time};
use std::collections::HashMap;
use store::subject_history;
use store::subject_history::SubjectChangeSet;
use store::subject_links::{self, SubjectLink};
use store::{Tx, subject_members};

impl Site {
    /// Takes an entry back: ends the links it made, and revives those it ended. An undo may be taken back too. Gives the
    /// number of the new entry.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown entry; [`Error::Invalid`] for one that was taken back already, or that no
    /// longer applies because a later entry changed the same links; [`Error::Refused`] for an account that is no
    /// moderator.
    pub async fn undo_subjects(&self, entry: i64, reason: &str, by: &Actor) -> Result<i64> {
        let (reason, by, now) = (check_line("reason", reason, REASON)?, by.clone(), self.clock().now());
        self.store.write(move |tx| undo_change_set(tx, entry, &reason, &by, now)).await
    }
}

pub(super) fn undo_change_set(
    tx: &mut Tx<'_>,
    entry: i64,
    reason: &str,
    by: &Actor,
    now: Time,
) -> Result<i64> {
    let mut turn = ChangeSet::begin_change_set(tx, by, now)?;
    let act = subject_history::by_id(tx, entry)?
        .ok_or_else(|| Error::NotFound(format!("the history of subjects has no entry {entry}")))?;
    if let Some(by) = act.undone_by {
        let words = format!("entry {entry} was taken back by entry {by}; undo {by} to have it again");
        return Err(Invalid::new(words).into());
    }
    // All checks come before the first write, so that an error says what to undo first.
    let (made, ended) = check_untouched(tx, &act)?;
    not_joined_since(tx, &act)?;
    not_made_again(tx, &act, &ended)?;
    turn.open_entry(tx, SubjectDeed::Undo, &format!("entry {entry}: {}", act.about), reason, Some(entry))?;
    turn.end_links(tx, &made)?;
    turn.revive_links(tx, &ended)?;
    subject_history::set_undone(tx, entry, Some(turn.act))?;
    let act_id = turn.finish_change_set(tx)?;
    mark_before(tx, &act)?;
    Ok(act_id)
}

/// What an undo that is taken back took back is good again; what that one took back is taken back again, and so on.
fn mark_before(tx: &mut Tx<'_>, undone: &SubjectChangeSet) -> Result<()> {
    // An undo may undo an undo, so each step down the chain flips what holds.
    let (mut holds, mut after) = (true, undone.clone());
    while let Some(id) = after.undoes {
        subject_history::set_undone(tx, id, if holds { None } else { Some(after.id) })?;
        holds = !holds;
        let Some(before) = subject_history::by_id(tx, id)? else { break };
        after = before;
    }
    Ok(())
}

/// The links an entry made and those it ended, when all of them are as it left them.
fn check_untouched(tx: &mut Tx<'_>, act: &SubjectChangeSet) -> Result<(Vec<SubjectLink>, Vec<SubjectLink>)> {
    let changes = subject_history::list_link_changes(tx, act.id)?;
    let live: HashMap<i64, bool> = changes.iter().map(|change| (change.link, change.live)).collect();
    let ids: Vec<i64> = changes.iter().map(|change| change.link).collect();
    let links = subject_links::by_ids(tx, &ids)?;
    for link in &links {
        let made = live.get(&link.id) == Some(&true);
        match link.ended_by {
            Some(later) if made => {
                return Err(changed_since(act, link, &format!("ended by entry {later}"), later));
            }
            None if !made => {
                return Err(Invalid::new(format!(
                    "entry {} no longer applies: the link of “{}” and “{}” is live again",
                    act.id, link.a_name, link.b_name
                ))
                .into());
            }
            _ => {}
        }
    }
    Ok(links.into_iter().partition(|link| live.get(&link.id) == Some(&true)))
}

fn changed_since(act: &SubjectChangeSet, link: &SubjectLink, what: &str, later: i64) -> Error {
    Invalid::new(format!(
        "entry {} no longer applies: the link of “{}” and “{}” was {what}; undo {later} first",
        act.id, link.a_name, link.b_name
    ))
    .into()
}

/// A spelling that was taken out and has joined another subject since would bring that with it.
fn not_joined_since(tx: &mut Tx<'_>, act: &SubjectChangeSet) -> Result<()> {
    // Only a split takes a single spelling out; other entries revive links as a whole.
    if act.deed != SubjectDeed::Part {
        return Ok(());
    }
    // An entry about a broader link took nothing out that could have joined something since.
    let Ok(name) = Spelling::parse_name(&act.about) else { return Ok(()) };
    if subject_members::of_folds(tx, std::slice::from_ref(&name.fold))?.is_empty() {
        return Ok(());
    }
    Err(Invalid::new(format!(
        "entry {} no longer applies: “{}” has been joined with another subject since; part it first",
        act.id, name.name
    ))
    .into())
}

/// Two folds have one live link of a family at the most.
fn not_made_again(tx: &mut Tx<'_>, act: &SubjectChangeSet, ended: &[SubjectLink]) -> Result<()> {
    for family in [LinkFamily::Same, LinkFamily::Broader, LinkFamily::Different] {
        let ours: Vec<&SubjectLink> = ended.iter().filter(|link| link.kind.family() == family).collect();
        let folds: Vec<String> = ours.iter().map(|link| link.a.clone()).collect();
        if folds.is_empty() {
            continue;
        }
        for live in subject_links::live_from(tx, &folds, family)? {
            if ours.iter().any(|link| link.a == live.a && link.b == live.b) {
                return Err(changed_since(
                    act,
                    &live,
                    &format!("made again by entry {}", live.made_by),
                    live.made_by,
                ));
            }
        }
    }
    Ok(())
}
