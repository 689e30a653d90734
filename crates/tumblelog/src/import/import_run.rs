//! What is written down of an import: that it began, what became of each batch, and that it came to its end.

use crate::{Error, Result, Site};
use model::{ImportRun, Invalid, Precision, RunId, SourceKind, Time};
use store::import_runs;
use store::import_runs::RunRecord;

/// Longest name of a source, in code points.
const LABEL: usize = 200;

/// An import that is about to begin.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// What is read.
    pub kind: SourceKind,
    /// Its name, which every reader may see: file names, without the folders they are in.
    pub label: String,
    /// When the file was saved, where that is known.
    pub captured: Option<(Time, Precision)>,
}

impl Site {
    /// Writes down that an import begins. A run that nobody ends is one that was cut short.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a label that is empty or too long.
    pub async fn begin_import(&self, new: NewRun) -> Result<RunId> {
        let label = new.label.trim().to_owned();
        // Readers see the label on public pages, so it must be short and on one line.
        if label.is_empty() || label.chars().count() > LABEL || label.chars().any(char::is_control) {
            return Err(Invalid::new(format!(
                "the name of an import has 1 to {LABEL} characters on one line"
            ))
            .into());
        }
        let now = self.clock().now();
        self.store
            .write(move |tx| {
                let id = RunId(tx.next_id("import_run")?);
                let run = ImportRun {
                    id,
                    kind: new.kind,
                    label: label.clone(),
                    captured: new.captured,
                    begun: now,
                    heard: now,
                    ended: None,
                    added: 0,
                    known: 0,
                    faults: 0,
                    lost_parts: 0,
                    missing_files: 0,
                };
                import_runs::begin_run(tx, &run)?;
                Ok(id)
            })
            .await
    }

    /// Writes down that a run came to its end.
    pub async fn end_import(&self, run: RunId) -> Result<()> {
        let now = self.clock().now();
        self.store.write(move |tx| Ok::<_, Error>(import_runs::end_run(tx, run, now)?)).await
    }

    /// The newest runs, newest first.
    pub async fn list_import_runs(&self, limit: usize) -> Result<Vec<RunRecord>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.store.read(move |tx| Ok::<_, Error>(import_runs::list_newest_runs(tx, limit)?)).await
    }

    /// A run's first faults, where and why: for the operator, because a file's words stand in them.
    pub async fn import_faults(&self, run: RunId) -> Result<Vec<(String, String)>> {
        self.store.read(move |tx| Ok::<_, Error>(import_runs::list_faults(tx, run)?)).await
    }
}
