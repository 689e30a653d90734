//! `tagstead subject`: which tags are one.

mod file;
mod proposals;
mod propose;
mod tell;

use crate::data::{DataArguments, make_clock};
use crate::{Failure, Outcome};
use clap::Subcommand;
use model::LinkKind;
use std::path::PathBuf;
use tumblelog::Actor;
use tumblelog::subject::{Join, Refusal, Split};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    /// Join tags into one subject: each of their pages then shows the posts of all.
    Join {
        /// The tags, without a # before them; the others are linked with the first.
        #[arg(required = true, num_args = 2.., value_name = "NAME")]
        names: Vec<String>,
        /// How they belong together: same-name, other-script, transliteration, misspelling, abbreviation, translation;
        /// or broader: the first is part of the others, and nothing is joined.
        #[arg(long, value_parser = parse_kind)]
        kind: LinkKind,
        /// Why, in words.
        #[arg(long)]
        reason: String,
        /// What shows it, text or JSON.
        #[arg(long, default_value = "")]
        evidence: String,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Take one spelling out of its subject; the others stay together.
    Part {
        /// The spelling.
        name: String,
        /// Leave its subject as it is, and end that it is part of this.
        #[arg(long, value_name = "NAME")]
        of: Option<String>,
        /// Why, in words.
        #[arg(long, default_value = "")]
        reason: String,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Say that two tags are different, so that nobody joins or proposes them.
    Refuse {
        /// One tag.
        a: String,
        /// The other.
        b: String,
        /// Why, in words.
        #[arg(long, default_value = "")]
        reason: String,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Take back that two tags are different.
    Allow {
        /// One tag.
        a: String,
        /// The other.
        b: String,
        /// Why, in words.
        #[arg(long, default_value = "")]
        reason: String,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Take back an entry of the history; an undo can be taken back too.
    Undo {
        /// Its number, as `tagstead subject history` tells it.
        entry: i64,
        /// Why, in words.
        #[arg(long, default_value = "")]
        reason: String,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Tell the subjects: how many spellings, and their names.
    List {
        /// Only those with a spelling that begins so; at most fifty.
        #[arg(long, value_name = "TEXT", default_value = "")]
        search: String,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Tell all that was said about a tag and the other spellings of its subject.
    Show {
        /// The tag.
        name: String,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Tell who did what when, newest first.
    History {
        /// Only what was done to this tag and the other spellings of its subject.
        #[arg(long, value_name = "NAME")]
        about: Option<String>,
        /// Entries before this one.
        #[arg(long, value_name = "ENTRY")]
        before: Option<i64>,
        /// How many entries.
        #[arg(long, default_value_t = 50)]
        limit: usize,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Look for tags that may be one subject, as the worker of a serving process does, and tell what waits for a
    /// decision.
    Propose {
        /// Look at every tag, not only at those that are new.
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Tell what waits for a decision, with what speaks for it.
    Proposals {
        #[command(flatten)]
        data: DataArguments,
    },
    /// Write all subjects as a text that another site can take.
    Export {
        /// Where to; to standard output where not given.
        file: Option<PathBuf>,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Take subjects from such a text: all of it or nothing. A second time changes nothing.
    Import {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        data: DataArguments,
    },
}

impl Deed {
    fn data_arguments(&self) -> &DataArguments {
        match self {
            Self::Join { data, .. }
            | Self::Part { data, .. }
            | Self::Refuse { data, .. }
            | Self::Allow { data, .. }
            | Self::Undo { data, .. }
            | Self::List { data, .. }
            | Self::Show { data, .. }
            | Self::History { data, .. }
            | Self::Propose { data, .. }
            | Self::Proposals { data }
            | Self::Export { data, .. }
            | Self::Import { data, .. } => data,
        }
    }
}

fn parse_kind(text: &str) -> Result<LinkKind, String> {
    LinkKind::from_name(text).filter(|kind| LinkKind::JOINING.contains(kind)).ok_or_else(|| {
        let names: Vec<_> = LinkKind::JOINING.iter().map(|kind| kind.name().replace(' ', "-")).collect();
        format!("there is no such kind; use {}", names.join(", "))
    })
}

pub async fn run_subject(arguments: Arguments) -> Outcome {
    let site = arguments.deed.data_arguments().open_existing(make_clock(None)?)?;
    // Whoever can run this command holds the database, so no account is asked for.
    let by = Actor::Operator;
    match arguments.deed {
        Deed::Join { names, kind, reason, evidence, .. } => {
            let first = names.first().cloned().unwrap_or_default();
            print_entry(site.join_spellings(&Join { names, kind, reason, evidence, by }).await?);
            tell::print_subject(&site, &first).await
        }
        Deed::Part { name, of, reason, .. } => {
            print_entry(site.split_spelling(&Split { name, of, reason, by }).await?);
            Ok(())
        }
        Deed::Refuse { a, b, reason, .. } => {
            print_entry(site.refuse_join(&Refusal { a, b, reason, by }).await?);
            Ok(())
        }
        Deed::Allow { a, b, reason, .. } => {
            print_entry(site.allow_join(&Refusal { a, b, reason, by }).await?);
            Ok(())
        }
        Deed::Undo { entry: number, reason, .. } => {
            print_entry(site.undo_subjects(number, &reason, &by).await?);
            Ok(())
        }
        Deed::List { search, .. } => tell::print_list(&site, &search).await,
        Deed::Show { name, .. } => tell::print_subject_of(&site, &name).await,
        Deed::History { about, before, limit, .. } => tell::print_history(&site, about, before, limit).await,
        Deed::Propose { all, .. } => propose::run_propose(&site, all).await,
        Deed::Proposals { .. } => proposals::run_proposals(&site).await,
        Deed::Export { file, .. } => file::export_subjects(&site, file.as_deref()).await,
        Deed::Import { file, .. } => file::import_subjects(&site, &file, &by).await,
    }
}

#[expect(clippy::print_stdout, reason = "the number of the entry is the command's result")]
fn print_entry(number: i64) {
    println!("entry {number}");
}

/// What a command could not do with a file.
fn unreadable_file(path: &std::path::Path, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("{} cannot be read: {error}", path.display()))
}
