//! A list as an address.

use super::ListUrl;
use crate::http::text;
use model::{Lang, PostType};
use tumblelog::view::{ListRequest, Sort};

/// `path?q=query`: the address of a page about what a query finds.
pub fn query_url(path: &str, query: &str) -> String {
    let mut out = format!("{path}?q=");
    text::encode_query(query, &mut out);
    out
}

impl ListUrl {
    /// The address. A list has one, however it was asked for: [`ListUrl::parse`] reads it back.
    pub fn current_url(&self) -> String {
        let mut out = String::with_capacity(self.path.len() + self.query().len() + 64);
        out.push_str(&self.path);
        for (name, values) in self.printed_fields() {
            out.push(if out.contains('?') { '&' } else { '?' });
            out.push_str(name);
            out.push('=');
            text::encode_query(&values.join(","), &mut out);
        }
        out
    }

    /// The filters alone, as `?…` to put behind a feed's path.
    pub fn filter_query(&self) -> String {
        // A feed always has the latest order and its own cursor, so neither is part of the filters.
        let request = ListRequest { sort: Sort::Latest, before: None, ..self.request.clone() };
        Self::new("", request).current_url()
    }

    /// The address of a feed of it, whose last segment is this.
    pub fn feed_path(&self, segment: &str) -> String {
        format!("{}/{segment}{}", self.path, self.filter_query())
    }

    /// What a form must send along to change the query alone.
    pub fn kept_fields(&self) -> Vec<(&'static str, String)> {
        // An HTML form replaces the whole query of its action, so what is kept must be fields. A
        // cursor is not kept: the changed list begins at its top.
        let kept = self.printed_fields().into_iter().filter(|(name, _)| !["q", "before"].contains(name));
        kept.map(|(name, values)| (name, values.join(","))).collect()
    }

    /// Names and values that are not their defaults, in a fixed order: so one list has one address in every cache.
    fn printed_fields(&self) -> Vec<(&'static str, Vec<&str>)> {
        let ListRequest { sort, types, langs, query, only, before, unfolded, .. } = &self.request;
        let one = |value: Option<&'static str>| value.into_iter().collect();
        let fields: [(_, Vec<&str>); 7] = [
            ("only", one(only.then_some("1"))),
            ("q", Some(query.as_str()).filter(|query| !query.is_empty()).into_iter().collect()),
            ("sort", one((*sort != Sort::Latest).then(|| sort.name()))),
            ("type", types.iter().map(|kind: &PostType| kind.name()).collect()),
            ("lang", langs.iter().map(Lang::code).collect()),
            ("copies", one(unfolded.then_some("all"))),
            // Last: the histogram builds its links by putting dates behind this prefix.
            ("before", before.as_deref().into_iter().collect()),
        ];
        fields.into_iter().filter(|(_, values)| !values.is_empty()).collect()
    }
}
