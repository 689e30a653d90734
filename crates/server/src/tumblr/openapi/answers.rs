//! The status and the type of each endpoint's successful answer. The schemas come from those types, and a test compares
//! them with what is answered.

use super::super::envelope::{EmptyList, Envelope};
use super::super::read::avatar::AvatarAnswer;
use super::super::read::info::BlogInfo;
use super::super::read::notes::Notes;
use super::super::read::poll_results::PollResults;
use super::super::read::post_lists::TimelineAnswer;
use super::super::read::posts::BlogPosts;
use super::super::route::Route;
use super::super::social::blocks::{BlockAnswer, BlockedList};
use super::super::social::follow::FollowAnswer;
use super::super::social::followed_by::FollowedBy;
use super::super::social::followers::Followers;
use super::super::social::likes::Likes;
use super::super::social::notifications::Notifications;
use super::super::social::related::RelatedBlogs;
use super::super::unpublished::unpublished_lists::UnpublishedList;
use super::super::user::dashboard::Dashboard;
use super::super::user::filtered_content::FilteredContent;
use super::super::user::filtered_tags::FilteredTags;
use super::super::user::saved_searches::{SavedSearchAnswer, SavedSearches};
use super::super::user::user_limits::UserLimits;
use super::super::wire::post::PostObject;
use super::super::wire::user::UserInfo;
use super::super::write::delete::DeletedPost;
use super::super::write::written::WrittenPost;
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// The successful answer of one endpoint.
pub struct AnswerShape {
    method: &'static str,
    path: &'static str,
    /// Its status.
    pub status: u16,
    /// The schema of its envelope.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// An answer that holds a `T`.
const fn describe_answer<T: JsonSchema + 'static>(
    method: &'static str,
    path: &'static str,
    status: u16,
) -> AnswerShape {
    AnswerShape { method, path, status, schema: Envelope::<'static, T>::json_schema }
}

static ANSWERS: &[AnswerShape] = &[
    describe_answer::<Vec<PostObject>>("GET", "/tagged", 200),
    describe_answer::<TimelineAnswer>("GET", "/hubs/{tag}/timeline", 200),
    describe_answer::<TimelineAnswer>("GET", "/timeline/search", 200),
    describe_answer::<BlogInfo>("GET", "/blog/{blog}/info", 200),
    describe_answer::<AvatarAnswer>("GET", "/blog/{blog}/avatar", 301),
    describe_answer::<AvatarAnswer>("GET", "/blog/{blog}/avatar/{size}", 301),
    describe_answer::<Notes>("GET", "/blog/{blog}/notes", 200),
    describe_answer::<PollResults>("GET", "/polls/{blog}/{id}/{poll}/results", 200),
    describe_answer::<BlogPosts>("GET", "/blog/{blog}/posts", 200),
    describe_answer::<BlogPosts>("GET", "/blog/{blog}/posts/{type}", 200),
    describe_answer::<PostObject>("GET", "/blog/{blog}/posts/{id}", 200),
    describe_answer::<UserInfo>("GET", "/user/info", 200),
    describe_answer::<Likes>("GET", "/blog/{blog}/likes", 200),
    describe_answer::<Likes>("GET", "/user/likes", 200),
    describe_answer::<RelatedBlogs>("GET", "/blog/{blog}/following", 200),
    describe_answer::<RelatedBlogs>("GET", "/user/following", 200),
    describe_answer::<Followers>("GET", "/blog/{blog}/followers", 200),
    describe_answer::<FollowedBy>("GET", "/blog/{blog}/followed_by", 200),
    describe_answer::<UnpublishedList>("GET", "/blog/{blog}/posts/queue", 200),
    describe_answer::<EmptyList>("POST", "/blog/{blog}/posts/queue/reorder", 200),
    describe_answer::<EmptyList>("POST", "/blog/{blog}/posts/queue/shuffle", 200),
    describe_answer::<UnpublishedList>("GET", "/blog/{blog}/posts/draft", 200),
    describe_answer::<UnpublishedList>("GET", "/blog/{blog}/posts/submission", 200),
    describe_answer::<Notifications>("GET", "/blog/{blog}/notifications", 200),
    describe_answer::<BlockedList>("GET", "/blog/{blog}/blocks", 200),
    describe_answer::<BlockAnswer>("POST", "/blog/{blog}/blocks", 201),
    describe_answer::<EmptyList>("DELETE", "/blog/{blog}/blocks", 200),
    describe_answer::<EmptyList>("POST", "/blog/{blog}/blocks/bulk", 200),
    describe_answer::<EmptyList>("POST", "/blog/{blog}/posts/{id}/mute", 200),
    describe_answer::<EmptyList>("DELETE", "/blog/{blog}/posts/{id}/mute", 200),
    describe_answer::<EmptyList>("POST", "/blog/{blog}/ask", 201),
    describe_answer::<EmptyList>("POST", "/blog/{blog}/submit", 201),
    describe_answer::<Dashboard>("GET", "/user/dashboard", 200),
    describe_answer::<UserLimits>("GET", "/user/limits", 200),
    describe_answer::<FollowAnswer>("POST", "/user/follow", 200),
    describe_answer::<FollowAnswer>("POST", "/user/unfollow", 200),
    describe_answer::<FilteredTags>("GET", "/user/filtered_tags", 200),
    describe_answer::<EmptyList>("POST", "/user/filtered_tags", 201),
    describe_answer::<EmptyList>("DELETE", "/user/filtered_tags/{tag}", 200),
    describe_answer::<FilteredContent>("GET", "/user/filtered_content", 200),
    describe_answer::<EmptyList>("POST", "/user/filtered_content", 201),
    describe_answer::<EmptyList>("DELETE", "/user/filtered_content", 200),
    describe_answer::<SavedSearches>("GET", "/user/saved_searches", 200),
    describe_answer::<SavedSearchAnswer>("POST", "/user/saved_searches", 201),
    describe_answer::<EmptyList>("POST", "/user/saved_searches/{id}/read", 200),
    describe_answer::<EmptyList>("DELETE", "/user/saved_searches/{id}", 200),
    describe_answer::<WrittenPost>("POST", "/blog/{blog}/posts", 201),
    describe_answer::<WrittenPost>("PUT", "/blog/{blog}/posts/{id}", 200),
    describe_answer::<WrittenPost>("POST", "/blog/{blog}/post", 201),
    describe_answer::<WrittenPost>("POST", "/blog/{blog}/post/edit", 200),
    describe_answer::<WrittenPost>("POST", "/blog/{blog}/post/reblog", 201),
    describe_answer::<DeletedPost>("POST", "/blog/{blog}/post/delete", 200),
    describe_answer::<EmptyList>("POST", "/user/like", 200),
    describe_answer::<EmptyList>("POST", "/user/unlike", 200),
];

/// The successful answer of an endpoint.
pub fn answer_of_route(route: &Route) -> Option<&'static AnswerShape> {
    ANSWERS.iter().find(|answer| answer.path == route.path && answer.method == route.method.as_str())
}
