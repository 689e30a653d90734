//! Fields of what is posted. Unlike in a list's query, a value of another kind is refused and not passed over: what is
//! written must be what was meant.

use super::super::error::Refusal;
use super::super::params::{Params, refuse_value};
use model::{PostId, Time};
use serde_json::Value;

/// The fields of a request.
#[derive(Clone, Copy)]
pub struct PostFields<'a>(pub &'a Params);

impl<'a> PostFields<'a> {
    /// Whether a field is there, be it empty.
    pub fn has(self, name: &str) -> bool {
        self.0.has(name)
    }

    /// A text as it came; `None` where the field is not there or `null`.
    ///
    /// # Errors
    /// A value of JSON that is neither text nor number, or a list.
    pub fn raw_value(self, name: &str) -> Result<Option<&'a str>, Refusal> {
        match self.json_value(name) {
            Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
                Err(self.wrong_value(name, "a text"))
            }
            // A form may send `name[]`: the name is there, but as a list.
            None if self.0.raw_value(name).is_none() && self.0.has(name) => {
                Err(self.wrong_value(name, "a text"))
            }
            _ => Ok(self.0.raw_value(name)),
        }
    }

    /// A text that says something, without the blanks around it.
    ///
    /// # Errors
    /// As [`PostFields::raw_value`].
    pub fn text_value(self, name: &str) -> Result<Option<&'a str>, Refusal> {
        Ok(self.raw_value(name)?.map(str::trim).filter(|text| !text.is_empty()))
    }

    /// A text; empty where nothing is said.
    ///
    /// # Errors
    /// As [`PostFields::raw_value`].
    pub fn words_value(self, name: &str) -> Result<String, Refusal> {
        Ok(self.raw_value(name)?.unwrap_or_default().to_owned())
    }

    /// A yes or no, where something is said.
    ///
    /// # Errors
    /// Anything else.
    pub fn flag_value(self, name: &str) -> Result<Option<bool>, Refusal> {
        if let Some(Value::Array(_) | Value::Object(_)) = self.json_value(name) {
            return Err(self.wrong_value(name, "true or false"));
        }
        self.0.text_value(name).map(|_| self.0.flag_value(name)).transpose()
    }

    /// One of some words, in any case.
    ///
    /// # Errors
    /// Anything else.
    pub fn choice_value<T: Copy>(self, name: &str, choices: &[(&str, T)]) -> Result<Option<T>, Refusal> {
        // Read first to refuse a value of another kind; `Params` would take it as absent.
        self.text_value(name)?;
        self.0.choice_value(name, choices)
    }

    /// A post's id, as a text or a number.
    ///
    /// # Errors
    /// Anything but a whole number above 0.
    pub fn post_id(self, name: &str) -> Result<Option<PostId>, Refusal> {
        self.text_value(name)?;
        self.0.post_id(name)
    }

    /// The same, which must be there.
    ///
    /// # Errors
    /// As [`PostFields::post_id`], and where it is missing.
    pub fn needed_id(self, name: &str) -> Result<PostId, Refusal> {
        let missing =
            || Refusal::Parameter(format!("{name}: say which post; its id is needed, as a text or a number"));
        self.post_id(name)?.ok_or_else(missing)
    }

    /// A moment: ISO 8601, a date with a time and `GMT`, or seconds since 1970.
    ///
    /// # Errors
    /// Anything else.
    pub fn time_value(self, name: &str) -> Result<Option<Time>, Refusal> {
        let Some(text) = self.text_value(name)? else { return Ok(None) };
        // Four digits are a year.
        let seconds = text.parse().ok().filter(|_| text.len() > 4);
        let read = match seconds {
            Some(seconds) => Time::from_seconds(seconds).ok(),
            None => Time::parse(text).ok().map(|(time, _)| time),
        };
        let accepted = "ISO 8601 as in 2026-11-22T12:00:00Z, or seconds since 1970";
        read.map(Some).ok_or_else(|| refuse_value(name, text, accepted))
    }

    /// Texts: a list, or one text with commas between them. `None` where nothing is said.
    ///
    /// # Errors
    /// An object, or a list of anything but texts and numbers.
    pub fn list_values(self, name: &str) -> Result<Option<Vec<&'a str>>, Refusal> {
        let accepted = "texts, in a list or with commas between them";
        match self.json_value(name) {
            Some(Value::Object(_) | Value::Bool(_)) => return Err(self.wrong_value(name, accepted)),
            Some(Value::Array(items))
                if !items.iter().all(|item| matches!(item, Value::String(_) | Value::Number(_))) =>
            {
                return Err(self.wrong_value(name, accepted));
            }
            _ => {}
        }
        let given = self.0.list_values(name).into_iter().flat_map(|text| text.split(','));
        let given: Vec<&str> = given.map(str::trim).filter(|text| !text.is_empty()).collect();
        // An empty list clears the field; an absent one leaves it.
        Ok(self.has(name).then_some(given))
    }

    /// What the body's JSON has under a name.
    pub fn json_value(self, name: &str) -> Option<&'a Value> {
        self.0.json_body().and_then(|fields| fields.get(name)).filter(|value| !value.is_null())
    }

    fn wrong_value(self, name: &str, accepted: &str) -> Refusal {
        let shown = self.json_value(name).map_or_else(|| "a list".to_owned(), Value::to_string);
        refuse_value(name, &shown, accepted)
    }
}
