//! The outbox of events, on every database: nothing that was committed is missed, nothing is heard twice, nothing that was
//! rolled back is heard.

use crate::common::store::events::{self, EventCursor};
use crate::common::store::{Error, Result, Store};
use crate::common::{Open, each, open, runtime};
use model::{Event, EventKind, PostId, Time};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

fn event(post: i64) -> Event {
    Event { post: Some(PostId(post)), ..Event::new(EventKind::Published, Time(post)) }
}

fn cursor(open: &Open) -> EventCursor {
    open.read(EventCursor::at_present).unwrap()
}

/// Reads all there is after a cursor, a few at once.
fn heard(open: &Open, cursor: &mut EventCursor) -> Vec<i64> {
    let mut posts = Vec::new();
    loop {
        let before = cursor.clone();
        let (events, after) = open
            .read(move |tx| {
                let mut cursor = before.clone();
                Ok((cursor.read_events(tx, 3)?, cursor))
            })
            .unwrap();
        *cursor = after;
        if events.is_empty() {
            return posts;
        }
        posts.extend(events.into_iter().filter_map(|event| event.post).map(|post| post.0));
    }
}

#[test]
fn a_reader_hears_what_is_committed_after_it_began_and_each_event_once() {
    for open in each() {
        open.write(|tx| events::record_event(tx, &event(1))).unwrap();
        let mut cursor = cursor(&open);
        assert_eq!(heard(&open, &mut cursor), [0; 0], "{}", open.label);
        for post in 2..=9 {
            open.write(move |tx| events::record_event(tx, &event(post))).unwrap();
        }
        let failed: Result<()> = open.write(|tx| {
            events::record_event(tx, &event(10))?;
            Err(Error::Damaged("given up".into()))
        });
        assert!(failed.is_err());
        assert_eq!(heard(&open, &mut cursor), [2, 3, 4, 5, 6, 7, 8, 9], "{}", open.label);
        // Pruned rows are not needed to go on, and their numbers do not come again.
        assert_eq!(open.write(|tx| events::prune_events(tx, Time(100))).unwrap(), 9);
        open.write(|tx| events::record_event(tx, &event(11))).unwrap();
        assert_eq!(heard(&open, &mut cursor), [11]);
        assert_eq!(heard(&open, &mut cursor), [0; 0]);
    }
}

#[test]
fn all_parts_of_an_event_come_back() {
    for open in each() {
        let mut cursor = cursor(&open);
        let parts = [
            Event { number: Some(7), ..Event::new(EventKind::SubjectChanged, Time(5)) },
            Event { actor: Some(model::ActorId(3)), ..event(6).about_post(PostId(6), model::BlogId(2)) },
        ];
        open.write(move |tx| parts.iter().try_for_each(|event| events::record_event(tx, event))).unwrap();
        let read = open.read(move |tx| cursor.read_events(tx, 10)).unwrap();
        assert_eq!(read, parts, "{}", open.label);
    }
}

/// Writes an event and stays in its transaction until it is told to end.
fn write_slowly(url: &str, post: i64) -> (mpsc::Sender<()>, std::thread::JoinHandle<()>) {
    let store = open(url).unwrap();
    let ((begun, wait_begun), (end, wait_end)) = (mpsc::channel(), mpsc::channel::<()>());
    let writer = std::thread::spawn(move || {
        let work = store.write(move |tx| {
            events::record_event(tx, &event(post))?;
            begun.send(()).unwrap();
            wait_end.recv().map_err(|_| Error::Closed)
        });
        runtime().block_on(work).unwrap();
    });
    wait_begun.recv().unwrap();
    (end, writer)
}

#[test]
fn an_event_that_is_committed_after_later_ones_is_heard() {
    // SQLite has one writer at a time.
    for open in each().into_iter().filter(|open| open.label == "postgres") {
        let (end_first, first) = write_slowly(&open.url, 1);
        // It begins while a transaction is open.
        let mut cursor = cursor(&open);
        let (end_second, second) = write_slowly(&open.url, 2);
        for post in 3..=8 {
            open.write(move |tx| events::record_event(tx, &event(post))).unwrap();
            assert_eq!(heard(&open, &mut cursor), [post], "at once, whoever else is writing");
        }
        end_second.send(()).unwrap();
        second.join().unwrap();
        assert_eq!(heard(&open, &mut cursor), [2]);
        end_first.send(()).unwrap();
        first.join().unwrap();
        assert_eq!(heard(&open, &mut cursor), [1]);
        assert_eq!(heard(&open, &mut cursor), [0; 0]);
    }
}

#[test]
fn many_writers_are_heard_whole_and_once() {
    const WRITERS: i64 = 6;
    const EACH: i64 = 40;
    for open in each() {
        let mut cursor = cursor(&open);
        let done = AtomicUsize::new(0);
        let mut posts = std::thread::scope(|threads| {
            for writer in 0..WRITERS {
                let (store, done): (Store, _) = (open.store.clone(), &done);
                threads.spawn(move || {
                    for n in 0..EACH {
                        let post = writer * EACH + n + 1;
                        let write = store.write(move |tx| events::record_event(tx, &event(post)));
                        runtime().block_on(write).unwrap();
                    }
                    done.fetch_add(1, Ordering::SeqCst);
                });
            }
            let mut posts = Vec::new();
            while done.load(Ordering::SeqCst) < WRITERS as usize {
                posts.extend(heard(&open, &mut cursor));
            }
            posts.extend(heard(&open, &mut cursor));
            posts
        });
        posts.sort_unstable();
        assert_eq!(posts, (1..=WRITERS * EACH).collect::<Vec<_>>(), "{}", open.label);
    }
}
