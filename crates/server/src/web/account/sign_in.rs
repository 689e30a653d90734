//! `/sign-in` and `/sign-out`.

use crate::auth::extract::{FromForm, PostedByAnybody, QueryFields, ReceivedForm, Visit};
use crate::auth::security_log::Event;
use crate::auth::session::Browser;
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::http::redirect::{local_path, see_other};
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use tumblelog::account::{SignIn, SignedIn};

#[derive(askama::Template)]
#[template(path = "sign-in.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    name: &'a str,
    to: &'a str,
    wrong: String,
    form_token: String,
}

/// The form.
pub async fn show_sign_in(
    State(app): State<App>,
    visit: Visit,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let to = local_path(query.get("to"));
    if visit.session.is_some() {
        return Ok(see_other(to));
    }
    sign_in_page(&app, &visit.browser, StatusCode::OK, "", to, String::new())
}

/// What the form sends.
pub struct SignInForm {
    name: String,
    password: String,
    /// Where the person goes then.
    to: String,
}

impl FromForm for SignInForm {
    fn from_form(fields: &FormFields) -> Self {
        Self {
            name: fields.get_text("name"),
            password: fields.get_text("password"),
            to: local_path(fields.get("to")).to_owned(),
        }
    }
}

/// Signs in. The form's token counts also here: else another site could sign a person in to an account of its own.
pub async fn sign_in(
    State(app): State<App>,
    headers: HeaderMap,
    PostedByAnybody { browser, form, .. }: PostedByAnybody<SignInForm>,
) -> Result<Response, PageError> {
    let attempt = SignIn {
        name: form.name.clone(),
        password: form.password,
        address: browser.client_address(),
        agent: user_agent(&headers),
        device: browser.device(&headers),
    };
    match app.site().sign_in(attempt).await? {
        SignedIn::Yes(session, _) => {
            let mut response = see_other(&form.to);
            browser.signed_in(&mut response, &session, app.now());
            Ok(response)
        }
        SignedIn::No => {
            browser.report(&app, Event::FailedSignIn, "the name and the password do not belong together");
            // The same words for an unknown name, so that nobody can find out which names exist.
            let wrong = "That name and password do not match.".to_owned();
            sign_in_page(&app, &browser, StatusCode::UNPROCESSABLE_ENTITY, &form.name, &form.to, wrong)
        }
        SignedIn::Wait(seconds) => {
            browser.report(&app, Event::LockedOut, "too many attempts; the password was not looked at");
            let wrong = format!("Too many attempts. Try again in {seconds} seconds.");
            let status = StatusCode::TOO_MANY_REQUESTS;
            let mut response = sign_in_page(&app, &browser, status, &form.name, &form.to, wrong)?;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            Ok(response)
        }
    }
}

/// Signs out.
pub async fn sign_out(State(app): State<App>, received: ReceivedForm) -> Result<Response, PageError> {
    // Signed out already, perhaps in another tab: nothing to protect, so the token is not looked at.
    let Some(session) = &received.session else { return Ok(see_other("/")) };
    received.check_token(&app)?;
    // Ended in the database first: a copy of the cookie must not work any longer.
    app.site().end_session(session.account.id, session.id).await?;
    let mut response = see_other("/");
    received.browser.signed_out(&mut response);
    Ok(response)
}

fn sign_in_page(
    app: &App,
    browser: &Browser,
    status: StatusCode,
    name: &str,
    to: &str,
    wrong: String,
) -> Result<Response, PageError> {
    let chrome = Chrome::new(app.settings(), "Sign in", "").unlisted();
    let page = Page { chrome, name, to, wrong, form_token: browser.form_token() };
    Ok(browser.seal_response((status, Html(render_template(&page, 8 * 1024)?)).into_response()))
}

/// The browser as it names itself.
fn user_agent(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned()
}
