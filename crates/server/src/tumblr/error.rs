//! Which error of the API goes where: the one place that decides what a client is told.

use crate::auth::security_log;
use crate::auth::security_log::{Event, EventOrigin};
use crate::http::multipart::FormError;
use crate::state::App;
use axum::http::{Method, StatusCode};
use model::{Invalid, Time};
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::limits::Limit;

/// What is wrong with a post in NPF or with what is done to it, as the documentation of posting numbers it. The
/// writing endpoints give these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subcode {
    /// The NPF JSON cannot be read or breaks a rule.
    BadContent,
    /// The post to reblog is not there, or its key is wrong.
    BadParent,
    /// The day's uploads are used up.
    MediaQuota,
    /// A file is of no kind that is accepted.
    BadMedia,
    /// A file could not be kept.
    UploadFailed,
    /// A film could not be kept.
    VideoUploadFailed,
    /// A reblog may not add a film of its own.
    VideoInReblog,
    /// The last film is still being worked on.
    VideoBusy,
    /// The day's film is used up.
    VideoQuota,
    /// An answer's content or layout is wrong.
    BadAnswer,
    /// The queue is full.
    QueueFull,
    /// The day's posts are used up.
    PostQuota,
}

impl Subcode {
    fn table_row(self) -> (u32, StatusCode, &'static str) {
        match self {
            Self::BadContent => (8001, StatusCode::BAD_REQUEST, "Bad Request"),
            Self::BadParent => (8002, StatusCode::BAD_REQUEST, "Bad Request"),
            Self::MediaQuota => (8004, StatusCode::FORBIDDEN, "Forbidden"),
            Self::BadMedia => (8005, StatusCode::BAD_REQUEST, "Bad Request"),
            Self::UploadFailed => (8006, StatusCode::INTERNAL_SERVER_ERROR, "Server Error"),
            Self::VideoUploadFailed => (8009, StatusCode::INTERNAL_SERVER_ERROR, "Server Error"),
            Self::VideoInReblog => (8008, StatusCode::FORBIDDEN, "Forbidden"),
            Self::VideoBusy => (8010, StatusCode::FORBIDDEN, "Forbidden"),
            Self::VideoQuota => (8011, StatusCode::FORBIDDEN, "Forbidden"),
            Self::BadAnswer => (8016, StatusCode::BAD_REQUEST, "Bad Request"),
            Self::QueueFull => (8022, StatusCode::FORBIDDEN, "Forbidden"),
            Self::PostQuota => (8023, StatusCode::FORBIDDEN, "Forbidden"),
        }
    }
}

/// A request that is not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// A parameter is not accepted; the words name it and say what is.
    Parameter(String),
    /// No credentials where some are needed, or such as do not hold.
    Unauthorized(String),
    /// Known, and not entitled.
    Forbidden(String),
    /// There is nothing of that name or number.
    NotFound(String),
    /// Others changed the same thing at the same moment; the words say which.
    Conflict(String),
    /// The address answers these methods only.
    Method(Vec<Method>),
    /// The address is longer than any we make.
    TooLong,
    /// The body is larger than this many bytes.
    TooLarge(usize),
    /// The body is larger than is read, in words that name the part.
    Large(String),
    /// The body is of another kind than is read.
    MediaType(String),
    /// More was asked than the limits allow; more may be asked after so many seconds.
    Limit(u64),
    /// A limit of what an account may do or a blog may have is reached; the words name it.
    Full {
        /// What is limited and how much is accepted.
        words: String,
        /// When there is room again; `None` where only removing something makes room.
        reset: Option<Time>,
    },
    /// A rule of posting.
    Posting(Subcode, String),
    /// It would read more than one request may; the words say what to narrow.
    TooExpensive(String),
    /// It cannot be answered now; the words say why.
    Unavailable(String),
    /// The site is at its limits or took too long.
    Busy,
    /// We failed; the details are in the log.
    Broken,
}

/// One error of a refused request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Error")]
pub struct Detail {
    /// The kind of error, in one or two words.
    pub title: &'static str,
    /// A number that tells errors apart; 0 where the documentation of the API gives none.
    pub code: u32,
    /// What was wrong, and what is accepted.
    pub detail: String,
    /// Of an error on the side of the site: the id of the request, by which its operator finds the cause in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl Refusal {
    /// Its status, as in the answer's first line and in `meta`.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Parameter(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::TooLarge(_) | Self::Large(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            // One status for the rate limit and daily limits: clients know 429 means to wait.
            Self::Limit(_) | Self::Full { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Posting(subcode, _) => subcode.table_row().1,
            Self::TooExpensive(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// `meta.msg` and the one entry of `errors`.
    pub fn message_and_detail(&self) -> (&'static str, Detail) {
        let (title, code, detail) = match self {
            Self::Parameter(words) => ("Bad Request", 0, words.clone()),
            // 1016 is what the original gives, and clients know it.
            Self::Unauthorized(words) => ("Unauthorized", 1016, words.clone()),
            Self::Forbidden(words) => ("Forbidden", 0, words.clone()),
            Self::NotFound(words) => ("Not Found", 0, words.clone()),
            Self::Conflict(words) => ("Conflict", 0, words.clone()),
            Self::Method(allowed) => ("Method Not Allowed", 0, allowed_methods(allowed)),
            Self::TooLong => ("URI Too Long", 0, "Use at most 26,000 bytes of address.".to_owned()),
            Self::TooLarge(most) => {
                ("Payload Too Large", 0, format!("The body may have at most {most} bytes."))
            }
            Self::Large(words) => ("Payload Too Large", 0, words.clone()),
            Self::MediaType(words) => ("Unsupported Media Type", 0, words.clone()),
            Self::Limit(seconds) => (
                "Limit Exceeded",
                0,
                format!("Too many requests; the next is answered in {seconds} seconds."),
            ),
            Self::Full { words, .. } => ("Limit Exceeded", 0, words.clone()),
            Self::Posting(subcode, words) => {
                let (code, _, title) = subcode.table_row();
                (title, code, words.clone())
            }
            Self::TooExpensive(words) => ("Unprocessable Content", 0, words.clone()),
            Self::Unavailable(words) => ("Service Unavailable", 0, words.clone()),
            Self::Busy => ("Service Unavailable", 0, "The site is busy; try again in a moment.".to_owned()),
            Self::Broken => (
                "Internal Server Error",
                0,
                "Something broke on our side. It has been written down.".to_owned(),
            ),
        };
        (title, Detail { title, code, detail, request_id: None })
    }

    /// Writes the security event of a file that is not accepted, where it is that.
    pub(crate) fn report_upload(&self, app: &App, origin: &EventOrigin) {
        if let Self::Posting(Subcode::BadMedia, words) | Self::Large(words) = self {
            security_log::report(app, Event::RefusedUpload, origin, words);
        }
    }

    /// The refusal that stands for a bare status, as the layers around the API give it; `None` for a status that is no
    /// failure of theirs.
    pub fn of_status(status: StatusCode) -> Option<Self> {
        Some(match status {
            StatusCode::NOT_FOUND => Self::NotFound("There is nothing at this address.".to_owned()),
            StatusCode::URI_TOO_LONG => Self::TooLong,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge(super::body::LONGEST),
            StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => Self::Busy,
            status if status.is_server_error() => Self::Broken,
            status if status.is_client_error() => Self::Parameter("The request cannot be read.".to_owned()),
            _ => return None,
        })
    }
}

fn allowed_methods(allowed: &[Method]) -> String {
    let names: Vec<&str> = allowed.iter().map(Method::as_str).collect();
    format!("This address answers {}.", names.join(", "))
}

impl From<Invalid> for Refusal {
    fn from(Invalid(words): Invalid) -> Self {
        Self::Parameter(words)
    }
}

impl From<tumblelog::Error> for Refusal {
    fn from(error: tumblelog::Error) -> Self {
        match error {
            tumblelog::Error::Invalid(Invalid(words)) => Self::Parameter(words),
            // Positions count from 0 within the site; people count from 1.
            tumblelog::Error::Query { at, message } => {
                Self::Parameter(format!("The query has a mistake at character {}: {message}", at + 1))
            }
            tumblelog::Error::NotFound(words) => Self::NotFound(words),
            tumblelog::Error::Refused(words) => Self::Forbidden(words),
            error @ tumblelog::Error::Conflict(_) => Self::Conflict(error.to_string()),
            tumblelog::Error::Limit { limit, reset } => limit_reached(limit, error.to_string(), reset),
            tumblelog::Error::Busy => Self::Busy,
            tumblelog::Error::TooExpensive(words) => Self::TooExpensive(words),
            tumblelog::Error::ClientBusy => Self::Limit(5),
            error @ (tumblelog::Error::Overdue(_) | tumblelog::Error::Unavailable) => {
                Self::Unavailable(error.to_string())
            }
            // What failed inside goes to the log only: it may name paths and tables.
            error @ (tumblelog::Error::File(_) | tumblelog::Error::Store(_)) => {
                tracing::error!(%error, "a request of the API failed");
                Self::Broken
            }
        }
    }
}

/// A limit that is reached: 429, but 403 where the original documents that, as for posting, which has numbers.
fn limit_reached(limit: Limit, words: String, reset: Option<Time>) -> Refusal {
    match limit {
        Limit::Posts => Refusal::Posting(Subcode::PostQuota, words),
        Limit::Photos => Refusal::Posting(Subcode::MediaQuota, words),
        Limit::Videos | Limit::VideoSeconds => Refusal::Posting(Subcode::VideoQuota, words),
        Limit::Queue => Refusal::Posting(Subcode::QueueFull, words),
        Limit::Bulk => Refusal::Parameter(words),
        Limit::FilteredTags | Limit::FilteredContent => Refusal::Forbidden(words),
        _ => Refusal::Full { words, reset },
    }
}

impl From<FormError> for Refusal {
    fn from(error: FormError) -> Self {
        match error {
            FormError::Malformed(words) => Self::Parameter(words),
            FormError::TooLarge(words) => Self::Large(words),
            FormError::File { part, error: tumblelog::Error::Invalid(Invalid(words)) } => {
                Self::Posting(Subcode::BadMedia, format!("{part}: {words}"))
            }
            FormError::File { part, error: error @ tumblelog::Error::File(_) } => {
                tracing::error!(%error, %part, "an upload could not be written");
                Self::Posting(
                    Subcode::UploadFailed,
                    format!("{part}: the file could not be kept; try again later"),
                )
            }
            FormError::File { error, .. } => error.into(),
        }
    }
}

impl From<crate::auth::visitor::Refused> for Refusal {
    fn from(refused: crate::auth::visitor::Refused) -> Self {
        match refused {
            crate::auth::visitor::Refused::Failed(error) => error.into(),
            crate::auth::visitor::Refused::Scope(_) => Self::Forbidden(refused.error_detail()),
            refused => Self::Unauthorized(refused.error_detail()),
        }
    }
}
