//! `/account/blog/{name}`: what a blog's owner, or a moderator, says of the blog.

use crate::auth::extract::{FromForm, Posted, QueryFields, SignedIn};
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::http::redirect::see_other;
use crate::http::text;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use model::{Account, Blog, BlogName};
use tumblelog::permission::{Act, Target};
use tumblelog::{Actor, BlogLookup, Error, SaidBy, Viewer};

#[derive(askama::Template)]
#[template(path = "blog-settings.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    blog: &'a Blog,
    home: String,
    path: String,
    robot: bool,
    /// Who said it last.
    said: &'static str,
    /// Posts are still being gone through.
    under_way: bool,
    moderating: bool,
    done: bool,
    form_token: String,
}

fn settings_path(blog: &BlogName) -> String {
    format!("/account/blog/{blog}")
}

/// In what part a person may change a blog: as its owner, or as a moderator.
///
/// # Errors
/// [`PageError::Moderators`] for who is neither.
pub(in crate::web) async fn may_change(
    app: &App,
    account: &Account,
    blog: &Blog,
) -> Result<SaidBy, PageError> {
    let actor = Actor::Person(Viewer::of_account(account));
    match app.site().can(&actor, Act::DescribeBlog, Target::Blog(blog.name.clone())).await {
        // A moderator's word outweighs an owner's, also on the moderator's own blog.
        Ok(()) if account.moderator => Ok(SaidBy::Moderator),
        Ok(()) => Ok(SaidBy::Owner),
        Err(Error::Refused(_)) => Err(PageError::Moderators),
        Err(error) => Err(error.into()),
    }
}

async fn find_own_blog(app: &App, name: &str) -> Result<Blog, PageError> {
    let name = BlogName::parse(name).map_err(|_| PageError::NotFound)?;
    let found = app.site().find_blog(BlogLookup::Name(name)).await?;
    found.ok_or(PageError::NotFound)
}

/// The page.
pub async fn show_blog_settings(
    State(app): State<App>,
    Path(name): Path<String>,
    person: SignedIn,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let blog = find_own_blog(&app, &name).await?;
    let part = may_change(&app, person.account(), &blog).await?;
    let said = app.site().declared_robot(&blog.name).await?;
    let page = Page {
        chrome: Chrome::new(app.settings(), &format!("Settings of {}", blog.name), "").unlisted(),
        home: text::blog_path(blog.name.as_str()),
        path: settings_path(&blog.name),
        robot: blog.robot,
        said: match said.map(|said| said.by) {
            Some(SaidBy::Owner) => "The blog's owner chose this.",
            Some(SaidBy::Moderator) => "A moderator chose this.",
            None if blog.robot => "Its posts look automated.",
            None => "",
        },
        under_way: said.is_some_and(|said| said.after.is_some()),
        moderating: part == SaidBy::Moderator,
        done: query.has_field("done"),
        form_token: person.browser.form_token(),
        blog: &blog,
    };
    Ok(person.browser.seal_response(Html(render_template(&page, 8 * 1024)?).into_response()))
}

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
pub async fn change_blog_settings(
    State(app): State<App>,
    Path(name): Path<String>,
    Posted { sender: person, form }: Posted<RobotForm>,
) -> Result<Response, PageError> {
    // The blog and the right to change it are read again: the form may be old or made by hand.
    let blog = find_own_blog(&app, &name).await?;
    let by = may_change(&app, person.account(), &blog).await?;
    let robot = form.robot.ok_or_else(|| PageError::Invalid("“robot” takes yes or no.".into()))?;
    let done = app.site().declare_robot(&blog.name, robot, by, Some(person.account_id())).await;
    done.map_err(|error| match error {
        Error::Refused(why) => PageError::Forbidden(format!("{why}.")),
        other => PageError::from(other),
    })?;
    Ok(see_other(&format!("{}?done=1", settings_path(&blog.name))))
}
