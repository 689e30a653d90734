//! Errors of pages: the one place that decides which status and which words a reader gets. How they look is decided by
//! `web/error_page.rs`.

use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use model::{Invalid, Time};

/// A request that cannot be answered as asked.
#[derive(Debug, Clone)]
pub enum PageError {
    /// Something in the address is not accepted; the words say what is.
    Invalid(String),
    /// The query text has a mistake, at this code point.
    Query {
        /// The text as typed.
        text: String,
        /// Where the mistake is, in code points from its beginning.
        at: usize,
        /// What is wrong and what is accepted.
        message: String,
    },
    /// A form that did not come from a page of ours.
    Forbidden(String),
    /// The rules refuse it: blocked, switched off, not theirs. The words say which.
    Refused(String),
    /// Others changed the same thing at the same moment. The words say which.
    Conflict(String),
    /// A limit is reached. The words name it.
    Limit {
        /// What is limited and how much is accepted.
        message: String,
        /// When there is room again; `None` where only removing something makes room.
        reset: Option<Time>,
    },
    /// The page is for moderators, and who asks is none.
    Moderators,
    /// There is no such page.
    NotFound,
    /// The method is not one of this address.
    Method,
    /// The method is not one of this address, which takes forms.
    FormMethod,
    /// The address is longer than any we make.
    TooLong,
    /// What was sent is larger than this address takes.
    TooLarge,
    /// The site is at its limits or took too long.
    Busy,
    /// It would read more than one request may; the words say what to narrow.
    TooExpensive(String),
    /// It was stopped because it read for too long.
    Overdue(String),
    /// Who asks has as many expensive requests under way as one may have.
    TooMany(String),
    /// The database is out of reach or full, which the log says already.
    Unavailable,
    /// We failed; the details are in the log.
    Broken,
}

impl PageError {
    /// The same as `From<tumblelog::Error>`, of a request that asked for the query `text`: a mistake in it can be shown
    /// where it stands.
    pub fn of_query(error: tumblelog::Error, text: &str) -> Self {
        match Self::from(error) {
            Self::Query { at, message, .. } => Self::Query { text: text.to_owned(), at, message },
            other => other,
        }
    }

    /// The status of the answer.
    pub fn status_code(&self) -> StatusCode {
        match self {
            Self::Invalid(_) | Self::Query { .. } => StatusCode::BAD_REQUEST,
            Self::Forbidden(_) | Self::Refused(_) | Self::Moderators => StatusCode::FORBIDDEN,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Limit { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method | Self::FormMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooExpensive(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::Overdue(_) | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// When the same request may work: a number of seconds, or a date.
    pub fn retry_after(&self) -> Option<HeaderValue> {
        match self {
            // Long enough for a burst of slow reads to end.
            Self::Busy | Self::TooMany(_) => Some(HeaderValue::from_static("5")),
            Self::Unavailable | Self::Overdue(_) => Some(HeaderValue::from_static("60")),
            Self::Limit { reset: Some(reset), .. } => HeaderValue::try_from(reset.http_date()).ok(),
            _ => None,
        }
    }

    /// The heading of the page, and what was wrong and what is accepted.
    pub fn title_and_text(&self) -> (&'static str, &str) {
        match self {
            Self::Invalid(message) => ("Invalid request", message),
            Self::Query { message, .. } => ("There is a mistake in the search", message),
            Self::Forbidden(message) => ("Not allowed", message),
            Self::Refused(message) => ("You cannot do this", message),
            Self::Conflict(message) => ("Somebody else was faster", message),
            Self::Limit { message, .. } => ("A limit is reached", message),
            Self::Moderators => (
                "For moderators",
                "Only moderators of this site may do this. The operator appoints them with \
                 “tagstead account moderator NAME on”.",
            ),
            Self::NotFound => {
                ("Page not found", "The page may have moved, or the post may have been deleted.")
            }
            Self::Method => ("Method not allowed", "This address accepts GET and HEAD."),
            Self::FormMethod => {
                ("Method not allowed", "This address accepts the methods that the header “Allow” names.")
            }
            Self::TooLong => ("Address too long", "Use at most 2,000 characters of query."),
            Self::TooLarge => (
                "Too large",
                "What you sent is larger than this form accepts. Nothing was saved. Go back and send less.",
            ),
            Self::TooExpensive(message) => ("That is too much for one page", message),
            Self::Overdue(message) => ("That took too long", message),
            Self::TooMany(message) => ("Too much at once", message),
            Self::Unavailable => (
                "The site cannot reach its data",
                "Its database does not work now, and who runs the site can see why. Try again in some minutes.",
            ),
            Self::Busy => ("The site is busy", "Please try again in a moment."),
            Self::Broken => {
                ("Something went wrong", "The error is in the log of the site. Please try again in a moment.")
            }
        }
    }
}

/// The status of a form that is shown again because of an error of the rules.
pub fn form_status(error: &tumblelog::Error) -> StatusCode {
    match error {
        tumblelog::Error::Refused(_) => StatusCode::FORBIDDEN,
        tumblelog::Error::Limit { .. } => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// A form that the rules refused. Its page is shown again with this status and these words.
#[derive(Debug)]
pub struct FormRefusal {
    /// 403, 422 or 429.
    pub status: StatusCode,
    /// What was wrong and what is accepted.
    pub words: String,
}

impl FormRefusal {
    /// Tells a refusal, which the person can mend in the form, from a failure, which is given back.
    pub fn of_error(error: tumblelog::Error) -> Result<Self, tumblelog::Error> {
        let status = form_status(&error);
        let words = match error {
            tumblelog::Error::Invalid(Invalid(why))
            | tumblelog::Error::NotFound(why)
            | tumblelog::Error::Refused(why) => why,
            tumblelog::Error::Query { at, message } => {
                format!("Character {} of the query: {message}", at + 1)
            }
            limit @ tumblelog::Error::Limit { .. } => limit.to_string(),
            failure => return Err(failure),
        };
        Ok(Self { status, words })
    }

    /// The status of a form's page and what it says is wrong: 200 and nothing where nothing was refused.
    pub fn status_and_words(refused: Option<Self>) -> (StatusCode, String) {
        refused.map_or((StatusCode::OK, String::new()), |refused| (refused.status, refused.words))
    }
}

impl From<tumblelog::Error> for PageError {
    fn from(error: tumblelog::Error) -> Self {
        match error {
            tumblelog::Error::Invalid(Invalid(message)) => Self::Invalid(message),
            tumblelog::Error::Query { at, message } => Self::Query { text: String::new(), at, message },
            tumblelog::Error::NotFound(_) => Self::NotFound,
            tumblelog::Error::Busy => Self::Busy,
            tumblelog::Error::TooExpensive(message) => Self::TooExpensive(message),
            error @ tumblelog::Error::Overdue(_) => Self::Overdue(error.to_string()),
            error @ tumblelog::Error::ClientBusy => Self::TooMany(error.to_string()),
            tumblelog::Error::Unavailable => Self::Unavailable,
            tumblelog::Error::Refused(message) => Self::Refused(message),
            error @ tumblelog::Error::Conflict(_) => Self::Conflict(error.to_string()),
            error @ tumblelog::Error::Limit { reset, .. } => {
                Self::Limit { message: error.to_string(), reset }
            }
            // Paths and SQL stay in the log; the reader is told only that it broke.
            error @ (tumblelog::Error::File(_) | tumblelog::Error::Store(_)) => {
                tracing::error!(%error, "a request failed");
                Self::Broken
            }
        }
    }
}

impl From<Invalid> for PageError {
    fn from(Invalid(message): Invalid) -> Self {
        Self::Invalid(message)
    }
}

impl IntoResponse for PageError {
    /// Without a body: a layer writes it, which knows the site (`error_layer.rs`).
    fn into_response(self) -> Response {
        let mut response = self.status_code().into_response();
        // The error travels with the response to the layer that can render a page.
        response.extensions_mut().insert(self);
        response
    }
}
