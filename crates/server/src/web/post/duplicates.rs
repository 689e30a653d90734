//! `/copies/{id}`: the posts that tell the same story as a post; and parting a post that does not.

use crate::auth::session::Browser;
use crate::http::age::When;
use crate::http::error::Fault;
use crate::http::etag;
use crate::http::etag::Fresh;
use crate::http::text;
use crate::state::App;
use crate::web::account::blog_settings::may_change;
use crate::web::account::overview::{opened, posted};
use crate::web::account::sign_in::see;
use crate::web::avatar;
use crate::web::chrome::{Chrome, render};
use crate::web::list::card::{CardView, kind_name};
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use model::{PostId, Time};
use tumblelog::Beside;
use tumblelog::duplicates::cluster_page::{SHOWN, Told};
use tumblelog::view::Card;

/// Code points of a post in its line.
const EXCERPT: usize = 160;

/// One post of a story.
struct Line {
    href: String,
    blog: String,
    blog_href: String,
    face: String,
    when: When,
    kind: &'static str,
    source: Option<(String, String)>,
    robot: Option<String>,
    lang: String,
    excerpt: String,
    /// “94 %”; nothing for the earliest.
    percent: Option<String>,
    /// It is an excerpt of the earliest, or that of it.
    is_excerpt: bool,
    adds: String,
    lacks: String,
    part: String,
}

#[derive(askama::Template)]
#[template(path = "copies.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    posts: String,
    lines: Vec<Line>,
    /// The first line is the earliest, and not the article of earlier excerpts.
    is_earliest: bool,
    /// Only the earliest are shown.
    cut: Option<usize>,
}

#[derive(askama::Template)]
#[template(path = "part.html")]
struct Part<'a> {
    chrome: Chrome<'a>,
    card: CardView<'a>,
    href: String,
    form_token: String,
    done: &'static str,
}

/// The page of a post's story.
pub fn path(post: i64) -> String {
    format!("/copies/{post}")
}

fn id(text: &str) -> Result<PostId, Fault> {
    let odd = text.starts_with(['+', '0', '-']);
    text.parse().ok().filter(|_| !odd).map(PostId).ok_or(Fault::NotFound)
}

/// The page; a post without copies has none.
pub async fn show(
    State(app): State<App>,
    Path(asked): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let id = id(&asked)?;
    let story = app.site().story_of(id).await.map_err(|error| Fault::from_site(error, ""))?;
    let story = story.filter(|story| story.posts.len() > 1).ok_or(Fault::NotFound)?;
    let now = app.now();
    let page = Page {
        chrome: Chrome::new(app.settings(), "Duplicates", "").canonical(&path(id.0)).unlisted(),
        posts: text::counted(story.total, "post tells", "posts tell"),
        lines: story.posts.iter().enumerate().map(|(at, told)| Line::new(told, at == 0, now)).collect(),
        is_earliest: story.is_earliest,
        cut: (story.total > story.posts.len() as u64).then_some(SHOWN),
    };
    let body = render(&page, 32 * 1024)?;
    Ok(etag::answer(&headers, body, "text/html; charset=utf-8", None, Fresh::Never))
}

impl Line {
    fn new(told: &Told, first: bool, now: Time) -> Self {
        let post = &told.card.post;
        let blog = told.card.blog.name.as_str();
        let source = post.source.as_ref();
        let texts = told.card.trail.iter().map(|item| &item.document).chain([&told.card.document]);
        let excerpt = texts.map(|document| npf::plain::lead(document, EXCERPT));
        Self {
            href: text::post_path(blog, post),
            blog: blog.to_owned(),
            blog_href: text::blog_path(blog),
            face: avatar::path(blog),
            when: When::new(now, post.published, post.precision),
            kind: kind_name(post.kind),
            source: source.and_then(|source| Some((source.url.clone(), npf::url::host(&source.url)?))),
            robot: crate::web::list::robot::words(post, &told.card.document),
            lang: post.lang.map(|lang| lang.code().to_owned()).unwrap_or_default(),
            excerpt: excerpt.into_iter().find(|words| !words.is_empty()).unwrap_or_default(),
            percent: (!first).then(|| format!("{} %", told.percent)),
            is_excerpt: told.is_excerpt,
            adds: told.adds.join(" · "),
            lacks: told.lacks.join(" · "),
            part: format!("{}/part", path(post.id.0)),
        }
    }
}

/// A post and the browser of a person who may part it; or where to go instead.
async fn permitted(app: &App, browser: &Browser, id: PostId) -> Result<Card, Fault> {
    let found = app.site().single(id, Beside::default()).await;
    let found = found.map_err(|error| Fault::from_site(error, ""))?;
    let card = found.and_then(|mut posts| posts.cards.pop()).filter(|card| card.post.listed());
    let card = card.ok_or(Fault::NotFound)?;
    may_change(app, browser, &card.blog).await?;
    Ok(card)
}

/// `GET /copies/{id}/part`: asks whether a post is no copy.
pub async fn ask(
    State(app): State<App>,
    Path(asked): Path<String>,
    request: Request,
) -> Result<Response, Fault> {
    let (browser, query) = match opened(&app, request).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let card = permitted(&app, &browser, id(&asked)?).await?;
    let page = Part {
        chrome: Chrome::new(app.settings(), "Not a duplicate?", "").unlisted(),
        card: CardView::in_list(&card, app.now()),
        href: format!("{}/part", path(card.post.id.0)),
        form_token: browser.form_token(),
        done: match query.get("done") {
            Some("yes") => "Saved. Lists show it on its own within a few seconds.",
            Some("no") => "It is being compared again. The result shows within a few seconds.",
            _ => "",
        },
    };
    Ok(browser.seal(Html(render(&page, 16 * 1024)?).into_response()))
}

/// `POST /copies/{id}/part`: parts it, or takes that back.
pub async fn part(
    State(app): State<App>,
    Path(asked): Path<String>,
    request: Request,
) -> Result<Response, Fault> {
    let (browser, form) = match posted(&app, request).await? {
        Ok(posted) => posted,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let card = permitted(&app, &browser, id(&asked)?).await?;
    let (parted, done) = match form.get("parted") {
        Some("yes") => (true, "yes"),
        Some("no") => (false, "no"),
        _ => return Err(Fault::Invalid("“parted” takes yes or no.".into())),
    };
    let by = browser.session.as_ref().map(|session| session.account.id);
    let kept = app.site().part_copy(card.post.id, parted, by).await;
    kept.map_err(|error| Fault::from_site(error, ""))?;
    Ok(see(&format!("{}/part?done={done}", path(card.post.id.0))))
}
