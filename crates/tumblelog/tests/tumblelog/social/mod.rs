//! What blogs do to each other: following, liking, blocking, reblogging, asking, and what they are told of it.

mod ask;
mod dashboard;
mod follow;
mod likes;
mod notices;
mod withheld;

use model::{BlogName, PostId};
use npf::{Block, Document};
use tagstead_tumblelog::view::PostCard;
use tagstead_tumblelog::{NoticeRequest, RelatedList, Site};

async fn clean(site: &Site) {
    assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
}

fn names(list: &RelatedList) -> Vec<&str> {
    list.blogs.iter().map(|related| related.blog.name.as_str()).collect()
}

fn ids(cards: &[PostCard]) -> Vec<PostId> {
    cards.iter().map(|card| card.post.id).collect()
}

fn text(words: &str) -> Document {
    Document::new(vec![Block::text(words)])
}

/// What a blog was told, in words, newest first.
async fn told(site: &Site, blog: &BlogName) -> Vec<String> {
    let list =
        site.list_notifications(blog, NoticeRequest { limit: 50, ..NoticeRequest::default() }).await.unwrap();
    list.notifications
        .iter()
        .map(|told| {
            let from = told.from.as_ref().map_or("-", |blog| blog.name.as_str());
            format!("{} by {from} {}", told.notice.kind.name(), told.notice.text).trim().to_owned()
        })
        .collect()
}
