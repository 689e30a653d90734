//! What leads from a list to its charts and its export: the list as one expression.

use crate::http::text;
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
        Self {
            charts: research_address("/charts", expression),
            export: research_address("/export", expression),
        }
    }
}

/// `path?q=expression`
pub fn research_address(path: &str, expression: &str) -> String {
    let mut out = format!("{path}?q=");
    text::encode_query(expression, &mut out);
    out
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
