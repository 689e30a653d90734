//! The button that follows a tag or a search, on their pages.

use crate::auth::extract::{OptionalViewer, sign_in_path};
use crate::http::error::PageError;
use crate::state::App;
use axum::http::Uri;

/// The button as a template writes it.
#[derive(Debug, Clone)]
pub struct Follow {
    /// What is followed, as text of the query language.
    pub query: String,
    /// The tag with its sign, where the view is a tag and nothing else.
    pub tag: String,
    /// The address of the view, to come back to.
    pub here: String,
    /// What the form carries, and whether the view is followed; of nobody who is signed in, none.
    pub form: Option<FollowForm>,
    /// Where to sign in first.
    pub sign_in: String,
}

/// Of a person who is signed in.
#[derive(Debug, Clone)]
pub struct FollowForm {
    /// What every form of the browser carries.
    pub token: String,
    /// The view is followed already.
    pub on: bool,
}

/// The button for a view at `uri`. Reads nothing of a person who is not signed in.
pub async fn follow_button(
    app: &App,
    uri: &Uri,
    visitor: &OptionalViewer,
    (query, tag): (&str, &str),
) -> Result<Follow, PageError> {
    let here = uri.path_and_query().map_or("/", |path| path.as_str());
    let sign_in = sign_in_path(here);
    // Complete without a person, so that the page for strangers costs no read at all.
    let mut follow =
        Follow { query: query.to_owned(), tag: tag.to_owned(), here: here.to_owned(), form: None, sign_in };
    if let OptionalViewer { viewer: Some(viewer), form_token: Some(token) } = visitor {
        let found = app.site().followed_search(viewer.account, query).await;
        let found = found.map_err(|error| PageError::of_query(error, query))?;
        follow.form = Some(FollowForm { token: token.clone(), on: found.is_some() });
    }
    Ok(follow)
}
