//! What a command tells on standard output: names and values, for people or for programs.

use serde_json::{Map, Value};

/// In which form.
#[derive(clap::Args)]
pub struct Format {
    /// Print one JSON object instead of `name value` lines.
    #[arg(long)]
    json: bool,
}

/// Names and values in the order they are told.
#[derive(Default)]
pub struct CommandReport(Map<String, Value>);

impl CommandReport {
    /// Adds a value.
    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), Value::String(value.into()));
    }

    /// Prints all of it.
    #[expect(clippy::print_stdout, reason = "results belong on standard output")]
    pub fn print(self, format: &Format) {
        if format.json {
            println!("{}", Value::Object(self.0));
            return;
        }
        for (name, value) in &self.0 {
            println!("{name} {}", value.as_str().unwrap_or_default());
        }
    }
}
