//! `tagstead blog`: blogs of an account.

mod settings;

use crate::command_report::{CommandReport, Format};
use crate::data::{DataArguments, make_clock};
use crate::{Failure, Outcome};
use clap::Subcommand;
use model::{Account, Blog, BlogName, BlogUuid};
use tumblelog::account::Adopt;
use tumblelog::{NewBlog, Site};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    /// Give an account one more blog; one that an import made and nobody owns may be named.
    Create(Box<NewBlogArguments>),
    /// Show the settings of a blog, or change those that are named.
    Settings(Box<settings::Arguments>),
}

#[derive(clap::Args)]
struct NewBlogArguments {
    /// Name of the blog.
    #[arg(value_parser = BlogName::parse)]
    name: BlogName,
    /// Account that will own it.
    #[arg(long, value_name = "NAME", value_parser = BlogName::parse)]
    account: BlogName,
    /// Its lasting identity towards API clients, t: and 22 base64url characters; derived from the name where not given.
    #[arg(long, value_parser = BlogUuid::parse)]
    uuid: Option<BlogUuid>,
    /// Title for people; the name where not given.
    #[arg(long, default_value = "")]
    title: String,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    data: DataArguments,
}

/// An account that must be there, as the first argument of a command.
#[derive(clap::Args)]
pub struct AccountName {
    /// Sign-in name of the account.
    #[arg(value_name = "NAME", value_parser = BlogName::parse)]
    name: BlogName,
}

impl AccountName {
    /// The account.
    pub async fn find(&self, site: &Site) -> Result<Account, Failure> {
        find_owner(site, &self.name).await
    }
}

pub async fn run_blog(arguments: Arguments) -> Outcome {
    match arguments.deed {
        Deed::Create(arguments) => create_blog(*arguments).await,
        Deed::Settings(arguments) => settings::run_blog_settings(*arguments).await,
    }
}

async fn create_blog(arguments: NewBlogArguments) -> Outcome {
    let NewBlogArguments { name, account: owner, uuid, title, format, data } = arguments;
    let site = data.open_existing(make_clock(None)?)?;
    let owner = find_owner(&site, &owner).await?;
    let new = NewBlog { uuid, title, ..NewBlog::with_name(name) };
    let blog = site.add_blog(owner.id, new, Adopt::Unowned).await?;
    let mut told = CommandReport::default();
    blog_of(&mut told, &blog);
    told.print(&format);
    Ok(())
}

/// The account of a name, which must be there.
pub async fn find_owner(site: &Site, name: &BlogName) -> Result<Account, Failure> {
    let found = site.account_named(name.as_str()).await?;
    found.ok_or_else(|| {
        Failure::Usage(format!("there is no account {name}; `tagstead account create` makes one"))
    })
}

/// What is told of a blog.
pub fn blog_of(told: &mut CommandReport, blog: &Blog) {
    told.add("blog", blog.name.as_str());
    told.add("blog_uuid", blog.uuid.as_str());
}
