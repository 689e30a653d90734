//! Every endpoint of the API.

use crate::tumblr::auth::Level;
use crate::tumblr::read::poll_results;
use crate::tumblr::read::{avatar, hubs, info, notes, post, posts, search, tagged};
use crate::tumblr::route::{Accepts, Param, Route};
use crate::tumblr::shared_params;
use crate::tumblr::social::{
    ask, blocks, blocks_bulk, follow, followed_by, followers, following, likes, mute, notifications, submit,
    unfollow, user_following, user_likes,
};
use crate::tumblr::unpublished::{drafts, queue, queue_reorder, queue_shuffle, submissions};
use crate::tumblr::user::{
    dashboard, filtered_content, filtered_tags, saved_searches, user_info, user_limits,
};
use crate::tumblr::write::{create, delete, edit, legacy_create, legacy_edit, legacy_reblog, like};
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
            handler: |call| Box::pin($module::answer_call(call)),
        }
    };
}

/// Any endpoint: its method and path, its level, the body it reads, who answers, its parameters, what it does.
macro_rules! endpoint {
    ($method:ident $path:literal, $level:ident, $accepts:ident, $answer:path, $params:path, $about:literal) => {
        Route {
            method: Method::$method,
            path: $path,
            level: Level::$level,
            accepts: Accepts::$accepts,
            about: $about,
            params: $params,
            handler: |call| Box::pin($answer(call)),
        }
    };
}

/// Of an endpoint that is asked nothing beside its path.
const NO_PARAMS: &[&[Param]] = &[];

/// What every GET takes.
pub const EVERYWHERE: &[Param] = shared_params::EVERYWHERE;

/// The table. Where two paths fit, the first answers.
pub static ROUTES: &[Route] = &[
    get!("/tagged", Key, tagged, "Originals with a tag, newest first"),
    get!("/hubs/{tag}/timeline", Key, hubs, "Everything with a tag, filtered and in any order"),
    get!("/timeline/search", Key, search, "Everything a query selects"),
    get!("/blog/{blog}/info", Key, info, "A blog"),
    get!("/blog/{blog}/avatar", Open, avatar, "Where a blog's picture is"),
    get!("/blog/{blog}/avatar/{size}", Open, avatar, "Where a blog's picture is"),
    get!("/blog/{blog}/notes", Key, notes, "The notes of a post"),
    get!("/polls/{blog}/{id}/{poll}/results", Key, poll_results, "The votes for each answer of a poll"),
    // What blogs are to one another. Words such as queue stand before the ids and types of posts.
    get!("/blog/{blog}/likes", Key, likes, "What a blog likes"),
    get!("/blog/{blog}/following", Account, following, "Whom a blog follows"),
    get!("/blog/{blog}/followers", Account, followers, "Who follows a blog of one's own"),
    get!("/blog/{blog}/followed_by", Account, followed_by, "Whether a blog follows one's own"),
    get!("/blog/{blog}/posts/queue", Account, queue, "What waits to be published"),
    endpoint!(POST "/blog/{blog}/posts/queue/reorder", Write, Fields, queue_reorder::answer_call, queue_reorder::PARAMS,
        "Puts a queued post behind another"),
    endpoint!(POST "/blog/{blog}/posts/queue/shuffle", Write, Fields, queue_shuffle::answer_call, queue_shuffle::PARAMS,
        "Puts the queue in a random order"),
    get!("/blog/{blog}/posts/draft", Account, drafts, "Drafts"),
    get!(
        "/blog/{blog}/posts/submission",
        Account,
        submissions,
        "The inbox: submissions, and questions without answers"
    ),
    get!("/blog/{blog}/notifications", Account, notifications, "What others did that concerns a blog"),
    get!("/blog/{blog}/blocks", Account, blocks, "Whom a blog blocks"),
    endpoint!(POST "/blog/{blog}/blocks", Write, Fields, blocks::add_blocks, blocks::ADD, "Blocks a blog"),
    endpoint!(DELETE "/blog/{blog}/blocks", Write, Fields, blocks::remove_blocks, blocks::REMOVE, "Unblocks a blog"),
    endpoint!(POST "/blog/{blog}/blocks/bulk", Write, Fields, blocks_bulk::answer_call, blocks_bulk::PARAMS, "Blocks blogs"),
    endpoint!(POST "/blog/{blog}/posts/{id}/mute", Write, Fields, mute::answer_call, mute::PARAMS,
        "Hears no more of what others do with a post"),
    endpoint!(DELETE "/blog/{blog}/posts/{id}/mute", Write, Fields, mute::remove_mute, NO_PARAMS, "Hears of a post again"),
    endpoint!(POST "/blog/{blog}/ask", Write, Fields, ask::answer_call, ask::PARAMS, "Asks a blog a question"),
    endpoint!(POST "/blog/{blog}/submit", Write, Fields, submit::answer_call, submit::PARAMS, "Submits a post to a blog"),
    get!("/user/dashboard", Account, dashboard, "What the blogs one follows posted"),
    get!("/user/limits", Account, user_limits, "How much one may still do today"),
    get!("/user/likes", Account, user_likes, "What one likes"),
    get!("/user/following", Account, user_following, "Whom one follows"),
    endpoint!(POST "/user/follow", Write, Fields, follow::answer_call, follow::PARAMS, "Follows a blog"),
    endpoint!(POST "/user/unfollow", Write, Fields, unfollow::answer_call, unfollow::PARAMS, "Follows a blog no more"),
    get!("/user/filtered_tags", Account, filtered_tags, "Tags one does not want to see"),
    endpoint!(POST "/user/filtered_tags", Write, Fields, filtered_tags::add_filtered_tags, filtered_tags::ADD, "Filters tags"),
    endpoint!(DELETE "/user/filtered_tags/{tag}", Write, Fields, filtered_tags::remove_filtered_tags, NO_PARAMS,
        "Filters a tag no more"),
    get!("/user/filtered_content", Account, filtered_content, "Phrases one does not want to read"),
    endpoint!(POST "/user/filtered_content", Write, Fields, filtered_content::add_filtered_content, filtered_content::ADD,
        "Filters phrases"),
    endpoint!(DELETE "/user/filtered_content", Write, Fields, filtered_content::remove_filtered_content, filtered_content::ADD,
        "Filters phrases no more"),
    get!(
        "/user/saved_searches",
        Account,
        saved_searches,
        "Searches one keeps and tags one follows, with what is new"
    ),
    endpoint!(POST "/user/saved_searches", Write, Fields, saved_searches::add_saved_searches, saved_searches::ADD,
        "Keeps a search, or follows a tag"),
    endpoint!(POST "/user/saved_searches/{id}/read", Write, Fields, saved_searches::read_saved_searches, NO_PARAMS,
        "Counts what a search holds now as read"),
    endpoint!(DELETE "/user/saved_searches/{id}", Write, Fields, saved_searches::remove_saved_searches, NO_PARAMS,
        "Forgets a search, and its feed"),
    get!("/blog/{blog}/posts", Key, posts, "A blog's posts"),
    get!("/blog/{blog}/posts/{id}", Key, post, "One post"),
    get!("/blog/{blog}/posts/{type}", Key, posts, "A blog's posts of one type"),
    endpoint!(POST "/blog/{blog}/posts", Write, Blocks, create::answer_call, create::PARAMS, "Makes a post of blocks, or a reblog"),
    endpoint!(PUT "/blog/{blog}/posts/{id}", Write, Blocks, edit::answer_call, edit::PARAMS, "Changes a post"),
    endpoint!(POST "/blog/{blog}/post", Write, Files, legacy_create::answer_call, legacy_create::PARAMS, "Makes a post of an older type"),
    endpoint!(POST "/blog/{blog}/post/edit", Write, Files, legacy_edit::answer_call, legacy_edit::PARAMS, "Changes one"),
    endpoint!(POST "/blog/{blog}/post/reblog", Write, Fields, legacy_reblog::answer_call, legacy_reblog::PARAMS, "Reblogs"),
    endpoint!(POST "/blog/{blog}/post/delete", Write, Fields, delete::answer_call, delete::PARAMS, "Deletes a post"),
    endpoint!(POST "/user/like", Write, Fields, like::answer_call, like::PARAMS, "Likes a post"),
    endpoint!(POST "/user/unlike", Write, Fields, like::answer_unlike, like::PARAMS, "Takes a like back"),
    get!("/user/info", Account, user_info, "The person who asks"),
];
