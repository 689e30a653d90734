//! `/@{blog}/{id}/{slug}`: a post whole, with its trail and its notes.

use super::json_ld;
use crate::auth::extract::OptionalViewer;
use crate::feeds;
use crate::http::age::DisplayTime;
use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::http::{path, text};
use crate::state::{App, Settings};
use crate::web::account::withheld;
use crate::web::chrome::{Chrome, render_template};
use crate::web::list::card::{Byline, CardView, kind_name};
use crate::web::research::coverage;
use crate::web::viewer;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use model::{BlogName, Note, NoteKind, Precision, Time};
use tumblelog::Viewer;
use tumblelog::known_pages::KnownPages;
use tumblelog::view::{PostCard, PostPage};

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
    poster: Option<Byline<'a>>,
    /// What is missing from the notes shown.
    missing: Option<String>,
    held: Option<UnpublishedNote>,
}

/// That the post is withheld, and what the one who asks may know of it.
pub(in crate::web) struct UnpublishedNote {
    reason: &'static str,
    says: Vec<String>,
    /// Where a moderator decides.
    decide: Option<String>,
}

struct NoteView<'a> {
    by: Byline<'a>,
    /// What it is as a class: `like`, `reblog` or `reply`. Together with `note` and the list's `notes` it is what
    /// themes of the original call it, and what programs that save a blog look for.
    class: &'static str,
    /// “likes this”
    verb: &'static str,
    /// The reblog, where it is one we hold.
    href: Option<String>,
    when: DisplayTime,
    text: &'a str,
}

/// The page. Another slug than the post's, or none, leads to the right address.
pub async fn show_post(State(app): State<App>, request: Request) -> Result<Response, PageError> {
    let (parts, _) = request.into_parts();
    let segments = path::segments_after(&parts.uri, "/@").ok_or(PageError::NotFound)?;
    let (blog, id, slug) = match segments[..] {
        [blog, id] => (blog, id, ""),
        [blog, id, slug] => (blog, id, slug),
        _ => return Err(PageError::NotFound),
    };
    let blog = BlogName::parse(blog).map_err(|_| PageError::NotFound)?;
    let id = path::parse_post_id(id).ok_or(PageError::NotFound)?;
    let page = app.site().post_page(blog.as_str(), id).await?.ok_or(PageError::NotFound)?;
    // Compared decoded, as clients escape a slug in different ways.
    if tag::path::decode(slug) != page.card.post.slug {
        let to = text::post_path(page.card.blog.name.as_str(), &page.card.post);
        // A slug changes with an edit, and browsers keep a 308 for ever unless they are told to
        // ask.
        let again = [(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
        return Ok((again, Redirect::permanent(&to)).into_response());
    }
    const MIME: &str = "text/html; charset=utf-8";
    // Only here does the page depend on who asks; all others can be shared by caches.
    if page.card.post.withheld.is_some() {
        let OptionalViewer { viewer, .. } = OptionalViewer::find_viewer(&app, &parts).await?;
        let held = withheld_note(&app, &page, viewer.as_ref()).await?;
        let body = write(&page, held, app.settings(), app.now())?;
        return Ok(viewer::answer_viewer(&parts, viewer.as_ref(), body, MIME));
    }
    let body = write(&page, None, app.settings(), app.now())?;
    Ok(etag::answer_with_etag(&parts.headers, body, MIME, None, Freshness::Never))
}

async fn withheld_note(
    app: &App,
    page: &PostPage,
    viewer: Option<&Viewer>,
) -> Result<Option<UnpublishedNote>, PageError> {
    let post = &page.card.post;
    let Some(reason) = post.withheld.map(coverage::withheld_one) else { return Ok(None) };
    // Readers see the bare reason; the note of a decision is for the author and moderators.
    let Some(viewer) = viewer.filter(|viewer| viewer.may_judge(post)) else {
        return Ok(Some(UnpublishedNote { reason, says: Vec::new(), decide: None }));
    };
    let (_, decisions) = app.site().list_decisions(viewer, post.id).await?;
    // A decision that does not fit the present state is an older one and would mislead.
    let last = decisions.first().filter(|last| last.reason == post.withheld);
    Ok(Some(UnpublishedNote {
        reason,
        says: last.map(|last| withheld::decision_words(last, viewer, app.now())).unwrap_or_default(),
        decide: viewer.moderator.then(|| format!("/moderate/post/{}", post.id)),
    }))
}

pub(in crate::web) fn write(
    page: &PostPage,
    held: Option<UnpublishedNote>,
    settings: &Settings,
    now: Time,
) -> Result<String, PageError> {
    let post = &page.card.post;
    let blog = page.card.blog.name.as_str();
    let mut words = npf::plain::lead(&page.card.document, DESCRIPTION);
    if words.is_empty() {
        words = format!("{} by {blog} on {}", kind_name(post.kind), settings.site().title);
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
    // A post that is in no list must not be offered to search engines either.
    if post.listed() {
        let picture = picture.as_ref().map(|(url, _)| url.as_str());
        chrome = chrome.about(&json_ld::posting(&page.card, &settings.base_url, picture, now));
    } else {
        chrome = chrome.unlisted();
    }
    let pages = &*page.card.pages;
    let notes: Vec<_> = page.notes.iter().map(|note| NoteView::new(note, pages, now)).collect();
    // The poster closes the list like the last note, so it stands only where nothing is cut off.
    let all_shown = u64::try_from(notes.len()).is_ok_and(|shown| shown >= page.notes_held);
    let page = Page {
        chrome,
        card: CardView::whole_card(&page.card, now)
            .with_note_count(page.note_count)
            .with_others(page.others.as_ref()),
        kind: kind_name(post.kind),
        missing: missing_notes(u64::try_from(page.note_count).unwrap_or(0), page.notes_held, notes.len()),
        poster: all_shown.then(|| poster(&page.card)),
        notes,
        held,
    };
    render_template(&page, 64 * 1024)
}

/// The blog on whose post the notes are.
fn poster(card: &PostCard) -> Byline<'_> {
    let Some(reblog) = &card.post.reblog else { return Byline::local_blog(&card.blog.name) };
    // The trail may begin later than the root where earlier posts were lost.
    let root = card.trail.first().map(|view| &view.item).filter(|item| item.blog == reblog.root_blog);
    let gone = root.is_some_and(|item| item.broken);
    Byline::named(&reblog.root_blog, root.and_then(|item| item.url.as_deref()), gone, &card.pages)
}

fn missing_notes(counted: u64, held: u64, shown: usize) -> Option<String> {
    let shown = u64::try_from(shown).unwrap_or(u64::MAX);
    match () {
        () if counted > held && held == 0 => {
            Some("They were counted on the original site. Who made them is not known here.".to_owned())
        }
        () if counted > held => Some(format!(
            "{} of {} are shown; the others were counted on the original site.",
            text::group_digits(held),
            text::group_digits(counted)
        )),
        () if held > shown => Some(format!("Showing the newest {}.", text::group_digits(shown))),
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
            by: Byline::named(name, None, false, pages),
            class,
            verb,
            href: here.map(|id| text::post_id_path(name, id)),
            when: DisplayTime::new(now, note.at, Precision::Exact),
            text: &note.text,
        }
    }
}
