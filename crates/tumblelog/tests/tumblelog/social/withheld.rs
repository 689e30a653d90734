//! What is withheld from lists is withheld from all of them, and reblogs do not carry it there.

use super::clean;
use crate::common::{on_each, post};
use model::Withheld;
use tagstead_tumblelog::{BlogLookup, Error, LikesFrom, LikesRequest, NewPost, NoteMode};

#[test]
fn a_withheld_post_is_in_no_list_of_likes_and_is_not_reblogged() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let (one, two) = (post(&a, "one", &["tea"]), post(&a, "two", &["tea"]));
        let (one, two) = (site.publish_post(one).await.unwrap(), site.publish_post(two).await.unwrap());
        let liked = async || {
            let request = LikesRequest { from: LikesFrom::Offset(0), limit: 50 };
            let list = site.list_likes(&b, request).await.unwrap();
            assert_eq!(list.total as usize, list.likes.len(), "count and list agree");
            list.likes.into_iter().map(|like| like.card.post.id).collect::<Vec<_>>()
        };
        for reason in [Withheld::Author, Withheld::Spam] {
            site.like_post(one.id, b.clone()).await.unwrap();
            site.withhold_post(one.id, Some(reason)).await.unwrap();
            site.withhold_post(two.id, Some(reason)).await.unwrap();
            site.like_post(two.id, b.clone()).await.unwrap();
            assert_eq!(liked().await, [], "{}", world.label);
            let reblog = NewPost { reblog_of: Some(one.id), ..post(&b, "carried", &["tea"]) };
            let refused = site.publish_post(reblog.clone()).await;
            assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
            site.withhold_post(one.id, None).await.unwrap();
            site.withhold_post(two.id, None).await.unwrap();
            assert_eq!(liked().await.len(), 2);
            site.publish_post(reblog).await.unwrap();
        }
        clean(site).await;
    });
}

#[test]
fn what_a_withheld_reblog_says_is_not_told_with_the_notes() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let root = site.publish_post(post(&a, "root", &[])).await.unwrap();
        let reblog = NewPost { reblog_of: Some(root.id), ..post(&b, "buy this", &["cheap"]) };
        let reblog = site.publish_post(reblog).await.unwrap();
        let id = site.find_blog(BlogLookup::Name(a)).await.unwrap().unwrap().id;
        let said = async || {
            let page = site.note_page(id, root.id, NoteMode::ReblogsWithTags, None).await.unwrap().unwrap();
            page.notes.into_iter().map(|note| (note.added, note.tags)).collect::<Vec<_>>()
        };
        assert_eq!(said().await, [("buy this".to_owned(), vec!["cheap".to_owned()])]);
        site.withhold_post(reblog.id, Some(Withheld::Spam)).await.unwrap();
        assert_eq!(said().await, [(String::new(), Vec::new())], "{}", world.label);
    });
}
