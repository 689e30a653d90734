//! What a request asks for, by name: from the query and from the body, in whatever form it came.

use super::error::Refusal;
use model::Time;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// Names and values one request may have.
pub const MOST: usize = 1_000;

/// One name with one value: `tag`, `tag[]`, `tag[0]`, `fields[blogs]`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pair {
    name: String,
    /// What stands between the brackets.
    key: Option<String>,
    value: String,
}

/// Parameters as they came, in order. Names nobody asks for are ignored, as the original ignores them.
#[derive(Debug, Clone, Default)]
pub struct Params {
    pairs: Vec<Pair>,
    /// The whole body, where it is a JSON object.
    json: Option<Map<String, Value>>,
}

impl Params {
    /// Reads the part of an address after `?`, or a form: any bytes at all have a meaning.
    ///
    /// # Errors
    /// More than [`MOST`] names.
    pub fn parse_query(query: &str) -> Result<Self, Refusal> {
        Self::of_pairs(
            url::form_urlencoded::parse(query.as_bytes()).map(|(n, v)| (n.into_owned(), v.into_owned())),
        )
    }

    /// Takes names and values that are decoded already.
    ///
    /// # Errors
    /// More than [`MOST`] names.
    pub fn of_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Self, Refusal> {
        let mut params = Self::default();
        for (name, value) in pairs {
            params.push(&name, value)?;
        }
        Ok(params)
    }

    fn push(&mut self, name: &str, value: String) -> Result<(), Refusal> {
        if self.pairs.len() >= MOST {
            return Err(too_many());
        }
        // Languages spell lists and objects with brackets; the key is kept apart to find both.
        let (name, key) = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            Some((name, key)) => (name, Some(key.to_owned())),
            None => (name, None),
        };
        self.pairs.push(Pair { name: name.to_owned(), key, value });
        Ok(())
    }

    /// Adds a form's names, which go before those of the address.
    ///
    /// # Errors
    /// More than [`MOST`] names in all.
    pub fn add_form(&mut self, form: &[(String, String)]) -> Result<(), Refusal> {
        form.iter().try_for_each(|(name, value)| self.push(name, value.clone()))
    }

    /// Adds the texts of a multipart body. They stand in the place of those the address has of the same name: some
    /// clients send each in both.
    ///
    /// # Errors
    /// More than [`MOST`] names in all.
    pub fn add_parts(&mut self, texts: Vec<(String, String)>) -> Result<(), Refusal> {
        let mut parts = Self::of_pairs(texts)?;
        self.pairs
            .retain(|old| !parts.pairs.iter().any(|new| (&new.name, &new.key) == (&old.name, &old.key)));
        self.pairs.append(&mut parts.pairs);
        match self.pairs.len() > MOST {
            true => Err(too_many()),
            false => Ok(()),
        }
    }

    /// Whether something is said of a name at all, be it empty.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|pair| pair.name == name)
            || self.json.as_ref().is_some_and(|fields| fields.get(name).is_some_and(|value| !value.is_null()))
    }

    /// Adds a JSON object's fields: texts, numbers and flags by their names, lists of them as `name[0]`. What is nested
    /// deeper is found in [`Params::json_body`].
    ///
    /// # Errors
    /// More than [`MOST`] names in all.
    pub fn add_json(&mut self, fields: Map<String, Value>) -> Result<(), Refusal> {
        for (name, value) in &fields {
            match value {
                Value::Array(list) => {
                    for (at, item) in list.iter().enumerate() {
                        if let Some(text) = scalar_text(item) {
                            self.push(&format!("{name}[{at}]"), text)?;
                        }
                    }
                }
                value => {
                    if let Some(text) = scalar_text(value) {
                        self.push(name, text)?;
                    }
                }
            }
        }
        self.json = Some(fields);
        Ok(())
    }

    /// The body's object, where it is JSON.
    pub fn json_body(&self) -> Option<&Map<String, Value>> {
        self.json.as_ref()
    }

    /// A value as it came, empty ones too. The last of several counts.
    pub fn raw_value(&self, name: &str) -> Option<&str> {
        let mut found = self.pairs.iter().filter(|pair| pair.name == name && pair.key.is_none());
        found.next_back().map(|pair| pair.value.as_str())
    }

    /// A value that says something, without the blanks around it.
    pub fn text_value(&self, name: &str) -> Option<&str> {
        self.raw_value(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// A value of an object: `fields[blogs]`.
    pub fn keyed_value(&self, name: &str, key: &str) -> Option<&str> {
        let mut found =
            self.pairs.iter().filter(|pair| pair.name == name && pair.key.as_deref() == Some(key));
        found.next_back().map(|pair| pair.value.trim()).filter(|value| !value.is_empty())
    }

    /// The values of a list, `name=`, `name[]=` and `name[0]=` alike: numbered ones in the order of their numbers, the
    /// others as they came.
    pub fn list_values(&self, name: &str) -> Vec<&str> {
        let mut found: Vec<(u64, &str)> = self
            .pairs
            .iter()
            .filter(|pair| pair.name == name && !pair.value.trim().is_empty())
            .map(|pair| {
                // Items without a number go last; the sort is stable, so they keep their order.
                let at = pair.key.as_ref().and_then(|key| key.parse().ok()).unwrap_or(u64::MAX);
                (at, pair.value.trim())
            })
            .collect();
        found.sort_by_key(|&(at, _)| at);
        found.into_iter().map(|(_, value)| value).collect()
    }

    /// The values of a list whose items hold no comma: `name=a,b` is read like `name[]=a&name[]=b`.
    pub fn split_list(&self, name: &str) -> Vec<&str> {
        let items = self.list_values(name).into_iter().flat_map(|item| item.split(','));
        items.map(str::trim).filter(|item| !item.is_empty()).collect()
    }

    /// Every name and value, to be sent again in a link: `tag[0]` as it came.
    pub fn all_values(&self) -> impl Iterator<Item = (String, &str)> {
        self.pairs.iter().map(|pair| match &pair.key {
            Some(key) => (format!("{}[{key}]", pair.name), pair.value.as_str()),
            None => (pair.name.clone(), pair.value.as_str()),
        })
    }

    /// A whole number in a range.
    ///
    /// # Errors
    /// Anything else, with words that name the parameter and the range.
    pub fn number_value(&self, name: &str, range: RangeInclusive<i64>) -> Result<Option<i64>, Refusal> {
        let Some(value) = self.text_value(name) else { return Ok(None) };
        let read = value.parse().ok().filter(|number| range.contains(number));
        read.map(Some).ok_or_else(|| {
            let accepted = match (range.start(), range.end()) {
                (low, &i64::MAX) => format!("a whole number from {low}"),
                (low, high) => format!("a whole number from {low} to {high}"),
            };
            refuse_value(name, value, &accepted)
        })
    }

    /// `limit`, from 1 to 50. More is refused rather than cut down, because a client that pages by it would miss posts.
    ///
    /// # Errors
    /// As [`Params::number_value`].
    pub fn limit_value(&self, usual: usize) -> Result<usize, Refusal> {
        let most = i64::try_from(tumblelog::PAGE_LIMIT).unwrap_or(i64::MAX);
        let asked = self.number_value("limit", 1..=most)?;
        Ok(asked.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usual))
    }

    /// A yes or no, however the client's language spells it; no where nothing is said.
    ///
    /// # Errors
    /// Anything else.
    pub fn flag_value(&self, name: &str) -> Result<bool, Refusal> {
        let Some(value) = self.text_value(name) else { return Ok(false) };
        match value.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" | "none" | "null" => Ok(false),
            _ => Err(refuse_value(name, value, "true or false")),
        }
    }

    /// One of some words, in any case.
    ///
    /// # Errors
    /// Any other word, with those that are accepted.
    pub fn choice_value<T: Copy>(&self, name: &str, choices: &[(&str, T)]) -> Result<Option<T>, Refusal> {
        self.text_value(name).map(|value| choose_value(name, value, choices)).transpose()
    }

    /// A moment in seconds since 1970.
    ///
    /// # Errors
    /// Anything else.
    pub fn time_value(&self, name: &str) -> Result<Option<Time>, Refusal> {
        let Some(value) = self.text_value(name) else { return Ok(None) };
        let read = value.parse().ok().and_then(|seconds| Time::from_seconds(seconds).ok());
        read.map(Some)
            .ok_or_else(|| refuse_value(name, value, "seconds since 1970, as in a post's timestamp"))
    }

    /// A post's id.
    ///
    /// # Errors
    /// Anything but a whole number above 0.
    pub fn post_id(&self, name: &str) -> Result<Option<model::PostId>, Refusal> {
        Ok(self.number_value(name, 1..=i64::MAX)?.map(model::PostId))
    }
}

/// One of some words, in any case, as a parameter or as part of a path.
///
/// # Errors
/// Any other word, with those that are accepted.
pub fn choose_value<T: Copy>(name: &str, value: &str, choices: &[(&str, T)]) -> Result<T, Refusal> {
    let found = choices.iter().find(|(word, _)| word.eq_ignore_ascii_case(value));
    found.map(|(_, choice)| *choice).ok_or_else(|| {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        refuse_value(name, value, &words.join(", "))
    })
}

/// Several of some words, in any case, in a list or with commas between them.
///
/// # Errors
/// Any other word, with those that are accepted.
pub fn choose_all<T: Copy>(name: &str, values: &[&str], choices: &[(&str, T)]) -> Result<Vec<T>, Refusal> {
    values.iter().map(|value| choose_value(name, value, choices)).collect()
}

/// Words for a value that is not accepted.
pub fn refuse_value(name: &str, value: &str, accepted: &str) -> Refusal {
    // The value comes from the client, so only its beginning is echoed.
    let shown: String = value.chars().take(60).collect();
    Refusal::Parameter(format!("{name}: “{shown}” is not accepted; use {accepted}"))
}

fn too_many() -> Refusal {
    Refusal::Parameter(format!("too many parameters; at most {MOST} are read"))
}

fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests;
