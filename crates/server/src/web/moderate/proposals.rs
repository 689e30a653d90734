//! `/moderate/proposals`: tags that may be one subject, decided one proposal at a time.

use crate::auth::extract::{FromForm, Moderator, Posted, QueryFields};
use crate::auth::session::Browser;
use crate::http::age::DisplayTime;
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::http::redirect::see_other;
use crate::http::text;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use model::{AccountId, Invalid, Precision, Time};
use tumblelog::proposal::{self, Decision, Proposed, ReviewQueue};
use tumblelog::subject::SubjectActor;
use tumblelog::view::PostCard;

const PATH: &str = "/moderate/proposals";
/// Code points of an example.
const EXCERPT: usize = 120;
/// Links whose evidence stands open; that of the others is behind a summary.
const PAIRS_OPEN: usize = 4;

struct NameLine {
    at: usize,
    name: String,
    href: String,
    posts: String,
    joined_with: String,
    examples: Vec<Example>,
}

struct Example {
    href: String,
    words: String,
    blog: String,
    when: DisplayTime,
}

struct PairLine {
    a: String,
    b: String,
    score: String,
    words: Vec<String>,
}

struct Present {
    id: i64,
    /// The names one a line, so that the decision is about what was shown.
    shown: String,
    when: DisplayTime,
    names: Vec<NameLine>,
    pairs: Vec<PairLine>,
    further: Vec<PairLine>,
    more_pairs: usize,
}

struct Line {
    href: String,
    names: String,
    score: String,
    later: bool,
    here: bool,
}

/// What was decided last, and can be taken back.
struct Last {
    id: i64,
    words: String,
    undo: bool,
}

#[derive(askama::Template)]
#[template(path = "proposals.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    open: String,
    present: Option<Present>,
    lines: Vec<Line>,
    /// What is not here, in a sentence each.
    left_out: Vec<String>,
    last: Option<Last>,
    wrong: String,
    form_token: String,
}

/// What was just done to the proposal of this id.
enum ProposalMessage {
    Decided(i64),
    TakenBack(i64),
}

/// The page.
pub async fn show_proposals(
    State(app): State<App>,
    Moderator(person): Moderator,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let id = query.get_number("id");
    let told = match (query.get_number("done"), id.filter(|_| query.has_field("back"))) {
        (Some(id), _) => Some(ProposalMessage::Decided(id)),
        (None, Some(id)) => Some(ProposalMessage::TakenBack(id)),
        (None, None) => None,
    };
    proposals_page(&app, &person.browser, id, told, StatusCode::OK, String::new()).await
}

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
    let outcome = apply_decision(&app, person.account_id(), form).await;
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
async fn apply_decision(app: &App, account: AccountId, form: ProposalForm) -> tumblelog::Result<bool> {
    let by = SubjectActor::Account(account);
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

async fn proposals_page(
    app: &App,
    browser: &Browser,
    wanted: Option<i64>,
    told: Option<ProposalMessage>,
    status: StatusCode,
    wrong: String,
) -> Result<Response, PageError> {
    let last = match told {
        Some(ProposalMessage::Decided(id)) => {
            // Only a hint above the next proposal: where it cannot be read, the page is still
            // right.
            app.site().read_proposal(id).await.ok().and_then(|proposed| last_decision(&proposed))
        }
        Some(ProposalMessage::TakenBack(id)) => {
            Some(Last { id, words: "Undone: the proposal is open again".to_owned(), undo: false })
        }
        None => None,
    };
    let queue = app.site().proposal_queue(wanted).await?;
    let here = queue.present.as_ref().map(|present| present.id);
    let left_out = left_out(&queue);
    let page = Page {
        chrome: Chrome::new(app.settings(), "Proposals", "").unlisted(),
        open: text::count_words(queue.open, "proposal", "proposals"),
        lines: queue.lines.iter().map(|line| line_of(line, here)).collect(),
        present: queue.present.map(|proposed| present_proposal(proposed, app.now())),
        left_out,
        last,
        wrong,
        form_token: browser.form_token(),
    };
    Ok(browser.seal_response((status, Html(render_template(&page, 32 * 1024)?)).into_response()))
}

fn last_decision(proposed: &Proposed) -> Option<Last> {
    let all: Vec<&str> = proposed.names.iter().map(|name| name.name.as_str()).collect();
    // Some may have been one subject before, or were left out of it.
    let (one, others): (Vec<&proposal::ProposedName>, Vec<&proposal::ProposedName>) = proposed
        .names
        .iter()
        .partition(|name| name.joined_with.iter().any(|with| all.contains(&with.as_str())));
    let said = |names: &[&proposal::ProposedName]| {
        names.iter().map(|name| name.name.as_str()).collect::<Vec<_>>().join(" · ")
    };
    let words = match proposed.state {
        proposal::State::Joined if others.is_empty() => format!("Joined: {}", said(&one)),
        proposal::State::Joined => format!("Grouped: {}. Not grouped: {}", said(&one), said(&others)),
        proposal::State::Refused if one.is_empty() => format!("Kept apart: {}", said(&others)),
        proposal::State::Refused => format!("Kept apart from {}: {}", said(&one), said(&others)),
        proposal::State::Open => format!("Postponed: {}", all.join(" · ")),
        // Tags changed and the proposal lapsed: there is nothing to take back.
        proposal::State::Stale => return None,
    };
    Some(Last { id: proposed.id, words, undo: true })
}

fn line_of(line: &proposal::QueueLine, here: Option<i64>) -> Line {
    Line {
        href: format!("{PATH}?id={}", line.id),
        names: line.names.join(" · "),
        score: format!("{:.2}", line.score),
        later: line.later.is_some(),
        here: here == Some(line.id),
    }
}

fn left_out(queue: &ReviewQueue) -> Vec<String> {
    let mut out = Vec::new();
    let mut say = |n: u64, words: &str| {
        if n > 0 {
            out.push(format!("{} {words}", text::group_digits(n)));
        }
    };
    let listed = queue.lines.len() as u64;
    say(queue.open.saturating_sub(listed), "further proposals wait behind those named here.");
    say(
        queue.full_sets,
        &format!(
            "times a name was left out because its proposal has {} names already; it is looked at again when that is decided.",
            proposal::NAMES
        ),
    );
    say(queue.apart, "times a name was left out because it would bring together what a person told apart.");
    say(
        queue.full_queue,
        &format!(
            "times a proposal was left out or gave way because {} wait.",
            text::group_digits(proposal::OPEN.cast_unsigned())
        ),
    );
    out
}

fn present_proposal(proposed: Proposed, now: Time) -> Present {
    let shown: Vec<&str> = proposed.names.iter().map(|name| name.name.as_str()).collect();
    let shown = shown.join("\n");
    let pair = |pair: proposal::Pair| PairLine {
        a: pair.a,
        b: pair.b,
        score: format!("{:.2}", pair.score),
        words: pair.evidence.map(|evidence| evidence.in_words()).unwrap_or_default(),
    };
    let mut pairs: Vec<PairLine> = proposed.pairs.into_iter().map(pair).collect();
    let further = pairs.split_off(pairs.len().min(PAIRS_OPEN));
    Present {
        id: proposed.id,
        shown,
        when: DisplayTime::new(now, proposed.made, Precision::Exact),
        names: proposed.names.into_iter().enumerate().map(|(at, name)| name_line(at, name, now)).collect(),
        pairs,
        further,
        more_pairs: proposed.more_pairs,
    }
}

fn name_line(at: usize, name: proposal::ProposedName, now: Time) -> NameLine {
    NameLine {
        at,
        href: text::tag_path(&name.name),
        posts: text::count_words(name.posts, "post", "posts"),
        joined_with: name.joined_with.join(" · "),
        examples: name.examples.iter().map(|card| example_post(card, now)).collect(),
        name: name.name,
    }
}

fn example_post(card: &PostCard, now: Time) -> Example {
    let own = npf::plain::lead(&card.document, EXCERPT);
    let words = card.trail.iter().map(|item| npf::plain::lead(&item.document, EXCERPT));
    let words = std::iter::once(own).chain(words).find(|words| !words.is_empty());
    Example {
        href: text::post_path(card.blog.name.as_str(), &card.post),
        words: words.unwrap_or_else(|| "a post without words".to_owned()),
        blog: card.blog.name.as_str().to_owned(),
        when: DisplayTime::new(now, card.post.published, card.post.precision),
    }
}
