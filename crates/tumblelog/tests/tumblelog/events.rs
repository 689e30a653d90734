//! What listeners hear of changes: what happened, after it was committed, in this process and in others.

use crate::common::tumblelog::events::{Event, EventKind, EventReader};
use crate::common::tumblelog::subject::Join;
use crate::common::tumblelog::trends::TrendSpan;
use crate::common::tumblelog::{Actor, Edit, Site};
use crate::common::{World, on_each, post, posts_of};
use model::{LinkKind, Withheld};
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::time::timeout;

/// Longer than any reader sleeps. A test waits so long only where it fails.
const PATIENCE: Duration = Duration::from_secs(30);

async fn next(heard: &mut Receiver<Event>) -> Event {
    timeout(PATIENCE, heard.recv()).await.expect("an event is missing").unwrap()
}

fn join(names: [&str; 2]) -> Join {
    Join {
        names: names.map(str::to_owned).to_vec(),
        kind: LinkKind::Transliteration,
        reason: String::new(),
        evidence: String::new(),
        by: Actor::Operator,
    }
}

async fn kinds(site: &Site, world: &World) {
    let (walks, springs) = (world.blog("walks").await, world.blog("springs").await);
    let reader = EventReader::start(site.clone()).await.unwrap();
    let mut heard = site.subscribe_events();
    let made = world.site.publish_post(post(&walks, "water", &["spring"])).await.unwrap();
    let event = next(&mut heard).await;
    assert_eq!((event.kind, event.post, event.blog), (EventKind::Published, Some(made.id), Some(made.blog)));

    let edit = Edit { tags: Some(vec!["well".into()]), ..Edit::default() };
    world.site.edit_post(made.id, edit.clone()).await.unwrap();
    assert_eq!(next(&mut heard).await.kind, EventKind::Edited);
    world.site.withhold_post(made.id, Some(Withheld::Author)).await.unwrap();
    assert_eq!(next(&mut heard).await.kind, EventKind::Deleted, "{}: it left all lists", world.label);
    // What is in no list changes none.
    world.site.edit_post(made.id, Edit { slug: Some("wells".into()), ..Edit::default() }).await.unwrap();
    world.site.withhold_post(made.id, None).await.unwrap();
    assert_eq!(next(&mut heard).await.kind, EventKind::Published);

    world.site.follow_blog(springs.clone(), &walks).await.unwrap();
    // Following again changes nothing.
    world.site.follow_blog(springs.clone(), &walks).await.unwrap();
    let event = next(&mut heard).await;
    assert_eq!((event.kind, event.blog), (EventKind::Followed, Some(made.blog)));
    assert!(event.actor.is_some_and(|actor| actor != made.blog.into()));
    world.site.unfollow_blog(springs.clone(), &walks).await.unwrap();
    assert_eq!(next(&mut heard).await.kind, EventKind::Followed);
    world.site.like_post(made.id, springs.clone()).await.unwrap();
    // Liking again changes nothing.
    world.site.like_post(made.id, springs.clone()).await.unwrap();
    let liked = next(&mut heard).await;
    assert_eq!((liked.kind, liked.post, liked.actor), (EventKind::Noted, Some(made.id), event.actor));
    world.site.unlike_post(made.id, springs.clone()).await.unwrap();
    assert_eq!(next(&mut heard).await.kind, EventKind::Noted);

    let number = world.site.join_spellings(&join(["spring", "bulaq"])).await.unwrap();
    let event = next(&mut heard).await;
    assert_eq!((event.kind, event.number), (EventKind::SubjectChanged, Some(number)));
    world.site.import_batch(posts_of(&crate::common::intake_line(5))).await.unwrap();
    assert_eq!(next(&mut heard).await.kind, EventKind::Imported);
    world.site.delete_post(made.id).await.unwrap();
    assert_eq!(next(&mut heard).await.kind, EventKind::Deleted);
    reader.stop().await;
}

#[test]
fn a_listener_hears_each_kind_of_change_in_its_own_process() {
    on_each(async |world| kinds(&world.site, world).await);
}

#[test]
fn a_listener_hears_each_kind_of_change_of_another_process() {
    on_each(async |world| kinds(&world.another(), world).await);
}

#[test]
fn trends_of_another_process_follow_a_join() {
    on_each(async |world| {
        // A trend is made by three blogs.
        for (n, tag) in ["spring", "bulaq"].repeat(3).into_iter().enumerate() {
            let blog = world.blog(&format!("walks-{n}")).await;
            world.site.publish_post(post(&blog, "water", &[tag])).await.unwrap();
        }
        let other = world.another();
        let reader = EventReader::start(other.clone()).await.unwrap();
        let mut heard = other.subscribe_events();
        let spellings = async || {
            let trends = other.read_trends(TrendSpan::Week).await.unwrap();
            trends.busy.iter().map(|trend| trend.spellings).max()
        };
        assert_eq!(spellings().await, Some(1));
        world.site.join_spellings(&join(["spring", "bulaq"])).await.unwrap();
        assert_eq!(next(&mut heard).await.kind, EventKind::SubjectChanged);
        assert_eq!(spellings().await, Some(2), "{}: kept answers of before were dropped", world.label);
        reader.stop().await;
    });
}
