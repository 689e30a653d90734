//! Who acts.

use crate::{AccountId, ActorId, BlogName, Invalid, Viewer};
use serde::{Deserialize, Serialize};

/// Who does something: the one type for it in the core. What an HTTP request carries is a visitor of the server, which
/// makes an actor of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who has not signed in.
    Guest,
    /// A person. Where only blogs act, as in likes, it is the person's first blog that does.
    Person(Viewer),
    /// A blog of this site. The account behind it is the one against whose daily limits it counts; without one it is
    /// the site's own doing, as in an import or a demonstration, and nothing is counted. A name that no blog has is
    /// an actor known by its name.
    Blog {
        /// The blog.
        name: BlogName,
        /// The account.
        account: Option<AccountId>,
    },
    /// An actor that has a row and need not have a blog here: a feed, or a blog on another server.
    Row(ActorId),
    /// Whoever runs the site, on its command line.
    Operator,
    /// The site itself, by a rule that it was given.
    Site,
}

impl Actor {
    /// An account acting through one of its blogs.
    pub fn of_account(blog: BlogName, account: AccountId) -> Self {
        Self::Blog { name: blog, account: Some(account) }
    }

    /// The account against whose daily limits the deed counts.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Person(viewer) => Some(viewer.account),
            Self::Blog { account, .. } => *account,
            Self::Guest | Self::Row(_) | Self::Operator | Self::Site => None,
        }
    }
}

impl From<&BlogName> for Actor {
    fn from(name: &BlogName) -> Self {
        Self::Blog { name: name.clone(), account: None }
    }
}

impl From<BlogName> for Actor {
    fn from(name: BlogName) -> Self {
        Self::Blog { name, account: None }
    }
}

/// What a row of the table of actors stands for. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// A blog of this site.
    Blog = 1,
    /// A blog known by its name alone, as an import tells it.
    Named = 2,
    /// A feed.
    Feed = 3,
    /// An actor of another server.
    Remote = 4,
}

impl ActorKind {
    /// A stable small number for storage.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// The reverse of [`ActorKind::number`].
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::Blog, Self::Named, Self::Feed, Self::Remote].into_iter().find(|kind| kind.number() == number)
    }
}

/// The name an actor is shown by: a blog name of this site, or `name@host` of another server.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActorName(String);

impl ActorName {
    /// Checks a name. Capitals of a blog name and of a host are lowered, those of a name elsewhere are not.
    ///
    /// # Errors
    /// When a character or a length is not allowed.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let Some((name, host)) = text.trim().split_once('@') else {
            return BlogName::parse(text).map(Self::from);
        };
        let host = host.to_ascii_lowercase();
        if !is_remote_name(name) || !is_host(&host) {
            return Err(Invalid::new(format!(
                "“{}” is not the name of an actor; use a blog name, or name@host",
                // The text may be of any length.
                text.chars().take(64).collect::<String>()
            )));
        }
        Ok(Self(format!("{name}@{host}")))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name, and the host; the host is empty for a name of this site.
    pub fn name_and_host(&self) -> (&str, &str) {
        self.0.split_once('@').unwrap_or((&self.0, ""))
    }
}

fn is_remote_name(name: &str) -> bool {
    // The set of names that servers give their accounts (federation notes, 2.2), dots and hyphens inside.
    let inner = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    (1..=64).contains(&name.len())
        && name.chars().all(inner)
        && !name.starts_with(['.', '-'])
        && !name.ends_with(['.', '-'])
}

fn is_host(host: &str) -> bool {
    let (labels, port) = host.split_once(':').map_or((host, None), |(labels, port)| (labels, Some(port)));
    let label = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    host.len() <= 253 && labels.split('.').all(label) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

impl From<BlogName> for ActorName {
    fn from(name: BlogName) -> Self {
        Self(name.into())
    }
}

impl From<&BlogName> for ActorName {
    fn from(name: &BlogName) -> Self {
        Self(name.as_str().to_owned())
    }
}

impl std::fmt::Display for ActorName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ActorName {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<ActorName> for String {
    fn from(name: ActorName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_here_and_elsewhere_are_told_apart() {
        let here = ActorName::parse(" Staff ").unwrap();
        let there = ActorName::parse("Staff_1@Example.ORG:8080").unwrap();
        assert_eq!((here.as_str(), here.name_and_host()), ("staff", ("staff", "")));
        assert_eq!(
            (there.as_str(), there.name_and_host().1),
            ("Staff_1@example.org:8080", "example.org:8080")
        );
        for bad in
            ["", "@", "a@", "@b.org", "a b@c.org", "a@b..org", "a@b.org:99999", "a@b@c", "-a@b.org", "a@b/c"]
        {
            assert!(ActorName::parse(bad).is_err(), "{bad}");
        }
    }
}
