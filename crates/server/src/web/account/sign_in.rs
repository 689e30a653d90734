//! `/sign-in` and `/sign-out`.

use crate::auth::security_log::Event;
use crate::auth::session::Browser;
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::http::{form, text};
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use tumblelog::account::{SignIn, SignedIn};

const PATH: &str = "/sign-in";
/// Where a person goes who wanted nothing else.
const HOME: &str = "/account";

#[derive(askama::Template)]
#[template(path = "sign-in.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    name: &'a str,
    to: &'a str,
    wrong: String,
    form_token: String,
}

/// Leads a person who must sign in first there, and back afterwards.
pub fn sign_in_first(wanted: &Uri) -> Response {
    let mut location = format!("{PATH}?to=");
    // The whole address goes along, so that a consent request survives the sign-in.
    text::encode_query(wanted.path_and_query().map_or(HOME, |path| path.as_str()), &mut location);
    see_other(&location)
}

/// Leads on after a form.
pub fn see_other(location: &str) -> Response {
    // A location that is no header value cannot be ours; the account page is safe.
    let location = HeaderValue::try_from(location).unwrap_or(HeaderValue::from_static(HOME));
    let no_store = HeaderValue::from_static("no-store");
    (StatusCode::SEE_OTHER, [(header::LOCATION, location), (header::CACHE_CONTROL, no_store)]).into_response()
}

/// The form.
pub async fn show_sign_in(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (parts, _) = request.into_parts();
    let query = FormFields::parse(parts.uri.query().unwrap_or("").as_bytes());
    let to = local(query.get("to"));
    let browser = Browser::read_browser(&app, &parts).await?;
    if browser.session.is_some() {
        return Ok(see_other(to));
    }
    sign_in_page(&app, &browser, StatusCode::OK, "", to, String::new())
}

/// Signs in.
pub async fn sign_in(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (parts, form) = form::read_form(request).await?;
    let browser = Browser::read_browser(&app, &parts).await?;
    // Also before sign-in: else another site could sign a person in to an account of its own.
    browser.check_form_token(&app, &parts.headers, &form)?;
    let (name, to) = (form.get("name").unwrap_or(""), local(form.get("to")));
    let attempt = SignIn {
        name: name.to_owned(),
        password: form.get("password").unwrap_or("").to_owned(),
        address: browser.client_address(),
        agent: user_agent(&parts.headers),
        device: browser.device(&parts.headers),
    };
    let outcome = app.site().sign_in(attempt).await?;
    match outcome {
        SignedIn::Yes(session, _) => {
            let mut response = see_other(to);
            browser.signed_in(&mut response, &session, app.now());
            Ok(response)
        }
        SignedIn::No => {
            browser.report(&app, Event::FailedSignIn, "the name and the password do not belong together");
            // The same words for an unknown name, so that nobody can find out which names exist.
            let wrong = "That name and password do not match.".to_owned();
            sign_in_page(&app, &browser, StatusCode::UNPROCESSABLE_ENTITY, name, to, wrong)
        }
        SignedIn::Wait(seconds) => {
            browser.report(&app, Event::LockedOut, "too many attempts; the password was not looked at");
            let wrong = format!("Too many attempts. Try again in {seconds} seconds.");
            let mut response = sign_in_page(&app, &browser, StatusCode::TOO_MANY_REQUESTS, name, to, wrong)?;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            Ok(response)
        }
    }
}

/// Signs out.
pub async fn sign_out(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (parts, form) = form::read_form(request).await?;
    let browser = Browser::read_browser(&app, &parts).await?;
    // Signed out already, perhaps in another tab: nothing to protect.
    let Some(session) = &browser.session else { return Ok(see_other("/")) };
    browser.check_form_token(&app, &parts.headers, &form)?;
    // Ended in the database first: a copy of the cookie must not work any longer.
    app.site().end_session(session.account.id, session.id).await?;
    let mut response = see_other("/");
    browser.signed_out(&mut response);
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

/// A path of this site; anything else could lead a person astray.
pub(in crate::web) fn local(to: Option<&str>) -> &str {
    let good = |to: &&str| {
        to.starts_with('/')
            // Browsers read “//host” and “/\host” as addresses of another site.
            && !to[1..].starts_with(['/', '\\'])
            && to.len() < 8000
            && to.bytes().all(|byte| byte.is_ascii_graphic())
    };
    to.filter(good).unwrap_or(HOME)
}

#[cfg(test)]
mod tests {
    #[test]
    fn nobody_is_led_elsewhere() {
        assert_eq!(super::local(Some("/oauth/authorize?oauth_token=x")), "/oauth/authorize?oauth_token=x");
        for bad in ["", "https://evil.example", "//evil.example", "/\\evil.example", "/a\nb", "x", "/ə"] {
            assert_eq!(super::local(Some(bad)), "/account", "{bad}");
        }
    }
}
