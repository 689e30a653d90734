//! What the calls of a store cost: the figures, and the log of slow ones.

use crate::common::store::{CallLane, Error, LaneFigures, Store};
use crate::common::{each, runtime};
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The log from a level on of what `work` does.
fn logged(level: tracing::Level, work: impl FnOnce()) -> String {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .with_max_level(level)
        .finish();
    tracing::subscriber::with_default(subscriber, work);
    let bytes = log.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

fn figures(store: &Store, lane: CallLane) -> LaneFigures {
    store.calls().read_figures().into_iter().find(|figures| figures.lane == lane).unwrap()
}

#[test]
fn each_call_is_counted_in_its_lane() {
    for open in each() {
        let store = &open.store;
        let before = CallLane::ALL.map(|lane| figures(store, lane).run.count);
        runtime().block_on(async {
            store.read(|_| Ok::<_, Error>(())).await.unwrap();
            store.read_within(Duration::from_secs(60), |_| Ok::<_, Error>(())).await.unwrap();
            store.read_expensive(None, |_| Ok::<_, Error>(())).await.unwrap();
            store.write(|_| Err::<(), _>(Error::Closed)).await.unwrap_err();
        });
        for ((lane, before), more) in CallLane::ALL.into_iter().zip(before).zip([2, 1, 1]) {
            let figures = figures(store, lane);
            assert_eq!(figures.run.count, before + more, "{} {lane:?}", open.label);
            assert_eq!((figures.wait.count, figures.waiting, figures.refused), (figures.run.count, 0, 0));
        }
    }
}

#[test]
fn slow_calls_are_logged_with_their_caller_where_that_is_asked_for() {
    for open in each() {
        let store = &open.store;
        let call = || {
            let slowly = |_: &mut crate::common::store::Tx<'_>| {
                std::thread::sleep(Duration::from_millis(20));
                Ok::<_, Error>(())
            };
            runtime().block_on(async { store.read(slowly).await }).unwrap();
        };
        assert_eq!(logged(tracing::Level::INFO, call), "", "{}: not asked for", open.label);
        store.calls().log_slower_than(Duration::from_millis(10));
        let log = logged(tracing::Level::INFO, call);
        for part in
            ["WARN", "slow", "lane=\"read\"", "caller=store/tests/store/calls.rs:", "run_ms=", "wait_ms="]
        {
            assert!(log.contains(part), "“{part}” is not in {log}");
        }
        let many = logged(tracing::Level::INFO, || (0..20).for_each(|_| call()));
        assert!(many.lines().count() < 20, "a flood is cut: {many}");
    }
}

#[test]
fn each_call_has_a_span_for_whoever_debugs() {
    for open in each() {
        let log = logged(tracing::Level::DEBUG, || {
            runtime().block_on(async { open.store.write(|_| Ok::<_, Error>(())).await }).unwrap();
        });
        for part in ["store{lane=\"write\" caller=store/tests/store/calls.rs:", "run_ms=", "answered"] {
            assert!(log.contains(part), "“{part}” is not in {log}");
        }
    }
}
