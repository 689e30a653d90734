//! `/apps`: the API clients a person registered, and those that may act in the person's name.

mod forms;

pub use forms::{change_app, register_app, remove_app, revoke_app};

use crate::auth::extract::{QueryFields, SignedIn};
use crate::http::age::DisplayTime;
use crate::http::error::PageError;
use crate::http::redirect::see_other;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use model::{Client, Invalid, Precision};
use tumblelog::oauth::Grant;

const PATH: &str = "/apps";

struct ClientLine {
    id: i64,
    name: String,
    key: String,
    /// Empty for a public app.
    secret: String,
    public: bool,
    /// One a line.
    redirects: String,
}

struct GrantLine {
    family: i64,
    name: String,
    permits: String,
    since: DisplayTime,
}

#[derive(askama::Template)]
#[template(path = "apps.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    clients: Vec<ClientLine>,
    grants: Vec<GrantLine>,
    wrong: String,
    done: &'static str,
    form_token: String,
}

/// The page.
pub async fn show_apps(
    State(app): State<App>,
    person: SignedIn,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let done = match query.get("done") {
        Some("register") => "The app is registered.",
        Some("change") => "Changed.",
        Some("remove") => "The app is removed, with all its tokens.",
        Some("revoke") => "The app may no longer use your account.",
        _ => "",
    };
    apps_page(&app, &person, StatusCode::OK, String::new(), done).await
}

/// Back to the page: with what was done, or with what was wrong.
async fn form_outcome(
    app: &App,
    person: &SignedIn,
    outcome: tumblelog::Result<()>,
    done: &str,
) -> Result<Response, PageError> {
    match outcome {
        // Redirected, so that reloading the page does not send the form again.
        Ok(()) => Ok(see_other(&format!("{PATH}?done={done}"))),
        Err(tumblelog::Error::Invalid(Invalid(why)) | tumblelog::Error::NotFound(why)) => {
            apps_page(app, person, StatusCode::UNPROCESSABLE_ENTITY, why, "").await
        }
        Err(other) => Err(other.into()),
    }
}

async fn apps_page(
    app: &App,
    person: &SignedIn,
    status: StatusCode,
    wrong: String,
    done: &'static str,
) -> Result<Response, PageError> {
    let (browser, account) = (&person.browser, person.account_id());
    let clients = app.site().list_clients(account).await?;
    let grants = app.site().list_grants(account).await?;
    let grants = grants.into_iter().map(|grant| GrantLine {
        family: grant.family.0,
        since: DisplayTime::new(app.now(), grant.since, Precision::Exact),
        permits: permission_words(&grant).to_owned(),
        name: grant.client.name,
    });
    let page = Page {
        chrome: Chrome::new(app.settings(), "Apps", "").unlisted(),
        clients: clients.into_iter().map(client_line).collect(),
        grants: grants.collect(),
        wrong,
        done,
        form_token: browser.form_token(),
    };
    Ok(browser.seal_response((status, Html(render_template(&page, 16 * 1024)?)).into_response()))
}

fn client_line((client, secret): (Client, String)) -> ClientLine {
    let redirects = client.redirects.join("\n");
    ClientLine {
        id: client.id.0,
        name: client.name,
        key: client.key,
        secret,
        public: client.public,
        redirects,
    }
}

fn permission_words(grant: &Grant) -> &'static str {
    match (grant.scopes.write, grant.oauth1 || grant.scopes.offline_access) {
        (true, true) => "read and write, until you take it back",
        (true, false) => "read and write, for less than an hour",
        (false, true) => "read, until you take it back",
        (false, false) => "read, for less than an hour",
    }
}
