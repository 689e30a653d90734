//! Reads that are given up, take too long, or are too many: they stop, and what comes after them is answered.

use crate::common::store::{ClientId, Error, PER_CLIENT, Result, Store, Tx, Value, run_for_client};
use crate::common::{each, runtime};
use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

/// Takes minutes where it is not interrupted.
const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) \
                       SELECT count(*) FROM n";

fn endless(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.query_opt(ENDLESS, &[], |row| row.int(0))?.unwrap_or(0))
}

fn small(tx: &mut Tx<'_>, number: i64) -> Result<i64> {
    // As often as a page asks, so that some reads are given up in the middle.
    for _ in 0..20 {
        let same =
            tx.query_opt("SELECT /*pg: CAST(*/ $1 /*pg: AS BIGINT)*/", &[Value::Int(number)], |row| {
                row.int(0)
            })?;
        assert_eq!(same, Some(number));
    }
    Ok(number)
}

/// Waits for a short time and then gives the work up.
async fn give_up<T>(work: impl Future<Output = T>, after: Duration) {
    assert!(tokio::time::timeout(after, work).await.is_err(), "it was to be given up");
}

#[test]
fn a_read_that_is_given_up_is_interrupted_in_the_middle_of_a_statement() {
    for open in each() {
        let (tell, ended) = mpsc::channel();
        runtime().block_on(async {
            // More than there are threads, so that the last ones run on connections that were interrupted.
            for _ in 0..4 {
                let (store, tell) = (&open.store, tell.clone());
                let read = store.read(move |tx| {
                    let ended = endless(tx);
                    tell.send(ended.clone()).unwrap();
                    ended
                });
                give_up(read, Duration::from_millis(150)).await;
            }
            for number in 0..8 {
                assert_eq!(
                    open.store.read(move |tx| small(tx, number)).await.unwrap(),
                    number,
                    "{}",
                    open.label
                );
            }
        });
        drop(tell);
        // Those that had not begun never do.
        let ended: Vec<_> = ended.iter().collect();
        assert!(
            !ended.is_empty() && ended.iter().all(|ended| matches!(ended, Err(Error::Cancelled))),
            "{ended:?}"
        );
    }
}

#[test]
fn a_read_over_its_time_budget_is_interrupted_and_says_so() {
    for open in each() {
        let budget = Duration::from_millis(80);
        for _ in 0..3 {
            let read = runtime().block_on(open.store.read_within(budget, endless));
            assert!(matches!(read, Err(Error::Overdue(told)) if told == budget), "{} {read:?}", open.label);
            let read = runtime().block_on(open.store.read_expensive(Some(budget), endless));
            assert!(matches!(read, Err(Error::Overdue(_))), "{} {read:?}", open.label);
        }
        assert_eq!(open.read(|tx| small(tx, 7)).unwrap(), 7);
    }
}

/// Keeps threads until it is dropped.
struct Hold {
    release: Vec<mpsc::Sender<()>>,
    begun: mpsc::Receiver<()>,
    tell: mpsc::Sender<()>,
}

impl Hold {
    fn new() -> Self {
        let (tell, begun) = mpsc::channel();
        Self { release: Vec::new(), begun, tell }
    }

    fn work(&mut self) -> impl FnMut(&mut Tx<'_>) -> Result<()> + Send + 'static {
        let (release, wait) = mpsc::channel();
        self.release.push(release);
        let (wait, tell) = (Mutex::new(wait), self.tell.clone());
        move |_| {
            tell.send(()).unwrap();
            let _ = wait.lock().unwrap().recv();
            Ok(())
        }
    }

    fn wait_begun(&self, count: usize) {
        (0..count).for_each(|_| self.begun.recv().unwrap());
    }
}

fn multi() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap()
}

fn spawn(
    runtime: &tokio::runtime::Runtime,
    store: &Store,
    hold: &mut Hold,
) -> tokio::task::JoinHandle<Result<()>> {
    let (store, work) = (store.clone(), hold.work());
    runtime.spawn(async move { store.read(work).await })
}

#[test]
fn a_read_that_is_given_up_in_the_queue_never_begins() {
    for open in each() {
        let runtime = multi();
        let mut hold = Hold::new();
        let held: Vec<_> = (0..2).map(|_| spawn(&runtime, &open.store, &mut hold)).collect();
        hold.wait_begun(2);
        let begun = Arc::new(AtomicUsize::new(0));
        runtime.block_on(async {
            for _ in 0..50 {
                let begun = Arc::clone(&begun);
                let read = open.store.read(move |_| Ok::<_, Error>(begun.fetch_add(1, SeqCst)));
                give_up(read, Duration::from_millis(1)).await;
            }
        });
        drop(hold);
        for held in held {
            runtime.block_on(held).unwrap().unwrap();
        }
        assert_eq!(open.read(|tx| small(tx, 1)).unwrap(), 1);
        assert_eq!(begun.load(SeqCst), 0, "{}", open.label);
    }
}

#[test]
fn expensive_reads_keep_no_page_waiting_and_each_client_has_its_share() {
    for open in each() {
        let runtime = multi();
        let mut hold = Hold::new();
        let clients = [1, 2].map(ClientId);
        let held: Vec<_> = (0..PER_CLIENT)
            .map(|n| {
                let (store, work) = (open.store.clone(), hold.work());
                let read = async move { store.read_expensive(None, work).await };
                runtime.spawn(run_for_client(clients[n % 2], read))
            })
            .collect();
        hold.wait_begun(2);
        // Both threads of the lane are taken; a page is read all the same.
        assert_eq!(open.read(|tx| small(tx, 1)).unwrap(), 1);
        runtime.block_on(async {
            let expensive = || open.store.read_expensive(None, |tx| small(tx, 1));
            for client in clients {
                let mut more: Vec<_> =
                    (1..PER_CLIENT).map(|_| Box::pin(run_for_client(client, expensive()))).collect();
                for read in &mut more {
                    let waits = tokio::time::timeout(Duration::from_millis(20), read.as_mut()).await;
                    assert!(waits.is_err(), "it waits for a thread");
                }
                let over = run_for_client(client, expensive()).await;
                assert!(matches!(over, Err(Error::ClientBusy)), "{over:?}");
                drop(more);
                give_up(run_for_client(client, expensive()), Duration::from_millis(20)).await;
            }
            // Without a client there is no share, and an end of the queue all the same.
            let mut all: Vec<_> = (0..100).map(|_| Box::pin(expensive())).collect();
            let mut refused = 0;
            for read in &mut all {
                match tokio::time::timeout(Duration::from_millis(1), read.as_mut()).await {
                    Ok(Err(Error::Busy(_))) => refused += 1,
                    Ok(other) => panic!("{other:?}"),
                    Err(_) => {}
                }
            }
            assert!(refused > 50, "{refused}");
        });
        drop(hold);
        for held in held {
            runtime.block_on(held).unwrap().unwrap();
        }
        assert_eq!(runtime.block_on(open.store.read_expensive(None, |tx| small(tx, 2))).unwrap(), 2);
    }
}

/// Takes its time to be dropped, and says when it is.
struct SlowDrop(Arc<AtomicBool>);

impl Drop for SlowDrop {
    fn drop(&mut self) {
        std::thread::sleep(Duration::from_millis(50));
        self.0.store(true, SeqCst);
    }
}

#[test]
fn what_a_read_holds_is_free_before_its_answer_arrives() {
    for open in each() {
        let dropped = Arc::new(AtomicBool::new(false));
        let slow = SlowDrop(Arc::clone(&dropped));
        // The seat of an expensive read is held in the same way: a client that asks again must not meet its own last read.
        let read = open.store.read_expensive(None, move |tx| {
            let _held = &slow;
            small(tx, 1)
        });
        assert_eq!(runtime().block_on(read).unwrap(), 1);
        assert!(dropped.load(SeqCst), "{}", open.label);
    }
}

#[test]
fn answers_stay_right_while_many_reads_are_given_up_at_any_moment() {
    for open in each() {
        let mut random = fastrand::Rng::with_seed(11);
        let delays: Vec<u64> = (0..400).map(|_| random.u64(..3_000)).collect();
        let runtime = multi();
        let tasks: Vec<_> = delays
            .into_iter()
            .zip(0_i64..)
            .map(|(delay, number)| {
                let store = open.store.clone();
                runtime.spawn(async move {
                    let expensive = number % 5 == 0;
                    let work = move |tx: &mut Tx<'_>| match number % 7 {
                        0 => endless(tx),
                        _ => small(tx, number),
                    };
                    let read = async {
                        match expensive {
                            true => store.read_expensive(None, work).await,
                            false => store.read(work).await,
                        }
                    };
                    (number, tokio::time::timeout(Duration::from_micros(delay), read).await)
                })
            })
            .collect();
        for task in tasks {
            match runtime.block_on(task).unwrap() {
                (number, Ok(Ok(answer))) => assert_eq!(answer, number, "{}", open.label),
                // A full lane.
                (_, Ok(Err(Error::Busy(_))) | Err(_)) => {}
                (number, Ok(Err(error))) => panic!("{} {number}: {error:?}", open.label),
            }
        }
        for number in 0..20 {
            assert_eq!(open.read(move |tx| small(tx, number)).unwrap(), number);
            assert_eq!(
                runtime.block_on(open.store.read_expensive(None, move |tx| small(tx, number))).unwrap(),
                number
            );
        }
    }
}

#[test]
fn a_write_goes_on_when_nobody_waits_for_it() {
    for open in each() {
        let (tell, begun) = mpsc::channel();
        let work = move |tx: &mut Tx<'_>| -> Result<i64> {
            let id = tx.next_id("given-up")?;
            tell.send(()).unwrap();
            std::thread::sleep(Duration::from_millis(50));
            Ok(id)
        };
        runtime().block_on(give_up(open.store.write(work), Duration::from_millis(1)));
        begun.recv().unwrap();
        // It waits for the row that the first has taken.
        assert_eq!(open.write(|tx| tx.next_id("given-up")).unwrap(), 2, "{}", open.label);
    }
}
