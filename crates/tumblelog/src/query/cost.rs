//! What a request may cost: which queries are read on the threads of expensive reads, how much of the index one request
//! may read, and for how long.

use crate::query::condition::Compiled;
use crate::query::read_budget::ReadBudget;
use crate::snapshot::Snapshot;
use crate::{Error, Result, Site};
use index::{Class, Query};
use std::pin::Pin;
use std::time::Duration;
use tag::query::{Expr, Term};

/// Terms of a query up to which its list is read like any other page.
// Each term may stand for a whole subject of spellings; a normal page stays well below this.
const FEW_TERMS: usize = 16;

/// How long one request may read. Less than the server waits, so that the reader is told why.
pub(crate) const TIME_BUDGET: Duration = Duration::from_secs(10);

/// Whether a list takes more than a page may: posts have to be read to tell which belong to it, or many facets have to be
/// joined. Told from the text alone, before a thread is asked for.
pub(crate) fn is_expensive(expr: &Expr) -> bool {
    let mut terms = 0;
    reads_posts(expr, &mut terms) || terms > FEW_TERMS
}

/// Whether the index cannot tell the list exactly; counts the terms on the way, as far as it gets.
fn reads_posts(expr: &Expr, terms: &mut usize) -> bool {
    match expr {
        Expr::All => false,
        // One term that reads posts decides, so counting may stop at it.
        Expr::And(parts) | Expr::Or(parts) => parts.iter().any(|part| reads_posts(part, terms)),
        Expr::Not(part) => reads_posts(part, terms),
        Expr::Term(term) => {
            *terms += 1;
            match term {
                // One word in quotes is a word.
                Term::Phrase(text) => tag::words::of(text).len() > 1,
                // Bounds at the edge of a tier are exact, but the text alone need not tell that.
                Term::Notes { .. } => true,
                _ => false,
            }
        }
    }
}

impl ReadBudget {
    /// Refuses a list that would read too much of the index, before any of it is read. `passes` says how often the request
    /// goes over the whole list.
    pub(crate) fn ensure_affordable(
        self,
        snapshot: &mut Snapshot<'_, '_>,
        whole: &Compiled,
        passes: u64,
    ) -> Result<()> {
        let mut scope = whole.scope.clone();
        // What is withheld is counted beside every list.
        scope.push(Class::Withheld);
        let query = Query { expr: whole.condition.upper_bound(), scope };
        // An estimate reads facet spreads and no blocks, so refusing is cheap.
        let blocks = index::estimate(snapshot.tx, snapshot.cache, &query)?.blocks.saturating_mul(passes);
        let most = self.blocks;
        if blocks <= most {
            return Ok(());
        }
        Err(Error::TooExpensive(format!(
            "this would read about {blocks} parts of the index, and one request may read {most}. Use fewer words and \
             tags, or narrow it to a time, for instance by during:2025, or to a rare #tag"
        )))
    }
}

impl Site {
    /// The same site with another limit of how many blocks of the index one expensive request may read.
    #[must_use]
    pub fn with_read_budget(mut self, blocks: u64) -> Self {
        self.read_budget = ReadBudget { blocks };
        self
    }

    /// Reads a list: on the threads of expensive reads where `expensive`, within the time budget in any case.
    #[track_caller]
    pub(crate) fn read_list<T, F>(
        &self,
        expensive: bool,
        work: F,
    ) -> Pin<Box<dyn Future<Output = Result<T>> + Send + '_>>
    where
        T: Send + 'static,
        F: FnMut(&mut Snapshot<'_, '_>) -> Result<T> + Send + 'static,
    {
        match expensive {
            true => Box::pin(self.read_expensive_snapshot(Some(TIME_BUDGET), work)),
            false => Box::pin(self.read_snapshot_within(TIME_BUDGET, work)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expensive(text: &str) -> bool {
        is_expensive(&tag::query::parse(text, model::Time(0)).unwrap().expr)
    }

    #[test]
    fn phrases_and_many_terms_are_expensive_and_plain_lists_are_not() {
        for text in ["", "#honey", "\"honey\"", "#a lang:az,ru -is:robot during:2020..2022 word"] {
            assert!(!expensive(text), "{text}");
        }
        for text in ["\"mineral springs\"", "#a -\"mineral springs\"", "#a OR (#b \"c d\")"] {
            assert!(expensive(text), "{text}");
        }
        let many = |n: usize| (0..n).map(|n| format!("#t{n}")).collect::<Vec<_>>().join(" OR ");
        assert!(!expensive(&many(FEW_TERMS)) && expensive(&many(FEW_TERMS + 1)));
    }
}
