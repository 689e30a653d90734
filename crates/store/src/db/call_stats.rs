//! What the calls of a store cost: how long each waited for a thread and how long it took then. Counted for `/metrics`, and
//! logged where a call is slow.

use crate::db::histogram::{Histogram, HistogramCounts};
use crate::db::line_budget::LineBudget;
use crate::{Error, Result};
use std::panic::Location;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tracing::Span;

/// The threads that a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallLane {
    /// Reads of pages and endpoints.
    Read,
    /// Reads that may take long.
    Expensive,
    /// Writes.
    Write,
}

impl CallLane {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Expensive, Self::Write];

    /// Its name in the log and in `/metrics`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Expensive => "expensive",
            Self::Write => "write",
        }
    }
}

/// How long a read of a page may wait for a thread. One that waited longer is refused when its turn comes: whoever asked has
/// mostly gone, and the thread is free for those who came later.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// Lines about slow calls in a second.
const LINES: u32 = 5;

/// The calls of one store since it was opened.
#[derive(Debug)]
pub struct CallStats {
    lanes: [LaneStats; 3],
    /// In milliseconds; 0 where slow calls are not logged.
    slow_ms: AtomicU64,
    lines: LineBudget,
}

#[derive(Debug, Default)]
struct LaneStats {
    waiting: AtomicUsize,
    refused: AtomicU64,
    wait: Histogram,
    run: Histogram,
}

/// The calls of one lane at one moment.
#[derive(Debug, Clone)]
pub struct LaneFigures {
    /// Which lane.
    pub lane: CallLane,
    /// Calls that wait for a thread.
    pub waiting: usize,
    /// Calls that were refused since the start because too much was waiting.
    pub refused: u64,
    /// How long calls waited for a thread.
    pub wait: HistogramCounts,
    /// How long they took then, commit included.
    pub run: HistogramCounts,
}

impl Default for CallStats {
    fn default() -> Self {
        Self { lanes: Default::default(), slow_ms: AtomicU64::new(0), lines: LineBudget::new(LINES) }
    }
}

impl CallStats {
    /// Lets calls be logged that take longer, from now on; zero logs none. Those of the expensive lane may take five times as
    /// long.
    pub fn log_slower_than(&self, limit: Duration) {
        self.slow_ms.store(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX), Relaxed);
    }

    /// What was counted until now.
    pub fn read_figures(&self) -> Vec<LaneFigures> {
        let figures = |(lane, stats): (CallLane, &LaneStats)| LaneFigures {
            lane,
            waiting: stats.waiting.load(Relaxed),
            refused: stats.refused.load(Relaxed),
            wait: stats.wait.read_counts(),
            run: stats.run.read_counts(),
        };
        CallLane::ALL.into_iter().zip(&self.lanes).map(figures).collect()
    }

    fn lane(&self, lane: CallLane) -> &LaneStats {
        let [read, expensive, write] = &self.lanes;
        match lane {
            CallLane::Read => read,
            CallLane::Expensive => expensive,
            CallLane::Write => write,
        }
    }
}

/// One call, from the moment it is made.
pub(crate) struct CallWatch {
    stats: Arc<CallStats>,
    lane: CallLane,
    caller: &'static Location<'static>,
    made: Instant,
    begun: Arc<OnceLock<Instant>>,
    span: Span,
}

impl CallWatch {
    /// A call that waits from now on.
    pub fn start(stats: &Arc<CallStats>, lane: CallLane, caller: &'static Location<'static>) -> Self {
        // Written for debugging alone; where nobody listens it costs one comparison.
        let span = tracing::debug_span!("store", lane = lane.name(), caller = %place_of(caller));
        stats.lane(lane).waiting.fetch_add(1, Relaxed);
        Self { stats: Arc::clone(stats), lane, caller, made: Instant::now(), begun: Arc::default(), span }
    }

    /// Whether it is for the threads of expensive reads.
    pub fn is_expensive(&self) -> bool {
        self.lane == CallLane::Expensive
    }

    /// What the thread that runs the call takes along.
    pub fn make_begin(&self) -> CallBegin {
        // Without a span of its own the call is in that of its request, so that its lines carry the request's id.
        let span = if self.span.is_disabled() { Span::current() } else { self.span.clone() };
        CallBegin {
            stats: Arc::clone(&self.stats),
            lane: self.lane,
            made: self.made,
            begun: Arc::clone(&self.begun),
            span,
        }
    }

    /// Counts the answer.
    pub fn finish_call(self, busy: bool) {
        let stats = self.stats.lane(self.lane);
        let Some(begun) = self.begun.get() else {
            // Refused before it had a thread.
            stats.refused.fetch_add(u64::from(busy), Relaxed);
            return;
        };
        let (waited, ran) = (begun.duration_since(self.made), begun.elapsed());
        stats.run.record_duration(ran);
        tracing::debug!(parent: &self.span, wait_ms = whole_ms(waited), run_ms = whole_ms(ran), "answered");
        self.log_slow_call(waited, ran);
    }

    fn log_slow_call(&self, waited: Duration, ran: Duration) {
        let share = if self.lane == CallLane::Expensive { 5 } else { 1 };
        let limit = self.stats.slow_ms.load(Relaxed).saturating_mul(share);
        if limit == 0 || whole_ms(waited + ran) < limit {
            return;
        }
        // A database that stalls makes every call slow: the log must not grow with the load.
        if let Some(unwritten) = self.stats.lines.take_line(Instant::now()) {
            let (lane, caller) = (self.lane.name(), place_of(self.caller));
            let (wait_ms, run_ms) = (whole_ms(waited), whole_ms(ran));
            tracing::warn!(lane, %caller, wait_ms, run_ms, unwritten, "a call of the database was slow");
        }
    }
}

impl Drop for CallWatch {
    fn drop(&mut self) {
        // Whoever sets it first takes the call out of those that wait: the thread, or the end of the asker.
        if self.begun.set(Instant::now()).is_ok() {
            self.stats.lane(self.lane).waiting.fetch_sub(1, Relaxed);
        }
    }
}

/// The other end of a [`CallWatch`], on the thread that runs the call.
pub(crate) struct CallBegin {
    stats: Arc<CallStats>,
    lane: CallLane,
    made: Instant,
    begun: Arc<OnceLock<Instant>>,
    span: Span,
}

impl CallBegin {
    /// Notes that a thread runs the call now; a further run of the same call changes nothing.
    ///
    /// # Errors
    /// [`Error::Busy`] for a read of a page that waited too long.
    pub fn note_begin(&self) -> Result<&Span> {
        let first = self.begun.set(Instant::now()).is_ok();
        let waited = self.begun.get().map_or(Duration::ZERO, |begun| begun.duration_since(self.made));
        // Writes are not refused: they are waited for until their request times out, and jobs wait as long as it takes.
        let late = self.lane == CallLane::Read && waited > LONGEST_WAIT;
        if first {
            let stats = self.stats.lane(self.lane);
            stats.waiting.fetch_sub(1, Relaxed);
            stats.wait.record_duration(waited);
            stats.refused.fetch_add(u64::from(late), Relaxed);
        }
        // Every run of a late call is refused, the first as well as those after it.
        if late {
            return Err(Error::Busy("no thread for a read became free in time".into()));
        }
        Ok(&self.span)
    }
}

/// `tumblelog/src/tag/tag_page.rs:41`
fn place_of(caller: &'static Location<'static>) -> impl std::fmt::Display {
    let file = caller.file().split_once("crates/").map_or(caller.file(), |(_, file)| file);
    std::fmt::from_fn(move |f| write!(f, "{file}:{}", caller.line()))
}

fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A call that was made so long ago and has not begun.
    fn make_call(stats: &Arc<CallStats>, lane: CallLane, ago: Duration) -> CallWatch {
        let mut watch = CallWatch::start(stats, lane, Location::caller());
        watch.made = Instant::now().checked_sub(ago).unwrap();
        watch
    }

    #[test]
    fn a_read_that_waited_too_long_is_refused_however_often_it_is_run_and_a_write_is_not() {
        let stats = Arc::new(CallStats::default());
        for (lane, refused) in
            [(CallLane::Read, true), (CallLane::Expensive, false), (CallLane::Write, false)]
        {
            let watch = make_call(&stats, lane, LONGEST_WAIT * 2);
            let begin = watch.make_begin();
            for _ in 0..2 {
                let begun = begin.note_begin();
                assert_eq!(matches!(begun, Err(Error::Busy(_))), refused, "{lane:?}");
            }
            watch.finish_call(refused);
            let figures = stats.read_figures().into_iter().find(|figures| figures.lane == lane).unwrap();
            assert_eq!((figures.waiting, figures.refused), (0, u64::from(refused)), "{lane:?}");
            assert_eq!((figures.wait.count, figures.run.count), (1, 1));
        }
    }

    #[test]
    fn a_call_that_is_given_up_no_longer_waits() {
        let stats = Arc::new(CallStats::default());
        let watch = make_call(&stats, CallLane::Read, Duration::ZERO);
        let begin = watch.make_begin();
        assert_eq!(stats.read_figures()[0].waiting, 1);
        drop(watch);
        assert_eq!(stats.read_figures()[0].waiting, 0);
        // The thread may begin it all the same, and counts nothing twice.
        begin.note_begin().unwrap();
        assert_eq!(stats.read_figures()[0].waiting, 0);
    }
}
