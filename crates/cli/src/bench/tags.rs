//! Names of tags whose size is known, for measuring pages over HTTP.

use super::manifest::Manifest;
use crate::data::DataArguments;
use crate::{Failure, Outcome};

#[expect(clippy::print_stdout, reason = "the names are the command's result")]
pub fn run_tags(data: &DataArguments, sizes: &[String]) -> Outcome {
    let manifest = Manifest::read(&data.data)?;
    for size in sizes {
        let found =
            manifest.uses.iter().find(|(name, uses)| name == size || size.parse() == Ok(*uses)).ok_or_else(
                || {
                    let known: Vec<_> =
                        manifest.uses.iter().map(|(name, uses)| format!("{name} ({uses})")).collect();
                    Failure::Usage(format!("no tag of size {size}; there are {}", known.join(", ")))
                },
            )?;
        println!("{}", found.0);
    }
    Ok(())
}
