//! `POST /account/blog/{name}`: says that the blog is a robot's or that it is none.

use super::{open_blog, settings_path};
use crate::auth::extract::{FromForm, Posted};
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::http::redirect::see_other;
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::Response;
use tumblelog::Error;

/// What the form sends.
pub struct RobotForm {
    /// Nothing where it is neither yes nor no.
    robot: Option<bool>,
}

impl FromForm for RobotForm {
    fn from_form(fields: &FormFields) -> Self {
        Self { robot: fields.get_yes_or_no("robot") }
    }
}

/// `POST`: says that the blog is a robot's or that it is none.
pub async fn change_robot(
    State(app): State<App>,
    Path(name): Path<String>,
    Posted { sender: person, form }: Posted<RobotForm>,
) -> Result<Response, PageError> {
    // The blog and the right to change it are read again: the form may be old or made by hand.
    let open = open_blog(&app, &person, &name).await?;
    let blog = &open.blog.name;
    let robot = form.robot.ok_or_else(|| PageError::Invalid("“robot” takes yes or no.".into()))?;
    let done = app.site().declare_robot(blog, robot, open.part, Some(person.account_id())).await;
    done.map_err(|error| match error {
        Error::Refused(why) => PageError::Forbidden(format!("{why}.")),
        other => PageError::from(other),
    })?;
    Ok(see_other(&format!("{}?done=1", settings_path(blog))))
}
