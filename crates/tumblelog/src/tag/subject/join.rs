//! Joining tags into one subject, or saying that one is part of another.

use super::change_set::{ChangeSet, Draft};
use super::spelling::{Spelling, check_line, join_names};
use super::{EVIDENCE, JOINED_AT_ONCE, REASON};
use crate::Actor;
use crate::{Result, Site};
use model::{Invalid, LinkFamily, LinkKind, SubjectDeed, Time};
use std::collections::HashMap;
use store::{Tx, subject_links, subject_members};

/// What is said of some tags.
#[derive(Debug, Clone)]
pub struct Join {
    /// Two or more names, in any spelling of their folds. The others are linked with the first; where the kind is
    /// [`LinkKind::Broader`], the first is part of each of the others.
    pub names: Vec<String>,
    /// How they belong together.
    pub kind: LinkKind,
    /// Why, in words.
    pub reason: String,
    /// What shows it, text or JSON; may be empty.
    pub evidence: String,
    /// Who says so.
    pub by: Actor,
}

impl Site {
    /// Joins tags: from now on each of their pages shows the posts of all. Names that are one already are passed over.
    /// Gives the number of the entry in the history.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for names that cannot be tags, fewer than two, nothing that is new, more than
    /// [`super::SPELLINGS`] in one subject, two that somebody said are different, or a way round what is broader;
    /// [`crate::Error::Refused`] for an account that is no moderator.
    pub async fn join_spellings(&self, join: &Join) -> Result<i64> {
        let (join, now) = (PreparedJoin::prepare_join(join)?, self.clock().now());
        self.store.write(move |tx| join.run_join(tx, now)).await
    }
}

/// A join whose words are in order.
struct PreparedJoin {
    first: Spelling,
    others: Vec<Spelling>,
    join: Join,
}

impl PreparedJoin {
    fn prepare_join(join: &Join) -> Result<Self> {
        if join.names.len() > JOINED_AT_ONCE {
            return Err(Invalid::new(format!(
                "{} names at once; at most {JOINED_AT_ONCE} are accepted",
                join.names.len()
            ))
            .into());
        }
        if join.kind == LinkKind::Different {
            return Err(Invalid::new("tags that are different are refused and not joined").into());
        }
        let mut names: Vec<Spelling> = Vec::new();
        for name in &join.names {
            let name = Spelling::parse_name(name)?;
            // Names that differ by case alone are one tag already and need no link.
            if names.iter().all(|known| known.fold != name.fold) {
                names.push(name);
            }
        }
        if names.len() < 2 {
            return Err(Invalid::new(
                "give two names or more that are not the same tag already: capitals and the sign # make no difference",
            )
            .into());
        }
        let first = names.remove(0);
        let mut join = join.clone();
        join.reason = check_line("reason", &join.reason, REASON)?;
        join.evidence = check_line("evidence", &join.evidence, EVIDENCE)?;
        Ok(Self { first, others: names, join })
    }

    fn run_join(&self, tx: &mut Tx<'_>, now: Time) -> Result<i64> {
        // The lock comes before the first read, so that no other change comes between.
        let mut turn = ChangeSet::begin_change_set(tx, &self.join.by, now)?;
        let others = match self.join.kind.family() {
            // A link within one subject would join nothing.
            LinkFamily::Same => self.find_apart(tx)?,
            _ => self.not_above(tx)?,
        };
        let names = || std::iter::once(&self.first).chain(&self.others).map(|s| s.name.as_str());
        if others.is_empty() {
            let what = if self.join.kind == LinkKind::Broader { "linked so" } else { "one subject" };
            let all: Vec<_> = names().collect();
            return Err(
                Invalid::new(format!("{} are {what} already", join_names(all.into_iter(), " · "))).into()
            );
        }
        let sign = if self.join.kind == LinkKind::Broader { " ⊂ " } else { " = " };
        let about = join_names(names().collect::<Vec<_>>().into_iter(), sign);
        turn.open_entry(tx, SubjectDeed::Join, &about, &self.join.reason, None)?;
        let drafts = others.into_iter().map(|other| Draft {
            kind: self.join.kind,
            a: (self.first.fold.clone(), self.first.name.clone()),
            b: (other.fold.clone(), other.name.clone()),
            reason: self.join.reason.clone(),
            evidence: self.join.evidence.clone(),
            who: None,
            at: None,
        });
        turn.make_links(tx, drafts.collect())?;
        turn.finish_change_set(tx)
    }

    /// The others that are not of the first's subject yet; of several that are one already, the first.
    fn find_apart(&self, tx: &mut Tx<'_>) -> Result<Vec<&Spelling>> {
        let folds: Vec<String> =
            std::iter::once(&self.first).chain(&self.others).map(|s| s.fold.clone()).collect();
        let of: HashMap<String, i64> = subject_members::of_folds(tx, &folds)?
            .into_iter()
            .map(|member| (member.fold, member.subject))
            .collect();
        let mut met: Vec<i64> = of.get(&self.first.fold).copied().into_iter().collect();
        let mut apart = Vec::new();
        for other in &self.others {
            match of.get(&other.fold) {
                Some(subject) if met.contains(subject) => continue,
                Some(subject) => met.push(*subject),
                None => {}
            }
            apart.push(other);
        }
        Ok(apart)
    }

    /// The others that the first is not said to be part of yet.
    fn not_above(&self, tx: &mut Tx<'_>) -> Result<Vec<&Spelling>> {
        let known =
            subject_links::live_from(tx, std::slice::from_ref(&self.first.fold), LinkFamily::Broader)?;
        Ok(self.others.iter().filter(|other| known.iter().all(|link| link.b != other.fold)).collect())
    }
}
