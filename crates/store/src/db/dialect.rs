//! One SQL text for two databases. Statements are written for PostgreSQL with `$1` parameters; what only one
//! database takes stands in a comment that names it: `/*sqlite: WITHOUT ROWID*/`, `/*pg: COLLATE "C"*/`.
//! For SQLite, `$1` becomes `?1`, because it would take `$1` for a name and number parameters as they come; and
//! `= ANY($1)` becomes a walk over the JSON array that the parameter is bound as.

use std::borrow::Cow;

/// Which of the two databases a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    fn parameter_mark(self) -> &'static str {
        match self {
            Self::Sqlite => "/*sqlite:",
            Self::Postgres => "/*pg:",
        }
    }

    /// The text this database is given.
    pub fn render_sql(self, sql: &str) -> Cow<'_, str> {
        // Most texts have no comment: they are borrowed, because rendering runs on every statement.
        let marked =
            if sql.contains("/*") { Cow::Owned(self.open_comments(sql)) } else { Cow::Borrowed(sql) };
        match self {
            // `= ANY(` must be rewritten before `$` becomes `?`. The texts are constants of this
            // crate, so no `$` of a literal is hit.
            Self::Sqlite if marked.contains('$') => Cow::Owned(any_to_json_each(&marked).replace('$', "?")),
            _ => marked,
        }
    }

    fn open_comments(self, sql: &str) -> String {
        let mut out = String::with_capacity(sql.len());
        let mut rest = sql;
        while let Some((before, after)) = rest.split_once("/*") {
            out.push_str(before);
            // A comment without an end takes the rest, so that a mistyped mark fails loudly in
            // tests.
            let (comment, tail) = after.split_once("*/").unwrap_or((after, ""));
            // What is marked for the other database is dropped with its comment.
            if let Some(ours) = comment.strip_prefix(&self.parameter_mark()[2..]) {
                out.push_str(ours);
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

fn any_to_json_each(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 32);
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once("= ANY(") {
        let (parameter, tail) = after.split_once(')').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str("IN (SELECT value FROM json_each(");
        out.push_str(parameter);
        out.push_str("))");
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_sees_its_own_words() {
        let sql = "CREATE TABLE t (a TEXT /*pg: COLLATE \"C\"*/) /*sqlite: WITHOUT ROWID*/; SELECT 1 WHERE a = ANY($1)";
        assert_eq!(
            Dialect::Sqlite.render_sql(sql),
            "CREATE TABLE t (a TEXT )  WITHOUT ROWID; SELECT 1 WHERE a IN (SELECT value FROM json_each(?1))"
        );
        assert_eq!(
            Dialect::Postgres.render_sql(sql),
            "CREATE TABLE t (a TEXT  COLLATE \"C\") ; SELECT 1 WHERE a = ANY($1)"
        );
    }
}
