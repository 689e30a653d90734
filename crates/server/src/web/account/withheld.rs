//! Withheld posts, for those who may see them: `/account/withheld` a person's own, `/complete/withheld?q=` those of a
//! view.

use crate::auth::extract::SignedIn;
use crate::http::age::DisplayTime;
use crate::http::error::PageError;
use crate::http::params;
use crate::http::text;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use crate::web::list::proof;
use crate::web::research::coverage::{posts_words, withheld_one};
use axum::extract::State;
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Response};
use model::{Decision, Precision, Time};
use tumblelog::{Viewer, WithheldList, WithheldPost};

/// Posts of a page.
const PAGE: usize = 20;

/// A withheld post.
struct Line {
    name: String,
    href: String,
    reason: String,
    /// Sentences about the decision.
    says: Vec<String>,
    /// Where a moderator decides about it.
    decide: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "withheld.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    own: bool,
    query: &'a str,
    complete: String,
    posts: String,
    lines: Vec<Line>,
    next: Option<String>,
}

/// A person's own.
pub async fn show_own_withheld(
    State(app): State<App>,
    person: SignedIn,
    uri: Uri,
) -> Result<Response, PageError> {
    withheld_page(&app, &person, &uri, true).await
}

/// Those of a view: a moderator sees all, others their own.
pub async fn show_withheld(
    State(app): State<App>,
    person: SignedIn,
    uri: Uri,
) -> Result<Response, PageError> {
    withheld_page(&app, &person, &uri, false).await
}

async fn withheld_page(app: &App, person: &SignedIn, uri: &Uri, own: bool) -> Result<Response, PageError> {
    let viewer = person.as_viewer();
    let asked = params::read_list_request(uri)?;
    let query = asked.query.as_str();
    // The viewer goes into the query: the store decides which posts this person may see.
    let list = app.site().withheld_in(&viewer, query, own, asked.before.as_deref(), PAGE).await;
    let list = list.map_err(|error| PageError::of_query(error, query))?;
    let path = if own { "/account/withheld" } else { "/complete/withheld" };
    let title = if own { "Your withheld posts" } else { "Withheld posts" };
    let page = Page {
        chrome: Chrome::new(app.settings(), title, query).unlisted(),
        own,
        query,
        complete: proof::complete_path(query),
        posts: posts_words(list.total, list.most),
        lines: list.posts.iter().map(|post| withheld_line(post, &viewer, app.now())).collect(),
        next: next_path(&list, path, query),
    };
    Ok(person.browser.seal_response(Html(render_template(&page, 16 * 1024)?).into_response()))
}

fn next_path(list: &WithheldList, path: &str, query: &str) -> Option<String> {
    let cursor = list.next.as_deref()?;
    let mut href = format!("{path}?before=");
    text::encode_query(cursor, &mut href);
    if !query.is_empty() {
        href.push_str("&q=");
        text::encode_query(query, &mut href);
    }
    Some(href)
}

fn withheld_line(post: &WithheldPost, viewer: &Viewer, now: Time) -> Line {
    let card = &post.card;
    let blog = card.blog.name.as_str();
    let words = npf::plain::lead(&card.document, 80);
    Line {
        name: if words.is_empty() { format!("A post by {blog}") } else { format!("{blog}: {words}") },
        href: text::post_path(blog, &card.post),
        reason: card.post.withheld.map(|reason| withheld_one(reason).to_owned()).unwrap_or_default(),
        says: match &post.decision {
            Some(decision) => decision_words(decision, viewer, now),
            None => vec!["The date of this decision is not known.".to_owned()],
        },
        decide: viewer.moderator.then(|| format!("/moderate/post/{}", card.post.id)),
    }
}

/// When it was decided, by whom, and what the author is told.
pub fn decision_words(decision: &Decision, viewer: &Viewer, now: Time) -> Vec<String> {
    let by = match decision.by {
        None => "by the site",
        Some(account) if account == viewer.account => "by you",
        // The names of moderators are not shown to authors.
        Some(_) => "by a moderator",
    };
    let mut says =
        vec![format!("Decided {}, {by}.", DisplayTime::new(now, decision.at, Precision::Minute).full)];
    if !decision.note.is_empty() {
        says.push(format!("“{}”", decision.note));
    }
    says
}
