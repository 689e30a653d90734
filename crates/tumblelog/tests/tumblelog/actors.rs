//! Actors that are no blog of the site: known by name, or of another server. They need no table of their own.

use crate::common::tumblelog::{
    Actor, BlogLookup, Error, LikesFrom, LikesRequest, NewBlog, NoteMode, NotePage, NoticeRequest, Site,
};
use crate::common::{World, name, on_each, post};
use model::{ActorId, ActorName, BlogName, Note, NoteKind, PostId, State, Time};
use std::time::Duration;

async fn keep_actor(world: &World, text: &str) -> Actor {
    Actor::Row(world.site.keep_actor(&ActorName::parse(text).unwrap()).await.unwrap())
}

async fn note_page(site: &Site, blog: &BlogName, id: PostId) -> NotePage {
    let blog = site.find_blog(BlogLookup::Name(blog.clone())).await.unwrap().unwrap();
    site.note_page(blog.id, id, NoteMode::All, None).await.unwrap().unwrap()
}

fn told_notes(page: &NotePage) -> Vec<String> {
    let told = |note: &crate::common::tumblelog::NoteShown| {
        let blog = if note.blog.is_some() { " (blog)" } else { "" };
        format!("{} {}{blog} {}", note.note.kind.name(), note.note.actor, note.note.text).trim().to_owned()
    };
    page.notes.iter().map(told).collect()
}

async fn check_is_clean(world: &World) {
    let found = world.site.check_site(false, |_| {}).await.unwrap();
    assert_eq!(found.differences, [] as [&str; 0], "{}", world.label);
}

#[test]
fn an_actor_without_a_blog_here_likes_replies_reblogs_and_follows() {
    on_each(async |world| {
        let blog = world.blog("a").await;
        let site = &world.site;
        let made = site.publish_post(post(&blog, "bread", &["tea"])).await.unwrap().id;
        for text in ["far-away", "Ada@example.org"] {
            let actor = keep_actor(world, text).await;
            assert_eq!(keep_actor(world, text).await, actor, "a name is kept once");
            site.like_post(made, actor.clone()).await.unwrap();
            site.like_post(made, actor.clone()).await.unwrap();
            world.clock.advance(Duration::from_secs(1));
            site.reply_to_post(made, actor.clone(), "well said".into()).await.unwrap();
            world.clock.advance(Duration::from_secs(1));
            site.note_reblog(made, actor.clone()).await.unwrap();
            site.follow_blog(actor.clone(), &blog).await.unwrap();
            site.follow_blog(actor.clone(), &blog).await.unwrap();
            world.clock.advance(Duration::from_secs(1));
        }
        let page = note_page(site, &blog, made).await;
        let expected = ["Ada@example.org", "far-away"]
            .map(|who| [format!("reblog {who}"), format!("reply {who} well said"), format!("like {who}")]);
        assert_eq!(told_notes(&page), expected.concat(), "{}", world.label);
        assert_eq!((page.total, page.likes, page.reblogs), (6, 2, 2));
        assert_eq!(site.post_page("a", made).await.unwrap().unwrap().notes.len(), 6);
        assert_eq!(site.follow_counts(&blog).await.unwrap().followers, 2);
        // A name alone is nobody one could look up: only the actor of another server is named in notifications.
        let request = NoticeRequest { limit: 50, ..NoticeRequest::default() };
        let notices = site.list_notifications(&blog, request).await.unwrap().notifications;
        let told: Vec<_> = notices.iter().map(|told| told.actor.as_ref().unwrap().as_str()).collect();
        assert_eq!(told, ["Ada@example.org"; 4]);
        check_is_clean(world).await;

        let actor = keep_actor(world, "Ada@example.org").await;
        site.unlike_post(made, actor.clone()).await.unwrap();
        site.remove_noted_reblog(made, actor.clone()).await.unwrap();
        site.unfollow_blog(actor.clone(), &blog).await.unwrap();
        let page = note_page(site, &blog, made).await;
        assert_eq!(told_notes(&page).len(), 4, "{}", world.label);
        assert_eq!((page.total, site.follow_counts(&blog).await.unwrap().followers), (4, 1));
        check_is_clean(world).await;
    });
}

#[test]
fn actors_elsewhere_are_held_to_the_rules() {
    on_each(async |world| {
        let blog = world.blog("a").await;
        let site = &world.site;
        let actor = keep_actor(world, "ada@example.org").await;
        let draft = crate::common::tumblelog::NewPost { state: State::Draft, ..post(&blog, "draft", &[]) };
        let draft = site.publish_post(draft).await.unwrap().id;
        assert!(matches!(site.like_post(draft, actor.clone()).await, Err(Error::NotFound(_))));
        assert!(matches!(site.note_reblog(draft, actor.clone()).await, Err(Error::NotFound(_))));
        let made = site.publish_post(post(&blog, "bread", &[])).await.unwrap().id;
        assert!(matches!(site.note_reblog(made, blog.clone()).await, Err(Error::Invalid(_))));
        assert!(matches!(site.like_post(made, Actor::Row(ActorId(9_999))).await, Err(Error::NotFound(_))));
        // The blog blocks the actor: rows hold ids of actors, so that nothing else is needed.
        let (id, blog_id) = match (&actor, site.find_blog(BlogLookup::Name(blog.clone())).await.unwrap()) {
            (Actor::Row(id), Some(blog)) => (*id, blog.id),
            other => panic!("{other:?}"),
        };
        world
            .store()
            .write(move |tx| store::blocks::insert_blog_block(tx, blog_id, id, Time(5)))
            .await
            .unwrap();
        for refused in [
            site.like_post(made, actor.clone()).await,
            site.reply_to_post(made, actor.clone(), "x".into()).await,
            site.note_reblog(made, actor.clone()).await,
            site.follow_blog(actor.clone(), &blog).await.map(drop),
        ] {
            assert!(matches!(refused, Err(Error::Refused(_))), "{} {refused:?}", world.label);
        }
        assert_eq!(told_notes(&note_page(site, &blog, made).await), [] as [&str; 0]);
        check_is_clean(world).await;
    });
}

#[test]
fn a_blog_takes_over_the_notes_that_were_left_in_its_name() {
    on_each(async |world| {
        let blog = world.blog("a").await;
        let site = &world.site;
        let made = site.publish_post(post(&blog, "bread", &[])).await.unwrap().id;
        let imported = |kind, actor: &str, at| Note {
            kind,
            actor: ActorName::parse(actor).unwrap(),
            at: Time(at),
            post: None,
            text: String::new(),
        };
        let notes = vec![
            imported(NoteKind::Like, "old-station", 5000),
            imported(NoteKind::Like, "old-station@example.org", 5000),
            imported(NoteKind::Reblog, "gone", 4000),
        ];
        world.store().write(move |tx| store::notes::insert_notes(tx, made, &notes)).await.unwrap();
        site.like_post(made, name("typed")).await.unwrap();
        let before = told_notes(&note_page(site, &blog, made).await);
        let expected = ["like typed", "like old-station@example.org", "like old-station", "reblog gone"];
        assert_eq!(before, expected, "{}", world.label);

        let known = site.keep_actor(&ActorName::parse("old-station").unwrap()).await.unwrap();
        let created = site.create_blog(NewBlog::with_name(name("old-station"))).await.unwrap();
        assert_eq!(ActorId::from(created.id), known, "the blog has the id of the actor");
        let after = told_notes(&note_page(site, &blog, made).await);
        assert_eq!(after[2], "like old-station (blog)");
        let request = LikesRequest { from: LikesFrom::Offset(0), limit: 50 };
        let likes = site.list_likes(&created.name, request).await.unwrap();
        assert_eq!((likes.likes.len(), likes.total), (1, 1), "{}", world.label);
        // The next blog and the next actor have ids of their own.
        let next = site.create_blog(NewBlog::with_name(name("next"))).await.unwrap();
        let other = site.keep_actor(&ActorName::parse("other").unwrap()).await.unwrap();
        assert!(next.id.0 != other.0 && next.id > created.id);
        check_is_clean(world).await;
    });
}

#[test]
fn a_row_that_names_no_actor_is_found_and_mended() {
    on_each(async |world| {
        let (blog, fan) = (world.blog("a").await, world.blog("fan").await);
        let site = &world.site;
        let made = site.publish_post(post(&blog, "bread", &[])).await.unwrap().id;
        site.like_post(made, fan.clone()).await.unwrap();
        let actor = keep_actor(world, "far-away").await;
        site.reply_to_post(made, actor.clone(), "well said".into()).await.unwrap();
        site.follow_blog(actor.clone(), &blog).await.unwrap();
        check_is_clean(world).await;
        let Actor::Row(lost) = actor else { panic!("{actor:?}") };
        let fan = site.find_blog(BlogLookup::Name(fan)).await.unwrap().unwrap().id;
        world
            .store()
            .write(move |tx| {
                tx.execute("DELETE FROM actor WHERE id = $1", &[lost.0.into()])?;
                tx.execute("UPDATE actor SET name = 'mistaken' WHERE id = $1", &[fan.0.into()])?;
                tx.execute("INSERT INTO actor (id, kind, name, host) VALUES (900, 1, 'ghost', '')", &[])
            })
            .await
            .unwrap();
        let found = site.check_site(false, |_| {}).await.unwrap().differences;
        let expected = [
            format!("blog {fan}: its actor is not there, or has another name"),
            "actor 900 is kept as a blog, which is not there".to_owned(),
            format!("a note names actor {lost}, which is not there"),
            format!("a follow names actor {lost}, which is not there"),
        ];
        assert_eq!(found, expected, "{}", world.label);
        site.check_site(true, |_| {}).await.unwrap();
        check_is_clean(world).await;
        let page = note_page(site, &blog, made).await;
        let told = told_notes(&page);
        assert!(told.contains(&format!("reply lost-{lost} well said")), "{told:?}");
        assert!(told.contains(&"like fan (blog)".to_owned()), "{told:?}");
    });
}
