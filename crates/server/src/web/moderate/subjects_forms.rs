//! The forms that change subjects: `POST /moderate/subjects/join`, `…/part`, `…/refuse`, `…/allow` and `…/undo`. Each
//! leads back to the page of the tag it was sent from, or to the list of subjects.

use super::subjects::{PATH, SubjectMessage, error_words, subject_path, subjects_page};
use crate::auth::extract::{FromForm, Moderator, Posted, SignedIn};
use crate::http::error::{PageError, form_status};
use crate::http::form::FormFields;
use crate::http::redirect::see_other;
use crate::state::App;
use axum::extract::State;
use axum::response::Response;
use model::{Invalid, LinkKind};
use tumblelog::Actor;
use tumblelog::subject::{Join, Refusal, Split};

/// A form, and the tag on whose page it was, if any.
pub struct SubjectForm<T> {
    from: Option<String>,
    change: T,
}

impl<T: FromForm> FromForm for SubjectForm<T> {
    fn from_form(fields: &FormFields) -> Self {
        Self { from: fields.get_filled("from").map(str::to_owned), change: T::from_form(fields) }
    }
}

type PostedChange<T> = Posted<SubjectForm<T>, Moderator>;

/// Tags that are to be joined.
pub struct JoinForm {
    names: Vec<String>,
    /// Nothing where no kind of link was chosen.
    kind: Option<LinkKind>,
    reason: String,
    evidence: String,
}

impl FromForm for JoinForm {
    fn from_form(fields: &FormFields) -> Self {
        let names = fields.get("names").unwrap_or("").lines().map(str::trim).filter(|name| !name.is_empty());
        Self {
            names: names.map(str::to_owned).collect(),
            kind: LinkKind::from_name(fields.get("kind").unwrap_or("")),
            reason: fields.get_text("reason"),
            evidence: fields.get_text("evidence"),
        }
    }
}

/// A tag that is to be split off: from its subject, or from one broader tag.
pub struct SplitForm {
    name: String,
    of: Option<String>,
    reason: String,
}

impl FromForm for SplitForm {
    fn from_form(fields: &FormFields) -> Self {
        Self {
            name: fields.get_text("a"),
            of: fields.get_filled("of").map(str::to_owned),
            reason: fields.get_text("reason"),
        }
    }
}

/// Two tags that are different, or are no longer said to be.
pub struct DistinctForm {
    a: String,
    b: String,
    reason: String,
}

impl FromForm for DistinctForm {
    fn from_form(fields: &FormFields) -> Self {
        Self { a: fields.get_text("a"), b: fields.get_text("b"), reason: fields.get_text("reason") }
    }
}

/// An entry of the history that is to be undone.
pub struct UndoForm {
    /// Nothing where it is no number.
    entry: Option<i64>,
    reason: String,
}

impl FromForm for UndoForm {
    fn from_form(fields: &FormFields) -> Self {
        Self {
            entry: fields.get("entry").and_then(|text| text.trim().parse().ok()),
            reason: fields.get_text("reason"),
        }
    }
}

/// `POST /moderate/subjects/join`
pub async fn join_tags(
    State(app): State<App>,
    Posted { sender: Moderator(person), form }: PostedChange<JoinForm>,
) -> Result<Response, PageError> {
    let JoinForm { names, kind, reason, evidence } = form.change;
    let made = match kind {
        Some(kind) => {
            let by = actor_of(&person);
            app.site().join_spellings(&Join { names, kind, reason, evidence, by }).await
        }
        None => Err(Invalid::new("choose how the tags belong together").into()),
    };
    form_outcome(&app, &person, form.from, made).await
}

/// `POST /moderate/subjects/part`
pub async fn split_tag(
    State(app): State<App>,
    Posted { sender: Moderator(person), form }: PostedChange<SplitForm>,
) -> Result<Response, PageError> {
    let SplitForm { name, of, reason } = form.change;
    let made = app.site().split_spelling(&Split { name, of, reason, by: actor_of(&person) }).await;
    form_outcome(&app, &person, form.from, made).await
}

/// `POST /moderate/subjects/refuse`
pub async fn mark_distinct(
    State(app): State<App>,
    Posted { sender: Moderator(person), form }: PostedChange<DistinctForm>,
) -> Result<Response, PageError> {
    let made = app.site().refuse_join(&refusal_of(form.change, &person)).await;
    form_outcome(&app, &person, form.from, made).await
}

/// `POST /moderate/subjects/allow`
pub async fn unmark_distinct(
    State(app): State<App>,
    Posted { sender: Moderator(person), form }: PostedChange<DistinctForm>,
) -> Result<Response, PageError> {
    let made = app.site().allow_join(&refusal_of(form.change, &person)).await;
    form_outcome(&app, &person, form.from, made).await
}

/// `POST /moderate/subjects/undo`
pub async fn undo_change_set(
    State(app): State<App>,
    Posted { sender: Moderator(person), form }: PostedChange<UndoForm>,
) -> Result<Response, PageError> {
    let UndoForm { entry, reason } = form.change;
    let made = match entry {
        Some(entry) => app.site().undo_subjects(entry, &reason, &actor_of(&person)).await,
        None => Err(Invalid::new("“entry” is the number of an entry of the history").into()),
    };
    form_outcome(&app, &person, form.from, made).await
}

fn actor_of(person: &SignedIn) -> Actor {
    Actor::Person(person.as_viewer())
}

fn refusal_of(form: DistinctForm, person: &SignedIn) -> Refusal {
    let DistinctForm { a, b, reason } = form;
    Refusal { a, b, reason, by: actor_of(person) }
}

/// Back to where the form was, with the number of the entry; or the list of subjects with what was wrong.
async fn form_outcome(
    app: &App,
    person: &SignedIn,
    from: Option<String>,
    made: tumblelog::Result<i64>,
) -> Result<Response, PageError> {
    match made {
        Ok(entry) => {
            let page = from.map_or(format!("{PATH}?"), |name| subject_path(&name) + "&");
            Ok(see_other(&format!("{page}done={entry}")))
        }
        Err(error) => {
            let status = form_status(&error);
            // Errors of ours leave through `?` and are not shown as mistakes of the moderator.
            let message = SubjectMessage::Wrong(error_words(error)?);
            subjects_page(app, &person.browser, status, "", None, message).await
        }
    }
}
