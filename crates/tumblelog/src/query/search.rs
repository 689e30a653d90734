//! Search: every post that a query selects.

use crate::query::listing;
use crate::query::listing::ParsedRequest;
use crate::query::view::{ListRequest, SearchPage};
use crate::{Result, Site};
use index::Expr;

impl Site {
    /// The posts a query selects; [`tag::query`] says what it may hold.
    ///
    /// # Errors
    /// [`crate::Error::Query`] with the place of the mistake.
    pub async fn search_page(&self, query: &str, request: &ListRequest) -> Result<SearchPage> {
        let mut request = request.clone();
        request.query = if request.query.trim().is_empty() {
            query.to_owned()
        } else {
            // Parentheses, so that an OR in one part does not bind terms of the other.
            format!("({query}) ({})", request.query)
        };
        let asked = ParsedRequest::parse_request(&request, self.clock().now())?;
        let budget = self.read_budget;
        let query = query.to_owned();
        self.read_list(asked.is_expensive(), move |snapshot| {
            let whole = asked.compile_whole(snapshot, Expr::All)?;
            asked.ensure_affordable(budget, snapshot, &whole)?;
            let (list, summary) = listing::read_list(snapshot, &asked, &whole, &[])?;
            Ok(SearchPage { query: query.clone(), list, summary })
        })
        .await
    }
}
