//! Who may act on the site: accounts and their blogs, signing in, sessions.

pub(crate) mod actor;
mod blogs;
mod create;
pub(crate) mod followed_searches;
pub mod limits;
pub(crate) mod password;
pub mod saved_searches;
pub(crate) mod secret;
mod session;
mod sign_in;
pub(crate) mod viewer;

pub use blogs::Adopt;
pub use create::NewAccount;
pub use password::{PASSWORD_LEAST, PasswordCost};
pub use session::{NewSession, SESSION_DAYS, Session};
pub(crate) use sign_in::MEMORY as FAILURES_KNOWN;
pub use sign_in::{SignIn, SignedIn};
