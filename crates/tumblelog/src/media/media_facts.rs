//! What is known of kept files, without touching them.

use crate::media::upload::run_blocking;
use crate::{Error, Result, Site};
use media::{Limits, Stored};
use std::collections::HashMap;
use std::sync::Arc;

impl Site {
    /// What is known of files, by their names. Nothing is known of files that came with an import until
    /// [`Site::learn_media`] has looked at them.
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

    /// Looks at those of these files of which nothing is known yet: size, colours, smaller sizes. Gives how many were
    /// looked at; files that are gone or not accepted any more are passed over.
    ///
    /// # Errors
    /// [`Error::File`] when nothing can be written; what the database says.
    pub async fn learn_media(&self, names: Vec<String>) -> Result<usize> {
        let known = self.media_facts(names.clone()).await?;
        let mut learned = Vec::new();
        for name in names.into_iter().filter(|name| !known.contains_key(name)) {
            // Waits for a place before a thread is taken, so that waiting costs no thread.
            let place = Arc::clone(&self.media_work).acquire_owned().await.map_err(|_| Error::Busy)?;
            let folder = self.media.clone();
            let look = move || {
                // Moved into the thread: the place stays taken even when the caller has gone away.
                let _place = place;
                folder.look_again(&name, Limits::default())?.keep()
            };
            match run_blocking(look).await {
                Ok(stored) => learned.push(stored),
                // A file may be gone, or newer rules refuse what an old import brought.
                Err(Error::Invalid(_)) => {}
                Err(error) => return Err(error),
            }
        }
        self.remember_uploads(&learned).await?;
        Ok(learned.len())
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
