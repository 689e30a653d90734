//! `/apps`: the API clients a person registered, and those that may act in the person's name.

use crate::auth::security_log::Event;
use crate::auth::session::Browser;
use crate::http::age::DisplayTime;
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::state::App;
use crate::web::account::overview::{opened, posted};
use crate::web::account::sign_in::see_other;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use model::{AccountId, Client, ClientId, Invalid, Precision, TokenFamily};
use tumblelog::oauth::{Grant, NewClient};

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
pub async fn show_apps(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (browser, query) = match opened(&app, request).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    // `opened` lets nobody through without a session, so this is never seen.
    let Some(session) = &browser.session else { return Err(PageError::Broken) };
    let done = match query.get("done") {
        Some("register") => "The app is registered.",
        Some("change") => "Changed.",
        Some("remove") => "The app is removed, with all its tokens.",
        Some("revoke") => "The app may no longer use your account.",
        _ => "",
    };
    apps_page(&app, &browser, session.account.id, StatusCode::OK, String::new(), done).await
}

/// `POST /apps/{deed}`: register, change or remove an app, or revoke what one may do.
pub async fn change_app(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let deed = request.uri().path().strip_prefix("/apps/").unwrap_or("").to_owned();
    let (browser, form) = match posted(&app, request).await? {
        Ok(posted) => posted,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let account = browser.session.as_ref().map(|session| session.account.id).ok_or(PageError::Broken)?;
    match apply_change(&app, account, &deed, &form).await {
        Ok(()) => {
            match deed.as_str() {
                "revoke" => browser.report(&app, Event::AccessRevoked, "one program, by the person"),
                "remove" => browser.report(&app, Event::AccessRevoked, "an app was removed by its owner"),
                _ => {}
            }
            // Redirected, so that reloading the page does not send the form again.
            Ok(see_other(&format!("{PATH}?done={deed}")))
        }
        Err(tumblelog::Error::Invalid(Invalid(why)) | tumblelog::Error::NotFound(why)) => {
            apps_page(&app, &browser, account, StatusCode::UNPROCESSABLE_ENTITY, why, "").await
        }
        Err(other) => Err(PageError::from(other)),
    }
}

async fn apply_change(app: &App, account: AccountId, deed: &str, form: &FormFields) -> tumblelog::Result<()> {
    let name = form.get("name").unwrap_or("");
    let redirects: Vec<String> =
        form.get("redirects").unwrap_or("").split_whitespace().map(str::to_owned).collect();
    let client = ClientId(form_number(form, "client"));
    match deed {
        "register" => {
            let public = form.get("public").is_some();
            let new = NewClient { owner: account, name: name.to_owned(), redirects, public };
            app.site().create_client(new).await.map(drop)
        }
        "change" => app.site().change_client(account, client, name, &redirects).await,
        "remove" => app.site().remove_client(account, client).await,
        // The router knows no other deed than “revoke”.
        _ => app.site().revoke_grant(account, TokenFamily(form_number(form, "permission"))).await,
    }
}

fn form_number(form: &FormFields, name: &str) -> i64 {
    // No row has the number 0, so an unreadable number ends as “not found”.
    form.get(name).and_then(|text| text.parse().ok()).unwrap_or(0)
}

async fn apps_page(
    app: &App,
    browser: &Browser,
    account: AccountId,
    status: StatusCode,
    wrong: String,
    done: &'static str,
) -> Result<Response, PageError> {
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
