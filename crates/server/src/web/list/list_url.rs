//! Where a list stands and how it is asked for: every link that changes one thing and keeps the rest.

use crate::http::text;
use model::{Lang, PostType};
use tumblelog::view::{ListRequest, Sort};

/// The address of a list, taken apart.
#[derive(Debug, Clone)]
pub struct ListUrl {
    path: String,
    sort: Sort,
    types: Vec<PostType>,
    langs: Vec<Lang>,
    query: String,
    unfolded: bool,
    before: Option<String>,
    only: bool,
}

impl ListUrl {
    /// The list at `path` as `request` asks for it; `query` is what its `q` holds.
    pub fn new(path: String, request: &ListRequest, query: &str) -> Self {
        Self {
            path,
            sort: request.sort,
            types: request.types.clone(),
            langs: request.langs.clone(),
            query: query.to_owned(),
            unfolded: request.unfolded,
            before: request.before.clone(),
            only: request.only,
        }
    }

    /// The list of another spelling at `path`, alone or with those it is one with, as this one is asked for.
    pub fn spelling_url(&self, path: String, only: bool) -> String {
        // The other list begins at its top: the cursor names a post of this one.
        Self { path, only, before: None, ..self.clone() }.first_url()
    }

    /// The order asked for.
    pub fn sort_order(&self) -> Sort {
        self.sort
    }

    /// Where the page begins, if not at the beginning.
    pub fn start_cursor(&self) -> Option<&str> {
        self.before.as_deref()
    }

    /// Whether it is filtered by `kind`.
    pub fn has_type(&self, kind: PostType) -> bool {
        self.types.contains(&kind)
    }

    /// Whether it is filtered by `lang`.
    pub fn has_lang(&self, lang: Lang) -> bool {
        self.langs.contains(&lang)
    }

    /// The types it is filtered by.
    pub fn post_types(&self) -> &[PostType] {
        &self.types
    }

    /// The languages it is filtered by.
    pub fn languages(&self) -> &[Lang] {
        &self.langs
    }

    /// Whether its `q` holds `word`, such as `is:robot`.
    pub fn has_word(&self, word: &str) -> bool {
        self.query.split_whitespace().any(|part| part == word)
    }

    /// The same list in another order, from its beginning.
    pub fn sorted_url(&self, sort: Sort) -> String {
        // Cursors hold a place in one order, so another order begins at the top.
        self.build_url(sort, &self.types, &self.langs, &self.query, None)
    }

    /// With a type more, or less where it is there already.
    pub fn toggle_type(&self, kind: PostType) -> String {
        self.build_url(self.sort, &toggle_value(&self.types, kind), &self.langs, &self.query, None)
    }

    /// With a language more or less.
    pub fn toggle_lang(&self, lang: Lang) -> String {
        self.build_url(self.sort, &self.types, &toggle_value(&self.langs, lang), &self.query, None)
    }

    /// With a word of the query more, without `other`; or less where it is there already.
    pub fn toggle_word(&self, word: &str, other: &str) -> String {
        let words: Vec<&str> =
            // The opposite word goes too: both together would find nothing.
            self.query.split_whitespace().filter(|&part| part != word && part != other).collect();
        let (words, more) = (words.join(" "), if self.has_word(word) { "" } else { word });
        self.build_url(self.sort, &self.types, &self.langs, &tag::query::narrow(&words, more), None)
    }

    /// With only those words of the query.
    pub fn only_words(&self, keep: impl Fn(&str) -> bool) -> String {
        let words: Vec<&str> = self.query.split_whitespace().filter(|word| keep(word)).collect();
        self.build_url(self.sort, &self.types, &self.langs, &words.join(" "), None)
    }

    /// Whether duplicates stand in it.
    pub fn with_duplicates(&self) -> bool {
        self.unfolded
    }

    /// With duplicates hidden where they are not, and the other way round.
    pub fn toggle_copies(&self) -> String {
        Self { unfolded: !self.unfolded, ..self.clone() }.first_url()
    }

    /// What a form must send along to change the query alone.
    pub fn kept_fields(&self) -> Vec<(&'static str, String)> {
        // An HTML form replaces the whole query of its action, so what is kept must be fields.
        let types: Vec<_> = self.types.iter().map(|kind| kind.name()).collect();
        let langs: Vec<_> = self.langs.iter().map(Lang::code).collect();
        let sort = if self.sort == Sort::Latest { "" } else { self.sort.name() };
        let only = if self.only { "1" } else { "" };
        let copies = if self.unfolded { "all" } else { "" };
        [
            ("only", only.to_owned()),
            ("sort", sort.to_owned()),
            ("type", types.join(",")),
            ("lang", langs.join(",")),
            ("copies", copies.to_owned()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }

    /// Beginning at a cursor.
    pub fn url_from(&self, cursor: &str) -> String {
        self.build_url(self.sort, &self.types, &self.langs, &self.query, Some(cursor))
    }

    /// Beginning at a date, in an order that has dates. It stands at the end, so that one without a date is the
    /// beginning of all.
    pub fn url_at(&self, date: &str) -> String {
        // By notes there is no date to begin at.
        let sort = if self.sort == Sort::Top { Sort::Latest } else { self.sort };
        self.build_url(sort, &self.types, &self.langs, &self.query, Some(date))
    }

    /// Without type and language filters.
    pub fn unfiltered_url(&self) -> String {
        self.build_url(self.sort, &[], &[], &self.query, None)
    }

    /// The same list as a whole, from its beginning.
    pub fn first_url(&self) -> String {
        self.build_url(self.sort, &self.types, &self.langs, &self.query, None)
    }

    /// A query for the same posts, where `query` holds all but the type and language filters.
    pub fn as_query(&self, query: &str) -> String {
        let types: Vec<_> = self.types.iter().map(|kind| kind.name()).collect();
        let langs: Vec<_> = self.langs.iter().map(Lang::code).collect();
        let filters: Vec<String> = [("type", types), ("lang", langs)]
            .into_iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(name, values)| format!("{name}:{}", values.join(",")))
            .collect();
        tag::query::narrow(query, &filters.join(" "))
    }

    /// As asked for.
    pub fn current_url(&self) -> String {
        self.build_url(self.sort, &self.types, &self.langs, &self.query, self.before.as_deref())
    }

    /// The filters alone, as `?…` to put behind a feed's path.
    pub fn filter_query(&self) -> String {
        // A feed always has the latest order and its own cursor, so neither is part of the filters.
        let all = self.build_url(Sort::Latest, &self.types, &self.langs, &self.query, None);
        all[self.path.len()..].to_owned()
    }

    fn build_url(
        &self,
        sort: Sort,
        types: &[PostType],
        langs: &[Lang],
        query: &str,
        before: Option<&str>,
    ) -> String {
        let mut out = String::with_capacity(self.path.len() + query.len() + 64);
        out.push_str(&self.path);
        let mut add = |name: &str, values: &mut dyn Iterator<Item = &str>| {
            let mut first = true;
            for value in values {
                if first {
                    out.push(if out.contains('?') { '&' } else { '?' });
                    out.push_str(name);
                    out.push('=');
                } else {
                    out.push(',');
                }
                first = false;
                text::encode_query(value, &mut out);
            }
        };
        // A fixed order and no default values, so that one list has one address in every cache.
        add("only", &mut self.only.then_some("1").into_iter());
        add("q", &mut Some(query).filter(|query| !query.is_empty()).into_iter());
        add("sort", &mut (sort != Sort::Latest).then(|| sort.name()).into_iter());
        add("type", &mut types.iter().map(|kind| kind.name()));
        add("lang", &mut langs.iter().map(Lang::code));
        add("copies", &mut self.unfolded.then_some("all").into_iter());
        // Last: the histogram builds its links by putting dates behind this prefix.
        add("before", &mut before.into_iter());
        out
    }
}

fn toggle_value<T: Copy + PartialEq>(values: &[T], value: T) -> Vec<T> {
    if values.contains(&value) {
        values.iter().copied().filter(|&other| other != value).collect()
    } else {
        values.iter().copied().chain([value]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_change_one_thing() {
        let request = ListRequest {
            sort: Sort::Top,
            types: vec![PostType::Photo],
            langs: vec![Lang::parse("az").unwrap()],
            before: Some("abc".into()),
            ..ListRequest::default()
        };
        let place = ListUrl::new("/tagged/c%2B%2B".into(), &request, "is:robot");
        let base = "/tagged/c%2B%2B?q=is:robot";
        assert_eq!(place.sorted_url(Sort::Latest), format!("{base}&type=photo&lang=az"));
        assert_eq!(place.toggle_type(PostType::Photo), format!("{base}&sort=top&lang=az"));
        assert_eq!(place.toggle_type(PostType::Text), format!("{base}&sort=top&type=photo,text&lang=az"));
        assert_eq!(place.toggle_word("is:robot", "-is:robot"), "/tagged/c%2B%2B?sort=top&type=photo&lang=az");
        assert_eq!(place.url_at("2023-05"), format!("{base}&type=photo&lang=az&before=2023-05"));
        assert_eq!(place.filter_query(), "?q=is:robot&type=photo&lang=az");
        assert_eq!(place.current_url(), format!("{base}&sort=top&type=photo&lang=az&before=abc"));
    }
    proptest::proptest! {
        #[test]
        fn an_address_says_what_was_asked(
            sort in 0..3_usize,
            types in proptest::collection::hash_set(0..8_i64, 0..8),
            langs in proptest::collection::hash_set("[a-z]{2,3}", 0..5),
            query in "\\PC{0,40}",
            only in proptest::bool::ANY,
            before in proptest::option::of("[0-9.-]{1,40}"),
            unfolded in proptest::bool::ANY,
        ) {
            let request = ListRequest {
                sort: [Sort::Latest, Sort::Top, Sort::Oldest][sort],
                types: types.into_iter().filter_map(PostType::from_number).collect(),
                langs: langs.iter().filter_map(|code| Lang::parse(code).ok()).collect(),
                query: query.trim().to_owned(),
                before,
                only,
                unfolded,
                limit: 20,
                ..ListRequest::default()
            };
            let here = ListUrl::new("/tagged/x".into(), &request, &request.query).current_url();
            let read = crate::http::params::read_list_request(&here.parse().unwrap()).unwrap();
            proptest::prop_assert_eq!(format!("{request:?}"), format!("{read:?}"));
        }
    }
}
