//! `POST /moderate/subjects/import`: a file of sets from another site.

use crate::auth::extract::{Moderator, Rejection};
use crate::auth::session::FIELD;
use crate::http::error::{PageError, form_status};
use crate::http::form::FormFields;
use crate::http::multipart::BodyLimits;
use crate::http::{form, multipart};
use crate::state::App;
use crate::web::moderate::subjects;
use crate::web::moderate::subjects::SubjectMessage;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use tumblelog::Actor;
use tumblelog::subject::file;

/// Longest body: the file, and what stands around it in a form.
pub const LONGEST: usize = file::BYTES + 64 * 1024;

/// Takes the file, and tells what it joined or in which line it is wrong.
pub async fn import_subjects(
    State(app): State<App>,
    // Who asks is known before a large body is read.
    moderator: Result<Moderator, Rejection>,
    request: Request,
) -> Result<Response, Rejection> {
    let Moderator(person) = moderator.map_err(|rejection| match rejection {
        // Back to the page of the form: this address answers no GET.
        Rejection::SignIn(_) => Rejection::SignIn("/sign-in?to=/moderate/subjects".to_owned()),
        refused => refused,
    })?;
    let (parts, body) = request.into_parts();
    // The token and the file, nothing else.
    let limits = BodyLimits { bytes: LONGEST as u64, parts: 2 };
    let fields = multipart::read_fields(form::content_type(&parts.headers), body, limits).await;
    let fields = fields.map_err(|error| {
        let most = file::BYTES;
        PageError::Invalid(format!("The file cannot be read: {error}. At most {most} bytes are accepted."))
    })?;
    let bad = || PageError::Invalid("The form has other parts than its token and one file.".into());
    let (mut form, mut sets) = (FormFields::default(), None);
    for (name, value) in fields {
        match name.as_str() {
            // Twice the token or the file is refused: which one was meant cannot be told.
            FIELD if form.0.is_empty() => {
                form.0.push((name, String::from_utf8(value).map_err(|_| bad())?));
            }
            "file" if sets.is_none() => sets = Some(value),
            _ => return Err(bad().into()),
        }
    }
    // Checked before the file is looked at, since anybody's page can send a form.
    person.browser.check_form_token(&app, &parts.headers, &form)?;
    let sets = sets.unwrap_or_default();
    let by = Actor::Person(person.as_viewer());
    let (status, said) = match app.site().import_subjects(&sets, &by).await {
        Ok(taken) => (StatusCode::OK, SubjectMessage::Taken(taken)),
        Err(error) => (form_status(&error), SubjectMessage::Wrong(subjects::error_words(error)?)),
    };
    Ok(subjects::subjects_page(&app, &person.browser, status, "", None, said).await?)
}
