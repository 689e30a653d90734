//! The posts a reblog carries.

use crate::tumblr::wire::RecordFields;
use crate::tumblr::{legacy, page, post};
use model::{Invalid, TrailItem};
use npf::Document;
use serde_json::Value;

/// A trail, and what the post itself says where the trail tells that too.
pub(super) struct Trail {
    pub(super) items: Vec<TrailItem>,
    pub(super) own: Option<Document>,
}

impl Trail {
    /// The trail of an NPF post, which never holds the post itself.
    pub(super) fn npf(wire: RecordFields<'_>) -> Result<Self, Invalid> {
        let items = wire
            .list("trail")
            .iter()
            .map(|value| Ok(item(RecordFields::of(value), &post::document(RecordFields::of(value))?)))
            .collect::<Result<_, Invalid>>()?;
        Ok(Self { items, own: None })
    }

    /// The trail of a legacy post, which lists the post itself last and holds HTML. What the type adds to the HTML,
    /// such as pictures, belongs to the root.
    pub(super) fn legacy(wire: RecordFields<'_>) -> Result<Self, Invalid> {
        let all: Vec<RecordFields<'_>> = wire.list("trail").iter().map(RecordFields::of).collect();
        let id = wire.post_id("id");
        let is_own = |item: &RecordFields<'_>| {
            item.flag("is_current_item") || (id.is_some() && item.object("post").post_id("id") == id)
        };
        // A post must not carry itself.
        let before: Vec<RecordFields<'_>> = all.iter().copied().filter(|item| !is_own(item)).collect();
        if before.is_empty() {
            return Ok(Self { items: vec![], own: None });
        }
        let mut items = vec![];
        for (place, one) in before.iter().enumerate() {
            let (html, page) = (legacy::render_trail_part(wire, html(*one)), page::item_page(*one));
            let document = match place {
                0 => legacy::document(wire, Some(&html), page.as_ref())?,
                _ => npf::html::parse_at(&html, page.as_ref()),
            };
            items.push(item(*one, &document));
        }
        let current = all.iter().copied().find(is_own);
        let own = current.map(html).or_else(|| wire.object("reblog").text("comment")).unwrap_or_default();
        let own = legacy::render_trail_part(wire, own);
        Ok(Self { items, own: Some(npf::html::parse_at(&own, page::post_page(wire).as_ref())) })
    }
}

/// The raw text keeps what the other loses, such as sizes of pictures.
fn html(item: RecordFields<'_>) -> &str {
    item.any(&["content_raw", "content"]).unwrap_or_default()
}

fn item(wire: RecordFields<'_>, document: &Document) -> TrailItem {
    let blog = wire.object("blog");
    let broken = wire.text("broken_blog_name");
    let post = wire.object("post");
    // A word such as “unknown” would be a name that anybody can register.
    let name: String = blog.text("name").or(broken).unwrap_or_default().trim().chars().take(64).collect();
    TrailItem {
        broken: broken.is_some()
            || name.is_empty()
            || blog.get("active").and_then(Value::as_bool) == Some(false),
        blog: name,
        uuid: blog.uuid("uuid"),
        post: post.post_id("id"),
        published: post.known_time("timestamp"),
        url: blog.text("url").filter(|url| npf::url::safe(url).is_some()).map(str::to_owned),
        content: document.to_json(),
    }
}
