//! `POST /account/blog/{name}/profile`: a blog's title and description.

use super::{Typed, form_outcome, open_own_blog};
use crate::auth::extract::{FromForm, Posted};
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::Response;
use model::{Blog, Invalid};

/// What the form sends.
#[derive(Clone)]
pub struct ProfileForm {
    /// Whether both fields were sent: a form without them must not empty the description.
    whole: bool,
    pub(super) title: String,
    pub(super) description: String,
}

impl ProfileForm {
    pub(super) fn of_blog(blog: &Blog) -> Self {
        Self { whole: true, title: blog.title.clone(), description: blog.description.clone() }
    }
}

impl FromForm for ProfileForm {
    fn from_form(fields: &FormFields) -> Self {
        Self {
            whole: fields.has_field("title") && fields.has_field("description"),
            title: fields.get_text("title"),
            description: fields.get_text("description"),
        }
    }
}

/// `POST /account/blog/{name}/profile`: another title and description.
pub async fn change_profile(
    State(app): State<App>,
    Path(name): Path<String>,
    Posted { sender: person, form }: Posted<ProfileForm>,
) -> Result<Response, PageError> {
    let open = open_own_blog(&app, &person, &name).await?;
    let changed = match form.whole {
        true => app.site().set_blog_profile(&open.blog.name, &form.title, &form.description).await,
        false => Err(Invalid::new("“title” and “description” are needed").into()),
    };
    let typed = Typed { profile: Some(form), ..Typed::default() };
    form_outcome(&app, &person, &open, changed, "profile", typed).await
}
