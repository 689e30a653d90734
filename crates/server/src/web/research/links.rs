//! What leads from a list to its charts and its export: the list as one expression.

use crate::web::list::list_url::query_url;
use model::Time;

/// Addresses beside a list.
#[derive(Debug, Clone)]
pub struct Research {
    /// Its charts.
    pub charts: String,
    /// Its export.
    pub export: String,
}

impl Research {
    /// Of an expression.
    pub fn of_expression(expression: &str) -> Self {
        Self { charts: query_url("/charts", expression), export: query_url("/export", expression) }
    }
}

/// A query that can stand beside others: alternatives are put in brackets, in which no order may stand, so
/// that one goes.
pub fn whole_query(query: &str, now: Time) -> String {
    let query = query.trim();
    match tag::query::parse(query, now) {
        // An `OR` beside further terms would bind only its last alternative to them.
        Ok(parsed) if matches!(parsed.expr, tag::query::Expr::Or(_)) => format!("({})", parsed.expr),
        _ => query.to_owned(),
    }
}
