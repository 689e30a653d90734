//! A name that is to be linked, and the words that go with it.

use crate::Result;
use model::Invalid;

/// Longest fold that a link takes, in bytes: two of them are one key of an index.
const FOLD: usize = 1_000;

/// A name as written, and its fold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spelling {
    pub fold: String,
    pub name: String,
}

impl Spelling {
    pub fn parse_name(name: &str) -> Result<Self> {
        let name = tag::clean(name)?;
        let fold = tag::fold(&name).into_string();
        if fold.len() > FOLD {
            return Err(Invalid::new(format!(
                "the tag “{}…” takes {} bytes when folded; at most {FOLD} can be joined",
                name.chars().take(20).collect::<String>(),
                fold.len()
            ))
            .into());
        }
        Ok(Self { fold, name })
    }
}

/// Words on one line, or what is wrong with them.
pub(super) fn check_line(what: &str, text: &str, most: usize) -> Result<String, Invalid> {
    // Line breaks would end a line of the exported file, so all white space becomes a space.
    let visible: String = text.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let tidy = words.join(" ");
    match tidy.chars().count() {
        count if count > most => {
            Err(Invalid::new(format!("the {what} has {count} characters; at most {most} are accepted")))
        }
        _ => Ok(tidy),
    }
}

/// Names in a row, as the history tells them; of many the first.
pub(super) fn join_names<'a>(names: impl ExactSizeIterator<Item = &'a str>, between: &str) -> String {
    const TOLD: usize = 12;
    let more = names.len().saturating_sub(TOLD);
    let told: Vec<&str> = names.take(TOLD).collect();
    let told = told.join(between);
    if more == 0 { told } else { format!("{told} and {more} more") }
}
