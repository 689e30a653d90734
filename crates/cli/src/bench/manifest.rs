//! What a load leaves beside the database, so that queries know which tags are busy and which are rare.

use crate::Failure;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The corpus in a data folder.
#[derive(Serialize, Deserialize)]
pub struct Manifest {
    /// Its seed.
    pub seed: u64,
    /// Its posts.
    pub posts: u64,
    /// The forty most drawn tags.
    pub busy: Vec<String>,
    /// Tags of 200 to 2,000 uses.
    pub middling: Vec<String>,
    /// Tags of 2 to 30 uses.
    pub rare: Vec<String>,
    /// Every tag named here with its uses.
    pub uses: Vec<(String, u64)>,
    /// Common words.
    pub words: Vec<String>,
}

impl Manifest {
    /// Reads the manifest of a data folder.
    pub fn read(data: &Path) -> Result<Self, Failure> {
        let path = data.join("bench.json");
        let text = std::fs::read_to_string(&path).map_err(|e| {
            Failure::Usage(format!("{}: {e}; `tagstead bench load` makes such a folder", path.display()))
        })?;
        Ok(serde_json::from_str(&text)?)
    }

    /// Keeps it.
    pub fn write(&self, data: &Path) -> Result<(), Failure> {
        Ok(std::fs::write(data.join("bench.json"), serde_json::to_string_pretty(self)?)?)
    }
}
