//! The links of proposals: two tags each, with what speaks for their being one.

use crate::{Result, Row, Tx, Value};

/// A link of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalLink {
    /// The fold that comes first by its bytes.
    pub a: String,
    /// The other.
    pub b: String,
    /// In ten-thousandths.
    pub score: i64,
    /// JSON.
    pub evidence: String,
}

fn read_link_row(row: &Row<'_>) -> Result<ProposalLink> {
    Ok(ProposalLink { a: row.text(0)?, b: row.text(1)?, score: row.int(2)?, evidence: row.text(3)? })
}

/// Keeps links of a proposal, new or looked at once more.
pub fn put_links(tx: &mut Tx<'_>, proposal: i64, links: &[ProposalLink]) -> Result<()> {
    let rows: Vec<_> = links
        .iter()
        .map(|link| {
            vec![
                Value::Int(proposal),
                Value::Text(&link.a),
                Value::Text(&link.b),
                Value::Int(link.score),
                Value::Text(&link.evidence),
            ]
        })
        .collect();
    tx.execute_many(
        // A link looked at again has new evidence; the proposal it belongs to stays.
        "INSERT INTO proposal_link (proposal_id, a, b, score, evidence) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (proposal_id, a, b) DO UPDATE SET score = excluded.score, evidence = excluded.evidence",
        &rows,
    )
}

/// The links of a proposal, best first.
pub fn list_links(tx: &mut Tx<'_>, proposal: i64) -> Result<Vec<ProposalLink>> {
    let mut links = tx.query(
        "SELECT a, b, score, evidence FROM proposal_link WHERE proposal_id = $1",
        &[proposal.into()],
        read_link_row,
    )?;
    // Sorted here: a proposal has few links, and the index would cost a write with each new score.
    links.sort_by(|x, y| y.score.cmp(&x.score).then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b))));
    Ok(links)
}

/// Takes a link away.
pub fn remove_link(tx: &mut Tx<'_>, proposal: i64, a: &str, b: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM proposal_link WHERE proposal_id = $1 AND a = $2 AND b = $3",
        &[proposal.into(), a.into(), b.into()],
    )?;
    Ok(())
}
