//! `tagstead account`: accounts and their passwords.

use crate::blog::{AccountName, blog_of};
use crate::command_report::{CommandReport, Format};
use crate::data::{DataArguments, make_clock};
use crate::{Failure, Outcome};
use anyhow::Context;
use clap::Subcommand;
use model::BlogName;
use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use tumblelog::NewBlog;
use tumblelog::account::{Adopt, AppAccess, NewAccount};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    /// Make an account with its first blog. The password is asked for, or read from the first line of standard input.
    Create {
        /// Sign-in name.
        #[arg(value_parser = BlogName::parse)]
        name: BlogName,
        /// Name of its first blog; one that an import made and nobody owns may be named.
        #[arg(long, value_parser = BlogName::parse)]
        blog: BlogName,
        #[command(flatten)]
        password: PasswordArguments,
        /// Without a password: nobody can sign in until one is set.
        #[arg(long, conflicts_with = "password_file")]
        no_password: bool,
        #[command(flatten)]
        format: Format,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Let a person decide about what everyone sees (subjects, proposals), or no more.
    Moderator {
        #[command(flatten)]
        account: AccountName,
        /// Whether they may.
        #[arg(value_name = "on|off", value_parser = ["on", "off"])]
        may: String,
        #[command(flatten)]
        format: Format,
        #[command(flatten)]
        data: DataArguments,
    },
    /// Set an account's password; all its sessions end.
    Password {
        #[command(flatten)]
        account: AccountName,
        /// Also end the access of all apps: their tokens, of OAuth 1 and OAuth 2.
        #[arg(long)]
        end_apps: bool,
        #[command(flatten)]
        password: PasswordArguments,
        #[command(flatten)]
        format: Format,
        #[command(flatten)]
        data: DataArguments,
    },
}

#[derive(clap::Args)]
struct PasswordArguments {
    /// Read the password from the first line of this file.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

pub async fn run_account(arguments: Arguments) -> Outcome {
    match arguments.deed {
        Deed::Create { name, blog, password, no_password, format, data } => {
            let site = data.open(make_clock(None)?)?;
            let password = if no_password { None } else { Some(password.read_password()?) };
            let new = NewAccount { name, password, blog: NewBlog::with_name(blog), adopt: Adopt::Unowned };
            let (account, blog) = site.create_account(new).await?;
            let mut told = CommandReport::default();
            told.add("account", account.name);
            blog_of(&mut told, &blog);
            told.print(&format);
            Ok(())
        }
        Deed::Moderator { account, may, format, data } => {
            let site = data.open_existing(make_clock(None)?)?;
            let account = account.find(&site).await?;
            site.set_moderator(account.id, may == "on").await?;
            let mut told = CommandReport::default();
            told.add("account", account.name);
            told.add("moderator", may);
            told.print(&format);
            Ok(())
        }
        Deed::Password { account, end_apps, password, format, data } => {
            let site = data.open_existing(make_clock(None)?)?;
            let account = account.find(&site).await?;
            // The account is looked up before, so that nobody types a password for nothing.
            let password = password.read_password()?;
            let apps = if end_apps { AppAccess::End } else { AppAccess::Keep };
            site.set_password(account.id, &password, apps).await?;
            // The field names are those of the server's security log, so that one search finds
            // both.
            let (event, route) = ("password_changed", "tagstead account password");
            tracing::info!(target: "security", event, route, end_apps, "security event");
            let mut told = CommandReport::default();
            told.add("account", account.name);
            told.add("password", "set");
            told.add("apps", if end_apps { "signed out" } else { "kept" });
            told.print(&format);
            Ok(())
        }
    }
}

impl PasswordArguments {
    /// From the file; else by asking twice at a terminal; else from standard input.
    fn read_password(&self) -> Result<String, Failure> {
        if let Some(path) = &self.password_file {
            return first_line(path);
        }
        // Never from an argument: other users of the machine can list those.
        if !std::io::stdin().is_terminal() {
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line).context("standard input")?;
            return whole_line(&line, "standard input");
        }
        let typed = rpassword::prompt_password("Password: ")?;
        if rpassword::prompt_password("Once more: ")? != typed {
            return Err(Failure::Usage("the two passwords differ".into()));
        }
        Ok(typed)
    }
}

fn first_line(path: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Failure::Usage(format!("{} cannot be read: {e}", path.display())))?;
    whole_line(text.lines().next().unwrap_or(""), &path.display().to_string())
}

fn whole_line(line: &str, place: &str) -> Result<String, Failure> {
    match line.trim_end_matches(['\r', '\n']) {
        "" => Err(Failure::Usage(format!("there is no password in {place}; give it on the first line"))),
        password => Ok(password.to_owned()),
    }
}
