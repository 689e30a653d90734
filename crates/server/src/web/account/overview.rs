//! `/account`: a person's blogs, password and sessions.

use crate::auth::extract::{FromForm, Posted, QueryFields, SignedIn};
use crate::auth::security_log::Event;
use crate::http::age::DisplayTime;
use crate::http::error::{PageError, form_status};
use crate::http::form::FormFields;
use crate::http::redirect::see_other;
use crate::http::text;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use model::{BlogName, Invalid, Precision};
use tumblelog::NewBlog;
use tumblelog::account::{Adopt, AppAccess, PASSWORD_LEAST, PasswordChange};

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
pub async fn show_account(
    State(app): State<App>,
    person: SignedIn,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let done = match query.get("done") {
        Some("password") => "Your password is changed, and other devices are signed out.",
        Some("blog") => "The blog is created.",
        Some("sessions") => "Ended.",
        _ => "",
    };
    account_page(&app, &person, StatusCode::OK, String::new(), done).await
}

/// What the form of a new blog sends.
pub struct BlogForm {
    name: String,
    title: String,
}

impl FromForm for BlogForm {
    fn from_form(fields: &FormFields) -> Self {
        Self { name: fields.get_text("name"), title: fields.get_text("title") }
    }
}

/// `POST /account/blogs`: one more blog.
pub async fn make_blog(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<BlogForm>,
) -> Result<Response, PageError> {
    let made = match new_blog(&form) {
        Ok(new) => app.site().add_blog(person.account_id(), new, Adopt::New).await.map(drop),
        Err(invalid) => Err(invalid.into()),
    };
    form_outcome(&app, &person, made, "blog").await
}

fn new_blog(form: &BlogForm) -> Result<NewBlog, Invalid> {
    let name = BlogName::parse(&form.name)?;
    let title = form.title.trim();
    // Counted in characters, since bytes would punish scripts other than Latin.
    if title.chars().count() > TITLE || title.chars().any(char::is_control) {
        return Err(Invalid::new(format!("a title has at most {TITLE} characters on one line")));
    }
    Ok(NewBlog { title: title.to_owned(), ..NewBlog::with_name(name) })
}

/// What the form of a new password sends.
pub struct PasswordForm {
    old: String,
    new: String,
    /// Whether programs may go on acting in the person's name.
    apps: AppAccess,
}

impl FromForm for PasswordForm {
    fn from_form(fields: &FormFields) -> Self {
        let apps = if fields.has_field("apps") { AppAccess::End } else { AppAccess::Keep };
        Self { old: fields.get_text("old"), new: fields.get_text("new"), apps }
    }
}

/// `POST /account/password`: another password.
pub async fn change_password(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<PasswordForm>,
) -> Result<Response, PageError> {
    let (browser, session) = (&person.browser, &person.session);
    // The session is named so that it survives, while all others end.
    let changed =
        app.site().change_password(session.account.id, form.old, &form.new, session.id, form.apps).await;
    let changed = match changed {
        Ok(PasswordChange::Done) => {
            browser.report(&app, Event::PasswordChanged, "the person changed it; all other sessions ended");
            if form.apps == AppAccess::End {
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
    form_outcome(&app, &person, changed, "password").await
}

/// What the forms beside the sessions send: the number of one, or nothing for all others.
pub struct SessionsForm {
    session: Option<i64>,
}

impl FromForm for SessionsForm {
    fn from_form(fields: &FormFields) -> Self {
        Self { session: fields.get_number("session") }
    }
}

/// `POST /account/sessions`: ends one session, or all others.
pub async fn end_sessions(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<SessionsForm>,
) -> Result<Response, PageError> {
    let account = person.account_id();
    let ended = match form.session {
        // The account goes along, so that nobody ends the session of another by its number.
        Some(id) => app.site().end_session_and_device(account, id).await.map(drop),
        None => app.site().end_sessions(account, person.session.id).await.map(drop),
    };
    form_outcome(&app, &person, ended, "sessions").await
}

/// Back to the page: with a word of what was done, or what was wrong.
async fn form_outcome(
    app: &App,
    person: &SignedIn,
    outcome: tumblelog::Result<()>,
    done: &str,
) -> Result<Response, PageError> {
    match outcome {
        Ok(()) => Ok(see_other(&format!("{PATH}?done={done}"))),
        Err(tumblelog::Error::Invalid(Invalid(why))) => {
            account_page(app, person, StatusCode::UNPROCESSABLE_ENTITY, why, "").await
        }
        Err(full @ tumblelog::Error::Limit { .. }) => {
            account_page(app, person, form_status(&full), full.to_string(), "").await
        }
        Err(other) => Err(PageError::from(other)),
    }
}

async fn account_page(
    app: &App,
    person: &SignedIn,
    status: StatusCode,
    wrong: String,
    done: &'static str,
) -> Result<Response, PageError> {
    let SignedIn { browser, session } = person;
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
