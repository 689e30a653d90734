//! `packaging/site.toml`, the sample that operators start from.

use crate::run::{Home, ran, tagstead};
use crate::serve::Server;
use std::collections::{BTreeMap, BTreeSet};

const SAMPLE: &str = include_str!("../../../../packaging/site.toml");

/// The lines of options without the sign that keeps them from counting, by name.
fn sample_options() -> BTreeMap<&'static str, &'static str> {
    let lines = SAMPLE.lines().map(|line| line.strip_prefix('#').unwrap_or(line));
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    lines.filter_map(|line| line.split_once(" = ")).filter(|(name, _)| is_name(name)).collect()
}

/// The options of `serve --help` with their defaults, where the help names one that stands alone.
fn help_options() -> BTreeMap<String, Option<String>> {
    // Wide enough that no option is broken over lines, and without variables whose values the help would show.
    let help = ran(tagstead(&["serve", "--help"]).env("COLUMNS", "10000"));
    help.succeeded();
    let mut options: Vec<(String, String)> = Vec::new();
    for line in help.out.lines().map(str::trim_start) {
        // `-h, --help` has a short name before the long one.
        match line.strip_prefix("-h, ").unwrap_or(line).strip_prefix("--") {
            Some(option) => {
                let name = option.split([' ', '[']).next().unwrap_or_default();
                options.push((name.to_owned(), option.to_owned()));
            }
            None => {
                if let Some((_, text)) = options.last_mut() {
                    text.push(' ');
                    text.push_str(line);
                }
            }
        }
    }
    // `[default: 31536000 with --tls-cert, …]` depends on other options and is none that stands alone.
    let default = |text: &str| {
        let value = text.split_once("[default: ")?.1.split_once(']')?.0;
        (!value.contains(' ')).then(|| value.to_owned())
    };
    options.into_iter().map(|(name, text)| (name, default(&text))).collect()
}

#[test]
fn the_sample_names_every_option_with_its_default() {
    let (sample, help) = (sample_options(), help_options());
    assert!(help.len() > 25, "the help was not understood: {help:?}");
    let known: BTreeSet<&str> = help.keys().map(String::as_str).collect();
    let missing: Vec<_> = known.iter().filter(|name| !sample.contains_key(**name)).collect();
    // A file cannot name another file, and help is no setting.
    assert_eq!(missing, [&"config", &"help"], "not in packaging/site.toml");
    let unknown: Vec<_> = sample.keys().filter(|name| !known.contains(**name)).collect();
    assert_eq!(unknown, [&""; 0], "no options of serve");

    for (name, default) in &help {
        let Some(default) = default else { continue };
        let told = sample[name.as_str()].trim_matches('"');
        // The package has a data folder of its own, which the sample must name.
        let expected = if name == "data" { "/var/lib/tagstead" } else { default };
        assert_eq!(told, expected, "{name}");
    }
    let counting: Vec<_> = SAMPLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(counting, ["data = \"/var/lib/tagstead\""], "all else is a default and does not count");
}

#[test]
fn the_sample_is_accepted_as_it_is_and_with_every_option() {
    let home = Home::sqlite();
    let as_it_is = home.write("site.toml", SAMPLE);
    // Flags keep the test to its own folder and to free ports.
    let here = ["serve", "--listen", "127.0.0.1:0", "--tls-self-signed", "--config", &as_it_is];
    let server = Server::start(&mut home.command(&here));
    assert_eq!(server.stop(), Some(0));

    let every: String = sample_options().iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
    let every = home.write("every.toml", every);
    let [certificate, key] = ["server.pem", "server.key"].map(|file| home.path("data/tls").join(file));
    let here = ["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--config", &every];
    let mut command = home.command(&here);
    command.arg("--tls-cert").arg(certificate).arg("--tls-key").arg(key);
    // The address, how to make an account, and the metrics.
    let (server, lines) = Server::start_and_read(&mut command, 3);
    assert_eq!(server.scheme, "https");
    assert!(lines.iter().any(|line| line.contains("/metrics")), "{lines:?}");
    assert_eq!(server.stop(), Some(0));
}
