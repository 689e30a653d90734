//! `/account`: a person's blogs, password and sessions.

mod change_password;
mod end_sessions;
mod make_blog;

pub use change_password::change_password;
pub use end_sessions::end_sessions;
pub use make_blog::{BlogForm, make_blog};

use crate::auth::extract::{QueryFields, SignedIn};
use crate::http::age::DisplayTime;
use crate::http::error::{FormRefusal, PageError};
use crate::http::redirect::see_other;
use crate::http::text;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use model::Precision;
use tumblelog::account::PASSWORD_LEAST;

const PATH: &str = "/account";

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
    /// What was typed of a new blog that was refused.
    typed: BlogForm,
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
    account_page(&app, &person, None, done, BlogForm::default()).await
}

/// Back to the page: with a word of what was done, or what was wrong.
async fn form_outcome(
    app: &App,
    person: &SignedIn,
    outcome: tumblelog::Result<()>,
    done: &str,
    typed: BlogForm,
) -> Result<Response, PageError> {
    match outcome {
        Ok(()) => Ok(see_other(&format!("{PATH}?done={done}"))),
        Err(error) => account_page(app, person, Some(FormRefusal::of_error(error)?), "", typed).await,
    }
}

async fn account_page(
    app: &App,
    person: &SignedIn,
    refused: Option<FormRefusal>,
    done: &'static str,
    typed: BlogForm,
) -> Result<Response, PageError> {
    let (status, wrong) = FormRefusal::status_and_words(refused);
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
        typed,
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
