//! Taking a spelling out of its subject. The rest stays together.

use super::REASON;
use super::change_set::{ChangeSet, Draft};
use super::components::connected_components;
use super::spelling::{Spelling, check_line};
use crate::Actor;
use crate::{Error, Result, Site};
use model::{Invalid, LinkFamily, SubjectDeed, Time};
use store::subject_links::{self, SubjectLink};
use store::{Tx, subject_members};

/// What is taken apart.
#[derive(Debug, Clone)]
pub struct Split {
    /// The spelling that is taken out.
    pub name: String,
    /// Where given, not its subject is left but this: what it was said to be part of.
    pub of: Option<String>,
    /// Why, in words; may be empty.
    pub reason: String,
    /// Who does it.
    pub by: Actor,
}

impl Site {
    /// Takes a spelling out of its subject, or ends that it is part of something. Spellings that hung together by it
    /// alone are linked with each other. Gives the number of the entry in the history.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is of no subject, or not part of that; [`Error::Refused`] for an account that is no
    /// moderator.
    pub async fn split_spelling(&self, part: &Split) -> Result<i64> {
        let name = Spelling::parse_name(&part.name)?;
        let of = part.of.as_deref().map(Spelling::parse_name).transpose()?;
        let reason = check_line("reason", &part.reason, REASON)?;
        let (by, now) = (part.by.clone(), self.clock().now());
        self.store
            .write(move |tx| match &of {
                None => take_out(tx, &name, &reason, &by, now),
                Some(of) => end_broader(tx, &name, of, &reason, &by, now),
            })
            .await
    }
}

fn take_out(tx: &mut Tx<'_>, name: &Spelling, reason: &str, by: &Actor, now: Time) -> Result<i64> {
    let mut turn = ChangeSet::begin_change_set(tx, by, now)?;
    let own = subject_links::live_at(tx, std::slice::from_ref(&name.fold), LinkFamily::Same)?;
    if own.is_empty() {
        return Err(Error::NotFound(format!("“{}” is joined with nothing", name.name)));
    }
    turn.open_entry(tx, SubjectDeed::Part, &name.name, reason, None)?;
    // Worked out before the links end, while the members still show the whole subject.
    let bridges = bridge_links(tx, name, &own)?;
    turn.end_links(tx, &own)?;
    turn.make_links(tx, bridges)?;
    turn.finish_change_set(tx)
}

/// Links in place of those through `name`, so that what is left stays one subject: from the neighbour of the earliest
/// link to a neighbour in each other part.
fn bridge_links(tx: &mut Tx<'_>, name: &Spelling, own: &[SubjectLink]) -> Result<Vec<Draft>> {
    let subject: Vec<i64> = subject_members::of_folds(tx, std::slice::from_ref(&name.fold))?
        .into_iter()
        .map(|member| member.subject)
        .collect();
    let mut rest: Vec<String> =
        subject_members::of_subjects(tx, &subject)?.into_iter().map(|member| member.fold).collect();
    // Without the spelling, what falls apart shows which pieces need a bridge.
    rest.retain(|fold| *fold != name.fold);
    let links = subject_links::live_at(tx, &rest, LinkFamily::Same)?;
    let pairs = links.iter().map(|link| (link.a.as_str(), link.b.as_str()));
    let pieces = connected_components(rest.iter().map(String::as_str), pairs);
    let other = |link: &SubjectLink| match link.a == name.fold {
        true => (link.b.clone(), link.b_name.clone()),
        false => (link.a.clone(), link.a_name.clone()),
    };
    let mut anchor = None;
    let mut drafts = Vec::new();
    let mut linked: Vec<bool> = vec![false; pieces.len()];
    for link in own {
        let end = other(link);
        let Some(piece) = pieces.iter().position(|piece| piece.contains(&end.0.as_str())) else { continue };
        // One bridge holds a piece; more would add claims that nobody made.
        if std::mem::replace(&mut linked[piece], true) {
            continue;
        }
        match &anchor {
            None => anchor = Some(end),
            Some(anchor) => drafts.push(Draft {
                // The bridge stands in for this link, so it keeps its kind and evidence.
                kind: link.kind,
                a: anchor.clone(),
                b: end,
                reason: format!("both were joined with “{}”", name.name),
                evidence: link.evidence.clone(),
                who: None,
                at: None,
            }),
        }
    }
    Ok(drafts)
}

fn end_broader(
    tx: &mut Tx<'_>,
    name: &Spelling,
    of: &Spelling,
    reason: &str,
    by: &Actor,
    now: Time,
) -> Result<i64> {
    let mut turn = ChangeSet::begin_change_set(tx, by, now)?;
    let mut links = subject_links::live_from(tx, std::slice::from_ref(&name.fold), LinkFamily::Broader)?;
    links.retain(|link| link.b == of.fold);
    if links.is_empty() {
        return Err(Error::NotFound(format!("“{}” is not said to be part of “{}”", name.name, of.name)));
    }
    if name.fold == of.fold {
        return Err(Invalid::new("a tag is not part of itself").into());
    }
    let about = format!("{} ⊄ {}", name.name, of.name);
    turn.open_entry(tx, SubjectDeed::Part, &about, reason, None)?;
    turn.end_links(tx, &links)?;
    turn.finish_change_set(tx)
}
