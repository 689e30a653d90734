//! `/healthz` says that the process answers; `/readyz` that it can answer with the site's content.

use crate::http::plain_text::plain_answer;
use crate::operation::disk::free_bytes;
use crate::state::App;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use std::fmt::Write;
use std::time::Duration;
use tumblelog::{Error, SchemaState};

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);
const PLAIN: &str = "text/plain; charset=utf-8";

/// What `/readyz` looks at; each is what is wrong, where something is. Everybody may read it, so no path, address or text of
/// the database stands in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readiness {
    database: Option<String>,
    migrations: Option<String>,
    disk: Option<String>,
}

/// `/healthz`: the process answers. It asks neither the database nor the disk, so that a service manager does not restart a
/// server for what a restart cannot mend.
pub async fn show_health() -> Response {
    plain_answer(PLAIN, "ok\n".to_owned())
}

/// `/readyz`: 200, or 503 and which check failed.
pub async fn show_readiness(State(app): State<App>) -> Response {
    let readiness = app.watched().readiness.get_or_work_out(check_readiness(&app)).await;
    if readiness == Readiness::default() {
        return plain_answer(PLAIN, "ready\n".to_owned());
    }
    let mut text = "not ready\n".to_owned();
    let Readiness { database, migrations, disk } = readiness;
    for (name, wrong) in [("database", database), ("migrations", migrations), ("disk", disk)] {
        let _ = writeln!(text, "{name}: {}", wrong.as_deref().unwrap_or("ok"));
    }
    let mut response = plain_answer(PLAIN, text);
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

async fn check_readiness(app: &App) -> Readiness {
    let schema = tokio::time::timeout(PATIENCE, app.site().check_schema());
    // At once: a disk that does not answer must not add its time to that of the database.
    let (schema, disk) = tokio::join!(schema, tokio::time::timeout(PATIENCE, check_disk(app)));
    let disk = disk.unwrap_or_else(|_| Some(no_answer()));
    let unknown = Some("not known without the database".to_owned());
    let (database, migrations) = match schema {
        Ok(Ok(SchemaState::Current)) => (None, None),
        Ok(Ok(SchemaState::Behind)) => (None, Some("some are not done; restart this program".to_owned())),
        Ok(Ok(SchemaState::Ahead)) => {
            (None, Some("a newer program has migrated the database; run that version".to_owned()))
        }
        Ok(Err(error)) => (Some(describe_failure(&error)), unknown),
        Err(_) => (Some(no_answer()), unknown),
    };
    Readiness { database, migrations, disk }
}

fn no_answer() -> String {
    format!("no answer within {} seconds", PATIENCE.as_secs())
}

fn describe_failure(error: &Error) -> String {
    match error {
        Error::Busy => "too much work is waiting".to_owned(),
        error if error.is_logged() => "it does not work; the log says why".to_owned(),
        error => {
            tracing::error!(%error, "the database could not be checked for /readyz");
            "it fails; the log says why".to_owned()
        }
    }
}

async fn check_disk(app: &App) -> Option<String> {
    let settings = &app.watched().settings;
    let folder = settings.data_folder.as_ref()?;
    match free_bytes(folder).await {
        Ok(free) if free >= settings.least_free => None,
        Ok(free) => Some(format!(
            "{} MB are free where the data is, fewer than {} MB",
            free / 1_000_000,
            settings.least_free / 1_000_000
        )),
        Err(error) => {
            tracing::error!(%error, folder = %folder.display(), "the room on the disk could not be read for /readyz");
            Some("the room where the data is cannot be read; the log says why".to_owned())
        }
    }
}
