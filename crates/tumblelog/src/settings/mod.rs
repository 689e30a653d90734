//! Settings of the site that change while it runs: one [registry](setting::SETTINGS) names them, the database keeps them, and a
//! [cache](settings_cache::SettingsCache) in each process holds what counts now.

mod change_settings;
pub(crate) mod fixed_settings;
mod setting;
mod setting_value;
pub(crate) mod settings_cache;
mod site_settings;

pub use change_settings::{SettingChange, SettingEdit};
pub use fixed_settings::{FixedBy, FixedSettings};
pub use setting::{SETTINGS, Setting, SettingKey, find_setting};
pub use setting_value::{SettingKind, SettingValue};
pub use settings_cache::{SettingOrigin, SettingState, SettingsCache};
pub use site_settings::SiteSettings;
