//! The registry: every setting of the site with its name, type, range, default and description.

use crate::settings::setting_value::{SettingKind, SettingValue};
use model::Invalid;
use std::borrow::Cow;

/// Names a setting in code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettingKey {
    /// Name of the site.
    Title,
    /// A line about the site.
    Tagline,
    /// How readers reach the operator.
    Contact,
    /// Where the source code of what runs here can be had.
    SourceUrl,
    /// Whether search engines may read pages.
    Crawling,
    /// When an unused session ends.
    SessionIdleDays,
    /// When a session ends in any case.
    SessionDays,
    /// The score from which proposals are joined without a person.
    JoinAbove,
}

/// A setting of the site.
#[derive(Debug)]
pub struct Setting {
    /// Its name in code.
    pub key: SettingKey,
    /// Its name in the database, on the command line and in the configuration file. Never reuse one for something else.
    pub name: &'static str,
    /// Its name on the page.
    pub label: &'static str,
    /// What it does, in sentences.
    pub about: &'static str,
    /// What values it takes.
    pub kind: SettingKind,
    /// Its value where nobody gives it another.
    pub default: SettingValue,
    /// Whether jobs of the background go by it, so that `tagstead worker` takes it as an option.
    pub read_by_jobs: bool,
}

const NO_TEXT: SettingValue = SettingValue::Text(Cow::Borrowed(""));

/// All settings, in the order in which they are shown.
pub static SETTINGS: [Setting; 8] = [
    Setting {
        key: SettingKey::Title,
        name: "title",
        label: "Title",
        about: "Name of the site: at the top of every page, in titles of pages and in feeds.",
        kind: SettingKind::Line { least: 1, most: 100 },
        default: SettingValue::Text(Cow::Borrowed("Tagstead")),
        read_by_jobs: false,
    },
    Setting {
        key: SettingKey::Tagline,
        name: "tagline",
        label: "Description",
        about: "A line about the site, on its front page and in the feeds of tags and searches.",
        kind: SettingKind::Line { least: 0, most: 300 },
        default: NO_TEXT,
        read_by_jobs: false,
    },
    Setting {
        key: SettingKey::Contact,
        name: "contact",
        label: "Contact",
        about: "How readers reach whoever runs the site: a mail address, or the address of a page. It is linked at the foot of \
                every page.",
        kind: SettingKind::Contact,
        default: NO_TEXT,
        read_by_jobs: false,
    },
    Setting {
        key: SettingKey::SourceUrl,
        name: "source-url",
        label: "Source code",
        about: "Where the source code of what runs here can be had. The licence, AGPL section 13, asks that readers are offered \
                it: give the address of your own version if you changed the program.",
        kind: SettingKind::WebAddress,
        default: NO_TEXT,
        read_by_jobs: false,
    },
    Setting {
        key: SettingKey::Crawling,
        name: "crawling",
        label: "Search engines may read pages",
        about: "What /robots.txt tells programs that read whole sites. With no, it asks them to leave every page alone.",
        kind: SettingKind::Flag,
        default: SettingValue::Flag(true),
        read_by_jobs: false,
    },
    Setting {
        key: SettingKey::SessionIdleDays,
        name: "session-idle-days",
        label: "Days until an unused session ends",
        about: "Days without use after which a person is signed out.",
        kind: SettingKind::Number { least: 1, most: 3650 },
        default: SettingValue::Number(30),
        read_by_jobs: false,
    },
    Setting {
        key: SettingKey::SessionDays,
        name: "session-days",
        label: "Days until every session ends",
        about: "Days after which a person must sign in again in any case. A lower number also ends older sessions at once.",
        kind: SettingKind::Number { least: 1, most: 3650 },
        default: SettingValue::Number(180),
        read_by_jobs: true,
    },
    Setting {
        key: SettingKey::JoinAbove,
        name: "join-above",
        label: "Join proposals from this score",
        about: "Join proposals of at least this score without a person; each can be undone. Names that differ by marks alone are \
                left to people. With off, nothing is joined.",
        kind: SettingKind::Score,
        default: SettingValue::Score(None),
        read_by_jobs: true,
    },
];

impl Setting {
    /// Reads a value that a person typed.
    ///
    /// # Errors
    /// What the setting accepts, with its name.
    pub fn parse_value(&self, text: &str) -> Result<SettingValue, Invalid> {
        self.kind.parse_value(text).map_err(|Invalid(why)| Invalid::new(format!("{}: {why}", self.name)))
    }

    /// The variable of the environment that fixes it: `TAGSTEAD_SESSION_DAYS`.
    pub fn variable(&self) -> String {
        format!("TAGSTEAD_{}", self.name.to_ascii_uppercase().replace('-', "_"))
    }
}

/// The setting of a name.
///
/// # Errors
/// With the names there are.
pub fn find_setting(name: &str) -> Result<&'static Setting, Invalid> {
    SETTINGS.iter().find(|setting| setting.name == name).ok_or_else(|| {
        let names: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
        let name: String = name.chars().take(64).collect();
        Invalid::new(format!("there is no setting “{name}”; there are {}", names.join(", ")))
    })
}

impl SettingKey {
    /// What the registry says of it.
    pub fn setting(self) -> &'static Setting {
        // The registry has the order of the enum; a test holds them against each other.
        &SETTINGS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_leads_to_its_setting_and_every_default_can_be_written_and_read() {
        for (at, setting) in SETTINGS.iter().enumerate() {
            assert_eq!(setting.key as usize, at, "{}", setting.name);
            let written = setting.default.to_text();
            assert_eq!(setting.parse_value(&written).as_ref(), Ok(&setting.default), "{}", setting.name);
            assert!(std::ptr::eq(find_setting(setting.name).unwrap(), setting), "{}", setting.name);
        }
    }
}
