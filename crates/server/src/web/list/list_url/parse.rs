//! Reads the address of a list: strictly, so that a mistake is not a silent other page.

use super::ListUrl;
use crate::http::error::PageError;
use axum::extract::Query;
use axum::http::Uri;
use model::{Lang, PostType};
use tumblelog::view::{ListRequest, Sort};

/// Posts on a page.
pub(super) const PAGE: usize = 20;
/// Longest query text, in code points.
const LONGEST_QUERY: usize = 2_000;
/// Longest cursor, in bytes.
const LONGEST_CURSOR: usize = 200;
/// The model's 8 types, and more languages than a page lists.
const MOST_VALUES: usize = 64;

impl ListUrl {
    /// The list at `path` as `uri` asks for it: by `sort`, `type`, `lang`, `q`, `only`, `copies` and `before`. `type` and
    /// `lang` may be repeated or hold lists; other names are left to whoever added them.
    ///
    /// # Errors
    /// A value that is not accepted, with words that say what is.
    pub fn parse(path: impl Into<String>, uri: &Uri) -> Result<Self, PageError> {
        Ok(Self::new(path, parse_request(uri)?))
    }
}

fn parse_request(uri: &Uri) -> Result<ListRequest, PageError> {
    let mut request = ListRequest { limit: PAGE, ..ListRequest::default() };
    for (name, value) in query_pairs(uri)? {
        let value = value.trim();
        match name.as_str() {
            // Forms send their empty fields too; those ask for nothing.
            _ if value.is_empty() => {}
            "sort" => request.sort = parse_sort(value)?,
            "type" => collect_values(&mut request.types, value, post_type)?,
            "lang" => collect_values(&mut request.langs, value, parse_lang)?,
            "only" => request.only = parse_only(value)?,
            "q" => request.query = parse_query(value)?,
            "copies" if value == "all" => request.unfolded = true,
            "copies" => {
                return Err(PageError::Invalid(format!(
                    "“{}” is not a way to show copies; use all, or leave it out.",
                    shorten_value(value)
                )));
            }
            "before" if value.len() > LONGEST_CURSOR => {
                return Err(PageError::Invalid(
                    "That “before” is too long; use a date such as 2023-05 or 2023-05-17.".into(),
                ));
            }
            "before" => request.before = Some(value.to_owned()),
            _ => {}
        }
    }
    Ok(request)
}

/// The text of `q` alone, for an address that is no list.
///
/// # Errors
/// A text that is too long.
pub fn parse_query_text(uri: &Uri) -> Result<String, PageError> {
    let asked = query_pairs(uri)?.into_iter().find(|(name, _)| name == "q");
    asked.map_or(Ok(String::new()), |(_, text)| parse_query(&text))
}

fn query_pairs(uri: &Uri) -> Result<Vec<(String, String)>, PageError> {
    Query::try_from_uri(uri)
        .map(|Query(pairs)| pairs)
        .map_err(|_| PageError::Invalid("The part after “?” is not made of names and values.".into()))
}

fn parse_sort(value: &str) -> Result<Sort, PageError> {
    Sort::from_name(value).ok_or_else(|| {
        PageError::Invalid(format!("“{}” is not an order; use latest, top or oldest.", shorten_value(value)))
    })
}

fn post_type(value: &str) -> Result<PostType, PageError> {
    PostType::from_name(value).ok_or_else(|| {
        let all: Vec<_> = PostType::ALL.iter().map(|kind| kind.name()).collect();
        PageError::Invalid(format!(
            "“{}” is not a type of post; use {}.",
            shorten_value(value),
            all.join(", ")
        ))
    })
}

fn parse_lang(value: &str) -> Result<Lang, PageError> {
    Lang::parse(value).map_err(|_| {
        PageError::Invalid(format!(
            "“{}” is not a language; use a two- or three-letter code such as az, en or ru.",
            shorten_value(value)
        ))
    })
}

fn parse_only(value: &str) -> Result<bool, PageError> {
    match value {
        "1" => Ok(true),
        "0" => Ok(false),
        _ => Err(PageError::Invalid(format!(
            "“only={}” is not accepted; only=1 shows one spelling alone, only=0 all of them.",
            shorten_value(value)
        ))),
    }
}

fn parse_query(value: &str) -> Result<String, PageError> {
    if value.chars().count() > LONGEST_QUERY {
        return Err(PageError::Invalid(format!(
            "That query is too long; use at most {LONGEST_QUERY} characters."
        )));
    }
    Ok(value.to_owned())
}

fn collect_values<T: PartialEq>(
    into: &mut Vec<T>,
    list: &str,
    read: impl Fn(&str) -> Result<T, PageError>,
) -> Result<(), PageError> {
    for value in list.split(',').map(str::trim).filter(|value| !value.is_empty()) {
        let value = read(value)?;
        // A repeated value would make a second address for the same list.
        if !into.contains(&value) {
            into.push(value);
        }
        if into.len() > MOST_VALUES {
            return Err(PageError::Invalid(format!("Too many values at once; use at most {MOST_VALUES}.")));
        }
    }
    Ok(())
}

fn shorten_value(value: &str) -> String {
    // The value is echoed in the page: a long one would bury the message.
    value.chars().take(40).collect()
}
