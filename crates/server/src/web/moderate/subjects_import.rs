//! `POST /moderate/subjects/import`: a file of sets from another site.

use crate::auth::session::FIELD;
use crate::http::error::{Fault, form_status};
use crate::http::form::Form;
use crate::http::multipart::BodyLimits;
use crate::http::{form, multipart};
use crate::state::App;
use crate::web::account::sign_in::see;
use crate::web::moderate::moderator::moderator;
use crate::web::moderate::subjects;
use crate::web::moderate::subjects::Said;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use tumblelog::subject::{Actor, file};

/// Longest body: the file, and what stands around it in a form.
pub const LONGEST: usize = file::BYTES + 64 * 1024;

/// Takes the file, and tells what it joined or in which line it is wrong.
pub async fn take(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let (parts, body) = request.into_parts();
    // Who asks is known before a large body is read.
    let (browser, account) = match moderator(&app, &parts).await? {
        Ok(known) => known,
        Err(_) => return Ok(see("/sign-in?to=/moderate/subjects")),
    };
    let limits = BodyLimits { bytes: LONGEST as u64, parts: 2 };
    let fields = multipart::read_fields(form::content_type(&parts.headers), body, limits).await;
    let fields = fields.map_err(|error| {
        let most = file::BYTES;
        Fault::Invalid(format!("The file cannot be read: {error}. At most {most} bytes are accepted."))
    })?;
    let bad = || Fault::Invalid("The form has other parts than its token and one file.".into());
    let (mut form, mut sets) = (Form::default(), None);
    for (name, value) in fields {
        match name.as_str() {
            FIELD if form.0.is_empty() => {
                form.0.push((name, String::from_utf8(value).map_err(|_| bad())?));
            }
            "file" if sets.is_none() => sets = Some(value),
            _ => return Err(bad()),
        }
    }
    browser.check(&app, &parts.headers, &form)?;
    let sets = sets.unwrap_or_default();
    let (status, said) = match app.site().import_subjects(&sets, &Actor::Account(account.id)).await {
        Ok(taken) => (StatusCode::OK, Said::Taken(taken)),
        Err(error) => (form_status(&error), Said::Wrong(subjects::wrong(error)?)),
    };
    subjects::page(&app, &browser, status, "", None, said).await
}
