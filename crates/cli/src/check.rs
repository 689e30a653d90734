//! `tagstead check`: the database by its own means, and the index against the posts.

use crate::data::{DataArguments, make_clock};
use crate::progress::Progress;
use crate::{Failure, Outcome};
use tumblelog::Site;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    /// Write anew what differs.
    #[arg(long)]
    repair: bool,
}

pub async fn run_check(arguments: Arguments) -> Outcome {
    let site = arguments.data.open_existing(make_clock(None)?)?;
    check_opened(&site, arguments.repair).await
}

/// Checks a site; with `repair`, what differs in the index is written anew.
#[expect(clippy::print_stdout, reason = "the findings are the command's result")]
pub async fn check_opened(site: &Site, repair: bool) -> Outcome {
    let database = site.check_database().await?;
    for fault in &database.faults {
        println!("database: {fault}");
    }
    for unchecked in &database.unchecked {
        println!("not checked: {unchecked}");
    }
    let mut progress = Progress::new("posts", None);
    let report = site.check_site(repair, |count| progress.add(count)).await?;
    drop(progress);
    for difference in &report.differences {
        println!("{difference}");
    }
    println!("{} posts, {} differences", report.posts, report.found);
    // Judged before the index, which is worth little in a damaged database.
    if !database.faults.is_empty() {
        return Err(Failure::Failed(anyhow::anyhow!(
            "the database itself is damaged, which --repair does not mend: restore a backup, or let the database's own \
             tools repair it"
        )));
    }
    match (report.found, repair) {
        (0, _) => Ok(()),
        (found, true) => {
            println!("{found} differences repaired");
            Ok(())
        }
        (_, false) => Err(Failure::Failed(anyhow::anyhow!(
            "the index differs from the posts; `tagstead check --repair` writes it anew"
        ))),
    }
}
