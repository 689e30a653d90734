//! Every SQL text of the crate is prepared on every database, and none reads a whole table where it may be large.

use crate::common::each;
use crate::common::store::Value;
use crate::common::store::dialect::Dialect;
use std::path::{Path, PathBuf};

/// Modules whose statements are for one database alone, or no whole statements.
const APART: &[&str] = &[
    "dialect.rs",
    "integrity.rs",
    "migrate.rs",
    "postgres.rs",
    "postgres_copy.rs",
    "restore.rs",
    "snapshot.rs",
    "sqlite.rs",
    "sqlite_rows.rs",
    "table_list.rs",
    "table_sizes.rs",
];

/// What reads a table from end to end and may: the directory of buckets, the marks of the short tail, a count of
/// blogs, what the worker alone asks of a table of bounded size, and what a
/// limit bounds before it is counted.
const MAY_SCAN: &[&str] = &[
    "SCAN bucket",
    "SCAN tail USING COVERING INDEX tail_mark",
    "SCAN blog USING",
    "SCAN failed_search USING COVERING INDEX missed_search_rank",
    "SCAN counted",
    "SCAN few",
];

/// Every Rust file in a folder and the folders below it, in a fixed order.
fn source_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(source_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// As many statements as the crate had when its sources were one flat folder. The reader of sources must never find
/// fewer by overlooking a folder; lower this only together with statements that are really gone.
const STATEMENTS: usize = 332;

/// The string literals of all source files that are statements.
fn statements() -> Vec<&'static str> {
    let mut found = Vec::new();
    for file in source_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        if APART.iter().any(|name| file.file_name().unwrap() == *name) {
            continue;
        }
        let source = std::fs::read_to_string(&file).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap();
        for literal in literals(code) {
            if ["SELECT ", "INSERT ", "UPDATE ", "DELETE "].iter().any(|verb| literal.starts_with(verb)) {
                found.push(&*literal.leak());
            }
        }
    }
    assert!(found.len() >= STATEMENTS, "only {} statements were found", found.len());
    found
}

fn literals(code: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut lines =
        code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    while let Some(open) = lines.find('"') {
        let mut literal = String::new();
        let mut rest = lines[open + 1..].chars();
        while let Some(c) = rest.next() {
            match c {
                '"' => break,
                '\\' => match rest.next() {
                    Some('\n') => {
                        let trimmed = rest.as_str().trim_start().to_owned();
                        let skipped = rest.as_str().len() - trimmed.len();
                        rest = rest.as_str()[skipped..].chars();
                    }
                    Some(other) => literal.push(other),
                    None => break,
                },
                other => literal.push(other),
            }
        }
        let rest = rest.as_str().to_owned();
        out.push(literal);
        lines = rest;
    }
    out
}

fn parameters(sql: &str) -> usize {
    (1..30).take_while(|n| sql.contains(&format!("${n}"))).count()
}

#[test]
fn every_statement_is_understood_by_every_database() {
    for open in each() {
        for sql in statements() {
            let prepared = open.read(move |tx| match tx.dialect() {
                Dialect::Sqlite => tx.explain(sql, &vec![Value::IntOpt(None); parameters(sql)]).map(drop),
                Dialect::Postgres => {
                    let text = format!("PREPARE s AS {}", Dialect::Postgres.render_sql(sql)).leak();
                    tx.execute(text, &[])?;
                    tx.execute("DEALLOCATE s", &[]).map(drop)
                }
            });
            assert!(prepared.is_ok(), "{} {sql}: {prepared:?}", open.label);
        }
    }
}

#[test]
fn no_statement_reads_a_whole_table() {
    let open = each().remove(0);
    assert_eq!(open.label, "sqlite");
    for sql in statements() {
        let plan = open.read(move |tx| tx.explain(sql, &vec![Value::IntOpt(None); parameters(sql)])).unwrap();
        for step in
            plan.lines().filter(|step| step.starts_with("SCAN ") && !step.starts_with("SCAN json_each"))
        {
            assert!(MAY_SCAN.iter().any(|allowed| step.starts_with(allowed)), "{sql}\n{plan}");
        }
    }
}

#[test]
fn the_statements_of_a_tag_page_go_by_their_keys() {
    let open = each().remove(0);
    for (part, key) in [
        (
            "FROM block WHERE bucket_id = ANY($1) AND facet_id = ANY($2)",
            "USING PRIMARY KEY (bucket_id=? AND facet_id=?)",
        ),
        ("FROM post WHERE bucket_id = ANY($1) AND position = ANY($2)", "USING INTEGER PRIMARY KEY (rowid=?)"),
        ("FROM forward WHERE bucket_id = ANY", "USING INTEGER PRIMARY KEY (rowid=?)"),
        ("FROM tag WHERE fold = $1", "USING INDEX sqlite_autoindex_tag_"),
        (
            "FROM slot_time WHERE bucket_id = $1 AND chunk = ANY",
            "USING PRIMARY KEY (bucket_id=? AND chunk=?)",
        ),
        ("FROM tail WHERE bucket_id = ANY", "(bucket_id=? AND position=?)"),
        ("FROM json_each($1) JOIN note AS n", "SEARCH n USING PRIMARY KEY (root_id=? AND at_ms>?)"),
    ] {
        let mut met = 0;
        for sql in statements().into_iter().filter(|sql| sql.contains(part)) {
            let plan =
                open.read(move |tx| tx.explain(sql, &vec![Value::IntOpt(None); parameters(sql)])).unwrap();
            assert!(plan.contains(key), "{sql}\n{plan}");
            met += 1;
        }
        assert!(met > 0, "no statement has “{part}”");
    }
}
