//! The values of all settings that count at one moment, each in its own type.

use crate::account::session_limits::SessionLimits;
use crate::settings::setting::{SETTINGS, SettingKey};
use crate::settings::setting_value::SettingValue;

/// The values of all settings that count at one moment. The default has every setting at its default.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteSettings {
    /// Name of the site.
    pub title: String,
    /// A line about the site; may be empty.
    pub tagline: String,
    /// A mail address, or the address of a page.
    pub contact: Option<String>,
    /// Where the source code of what runs here can be had.
    pub source_url: Option<String>,
    /// Whether search engines may read pages.
    pub crawling: bool,
    /// How long sessions last.
    pub session_limits: SessionLimits,
    /// The score from which proposals are joined without a person.
    pub join_above: Option<f32>,
}

impl Default for SiteSettings {
    fn default() -> Self {
        let mut settings = Self {
            title: String::new(),
            tagline: String::new(),
            contact: None,
            source_url: None,
            crawling: true,
            session_limits: SessionLimits { idle_days: 1, lifetime_days: 1 },
            join_above: None,
        };
        // The registry alone says what the defaults are.
        for setting in &SETTINGS {
            settings.apply_value(setting.key, setting.default.clone());
        }
        settings
    }
}

impl SiteSettings {
    /// Gives a setting a value; one of another type than the setting's changes nothing, but the registry reads none.
    pub(super) fn apply_value(&mut self, key: SettingKey, value: SettingValue) {
        match (key, value) {
            (SettingKey::Title, SettingValue::Text(text)) => self.title = text.into_owned(),
            (SettingKey::Tagline, SettingValue::Text(text)) => self.tagline = text.into_owned(),
            (SettingKey::Contact, SettingValue::Text(text)) => {
                self.contact = none_if_empty(text.into_owned())
            }
            (SettingKey::SourceUrl, SettingValue::Text(text)) => {
                self.source_url = none_if_empty(text.into_owned())
            }
            (SettingKey::Crawling, SettingValue::Flag(flag)) => self.crawling = flag,
            (SettingKey::SessionIdleDays, SettingValue::Number(days)) => self.session_limits.idle_days = days,
            (SettingKey::SessionDays, SettingValue::Number(days)) => self.session_limits.lifetime_days = days,
            (SettingKey::JoinAbove, SettingValue::Score(score)) => self.join_above = score,
            // Named one by one, so that the compiler asks for the line of a new setting.
            (
                SettingKey::Title
                | SettingKey::Tagline
                | SettingKey::Contact
                | SettingKey::SourceUrl
                | SettingKey::Crawling
                | SettingKey::SessionIdleDays
                | SettingKey::SessionDays
                | SettingKey::JoinAbove,
                _,
            ) => {}
        }
    }
}

fn none_if_empty(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_reaches_its_field() {
        let other = |kind_default: &SettingValue| match kind_default {
            SettingValue::Text(_) => SettingValue::from("https://other.example/".to_owned()),
            SettingValue::Flag(flag) => SettingValue::Flag(!flag),
            SettingValue::Number(number) => SettingValue::Number(number + 1),
            SettingValue::Score(_) => SettingValue::Score(Some(0.5)),
        };
        let usual = SiteSettings::default();
        assert_eq!(usual.title, "Tagstead");
        let mut seen = vec![usual.clone()];
        for setting in &SETTINGS {
            let mut changed = usual.clone();
            changed.apply_value(setting.key, other(&setting.default));
            assert!(!seen.contains(&changed), "{} changes nothing, or the field of another", setting.name);
            seen.push(changed);
        }
    }
}
