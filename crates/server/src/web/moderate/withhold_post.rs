//! `/moderate/post/{id}`: a moderator withholds a post, with a reason and a word to its author, or lists it again.

use super::moderator::{read_moderated_form, require_moderator};
use crate::auth::session::Browser;
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::http::text;
use crate::state::App;
use crate::web::account::sign_in::see_other;
use crate::web::account::withheld::decision_words;
use crate::web::chrome::{Chrome, render_template};
use crate::web::research::coverage::withheld_one;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use model::{Account, Invalid, PostId, Withheld};
use tumblelog::{NOTE, NewDecision, Viewer};

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
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, PageError> {
    let id = parse_post_id(&id)?;
    let (parts, _) = request.into_parts();
    let (browser, account) = match require_moderator(&app, &parts).await? {
        Ok(both) => both,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let done = FormFields::parse(parts.uri.query().unwrap_or("").as_bytes()).get("done").is_some();
    withhold_page(&app, &browser, &account, id, (StatusCode::OK, String::new(), done)).await
}

/// `POST`: the decision.
pub async fn decide_withholding(
    State(app): State<App>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, PageError> {
    let id = parse_post_id(&id)?;
    let (browser, account, form) = match read_moderated_form(&app, request).await? {
        Ok(all) => all,
        Err(elsewhere) => return Ok(elsewhere),
    };
    // What is not published is nobody's but its owner's.
    app.site().read_published(id).await?;
    let decided = match read_reason(&form) {
        Ok(reason) => {
            let note = form.get("note").unwrap_or("").to_owned();
            app.site()
                .record_decision(NewDecision { post: id, reason, by: Some(account.id), note })
                .await
                .map(drop)
        }
        Err(invalid) => Err(invalid.into()),
    };
    match decided {
        Ok(()) => Ok(see_other(&format!("/moderate/post/{id}?done=1"))),
        Err(tumblelog::Error::Invalid(Invalid(why))) => {
            withhold_page(&app, &browser, &account, id, (StatusCode::UNPROCESSABLE_ENTITY, why, false)).await
        }
        Err(other) => Err(PageError::from(other)),
    }
}

fn parse_post_id(text: &str) -> Result<PostId, PageError> {
    // Other spellings of the number would be further addresses of the page.
    let good = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| good).map(PostId).ok_or(PageError::NotFound)
}

fn read_reason(form: &FormFields) -> Result<Option<Withheld>, Invalid> {
    match form.get("reason").unwrap_or("") {
        "none" => Ok(None),
        name => Withheld::from_name(name).map(Some).ok_or_else(|| {
            let all: Vec<_> = Withheld::ALL.iter().map(|reason| reason.name()).collect();
            Invalid::new(format!("choose a reason: {}, or none to list it again", all.join(", ")))
        }),
    }
}

async fn withhold_page(
    app: &App,
    browser: &Browser,
    account: &Account,
    id: PostId,
    (status, wrong, done): (StatusCode, String, bool),
) -> Result<Response, PageError> {
    let viewer = Viewer::of_account(account);
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
        form_token: browser.form_token(),
    };
    Ok(browser.seal_response((status, Html(render_template(&page, 16 * 1024)?)).into_response()))
}
