//! `POST /account/blogs`: one more blog.

use super::form_outcome;
use crate::auth::extract::{FromForm, Posted};
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::state::App;
use axum::extract::State;
use axum::response::Response;
use model::{BlogName, Invalid};
use tumblelog::NewBlog;
use tumblelog::account::Adopt;

/// What the form of a new blog sends.
#[derive(Default)]
pub struct BlogForm {
    pub(super) name: String,
    pub(super) title: String,
}

impl FromForm for BlogForm {
    fn from_form(fields: &FormFields) -> Self {
        Self { name: fields.get_text("name"), title: fields.get_text("title") }
    }
}

/// `POST /account/blogs`: one more blog.
pub async fn make_blog(
    State(app): State<App>,
    Posted { sender: person, form }: Posted<BlogForm>,
) -> Result<Response, PageError> {
    let made = match new_blog(&form) {
        Ok(new) => app.site().add_blog(person.account_id(), new, Adopt::New).await.map(drop),
        Err(invalid) => Err(invalid.into()),
    };
    form_outcome(&app, &person, made, "blog", form).await
}

fn new_blog(form: &BlogForm) -> Result<NewBlog, Invalid> {
    let name = BlogName::parse(&form.name)?;
    let title = tumblelog::check_blog_title(&form.title)?;
    Ok(NewBlog { title, ..NewBlog::with_name(name) })
}
