//! Types of settings: what a value may be, read from text and written as text.

use model::Invalid;
use std::borrow::Cow;
use url::Url;

/// A value of a setting.
#[derive(Debug, Clone, PartialEq)]
pub enum SettingValue {
    /// A text; empty for none.
    Text(Cow<'static, str>),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(u32),
    /// A score, or none.
    Score(Option<f32>),
}

/// What values a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingKind {
    /// A text on one line.
    Line {
        /// Fewest characters.
        least: usize,
        /// Most characters.
        most: usize,
    },
    /// The address of a page, or nothing.
    WebAddress,
    /// A mail address, the address of a page, or nothing.
    Contact,
    /// Yes or no.
    Flag,
    /// A whole number.
    Number {
        /// The least that is accepted.
        least: u32,
        /// The most that is accepted.
        most: u32,
    },
    /// A number above 0 and not above 1, or `off`.
    Score,
}

/// Most characters of an address.
const ADDRESS: usize = 2000;
/// What is written for no score.
const OFF: &str = "off";

impl SettingKind {
    /// Reads a value, and brings it into the form in which it is kept.
    ///
    /// # Errors
    /// What is accepted.
    pub fn parse_value(self, text: &str) -> Result<SettingValue, Invalid> {
        let text = text.trim();
        let read = match self {
            Self::Line { least, most } => parse_line(text, least, most).map(SettingValue::from),
            Self::WebAddress | Self::Contact if text.is_empty() => Some(SettingValue::from(String::new())),
            Self::WebAddress => parse_web_address(text).map(SettingValue::from),
            Self::Contact => parse_web_address(text).or_else(|| parse_mail(text)).map(SettingValue::from),
            Self::Flag => parse_flag(text).map(SettingValue::Flag),
            Self::Number { least, most } => {
                text.parse().ok().filter(|n| (least..=most).contains(n)).map(SettingValue::Number)
            }
            Self::Score if text.is_empty() || text == OFF => Some(SettingValue::Score(None)),
            Self::Score => {
                let score = text.parse().ok().filter(|score: &f32| *score > 0.0 && *score <= 1.0);
                score.map(|score| SettingValue::Score(Some(score)))
            }
        };
        read.ok_or_else(|| Invalid::new(format!("{} is accepted", self.range_words())))
    }

    /// What is accepted, as in “… is accepted”.
    pub fn range_words(self) -> String {
        match self {
            Self::Line { least: 0, most } => format!("a line of at most {most} characters"),
            Self::Line { least, most } => format!("a line of {least} to {most} characters"),
            Self::WebAddress => "an address with http:// or https://".into(),
            Self::Contact => "a mail address, or an address with http:// or https://".into(),
            Self::Flag => "yes or no".into(),
            Self::Number { least, most } => format!("a whole number from {least} to {most}"),
            Self::Score => "off, or a number above 0 and not above 1".into(),
        }
    }

    /// The name of the type, for programs.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Line { .. } => "line",
            Self::WebAddress => "web-address",
            Self::Contact => "contact",
            Self::Flag => "flag",
            Self::Number { .. } => "number",
            Self::Score => "score",
        }
    }
}

impl SettingValue {
    /// As it is kept, and read again by [`SettingKind::parse_value`].
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Flag(true) => "yes".into(),
            Self::Flag(false) => "no".into(),
            Self::Number(number) => number.to_string().into(),
            Self::Score(None) => OFF.into(),
            Self::Score(Some(score)) => score.to_string().into(),
        }
    }
}

impl From<String> for SettingValue {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

fn parse_line(text: &str, least: usize, most: usize) -> Option<String> {
    let count = text.chars().count();
    let fits = (least..=most).contains(&count) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

fn parse_web_address(text: &str) -> Option<String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    // A password in an address would be shown to every reader.
    let plain = url.username().is_empty() && url.password().is_none();
    (plain && text.len() <= ADDRESS).then(|| url.into())
}

/// A mail address as far as it can be told without sending to it: one `@` with something plain on both sides.
fn parse_mail(text: &str) -> Option<String> {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (name, host) = text.split_once('@')?;
    // These would end the address in a link, or begin the headers of a message.
    let odd = |c: char| c.is_whitespace() || c.is_control() || "@<>()[],;:\\\"?&%#/".contains(c);
    let plain = |part: &str| !part.is_empty() && !part.contains(odd);
    (plain(name) && plain(host) && text.len() <= 254).then(|| text.to_owned())
}

fn parse_flag(text: &str) -> Option<bool> {
    match text {
        "yes" | "true" | "on" => Some(true),
        "no" | "false" | "off" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(kind: SettingKind, text: &str) -> Option<String> {
        kind.parse_value(text).ok().map(|value| value.to_text().into_owned())
    }

    #[test]
    fn values_are_kept_in_one_form() {
        let number = SettingKind::Number { least: 1, most: 3650 };
        for (kind, typed, expected) in [
            (SettingKind::Line { least: 1, most: 4 }, "  ağac ", "ağac"),
            (SettingKind::Line { least: 0, most: 4 }, " ", ""),
            (SettingKind::WebAddress, "HTTPS://Code.Example/x y", "https://code.example/x%20y"),
            (SettingKind::WebAddress, "", ""),
            (SettingKind::Contact, "mailto:ada@tags.example", "ada@tags.example"),
            (SettingKind::Contact, "https://tags.example", "https://tags.example/"),
            (SettingKind::Flag, "off", "no"),
            (number, "030", "30"),
            (SettingKind::Score, "1.0", "1"),
            (SettingKind::Score, ".99", "0.99"),
            (SettingKind::Score, "", "off"),
        ] {
            assert_eq!(kept(kind, typed).as_deref(), Some(expected), "{typed:?}");
            assert_eq!(kept(kind, expected).as_deref(), Some(expected), "{expected:?} a second time");
        }
    }

    #[test]
    fn what_is_not_accepted_is_refused_with_what_is() {
        let number = SettingKind::Number { least: 1, most: 3650 };
        for (kind, typed) in [
            (SettingKind::Line { least: 1, most: 4 }, "  "),
            (SettingKind::Line { least: 1, most: 4 }, "ağaca"),
            (SettingKind::Line { least: 1, most: 4 }, "a\nb"),
            (SettingKind::WebAddress, "code.example"),
            (SettingKind::WebAddress, "javascript:alert(1)"),
            (SettingKind::WebAddress, "https://ada:pw@code.example"),
            (SettingKind::Contact, "ada"),
            (SettingKind::Contact, "ada@tags.example?bcc=x@y.example"),
            (SettingKind::Contact, "a@b@c"),
            (SettingKind::Flag, "maybe"),
            (number, "0"),
            (number, "3651"),
            (number, "1.5"),
            (number, ""),
            (SettingKind::Score, "0"),
            (SettingKind::Score, "1.01"),
            (SettingKind::Score, "NaN"),
        ] {
            let Invalid(why) = kind.parse_value(typed).unwrap_err();
            assert!(why.ends_with("is accepted"), "{typed:?}: {why}");
        }
    }
}
