//! `/apps`: the API clients a person registered, and those that may act in the person's name.

mod forms;

pub use forms::{AppForm, change_app, register_app, remove_app, revoke_app};

use crate::auth::extract::{QueryFields, SignedIn};
use crate::http::age::DisplayTime;
use crate::http::error::{FormRefusal, PageError};
use crate::http::redirect::see_other;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use model::{Client, ClientId, Precision};
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
    /// Its change was refused: the form stands open, with what was typed.
    open: bool,
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
    /// What was typed of a new app that was refused.
    typed: AppForm,
    wrong: String,
    done: &'static str,
    form_token: String,
}

/// What was typed of an app, to be shown again after a refusal; of a new one, where it names no app.
#[derive(Default)]
struct Typed {
    client: Option<ClientId>,
    app: AppForm,
}

impl Typed {
    /// Puts what was typed into the line of its app. Gives what the form of a new app shows.
    fn fill_in(self, lines: &mut [ClientLine]) -> AppForm {
        let Some(client) = self.client else { return self.app };
        if let Some(line) = lines.iter_mut().find(|line| line.id == client.0) {
            line.redirects = self.app.redirects_text();
            line.name = self.app.name;
            line.open = true;
        }
        AppForm::default()
    }
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
    apps_page(&app, &person, None, done, Typed::default()).await
}

/// Back to the page: with what was done, or with what was wrong.
async fn form_outcome(
    app: &App,
    person: &SignedIn,
    outcome: tumblelog::Result<()>,
    done: &str,
    typed: Typed,
) -> Result<Response, PageError> {
    match outcome {
        // Redirected, so that reloading the page does not send the form again.
        Ok(()) => Ok(see_other(&format!("{PATH}?done={done}"))),
        Err(error) => apps_page(app, person, Some(FormRefusal::of_error(error)?), "", typed).await,
    }
}

async fn apps_page(
    app: &App,
    person: &SignedIn,
    refused: Option<FormRefusal>,
    done: &'static str,
    typed: Typed,
) -> Result<Response, PageError> {
    let (status, wrong) = FormRefusal::status_and_words(refused);
    let (browser, account) = (&person.browser, person.account_id());
    let clients = app.site().list_clients(account).await?;
    let grants = app.site().list_grants(account).await?;
    let grants = grants.into_iter().map(|grant| GrantLine {
        family: grant.family.0,
        since: DisplayTime::new(app.now(), grant.since, Precision::Exact),
        permits: permission_words(&grant).to_owned(),
        name: grant.client.name,
    });
    let mut clients: Vec<_> = clients.into_iter().map(client_line).collect();
    let typed = typed.fill_in(&mut clients);
    let page = Page {
        chrome: Chrome::new(app.settings(), "Apps", "").unlisted(),
        clients,
        grants: grants.collect(),
        typed,
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
        open: false,
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
