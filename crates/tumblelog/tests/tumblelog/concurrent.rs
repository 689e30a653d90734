//! Eight writers at once on each database: nothing is lost, counts are exact, the index agrees with the posts.

use crate::common::{World, name, on_each, post};
use model::{BlogName, PostId};
use std::time::Duration;
use tagstead_tumblelog::view::ListRequest;
use tagstead_tumblelog::{Edit, NewPost, Site};

const WRITERS: usize = 8;
const ROUNDS: usize = 24;

/// Runs as many tasks on threads of their own as there are writers.
fn at_once<F: Future<Output = ()> + Send + 'static>(task: impl Fn(usize) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build().unwrap();
    runtime.block_on(async {
        let tasks: Vec<_> = (0..WRITERS).map(|writer| tokio::spawn(task(writer))).collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
}

fn on_each_with(before: impl AsyncFn(&World) -> PostId + Sync, test: impl Fn(&World, PostId) + Sync) {
    std::thread::scope(|scope| {
        for world in crate::common::worlds() {
            let (before, test) = (&before, &test);
            scope.spawn(move || {
                let shared = crate::common::runtime().block_on(before(&world));
                test(&world, shared);
            });
        }
    });
}

async fn blogs_and_a_post(world: &World) -> PostId {
    for writer in 0..WRITERS {
        world.blog(&format!("writer-{writer}")).await;
    }
    world.site.publish_post(post(&name("writer-0"), "shared", &["shared"])).await.unwrap().id
}

fn own(writer: usize) -> BlogName {
    name(&format!("writer-{writer}"))
}

async fn total(site: &Site, query: &str) -> u64 {
    site.search_page(query, &ListRequest { limit: 1, ..ListRequest::default() }).await.unwrap().list.total
}

async fn clean(site: &Site, posts: usize) {
    let report = site.check_site(false, |_| {}).await.unwrap();
    assert_eq!((report.posts, report.differences), (posts as u64, vec![]));
    site.compact_tail().await.unwrap();
    let report = site.check_site(false, |_| {}).await.unwrap();
    assert_eq!((report.posts, report.differences), (posts as u64, vec![]));
}

#[test]
fn eight_writers_lose_nothing() {
    on_each_with(blogs_and_a_post, |world, shared| {
        at_once(|writer| writes(world.site.clone(), shared, writer));
        crate::common::runtime().block_on(async {
            let site = &world.site;
            let kept = WRITERS * (ROUNDS - ROUNDS / 6);
            assert_eq!(total(site, "#everyone").await as usize, kept, "{}", world.label);
            for round in 0..ROUNDS {
                let mine = if round % 6 == 5 { 0 } else { WRITERS };
                assert_eq!(total(site, &format!("#\"round {round}\"")).await as usize, mine, "{round}");
            }
            assert_eq!(total(site, "#retagged").await as usize, WRITERS * ROUNDS / 6);
            let page = site.post_page("writer-0", shared).await.unwrap().unwrap();
            let reblogs = WRITERS * ROUNDS / 6;
            assert_eq!(page.card.post.notes as usize, WRITERS + reblogs, "one like each, and the reblogs");
            assert_eq!(page.notes_held as usize, WRITERS + reblogs);
            assert_eq!(total(site, &format!("notes:>={}", WRITERS + 8)).await, 1);
            clean(site, 1 + kept + reblogs).await;
        });
    });
}

/// Publishes, edits, deletes, reblogs, likes and folds, all of it in the same month and under the same tags.
async fn writes(site: Site, shared: PostId, writer: usize) {
    for round in 0..ROUNDS {
        let tags = ["everyone", &format!("round {round}"), &format!("of {writer}")];
        let made = site.publish_post(post(&own(writer), "bread and honey", &tags)).await.unwrap();
        site.like_post(shared, own(writer)).await.unwrap();
        match round % 6 {
            1 => drop(site.edit_post(made.id, retagged(round)).await.unwrap()),
            2 => {
                let reblog = NewPost { reblog_of: Some(shared), ..post(&own(writer), "more", &["again"]) };
                site.publish_post(reblog).await.unwrap();
            }
            3 => site.compact_tail().await.unwrap(),
            4 => {
                let published = Some(model::Time(crate::common::NOW.0 - 86_400_000 * (writer as i64 * 40)));
                site.edit_post(made.id, Edit { published, ..Edit::default() }).await.unwrap();
            }
            5 => site.delete_post(made.id).await.unwrap(),
            _ => {}
        }
    }
}

fn retagged(round: usize) -> Edit {
    let tags = ["everyone".to_owned(), format!("round {round}"), "retagged".to_owned()];
    Edit { tags: Some(tags.to_vec()), ..Edit::default() }
}

#[test]
fn one_blog_likes_once_however_often_it_says_so_at_once() {
    on_each_with(blogs_and_a_post, |world, _| {
        let liked = made(world, 40, &["liked"]);
        at_once(|writer| {
            let (site, clock, liked) = (world.site.clone(), world.clock.clone(), liked.clone());
            async move {
                for id in liked {
                    clock.advance(Duration::from_millis(1));
                    site.like_post(id, own(3)).await.unwrap();
                    if writer % 4 == 3 {
                        site.unlike_post(id, own(4)).await.unwrap();
                    }
                }
            }
        });
        crate::common::runtime().block_on(async {
            assert_eq!(total(&world.site, "#liked notes:1").await, 40, "{}", world.label);
            for id in liked {
                assert_eq!(world.site.post_page("writer-1", id).await.unwrap().unwrap().notes_held, 1);
            }
            clean(&world.site, 41).await;
        });
    });
}

/// Posts of the second writer, folded into the index.
fn made(world: &World, count: usize, tags: &[&str]) -> Vec<PostId> {
    crate::common::runtime().block_on(async {
        let mut made = Vec::new();
        for n in 0..count {
            let new = post(&own(1), &format!("number {n}"), tags);
            made.push(world.site.publish_post(new).await.unwrap().id);
        }
        world.site.compact_tail().await.unwrap();
        made
    })
}

#[test]
fn a_post_liked_and_retagged_while_it_is_deleted_leaves_nothing_behind() {
    on_each_with(blogs_and_a_post, |world, shared| {
        let victims = made(world, 30, &["gone"]);
        at_once(|writer| {
            let (site, victims) = (world.site.clone(), victims.clone());
            async move {
                for (n, id) in victims.into_iter().enumerate() {
                    // Whoever comes after the deletion is told so; anything else is a mistake.
                    let ended = match (writer, writer % 3) {
                        (0, _) => site.delete_post(id).await,
                        (_, 0) => site.like_post(id, own(writer)).await,
                        (_, 1) => site.edit_post(id, retagged(n)).await.map(drop),
                        _ => site.reply_to_post(id, own(writer), "with mint".into()).await,
                    };
                    let gone = matches!(&ended, Err(tagstead_tumblelog::Error::NotFound(_)));
                    assert!(ended.is_ok() || (gone && writer != 0), "{ended:?}");
                }
            }
        });
        crate::common::runtime().block_on(async {
            let site = &world.site;
            assert_eq!(total(site, "#gone OR #everyone OR #retagged").await, 0, "{}", world.label);
            assert!(site.post_page("writer-0", shared).await.unwrap().is_some());
            clean(site, 1).await;
        });
    });
}

#[test]
fn tags_that_are_new_to_all_get_one_identity() {
    on_each(async |world| {
        let blog = world.blog("a").await;
        let made = (0..WRITERS).map(|n| {
            let (site, blog) = (world.site.clone(), blog.clone());
            let spelling = if n % 2 == 0 { "Məşə" } else { "MƏŞƏ" };
            async move {
                site.publish_post(post(&blog, &format!("n{n}"), &[spelling, "Çay", "new"])).await.unwrap()
            }
        });
        let mut running = tokio::task::JoinSet::new();
        made.for_each(|post| drop(running.spawn(post)));
        running.join_all().await;
        assert_eq!(world.latest("məşə").await.len(), WRITERS, "{}", world.label);
        assert_eq!(world.latest("çay").await.len(), WRITERS);
        assert_eq!(world.site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
    });
}

#[test]
fn a_blog_and_an_import_that_eight_bring_at_once_are_there_once() {
    on_each_with(blogs_and_a_post, |world, _| {
        let lines: String = (1..=90).map(crate::common::intake_line).collect();
        at_once(|writer| {
            let (site, lines) = (world.site.clone(), lines.clone());
            async move {
                let blog = tagstead_tumblelog::NewBlog::with_name(name("new-to-all"));
                site.create_blog(blog).await.unwrap();
                // Each begins at another place of the file.
                let mut records: Vec<_> = crate::common::posts_of(&lines);
                records.rotate_left(writer * 11);
                for batch in records.chunks(30) {
                    let outcome = site.import_batch(batch.to_vec()).await.unwrap();
                    assert_eq!((outcome.added + outcome.known, outcome.refused), (30, vec![]));
                }
            }
        });
        crate::common::runtime().block_on(async {
            assert_eq!(total(&world.site, "#imported").await, 90, "{}", world.label);
            clean(&world.site, 91).await;
        });
    });
}

#[test]
fn two_processes_with_the_same_numbers_both_publish() {
    crate::common::on_each(async |world| {
        let blog = world.blog("a").await;
        // The same clock and the same numbers: the second finds the first one's taken.
        let (one, two) = (world.another(), world.another());
        let first = one.publish_post(post(&blog, "one", &["tea"])).await.unwrap();
        let second = two.publish_post(post(&blog, "two", &["tea"])).await.unwrap();
        assert!(first.id < second.id, "{}", world.label);
        assert_eq!(world.latest("tea").await, ["two", "one"]);
    });
}
