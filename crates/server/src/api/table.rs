//! Every endpoint of the API.

use super::auth::Level;
use super::route::{Accepts, Param, Route};
use super::write::{create, delete, edit, legacy_create, legacy_edit, legacy_reblog, like};
use super::{avatar, hubs, info, notes, post, posts, search, style, tagged, user_info};
use axum::http::Method;

/// An endpoint that reads.
macro_rules! get {
    ($path:literal, $level:ident, $module:ident, $about:literal) => {
        Route {
            method: Method::GET,
            path: $path,
            level: Level::$level,
            accepts: Accepts::Nothing,
            about: $about,
            params: $module::PARAMS,
            handler: |call| Box::pin($module::answer(call)),
        }
    };
}

/// An endpoint that posts.
macro_rules! post {
    ($method:ident $path:literal, $accepts:ident, $handler:expr, $params:expr, $about:literal) => {
        Route {
            method: Method::$method,
            path: $path,
            level: Level::Write,
            accepts: Accepts::$accepts,
            about: $about,
            params: $params,
            handler: |call| Box::pin($handler(call)),
        }
    };
}

/// What every GET takes.
pub const EVERYWHERE: &[Param] = style::EVERYWHERE;

/// The table. Where two paths fit, the first answers.
pub static ROUTES: &[Route] = &[
    get!("/tagged", Key, tagged, "Originals with a tag, newest first"),
    get!("/hubs/{tag}/timeline", Key, hubs, "Everything with a tag, filtered and in any order"),
    get!("/timeline/search", Key, search, "Everything a query selects"),
    get!("/blog/{blog}/info", Key, info, "A blog"),
    get!("/blog/{blog}/avatar", Open, avatar, "Where a blog's picture is"),
    get!("/blog/{blog}/avatar/{size}", Open, avatar, "Where a blog's picture is"),
    get!("/blog/{blog}/notes", Key, notes, "The notes of a post"),
    get!("/blog/{blog}/posts", Key, posts, "A blog's posts"),
    get!("/blog/{blog}/posts/{id}", Key, post, "One post"),
    get!("/blog/{blog}/posts/{type}", Key, posts, "A blog's posts of one type"),
    post!(POST "/blog/{blog}/posts", Blocks, create::answer, create::PARAMS, "Makes a post of blocks, or a reblog"),
    post!(PUT "/blog/{blog}/posts/{id}", Blocks, edit::answer, edit::PARAMS, "Changes a post"),
    post!(POST "/blog/{blog}/post", Files, legacy_create::answer, legacy_create::PARAMS, "Makes a post of an older type"),
    post!(POST "/blog/{blog}/post/edit", Files, legacy_edit::answer, legacy_edit::PARAMS, "Changes one"),
    post!(POST "/blog/{blog}/post/reblog", Fields, legacy_reblog::answer, legacy_reblog::PARAMS, "Reblogs"),
    post!(POST "/blog/{blog}/post/delete", Fields, delete::answer, delete::PARAMS, "Deletes a post"),
    post!(POST "/user/like", Fields, like::answer, like::PARAMS, "Likes a post"),
    post!(POST "/user/unlike", Fields, like::unlike, like::PARAMS, "Takes a like back"),
    get!("/user/info", Account, user_info, "The person who asks"),
];
