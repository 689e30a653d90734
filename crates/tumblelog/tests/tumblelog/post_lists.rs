//! Lists for programs, on every database.

use crate::common::tumblelog::view::Sort;
use crate::common::tumblelog::{BlogLookup, ListExtras, NewPost, NoteMode, Posts, Selection, Start, Window};
use crate::common::{NOW, World, name, on_each, post};
use model::{PostType, Time};
use npf::Document;

fn window(limit: usize) -> Window {
    Window { sort: Sort::Latest, from: None, until: None, start: Start::First, limit, whole_seconds: false }
}

async fn texts(world: &World, selection: Selection, window: Window) -> (Vec<String>, Posts) {
    let beside = ListExtras { total: true, ..ListExtras::default() };
    let page = world.site.list_posts(selection, window, beside).await.unwrap();
    (page.cards.iter().map(crate::common::first_text).collect(), page)
}

async fn publish(world: &World, new: NewPost, before_now: i64) -> model::Post {
    let new = NewPost { published: Some(Time(NOW.0 - before_now)), ..new };
    world.site.publish_post(new).await.unwrap()
}

#[test]
fn what_is_selected_must_hold_at_once() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let one = publish(world, post(&a, "one", &["Honey", "bees"]), 4_000).await;
        publish(world, post(&a, "two", &["honey"]), 3_000).await;
        publish(world, post(&b, "three", &["honey", "bees", "wax"]), 2_000).await;
        publish(world, NewPost { reblog_of: Some(one.id), ..post(&b, "four", &["honey"]) }, 1_000).await;
        let bare = NewPost { reblog_of: Some(one.id), ..NewPost::new(b.clone(), Document::default()) };
        publish(world, bare, 500).await;
        let tags = |tags: &[&str]| Selection {
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            ..Selection::default()
        };
        let (found, page) = texts(world, tags(&["HONEY"]), window(50)).await;
        assert_eq!(
            (found, page.total),
            (vec!["four".into(), "three".into(), "two".into(), "one".into()], Some(4))
        );
        let (found, _) =
            texts(world, Selection { originals: true, ..tags(&["honey", "bees"]) }, window(50)).await;
        assert_eq!(found, ["three", "one"]);
        let (found, _) = texts(world, tags(&["honey", "unknown"]), window(50)).await;
        assert!(found.is_empty());
        let (found, _) =
            texts(world, Selection { query: "-#bees sort:oldest".into(), ..tags(&["honey"]) }, window(50))
                .await;
        assert_eq!(found, ["two", "four"]);
        let blog = world.site.find_blog(BlogLookup::Name(name("b"))).await.unwrap().unwrap();
        let (_, page) =
            texts(world, Selection { blog: Some(blog.id), ..Selection::default() }, window(1)).await;
        assert_eq!((page.total, page.cards.len()), (Some(3), 1), "a blog's list has its bare reblogs");
        let photos = Selection { types: vec![PostType::Photo], ..tags(&["honey"]) };
        assert_eq!(texts(world, photos, window(5)).await.1.total, Some(0));
        let figures = world.site.read_blog_figures(&[blog.id]).await.unwrap();
        assert_eq!((figures[0].posts, figures[0].updated), (3, Some(Time(NOW.0 - 500))));
        let many = Selection { tags: vec!["a".into(); 51], ..Selection::default() };
        assert!(world.site.list_posts(many, window(1), ListExtras::default()).await.is_err());
    });
}

#[test]
fn a_second_is_not_torn() {
    on_each(async |world| {
        let blog = world.blog("a").await;
        for n in 0..30 {
            publish(world, post(&blog, &format!("{n}"), &["snow"]), if n < 5 { 60_000 } else { 30_000 + n })
                .await;
        }
        let selection = || Selection { tags: vec!["snow".into()], ..Selection::default() };
        let torn = texts(world, selection(), window(10)).await.1;
        assert_eq!(torn.cards.len(), 10);
        let whole = Window { whole_seconds: true, ..window(10) };
        let page = texts(world, selection(), whole.clone()).await.1;
        assert_eq!((page.cards.len(), page.total), (25, Some(30)));
        let until = Some(Time(page.cards[24].post.published.seconds() * 1000));
        let rest = texts(world, selection(), Window { until, ..whole.clone() }).await.1;
        assert_eq!((rest.cards.len(), rest.next), (5, None));
        let next = Window { start: Start::Cursor(page.next.unwrap()), ..whole };
        assert_eq!(texts(world, selection(), next).await.1.cards.len(), 5);
        let from = Some(Time(NOW.0 - 60_000));
        let oldest = Window { sort: Sort::Oldest, from, whole_seconds: true, ..window(3) };
        assert_eq!(texts(world, selection(), oldest).await.1.cards.len(), 5);
    });
}

#[test]
fn notes_are_told_apart() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let root = publish(world, post(&a, "root", &[]), 9_000).await;
        let adds = NewPost { reblog_of: Some(root.id), ..post(&b, "lovely", &["mine"]) };
        let adds = publish(world, adds, 8_000).await;
        let bare = NewPost { reblog_of: Some(adds.id), ..NewPost::new(a.clone(), Document::default()) };
        publish(world, bare, 7_000).await;
        world.site.like_post(root.id, b.clone()).await.unwrap();
        world.site.reply_to_post(adds.id, b.clone(), "yes".into()).await.unwrap();
        let id = world.site.find_blog(BlogLookup::Name(a.clone())).await.unwrap().unwrap().id;
        for (mode, wanted) in [
            (NoteMode::All, 4),
            (NoteMode::Likes, 1),
            (NoteMode::Conversation, 2),
            (NoteMode::Rollup, 2),
            (NoteMode::ReblogsWithTags, 2),
        ] {
            let page = world.site.note_page(id, root.id, mode, None).await.unwrap().unwrap();
            assert_eq!((page.notes.len(), page.next), (wanted, None), "{mode:?}");
            assert_eq!((page.total, page.likes, page.reblogs), (4, 1, 2));
        }
        let page = world.site.note_page(id, root.id, NoteMode::ReblogsWithTags, None).await.unwrap().unwrap();
        let told: Vec<_> = page
            .notes
            .iter()
            .map(|n| (n.note.actor.as_str(), n.added.as_str(), n.tags.len(), n.parent_blog.as_deref()))
            .collect();
        assert_eq!(told, [("a", "", 0, Some("b")), ("b", "lovely", 1, Some("a"))]);
        assert!(world.site.note_page(id, model::PostId(1), NoteMode::All, None).await.unwrap().is_none());
    });
}
