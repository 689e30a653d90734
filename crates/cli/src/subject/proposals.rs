//! `tagstead subject proposals`: what waits for a decision.

use crate::Outcome;
use tumblelog::Site;
use tumblelog::proposal;

/// Tells the proposals that wait, those that bring most posts together first: number, score and names.
#[expect(clippy::print_stdout, reason = "the proposals are the command's result")]
pub async fn run_proposals(site: &Site) -> Outcome {
    let queue = site.proposal_queue(None).await?;
    for line in &queue.lines {
        println!("{}\t{:.2}\t{}", line.id, line.score, line.names.join(" · "));
        for pair in site.read_proposal(line.id).await?.pairs {
            let words = pair.evidence.map(|evidence| evidence.in_words().join(" ")).unwrap_or_default();
            println!("\t{:.2}\t{} ~ {}: {words}", pair.score, pair.a, pair.b);
        }
    }
    let told = queue.lines.len() as u64;
    println!("{} proposals wait", queue.open);
    if queue.open > told {
        println!("{} of them are not told here; decide some, at /moderate/proposals", queue.open - told);
    }
    if queue.full_sets > 0 {
        println!("{} times a name was left out: its proposal has {} names", queue.full_sets, proposal::NAMES);
    }
    if queue.apart > 0 {
        println!("{} times a name was left out: a person told it apart from another there", queue.apart);
    }
    if queue.full_queue > 0 {
        println!("{} times a proposal was left out: {} wait", queue.full_queue, proposal::OPEN);
    }
    Ok(())
}
