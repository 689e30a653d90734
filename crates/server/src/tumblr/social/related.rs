//! What the lists of blogs that stand in a relation share.

use crate::tumblr::call::ApiCall;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::page_mark;
use crate::tumblr::read::post_lists;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::wire::ObjectBuilder;
use crate::tumblr::wire::blog::ShortBlog;
use crate::tumblr::wire::partial::PartialObject;
use model::{BlogId, Time};
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::{RelatedList, RelatedRequest};

/// How they are paged.
pub const PARAMS: &[Param] = &[
    Param::new("limit", ParamKind::Number, "RelatedBlogs a page, 1 to 50; 20 if not given"),
    Param::new("offset", ParamKind::Number, "RelatedBlogs to skip"),
    Param::new("page_number", ParamKind::Text, "Where a page before said that the next begins"),
];

/// A page of blogs that another blog follows.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RelatedBlogs {
    /// The blogs. The relation that is newest comes first.
    pub blogs: Vec<PartialObject<ShortBlog>>,
    /// The number of all such blogs. It is exact.
    pub total_blogs: u64,
    /// The link to the next page. Absent on the last page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
}

/// What is asked.
///
/// # Errors
/// A parameter that is not accepted.
pub fn read_related_request(call: &ApiCall) -> Result<RelatedRequest, Refusal> {
    Ok(RelatedRequest {
        after: page_mark::read_page_mark(call)?.map(|(at, id)| (at, BlogId(id))),
        offset: page_mark::read_offset(call)?,
        limit: call.params.limit_value(post_lists::PAGE)?,
    })
}

/// The link to the next page.
pub fn related_links(call: &ApiCall, list: &RelatedList) -> Option<Links> {
    list.next.map(|(at, id)| page_mark::next_page_link(call, at, id.0, &[]))
}

/// When each blog of a list last published.
pub async fn update_times(call: &ApiCall, list: &RelatedList) -> Result<Vec<Option<Time>>, Refusal> {
    let ids: Vec<BlogId> = list.blogs.iter().map(|related| related.blog.id).collect();
    let figures = call.app.site().read_blog_figures(&ids).await?;
    Ok(figures.into_iter().map(|figures| figures.updated).collect())
}

/// What makes the blog objects of a list: who asks and how they stand to the blogs, and when each last published.
///
/// # Errors
/// A parameter that is not accepted, or what the site says.
pub async fn known<'a>(
    call: &'a ApiCall,
    list: &RelatedList,
) -> Result<(ObjectBuilder<'a>, Vec<Option<Time>>), Refusal> {
    let mut maker = ObjectBuilder::of_call(call)?;
    let ids: Vec<BlogId> = list.blogs.iter().map(|related| related.blog.id).collect();
    maker.load_related(&[], &ids).await?;
    Ok((maker, update_times(call, list).await?))
}

/// The blogs of a list as answers carry them.
///
/// # Errors
/// A parameter that is not accepted, or what the site says.
pub async fn blog_objects(
    call: &ApiCall,
    list: &RelatedList,
) -> Result<Vec<PartialObject<ShortBlog>>, Refusal> {
    let (maker, updated) = known(call, list).await?;
    Ok(list
        .blogs
        .iter()
        .zip(updated)
        .map(|(related, updated)| maker.blog_object(&related.blog, updated))
        .collect())
}
