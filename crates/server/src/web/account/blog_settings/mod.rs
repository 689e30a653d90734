//! `/account/blog/{name}`: what a blog's owner, or a moderator, says of the blog. Moderators decide about robots alone.

mod inbox;
mod profile;
mod queue;
mod queue_form;
mod robot;

pub use inbox::change_inbox;
pub use profile::change_profile;
pub use queue::{change_queue, pause_queue};
pub use robot::change_robot;

use crate::auth::extract::{QueryFields, SignedIn};
use crate::http::error::{FormRefusal, PageError};
use crate::http::redirect::see_other;
use crate::http::text;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use inbox::InboxView;
use model::{Account, Blog, BlogName};
use profile::ProfileForm;
use queue::QueueView;
use queue_form::QueueForm;
use tumblelog::permission::{Act, Target, rules};
use tumblelog::{Actor, BLOG_DESCRIPTION, BLOG_TITLE, BlogLookup, Error, SaidBy, Viewer};

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
    /// What only the owner sees and changes.
    own: Option<OwnerView>,
    wrong: String,
    done: &'static str,
    form_token: String,
}

/// The parts of the page for the blog's owner.
struct OwnerView {
    profile: ProfileForm,
    longest: (usize, usize),
    inbox: InboxView,
    queue: QueueView,
}

/// What was typed and refused: it comes back as it was.
#[derive(Default)]
struct Typed {
    profile: Option<ProfileForm>,
    queue: Option<QueueForm>,
}

/// A blog, and in what part somebody may change it.
struct OpenBlog {
    blog: Blog,
    part: SaidBy,
    is_owner: bool,
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

async fn open_blog(app: &App, person: &SignedIn, name: &str) -> Result<OpenBlog, PageError> {
    let name = BlogName::parse(name).map_err(|_| PageError::NotFound)?;
    let blog = app.site().find_blog(BlogLookup::Name(name)).await?.ok_or(PageError::NotFound)?;
    let account = person.account();
    let part = may_change(app, account, &blog).await?;
    Ok(OpenBlog { part, is_owner: rules::owns_blog(&account.blogs, blog.id), blog })
}

/// The same, for what its owner alone may change.
async fn open_own_blog(app: &App, person: &SignedIn, name: &str) -> Result<OpenBlog, PageError> {
    let open = open_blog(app, person, name).await?;
    match open.is_owner {
        true => Ok(open),
        false => Err(PageError::Refused("Only the owner of a blog may change this.".into())),
    }
}

/// The page.
pub async fn show_blog_settings(
    State(app): State<App>,
    Path(name): Path<String>,
    person: SignedIn,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let open = open_blog(&app, &person, &name).await?;
    let done = match query.get("done") {
        Some("1") => "Saved. New posts are marked at once, older ones within minutes.",
        Some("paused") => "The queue is paused.",
        Some("resumed") => "The queue is resumed.",
        Some(_) => "Saved.",
        None => "",
    };
    blog_page(&app, &person, &open, None, done, Typed::default()).await
}

/// Back to the page: with a word of what was done, or what was wrong.
async fn form_outcome(
    app: &App,
    person: &SignedIn,
    open: &OpenBlog,
    outcome: tumblelog::Result<()>,
    done: &str,
    typed: Typed,
) -> Result<Response, PageError> {
    match outcome {
        Ok(()) => Ok(see_other(&format!("{}?done={done}", settings_path(&open.blog.name)))),
        Err(error) => blog_page(app, person, open, Some(FormRefusal::of_error(error)?), "", typed).await,
    }
}

async fn blog_page(
    app: &App,
    person: &SignedIn,
    open: &OpenBlog,
    refused: Option<FormRefusal>,
    done: &'static str,
    typed: Typed,
) -> Result<Response, PageError> {
    let (status, wrong) = FormRefusal::status_and_words(refused);
    let blog = &open.blog;
    let said = app.site().declared_robot(&blog.name).await?;
    let own = if open.is_owner { Some(owner_view(app, blog, typed).await?) } else { None };
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
        moderating: open.part == SaidBy::Moderator && !open.is_owner,
        own,
        wrong,
        done,
        form_token: person.browser.form_token(),
        blog,
    };
    Ok(person.browser.seal_response((status, Html(render_template(&page, 16 * 1024)?)).into_response()))
}

async fn owner_view(app: &App, blog: &Blog, typed: Typed) -> Result<OwnerView, PageError> {
    let settings = app.site().blog_settings(&blog.name).await?;
    Ok(OwnerView {
        profile: typed.profile.unwrap_or_else(|| ProfileForm::of_blog(blog)),
        longest: (BLOG_TITLE, BLOG_DESCRIPTION),
        inbox: InboxView::new(settings),
        queue: QueueView::read_queue(app, &blog.name, typed.queue).await?,
    })
}
