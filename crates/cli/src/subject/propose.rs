//! `tagstead subject propose`: the rounds of the worker, to the end.

use super::proposals;
use crate::Outcome;
use crate::progress::Progress;
use tumblelog::Site;
use tumblelog::proposal::Round;

/// Looks at all new tags, or at `all`, and tells the proposals that wait.
pub async fn run_propose(site: &Site, all: bool) -> Outcome {
    if all {
        site.propose_anew().await?;
    }
    let mut progress = Progress::new("tags", None);
    loop {
        let round = site.propose_next(false, None).await?;
        // A round that did nothing means that no tag is left.
        if round == Round::default() {
            break;
        }
        if !round.late {
            progress.add((round.new + round.again) as u64);
        }
    }
    drop(progress);
    proposals::run_proposals(site).await
}
