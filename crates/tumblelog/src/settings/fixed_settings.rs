//! Settings that a process was started with: they go before what the database says.

use crate::settings::setting::{Setting, SettingKey};
use crate::settings::setting_value::SettingValue;
use std::collections::BTreeMap;

/// Where a process has the value of a setting from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FixedBy {
    /// An option of the command.
    Flag,
    /// A variable of the environment.
    Environment,
    /// The configuration file.
    File,
}

impl FixedBy {
    /// As in “fixed by …”.
    pub fn describe_source(self, setting: &Setting) -> String {
        match self {
            Self::Flag => format!("the option --{}", setting.name),
            Self::Environment => format!("the variable {}", setting.variable()),
            Self::File => format!("“{}” in the configuration file", setting.name),
        }
    }
}

/// The settings that this process was started with.
#[derive(Debug, Clone, Default)]
pub struct FixedSettings(BTreeMap<SettingKey, (SettingValue, FixedBy)>);

impl FixedSettings {
    /// Fixes a setting.
    pub fn fix_value(&mut self, key: SettingKey, value: SettingValue, by: FixedBy) {
        self.0.insert(key, (value, by));
    }

    /// The same, with one setting more.
    #[must_use]
    pub fn with_value(mut self, key: SettingKey, value: SettingValue, by: FixedBy) -> Self {
        self.fix_value(key, value, by);
        self
    }

    /// The value of a setting that is fixed, and by what.
    pub fn find_value(&self, key: SettingKey) -> Option<&(SettingValue, FixedBy)> {
        self.0.get(&key)
    }
}
