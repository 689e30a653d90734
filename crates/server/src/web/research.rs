//! What leads from a list to its charts and its export: the list as one expression.

use super::place::Place;
use crate::text;
use model::{Lang, Time};

/// Addresses beside a list.
#[derive(Debug, Clone)]
pub struct Research {
    /// Its charts.
    pub charts: String,
    /// Its export.
    pub export: String,
}

impl Research {
    /// Of a list: its subject as a query, what is searched for within it, and the filters of its place.
    pub fn new(subject: &str, further: &str, place: &Place, now: Time) -> Self {
        Self::of(&expression(subject, further, place, now))
    }

    /// Of an expression.
    pub fn of(expression: &str) -> Self {
        Self { charts: address("/charts", expression), export: address("/export", expression) }
    }
}

/// `path?q=expression`
pub fn address(path: &str, expression: &str) -> String {
    let mut out = format!("{path}?q=");
    text::query(expression, &mut out);
    out
}

fn expression(subject: &str, further: &str, place: &Place, now: Time) -> String {
    let mut parts = vec![whole(subject, now), whole(further, now)];
    let types: Vec<_> = place.types().iter().map(|kind| kind.name()).collect();
    let langs: Vec<_> = place.langs().iter().map(Lang::code).collect();
    for (name, values) in [("type", types), ("lang", langs)] {
        if !values.is_empty() {
            parts.push(format!("{name}:{}", values.join(",")));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// A query that can stand beside others: alternatives are put in brackets, in which no order may stand, so
/// that one goes.
pub fn whole(query: &str, now: Time) -> String {
    let query = query.trim();
    match tag::query::parse(query, now) {
        Ok(parsed) if matches!(parsed.expr, tag::query::Expr::Or(_)) => format!("({})", parsed.expr),
        _ => query.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::PostType;
    use tumblelog::view::ListRequest;

    #[test]
    fn filters_become_part_of_the_expression() {
        let request = ListRequest {
            types: vec![PostType::Photo, PostType::Text],
            langs: vec![Lang::parse("az").unwrap()],
            ..ListRequest::default()
        };
        let place = Place::new("/tagged/x".into(), &request, "");
        let research = Research::new("#x", "honey OR bal sort:top", &place, Time(0));
        assert_eq!(research.charts, "/charts?q=%23x+%28honey+OR+bal%29+type:photo,text+lang:az");
        let bare = Place::new("/search".into(), &ListRequest::default(), "");
        assert_eq!(Research::new("a OR b", "", &bare, Time(0)).export, "/export?q=%28a+OR+b%29");
    }
}
