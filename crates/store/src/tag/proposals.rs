//! Proposals that tags belong to one subject, and what became of them.

use crate::{Error, Result, Row, Tx, Value};
use model::Time;

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Nobody has decided.
    Open = 1,
    /// Its tags were joined, all or those that were chosen.
    Joined = 2,
    /// Its tags are different.
    Refused = 3,
    /// Its tags became one in another way.
    Stale = 4,
}

impl State {
    /// The number it is stored by.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// The reverse of [`State::number`].
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::Open, Self::Joined, Self::Refused, Self::Stale].into_iter().find(|s| s.number() == number)
    }
}

/// A proposal without its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Identity.
    pub id: i64,
    /// Where it stands.
    pub state: State,
    /// Score of its best link, in ten-thousandths.
    pub score: i64,
    /// Score of its weakest link, in ten-thousandths.
    pub least: i64,
    /// Posts that come together when it is joined: those of all its tags but the most used.
    pub weight: i64,
    /// Its names.
    pub n: i64,
    /// When it was made.
    pub made: Time,
    /// When somebody put it off.
    pub later: Option<Time>,
    /// When it was decided.
    pub decided: Option<Time>,
    /// Who decided; empty while it is open.
    pub who: String,
    /// The acts of the history of subjects that the decision made.
    pub acts: Vec<i64>,
}

fn read_proposal_row(row: &Row<'_>) -> Result<Proposal> {
    let state = row.int(1)?;
    Ok(Proposal {
        id: row.int(0)?,
        state: State::from_number(state)
            .ok_or_else(|| Error::Damaged(format!("a proposal is in the state {state}")))?,
        score: row.int(2)?,
        least: row.int(3)?,
        weight: row.int(4)?,
        n: row.int(5)?,
        made: Time(row.int(6)?),
        // 0 and not NULL stands for never, because the two databases sort NULL differently.
        later: Some(row.int(7)?).filter(|later| *later != 0).map(Time),
        decided: row.int_opt(8)?.map(Time),
        who: row.text(9)?,
        acts: serde_json::from_str(&row.text(10)?)?,
    })
}

/// Keeps a proposal, new or changed.
pub fn put_proposal(tx: &mut Tx<'_>, p: &Proposal) -> Result<()> {
    tx.execute(
        "INSERT INTO proposal (id, state, score, least, weight, n, made_ms, later_ms, decided_ms, who, acts) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE SET \
         state = excluded.state, score = excluded.score, least = excluded.least, weight = excluded.weight, \
         n = excluded.n, later_ms = excluded.later_ms, decided_ms = excluded.decided_ms, who = excluded.who, \
         acts = excluded.acts",
        &[
            p.id.into(),
            p.state.number().into(),
            p.score.into(),
            p.least.into(),
            p.weight.into(),
            p.n.into(),
            p.made.0.into(),
            p.later.map_or(0, |later| later.0).into(),
            Value::IntOpt(p.decided.map(|decided| decided.0)),
            p.who.as_str().into(),
            serde_json::to_string(&p.acts)?.as_str().into(),
        ],
    )?;
    Ok(())
}

/// A proposal by its number.
pub fn by_id(tx: &mut Tx<'_>, id: i64) -> Result<Option<Proposal>> {
    tx.query_opt(
        "SELECT id, state, score, least, weight, n, made_ms, later_ms, decided_ms, who, acts \
         FROM proposal WHERE id = $1",
        &[id.into()],
        read_proposal_row,
    )
}

/// Takes a proposal away, with its names and links.
pub fn delete_proposal(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    // proposal_open is not touched: the caller closes its folds, which may be in another proposal
    // by now.
    tx.execute("DELETE FROM proposal WHERE id = $1", &[id.into()])?;
    tx.execute("DELETE FROM proposal_name WHERE proposal_id = $1", &[id.into()])?;
    tx.execute("DELETE FROM proposal_link WHERE proposal_id = $1", &[id.into()])?;
    Ok(())
}

/// How many proposals wait for a decision.
pub fn count_open(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.query_opt("SELECT count(*) FROM proposal WHERE state = 1", &[], |row| row.int(0))?.unwrap_or(0))
}

/// Proposals that wait, in the order of the queue: those that were put off last, and of the others first those that
/// bring most posts together.
pub fn list_review_queue(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Proposal>> {
    tx.query(
        "SELECT id, state, score, least, weight, n, made_ms, later_ms, decided_ms, who, acts \
         FROM proposal WHERE state = 1 ORDER BY later_ms, weight DESC, id LIMIT $1",
        &[limit.into()],
        read_proposal_row,
    )
}

/// The proposal of least weight that waits and that nobody has put off.
pub fn find_lightest(tx: &mut Tx<'_>) -> Result<Option<Proposal>> {
    tx.query_opt(
        "SELECT id, state, score, least, weight, n, made_ms, later_ms, decided_ms, who, acts \
         FROM proposal WHERE state = 1 AND later_ms = 0 ORDER BY weight, id LIMIT 1",
        &[],
        read_proposal_row,
    )
}

/// Numbers of proposals that wait whose weakest link has at least this score, after one.
pub fn list_surest(tx: &mut Tx<'_>, least: i64, limit: i64) -> Result<Vec<i64>> {
    tx.query(
        "SELECT id FROM proposal WHERE state = 1 AND least >= $1 ORDER BY least DESC, id LIMIT $2",
        &[least.into(), limit.into()],
        |row| row.int(0),
    )
}
