//! `/@{blog}/{id}/{slug}`: a post whole, with its trail and its notes.

use super::json_ld;
use crate::feeds;
use crate::http::age::When;
use crate::http::error::Fault;
use crate::http::etag;
use crate::http::etag::Fresh;
use crate::http::{path, text};
use crate::state::{App, Settings};
use crate::web::account::withheld;
use crate::web::chrome::{Chrome, render};
use crate::web::list::card::{By, CardView, kind_name};
use crate::web::research::coverage;
use crate::web::viewer;
use crate::web::viewer::viewer;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use model::{BlogName, Note, NoteKind, PostId, Precision, Time};
use tumblelog::Viewer;
use tumblelog::known_pages::KnownPages;
use tumblelog::view::{Card, PostPage};

/// Code points of the post in `<title>` and in its description.
const TITLE: usize = 70;
const DESCRIPTION: usize = 160;

#[derive(askama::Template)]
#[template(path = "post.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    card: CardView<'a>,
    kind: &'static str,
    notes: Vec<NoteView<'a>>,
    /// Who posted the root, as the last of the notes, where all of them are shown.
    poster: Option<By<'a>>,
    /// What is missing from the notes shown.
    missing: Option<String>,
    held: Option<Held>,
}

/// That the post is withheld, and what the one who asks may know of it.
pub(in crate::web) struct Held {
    reason: &'static str,
    says: Vec<String>,
    /// Where a moderator decides.
    decide: Option<String>,
}

struct NoteView<'a> {
    by: By<'a>,
    /// What it is as a class: `like`, `reblog` or `reply`. Together with `note` and the list's `notes` it is what
    /// themes of the original call it, and what programs that save a blog look for.
    class: &'static str,
    /// “likes this”
    verb: &'static str,
    /// The reblog, where it is one we hold.
    href: Option<String>,
    when: When,
    text: &'a str,
}

/// The page. Another slug than the post's, or none, leads to the right address.
pub async fn show(State(app): State<App>, request: Request) -> Result<Response, Fault> {
    let (parts, _) = request.into_parts();
    let segments = path::after(&parts.uri, "/@").ok_or(Fault::NotFound)?;
    let (blog, id, slug) = match segments[..] {
        [blog, id] => (blog, id, ""),
        [blog, id, slug] => (blog, id, slug),
        _ => return Err(Fault::NotFound),
    };
    let blog = BlogName::parse(blog).map_err(|_| Fault::NotFound)?;
    let id = id.parse().ok().filter(|id: &i64| *id > 0 && !id_is_odd(segments[1])).ok_or(Fault::NotFound)?;
    let page = app.site().post_page(blog.as_str(), PostId(id)).await;
    let page = page.map_err(|error| Fault::from_site(error, ""))?.ok_or(Fault::NotFound)?;
    if tag::path::decode(slug) != page.card.post.slug {
        let to = text::post_path(page.card.blog.name.as_str(), &page.card.post);
        let again = [(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
        return Ok((again, Redirect::permanent(&to)).into_response());
    }
    const MIME: &str = "text/html; charset=utf-8";
    if page.card.post.withheld.is_some() {
        let viewer = viewer(&app, &parts).await?;
        let held = held(&app, &page, viewer.as_ref()).await?;
        let body = write(&page, held, app.settings(), app.now())?;
        return Ok(viewer::answer(&parts, viewer.as_ref(), body, MIME));
    }
    let body = write(&page, None, app.settings(), app.now())?;
    Ok(etag::answer(&parts.headers, body, MIME, None, Fresh::Never))
}

async fn held(app: &App, page: &PostPage, viewer: Option<&Viewer>) -> Result<Option<Held>, Fault> {
    let post = &page.card.post;
    let Some(reason) = post.withheld.map(coverage::withheld_one) else { return Ok(None) };
    let Some(viewer) = viewer.filter(|viewer| viewer.may_judge(post)) else {
        return Ok(Some(Held { reason, says: Vec::new(), decide: None }));
    };
    let found = app.site().decisions(viewer, post.id).await;
    let (_, decisions) = found.map_err(|error| Fault::from_site(error, ""))?;
    let last = decisions.first().filter(|last| last.reason == post.withheld);
    Ok(Some(Held {
        reason,
        says: last.map(|last| withheld::says(last, viewer, app.now())).unwrap_or_default(),
        decide: viewer.moderator.then(|| format!("/moderate/post/{}", post.id)),
    }))
}

/// `+5` and `05` parse as numbers and are no ids.
fn id_is_odd(text: &str) -> bool {
    text.starts_with(['+', '0'])
}

pub(in crate::web) fn write(
    page: &PostPage,
    held: Option<Held>,
    settings: &Settings,
    now: Time,
) -> Result<String, Fault> {
    let post = &page.card.post;
    let blog = page.card.blog.name.as_str();
    let mut words = npf::plain::lead(&page.card.document, DESCRIPTION);
    if words.is_empty() {
        words = format!("{} by {blog} on {}", kind_name(post.kind), settings.title);
    }
    let title = match page.card.document.title() {
        Some(title) => npf::plain::excerpt(&npf::Document::new(vec![npf::Block::text(title)]), TITLE),
        None => npf::plain::lead(&page.card.document, TITLE),
    };
    let title = if title.is_empty() { kind_name(post.kind).to_owned() } else { title };
    let picture = feeds::picture(settings.base_url.as_str(), &page.card);
    let mut chrome = Chrome::new(settings, &format!("{title} - {blog}"), "")
        .canonical(&text::post_path(blog, post))
        .described(words)
        .article(picture.clone());
    if post.listed() {
        let picture = picture.as_ref().map(|(url, _)| url.as_str());
        chrome = chrome.about(&json_ld::posting(&page.card, &settings.base_url, picture, now));
    } else {
        chrome = chrome.unlisted();
    }
    let pages = &*page.card.pages;
    let notes: Vec<_> = page.notes.iter().map(|note| NoteView::new(note, pages, now)).collect();
    let all_shown = u64::try_from(notes.len()).is_ok_and(|shown| shown >= page.notes_held);
    let page = Page {
        chrome,
        card: CardView::whole(&page.card, now).with_others(page.others.as_ref()),
        kind: kind_name(post.kind),
        missing: missing(u64::try_from(post.notes).unwrap_or(0), page.notes_held, notes.len()),
        poster: all_shown.then(|| poster(&page.card)),
        notes,
        held,
    };
    render(&page, 64 * 1024)
}

/// The blog on whose post the notes are.
fn poster(card: &Card) -> By<'_> {
    let Some(reblog) = &card.post.reblog else { return By::ours(&card.blog.name) };
    let root = card.trail.first().map(|view| &view.item).filter(|item| item.blog == reblog.root_blog);
    let gone = root.is_some_and(|item| item.broken);
    By::named(&reblog.root_blog, root.and_then(|item| item.url.as_deref()), gone, &card.pages)
}

fn missing(counted: u64, held: u64, shown: usize) -> Option<String> {
    let shown = u64::try_from(shown).unwrap_or(u64::MAX);
    match () {
        () if counted > held && held == 0 => {
            Some("They were counted on the original site. Who made them is not known here.".to_owned())
        }
        () if counted > held => Some(format!(
            "{} of {} are shown; the others were counted on the original site.",
            text::grouped(held),
            text::grouped(counted)
        )),
        () if held > shown => Some(format!("Showing the newest {}.", text::grouped(shown))),
        () => None,
    }
}

impl<'a> NoteView<'a> {
    fn new(note: &'a Note, pages: &KnownPages, now: Time) -> Self {
        let name = note.blog.as_str();
        let (class, verb) = match note.kind {
            NoteKind::Like => ("like", "likes this"),
            NoteKind::Reblog => ("reblog", "reblogged this"),
            NoteKind::Reply => ("reply", "replied"),
        };
        let here = note.post.filter(|id| pages.has_post(name, *id));
        Self {
            by: By::named(name, None, false, pages),
            class,
            verb,
            href: here.map(|id| text::post_id_path(name, id)),
            when: When::new(now, note.at, Precision::Exact),
            text: &note.text,
        }
    }
}
