//! Posts as blocks.

use crate::tumblr::wire::maker::ObjectBuilder;
use crate::tumblr::wire::partial::PartialObject;
use crate::tumblr::wire::poll::complete_polls;
use crate::tumblr::wire::trail::TrailBlog;
use model::{BlogName, Time, TrailItem};
use npf::{Attribution, Block, Document, Layout};
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::view::{PostCard, TrailView};

/// The fields of a post in blocks, in addition to those of every post.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Blocks {
    /// The older type that the post has.
    pub original_type: &'static str,
    /// The blocks of the post, in reading order.
    pub content: Vec<Block>,
    /// The arrangement of the blocks.
    pub layout: Vec<Layout>,
    /// The posts that it carries, oldest first. The post itself is not among them.
    pub trail: Vec<TrailBlocks>,
}

/// A post that a reblog carries, in blocks.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrailBlocks {
    /// The identity of the post. Absent where neither its id nor its time is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<TrailPost>,
    /// The blog of the post. Absent where that blog was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blog: Option<PartialObject<TrailBlog>>,
    /// The name that the blog had. Only where the blog was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken_blog_name: Option<String>,
    /// The blocks of the post.
    pub content: Vec<Block>,
    /// The arrangement of the blocks.
    pub layout: Vec<Layout>,
}

/// The identity of a post that a reblog carries.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrailPost {
    /// The id, as text. Absent where the post cannot be visited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When it was published, in seconds since 1970. Absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<i64>,
}

impl ObjectBuilder<'_> {
    /// A post as blocks.
    pub fn npf_blocks(&self, card: &PostCard) -> Blocks {
        let mut document = self.whole_addresses(&card.document);
        complete_polls(&mut document, card.post.published);
        let Document { content, layout } = document;
        Blocks {
            original_type: card.post.kind.name(),
            content,
            layout,
            trail: card.trail.iter().map(|item| self.trail_blocks(item)).collect(),
        }
    }

    fn trail_blocks(&self, TrailView { item, document }: &TrailView) -> TrailBlocks {
        let mut document = self.whole_addresses(document);
        if let Some(published) = item.published {
            complete_polls(&mut document, published);
        }
        let Document { content, layout } = document;
        let post = TrailPost {
            // A broken item cannot be visited: clients would open a page that is not there.
            id: item.post.filter(|_| !item.broken).map(|id| id.to_string()),
            timestamp: item.published.map(Time::seconds),
        };
        TrailBlocks {
            post: (post.id.is_some() || post.timestamp.is_some()).then_some(post),
            blog: (!item.broken).then(|| self.style.fields.of(self.identified_blog(item))),
            broken_blog_name: item.broken.then(|| item.blog.clone()),
            content,
            layout,
        }
    }

    /// The blog of a carried post. Typed clients refuse a blog without a uuid: where the trail tells none, it is the
    /// one this site gives to a blog of that name.
    fn identified_blog(&self, item: &TrailItem) -> TrailBlog {
        let mut blog = self.trail_blog(item);
        if blog.uuid.is_none() {
            let name = BlogName::parse(&item.blog).ok();
            blog.uuid = name.map(|name| tumblelog::derived_uuid(&name).as_str().to_owned());
        }
        blog
    }

    /// Files of this site as clients elsewhere find them.
    fn whole_addresses(&self, document: &Document) -> Document {
        let mut document = document.clone();
        let whole = |url: &mut String| {
            // Two slashes begin an address on another host.
            if url.starts_with('/') && !url.starts_with("//") {
                url.insert_str(0, self.base_url());
            }
        };
        document.media_mut().for_each(|media| whole(&mut media.url));
        let attributed = |by: &mut Option<Box<Attribution>>| {
            if let Some(url) = by.as_mut().and_then(|by| by.url.as_mut()) {
                whole(url);
            }
        };
        for block in &mut document.content {
            match block {
                Block::Image(image) => attributed(&mut image.attribution),
                Block::Audio(audio) => attributed(&mut audio.attribution),
                Block::Video(video) => attributed(&mut video.attribution),
                _ => {}
            }
        }
        document
    }
}
