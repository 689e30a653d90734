//! A named stream of posts.

use crate::{BlogId, Invalid, Time};
use serde::{Deserialize, Serialize};

/// A blog's name: 1 to 32 of `a-z 0-9 -`, not beginning or ending with a hyphen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BlogName(String);

impl BlogName {
    /// Checks a name; capitals are lowered.
    ///
    /// # Errors
    /// When a character or the length is not allowed.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        // Names are host labels in addresses, where case does not count.
        let name = text.trim().to_ascii_lowercase();
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if name.is_empty()
            || name.len() > 32
            || !name.bytes().all(allowed)
            || name.starts_with('-')
            || name.ends_with('-')
        {
            return Err(Invalid::new(format!(
                "“{}” is not a blog name; use 1 to 32 of a-z, 0-9 and inner hyphens",
                // The text comes from a request and may be of any length.
                text.chars().take(64).collect::<String>()
            )));
        }
        Ok(Self(name))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for BlogName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for BlogName {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<BlogName> for String {
    fn from(name: BlogName) -> Self {
        name.0
    }
}

/// A blog's lasting identity in the Tumblr API's form: `t:` and 22 base64url characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BlogUuid(String);

const BASE64URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl BlogUuid {
    /// Checks a uuid.
    ///
    /// # Errors
    /// When it is not `t:` followed by 22 base64url characters.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text.strip_prefix("t:") {
            Some(rest) if rest.len() == 22 && rest.bytes().all(|b| BASE64URL.contains(&b)) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(Invalid::new("a blog uuid is t: and 22 letters, digits, hyphens or underscores")),
        }
    }

    /// The uuid that 128 bits write.
    pub fn from_bits(bits: u128) -> Self {
        let mut out = String::from("t:");
        for step in 0..22_u32 {
            // 128 bits are 21 sixes and two bits more: the last step shifts to the left.
            let shift = 128_i64 - 6 * (i64::from(step) + 1);
            let six = if shift >= 0 { bits >> shift } else { bits << -shift };
            out.push(char::from(BASE64URL[usize::try_from(six & 63).unwrap_or(0)]));
        }
        Self(out)
    }

    /// The uuid as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for BlogUuid {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<BlogUuid> for String {
    fn from(uuid: BlogUuid) -> Self {
        uuid.0
    }
}

/// A blog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blog {
    /// Identity inside the site.
    pub id: BlogId,
    /// Identity towards clients.
    pub uuid: BlogUuid,
    /// Name in addresses.
    pub name: BlogName,
    /// Title for people; the name where none was given.
    pub title: String,
    /// A line about the blog, plain text.
    pub description: String,
    /// Posted by a program, such as a feed robot, as far as is declared or known.
    pub robot: bool,
    /// When the site first knew it.
    pub created: Time,
}

/// What a blog lets others do and see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlogSettings {
    /// Blogs may ask it questions.
    pub asks: bool,
    /// So may people who do not say who they are; `asks` must be on too.
    pub anonymous_asks: bool,
    /// Others may submit posts.
    pub submissions: bool,
    /// What it likes can be seen by everyone.
    pub share_likes: bool,
    /// Whom it follows can be seen by everyone.
    pub share_following: bool,
}

impl BlogSettings {
    /// Who may ask questions: `off`, `signed` or `anonymous`.
    pub fn asks_name(&self) -> &'static str {
        match (self.asks, self.anonymous_asks) {
            (false, _) => "off",
            (true, false) => "signed",
            (true, true) => "anonymous",
        }
    }

    /// The same settings, with another rule for questions.
    ///
    /// # Errors
    /// For a name other than those of [`BlogSettings::asks_name`].
    pub fn with_asks(self, name: &str) -> Result<Self, Invalid> {
        let (asks, anonymous_asks) = match name {
            "off" => (false, false),
            "signed" => (true, false),
            "anonymous" => (true, true),
            _ => return Err(Invalid::new("choose who may ask questions: off, signed or anonymous")),
        };
        Ok(Self { asks, anonymous_asks, ..self })
    }
}

impl Default for BlogSettings {
    fn default() -> Self {
        Self {
            asks: true,
            anonymous_asks: false,
            submissions: false,
            share_likes: true,
            share_following: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_uuids_are_checked() {
        assert_eq!(BlogName::parse(" Staff ").unwrap().as_str(), "staff");
        for bad in ["", "-a", "a-", "a b", "ə", &"a".repeat(33)] {
            assert!(BlogName::parse(bad).is_err(), "{bad}");
        }
        assert!(BlogUuid::parse("t:0aY0xL2Fi1OFJg4YxpmegQ").is_ok());
        assert!(BlogUuid::parse(BlogUuid::from_bits(u128::MAX / 7).as_str()).is_ok());
        assert_ne!(BlogUuid::from_bits(1), BlogUuid::from_bits(2));
    }

    #[test]
    fn the_rule_for_questions_has_a_name() {
        for name in ["off", "signed", "anonymous"] {
            assert_eq!(BlogSettings::default().with_asks(name).unwrap().asks_name(), name);
        }
        assert!(BlogSettings::default().with_asks("all").is_err());
    }
}
