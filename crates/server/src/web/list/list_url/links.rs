//! Links that change one thing of a list and keep the rest. Each leads to the beginning of the changed list: a cursor names
//! a post in one list and one order.

use super::ListUrl;
use model::{Lang, PostType};
use tumblelog::view::{ListRequest, Sort};

impl ListUrl {
    /// The list of another spelling at `path`, alone or with those it is one with, as this one is asked for.
    pub fn spelling_url(&self, path: String, only: bool) -> String {
        self.at_path(path).changed_url(|request| request.only = only)
    }

    /// The same list in another order.
    pub fn sorted_url(&self, sort: Sort) -> String {
        self.changed_url(|request| request.sort = sort)
    }

    /// With a type more, or less where it is there already.
    pub fn toggle_type(&self, kind: PostType) -> String {
        self.changed_url(|request| toggle_value(&mut request.types, kind))
    }

    /// With a language more or less.
    pub fn toggle_lang(&self, lang: Lang) -> String {
        self.changed_url(|request| toggle_value(&mut request.langs, lang))
    }

    /// With a word of the query more, without `other`; or less where it is there already.
    pub fn toggle_word(&self, word: &str, other: &str) -> String {
        let words: Vec<&str> =
            // The opposite word goes too: both together would find nothing.
            self.query().split_whitespace().filter(|&part| part != word && part != other).collect();
        let (words, more) = (words.join(" "), if self.has_word(word) { "" } else { word });
        self.changed_url(|request| request.query = tag::query::narrow(&words, more))
    }

    /// With only those words of the query.
    pub fn only_words(&self, keep: impl Fn(&str) -> bool) -> String {
        let words: Vec<&str> = self.query().split_whitespace().filter(|word| keep(word)).collect();
        self.changed_url(|request| request.query = words.join(" "))
    }

    /// With duplicates hidden where they are not, and the other way round.
    pub fn toggle_copies(&self) -> String {
        self.changed_url(|request| request.unfolded = !request.unfolded)
    }

    /// Without type and language filters.
    pub fn unfiltered_url(&self) -> String {
        self.changed_url(|request| {
            request.types.clear();
            request.langs.clear();
        })
    }

    /// The same list from its beginning.
    pub fn first_url(&self) -> String {
        self.changed_url(|_| ())
    }

    /// Beginning at a cursor.
    pub fn url_from(&self, cursor: &str) -> String {
        self.changed_url(|request| request.before = Some(cursor.to_owned()))
    }

    /// Beginning at a date, in an order that has dates. It stands at the end, so that one without a date is the
    /// beginning of all.
    pub fn url_at(&self, date: &str) -> String {
        self.changed_url(|request| {
            // By notes there is no date to begin at.
            if request.sort == Sort::Top {
                request.sort = Sort::Latest;
            }
            request.before = Some(date.to_owned());
        })
    }

    fn changed_url(&self, change: impl FnOnce(&mut ListRequest)) -> String {
        let mut request = ListRequest { before: None, ..self.request.clone() };
        change(&mut request);
        Self::new(self.path.as_str(), request).current_url()
    }
}

fn toggle_value<T: PartialEq>(values: &mut Vec<T>, value: T) {
    match values.iter().position(|other| *other == value) {
        Some(at) => {
            values.remove(at);
        }
        None => values.push(value),
    }
}
