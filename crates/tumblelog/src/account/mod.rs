//! Who may act on the site: accounts and their blogs, signing in, sessions.

mod blogs;
mod create;
pub(crate) mod password;
mod session;
mod sign_in;

pub use blogs::Adopt;
pub use create::NewAccount;
pub use password::{PASSWORD_LEAST, PasswordCost};
pub use session::{NewSession, SESSION_DAYS, Session};
pub(crate) use sign_in::MEMORY as FAILURES_KNOWN;
pub use sign_in::{SignIn, SignedIn};
