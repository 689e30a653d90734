//! `tagstead settings`: the settings of the site in its database.

use crate::data::{DataArguments, make_clock};
use crate::{Failure, Outcome};
use clap::Subcommand;
use model::Invalid;
use serde_json::{Map, Value, json};
use tumblelog::Site;
use tumblelog::settings::{
    Setting, SettingChange, SettingEdit, SettingOrigin, SettingState, SettingValue, find_setting,
};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

/// Changes that `history` lists.
const HISTORY: usize = 100;

#[derive(Subcommand)]
enum Action {
    /// List all settings: name, value, where it comes from (database or default), what is accepted. A server that was started
    /// with another value by an option, a variable or its configuration file goes by that.
    List(Common),
    /// Show one setting.
    Get {
        #[command(flatten)]
        name: SettingName,
        #[command(flatten)]
        common: Common,
    },
    /// Set one. Servers and workers take it over within a few seconds.
    Set {
        #[command(flatten)]
        name: SettingName,
        /// Its new value.
        #[arg(allow_hyphen_values = true)]
        value: String,
        #[command(flatten)]
        common: Common,
    },
    /// Give one its default again.
    Reset {
        #[command(flatten)]
        name: SettingName,
        #[command(flatten)]
        common: Common,
    },
    /// List the last changes, newest first: time, name, value before, value after, who.
    History(Common),
}

#[derive(clap::Args)]
struct SettingName {
    /// Name of the setting.
    #[arg(value_name = "NAME", value_parser = find_named)]
    name: &'static Setting,
}

#[derive(clap::Args)]
struct Common {
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataArguments,
}

fn find_named(name: &str) -> Result<&'static Setting, String> {
    find_setting(name).map_err(|Invalid(why)| why)
}

pub async fn run_settings(arguments: Arguments) -> Outcome {
    match arguments.action {
        Action::List(common) => {
            let site = common.open_site()?;
            let states = site.list_settings().await?;
            states.iter().for_each(|state| print_state(state, common.json));
            Ok(())
        }
        Action::Get { name, common } => show_setting(&common.open_site()?, name.name, common.json).await,
        Action::Set { name, value, common } => {
            let value = name.name.parse_value(&value).map_err(|Invalid(why)| Failure::Usage(why))?;
            change_setting(name.name, Some(value), &common).await
        }
        Action::Reset { name, common } => change_setting(name.name, None, &common).await,
        Action::History(common) => {
            let changes = common.open_site()?.list_setting_changes(HISTORY).await?;
            changes.iter().for_each(|change| print_change(change, common.json));
            Ok(())
        }
    }
}

impl Common {
    fn open_site(&self) -> Result<Site, Failure> {
        self.data.open_existing(make_clock(None)?)
    }
}

async fn change_setting(setting: &Setting, value: Option<SettingValue>, common: &Common) -> Outcome {
    let site = common.open_site()?;
    site.change_settings(vec![SettingEdit { key: setting.key, value }], None).await?;
    show_setting(&site, setting, common.json).await
}

async fn show_setting(site: &Site, setting: &Setting, json: bool) -> Outcome {
    let states = site.list_settings().await?;
    if let Some(state) = states.iter().find(|state| state.setting.key == setting.key) {
        print_state(state, json);
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the settings are the command's result")]
fn print_state(state: &SettingState, json: bool) {
    let setting = state.setting;
    let origin = match state.origin {
        SettingOrigin::Database => "database",
        SettingOrigin::Default => "default",
        // This command fixes nothing.
        SettingOrigin::Fixed(_) => "fixed",
    };
    if json {
        let object = json!({
            "name": setting.name,
            "value": value_to_json(&state.value),
            "origin": origin,
            "default": value_to_json(&setting.default),
            "type": setting.kind.type_name(),
            "accepted": setting.kind.range_words(),
            "about": setting.about,
        });
        println!("{object}");
        return;
    }
    let value = state.value.to_text();
    let value = if value.is_empty() { "-" } else { &value };
    println!("{}\t{value}\t{origin}\t{}", setting.name, setting.kind.range_words());
}

#[expect(clippy::print_stdout, reason = "the changes are the command's result")]
fn print_change(change: &SettingChange, json: bool) {
    let (at, by) = (change.at.rfc3339(), change.by.as_deref());
    if json {
        println!("{}", change_object(change, &at));
        return;
    }
    let words = |value: &Option<String>| match value.as_deref() {
        None => "default".to_owned(),
        Some("") => "-".to_owned(),
        Some(text) => text.to_owned(),
    };
    let by = by.unwrap_or("command line");
    println!("{at}\t{}\t{}\t{}\t{by}", change.name, words(&change.old), words(&change.new));
}

fn change_object(change: &SettingChange, at: &str) -> Value {
    let typed = |text: &Option<String>| match (text, change.key) {
        (None, _) => Value::Null,
        (Some(text), Some(key)) => {
            key.setting().parse_value(text).map_or_else(|_| json!(text), |value| value_to_json(&value))
        }
        (Some(text), None) => json!(text),
    };
    let mut object = Map::new();
    object.insert("at".into(), json!(at));
    object.insert("name".into(), json!(change.name));
    object.insert("old".into(), typed(&change.old));
    object.insert("new".into(), typed(&change.new));
    object.insert("account".into(), json!(change.by));
    Value::Object(object)
}

/// A value in its own type; an empty text and no score are `null`.
fn value_to_json(value: &SettingValue) -> Value {
    match value {
        SettingValue::Text(text) if text.is_empty() => Value::Null,
        SettingValue::Text(text) => json!(text),
        SettingValue::Flag(flag) => json!(flag),
        SettingValue::Number(number) => json!(number),
        SettingValue::Score(None) => Value::Null,
        // By its text: the nearest number of twice the size would have digits that nobody typed.
        SettingValue::Score(Some(score)) => {
            score.to_string().parse::<f64>().map_or(Value::Null, |score| json!(score))
        }
    }
}
