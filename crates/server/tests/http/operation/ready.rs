//! `/healthz` and `/readyz`.

use crate::world::{Answer, World};
use axum::http::{StatusCode, header};
use store::{DatabaseUrl, Store, Value};
use tagstead_server::{Operation, Protection};

/// `/readyz` of a server that has not been asked before: an answer is kept for a second.
fn readiness(world: &mut World, least_free: u64) -> Answer {
    let data_folder = Some(world.media.path().to_owned());
    let operation = Operation { data_folder, least_free, ..Operation::default() };
    world.watch_with(operation, Protection::default());
    world.get("/readyz")
}

fn assert_fails(answer: &Answer, line: &str) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header(header::RETRY_AFTER), "5");
    let text = answer.text();
    assert!(text.starts_with("not ready\n") && text.lines().any(|said| said.starts_with(line)), "{text}");
}

#[test]
fn a_server_that_can_answer_is_ready() {
    for mut world in World::each() {
        let answer = readiness(&mut world, 0);
        assert_eq!((answer.status, answer.text().as_str()), (StatusCode::OK, "ready\n"), "{}", world.label);
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-cache");
    }
}

fn run_sql(world: &World, store: &Store, sql: &'static str, value: i64) {
    world.wait(store.write::<_, store::Error, _>(move |tx| tx.execute(sql, &[Value::Int(value)]))).unwrap();
}

#[test]
fn a_schema_of_another_version_is_not_ready() {
    for mut world in World::each() {
        let other = Store::open(&DatabaseUrl::parse(world.database_url()).unwrap(), 1, [7; 16]).unwrap();
        run_sql(&world, &other, "INSERT INTO schema_version VALUES (9999, $1)", 0);
        assert_fails(&readiness(&mut world, 0), "migrations: a newer program has migrated the database");
        run_sql(&world, &other, "DELETE FROM schema_version WHERE version > $1", 3);
        let answer = readiness(&mut world, 0);
        assert_fails(&answer, "migrations: some are not done");
        assert!(answer.text().contains("database: ok\n"), "{}", answer.text());
    }
}

#[test]
fn a_database_that_is_away_is_not_ready_and_the_process_is_alive() {
    let mut world = World::new();
    std::fs::remove_file(world.database_file()).unwrap();
    let answer = readiness(&mut world, 0);
    assert_fails(&answer, "database: it does not work");
    let text = answer.text();
    assert!(text.contains("migrations: not known") && text.contains("disk: ok\n"), "{text}");
    assert!(!text.contains('/'), "no paths: {text}");
    assert_eq!(world.get("/healthz").text(), "ok\n");
}

#[test]
fn a_disk_with_less_room_than_asked_is_not_ready() {
    let mut world = World::new();
    let answer = readiness(&mut world, u64::MAX);
    assert_fails(&answer, "disk: ");
    assert!(answer.text().contains("database: ok\nmigrations: ok\n"), "{}", answer.text());
}
