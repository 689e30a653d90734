//! Taking the sets of another site: all of a file or nothing, and a second time nothing new.

use super::change_set::{ChangeSet, Draft};
use super::conflict::Conflict;
use super::file::{self, Claim};
use super::spelling;
use crate::Actor;
use crate::{Result, Site};
use model::{Invalid, LinkFamily, LinkKind, SubjectDeed, Time};
use std::collections::{BTreeSet, HashSet};
use store::{Tx, subject_history, subject_links};

/// Blocks whose links are made at once.
const AT_ONCE: usize = 200;

/// What a file brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The sets that were made or grew: their names in a row.
    pub joined: Vec<String>,
    /// Links made that say what is part of what.
    pub broader: usize,
    /// Links made that say what is different.
    pub different: usize,
    /// Links that were there already, whatever their kind and reason.
    pub known: usize,
    /// The entry in the history; none where nothing was new.
    pub entry: Option<i64>,
}

impl Site {
    /// Takes a file of sets. What it says of who and when is kept on the links; the history tells who imported it.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with the line of what is not accepted, and then nothing is kept;
    /// [`crate::Error::Refused`] for an account that is no moderator.
    pub async fn import_subjects(&self, bytes: &[u8], by: &Actor) -> Result<Imported> {
        // Parsed before the transaction, so that a large or bad file holds no lock.
        let (file, by, now) = (file::parse_file(bytes)?, by.clone(), self.clock().now());
        self.store.write(move |tx| import_blocks(tx, &file.blocks, &by, now)).await
    }
}

fn import_blocks(tx: &mut Tx<'_>, blocks: &[Vec<Claim>], by: &Actor, now: Time) -> Result<Imported> {
    let mut turn = ChangeSet::begin_change_set(tx, by, now)?;
    let mut told = Imported::default();
    for some in blocks.chunks(AT_ONCE) {
        // Known again for each part, because earlier parts of the file have added links.
        let known = known_claims(tx, some)?;
        let mut drafts = Vec::new();
        for block in some {
            let fresh: Vec<&Claim> =
                block.iter().filter(|claim| !known.contains(&claim_key(claim))).collect();
            told.known += block.len() - fresh.len();
            count_claims(&mut told, &fresh);
            drafts.extend(fresh.into_iter().map(claim_draft));
        }
        if drafts.is_empty() {
            continue;
        }
        // Only with the first new link: an import that brings nothing leaves no entry.
        if told.entry.is_none() {
            turn.open_entry(tx, SubjectDeed::Import, "", "", None)?;
            told.entry = Some(turn.act);
        }
        turn.make_links(tx, drafts)?;
        // After each part, so that a conflict can be told with a line of that part.
        turn.settle_members(tx).map_err(|conflict| at_line(conflict, some))?;
    }
    if let Some(entry) = told.entry {
        let what = format!(
            "{} sets, {} parts of others, {} differences",
            told.joined.len(),
            told.broader,
            told.different
        );
        // The counts are known only at the end, and links needed the entry before.
        subject_history::set_about(tx, entry, &what)?;
        turn.finish_change_set(tx)?;
    }
    Ok(told)
}

fn count_claims(told: &mut Imported, fresh: &[&Claim]) {
    let same: Vec<&&Claim> = fresh.iter().filter(|claim| claim.kind.family() == LinkFamily::Same).collect();
    if let Some(first) = same.first() {
        let mut names = vec![first.a.1.as_str()];
        for claim in &same {
            for name in [claim.a.1.as_str(), claim.b.1.as_str()] {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        told.joined.push(spelling::join_names(names.into_iter(), " · "));
    }
    told.broader += fresh.iter().filter(|claim| claim.kind == LinkKind::Broader).count();
    told.different += fresh.iter().filter(|claim| claim.kind == LinkKind::Different).count();
}

type Key = (LinkFamily, String, String);

fn claim_key(claim: &Claim) -> Key {
    let draft = claim_draft(claim);
    let (a, b) = draft.fold_pair();
    (claim.kind.family(), a.to_owned(), b.to_owned())
}

/// The links at the names of these blocks that are live.
fn known_claims(tx: &mut Tx<'_>, blocks: &[Vec<Claim>]) -> Result<HashSet<Key>> {
    let folds: BTreeSet<String> =
        blocks.iter().flatten().flat_map(|claim| [claim.a.0.clone(), claim.b.0.clone()]).collect();
    let folds: Vec<String> = folds.into_iter().collect();
    let mut known = HashSet::new();
    for family in [LinkFamily::Same, LinkFamily::Broader, LinkFamily::Different] {
        let links = subject_links::live_from(tx, &folds, family)?;
        known.extend(links.into_iter().map(|link| (family, link.a, link.b)));
    }
    Ok(known)
}

fn claim_draft(claim: &Claim) -> Draft {
    Draft {
        kind: claim.kind,
        a: claim.a.clone(),
        b: claim.b.clone(),
        reason: claim.reason.clone(),
        evidence: claim.evidence.clone(),
        who: Some(claim.who.clone().unwrap_or_else(|| "import".into())),
        at: claim.at,
    }
}

/// What the file says that cannot be here is told with its line.
fn at_line(conflict: Conflict, blocks: &[Vec<Claim>]) -> crate::Error {
    // A fault of the database has no line in the file.
    let Conflict::Rule { message, folds } = &conflict else { return conflict.into() };
    let named = |claim: &&Claim| folds.contains(&claim.a.0) || folds.contains(&claim.b.0);
    match blocks.iter().flatten().find(named) {
        Some(claim) => Invalid::new(format!("line {}: {message}", claim.line)).into(),
        None => Invalid::new(message.clone()).into(),
    }
}
