//! Settings of the site: what was changed, and the history of the changes.

use crate::{Result, Tx, Value};
use model::{AccountId, Time};

/// A change of one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingChangeRow {
    /// Its number, from [`Tx::next_id`]`("setting_change")`.
    pub id: i64,
    /// Name of the setting.
    pub name: String,
    /// Its value before; `None` for the default.
    pub old: Option<String>,
    /// Its value after; `None` for the default.
    pub new: Option<String>,
    /// Who changed it; `None` for the command line.
    pub account: Option<AccountId>,
    /// When.
    pub at: Time,
}

/// The number of the last change: the version of all settings. 0 where nothing was changed.
pub fn read_settings_version(tx: &mut Tx<'_>) -> Result<i64> {
    const SQL: &str = "SELECT id FROM setting_change WHERE id > $1 ORDER BY id DESC LIMIT 1";
    Ok(tx.query_opt(SQL, &[Value::Int(0)], |row| row.int(0))?.unwrap_or(0))
}

/// Names and values of the settings that are not at their default.
pub fn list_site_settings(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>> {
    tx.query("SELECT name, value FROM site_setting WHERE name > $1 ORDER BY name", &["".into()], |row| {
        Ok((row.text(0)?, row.text(1)?))
    })
}

/// The value of a setting that is not at its default.
pub fn read_site_setting(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>> {
    tx.query_opt("SELECT value FROM site_setting WHERE name = $1", &[name.into()], |row| row.text(0))
}

/// Keeps the value of a setting; with none it is at its default again.
pub fn put_site_setting(tx: &mut Tx<'_>, name: &str, value: Option<&str>) -> Result<()> {
    match value {
        Some(value) => tx.execute(
            "INSERT INTO site_setting (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            &[name.into(), value.into()],
        )?,
        None => tx.execute("DELETE FROM site_setting WHERE name = $1", &[name.into()])?,
    };
    Ok(())
}

/// Writes a change into the history.
pub fn insert_setting_change(tx: &mut Tx<'_>, change: &SettingChangeRow) -> Result<()> {
    tx.execute(
        "INSERT INTO setting_change (id, name, old_value, new_value, account_id, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            change.id.into(),
            change.name.as_str().into(),
            Value::TextOpt(change.old.as_deref()),
            Value::TextOpt(change.new.as_deref()),
            Value::IntOpt(change.account.map(|account| account.0)),
            change.at.0.into(),
        ],
    )?;
    Ok(())
}

/// The last changes, newest first.
pub fn list_setting_changes(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<SettingChangeRow>> {
    tx.query(
        "SELECT id, name, old_value, new_value, account_id, at_ms FROM setting_change WHERE id > $1 \
         ORDER BY id DESC LIMIT $2",
        &[Value::Int(0), limit.into()],
        |row| {
            Ok(SettingChangeRow {
                id: row.int(0)?,
                name: row.text(1)?,
                old: row.text_opt(2)?,
                new: row.text_opt(3)?,
                account: row.int_opt(4)?.map(AccountId),
                at: Time(row.int(5)?),
            })
        },
    )
}
