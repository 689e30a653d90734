//! `POST /v2/user/follow`: the person's first blog follows another.

use crate::tumblr::blog_id;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::params::refuse_value;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::shared_params;
use crate::tumblr::wire::ObjectBuilder;
use crate::tumblr::wire::blog::WholeBlog;
use crate::tumblr::wire::partial::PartialObject;
use model::Blog;
use schemars::JsonSchema;
use serde::Serialize;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[Param::new("url", ParamKind::Text, "The blog: its address, host name, name or uuid")],
    shared_params::BLOGS,
];

/// The answer of following a blog and of unfollowing it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FollowAnswer {
    /// The blog.
    blog: PartialObject<WholeBlog>,
}

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let by = call.by_primary().await?;
    let blog = find_meant_blog(&call).await?;
    call.app.site().follow_blog(by, &blog.name).await?;
    answer_blog(&call, &blog).await
}

/// The blog that `url` means.
///
/// # Errors
/// [`Refusal::Parameter`] where nothing is said, or only a mail address, by which nobody is found here;
/// [`Refusal::NotFound`] where there is no such blog.
pub async fn find_meant_blog(call: &ApiCall) -> Result<Blog, Refusal> {
    let Some(url) = call.params.text_value("url") else {
        return Err(match call.params.text_value("email") {
            Some(email) => {
                refuse_value("email", email, "url: people cannot be found by their mail addresses here")
            }
            None => Refusal::Parameter("url: say which blog; its address or name is accepted".to_owned()),
        });
    };
    blog_id::find_blog(&call.app, name_in(url)).await
}

/// The part of an address that names a blog: of `https://name.tumblr.com/`, `https://www.tumblr.com/name` and
/// `https://site.example/@name`.
fn name_in(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let mut parts = rest.split('/').filter(|part| !part.is_empty());
    let (host, path) = (parts.next().unwrap_or_default(), parts.next());
    // A path may name the blog on hosts that many blogs share; otherwise the host does.
    match path {
        Some(path) if path.starts_with('@') => path.trim_start_matches('@'),
        Some("blog" | "blogs") => parts.next().unwrap_or(host),
        Some(path)
            if host.eq_ignore_ascii_case("www.tumblr.com") || host.eq_ignore_ascii_case("tumblr.com") =>
        {
            path
        }
        _ => host.trim_start_matches('@'),
    }
}

/// Tells of a blog.
pub async fn answer_blog(call: &ApiCall, blog: &Blog) -> Result<ApiReply, Refusal> {
    let mut maker = ObjectBuilder::of_call(call)?;
    let figures = call.app.site().read_blog_figures(&[blog.id]).await?.pop().unwrap_or_default();
    ApiReply::ok(&FollowAnswer { blog: maker.whole_blog(blog, figures).await? })
}

#[cfg(test)]
mod tests {
    use super::name_in;

    #[test]
    fn an_address_names_a_blog() {
        for (url, name) in [
            ("staff", "staff"),
            ("@staff", "staff"),
            ("staff.tumblr.com", "staff.tumblr.com"),
            ("http://staff.tumblr.com/", "staff.tumblr.com"),
            ("https://staff.tumblr.com/post/1?a=b", "staff.tumblr.com"),
            ("https://www.tumblr.com/staff/1", "staff"),
            ("https://www.tumblr.com/blog/staff", "staff"),
            ("https://tags.example/@staff#top", "staff"),
            ("http://127.0.0.1:8080/@staff/1/words", "staff"),
            ("t:0aY0xL2Fi1OFJg4YxpmegQ", "t:0aY0xL2Fi1OFJg4YxpmegQ"),
            ("https://", ""),
        ] {
            assert_eq!(name_in(url), name, "{url}");
        }
    }
}
