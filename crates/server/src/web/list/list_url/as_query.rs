//! A list as one query.

use super::ListUrl;
use model::{BlogName, Lang, Time};
use tag::query::{Expr, Is, MAX_QUERY, Query, Sort, Term, parse};

impl ListUrl {
    /// All that it shows, in its order, as one query: the name under which its completeness is asked for and its posts
    /// are explained. `subject` is what its path stands for. Nothing where the text would be longer than a query may be.
    pub fn whole_query(&self, subject: Vec<Expr>, now: Time) -> Option<String> {
        let request = self.request();
        // A query with a mistake has no view, so there is nothing to name.
        let further = parse(self.query(), now).ok()?;
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

    /// The same posts in whatever order, as a person follows or saves them: `query` with the type and language filters.
    /// It is written as it was typed, because followed searches are found again by their text.
    pub fn followed_query(&self, query: &str) -> String {
        let types: Vec<_> = self.post_types().iter().map(|kind| kind.name()).collect();
        let langs: Vec<_> = self.languages().iter().map(Lang::code).collect();
        let filters: Vec<String> = [("type", types), ("lang", langs)]
            .into_iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(name, values)| format!("{name}:{}", values.join(",")))
            .collect();
        tag::query::narrow(query, &filters.join(" "))
    }
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
