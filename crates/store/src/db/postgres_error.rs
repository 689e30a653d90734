//! What PostgreSQL and its driver say, told apart by SQLSTATE.

use crate::Error;
use crate::db::error::describe_with_causes;

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        let text = match error.as_db_error() {
            Some(db) => format!("{} ({})", db.message(), db.code().code()),
            // Without a server's answer the driver only says that communication failed; the cause
            // says why.
            None => describe_with_causes(&error),
        };
        match error.code().map(postgres::error::SqlState::code) {
            Some(code) => from_state(code, text),
            // No SQLSTATE: the connection broke before the server could answer.
            None if error.is_closed() || is_io(&error) => Self::Unavailable(text),
            None => Self::Driver(text),
        }
    }
}

fn from_state(code: &str, text: String) -> Error {
    match code {
        // 55P03 is a lock that was not given in time.
        "40001" | "40P01" | "55P03" => Error::Busy(text),
        "23505" => Error::Duplicate(text),
        // Any other class 23 code is a broken rule; the unique key was taken out above.
        _ if code.starts_with("23") => Error::Constraint(text),
        "53100" => Error::Full(text),
        // 57014 is query_canceled: the watchdog sends it, or the server's own statement
        // timeout.
        "57014" => Error::Cancelled,
        "XX001" | "XX002" => Error::Damaged(format!("the database's own files: {text}")),
        // A server that takes no writes is a standby after a change of roles: the right one may come back.
        "25006" => Error::Unavailable(format!("{text}: the server takes no writes, as a standby does")),
        // The server ends connections (57P), starts up, has no room for more (53), or its system fails (58).
        _ if ["57P", "53", "58", "08"].iter().any(|class| code.starts_with(class)) => {
            Error::Unavailable(text)
        }
        // The server stopped waiting for this connection (25P03, 25P04).
        "25P03" | "25P04" => Error::Unavailable(text),
        _ => Error::Driver(text),
    }
}

fn is_io(error: &postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_told_apart_by_what_can_be_done() {
        let kind = |code| from_state(code, "words".into());
        for code in ["40001", "40P01", "55P03"] {
            assert!(matches!(kind(code), Error::Busy(_)), "{code}");
        }
        for code in ["57P01", "57P02", "57P03", "57P05", "53200", "53300", "58030", "08006", "25006", "25P03"]
        {
            assert!(matches!(kind(code), Error::Unavailable(_)), "{code}");
        }
        assert!(matches!(kind("53100"), Error::Full(_)));
        assert!(matches!(kind("23505"), Error::Duplicate(_)));
        assert!(matches!(kind("23503"), Error::Constraint(_)));
        assert!(matches!(kind("XX001"), Error::Damaged(_)));
        assert!(matches!(kind("57014"), Error::Cancelled));
        assert!(matches!(kind("42601"), Error::Driver(_)), "a statement that cannot be read is our defect");
    }
}
