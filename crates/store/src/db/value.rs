//! Parameters and rows, the same for both databases.

use crate::{Error, Result};
use bytes::BytesMut;
use postgres::types::{IsNull, ToSql, Type};
use rusqlite::types::{ToSqlOutput, Value as Sqlite, ValueRef};
use std::borrow::Cow;

/// A parameter of a statement.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// A number, a time, an id.
    Int(i64),
    /// A number that may be absent.
    IntOpt(Option<i64>),
    /// A text.
    Text(&'a str),
    /// A text that may be absent.
    TextOpt(Option<&'a str>),
    /// Bytes.
    Blob(&'a [u8]),
    /// Numbers for `= ANY($n)`.
    Ints(&'a [i64]),
    /// Texts for `= ANY($n)`.
    Texts(&'a [String]),
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Self::Int(i64::from(flag))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Int(n) | Self::IntOpt(Some(n)) => ToSqlOutput::Owned(Sqlite::Integer(*n)),
            Self::IntOpt(None) | Self::TextOpt(None) => ToSqlOutput::Owned(Sqlite::Null),
            Self::Text(text) | Self::TextOpt(Some(text)) => match without_nul(text) {
                Cow::Borrowed(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
                Cow::Owned(text) => ToSqlOutput::Owned(Sqlite::Text(text)),
            },
            Self::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            // SQLite binds no arrays; the dialect walks this JSON with json_each.
            Self::Ints(numbers) => ToSqlOutput::Owned(Sqlite::Text(json_numbers(numbers))),
            // NUL goes here as well, or json_each would cut a text that was stored with the sign in
            // its place.
            Self::Texts(texts) => ToSqlOutput::Owned(Sqlite::Text(
                serde_json::to_string(&texts_without_nul(texts))
                    .map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?,
            )),
        })
    }
}

/// PostgreSQL holds no NUL in a text, and SQLite's functions end there: on both it becomes the sign for what cannot be
/// shown. Looking for such a text finds it, because it is changed in the same way.
fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

fn texts_without_nul(texts: &[String]) -> Vec<Cow<'_, str>> {
    texts.iter().map(|text| without_nul(text)).collect()
}

fn json_numbers(numbers: &[i64]) -> String {
    // Written by hand, because lists of thousands of ids are common: 20 characters hold any i64.
    let mut out = String::with_capacity(2 + numbers.len() * 20);
    out.push('[');
    for (i, number) in numbers.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        out.push_str(&number.to_string());
    }
    out.push(']');
    out
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Int(n) => n.to_sql(ty, out),
            Self::IntOpt(n) => n.to_sql(ty, out),
            Self::Text(text) => without_nul(text).to_sql(ty, out),
            Self::TextOpt(text) => text.map(without_nul).to_sql(ty, out),
            Self::Blob(bytes) => bytes.to_sql(ty, out),
            Self::Ints(numbers) => numbers.to_sql(ty, out),
            Self::Texts(texts) => texts_without_nul(texts).to_sql(ty, out),
        }
    }

    // The type a value takes is only known by its variant; to_sql_checked of the inner value checks
    // it.
    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Int(n) => n.to_sql_checked(ty, out),
            Self::IntOpt(n) => n.to_sql_checked(ty, out),
            Self::Text(text) => without_nul(text).to_sql_checked(ty, out),
            Self::TextOpt(text) => text.map(without_nul).to_sql_checked(ty, out),
            Self::Blob(bytes) => bytes.to_sql_checked(ty, out),
            Self::Ints(numbers) => numbers.to_sql_checked(ty, out),
            Self::Texts(texts) => texts_without_nul(texts).to_sql_checked(ty, out),
        }
    }
}

/// A row of a result; columns are counted from 0.
pub enum Row<'a> {
    /// From SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// From PostgreSQL.
    Postgres(&'a postgres::Row),
}

macro_rules! column {
    ($(#[$doc:meta])* $name:ident, $ty:ty) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// When the column is absent or of another type.
        pub fn $name(&self, column: usize) -> Result<$ty> {
            match self {
                Self::Sqlite(row) => row.get(column).map_err(Error::from),
                Self::Postgres(row) => row.try_get(column).map_err(Error::from),
            }
        }
    };
}

impl Row<'_> {
    column!(
        /// A number.
        int, i64
    );
    column!(
        /// A number or nothing.
        int_opt, Option<i64>
    );
    column!(
        /// A text.
        text, String
    );
    column!(
        /// A text or nothing.
        text_opt, Option<String>
    );

    /// A flag, 0 or 1.
    ///
    /// # Errors
    /// When the column is absent or not a number.
    pub fn flag(&self, column: usize) -> Result<bool> {
        // Flags are BIGINT on both databases, because SQLite has no boolean type.
        Ok(self.int(column)? != 0)
    }

    /// Bytes, borrowed from the row.
    ///
    /// # Errors
    /// When the column is absent or not bytes.
    pub fn blob(&self, column: usize) -> Result<&[u8]> {
        match self {
            Self::Sqlite(row) => row
                .get_ref(column)?
                .as_blob()
                .map_err(|_| Error::Damaged(format!("column {column} does not hold bytes"))),
            Self::Postgres(row) => row.try_get(column).map_err(Error::from),
        }
    }
}
