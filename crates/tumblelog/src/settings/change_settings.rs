//! Reading and changing the settings of the site.

use crate::settings::setting::{Setting, SettingKey, find_setting};
use crate::settings::setting_value::SettingValue;
use crate::settings::settings_cache::{SettingState, SettingsCache};
use crate::settings::site_settings::SiteSettings;
use crate::{Error, Result, Site};
use model::{AccountId, Time};
use std::sync::Arc;
use store::site_settings::SettingChangeRow;
use store::{Tx, accounts, site_settings};

/// What a setting is to become.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingEdit {
    /// The setting.
    pub key: SettingKey,
    /// Its new value; `None` for its default, also where a later version of the program has another one.
    pub value: Option<SettingValue>,
}

/// A change of the history. A value that is absent is the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingChange {
    /// Name of the setting.
    pub name: String,
    /// The setting, where this version of the program has it.
    pub key: Option<SettingKey>,
    /// Its value before.
    pub old: Option<String>,
    /// Its value after.
    pub new: Option<String>,
    /// Name of the account that changed it; `None` for the command line.
    pub by: Option<String>,
    /// When.
    pub at: Time,
}

impl Site {
    /// The settings that count now.
    pub fn settings(&self) -> Arc<SiteSettings> {
        self.settings.current()
    }

    /// What this process holds of the settings.
    pub fn settings_cache(&self) -> &SettingsCache {
        &self.settings
    }

    /// Takes over what other processes have changed; whether there was anything. Where nothing was, it reads one row.
    pub async fn refresh_settings(&self) -> Result<bool> {
        let known = self.settings.known_version();
        let read = self
            .store
            .read(move |tx| {
                let version = site_settings::read_settings_version(tx)?;
                // One transaction, so that the rows are those of the version.
                let rows =
                    (known != Some(version)).then(|| site_settings::list_site_settings(tx)).transpose()?;
                Ok::<_, Error>(rows.map(|rows| (version, rows)))
            })
            .await?;
        let Some((version, rows)) = read else { return Ok(false) };
        self.settings.replace_stored(version, &rows);
        Ok(true)
    }

    /// All settings with the values that count in this process, as the database has them at this moment.
    pub async fn list_settings(&self) -> Result<Vec<SettingState>> {
        self.refresh_settings().await?;
        Ok(self.settings.list_states())
    }

    /// Changes settings, all or none of them, and gives how many were not so before. They count in this process at once.
    /// `by` is who changes them; `None` for the command line.
    ///
    /// # Errors
    /// [`Error::Refused`] for a setting that this process was started with.
    pub async fn change_settings(&self, edits: Vec<SettingEdit>, by: Option<AccountId>) -> Result<usize> {
        for edit in &edits {
            self.ensure_not_fixed(edit.key.setting())?;
        }
        let now = self.clock().now();
        let changed = self.store.write(move |tx| write_edits(tx, &edits, by, now)).await?;
        self.refresh_settings().await?;
        Ok(changed)
    }

    /// The last changes of settings, newest first.
    pub async fn list_setting_changes(&self, limit: usize) -> Result<Vec<SettingChange>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.store
            .read(move |tx| {
                let rows = site_settings::list_setting_changes(tx, limit)?;
                rows.into_iter().map(|row| name_change(tx, row)).collect()
            })
            .await
    }

    fn ensure_not_fixed(&self, setting: &Setting) -> Result<()> {
        let Some(by) = self.settings.fixed_by(setting.key) else { return Ok(()) };
        Err(Error::Refused(format!(
            "{} is fixed by {} of this server and cannot be changed here; take it away there first, and start the server again",
            setting.name,
            by.describe_source(setting)
        )))
    }
}

fn write_edits(tx: &mut Tx<'_>, edits: &[SettingEdit], by: Option<AccountId>, now: Time) -> Result<usize> {
    let mut changed = 0;
    for edit in edits {
        let name = edit.key.setting().name;
        // Before the old value is read: the counter's row is ours from here on, so changes come one after another.
        let id = tx.next_id("setting_change")?;
        let old = site_settings::read_site_setting(tx, name)?;
        let new = edit.value.as_ref().map(SettingValue::to_text);
        if old.as_deref() == new.as_deref() {
            continue;
        }
        site_settings::put_site_setting(tx, name, new.as_deref())?;
        let new = new.map(std::borrow::Cow::into_owned);
        let row = SettingChangeRow { id, name: name.to_owned(), old, new, account: by, at: now };
        site_settings::insert_setting_change(tx, &row)?;
        changed += 1;
    }
    Ok(changed)
}

fn name_change(tx: &mut Tx<'_>, row: SettingChangeRow) -> Result<SettingChange> {
    let account = row.account.map(|id| accounts::by_id(tx, id)).transpose()?.flatten();
    // An account that is gone keeps its number, so that its changes are not taken for those of the command line.
    let by = row.account.map(|id| account.map_or_else(|| format!("account {id}"), |account| account.name));
    let key = find_setting(&row.name).ok().map(|setting| setting.key);
    Ok(SettingChange { name: row.name, key, old: row.old, new: row.new, by, at: row.at })
}
