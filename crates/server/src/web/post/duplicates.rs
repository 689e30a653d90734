//! `/copies/{id}`: the posts of the cluster of a post; and marking a post as distinct.

use crate::auth::extract::{FromForm, Posted, QueryFields, SignedIn};
use crate::http::age::DisplayTime;
use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::http::form::FormFields;
use crate::http::path::{PostNumber, parse_post_id};
use crate::http::redirect::see_other;
use crate::http::text;
use crate::state::App;
use crate::web::account::blog_settings::may_change;
use crate::web::avatar;
use crate::web::chrome::{Chrome, render_template};
use crate::web::list::card::{CardView, kind_name};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use model::{Account, PostId, Time};
use tumblelog::ListExtras;
use tumblelog::duplicates::cluster_page::{ClusterPost, SHOWN};
use tumblelog::view::PostCard;

/// Code points of a post in its line.
const EXCERPT: usize = 160;

/// One post of a cluster.
struct Line {
    href: String,
    blog: String,
    blog_href: String,
    face: String,
    when: DisplayTime,
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
struct DuplicatePart<'a> {
    chrome: Chrome<'a>,
    card: CardView<'a>,
    href: String,
    form_token: String,
    done: &'static str,
}

/// The page of a post's cluster.
pub fn duplicates_path(post: i64) -> String {
    format!("/copies/{post}")
}

/// The page; a post without duplicates has none.
pub async fn show_duplicates(
    State(app): State<App>,
    PostNumber(id): PostNumber,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let story = app.site().find_cluster(id).await?;
    // A post alone is no cluster; an empty page for every post would be worthless to crawl.
    let story = story.filter(|story| story.posts.len() > 1).ok_or(PageError::NotFound)?;
    let now = app.now();
    let page = Page {
        chrome: Chrome::new(app.settings(), "Duplicates", "").canonical(&duplicates_path(id.0)).unlisted(),
        posts: text::count_words(story.total, "post tells", "posts tell"),
        lines: story.posts.iter().enumerate().map(|(at, told)| Line::new(told, at == 0, now)).collect(),
        is_earliest: story.is_earliest,
        cut: (story.total > story.posts.len() as u64).then_some(SHOWN),
    };
    let body = render_template(&page, 32 * 1024)?;
    Ok(etag::answer_with_etag(&headers, body, "text/html; charset=utf-8", None, Freshness::Never))
}

impl Line {
    fn new(told: &ClusterPost, first: bool, now: Time) -> Self {
        let post = &told.card.post;
        let blog = told.card.blog.name.as_str();
        let source = post.source.as_ref();
        // The trail comes first: it says what a reblog is about, which may add no words of its own.
        let texts = told.card.trail.iter().map(|item| &item.document).chain([&told.card.document]);
        let excerpt = texts.map(|document| npf::plain::lead(document, EXCERPT));
        Self {
            href: text::post_path(blog, post),
            blog: blog.to_owned(),
            blog_href: text::blog_path(blog),
            face: avatar::avatar_path(blog),
            when: DisplayTime::new(now, post.published, post.precision),
            kind: kind_name(post.kind),
            source: source.and_then(|source| Some((source.url.clone(), npf::url::host(&source.url)?))),
            robot: crate::web::list::robot::robot_words(post, &told.card.document),
            lang: post.lang.map(|lang| lang.code().to_owned()).unwrap_or_default(),
            excerpt: excerpt.into_iter().find(|words| !words.is_empty()).unwrap_or_default(),
            percent: (!first).then(|| format!("{} %", told.percent)),
            is_excerpt: told.is_excerpt,
            adds: told.adds.join(" · "),
            lacks: told.lacks.join(" · "),
            part: format!("{}/part", duplicates_path(post.id.0)),
        }
    }
}

/// A post, for a person who may say whether it is distinct.
async fn find_permitted_card(app: &App, account: &Account, id: PostId) -> Result<PostCard, PageError> {
    let found = app.site().read_single_post(id, ListExtras::default()).await?;
    // Withheld and hidden posts stand in no list, so nothing about them can be decided here.
    let card = found.and_then(|mut posts| posts.cards.pop()).filter(|card| card.post.listed());
    let card = card.ok_or(PageError::NotFound)?;
    may_change(app, account, &card.blog).await?;
    Ok(card)
}

/// `GET /copies/{id}/part`: asks whether a post is no duplicate.
pub async fn ask_distinct(
    State(app): State<App>,
    person: SignedIn,
    PostNumber(id): PostNumber,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let card = find_permitted_card(&app, person.account(), id).await?;
    let page = DuplicatePart {
        chrome: Chrome::new(app.settings(), "Not a duplicate?", "").unlisted(),
        card: CardView::in_list(&card, app.now()),
        href: format!("{}/part", duplicates_path(card.post.id.0)),
        form_token: person.browser.form_token(),
        done: match query.get("done") {
            Some("yes") => "Saved. Lists show it on its own within a few seconds.",
            Some("no") => "It is being compared again. The result shows within a few seconds.",
            _ => "",
        },
    };
    Ok(person.browser.seal_response(Html(render_template(&page, 16 * 1024)?).into_response()))
}

/// What the form sends.
pub struct DistinctForm {
    /// Nothing where it is neither yes nor no.
    parted: Option<bool>,
}

impl FromForm for DistinctForm {
    fn from_form(fields: &FormFields) -> Self {
        Self { parted: fields.get_yes_or_no("parted") }
    }
}

/// `POST /copies/{id}/part`: marks it as distinct, or takes that back.
pub async fn mark_distinct(
    State(app): State<App>,
    Path(asked): Path<String>,
    Posted { sender: person, form }: Posted<DistinctForm>,
) -> Result<Response, PageError> {
    // Read after the sender, so that a stranger learns nothing about numbers of posts.
    let id = parse_post_id(&asked).ok_or(PageError::NotFound)?;
    let card = find_permitted_card(&app, person.account(), id).await?;
    let parted = form.parted.ok_or_else(|| PageError::Invalid("“parted” takes yes or no.".into()))?;
    app.site().set_distinct(card.post.id, parted, Some(person.account_id())).await?;
    let done = if parted { "yes" } else { "no" };
    Ok(see_other(&format!("{}/part?done={done}", duplicates_path(card.post.id.0))))
}
