//! Whether this thread runs a write transaction. Others wait for it, on SQLite all of them: work that needs no database is
//! done before it begins, and debug builds refuse such work inside it.

use std::cell::Cell;

thread_local! {
    static WRITING: Cell<bool> = const { Cell::new(false) };
}

/// Whether the calling code runs inside a write transaction.
pub fn is_writing() -> bool {
    WRITING.get()
}

/// Panics inside a write transaction, in debug builds alone; `work` says what should have been done before it.
pub fn ensure_outside_write(work: &str) {
    debug_assert!(!is_writing(), "{work} inside a write transaction; do it before the transaction begins");
}

/// Runs a job of a write transaction.
pub(crate) fn run_as_write<T>(run: impl FnOnce() -> T) -> T {
    // Reset on the way out, also where the job panics: the thread goes on with the next job.
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            WRITING.set(false);
        }
    }
    WRITING.set(true);
    let _reset = Reset;
    run()
}
