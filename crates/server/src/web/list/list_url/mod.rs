//! The address of a list: one type that reads it, holds what it asks for, and prints itself as an address and as a
//! query.

mod as_query;
mod links;
mod parse;
mod print;
#[cfg(test)]
mod tests;

pub use as_query::{blog_expressions, tag_expression};
pub use parse::parse_query_text;
pub use print::query_url;

use model::{Lang, PostType};
use tumblelog::view::{ListRequest, Sort};

/// The address of a list, taken apart.
#[derive(Debug, Clone)]
pub struct ListUrl {
    path: String,
    request: ListRequest,
}

impl ListUrl {
    /// The list at `path` as `request` asks for it.
    pub fn new(path: impl Into<String>, request: ListRequest) -> Self {
        Self { path: path.into(), request }
    }

    /// The list at `path` of what `query` finds, without filters.
    pub fn of_query(path: impl Into<String>, query: &str) -> Self {
        Self::new(path, ListRequest { query: query.to_owned(), limit: parse::PAGE, ..ListRequest::default() })
    }

    /// The same list under another path: of another spelling of its tag, or where a feed of it stands.
    pub fn at_path(&self, path: impl Into<String>) -> Self {
        Self { path: path.into(), request: self.request.clone() }
    }

    /// What is asked for.
    pub fn request(&self) -> &ListRequest {
        &self.request
    }

    /// What is asked for but for the query, of a list whose subject is the query itself.
    pub fn request_without_query(&self) -> ListRequest {
        ListRequest { query: String::new(), ..self.request.clone() }
    }

    /// Where it stands.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What its `q` holds.
    pub fn query(&self) -> &str {
        &self.request.query
    }

    /// The order asked for.
    pub fn sort_order(&self) -> Sort {
        self.request.sort
    }

    /// Where the page begins, if not at the beginning.
    pub fn start_cursor(&self) -> Option<&str> {
        self.request.before.as_deref()
    }

    /// Whether it is of one spelling alone.
    pub fn has_one_spelling(&self) -> bool {
        self.request.only
    }

    /// Whether it is filtered by `kind`.
    pub fn has_type(&self, kind: PostType) -> bool {
        self.request.types.contains(&kind)
    }

    /// Whether it is filtered by `lang`.
    pub fn has_lang(&self, lang: Lang) -> bool {
        self.request.langs.contains(&lang)
    }

    /// The types it is filtered by.
    pub fn post_types(&self) -> &[PostType] {
        &self.request.types
    }

    /// The languages it is filtered by.
    pub fn languages(&self) -> &[Lang] {
        &self.request.langs
    }

    /// Whether its `q` holds `word`, such as `is:robot`.
    pub fn has_word(&self, word: &str) -> bool {
        self.query().split_whitespace().any(|part| part == word)
    }

    /// Whether duplicates stand in it.
    pub fn with_duplicates(&self) -> bool {
        self.request.unfolded
    }
}
