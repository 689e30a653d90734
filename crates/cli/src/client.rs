//! `tagstead client`: programs that use the API.

use crate::Outcome;
use crate::blog::find_owner;
use crate::command_report::{CommandReport, Format};
use crate::data::{DataArguments, make_clock};
use clap::Subcommand;
use model::BlogName;
use tumblelog::oauth::NewClient;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    /// Register an API client and print its key and secret.
    Create {
        /// Name, shown to people whom it asks for permission.
        name: String,
        /// Account that registers it.
        #[arg(long, value_name = "NAME", value_parser = BlogName::parse)]
        account: BlogName,
        /// Address that people may be sent back to after they consented, letter by letter; may be repeated. It begins
        /// with https://, with http:// and a loopback address, or with an app's own scheme such as com.example.app:
        #[arg(long, value_name = "URL")]
        redirect: Vec<String>,
        /// The client cannot keep a secret, like a program on a person's own device: it gets none, and must use PKCE.
        #[arg(long, conflicts_with = "with_token")]
        public: bool,
        /// Also print an OAuth 1 token and its secret, with which the client acts in the account's name.
        #[arg(long)]
        with_token: bool,
        #[command(flatten)]
        format: Format,
        #[command(flatten)]
        data: DataArguments,
    },
}

pub async fn run_client(arguments: Arguments) -> Outcome {
    let Deed::Create { name, account: owner, redirect, public, with_token, format, data } = arguments.deed;
    let site = data.open_existing(make_clock(None)?)?;
    let owner = find_owner(&site, &owner).await?;
    let new = NewClient { owner: owner.id, name, redirects: redirect, public };
    let (client, secret) = site.create_client(new).await?;
    let mut told = CommandReport::default();
    told.add("consumer_key", client.key);
    // A public client has nowhere to keep a secret.
    if !public {
        told.add("consumer_secret", secret);
    }
    if with_token {
        let token = site.give_token(client.id, owner.id).await?;
        told.add("token", token.token);
        told.add("token_secret", token.secret);
    }
    told.print(&format);
    Ok(())
}
