//! `tagstead demo`: a lively site in a temporary folder.

mod content;
mod load;
mod runs;

use crate::data::{make_clock, open_at};
use crate::progress::Progress;
use crate::serve::edge::EdgeArguments;
use crate::serve::{Background, HttpArguments, Opening, answer_requests};
use crate::setting_arguments::SettingArguments;
use crate::{Failure, Outcome};
use model::{BlogName, Clock, LinkKind, Time};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::DatabaseUrl;
use tumblelog::Actor;
use tumblelog::account::{Adopt, NewAccount};
use tumblelog::subject::Join;
use tumblelog::{NewBlog, Site};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    http: HttpArguments,
    #[command(flatten)]
    settings: SettingArguments<false>,
    /// Password of the account “demo”, at least ten characters; one by lot where not given.
    #[arg(long, value_name = "PASSWORD", env = "TAGSTEAD_DEMO_PASSWORD", hide_env_values = true)]
    password: Option<String>,
}

/// Name of the account that everybody may sign in as who reads what the command prints, and of its blog.
const ACCOUNT: &str = "demo";

/// While the demo is being filled, the time is what each post and note says; then it is the true time.
struct StagedClock {
    staged: AtomicI64,
    real: Arc<dyn Clock>,
}

impl StagedClock {
    const NONE: i64 = i64::MIN;

    fn stage_time(&self, time: Option<Time>) {
        self.staged.store(time.map_or(Self::NONE, |time| time.0), Ordering::SeqCst);
    }
}

impl Clock for StagedClock {
    fn now(&self) -> Time {
        match self.staged.load(Ordering::SeqCst) {
            Self::NONE => self.real.now(),
            ms => Time(ms),
        }
    }
}

/// The town's spellings, so that a newcomer sees what a subject is.
fn demo_spellings() -> Join {
    let names = ["Kalbajar", "Kəlbəcər", "kelbecer", "Kälbäjär", "Келбаджар"];
    Join {
        names: names.map(str::to_owned).to_vec(),
        kind: LinkKind::Transliteration,
        reason: "demo".into(),
        evidence: String::new(),
        by: Actor::Operator,
    }
}

pub async fn run_demo(arguments: Arguments) -> Outcome {
    let real = make_clock(arguments.http.clock.as_deref())?;
    let staged = Arc::new(StagedClock { staged: AtomicI64::new(StagedClock::NONE), real });
    // The folder goes when the command ends.
    let folder = tempfile::Builder::new().prefix("tagstead-demo-").tempdir()?;
    let url = DatabaseUrl::Sqlite(folder.path().join("tagstead.sqlite"));
    let SettingArguments(fixed) = arguments.settings;
    let site = open_at(&url, folder.path(), staged.clone())?.with_fixed_settings(fixed);
    let welcome = create_account(&site, arguments.password).await?;
    let content =
        content::read_content().map_err(|e| Failure::Failed(e.context("the demo's own content")))?;
    let mut progress = Progress::new("demo posts", Some(content.posts.len() as u64));
    load::fill_site(&site, &staged, content, folder.path(), &mut progress).await?;
    drop(progress);
    site.join_spellings(&demo_spellings()).await?;
    site.compact_tail().await?;
    // All at once, or the first pages would change while they are read.
    site.find_all_duplicates(|_| {}).await?;
    let (edge, background) = (EdgeArguments::default(), Background::default());
    let opening = Opening { path: "/tagged/kalbajar", more: &welcome };
    answer_requests(site, staged, arguments.http, &edge, background, folder.path(), opening).await
}

/// Makes the account, and gives the line that says how to sign in.
async fn create_account(site: &Site, password: Option<String>) -> Result<String, Failure> {
    let password = match password {
        Some(password) => password,
        // Sixteen letters and digits, 95 bits.
        None => site.draw_secret()?.chars().take(16).collect(),
    };
    let name = BlogName::parse(ACCOUNT)?;
    let blog = NewBlog { title: "Your own blog".into(), ..NewBlog::with_name(name.clone()) };
    let new = NewAccount { name, password: Some(password.clone()), blog, adopt: Adopt::New };
    let (made, _) = site.create_account(new).await.map_err(|error| match error {
        tumblelog::Error::Invalid(why) => Failure::Usage(format!("--password: {why}")),
        other => other.into(),
    })?;
    // So that a newcomer sees the work of moderators too.
    site.set_moderator(made.id, true).await?;
    Ok(format!("Sign in as {ACCOUNT} with the password {password}\n"))
}
