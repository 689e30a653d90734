//! A request as an endpoint gets it: let in, its parameters read.

use super::error::Refusal;
use super::params::Params;
use super::parts::Files;
use crate::auth::visitor::Visitor;
use crate::state::App;
use model::{Blog, PostId};
use tumblelog::media::Budget;

/// One request.
pub struct ApiCall {
    /// The application.
    pub app: App,
    /// Who asks; shows at least what the route asks for.
    pub visitor: Visitor,
    /// Its parameters, from the address and from a form or JSON.
    pub params: Params,
    /// Its path, `/v2/…`, percent-encoded as it came.
    pub path: String,
    /// The values of the path's braces.
    pub captured: Vec<(&'static str, String)>,
    /// Files of a multipart body. They are not kept yet.
    pub files: Files,
    /// Processor time that is left for decoding the files of the request.
    pub budget: Budget,
}

impl ApiCall {
    /// The value of a brace of the path, decoded: spaces are `+` or `%20`.
    pub fn path_segment(&self, name: &str) -> String {
        let found = self.captured.iter().find(|(captured, _)| *captured == name);
        found.map(|(_, value)| tag::path::decode(value)).unwrap_or_default()
    }

    /// The blog of the path.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where there is none.
    pub async fn find_blog(&self) -> Result<Blog, Refusal> {
        super::blog_id::find_blog(&self.app, &self.path_segment("blog")).await
    }

    /// The post id of the path.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a number no post can have.
    pub fn post_id(&self) -> Result<PostId, Refusal> {
        // Ids start at 1; 0 and what does not fit an i64 can be no post.
        let id = self.path_segment("id").parse().ok().filter(|id| *id > 0);
        id.map(PostId).ok_or_else(|| no_post(self.path_segment("id")))
    }
}

/// The refusal for a post that is not there, or not for this visitor.
pub fn no_post(id: impl std::fmt::Display) -> Refusal {
    Refusal::NotFound(format!("There is no post {id} on this blog."))
}
