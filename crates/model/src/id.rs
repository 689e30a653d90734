//! Identifiers. All are 63-bit positive integers made by the application, so that no database has to draw them.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A post. Time-ordered when we make it (see [`crate::clock::IdSource`]); kept as it was when imported.
    PostId
);
id!(
    /// A blog.
    BlogId
);
id!(
    /// Who acts: a row of the table of actors. The id of a blog of this site is the id of its actor.
    ActorId
);
id!(
    /// A folded tag: every spelling that certainly means the same has one.
    TagId
);
id!(
    /// A run of an import.
    RunId
);
id!(
    /// A person who signs in.
    AccountId
);
id!(
    /// A program that uses the API.
    ClientId
);
id!(
    /// All tokens that come from one consent of a person to a client.
    TokenFamily
);

impl ActorId {
    /// The blog of this site that has the id, where one has.
    pub fn as_blog(self) -> BlogId {
        BlogId(self.0)
    }
}

impl From<BlogId> for ActorId {
    fn from(blog: BlogId) -> Self {
        Self(blog.0)
    }
}
