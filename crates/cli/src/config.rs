//! `serve --config FILE`: options in a TOML file, under the options' own names. The command line goes before the
//! environment, and that before the file.

use crate::Failure;
use crate::logs::is_set;
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

const COMMAND: &str = "serve";
/// More than all options together, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// The arguments of the process, completed by the file they name. Bad usage ends the process as clap does.
pub fn parse_arguments<A: CommandFactory + FromArgMatches>(given: &[OsString]) -> Result<A, Failure> {
    let command = without_empty_variables(A::command());
    // The first of two readings only tells which file there is.
    let mut matches = command.clone().get_matches_from(given);
    let file =
        matches.subcommand_matches(COMMAND).and_then(|serve| serve.get_one::<PathBuf>("config")).cloned();
    if let Some(file) = file {
        let text = read_file(&file)
            .map_err(|e| Failure::Usage(format!("{} cannot be read: {e}", file.display())))?;
        matches = complete_command(command, &file, &text)?.get_matches_from(given);
    }
    A::from_arg_matches(&matches).map_err(|error| error.exit())
}

/// A command that takes no value from an environment variable that is set and empty: it counts as unset.
fn without_empty_variables(command: Command) -> Command {
    let is_empty = |arg: &Arg| {
        let variable = arg.get_env().and_then(std::env::var_os);
        variable.is_some() && !is_set(variable.as_deref())
    };
    command
        .mut_args(|arg| if is_empty(&arg) { arg.env(None::<&str>) } else { arg })
        .mut_subcommands(without_empty_variables)
}

fn read_file(file: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(file)?.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

/// The command with what the file says as its defaults, which is what clap falls back to last.
fn complete_command(mut command: Command, file: &Path, text: &str) -> Result<Command, Failure> {
    let bad = |at: usize, words: &str| {
        let line = 1 + text.bytes().take(at).filter(|b| *b == b'\n').count();
        Failure::Usage(format!("{} line {line}: {words}", file.display()))
    };
    let table = DeTable::parse(text)
        .map_err(|error| bad(error.span().map_or(0, |span| span.start), error.message()))?;
    for (key, value) in table.get_ref() {
        let at = key.span().start;
        let name = key.get_ref().as_ref();
        let arg = find_option(&command, name).ok_or_else(|| {
            bad(at, &format!("there is no option “{name}”; tagstead serve --help lists them"))
        })?;
        let id = arg.get_id().to_string();
        let values =
            read_values(&arg, value.get_ref()).map_err(|words| bad(at, &format!("{name}: {words}")))?;
        command =
            command.mut_subcommand(COMMAND, |serve| serve.mut_arg(&id, |arg| arg.default_values(values)));
        // Now, where the line is known.
        if let Err(error) = command.clone().try_get_matches_from(["tagstead", COMMAND]) {
            let words = error.to_string();
            return Err(bad(at, words.lines().next().unwrap_or_default().trim_start_matches("error: ")));
        }
    }
    Ok(command)
}

fn find_option(command: &Command, name: &str) -> Option<Arg> {
    let serve = command.find_subcommand(COMMAND)?;
    let named = |arg: &&Arg| {
        arg.get_long() == Some(name) || arg.get_all_aliases().is_some_and(|names| names.contains(&name))
    };
    serve
        .get_arguments()
        .find(named)
        // A file cannot name another file, and help is no setting.
        .filter(|arg| arg.get_id() != "config" && arg.get_id() != "help")
        .cloned()
}

/// What would stand on the command line.
fn read_values(arg: &Arg, value: &DeValue) -> Result<Vec<String>, String> {
    match (arg.get_action(), value) {
        (ArgAction::SetTrue, DeValue::Boolean(yes)) => Ok(vec![yes.to_string()]),
        (ArgAction::SetTrue, _) => Err("true or false is accepted".to_owned()),
        (ArgAction::Append, DeValue::Array(list)) => {
            list.iter().map(|item| read_value(item.get_ref())).collect()
        }
        (_, DeValue::Boolean(yes)) if takes_boolean(arg) => Ok(vec![yes.to_string()]),
        (_, DeValue::Array(_)) => Err("one value is accepted, not a list".to_owned()),
        (_, value) => Ok(vec![read_value(value)?]),
    }
}

/// Whether an option that takes a value takes yes and no.
fn takes_boolean(arg: &Arg) -> bool {
    arg.get_possible_values().iter().any(|value| value.get_name() == "true")
}

fn read_value(value: &DeValue) -> Result<String, String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) => Ok(number.to_string()),
        DeValue::Float(number) => Ok(number.to_string()),
        DeValue::Datetime(time) => Ok(time.to_string()),
        _ => Err("a text or a number is accepted".to_owned()),
    }
}

#[cfg(test)]
mod tests;
