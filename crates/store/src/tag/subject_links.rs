//! Claims about two folds. None is deleted: an act makes a link, another may end it, a third may take that back.

use crate::{Error, Result, Row, Tx, Value};
use model::{LinkFamily, LinkKind, Time};

/// A claim about two folds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectLink {
    /// Identity.
    pub id: i64,
    /// What is claimed.
    pub kind: LinkKind,
    /// The fold that comes first by its bytes; of a broader link, what is part of the other.
    pub a: String,
    /// The other fold.
    pub b: String,
    /// `a` as it was written.
    pub a_name: String,
    /// `b` as it was written.
    pub b_name: String,
    /// Why, in words; may be empty.
    pub reason: String,
    /// What shows it, text or JSON; may be empty.
    pub evidence: String,
    /// Who claims it.
    pub who: String,
    /// Since when.
    pub at: Time,
    /// The act that made it.
    pub made_by: i64,
    /// The act that ended it; live where there is none.
    pub ended_by: Option<i64>,
}

fn read_link_row(row: &Row<'_>) -> Result<SubjectLink> {
    let kind = row.int(1)?;
    Ok(SubjectLink {
        id: row.int(0)?,
        kind: LinkKind::from_number(kind)
            .ok_or_else(|| Error::Damaged(format!("a link of subjects has the kind {kind}")))?,
        a: row.text(2)?,
        b: row.text(3)?,
        a_name: row.text(4)?,
        b_name: row.text(5)?,
        reason: row.text(6)?,
        evidence: row.text(7)?,
        who: row.text(8)?,
        at: Time(row.int(9)?),
        made_by: row.int(10)?,
        ended_by: row.int_opt(11)?,
    })
}

/// Keeps new links; their ids come from [`Tx::next_ids`]`("subject_link")`.
///
/// # Errors
/// [`Error::Duplicate`] for a live link of the same two folds and family.
pub fn insert_links(tx: &mut Tx<'_>, links: &[SubjectLink]) -> Result<()> {
    let rows: Vec<_> = links
        .iter()
        .map(|link| {
            vec![
                Value::Int(link.id),
                Value::Int(link.kind.family().number()),
                Value::Int(link.kind.number()),
                Value::Text(&link.a),
                Value::Text(&link.b),
                Value::Text(&link.a_name),
                Value::Text(&link.b_name),
                Value::Text(&link.reason),
                Value::Text(&link.evidence),
                Value::Text(&link.who),
                Value::Int(link.at.0),
                Value::Int(link.made_by),
                Value::IntOpt(link.ended_by),
            ]
        })
        .collect();
    tx.execute_many(
        // The partial unique index lets ended links of the same pair stay beside the live one.
        "INSERT INTO subject_link (id, family, kind, a, b, a_name, b_name, reason, evidence, who, at_ms, made_by, \
         ended_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &rows,
    )
}

/// Ends live links, or with no act makes ended ones live again.
///
/// # Errors
/// [`Error::Duplicate`] where a live link of the same two folds and family is there already.
pub fn set_ended(tx: &mut Tx<'_>, ids: &[i64], ended_by: Option<i64>) -> Result<()> {
    if !ids.is_empty() {
        tx.execute(
            // Links are ended and not deleted, so that a change set can be undone.
            "UPDATE subject_link SET ended_by = $2 WHERE id = ANY($1)",
            &[Value::Ints(ids), Value::IntOpt(ended_by)],
        )?;
    }
    Ok(())
}

/// Links by id, in the order of ids.
pub fn by_ids(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<SubjectLink>> {
    tx.query(
        "SELECT id, kind, a, b, a_name, b_name, reason, evidence, who, at_ms, made_by, ended_by \
         FROM subject_link WHERE id = ANY($1) ORDER BY id",
        &[Value::Ints(ids)],
        read_link_row,
    )
}

/// Live links of a family that begin or end at one of these folds, each once, in the order of ids.
pub fn live_at(tx: &mut Tx<'_>, folds: &[String], family: LinkFamily) -> Result<Vec<SubjectLink>> {
    let mut links = live_from(tx, folds, family)?;
    // Asked from each end by its own index; a link between two of the folds comes twice.
    links.extend(live_to(tx, folds, family)?);
    links.sort_by_key(|link| link.id);
    links.dedup_by_key(|link| link.id);
    Ok(links)
}

/// Live links of a family whose first fold is one of these.
pub fn live_from(tx: &mut Tx<'_>, folds: &[String], family: LinkFamily) -> Result<Vec<SubjectLink>> {
    tx.query(
        "SELECT id, kind, a, b, a_name, b_name, reason, evidence, who, at_ms, made_by, ended_by \
         FROM subject_link WHERE a = ANY($1) AND family = $2 AND ended_by IS NULL",
        &[Value::Texts(folds), family.number().into()],
        read_link_row,
    )
}

/// Live links of a family whose second fold is one of these.
pub fn live_to(tx: &mut Tx<'_>, folds: &[String], family: LinkFamily) -> Result<Vec<SubjectLink>> {
    tx.query(
        "SELECT id, kind, a, b, a_name, b_name, reason, evidence, who, at_ms, made_by, ended_by \
         FROM subject_link WHERE b = ANY($1) AND family = $2 AND ended_by IS NULL",
        &[Value::Texts(folds), family.number().into()],
        read_link_row,
    )
}

/// Live links of a family after the one of these two folds, in the order of the folds.
pub fn live_after(
    tx: &mut Tx<'_>,
    after: (&str, &str),
    family: LinkFamily,
    limit: i64,
) -> Result<Vec<SubjectLink>> {
    tx.query(
        "SELECT id, kind, a, b, a_name, b_name, reason, evidence, who, at_ms, made_by, ended_by \
         FROM subject_link WHERE (a, b) > ($1, $2) AND family = $3 AND ended_by IS NULL \
         ORDER BY a, b LIMIT $4",
        &[after.0.into(), after.1.into(), family.number().into(), limit.into()],
        read_link_row,
    )
}
