//! `tagstead blog settings`: what a blog is called, what it lets others do, and when its queue publishes.

use crate::command_report::{CommandReport, Format};
use crate::data::{DataArguments, make_clock};
use crate::{Failure, Outcome};
use model::schedule::{parse_minute, parse_utc_offset, show_minute, show_utc_offset};
use model::{Blog, BlogName, BlogSettings, Invalid, Schedule};
use tumblelog::{BlogLookup, SaidBy, ScheduleChange, Site};

/// Show the settings of a blog, or change those that are named.
#[derive(clap::Args)]
pub struct Arguments {
    /// Name of the blog.
    #[arg(value_parser = BlogName::parse)]
    name: BlogName,
    /// Title for people; empty for the name.
    #[arg(long)]
    title: Option<String>,
    /// A description, plain text; may be empty.
    #[arg(long)]
    description: Option<String>,
    /// Whether its posts are by a program. This counts as said by a moderator.
    #[arg(long, value_name = "yes|no", value_parser = ["yes", "no"])]
    robot: Option<String>,
    /// Who may ask questions: nobody, people who say which blog is theirs, or everybody.
    #[arg(long, value_name = "RULE", value_parser = ["off", "signed", "anonymous"])]
    asks: Option<String>,
    /// Whether others may submit posts.
    #[arg(long, value_name = "on|off", value_parser = ["on", "off"])]
    submissions: Option<String>,
    /// Whether everybody sees what it likes.
    #[arg(long, value_name = "on|off", value_parser = ["on", "off"])]
    show_likes: Option<String>,
    /// Whether everybody sees whom it follows.
    #[arg(long, value_name = "on|off", value_parser = ["on", "off"])]
    show_following: Option<String>,
    #[command(flatten)]
    queue: QueueArguments,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    data: DataArguments,
}

#[derive(clap::Args)]
#[command(next_help_heading = "Queue")]
struct QueueArguments {
    /// Whether the queue publishes. Posts with a time of their own are published all the same.
    #[arg(long, value_name = "on|paused", value_parser = ["on", "paused"])]
    queue: Option<String>,
    /// Posts a day.
    #[arg(long, value_name = "N")]
    per_day: Option<u8>,
    /// Where the day's stretch begins, such as 09:00.
    #[arg(long, value_name = "HH:MM", value_parser = parse_minute)]
    from: Option<u16>,
    /// Where it ends. The same time as --from means the whole day.
    #[arg(long, value_name = "HH:MM", value_parser = parse_minute)]
    until: Option<u16>,
    /// How far the blog's clock is ahead of UTC, such as +04:00.
    #[arg(long, value_name = "±HH:MM", value_parser = parse_utc_offset, allow_hyphen_values = true)]
    utc_offset: Option<i16>,
}

impl QueueArguments {
    fn schedule_change(&self) -> ScheduleChange {
        ScheduleChange {
            per_day: self.per_day,
            from: self.from,
            until: self.until,
            utc_offset: self.utc_offset,
            paused: self.queue.as_deref().map(|word| word == "paused"),
        }
    }
}

pub async fn run_blog_settings(arguments: Arguments) -> Outcome {
    let site = arguments.data.open_existing(make_clock(None)?)?;
    find_blog(&site, &arguments.name).await?;
    change_profile(&site, &arguments).await?;
    change_inbox(&site, &arguments).await?;
    if let Some(robot) = &arguments.robot {
        site.declare_robot(&arguments.name, robot == "yes", SaidBy::Moderator, None)
            .await
            .map_err(usage_failure)?;
    }
    let change = arguments.queue.schedule_change();
    if change != ScheduleChange::default() {
        site.change_schedule(&arguments.name, change).await.map_err(usage_failure)?;
    }
    let blog = find_blog(&site, &arguments.name).await?;
    let (settings, schedule) = (site.blog_settings(&blog.name).await?, site.read_schedule(&blog.name).await?);
    report_settings(&blog, settings, schedule).print(&arguments.format);
    Ok(())
}

async fn find_blog(site: &Site, name: &BlogName) -> Result<Blog, Failure> {
    let found = site.find_blog(BlogLookup::Name(name.clone())).await?;
    found.ok_or_else(|| Failure::Usage(format!("there is no blog {name}; `tagstead blog create` makes one")))
}

async fn change_profile(site: &Site, arguments: &Arguments) -> Outcome {
    if arguments.title.is_none() && arguments.description.is_none() {
        return Ok(());
    }
    let blog = find_blog(site, &arguments.name).await?;
    let title = arguments.title.as_ref().unwrap_or(&blog.title);
    let description = arguments.description.as_ref().unwrap_or(&blog.description);
    site.set_blog_profile(&blog.name, title, description).await.map_err(usage_failure)
}

async fn change_inbox(site: &Site, arguments: &Arguments) -> Outcome {
    let before = site.blog_settings(&arguments.name).await?;
    let is_on = |word: &Option<String>, before: bool| word.as_deref().map_or(before, |word| word == "on");
    let after = BlogSettings {
        submissions: is_on(&arguments.submissions, before.submissions),
        share_likes: is_on(&arguments.show_likes, before.share_likes),
        share_following: is_on(&arguments.show_following, before.share_following),
        ..before
    };
    let after = match &arguments.asks {
        Some(rule) => after.with_asks(rule).map_err(|Invalid(why)| Failure::Usage(why))?,
        None => after,
    };
    if after != before {
        site.set_blog_settings(&arguments.name, after).await?;
    }
    Ok(())
}

/// A value that the rules refuse is bad usage; anything else a failure.
fn usage_failure(error: tumblelog::Error) -> Failure {
    match error {
        tumblelog::Error::Invalid(Invalid(why)) | tumblelog::Error::Refused(why) => Failure::Usage(why),
        other => other.into(),
    }
}

fn report_settings(blog: &Blog, settings: BlogSettings, schedule: Schedule) -> CommandReport {
    let on = |flag: bool| if flag { "on" } else { "off" };
    let mut told = CommandReport::default();
    super::blog_of(&mut told, blog);
    told.add("title", blog.title.as_str());
    told.add("description", blog.description.as_str());
    told.add("robot", if blog.robot { "yes" } else { "no" });
    told.add("asks", settings.asks_name());
    told.add("submissions", on(settings.submissions));
    told.add("show_likes", on(settings.share_likes));
    told.add("show_following", on(settings.share_following));
    told.add("queue", if schedule.paused { "paused" } else { "on" });
    told.add("per_day", schedule.per_day.to_string());
    told.add("from", show_minute(schedule.from));
    told.add("until", show_minute(schedule.until));
    told.add("utc_offset", show_utc_offset(schedule.utc_offset));
    told
}
