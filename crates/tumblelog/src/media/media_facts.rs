//! What is known of kept files, without touching them.

use crate::{Error, Result, Site};
use media::Stored;
use std::collections::HashMap;

impl Site {
    /// What is known of files, by their names. Nothing is known of files of older imports until
    /// they were decoded.
    pub async fn media_facts(&self, names: Vec<String>) -> Result<HashMap<String, Stored>> {
        if names.is_empty() {
            return Ok(HashMap::new());
        }
        let known =
            self.store.read(move |tx| Ok::<_, Error>(store::media::read_media_facts(tx, &names)?)).await?;
        let read = |(name, facts): (String, String)| match serde_json::from_str(&facts) {
            Ok(stored) => Some((name, stored)),
            Err(error) => {
                tracing::warn!(%name, %error, "what is known of a file cannot be read");
                None
            }
        };
        Ok(known.into_iter().filter_map(read).collect())
    }
}

/// Name and facts of each file, covers among them.
pub(crate) fn facts_of_files(kept: &[Stored]) -> Result<Vec<(String, String)>> {
    let covers = kept.iter().filter_map(|stored| stored.cover.as_deref());
    let fact = |stored: &Stored| {
        let facts = serde_json::to_string(stored);
        facts.map(|facts| (stored.name.clone(), facts)).map_err(|error| Error::File(error.to_string()))
    };
    kept.iter().chain(covers).map(fact).collect()
}
