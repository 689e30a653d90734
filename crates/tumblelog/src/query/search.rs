//! Search: every post that a query selects.

use crate::query::listing;
use crate::query::listing::Asked;
use crate::query::view::{ListRequest, SearchPage};
use crate::{Result, Site};
use index::Expr;

impl Site {
    /// The posts a query selects; [`tag::query`] says what it may hold.
    ///
    /// # Errors
    /// [`crate::Error::Query`] with the place of the mistake.
    pub async fn search(&self, query: &str, request: &ListRequest) -> Result<SearchPage> {
        let mut request = request.clone();
        request.query = if request.query.trim().is_empty() {
            query.to_owned()
        } else {
            format!("({query}) ({})", request.query)
        };
        let asked = Asked::read(&request, self.clock().now())?;
        let cache = self.store.cache().clone();
        let query = query.to_owned();
        self.store
            .read(move |tx| {
                let whole = asked.whole(tx, Expr::All)?;
                let (list, summary) = listing::read(tx, &cache, &asked, &whole, &[])?;
                Ok(SearchPage { query: query.clone(), list, summary })
            })
            .await
    }
}
