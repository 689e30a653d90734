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
