//! `/why?post=…&q=…`: why a post is in a view, or why it is not.

use crate::auth::extract::{OptionalViewer, QueryFields};
use crate::http::age::DisplayTime;
use crate::http::error::PageError;
use crate::http::text;
use crate::http::text::count_words;
use crate::state::{App, Settings};
use crate::web::chrome::{Chrome, render_template};
use crate::web::list::list_url::{ListUrl, query_url};
use crate::web::list::proof;
use crate::web::research::coverage::{kind_name, withheld_one};
use crate::web::viewer;
use axum::extract::{Request, State};
use axum::response::Response;
use model::{Invalid, Precision, State as Life, Time};
use tumblelog::view::{ListRequest, Sort};
use tumblelog::{Explained, Joined, Unknown, Viewer, Why, WhyMatch, WhyVerdict, post_address, tag_found};

/// Tags of a post that are named; more are counted.
const TAGS: usize = 30;

/// A condition and what it came to.
#[derive(askama::Template)]
#[template(path = "why-term.html")]
struct TermView {
    met: bool,
    /// “all of these”, or the condition itself.
    head: String,
    /// The head is query text.
    code: bool,
    says: String,
    parts: Vec<TermView>,
}

/// The post as the page names it.
struct PostView {
    name: String,
    href: String,
    /// Facts about it, whole sentences.
    facts: Vec<String>,
}

#[derive(askama::Template)]
#[template(path = "why.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    query: &'a str,
    view: String,
    complete: String,
    heading: &'static str,
    /// Why, in sentences.
    says: Vec<String>,
    /// Where to go on: words and address.
    links: Vec<(String, String)>,
    post: Option<PostView>,
    terms: Option<TermView>,
}

/// The page.
pub async fn show_why(
    State(app): State<App>,
    OptionalViewer { viewer, .. }: OptionalViewer,
    QueryFields(form): QueryFields,
    request: Request,
) -> Result<Response, PageError> {
    let (parts, _) = request.into_parts();
    let list = ListUrl::parse("/search", &parts.uri)?;
    let query = list.query();
    let post = post_address::parse_address(form.get("post").unwrap_or(""), &app.settings().base_url)
        .map_err(|Invalid(why)| PageError::Invalid(capitalize(&why)))?;
    let why = app.site().explain_presence(&post, query, viewer.as_ref()).await;
    let why = why.map_err(|error| PageError::of_query(error, query))?;
    let body = write_page(&why, viewer.as_ref(), app.settings(), app.now())?;
    Ok(viewer::answer_viewer(&parts, viewer.as_ref(), body, "text/html; charset=utf-8"))
}

fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

fn write_page(
    why: &Why,
    viewer: Option<&Viewer>,
    settings: &Settings,
    now: Time,
) -> Result<String, PageError> {
    let view = query_url("/search", &why.query);
    let mut page = Page {
        chrome: Chrome::new(settings, "Why is it listed, or not?", why.query.as_str()).unlisted(),
        query: &why.query,
        // An empty search is the search form; the whole site is the front page.
        view: if why.query.is_empty() { "/".to_owned() } else { view },
        complete: proof::complete_path(&why.query),
        heading: "It is not listed",
        says: Vec::new(),
        links: Vec::new(),
        post: None,
        terms: None,
    };
    match &why.verdict {
        WhyVerdict::Unknown(unknown) => page.says = not_known(unknown),
        WhyVerdict::Deleted(at) => {
            page.says.push(format!(
                "It was here and was deleted, {}.",
                DisplayTime::new(now, *at, Precision::Minute).full
            ));
            page.says.push("Its content is not kept.".to_owned());
        }
        WhyVerdict::NotPublished(state) => page.says.push(own_state_words(*state)),
        WhyVerdict::Found(found) => page.describe_match(found, viewer, now),
    }
    render_template(&page, 16 * 1024)
}

fn own_state_words(state: Life) -> String {
    let is = match state {
        Life::Draft => "a draft",
        Life::Queued => "in your queue",
        Life::Private => "private",
        Life::Unapproved => "waiting for your approval",
        Life::Published => "published",
    };
    format!("It is yours and {is}: only you can see it.")
}

/// The same words whether there is nothing or something that is not public.
fn not_known(unknown: &Unknown) -> Vec<String> {
    let mut says = vec![
        "There is no public post with that address: it was never imported, or it is not public.".to_owned(),
    ];
    let Some(host) = &unknown.host else { return says };
    says.push(match unknown.from_host {
        0 => format!("No post here names {host} as its source."),
        posts => format!(
            "{} from {host} {} here. The address leads to none of them, and none of the newest {} names it as its source.",
            count_words(posts, "post", "posts"),
            if posts == 1 { "is" } else { "are" },
            tumblelog::HOST_LOOKED
        ),
    });
    says.extend(unknown.imports.iter().map(|(kind, runs, last)| {
        let last = last.map_or("never read to its end".to_owned(), |at| {
            format!("last read to its end {}", DisplayTime::new(at, at, Precision::Minute).full)
        });
        format!("{} of {}: {last}.", count_words(*runs, "import", "imports"), kind_name(*kind))
    }));
    says
}

impl Page<'_> {
    fn describe_match(&mut self, found: &WhyMatch, viewer: Option<&Viewer>, now: Time) {
        let post = &found.card.post;
        if found.here {
            self.heading = "It is listed";
            self.says.push("It matches every condition.".to_owned());
            if let Some((blog, first)) = &found.folded {
                // An excerpt may be older than the article that it is an excerpt of.
                let (what, link) = match found.is_excerpt {
                    true => ("It is hidden there as an excerpt of a longer post.", "The longer post"),
                    false => ("It is hidden there as a duplicate of an earlier post.", "The earlier post"),
                };
                self.says.push(what.to_owned());
                self.links.push((link.to_owned(), text::post_id_path(blog, *first)));
            }
            if let Some(before) = found.before.as_ref().filter(|_| !self.query.is_empty()) {
                let unfolded = found.folded.is_some();
                // An order within the query holds by itself and must not stand twice.
                let sorted = found.sort == Sort::Oldest && !self.query.contains("sort:");
                let first = ListRequest {
                    query: self.query.to_owned(),
                    before: Some(before.clone()),
                    sort: if sorted { Sort::Oldest } else { Sort::Latest },
                    unfolded,
                    ..ListRequest::default()
                };
                let page = if unfolded { ", with copies shown" } else { "" };
                let href = ListUrl::new("/search", first).current_url();
                self.links.push((format!("The first page that shows it{page}"), href));
            }
        } else if !found.terms.met {
            self.says.push("It does not match every condition. See below.".to_owned());
        }
        if let Some(kept) = &found.withheld {
            self.says.push(format!("{}: it is in no list.", withheld_one(kept.reason)));
            if let Some(decision) = &kept.decision {
                self.says
                    .push(format!("Decided {}.", DisplayTime::new(now, decision.at, Precision::Minute).full));
                if !decision.note.is_empty() {
                    self.says.push(format!("The author is told: “{}”", decision.note));
                }
            }
            if viewer.is_some_and(|viewer| viewer.moderator) {
                self.links.push(("Moderate it".to_owned(), format!("/moderate/post/{}", post.id)));
            }
        }
        if let Some((blog, root)) = &found.note_of {
            self.says.push(
                "It is a reblog without words of its own, so it counts as a note of the post it reblogs."
                    .to_owned(),
            );
            // A blog whose name is lost has no page to lead to.
            if text::blog_link(blog).is_some() {
                self.links.push(("The post it reblogs".to_owned(), text::post_id_path(blog, *root)));
            }
        }
        self.post = Some(PostView::new(found, now));
        self.terms = Some(TermView::new(&found.terms));
    }
}

impl PostView {
    fn new(whole: &WhyMatch, now: Time) -> Self {
        let post = &whole.card.post;
        let when = DisplayTime::new(now, post.published, post.precision).full;
        let only = proof::precision_words(post.precision);
        let mut facts = vec![match only {
            "" => format!("Published {when}."),
            only => format!("Published {when}, {only}."),
        }];
        facts.push(match &whole.run {
            Some(read) => format!(
                "{}: “{}”, {}, {}.",
                proof::origin_words(post.origin),
                read.run.label,
                kind_name(read.run.kind),
                DisplayTime::new(now, read.run.begun, Precision::Minute).full
            ),
            None => format!("{}.", proof::origin_words(post.origin)),
        });
        if !post.tags.is_empty() {
            let shown = post.tags.iter().take(TAGS);
            let tags: Vec<_> =
                shown.map(|tag| format!("#{} ({})", tag.name, tag_found(tag.origin))).collect();
            let more = match post.tags.len().saturating_sub(TAGS) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            facts.push(format!("Its tags: {}{more}.", tags.join(", ")));
        }
        let words = npf::plain::lead(&whole.card.document, 80);
        let blog = whole.card.blog.name.as_str();
        Self {
            name: if words.is_empty() { format!("A post by {blog}") } else { format!("{blog}: {words}") },
            href: text::post_path(blog, post),
            facts,
        }
    }
}

impl TermView {
    fn new(explained: &Explained) -> Self {
        let head = match explained.joined {
            Joined::Term if explained.text.is_empty() => "everything".to_owned(),
            Joined::Term => explained.text.clone(),
            Joined::All => "All of these".to_owned(),
            Joined::Any => "At least one of these".to_owned(),
            Joined::Not => "Not this".to_owned(),
        };
        Self {
            met: explained.met,
            head,
            code: explained.joined == Joined::Term,
            says: explained.says.clone(),
            parts: explained.parts.iter().map(Self::new).collect(),
        }
    }
}
