//! What a process holds of the settings: read on every request, so it is memory and no query.

use crate::settings::fixed_settings::{FixedBy, FixedSettings};
use crate::settings::setting::{SETTINGS, Setting, SettingKey, find_setting};
use crate::settings::setting_value::SettingValue;
use crate::settings::site_settings::SiteSettings;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The settings that count in this process, shared by cloning.
#[derive(Debug, Clone, Default)]
pub struct SettingsCache(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    fixed: FixedSettings,
    kept: RwLock<Arc<Kept>>,
}

/// What was read at one moment.
#[derive(Debug, Default)]
struct Kept {
    /// The number of the last change that is in it; `None` before anything was read.
    version: Option<i64>,
    /// What the database says.
    stored: BTreeMap<SettingKey, SettingValue>,
    /// What counts.
    settings: Arc<SiteSettings>,
}

/// Where the value of a setting comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingOrigin {
    /// This process was started with it.
    Fixed(FixedBy),
    /// Somebody set it.
    Database,
    /// Nobody set it.
    Default,
}

/// A setting with the value that counts.
#[derive(Debug, Clone)]
pub struct SettingState {
    /// What the registry says of it.
    pub setting: &'static Setting,
    /// The value that counts in this process.
    pub value: SettingValue,
    /// Where it comes from.
    pub origin: SettingOrigin,
}

impl SettingsCache {
    /// An empty one of a process that was started with these settings.
    pub fn with_fixed(fixed: FixedSettings) -> Self {
        let cache = Self(Arc::new(Inner { fixed, kept: RwLock::default() }));
        // At once, so that what is fixed counts before the database was read.
        cache.replace_kept(Kept::default());
        cache
    }

    /// The settings that count now.
    pub fn current(&self) -> Arc<SiteSettings> {
        self.read_kept().settings.clone()
    }

    /// All settings, in the order of the registry.
    pub fn list_states(&self) -> Vec<SettingState> {
        let kept = self.read_kept();
        let state = |setting: &'static Setting| {
            let fixed = self.0.fixed.find_value(setting.key).cloned();
            let stored =
                || kept.stored.get(&setting.key).cloned().map(|value| (value, SettingOrigin::Database));
            let (value, origin) = fixed
                .map(|(value, by)| (value, SettingOrigin::Fixed(by)))
                .or_else(stored)
                .unwrap_or_else(|| (setting.default.clone(), SettingOrigin::Default));
            SettingState { setting, value, origin }
        };
        SETTINGS.iter().map(state).collect()
    }

    /// What fixes a setting in this process.
    pub(super) fn fixed_by(&self, key: SettingKey) -> Option<FixedBy> {
        self.0.fixed.find_value(key).map(|(_, by)| *by)
    }

    /// The number of the last change that the cache knows.
    pub(super) fn known_version(&self) -> Option<i64> {
        self.read_kept().version
    }

    /// Takes what was read of the database, unless something newer is there.
    pub(super) fn replace_stored(&self, version: i64, rows: &[(String, String)]) {
        let stored = rows.iter().filter_map(|(name, text)| read_row(name, text)).collect();
        self.replace_kept(Kept { version: Some(version), stored, settings: Arc::default() });
    }

    fn read_kept(&self) -> Arc<Kept> {
        // What is inside is whole at any time: a thread that panicked has replaced it or not.
        self.0.kept.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace_kept(&self, mut new: Kept) {
        let mut settings = SiteSettings::default();
        for setting in &SETTINGS {
            let fixed = self.0.fixed.find_value(setting.key).map(|(value, _)| value);
            if let Some(value) = fixed.or_else(|| new.stored.get(&setting.key)) {
                settings.apply_value(setting.key, value.clone());
            }
        }
        new.settings = Arc::new(settings);
        let mut kept = self.0.kept.write().unwrap_or_else(PoisonError::into_inner);
        // Two reads may end in another order than they began.
        if new.version >= kept.version {
            *kept = Arc::new(new);
        }
    }
}

/// A row of the database. One that cannot be read is left out, so that the default counts: it may be of a newer version of the
/// program.
fn read_row(name: &str, text: &str) -> Option<(SettingKey, SettingValue)> {
    let read = find_setting(name).and_then(|setting| Ok((setting.key, setting.parse_value(text)?)));
    match read {
        Ok(read) => Some(read),
        Err(error) => {
            // Rows are read after a change alone, so this is no line of every look.
            tracing::warn!(name, %error, "a setting in the database cannot be read; its default counts");
            None
        }
    }
}
