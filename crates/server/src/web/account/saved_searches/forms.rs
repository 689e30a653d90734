//! The forms of `/saved`, and the buttons that follow a list.

use super::{PATH, query_mistake, saved_page, search_form, search_path};
use crate::auth::extract::{FromForm, Posted, SignedIn};
use crate::http::error::{FormRefusal, PageError};
use crate::http::form::FormFields;
use crate::http::redirect::{local_path, see_other};
use crate::state::App;
use axum::extract::State;
use axum::response::Response;

/// What a person says of a search.
pub struct SearchForm {
    name: String,
    query: String,
}

impl FromForm for SearchForm {
    fn from_form(fields: &FormFields) -> Self {
        Self { name: fields.get_text("name"), query: fields.get_text("query") }
    }
}

/// Which saved search.
pub struct ChosenSearch {
    id: i64,
}

impl FromForm for ChosenSearch {
    fn from_form(fields: &FormFields) -> Self {
        // No row has the number 0, so an unreadable number ends as “not found”.
        Self { id: fields.get_number("search").unwrap_or(0) }
    }
}

/// A saved search, and what is to be said of it.
pub struct ChangedSearch {
    chosen: ChosenSearch,
    search: SearchForm,
}

impl FromForm for ChangedSearch {
    fn from_form(fields: &FormFields) -> Self {
        Self { chosen: ChosenSearch::from_form(fields), search: SearchForm::from_form(fields) }
    }
}

/// A list that is followed, and where its page is.
pub struct FollowedSearch {
    query: String,
    to: String,
}

impl FromForm for FollowedSearch {
    fn from_form(fields: &FormFields) -> Self {
        // `to` comes from the form: only a path of this site is followed.
        Self { query: fields.get_text("query"), to: local_path(fields.get("to")).to_owned() }
    }
}

/// `POST /saved/add`
pub async fn add_search(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<SearchForm>,
) -> Result<Response, PageError> {
    let SearchForm { name, query } = form;
    match app.site().save_search(person.account_id(), &name, &query).await {
        Ok(_) => Ok(see_other(&done_path("add"))),
        // Back in the form with what was typed, or the person would have to write it again.
        Err(error) => {
            let mistake = query_mistake(&error, &query);
            let refused =
                FormRefusal::of_error(error).map_err(|failure| PageError::of_query(failure, &query))?;
            search_form(&app, &person, (&name, &query), Some(refused), mistake)
        }
    }
}

/// `POST /saved/open`: leads to the list, and counts its posts as read.
pub async fn open_search(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<ChosenSearch>,
) -> Result<Response, PageError> {
    // The account goes along, so that nobody reads another's search by its number.
    let opened = app.site().read_search(person.account_id(), form.id).await;
    form_outcome(&app, &person, opened.map(|search| search_path(&search.query)), "").await
}

/// `POST /saved/change`
pub async fn change_search(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<ChangedSearch>,
) -> Result<Response, PageError> {
    let ChangedSearch { chosen, search } = form;
    let changed = app.site().change_search(person.account_id(), chosen.id, &search.name, &search.query).await;
    form_outcome(&app, &person, changed.map(|()| done_path("change")), &search.query).await
}

/// `POST /saved/remove`
pub async fn remove_search(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<ChosenSearch>,
) -> Result<Response, PageError> {
    let removed = app.site().remove_search(person.account_id(), form.id).await;
    form_outcome(&app, &person, removed.map(|()| done_path("remove")), "").await
}

/// `POST /saved/feed`: gives the search a feed, or its feed another address.
pub async fn open_feed(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<ChosenSearch>,
) -> Result<Response, PageError> {
    let opened = app.site().open_search_feed(person.account_id(), form.id).await;
    form_outcome(&app, &person, opened.map(|()| done_path("feed")), "").await
}

/// `POST /saved/unfeed`: removes the feed.
pub async fn close_feed(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<ChosenSearch>,
) -> Result<Response, PageError> {
    let closed = app.site().close_search_feed(person.account_id(), form.id).await;
    form_outcome(&app, &person, closed.map(|()| done_path("unfeed")), "").await
}

/// `POST /saved/follow`: the button on the page of a list.
pub async fn follow_search(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<FollowedSearch>,
) -> Result<Response, PageError> {
    let followed = app.site().follow_search(person.account_id(), &form.query).await;
    form_outcome(&app, &person, followed.map(|_| form.to), &form.query).await
}

/// `POST /saved/unfollow`: the same button once it was pressed.
pub async fn unfollow_search(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<FollowedSearch>,
) -> Result<Response, PageError> {
    let unfollowed = app.site().unfollow_search(person.account_id(), &form.query).await;
    form_outcome(&app, &person, unfollowed.map(|_| form.to), &form.query).await
}

fn done_path(done: &str) -> String {
    format!("{PATH}?done={done}")
}

/// Where to go then, or the list of searches with what was wrong. `query` is what was sent as one.
async fn form_outcome(
    app: &App,
    person: &SignedIn,
    outcome: tumblelog::Result<String>,
    query: &str,
) -> Result<Response, PageError> {
    match outcome {
        Ok(location) => Ok(see_other(&location)),
        Err(error) => {
            let refused =
                FormRefusal::of_error(error).map_err(|failure| PageError::of_query(failure, query))?;
            saved_page(app, person, refused.status, refused.words, "").await
        }
    }
}
