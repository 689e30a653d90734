//! What a person has let a client do, and the tokens that say so.

use crate::{AccountId, ClientId, Invalid, Time, TokenFamily};

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Scopes {
    /// Read what the account may read.
    pub basic: bool,
    /// Change things in the account's name; includes reading.
    pub write: bool,
    /// Go on after the access token has expired, by a refresh token.
    pub offline_access: bool,
}

impl Scopes {
    /// Everything: what a signed-in person and an OAuth 1 token may do.
    pub const ALL: Self = Self { basic: true, write: true, offline_access: true };
    /// Reading alone.
    pub const BASIC: Self = Self { basic: true, write: false, offline_access: false };

    /// Reads `basic write offline_access` in any order; `basic` is in what does not write.
    ///
    /// # Errors
    /// On any other word.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut scopes = Self::default();
        for word in text.split_whitespace() {
            match word {
                "basic" => scopes.basic = true,
                "write" => scopes.write = true,
                "offline_access" => scopes.offline_access = true,
                other => {
                    // The word comes from a request and may be of any length.
                    let other: String = other.chars().take(40).collect();
                    return Err(Invalid::new(format!(
                        "“{other}” is not a scope; use basic, write and offline_access"
                    )));
                }
            }
        }
        // To go on doing nothing is no permission: people are asked for reading at least.
        if !scopes.write {
            scopes.basic = true;
        }
        Ok(scopes)
    }

    /// Whether everything of `other` is in here; writing includes reading.
    pub fn include(self, other: Self) -> bool {
        // Written by hand, not by bits: `write` alone must stand for `basic` too.
        (self.basic || self.write || !other.basic)
            && (self.write || !other.write)
            && (self.offline_access || !other.offline_access)
    }

    /// A stable small number for storage.
    pub fn bits(self) -> i64 {
        i64::from(self.basic) | i64::from(self.write) << 1 | i64::from(self.offline_access) << 2
    }

    /// The reverse of [`Scopes::bits`].
    pub fn from_bits(bits: i64) -> Self {
        Self { basic: bits & 1 != 0, write: bits & 2 != 0, offline_access: bits & 4 != 0 }
    }
}

impl std::fmt::Display for Scopes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = [(self.basic, "basic"), (self.write, "write"), (self.offline_access, "offline_access")];
        let words: Vec<_> = all.into_iter().filter_map(|(on, word)| on.then_some(word)).collect();
        f.write_str(&words.join(" "))
    }
}

/// What kind of token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// An OAuth 1 token, which signs with a secret of its own.
    OAuth1,
    /// An OAuth 2 access token: who bears it, may.
    Access,
    /// An OAuth 2 refresh token, good for one exchange.
    Refresh,
}

impl TokenKind {
    /// A stable small number for storage.
    pub fn number(self) -> i64 {
        match self {
            Self::OAuth1 => 1,
            Self::Access => 2,
            Self::Refresh => 3,
        }
    }

    /// The reverse of [`TokenKind::number`].
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::OAuth1, Self::Access, Self::Refresh].into_iter().find(|kind| kind.number() == number)
    }
}

/// A token as the site knows it: never its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// All tokens that come from one consent: they end together.
    pub family: TokenFamily,
    /// Who may use it.
    pub client: ClientId,
    /// In whose name; nobody's for a client's own token.
    pub account: Option<AccountId>,
    /// For what.
    pub scopes: Scopes,
    /// When it was given out.
    pub created: Time,
    /// From when it is worthless; never for OAuth 1.
    pub expires: Option<Time>,
    /// A refresh token that was exchanged already.
    pub used: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_words_and_bits() {
        for bits in 1..8 {
            let scopes = Scopes::from_bits(bits);
            assert_eq!(scopes.bits(), bits);
            let parsed = Scopes::parse(&scopes.to_string()).unwrap();
            assert_eq!(parsed, Scopes { basic: scopes.basic || !scopes.write, ..scopes });
            assert!(Scopes::ALL.include(scopes));
        }
        assert_eq!(Scopes::parse(" ").unwrap(), Scopes::BASIC);
        assert!(Scopes::parse("basic admin").unwrap_err().0.contains("“admin”"));
        let write = Scopes::parse("write").unwrap();
        assert!(write.include(Scopes::BASIC) && !Scopes::BASIC.include(write));
        assert!(!write.include(Scopes::parse("offline_access").unwrap()));
    }
}
