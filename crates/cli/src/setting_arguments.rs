//! The settings of the site as options: made from the registry, so that each setting has an option, a variable and a line of the
//! configuration file under its own name.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches};
use model::Invalid;
use tumblelog::settings::{FixedBy, FixedSettings, SETTINGS, Setting, SettingKind, SettingValue};

/// Settings that a process is started with. With `JOBS`, those alone that jobs of the background read.
#[derive(Default)]
pub struct SettingArguments<const JOBS: bool>(pub FixedSettings);

fn list_settings<const JOBS: bool>() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().filter(|setting| !JOBS || setting.read_by_jobs)
}

/// The option of a setting. It has no default of clap's: where a default counts nothing is fixed, and what
/// [`crate::config`] puts there is of the configuration file.
fn setting_option(setting: &'static Setting) -> Arg {
    let option = Arg::new(setting.name)
        .long(setting.name)
        .env(setting.variable())
        .value_name(value_name(setting.kind))
        .help_heading("Settings of the site, in place of those in the database")
        .help(help_text(setting));
    match setting.kind {
        // Named, so that the configuration file may say true and false without quotes.
        SettingKind::Flag => option.value_parser(["yes", "no", "true", "false"]),
        _ => option.value_parser(|text: &str| {
            // Checked only: the text is read once more, where the source of the value is known.
            setting.kind.parse_value(text).map(|_| text.to_owned()).map_err(|Invalid(why)| why)
        }),
    }
}

fn value_name(kind: SettingKind) -> &'static str {
    match kind {
        SettingKind::Line { .. } => "TEXT",
        SettingKind::WebAddress => "URL",
        SettingKind::Contact => "ADDRESS",
        SettingKind::Flag => "yes|no",
        SettingKind::Number { .. } => "DAYS",
        SettingKind::Score => "SCORE",
    }
}

fn help_text(setting: &Setting) -> String {
    let default = setting.default.to_text();
    let default = if default.is_empty() { String::new() } else { format!(" [default: {default}]") };
    format!("{}{default}", setting.about)
}

fn read_fixed<const JOBS: bool>(matches: &ArgMatches) -> Result<FixedSettings, Error> {
    let mut fixed = FixedSettings::default();
    for setting in list_settings::<JOBS>() {
        let by = match matches.value_source(setting.name) {
            Some(ValueSource::CommandLine) => FixedBy::Flag,
            Some(ValueSource::EnvVariable) => FixedBy::Environment,
            Some(_) => FixedBy::File,
            None => continue,
        };
        let Some(text) = matches.get_one::<String>(setting.name) else { continue };
        let value: SettingValue = setting
            .parse_value(text)
            .map_err(|Invalid(why)| Error::raw(clap::error::ErrorKind::ValueValidation, why))?;
        fixed.fix_value(setting.key, value, by);
    }
    Ok(fixed)
}

impl<const JOBS: bool> Args for SettingArguments<JOBS> {
    fn augment_args(command: Command) -> Command {
        command.args(list_settings::<JOBS>().map(setting_option))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const JOBS: bool> FromArgMatches for SettingArguments<JOBS> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(Self(read_fixed::<JOBS>(matches)?))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0 = read_fixed::<JOBS>(matches)?;
        Ok(())
    }
}
