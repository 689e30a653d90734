//! The forms of `/apps`: an app is registered, changed or removed, or what one may do is revoked.

use super::{Typed, form_outcome};
use crate::auth::extract::{FromForm, Posted};
use crate::auth::security_log::Event;
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::state::App;
use axum::extract::State;
use axum::response::Response;
use model::{ClientId, TokenFamily};
use tumblelog::oauth::NewClient;

/// What a person says of an app.
#[derive(Default, Clone)]
pub struct AppForm {
    pub(super) name: String,
    redirects: Vec<String>,
    /// It cannot keep a secret.
    pub(super) public: bool,
}

impl AppForm {
    /// The redirect addresses, one a line.
    pub fn redirects_text(&self) -> String {
        self.redirects.join("\n")
    }
}

impl FromForm for AppForm {
    fn from_form(fields: &FormFields) -> Self {
        let redirects = fields.get("redirects").unwrap_or("").split_whitespace();
        Self {
            name: fields.get_text("name"),
            redirects: redirects.map(str::to_owned).collect(),
            public: fields.has_field("public"),
        }
    }
}

/// Which app.
pub struct ChosenApp {
    client: ClientId,
}

impl FromForm for ChosenApp {
    fn from_form(fields: &FormFields) -> Self {
        // No row has the number 0, so an unreadable number ends as “not found”.
        Self { client: ClientId(fields.get_number("client").unwrap_or(0)) }
    }
}

/// An app, and what is to be said of it.
pub struct ChangedApp {
    chosen: ChosenApp,
    app: AppForm,
}

impl FromForm for ChangedApp {
    fn from_form(fields: &FormFields) -> Self {
        Self { chosen: ChosenApp::from_form(fields), app: AppForm::from_form(fields) }
    }
}

/// Which permission.
pub struct ChosenGrant {
    family: TokenFamily,
}

impl FromForm for ChosenGrant {
    fn from_form(fields: &FormFields) -> Self {
        Self { family: TokenFamily(fields.get_number("permission").unwrap_or(0)) }
    }
}

/// `POST /apps/register`
pub async fn register_app(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<AppForm>,
) -> Result<Response, PageError> {
    let typed = Typed { client: None, app: form.clone() };
    let AppForm { name, redirects, public } = form;
    let new = NewClient { owner: person.account_id(), name, redirects, public };
    let made = app.site().create_client(new).await.map(drop);
    form_outcome(&app, &person, made, "register", typed).await
}

/// `POST /apps/change`
pub async fn change_app(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<ChangedApp>,
) -> Result<Response, PageError> {
    let ChangedApp { chosen, app: said } = form;
    let changed =
        app.site().change_client(person.account_id(), chosen.client, &said.name, &said.redirects).await;
    form_outcome(&app, &person, changed, "change", Typed { client: Some(chosen.client), app: said }).await
}

/// `POST /apps/remove`
pub async fn remove_app(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<ChosenApp>,
) -> Result<Response, PageError> {
    let removed = app.site().remove_client(person.account_id(), form.client).await;
    if removed.is_ok() {
        person.browser.report(&app, Event::AccessRevoked, "an app was removed by its owner");
    }
    form_outcome(&app, &person, removed, "remove", Typed::default()).await
}

/// `POST /apps/revoke`
pub async fn revoke_app(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<ChosenGrant>,
) -> Result<Response, PageError> {
    let revoked = app.site().revoke_grant(person.account_id(), form.family).await;
    if revoked.is_ok() {
        person.browser.report(&app, Event::AccessRevoked, "one program, by the person");
    }
    form_outcome(&app, &person, revoked, "revoke", Typed::default()).await
}
