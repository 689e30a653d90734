//! `/account`: a person's blogs, password and sessions.

use crate::auth::security_log::Event;
use crate::auth::session::Browser;
use crate::http::age::DisplayTime;
use crate::http::error::{PageError, form_status};
use crate::http::form::FormFields;
use crate::http::{form, text};
use crate::state::App;
use crate::web::account::sign_in::{see_other, sign_in_first};
use crate::web::chrome::{Chrome, render_template};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use model::{BlogName, Invalid, Precision};
use tumblelog::NewBlog;
use tumblelog::account::{Adopt, AppAccess, PASSWORD_LEAST, PasswordChange, Session};

const PATH: &str = "/account";
/// Longest title of a blog, in characters.
const TITLE: usize = 200;

struct BlogLine {
    name: String,
    title: String,
    href: String,
}

struct SessionLine {
    id: i64,
    agent: String,
    since: DisplayTime,
    here: bool,
}

#[derive(askama::Template)]
#[template(path = "account.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    name: &'a str,
    /// Of a moderator: proposals that wait.
    proposals: Option<u64>,
    blogs: Vec<BlogLine>,
    sessions: Vec<SessionLine>,
    /// Browsers that are known, this one among them.
    devices: u64,
    least: usize,
    moderator: bool,
    wrong: String,
    done: &'static str,
    form_token: String,
}

/// The page.
pub async fn show_account(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (browser, query) = match opened(&app, request).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Some(session) = &browser.session else { return Err(PageError::Broken) };
    let done = match query.get("done") {
        Some("password") => "Your password is changed, and other devices are signed out.",
        Some("blog") => "The blog is created.",
        Some("sessions") => "Ended.",
        _ => "",
    };
    account_page(&app, &browser, session, StatusCode::OK, String::new(), done).await
}

/// `POST /account/blogs`: one more blog.
pub async fn make_blog(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (browser, form) = match posted(&app, request).await? {
        Ok(posted) => posted,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Some(session) = &browser.session else { return Err(PageError::Broken) };
    let made = match new_blog(&form) {
        Ok(new) => app.site().add_blog(session.account.id, new, Adopt::New).await.map(drop),
        Err(invalid) => Err(invalid.into()),
    };
    form_outcome(&app, &browser, session, made, "blog").await
}

fn new_blog(form: &FormFields) -> Result<NewBlog, Invalid> {
    let name = BlogName::parse(form.get("name").unwrap_or(""))?;
    let title = form.get("title").unwrap_or("").trim();
    // Counted in characters, since bytes would punish scripts other than Latin.
    if title.chars().count() > TITLE || title.chars().any(char::is_control) {
        return Err(Invalid::new(format!("a title has at most {TITLE} characters on one line")));
    }
    Ok(NewBlog { title: title.to_owned(), ..NewBlog::with_name(name) })
}

/// `POST /account/password`: another password.
pub async fn change_password(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (browser, form) = match posted(&app, request).await? {
        Ok(posted) => posted,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Some(session) = &browser.session else { return Err(PageError::Broken) };
    let old = form.get("old").unwrap_or("").to_owned();
    let new = form.get("new").unwrap_or("");
    let apps = if form.get("apps").is_some() { AppAccess::End } else { AppAccess::Keep };
    // The session is named so that it survives, while all others end.
    let changed = app.site().change_password(session.account.id, old, new, session.id, apps).await;
    let changed = match changed {
        Ok(PasswordChange::Done) => {
            browser.report(&app, Event::PasswordChanged, "the person changed it; all other sessions ended");
            if apps == AppAccess::End {
                browser.report(&app, Event::AccessRevoked, "all programs, with the password");
            }
            Ok(())
        }
        // A stolen session must not serve to guess the password, so this counts as a failed
        // sign-in.
        Ok(PasswordChange::WrongPassword) => {
            browser.report(&app, Event::FailedSignIn, "the present password is another");
            Err(Invalid::new("the present password is another").into())
        }
        Ok(PasswordChange::Wait(seconds)) => {
            browser.report(
                &app,
                Event::LockedOut,
                "too many attempts; the present password was not looked at",
            );
            Err(Invalid::new(format!("too many attempts; try again in {seconds} seconds")).into())
        }
        Err(error) => Err(error),
    };
    form_outcome(&app, &browser, session, changed, "password").await
}

/// `POST /account/sessions`: ends one session, or all others.
pub async fn end_sessions(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (browser, form) = match posted(&app, request).await? {
        Ok(posted) => posted,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Some(session) = &browser.session else { return Err(PageError::Broken) };
    let account = session.account.id;
    let ended = match form.get("session").map(str::parse) {
        // The account goes along, so that nobody ends the session of another by its number.
        Some(Ok(id)) => app.site().end_session_and_device(account, id).await.map(drop),
        _ => app.site().end_sessions(account, session.id).await.map(drop),
    };
    form_outcome(&app, &browser, session, ended, "sessions").await
}

/// A page that a signed-in person opens, with its query; or where to go instead.
pub(in crate::web) async fn opened(
    app: &App,
    request: Request,
) -> Result<Result<(Browser, FormFields), Response>, PageError> {
    let (parts, _) = request.into_parts();
    let browser = Browser::read_browser(app, &parts).await?;
    if browser.session.is_none() {
        return Ok(Err(sign_in_first(&parts.uri)));
    }
    let query = FormFields::parse(parts.uri.query().unwrap_or("").as_bytes());
    Ok(Ok((browser, query)))
}

/// A form that a signed-in person sent from a page of ours; or where to go instead.
pub(in crate::web) async fn posted(
    app: &App,
    request: Request,
) -> Result<Result<(Browser, FormFields), Response>, PageError> {
    let (parts, form) = form::read_form(request).await?;
    let browser = Browser::read_browser(app, &parts).await?;
    if browser.session.is_none() {
        // The form's own address answers no GET, so nobody is led back to it after signing in.
        return Ok(Err(see_other("/sign-in")));
    }
    // Checked after the session: without one the person needs the sign-in page and not an error.
    browser.check_form_token(app, &parts.headers, &form)?;
    Ok(Ok((browser, form)))
}

/// Back to the page: with a word of what was done, or what was wrong.
async fn form_outcome(
    app: &App,
    browser: &Browser,
    session: &Session,
    outcome: tumblelog::Result<()>,
    done: &str,
) -> Result<Response, PageError> {
    match outcome {
        Ok(()) => Ok(see_other(&format!("{PATH}?done={done}"))),
        Err(tumblelog::Error::Invalid(Invalid(why))) => {
            account_page(app, browser, session, StatusCode::UNPROCESSABLE_ENTITY, why, "").await
        }
        Err(full @ tumblelog::Error::Limit { .. }) => {
            account_page(app, browser, session, form_status(&full), full.to_string(), "").await
        }
        Err(other) => Err(PageError::from(other)),
    }
}

async fn account_page(
    app: &App,
    browser: &Browser,
    session: &Session,
    status: StatusCode,
    wrong: String,
    done: &'static str,
) -> Result<Response, PageError> {
    let account = &session.account;
    let blogs = app.site().blogs_of(account.id).await?;
    let sessions = app.site().list_sessions(account.id).await?;
    let devices = app.site().count_devices(account.id).await?;
    // Counted only for those who can act on it.
    let proposals = match account.moderator {
        true => Some(app.site().open_proposals().await?),
        false => None,
    };
    let now = app.now();
    let blogs = blogs.into_iter().map(|blog| BlogLine {
        href: text::blog_path(blog.name.as_str()),
        name: blog.name.into(),
        title: blog.title,
    });
    let sessions = sessions.into_iter().map(|row| SessionLine {
        id: row.id,
        here: row.id == session.id,
        since: DisplayTime::new(now, row.created, Precision::Exact),
        agent: if row.agent.is_empty() { "a browser without a name".into() } else { row.agent },
    });
    let page = Page {
        chrome: Chrome::new(app.settings(), "Account", "").unlisted(),
        name: &account.name,
        proposals,
        blogs: blogs.collect(),
        sessions: sessions.collect(),
        devices,
        least: PASSWORD_LEAST,
        moderator: account.moderator,
        wrong,
        done,
        form_token: browser.form_token(),
    };
    Ok(browser.seal_response((status, Html(render_template(&page, 16 * 1024)?)).into_response()))
}
