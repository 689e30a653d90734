//! `POST /account/blog/{name}/queue` and `…/queue/pause`: when a blog's queue publishes.

use super::queue_form::QueueForm;
use super::{Typed, form_outcome, open_own_blog};
use crate::auth::extract::{FromForm, Posted};
use crate::http::age::DisplayTime;
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::http::text::count_words;
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::Response;
use model::schedule::{PER_DAY_MAX, show_utc_offset};
use model::{BlogName, Invalid, Precision};
use tumblelog::ScheduleChange;

/// Offsets from UTC, in minutes, that clocks somewhere are set to. An offset has no summer time: that needs a named zone.
const OFFSETS: [i16; 39] = [
    -720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -150, -120, -60, 0, 60, 120, 180,
    210, 240, 270, 300, 330, 345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720, 765, 780, 840,
];

/// What the page shows of the queue.
pub struct QueueView {
    pub(super) form: QueueForm,
    pub(super) offsets: Vec<String>,
    pub(super) most: u8,
    pub(super) paused: bool,
    /// How many posts wait.
    pub(super) waiting: String,
    /// When the next of them is published, if the queue does not rest.
    pub(super) next: Option<DisplayTime>,
}

impl QueueView {
    pub(super) async fn read_queue(
        app: &App,
        blog: &BlogName,
        typed: Option<QueueForm>,
    ) -> Result<Self, PageError> {
        let schedule = app.site().read_schedule(blog).await?;
        let queue = app.site().list_queue(blog, 0, 1).await?;
        let next = queue.posts.first().and_then(|post| post.due);
        let form = typed.unwrap_or_else(|| QueueForm::of_schedule(&schedule));
        let mut offsets: Vec<String> = OFFSETS.map(show_utc_offset).into();
        // One that an older version, the command line or a refused form brought stays chosen.
        if !offsets.contains(&form.utc_offset) {
            offsets.insert(0, form.utc_offset.clone());
        }
        Ok(Self {
            form,
            offsets,
            most: PER_DAY_MAX,
            paused: schedule.paused,
            waiting: count_words(queue.total, "post waits", "posts wait"),
            next: next.map(|next| DisplayTime::new(app.now(), next, Precision::Minute)),
        })
    }
}

/// `POST /account/blog/{name}/queue`: another timetable.
pub async fn change_queue(
    State(app): State<App>,
    Path(name): Path<String>,
    Posted { sender: person, form }: Posted<QueueForm>,
) -> Result<Response, PageError> {
    let open = open_own_blog(&app, &person, &name).await?;
    let changed = match form.read_change() {
        Ok(change) => app.site().change_schedule(&open.blog.name, change).await,
        Err(invalid) => Err(invalid.into()),
    };
    let typed = Typed { queue: Some(form), ..Typed::default() };
    form_outcome(&app, &person, &open, changed, "queue", typed).await
}

/// What the buttons that pause and resume send.
pub struct PauseForm {
    /// Nothing where it is neither yes nor no.
    paused: Option<bool>,
}

impl FromForm for PauseForm {
    fn from_form(fields: &FormFields) -> Self {
        Self { paused: fields.get_yes_or_no("paused") }
    }
}

/// `POST /account/blog/{name}/queue/pause`: pauses or resumes the queue.
pub async fn pause_queue(
    State(app): State<App>,
    Path(name): Path<String>,
    Posted { sender: person, form }: Posted<PauseForm>,
) -> Result<Response, PageError> {
    let open = open_own_blog(&app, &person, &name).await?;
    let changed = match form.paused {
        Some(_) => {
            let change = ScheduleChange { paused: form.paused, ..ScheduleChange::default() };
            app.site().change_schedule(&open.blog.name, change).await
        }
        None => Err(Invalid::new("“paused” takes yes or no").into()),
    };
    let done = if form.paused == Some(true) { "paused" } else { "resumed" };
    form_outcome(&app, &person, &open, changed, done, Typed::default()).await
}
