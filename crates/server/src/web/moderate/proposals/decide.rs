//! `POST /moderate/proposals`: what a moderator decides about a proposal. The buttons of one form give one field.

use super::{PATH, proposals_page};
use crate::auth::extract::{FromForm, Moderator, Posted};
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::http::redirect::see_other;
use crate::state::App;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use model::Invalid;
use tumblelog::Actor;
use tumblelog::proposal::Decision;

/// What the form of a proposal sends.
pub struct ProposalForm {
    id: i64,
    /// Which of its buttons was pressed.
    decision: String,
    /// The names that the page showed: the proposal may have grown since it was made.
    shown: Vec<String>,
    /// Those that are chosen of them.
    chosen: Vec<String>,
}

impl FromForm for ProposalForm {
    fn from_form(fields: &FormFields) -> Self {
        let shown: Vec<String> = fields.get("shown").unwrap_or("").lines().map(str::to_owned).collect();
        let boxes = fields.0.iter().filter(|(name, _)| name == "name");
        // Boxes send positions in `shown`, so that names need no escaping of their own.
        let chosen = boxes.filter_map(|(_, at)| shown.get(at.parse::<usize>().ok()?).cloned()).collect();
        // No row has the number 0, so an unreadable number ends as “not found”.
        let id = fields.get_number("id").unwrap_or(0);
        Self { id, decision: fields.get_text("decision"), shown, chosen }
    }
}

/// `POST /moderate/proposals`: a decision, or taking one back.
pub async fn decide_proposal(
    State(app): State<App>,
    Posted { sender: Moderator(person), form }: Posted<ProposalForm, Moderator>,
) -> Result<Response, PageError> {
    let id = form.id;
    let outcome = apply_decision(&app, Actor::Person(person.as_viewer()), form).await;
    let (status, why) = match outcome {
        Ok(false) => return Ok(see_other(&format!("{PATH}?done={id}"))),
        Ok(true) => return Ok(see_other(&format!("{PATH}?id={id}&back=1"))),
        Err(tumblelog::Error::Invalid(Invalid(why))) => (StatusCode::UNPROCESSABLE_ENTITY, why),
        // Somebody else decided meanwhile: a conflict, and the page shows the present state.
        Err(tumblelog::Error::Refused(why) | tumblelog::Error::NotFound(why)) => (StatusCode::CONFLICT, why),
        Err(other) => return Err(other.into()),
    };
    proposals_page(&app, &person.browser, Some(id), None, status, why).await
}

/// Does what the form says; whether the proposal is to be shown again.
async fn apply_decision(app: &App, by: Actor, form: ProposalForm) -> tumblelog::Result<bool> {
    let decision = match form.decision.as_str() {
        "join" => Decision::Join(form.chosen),
        "refuse" => Decision::Refuse,
        "later" => Decision::Later,
        "undo" => return app.site().undo_proposal(form.id, by).await.map(|()| true),
        other => {
            return Err(Invalid::new(format!(
                "“{other}” is no decision; join, refuse, later and undo are accepted"
            ))
            .into());
        }
    };
    app.site().decide_proposal(form.id, &form.shown, decision, by).await.map(|()| false)
}
