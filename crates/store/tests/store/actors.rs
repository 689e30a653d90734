//! Actors: how an older database comes by them, and how lists of notes read them.

use crate::common::store::dialect::Dialect;
use crate::common::store::{Tx, actors, likes, note_list, notes};
use crate::common::{each, open, runtime};
use model::{ActorId, ActorName, NoteKind, PostId, Time};
use std::path::Path;

/// Runs statements past the store.
fn raw(url: &str, sql: &str) {
    match url.strip_prefix("sqlite:") {
        Some(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
        None => postgres::Client::connect(url, postgres::NoTls).unwrap().batch_execute(sql).unwrap(),
    }
}

/// The migrations before the one of actors, as this database reads them.
fn older_schema(url: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let dialect = if url.starts_with("sqlite:") { Dialect::Sqlite } else { Dialect::Postgres };
    files
        .iter()
        .take_while(|path| !path.ends_with("0022_actors.sql"))
        .map(|path| dialect.render_sql(&std::fs::read_to_string(path).unwrap()).into_owned())
        .collect()
}

/// A note of the older table: root, moment, kind, blog, post, words, hidden.
type OldNote = (i64, i64, i64, String, i64, String, i64);

fn old_notes() -> Vec<OldNote> {
    let blogs = ["almanac", "gone", "a-b", "ab", "walks", "zebra"];
    let note = |n: i64| {
        let blog = blogs[usize::try_from(n * 7 % 6).unwrap()].to_owned();
        let kind = 1 + n % 3;
        let post = if kind == 2 || n % 5 == 0 { 900 + n } else { 0 };
        // Several of one moment, and hidden likes among them.
        (n % 4, n / 24 * 1000, kind, blog, post, format!("Çay {n}"), i64::from(kind == 1 && n % 2 == 0))
    };
    let mut notes: Vec<OldNote> = (0..480).map(note).collect();
    notes.sort();
    notes.dedup_by_key(|note| (note.0, note.1, note.2, note.3.clone(), note.4));
    notes
}

fn insert_old_data(url: &str, checksums: &[(i64, i64)]) {
    let mut sql = older_schema(url).concat();
    sql += "CREATE TABLE schema_version (version BIGINT PRIMARY KEY, checksum BIGINT NOT NULL);\n";
    for (version, checksum) in checksums.iter().take(older_schema(url).len()) {
        sql += &format!("INSERT INTO schema_version VALUES ({version}, {checksum});\n");
    }
    for (id, name) in [(1, "almanac"), (3, "walks")] {
        sql += &format!("INSERT INTO blog VALUES ({id}, 'uuid{id}', '{name}', '', '', 0, 0);\n");
    }
    // Number 4 was taken by a blog that never came.
    sql += "INSERT INTO counter VALUES ('blog', 4), ('tag', 9);\n";
    for (root, at, kind, blog, post, body, hidden) in old_notes() {
        sql += &format!(
            "INSERT INTO note (root_id, at_ms, kind, blog, post_id, body, hidden) \
             VALUES ({root}, {at}, {kind}, '{blog}', {post}, '{body}', {hidden});\n"
        );
    }
    raw(url, &sql);
}

fn read_all_notes(tx: &mut Tx<'_>) -> crate::common::store::Result<Vec<OldNote>> {
    tx.query(
        "SELECT n.root_id, n.at_ms, n.kind, a.name, n.post_id, n.body, n.hidden FROM note AS n \
         JOIN actor AS a ON a.id = n.actor_id",
        &[],
        |row| {
            Ok((row.int(0)?, row.int(1)?, row.int(2)?, row.text(3)?, row.int(4)?, row.text(5)?, row.int(6)?))
        },
    )
}

#[test]
fn notes_by_name_become_notes_by_actor() {
    let checksums = each().remove(0).read(|tx| {
        tx.query("SELECT version, checksum FROM schema_version ORDER BY version", &[], |row| {
            Ok((row.int(0)?, row.int(1)?))
        })
    });
    for database in testkit::databases() {
        insert_old_data(&database.url, checksums.as_ref().unwrap());
        let store = open(&database.url).unwrap();
        let mut kept = runtime().block_on(store.read(read_all_notes)).unwrap();
        kept.sort();
        assert_eq!(kept, old_notes(), "{}: every note is kept, with its flag", database.label);

        let rows =
            runtime().block_on(store.read(|tx| actors::by_ids(tx, &[1, 3, 4, 5, 6, 7, 8, 9]))).unwrap();
        let mut told: Vec<_> =
            rows.iter().map(|row| (row.id.0, row.kind.number(), row.name.as_str())).collect();
        told.sort_unstable();
        let expected = [
            (1, 1, "almanac"),
            (3, 1, "walks"),
            (5, 2, "a-b"),
            (6, 2, "ab"),
            (7, 2, "gone"),
            (8, 2, "zebra"),
        ];
        assert_eq!(told, expected, "{}", database.label);
        let next = runtime().block_on(store.write(|tx| tx.next_id("actor"))).unwrap();
        assert_eq!(next, 9, "{}: the counter goes on", database.label);

        // Lists stand in the order they had: by moment, kind, name and post, falling.
        for root in 0..4 {
            let newest =
                runtime().block_on(store.read(move |tx| notes::list_newest_notes(tx, PostId(root), 999)));
            let told: Vec<_> = newest
                .unwrap()
                .iter()
                .map(|note| (note.at.0, note.kind as i64 + 1, note.actor.as_str().to_owned()))
                .collect();
            let mut old: Vec<_> = old_notes().into_iter().filter(|note| note.0 == root).collect();
            old.sort_by_key(|(_, at, kind, blog, post, ..)| {
                std::cmp::Reverse((*at, *kind, blog.clone(), *post))
            });
            let expected: Vec<_> = old.into_iter().map(|note| (note.1, note.2, note.3)).collect();
            assert_eq!(told, expected, "{} root {root}", database.label);
        }
        for actor in [1, 7] {
            let likes =
                runtime().block_on(store.read(move |tx| likes::count_likes(tx, ActorId(actor)))).unwrap();
            let name = told.iter().find(|row| row.0 == actor).unwrap().2;
            let old = old_notes().iter().filter(|note| note.2 == 1 && note.3 == name && note.6 == 0).count();
            assert_eq!(likes, i64::try_from(old).unwrap(), "{} likes of {name}", database.label);
        }
    }
}

#[test]
fn a_failed_migration_of_actors_keeps_the_notes_as_they_were() {
    let checksums = each().remove(0).read(|tx| {
        tx.query("SELECT version, checksum FROM schema_version ORDER BY version", &[], |row| {
            Ok((row.int(0)?, row.int(1)?))
        })
    });
    for database in testkit::databases() {
        insert_old_data(&database.url, checksums.as_ref().unwrap());
        // An index of this name is in the way of the last step but one.
        raw(&database.url, "CREATE TABLE obstacle (n BIGINT); CREATE INDEX actor_uri ON obstacle (n)");
        assert!(open(&database.url).is_err(), "{}", database.label);
        raw(&database.url, "DROP TABLE obstacle");
        let store = open(&database.url).unwrap();
        let kept = runtime().block_on(store.read(read_all_notes)).unwrap();
        assert_eq!(kept.len(), old_notes().len(), "{}", database.label);
    }
}

#[test]
fn lists_of_notes_page_over_actors_of_every_kind() {
    for open in each() {
        let names = ["b", "a", "a-b", "ada@example.org", "ada@b.example", "c", "ada"];
        let note = |n: usize| model::Note {
            kind: [NoteKind::Like, NoteKind::Reblog, NoteKind::Reply][n % 3],
            actor: ActorName::parse(names[n % names.len()]).unwrap(),
            at: Time(i64::try_from(n / 16).unwrap()),
            post: (n % 3 == 1).then_some(PostId(i64::try_from(n).unwrap() + 1)),
            text: String::new(),
        };
        let all: Vec<_> = (0..96).map(note).collect();
        let count = open.write(move |tx| notes::insert_notes(tx, PostId(5), &all)).unwrap();
        let whole = open.read(|tx| notes::list_newest_notes(tx, PostId(5), 999)).unwrap();
        assert_eq!(u64::try_from(whole.len()).unwrap(), count);
        let key = |note: &model::Note| {
            let (name, host) = note.actor.name_and_host();
            (note.at, note.kind as i64, name.to_owned(), host.to_owned(), note.post)
        };
        assert!(whole.windows(2).all(|pair| key(&pair[0]) > key(&pair[1])), "{}", open.label);
        let kinds = [NoteKind::Like, NoteKind::Reblog, NoteKind::Reply];
        let mut paged = Vec::new();
        let mut cursor = note_list::NoteCursor::before_moment(Time(i64::MAX));
        loop {
            let from = cursor.clone();
            let page =
                open.read(move |tx| note_list::list_notes_before(tx, PostId(5), &kinds, &from, 5)).unwrap();
            let Some(last) = page.last() else { break };
            cursor = note_list::NoteCursor::after_note(last);
            paged.extend(page);
        }
        assert_eq!(paged, whole, "{}", open.label);
    }
}
