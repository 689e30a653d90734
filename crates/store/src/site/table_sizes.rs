//! How many bytes the tables take.

use crate::db::dialect::Dialect;
use crate::{Result, Tx};

/// Bytes of the posts' own tables, and of the index's.
pub fn read_table_sizes(tx: &mut Tx<'_>) -> Result<(u64, u64)> {
    // SQLite keeps indexes as tables of their own in dbstat, so they are named too; PostgreSQL
    // counts them with their table.
    const SQLITE: &str = "SELECT CAST(coalesce(sum(pgsize), 0) AS BIGINT) FROM dbstat WHERE aggregate = TRUE AND name = ANY($1)";
    const POSTGRES: &str = "SELECT CAST(coalesce(sum(pg_total_relation_size(oid)), 0) AS BIGINT) FROM pg_class \
        WHERE relkind = 'r' AND relname = ANY($1)";
    let sql = match tx.dialect() {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
    };
    let mut sum = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let bytes = tx.query_opt(sql, &[crate::Value::Texts(&names)], |row| row.int(0))?;
        Ok::<_, crate::Error>(bytes.unwrap_or(0).cast_unsigned())
    };
    let posts = sum(&["post", "forward", "post_position"])?;
    let index = sum(&[
        "block",
        "facet_spread",
        "slot_time",
        "bucket",
        "bucket_start",
        "tail",
        "tail_mark",
        "index_state",
    ])?;
    Ok((posts, index))
}
