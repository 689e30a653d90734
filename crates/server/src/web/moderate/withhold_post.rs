//! `/moderate/post/{id}`: a moderator withholds a post, with a reason and a word to its author, or lists it again.

use crate::auth::extract::{FromForm, Moderator, Posted, QueryFields, SignedIn};
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::http::path::PostNumber;
use crate::http::redirect::see_other;
use crate::http::text;
use crate::state::App;
use crate::web::account::withheld::decision_words;
use crate::web::chrome::{Chrome, render_template};
use crate::web::research::coverage::withheld_one;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use model::{Invalid, PostId, Withheld};
use tumblelog::permission::{Act, Target};
use tumblelog::{Actor, NOTE, NewDecision};

/// A decision that was made.
struct Past {
    what: &'static str,
    says: Vec<String>,
}

#[derive(askama::Template)]
#[template(path = "judge.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    id: i64,
    name: String,
    href: String,
    /// Why it is withheld now.
    state: Option<&'static str>,
    reasons: Vec<(&'static str, &'static str)>,
    past: Vec<Past>,
    note: usize,
    wrong: String,
    done: bool,
    form_token: String,
}

/// The page.
pub async fn show_withhold_post(
    State(app): State<App>,
    PostNumber(id): PostNumber,
    Moderator(person): Moderator,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let done = query.has_field("done");
    withhold_page(&app, &person, id, (StatusCode::OK, String::new(), done)).await
}

/// What the form sends.
pub struct DecisionForm {
    /// The name of a reason, or `none`.
    reason: String,
    note: String,
}

impl FromForm for DecisionForm {
    fn from_form(fields: &FormFields) -> Self {
        Self { reason: fields.get_text("reason"), note: fields.get_text("note") }
    }
}

/// `POST`: the decision.
pub async fn decide_withholding(
    State(app): State<App>,
    PostNumber(id): PostNumber,
    Posted { sender: Moderator(person), form }: Posted<DecisionForm, Moderator>,
) -> Result<Response, PageError> {
    // What is not published is nobody's but its owner's.
    let actor = Actor::Person(person.as_viewer());
    app.site().can(&actor, Act::WithholdPost, Target::Post(id)).await?;
    let decided = match parse_reason(&form.reason) {
        Ok(reason) => {
            let by = Some(person.account_id());
            let decision = NewDecision { post: id, reason, by, note: form.note };
            app.site().record_decision(decision).await.map(drop)
        }
        Err(invalid) => Err(invalid.into()),
    };
    match decided {
        Ok(()) => Ok(see_other(&format!("/moderate/post/{id}?done=1"))),
        Err(tumblelog::Error::Invalid(Invalid(why))) => {
            withhold_page(&app, &person, id, (StatusCode::UNPROCESSABLE_ENTITY, why, false)).await
        }
        Err(other) => Err(other.into()),
    }
}

fn parse_reason(name: &str) -> Result<Option<Withheld>, Invalid> {
    if name == "none" {
        return Ok(None);
    }
    Withheld::from_name(name).map(Some).ok_or_else(|| {
        let all: Vec<_> = Withheld::ALL.iter().map(|reason| reason.name()).collect();
        Invalid::new(format!("choose a reason: {}, or none to list it again", all.join(", ")))
    })
}

async fn withhold_page(
    app: &App,
    person: &SignedIn,
    id: PostId,
    (status, wrong, done): (StatusCode, String, bool),
) -> Result<Response, PageError> {
    let viewer = person.as_viewer();
    let (card, decisions) = app.site().list_decisions(&viewer, id).await?;
    let blog = card.blog.name.as_str();
    let words = npf::plain::lead(&card.document, 80);
    let page = Page {
        chrome: Chrome::new(app.settings(), "Moderate a post", "").unlisted(),
        id: id.0,
        name: if words.is_empty() { format!("A post by {blog}") } else { format!("{blog}: {words}") },
        href: text::post_path(blog, &card.post),
        state: card.post.withheld.map(withheld_one),
        reasons: Withheld::ALL.iter().map(|reason| (reason.name(), withheld_one(*reason))).collect(),
        past: decisions
            .iter()
            .map(|decision| Past {
                what: decision.reason.map_or("Listed again", withheld_one),
                says: decision_words(decision, &viewer, app.now()),
            })
            .collect(),
        note: NOTE,
        wrong,
        done,
        form_token: person.browser.form_token(),
    };
    Ok(person.browser.seal_response((status, Html(render_template(&page, 16 * 1024)?)).into_response()))
}
