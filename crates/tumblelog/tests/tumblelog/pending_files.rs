//! Files that were kept for posts which never came go after a day; all others stay.

use crate::common::tumblelog::media::{Stored, media_objects};
use crate::common::tumblelog::{Edit, Error, NewPost};
use crate::common::{World, on_each, picture, post};
use model::State;
use npf::{Block, Document, Image};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);
const MINUTE: Duration = Duration::from_secs(61);

async fn kept(world: &World, side: u16) -> Stored {
    let mut intake = world.site.begin_upload().await.unwrap();
    intake.push(&picture(side, side)).await.unwrap();
    let upload = intake.finish_upload().await.unwrap();
    world.site.keep_uploads(vec![upload]).await.unwrap().remove(0)
}

fn showing(stored: &Stored) -> Document {
    let image = Image { media: media_objects(stored), ..Image::default() };
    Document::new(vec![Block::Image(image)])
}

async fn there(world: &World, stored: &Stored) -> bool {
    let names = std::iter::once(&stored.name).chain(stored.variants.iter().map(|variant| &variant.name));
    let mut all = Vec::new();
    for name in names {
        all.push(world.site.stat_media(name).await.unwrap().is_some());
    }
    assert!(all.iter().all(|one| *one == all[0]), "a file and its smaller sizes go together: {all:?}");
    all[0]
}

async fn swept(world: &World) -> usize {
    let now = world.clock.advance(Duration::from_millis(1));
    let another = world.another();
    let (one, two) = tokio::join!(world.site.sweep_uploads(now), another.sweep_uploads(now));
    one.unwrap() + two.unwrap()
}

#[test]
fn what_no_post_came_for_goes_after_a_day_and_nothing_else() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("a").await);
        let refused = kept(world, 100).await;
        let published = kept(world, 110).await;
        site.publish_post(NewPost::new(blog.clone(), showing(&published))).await.unwrap();
        let draft = kept(world, 120).await;
        let made = NewPost { state: State::Draft, ..NewPost::new(blog.clone(), showing(&draft)) };
        let made = site.publish_post(made).await.unwrap();
        let edited = kept(world, 130).await;
        let edit = Edit { content: Some(showing(&edited)), ..Edit::default() };
        site.edit_post(made.id, edit).await.unwrap();
        // Named in words alone, with the site's address before it.
        let linked = kept(world, 140).await;
        site.publish_post(post(&blog, &format!("https://tags.example/media/{}", linked.name), &[]))
            .await
            .unwrap();
        // A file of the machine is no better than one that was sent.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.png");
        std::fs::write(&path, picture(150, 150)).unwrap();
        let copied = site.keep_file(&path).await.unwrap();

        assert_eq!(swept(world).await, 0, "{}", world.label);
        // The draft's first picture went with the edit.
        world.clock.advance(MINUTE);
        assert_eq!(swept(world).await, 1, "{}", world.label);
        assert!(!there(world, &draft).await);
        world.clock.advance(DAY);
        assert_eq!(swept(world).await, 2, "{}", world.label);
        assert_eq!(swept(world).await, 0);
        assert!(!there(world, &refused).await && site.stat_media(&copied.name).await.unwrap().is_none());
        for stored in [&published, &edited, &linked] {
            assert!(there(world, stored).await, "{}", stored.name);
        }
        assert!(site.media_facts(vec![refused.name.clone()]).await.unwrap().is_empty());
        // Sent once more, it is as new.
        let again = kept(world, 100).await;
        assert_eq!(again, refused);
        site.publish_post(NewPost::new(blog, showing(&again))).await.unwrap();
        world.clock.advance(DAY);
        assert_eq!(swept(world).await, 0);
        assert!(there(world, &again).await);
    });
}

#[test]
fn what_is_sent_again_is_waited_for_as_long_again() {
    on_each(async |world| {
        let first = kept(world, 100).await;
        world.clock.advance(DAY / 2);
        kept(world, 100).await;
        world.clock.advance(DAY / 2);
        assert_eq!(swept(world).await, 0, "{}", world.label);
        world.clock.advance(DAY / 2);
        assert_eq!(swept(world).await, 1);
        assert!(!there(world, &first).await);
    });
}

#[test]
fn a_day_without_room_is_told_before_files_are_kept() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("a").await);
        let me = model::AccountId(7);
        let stored = kept(world, 100).await;
        let mut content = showing(&stored);
        content.content = vec![content.content[0].clone(); 10];
        for _ in 0..25 {
            site.room_for(me, &content).await.unwrap();
            let new = NewPost { by: Some(me), ..NewPost::new(blog.clone(), content.clone()) };
            site.publish_post(new).await.unwrap();
        }
        let full = site.room_for(me, &content).await;
        assert!(matches!(full, Err(Error::Limit { .. })), "{}: {full:?}", world.label);
        assert!(site.room_for(me, &Document::new(vec![Block::text("words")])).await.is_ok());
    });
}
