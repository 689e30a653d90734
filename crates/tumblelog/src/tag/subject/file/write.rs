//! Writing sets, the same bytes for the same links.

use super::{FIRST, PART_OF};
use model::LinkKind;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::fmt::Write;
use store::subject_links::SubjectLink;
use store::subject_members::SubjectMember;

/// A subject with the links that join it.
pub(in crate::tag::subject) struct Set<'a> {
    pub members: Vec<&'a SubjectMember>,
    pub links: Vec<SubjectLink>,
}

/// What a file begins with.
pub(in crate::tag::subject) fn head() -> String {
    format!(
        "{FIRST}\n\
         # Tags that people said are one. A block begins with “subject:”; the lines below say which other names\n\
         # are the same and how, each followed by why, by what evidence, who said so and when.\n\
         # A line that begins with # is a comment.\n"
    )
}

/// Writes a set: from its first fold outwards, so that every link hangs on a name that stands above it.
pub(in crate::tag::subject) fn write_set(out: &mut String, set: &Set<'_>) {
    // Ordered maps, so that the same links give the same bytes on every site.
    let names: BTreeMap<&str, &str> =
        set.members.iter().map(|member| (member.fold.as_str(), member.name.as_str())).collect();
    let Some((&first, name)) = names.first_key_value() else { return };
    write_line(out, "\nsubject", &name_text(name));
    let mut around: BTreeMap<&str, Vec<(&str, &SubjectLink)>> = BTreeMap::new();
    for link in &set.links {
        around.entry(&link.a).or_default().push((&link.b, link));
        around.entry(&link.b).or_default().push((&link.a, link));
    }
    for ends in around.values_mut() {
        ends.sort_by_key(|(fold, _)| *fold);
    }
    let (mut met, mut written) = (HashSet::from([first]), HashSet::new());
    let mut waiting = VecDeque::from([first]);
    while let Some(fold) = waiting.pop_front() {
        for (other, link) in around.get(fold).into_iter().flatten() {
            // A link is met from both of its ends and may close a ring; it is written once.
            if !written.insert(link.id) {
                continue;
            }
            let shown = |fold: &str| names.get(fold).copied().unwrap_or_default().to_owned();
            write_line(out, link.kind.name(), &name_text(&shown(other)));
            // Without "of" a line refers to the subject of its block.
            if fold != first {
                write_line(out, "  of", &name_text(&shown(fold)));
            }
            write_link(out, link);
            if met.insert(other) {
                waiting.push_back(other);
            }
        }
    }
}

/// Writes a link that does not join, in a block of its own.
pub(in crate::tag::subject) fn write_other(out: &mut String, link: &SubjectLink, a: &str, b: &str) {
    write_line(out, "\nsubject", &name_text(a));
    write_line(out, if link.kind == LinkKind::Broader { PART_OF } else { link.kind.name() }, &name_text(b));
    write_link(out, link);
}

fn write_link(out: &mut String, link: &SubjectLink) {
    for (word, text) in [("  reason", &link.reason), ("  evidence", &link.evidence), ("  who", &link.who)] {
        if !text.is_empty() {
            write_line(out, word, text);
        }
    }
    write_line(out, "  when", &link.at.rfc3339());
}

/// One sign # is no part of a name: a name that begins with one is given another to lose.
fn name_text(name: &str) -> String {
    if name.starts_with(['#', '＃']) { format!("#{name}") } else { name.to_owned() }
}

fn write_line(out: &mut String, word: &str, text: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "{word}: {text}");
}
