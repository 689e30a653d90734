//! One setting as the page shows it.

use super::Typed;
use tumblelog::settings::{SettingKind, SettingOrigin, SettingState};

/// A setting and its part of the form.
pub struct SettingField {
    pub name: &'static str,
    pub label: &'static str,
    pub about: &'static str,
    /// What is accepted, as a sentence.
    pub range: String,
    pub default: String,
    /// The name of its type, which decides how it is typed.
    pub kind: &'static str,
    /// Most characters, of a line.
    pub longest: Option<usize>,
    /// The least and the most, of a number.
    pub bounds: Option<(u32, u32)>,
    pub required: bool,
    /// What stands in the form: the value that counts, or what was typed and refused.
    pub value: String,
    /// The value that counts, which tells what was changed in the form.
    pub was: String,
    /// The same in words.
    pub shown: String,
    /// By what it is fixed, where it is.
    pub fixed: Option<String>,
    /// Somebody set it.
    pub stored: bool,
    /// What is wrong with what was typed; empty where nothing is.
    pub wrong: String,
}

/// The name under which the form sends the value that was there when the page was made.
pub fn was_name(name: &str) -> String {
    format!("was.{name}")
}

/// A value in words: an empty text would not be seen.
pub fn show_text(text: &str) -> String {
    if text.is_empty() { "none".to_owned() } else { text.to_owned() }
}

impl SettingField {
    pub(super) fn new(state: &SettingState, typed: &Typed) -> Self {
        let setting = state.setting;
        let now = state.value.to_text().into_owned();
        // The value that was there when the person began to type goes on being the one to compare with.
        let sent = |name: &str| typed.fields.get(name).map(str::to_owned);
        let (longest, bounds) = match setting.kind {
            SettingKind::Line { most, .. } => (Some(most), None),
            SettingKind::Number { least, most } => (None, Some((least, most))),
            SettingKind::WebAddress | SettingKind::Contact | SettingKind::Flag | SettingKind::Score => {
                (None, None)
            }
        };
        let wrong = typed.wrong.iter().find(|(key, _)| *key == setting.key);
        let fixed = match state.origin {
            SettingOrigin::Fixed(by) => Some(by.describe_source(setting)),
            SettingOrigin::Database | SettingOrigin::Default => None,
        };
        Self {
            name: setting.name,
            label: setting.label,
            about: setting.about,
            range: capitalise_text(&setting.kind.range_words()),
            default: show_text(&setting.default.to_text()),
            kind: setting.kind.type_name(),
            longest,
            bounds,
            required: setting.kind.parse_value("").is_err(),
            value: sent(setting.name).unwrap_or_else(|| now.clone()),
            was: sent(&was_name(setting.name)).unwrap_or_else(|| now.clone()),
            shown: show_text(&now),
            fixed,
            stored: state.origin == SettingOrigin::Database,
            wrong: wrong.map_or(String::new(), |(_, why)| why.clone()),
        }
    }

    /// The ids of what describes the field, for programs that read pages aloud.
    pub fn described_by(&self) -> String {
        let rule = format!("{}-rule", self.name);
        if self.wrong.is_empty() { rule } else { format!("{}-wrong {rule}", self.name) }
    }
}

fn capitalise_text(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
