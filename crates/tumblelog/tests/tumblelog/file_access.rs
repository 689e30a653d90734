//! Who may read a file follows from the posts that reference it; without posts it is for nobody and goes.

use crate::common::tumblelog::account::{Adopt, NewAccount};
use crate::common::tumblelog::media::{Stored, media_objects};
use crate::common::tumblelog::{Edit, FileAccess, NewBlog, NewPost, Viewer};
use crate::common::{World, name, on_each, picture, post};
use model::{BlogName, Post, PostId, State, Time, Withheld};
use npf::{Block, Document, Image};
use std::collections::HashMap;
use std::time::Duration;
use store::{post_media, uploads};

const MINUTE: Duration = Duration::from_secs(61);

async fn sent(world: &World, side: u16) -> crate::common::tumblelog::SiteUpload {
    let mut intake = world.site.begin_upload().await.unwrap();
    intake.push(&picture(side, side)).await.unwrap();
    intake.finish_upload().await.unwrap()
}

async fn kept(world: &World, side: u16) -> Stored {
    let upload = sent(world, side).await;
    world.site.keep_uploads(vec![upload]).await.unwrap().remove(0)
}

fn showing(files: &[&Stored]) -> Document {
    let image = |stored: &&Stored| Block::Image(Image { media: media_objects(stored), ..Image::default() });
    Document::new(files.iter().map(image).chain([Block::text("words")]).collect())
}

async fn publish(world: &World, blog: &BlogName, state: State, files: &[&Stored]) -> Post {
    let new = NewPost { state, ..NewPost::new(blog.clone(), showing(files)) };
    world.site.publish_post(new).await.unwrap()
}

async fn access(world: &World, stored: &Stored) -> FileAccess {
    let of = world.site.file_access(&stored.name).await.unwrap();
    for variant in &stored.variants {
        assert_eq!(world.site.file_access(&variant.name).await.unwrap(), of, "a smaller size follows");
    }
    of
}

async fn person(world: &World, text: &str) -> (Viewer, BlogName) {
    let blog = name(text);
    let new = NewAccount {
        name: blog.clone(),
        password: None,
        blog: NewBlog::with_name(blog.clone()),
        adopt: Adopt::New,
    };
    let account = world.site.create_account(new).await.unwrap().0;
    (Viewer::of_account(&account), blog)
}

async fn turned(world: &World, id: PostId, state: State) {
    world.site.edit_post(id, Edit { state: Some(state), ..Edit::default() }).await.unwrap();
}

async fn swept(world: &World) -> usize {
    let now = world.clock.advance(MINUTE);
    world.site.sweep_uploads(now).await.unwrap()
}

#[test]
fn a_file_is_for_those_who_may_see_its_post() {
    on_each(async |world| {
        let ((owner, blog), (other, _)) = (person(world, "ada").await, person(world, "ben").await);
        let file = kept(world, 100).await;
        assert_eq!(access(world, &file).await, FileAccess::Nobody, "{}", world.label);
        let made = publish(world, &blog, State::Draft, &[&file]).await;
        for state in [State::Draft, State::Private, State::Queued] {
            turned(world, made.id, state).await;
            assert_eq!(access(world, &file).await, FileAccess::Restricted, "{} {state:?}", world.label);
            assert!(world.site.may_read_file(&owner, &file.name).await.unwrap());
            assert!(!world.site.may_read_file(&other, &file.name).await.unwrap());
        }
        turned(world, made.id, State::Published).await;
        assert_eq!(access(world, &file).await, FileAccess::Public);
        // A withheld post is left out of lists, but its page is open to everybody.
        world.site.withhold_post(made.id, Some(Withheld::Spam)).await.unwrap();
        assert_eq!(access(world, &file).await, FileAccess::Public);
        turned(world, made.id, State::Private).await;
        assert_eq!(access(world, &file).await, FileAccess::Restricted);
        assert_eq!(world.site.file_access("no name at all").await.unwrap(), FileAccess::Nobody);
    });
}

#[test]
fn a_deleted_post_takes_its_files_with_it_unless_another_shows_them() {
    on_each(async |world| {
        let blog = world.blog("a").await;
        let (alone, shared) = (kept(world, 100).await, kept(world, 110).await);
        let made = publish(world, &blog, State::Published, &[&alone, &shared]).await;
        let private = publish(world, &blog, State::Private, &[&shared]).await;
        world.site.delete_post(made.id).await.unwrap();
        assert_eq!(access(world, &alone).await, FileAccess::Nobody, "{}: at once", world.label);
        assert_eq!(access(world, &shared).await, FileAccess::Restricted);
        assert!(world.site.stat_media(&alone.name).await.unwrap().is_some());
        assert_eq!(swept(world).await, 1);
        assert!(world.site.stat_media(&alone.name).await.unwrap().is_none());
        for variant in &alone.variants {
            assert!(world.site.stat_media(&variant.name).await.unwrap().is_none());
        }
        assert!(world.site.stat_media(&shared.name).await.unwrap().is_some());
        world.site.delete_post(private.id).await.unwrap();
        assert_eq!(swept(world).await, 1);
        assert!(world.site.stat_media(&shared.name).await.unwrap().is_none());
    });
}

#[test]
fn a_reblog_keeps_the_files_it_carries() {
    on_each(async |world| {
        let (root, other) = (world.blog("a").await, world.blog("b").await);
        let file = kept(world, 100).await;
        let made = publish(world, &root, State::Published, &[&file]).await;
        let reblog = NewPost { reblog_of: Some(made.id), ..post(&other, "look", &[]) };
        let reblog = world.site.publish_post(reblog).await.unwrap();
        world.site.delete_post(made.id).await.unwrap();
        assert_eq!(access(world, &file).await, FileAccess::Public, "{}", world.label);
        world.site.delete_post(reblog.id).await.unwrap();
        assert_eq!(access(world, &file).await, FileAccess::Nobody);
        assert_eq!(swept(world).await, 1);
    });
}

#[test]
fn who_knows_the_address_of_a_private_file_cannot_publish_it() {
    on_each(async |world| {
        let ((owner, blog), (thief, theirs)) = (person(world, "ada").await, person(world, "ben").await);
        let file = kept(world, 100).await;
        publish(world, &blog, State::Private, &[&file]).await;
        let copy = publish(world, &theirs, State::Published, &[&file]).await;
        assert_eq!(access(world, &file).await, FileAccess::Restricted, "{}", world.label);
        let again = Edit { content: Some(showing(&[&file])), ..Edit::default() };
        world.site.edit_post(copy.id, again).await.unwrap();
        assert_eq!(access(world, &file).await, FileAccess::Restricted, "an edit is no way around");
        assert!(!world.site.may_read_file(&thief, &file.name).await.unwrap());
        // The owner may, and so may who has the file itself.
        assert!(world.site.may_read_file(&owner, &file.name).await.unwrap());
        let own = publish(world, &blog, State::Published, &[&file]).await;
        assert_eq!(access(world, &file).await, FileAccess::Public);
        world.site.delete_post(own.id).await.unwrap();
        kept(world, 100).await;
        publish(world, &theirs, State::Published, &[&file]).await;
        assert_eq!(access(world, &file).await, FileAccess::Public);
    });
}

#[test]
fn a_file_that_is_sent_again_while_it_is_removed_is_kept_anew() {
    on_each(async |world| {
        let file = kept(world, 100).await;
        let hash = file.name[..64].to_owned();
        let (late, marked) = (Time(i64::MAX), crate::common::NOW);
        let removed = hash.clone();
        let store = world.store();
        let begun =
            store.write(move |tx| uploads::begin_removal(tx, &removed, late, late, marked)).await.unwrap();
        assert!(begun, "{}", world.label);
        let upload = sent(world, 100).await;
        let (site, path) = (world.site.clone(), world.media_file(&file.name));
        let remover = async {
            std::thread::sleep(Duration::from_millis(120));
            std::fs::remove_file(&path).unwrap();
            store.write(move |tx| uploads::end_removal(tx, &hash, marked)).await.unwrap();
        };
        let (kept, ()) = tokio::join!(site.keep_uploads(vec![upload]), remover);
        assert_eq!(kept.unwrap()[0].name, file.name);
        assert!(
            world.site.stat_media(&file.name).await.unwrap().is_some(),
            "{}: it is there again",
            world.label
        );
        let made = publish(world, &world.blog("a").await, State::Published, &[&file]).await;
        assert_eq!(access(world, &file).await, FileAccess::Public);
        assert_eq!(swept(world).await, 0);
        world.site.delete_post(made.id).await.unwrap();
    });
}

#[test]
fn what_a_process_that_died_left_half_removed_is_removed_by_another() {
    on_each(async |world| {
        let file = kept(world, 100).await;
        let (hash, now) = (file.name[..64].to_owned(), world.clock.advance(Duration::from_secs(90_000)));
        world.store().write(move |tx| uploads::begin_removal(tx, &hash, now, now, now)).await.unwrap();
        assert_eq!(world.site.sweep_uploads(now).await.unwrap(), 0, "{}: it may still live", world.label);
        assert_eq!(swept(world).await, 1);
        assert!(world.site.stat_media(&file.name).await.unwrap().is_none());
    });
}

#[test]
fn the_posts_of_an_older_site_are_read_once() {
    on_each(async |world| {
        let blog = world.blog("a").await;
        let [public, private, gone] =
            [kept(world, 100).await, kept(world, 110).await, kept(world, 120).await];
        publish(world, &blog, State::Published, &[&public]).await;
        let hidden = publish(world, &blog, State::Private, &[&private]).await;
        world
            .store()
            .write(|tx| {
                tx.execute("DELETE FROM post_media", &[])?;
                tx.execute("DELETE FROM upload", &[])?;
                tx.execute("INSERT INTO site (key, value) VALUES ('post_media_backfill', '-1')", &[])
            })
            .await
            .unwrap();
        // Nothing disappears while nobody knows; an edit meanwhile loses nothing.
        for file in [&public, &private, &gone] {
            assert_eq!(access(world, file).await, FileAccess::Public, "{}", world.label);
        }
        let edit = Edit { content: Some(showing(&[&private])), ..Edit::default() };
        world.site.edit_post(hidden.id, edit).await.unwrap();
        while world.site.backfill_post_media().await.unwrap() {}
        assert!(!world.another().backfill_post_media().await.unwrap());
        assert_eq!(access(world, &public).await, FileAccess::Public, "{}", world.label);
        assert_eq!(access(world, &private).await, FileAccess::Restricted);
        assert_eq!(access(world, &gone).await, FileAccess::Nobody);
        world.clock.advance(Duration::from_secs(86_400));
        assert_eq!(swept(world).await, 1, "files of posts that were deleted long ago go after a day");
        assert!(
            world.site.stat_media(&gone.name).await.unwrap().is_none()
                && world.site.stat_media(&private.name).await.unwrap().is_some()
        );
        let progress = world.store().read(post_media::backfill_progress).await.unwrap();
        assert_eq!(progress, None);
    });
}

/// What a reader would expect of a file, from all posts there are.
fn expected(posts: &HashMap<PostId, (State, Vec<usize>)>, file: usize) -> FileAccess {
    let states: Vec<State> =
        posts.values().filter(|(_, files)| files.contains(&file)).map(|(state, _)| *state).collect();
    match states[..] {
        [] => FileAccess::Nobody,
        _ if states.contains(&State::Published) => FileAccess::Public,
        _ => FileAccess::Restricted,
    }
}

#[test]
fn whatever_happens_to_posts_access_is_that_of_a_naive_reader() {
    const STATES: [State; 3] = [State::Published, State::Draft, State::Private];
    on_each(async |world| {
        let mut rng = fastrand::Rng::with_seed(11);
        let blog = world.blog("a").await;
        let mut files = Vec::new();
        for side in 0..5 {
            files.push(kept(world, 100 + side).await);
        }
        let mut posts: HashMap<PostId, (State, Vec<usize>)> = HashMap::new();
        for round in 0..60 {
            let chosen: Vec<usize> = (0..files.len()).filter(|_| rng.u8(0..3) == 0).collect();
            // Whoever shows a file has it, or has just sent it again.
            for file in &chosen {
                files[*file] = kept(world, 100 + u16::try_from(*file).unwrap()).await;
            }
            let shown: Vec<&Stored> = chosen.iter().map(|file| &files[*file]).collect();
            let state = *rng.choice(STATES.iter()).unwrap();
            let some = rng.choice(posts.keys().copied().collect::<Vec<_>>());
            match (rng.u8(0..4), some) {
                (0, Some(id)) => {
                    world.site.delete_post(id).await.unwrap();
                    posts.remove(&id);
                }
                (1, Some(id)) => {
                    turned(world, id, state).await;
                    posts.get_mut(&id).unwrap().0 = state;
                }
                (2, Some(id)) => {
                    let edit = Edit { content: Some(showing(&shown)), ..Edit::default() };
                    world.site.edit_post(id, edit).await.unwrap();
                    posts.get_mut(&id).unwrap().1 = chosen;
                }
                _ => {
                    let made = publish(world, &blog, state, &shown).await;
                    posts.insert(made.id, (state, chosen));
                }
            }
            if rng.u8(0..3) == 0 {
                swept(world).await;
            }
            for (number, file) in files.iter().enumerate() {
                let expected = expected(&posts, number);
                assert_eq!(access(world, file).await, expected, "{} round {round}", world.label);
                if expected != FileAccess::Nobody {
                    assert!(
                        world.site.stat_media(&file.name).await.unwrap().is_some(),
                        "{} round {round}",
                        world.label
                    );
                }
            }
        }
    });
}
