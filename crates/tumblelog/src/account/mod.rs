//! Who may act on the site: accounts and their blogs, signing in, sessions, known devices.

pub(crate) mod actor;
mod blogs;
mod change_password;
mod common_passwords;
mod create;
mod device;
pub(crate) mod followed_searches;
mod guesses;
pub mod limits;
pub(crate) mod password;
pub mod saved_searches;
pub(crate) mod secret;
mod session;
pub(crate) mod session_limits;
mod sign_in;

pub use blogs::Adopt;
pub use change_password::{AppAccess, PasswordChange};
pub use create::NewAccount;
pub use device::DEVICE_DAYS;
pub(crate) use guesses::MEMORY as FAILURES_KNOWN;
pub use password::{PASSWORD_LEAST, PasswordCost};
pub use session::{NewSession, Session};
pub use session_limits::SessionLimits;
pub use sign_in::{SignIn, SignedIn};
