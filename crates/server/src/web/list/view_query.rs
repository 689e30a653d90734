//! What a list shows, as one query: the name under which its completeness is asked for and its posts are explained.

use model::{BlogName, Time};
use tag::query::{Expr, Is, MAX_QUERY, Query, Sort, Term, parse};
use tumblelog::view::ListRequest;

/// The query of a list with this subject, as `request` asks for it; `further` is what its `q` holds. Nothing where the
/// text would be longer than a query may be.
pub fn query_of_view(subject: Vec<Expr>, request: &ListRequest, further: &str, now: Time) -> Option<String> {
    // A query with a mistake has no view, so there is nothing to name.
    let further = parse(further, now).ok()?;
    let mut parts = subject;
    match further.expr {
        Expr::All => {}
        // Flattened, or the text would have brackets around its second half.
        Expr::And(all) => parts.extend(all),
        one => parts.push(one),
    }
    if !request.types.is_empty() {
        parts.push(Expr::Term(Term::Type(request.types.clone())));
    }
    if !request.langs.is_empty() {
        parts.push(Expr::Term(Term::Lang(request.langs.iter().copied().map(Some).collect())));
    }
    let expr = match parts.len() {
        0 => Expr::All,
        1 => parts.remove(0),
        _ => Expr::And(parts),
    };
    let asked = Some(request.sort).filter(|sort| *sort != Sort::Latest);
    // An order within the query wins over that of the address, as in the list itself.
    let text = Query { expr, sort: further.sort.or(asked) }.to_string();
    (text.chars().count() <= MAX_QUERY).then_some(text)
}

/// A tag: in all spellings of its subject, or in this one alone.
pub fn tag_expression(name: &str, exact: bool) -> Expr {
    Expr::Term(Term::Tag { name: name.to_owned(), exact })
}

/// A blog with everything it did: reblogs without words stand on its page too.
pub fn blog_expressions(name: &BlogName) -> [Expr; 2] {
    let both = [Is::Original, Is::Reblog].map(|is| Expr::Term(Term::Is(is)));
    [Expr::Term(Term::Blog(name.clone())), Expr::Or(both.into())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::PostType;

    #[test]
    fn a_list_has_one_query_that_means_the_same() {
        let now = Time(1_795_348_800_000);
        let request = ListRequest {
            sort: Sort::Top,
            types: vec![PostType::Photo],
            langs: vec![model::Lang::parse("az").unwrap()],
            ..ListRequest::default()
        };
        let text =
            query_of_view(vec![tag_expression("dracula daily", false)], &request, "tea OR #honey", now)
                .unwrap();
        assert_eq!(text, "#\"dracula daily\" (tea OR #honey) type:photo lang:az sort:top");
        let blog = query_of_view(
            blog_expressions(&BlogName::parse("walks").unwrap()).into(),
            &ListRequest::default(),
            "",
            now,
        );
        assert_eq!(blog.unwrap(), "from:walks (is:original OR is:reblog)");
        assert_eq!(query_of_view(vec![], &ListRequest::default(), "", now).unwrap(), "");
        for text in [text.as_str(), "from:walks (is:original OR is:reblog)"] {
            assert_eq!(parse(text, now).unwrap().to_string(), text);
        }
        let long = "tea ".repeat(499);
        assert_eq!(query_of_view(vec![tag_expression(&"é".repeat(139), false)], &request, &long, now), None);
    }
}
