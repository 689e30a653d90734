//! `/account/blog/{name}`: what a blog's owner, or a moderator, says of the blog.

use super::overview::posted;
use super::sign_in::{see_other, sign_in_first};
use crate::auth::session::Browser;
use crate::http::error::PageError;
use crate::http::form::FormFields;
use crate::http::text;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::{Path, Request, State};
use axum::response::{Html, IntoResponse, Response};
use model::{Blog, BlogName};
use tumblelog::{BlogLookup, Error, SaidBy};

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
    browser: &Browser,
    blog: &Blog,
) -> Result<SaidBy, PageError> {
    let account = browser.session.as_ref().map(|session| &session.account).ok_or(PageError::Moderators)?;
    let owner = app.site().owner_of(blog.id).await?;
    match (owner == Some(account.id), account.moderator) {
        // A moderator's word outweighs an owner's, also on the moderator's own blog.
        (_, true) => Ok(SaidBy::Moderator),
        (true, false) => Ok(SaidBy::Owner),
        (false, false) => Err(PageError::Moderators),
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
    request: Request,
) -> Result<Response, PageError> {
    let (parts, _) = request.into_parts();
    let browser = Browser::read_browser(&app, &parts).await?;
    if browser.session.is_none() {
        return Ok(sign_in_first(&parts.uri));
    }
    let blog = find_own_blog(&app, &name).await?;
    let part = may_change(&app, &browser, &blog).await?;
    let said = app.site().declared_robot(&blog.name).await?;
    let query = FormFields::parse(parts.uri.query().unwrap_or("").as_bytes());
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
        done: query.get("done").is_some(),
        form_token: browser.form_token(),
        blog: &blog,
    };
    Ok(browser.seal_response(Html(render_template(&page, 8 * 1024)?).into_response()))
}

/// `POST`: says that the blog is a robot's or that it is none.
pub async fn change_blog_settings(
    State(app): State<App>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, PageError> {
    let (browser, form) = match posted(&app, request).await? {
        Ok(posted) => posted,
        Err(elsewhere) => return Ok(elsewhere),
    };
    // The blog and the right to change it are read again: the form may be old or made by hand.
    let blog = find_own_blog(&app, &name).await?;
    let by = may_change(&app, &browser, &blog).await?;
    let robot = match form.get("robot") {
        Some("yes") => true,
        Some("no") => false,
        _ => return Err(PageError::Invalid("“robot” takes yes or no.".into())),
    };
    let account = browser.session.as_ref().map(|session| session.account.id);
    let done = app.site().declare_robot(&blog.name, robot, by, account).await;
    done.map_err(|error| match error {
        Error::Refused(why) => PageError::Forbidden(format!("{why}.")),
        other => PageError::from(other),
    })?;
    Ok(see_other(&format!("{}?done=1", settings_path(&blog.name))))
}
