//! Where readers reach the site, as its operator last said: commands that run beside the server need it.

use crate::{Error, Result, Site};
use store::site_values;

impl Site {
    /// The address given to the last server that was told one; without a slash at the end.
    ///
    /// # Errors
    /// What the database says.
    pub async fn base_url(&self) -> Result<Option<String>> {
        self.store.read(|tx| Ok::<_, Error>(site_values::base_url(tx)?)).await
    }

    /// Keeps where readers reach the site.
    ///
    /// # Errors
    /// What the database says.
    pub async fn remember_base_url(&self, url: &str) -> Result<()> {
        let url = url.trim_end_matches('/').to_owned();
        if self.base_url().await?.as_deref() == Some(&url) {
            return Ok(());
        }
        self.store.write(move |tx| Ok::<_, Error>(site_values::put_base_url(tx, &url)?)).await
    }
}
