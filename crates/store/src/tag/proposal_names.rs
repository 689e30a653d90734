//! The tags that proposals are about, and the one open proposal of each.

use crate::{Result, Row, Tx, Value};
use model::TagId;
use std::collections::HashMap;

/// A tag of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalName {
    /// The key under which spellings meet.
    pub fold: String,
    /// The tag.
    pub tag: TagId,
    /// As it was first written.
    pub name: String,
    /// Listed posts when it was last looked at.
    pub posts: i64,
}

fn read_name_row(row: &Row<'_>) -> Result<ProposalName> {
    Ok(ProposalName { fold: row.text(0)?, tag: TagId(row.int(1)?), name: row.text(2)?, posts: row.int(3)? })
}

/// Keeps names of a proposal, new or changed.
pub fn put_names(tx: &mut Tx<'_>, proposal: i64, names: &[ProposalName]) -> Result<()> {
    let rows: Vec<_> = names
        .iter()
        .map(|name| {
            vec![
                Value::Int(proposal),
                Value::Text(&name.fold),
                Value::Int(name.tag.0),
                Value::Text(&name.name),
                Value::Int(name.posts),
            ]
        })
        .collect();
    tx.execute_many(
        // Only the count of posts changes later: tag and first spelling are fixed.
        "INSERT INTO proposal_name (proposal_id, fold, tag_id, name, posts) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (proposal_id, fold) DO UPDATE SET posts = excluded.posts",
        &rows,
    )
}

/// The names of a proposal, those with most posts first.
pub fn list_names(tx: &mut Tx<'_>, proposal: i64) -> Result<Vec<ProposalName>> {
    let mut names = tx.query(
        "SELECT fold, tag_id, name, posts FROM proposal_name WHERE proposal_id = $1",
        &[proposal.into()],
        read_name_row,
    )?;
    // The fold breaks ties, so that both databases give one order.
    names.sort_by(|a, b| b.posts.cmp(&a.posts).then_with(|| a.fold.cmp(&b.fold)));
    Ok(names)
}

/// The names of several proposals, in no order.
pub fn of_many(tx: &mut Tx<'_>, proposals: &[i64]) -> Result<HashMap<i64, Vec<ProposalName>>> {
    let mut out: HashMap<i64, Vec<ProposalName>> = HashMap::new();
    tx.each(
        "SELECT fold, tag_id, name, posts, proposal_id FROM proposal_name WHERE proposal_id = ANY($1)",
        &[Value::Ints(proposals)],
        |row| {
            out.entry(row.int(4)?).or_default().push(read_name_row(row)?);
            Ok(())
        },
    )?;
    Ok(out)
}

/// Takes names out of a proposal.
pub fn remove_names(tx: &mut Tx<'_>, proposal: i64, folds: &[String]) -> Result<()> {
    tx.execute(
        "DELETE FROM proposal_name WHERE proposal_id = $1 AND fold = ANY($2)",
        &[proposal.into(), Value::Texts(folds)],
    )?;
    Ok(())
}

/// Says that folds are in an open proposal, and in no other.
pub fn open_names(tx: &mut Tx<'_>, proposal: i64, folds: &[String]) -> Result<()> {
    let rows: Vec<_> = folds.iter().map(|fold| vec![Value::Text(fold), Value::Int(proposal)]).collect();
    tx.execute_many(
        // The fold is the key: it can be in one open proposal only, and moves when two are merged.
        "INSERT INTO proposal_open (fold, proposal_id) VALUES ($1, $2) \
         ON CONFLICT (fold) DO UPDATE SET proposal_id = excluded.proposal_id",
        &rows,
    )
}

/// Says that folds are in no open proposal.
pub fn close_names(tx: &mut Tx<'_>, folds: &[String]) -> Result<()> {
    tx.execute("DELETE FROM proposal_open WHERE fold = ANY($1)", &[Value::Texts(folds)])?;
    Ok(())
}

/// The open proposals of folds; those in none are left out.
pub fn open_of(tx: &mut Tx<'_>, folds: &[String]) -> Result<HashMap<String, i64>> {
    let rows = tx.query(
        "SELECT fold, proposal_id FROM proposal_open WHERE fold = ANY($1)",
        &[Value::Texts(folds)],
        |row| Ok((row.text(0)?, row.int(1)?)),
    )?;
    Ok(rows.into_iter().collect())
}
