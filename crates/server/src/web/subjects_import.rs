//! `POST /moderate/subjects/import`: a file of sets from another site.

use super::moderator::moderator;
use super::sign_in::see;
use super::subjects::{self, Said};
use crate::error::{Fault, form_status};
use crate::form::Form;
use crate::session::FIELD;
use crate::state::App;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request, State};
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
    let bytes = to_bytes(body, LONGEST).await.map_err(|_| {
        Fault::Invalid(format!("The file cannot be read; at most {} bytes are accepted.", file::BYTES))
    })?;
    let mut again = Request::new(Body::from(bytes));
    *again.headers_mut() = parts.headers.clone();
    // They say that the limit is ours and not the usual one.
    *again.extensions_mut() = parts.extensions.clone();
    let bad = || Fault::Invalid("The form cannot be read.".into());
    let mut multipart = Multipart::from_request(again, &()).await.map_err(|_| bad())?;
    let (mut form, mut sets) = (Form::default(), None);
    while let Some(field) = multipart.next_field().await.map_err(|_| bad())? {
        match field.name() {
            Some(FIELD) if form.0.is_empty() => {
                form.0.push((FIELD.into(), field.text().await.map_err(|_| bad())?));
            }
            Some("file") if sets.is_none() => sets = Some(field.bytes().await.map_err(|_| bad())?),
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
