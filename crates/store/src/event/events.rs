//! Writes events in the transaction of the change, and reads what was committed since a reader last looked.
//!
//! On PostgreSQL transactions do not commit in the order in which they write: a reader that remembers the last number would
//! miss an event that was written earlier and committed later. So a cursor remembers a horizon, the first transaction that
//! may still be open, and which events from there on it has delivered.

use crate::{Result, Row, Tx, Value};
use model::{ActorId, BlogId, Event, EventKind, PostId, Time};
use std::collections::BTreeMap;

/// Writes an event. Listeners hear of it after the commit.
pub fn record_event(tx: &mut Tx<'_>, event: &Event) -> Result<()> {
    tx.execute(
        "INSERT INTO event (at_ms, kind, post_id, blog_id, actor_id, number) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            event.at.0.into(),
            event.kind.number().into(),
            event.post.map_or(0, |post| post.0).into(),
            event.blog.map_or(0, |blog| blog.0).into(),
            event.actor.map_or(0, |blog| blog.0).into(),
            event.number.unwrap_or(0).into(),
        ],
    )?;
    tx.note_event();
    Ok(())
}

/// How far a reader has read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventCursor {
    /// All transactions below have ended, and their events were delivered.
    horizon: i64,
    /// Delivered events of transactions from the horizon on: their ids, with their transactions.
    delivered: BTreeMap<i64, i64>,
}

impl EventCursor {
    /// Before what is committed from now on. Events of transactions that are open now are delivered too.
    pub fn at_present(tx: &mut Tx<'_>) -> Result<Self> {
        let mut cursor = Self { horizon: read_horizon(tx)?, delivered: BTreeMap::new() };
        while !cursor.read_events(tx, 1_000)?.is_empty() {}
        Ok(cursor)
    }

    /// The next events, about `limit` at most; nothing where there are none. It must run in a read of one consistent state,
    /// or an event committed between its two statements could be lost.
    pub fn read_events(&mut self, tx: &mut Tx<'_>, limit: usize) -> Result<Vec<Event>> {
        // Those that were delivered are read again, so there must be room for others beside them.
        let limit = limit.saturating_add(self.delivered.len());
        let rows = tx.query(
            "SELECT /*pg: transaction_id*/ /*sqlite: id*/, id, at_ms, kind, post_id, blog_id, actor_id, number FROM event \
             WHERE /*pg: transaction_id*/ /*sqlite: id*/ >= $1 ORDER BY 1, 2 LIMIT $2",
            &[self.horizon.into(), Value::Int(i64::try_from(limit).unwrap_or(i64::MAX))],
            |row| Ok((row.int(0)?, row.int(1)?, read_event(row)?)),
        )?;
        let mut horizon = read_horizon(tx)?;
        if rows.len() >= limit
            && let Some((transaction, ..)) = rows.last()
        {
            // More events may stand behind the last one that was read.
            horizon = horizon.min(*transaction);
        }
        let mut events = Vec::new();
        for (transaction, id, event) in rows {
            // A kind of a later version of the program is passed over.
            if self.delivered.insert(id, transaction).is_none()
                && let Some(event) = event
            {
                events.push(event);
            }
        }
        self.horizon = self.horizon.max(horizon);
        self.delivered.retain(|_, transaction| *transaction >= self.horizon);
        Ok(events)
    }
}

/// The first transaction that may still be open, or has not begun.
fn read_horizon(tx: &mut Tx<'_>) -> Result<i64> {
    let horizon = tx.query_opt(
        "SELECT /*pg: txid_snapshot_xmin(txid_current_snapshot())*/ \
         /*sqlite: seq + 1 FROM sqlite_sequence WHERE name = 'event'*/",
        &[],
        |row| row.int(0),
    )?;
    // SQLite counts nothing before the first event.
    Ok(horizon.unwrap_or(0))
}

fn read_event(row: &Row<'_>) -> Result<Option<Event>> {
    let Some(kind) = EventKind::from_number(row.int(3)?) else { return Ok(None) };
    let unless_zero = |column| Ok::<_, crate::Error>(Some(row.int(column)?).filter(|id| *id != 0));
    Ok(Some(Event {
        kind,
        at: Time(row.int(2)?),
        post: unless_zero(4)?.map(PostId),
        blog: unless_zero(5)?.map(BlogId),
        actor: unless_zero(6)?.map(ActorId),
        number: unless_zero(7)?,
    }))
}

/// Deletes events from before a time; how many.
pub fn prune_events(tx: &mut Tx<'_>, before: Time) -> Result<u64> {
    tx.execute("DELETE FROM event WHERE at_ms < $1", &[before.0.into()])
}
