//! What is worked out before a write, and what many writers at once do to one post: nothing is lost or counted twice, and
//! no text is worked on while others wait.

use crate::common::{World, name, on_each, post, runtime, worlds};
use model::{BlogName, PostId, State};
use std::collections::BTreeSet;
use tagstead_tumblelog::{Edit, Error, NewPost, Site};

const WRITERS: usize = 8;

/// Numbers that look drawn and are the same every time.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

fn writer(number: usize) -> BlogName {
    name(&format!("writer-{number}"))
}

/// Runs a task for each writer, on threads of their own.
fn at_once<T: Send + 'static, F: Future<Output = T> + Send + 'static>(task: impl Fn(usize) -> F) -> Vec<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build().unwrap();
    runtime.block_on(async {
        let tasks: Vec<_> = (0..WRITERS).map(|number| tokio::spawn(task(number))).collect();
        let mut ended = Vec::new();
        for task in tasks {
            ended.push(task.await.unwrap());
        }
        ended
    })
}

/// On each database: what must be there first, then the test.
fn on_each_after<T>(first: impl AsyncFn(&World) -> T + Sync, test: impl Fn(&World, T) + Sync)
where
    T: Clone + Send + Sync,
{
    std::thread::scope(|scope| {
        for world in worlds() {
            let (first, test) = (&first, &test);
            scope.spawn(move || {
                let made = runtime().block_on(first(&world));
                test(&world, made);
            });
        }
    });
}

async fn check_clean(site: &Site) {
    let report = site.check_site(false, |_| {}).await.unwrap();
    assert_eq!(report.differences, [] as [&str; 0]);
}

#[test]
fn text_work_inside_a_write_transaction_is_refused_by_debug_builds() {
    on_each(async |world| {
        let store = world.store();
        let words = store.words().clone();
        let hashed = store.write(move |_| Ok::<_, store::Error>(words.hash_word("honey"))).await;
        assert!(hashed.unwrap_err().to_string().contains("panicked"), "{}", world.label);
        // The thread goes on, and reads may hash as they like.
        let words = store.words().clone();
        store.write(|tx| tx.next_id("blog")).await.unwrap();
        store.read(move |_| Ok::<_, store::Error>(words.hash_word("honey"))).await.unwrap();
    });
}

/// A trail of three posts on the site: the root, a reblog with words and a bare one.
async fn make_trail(world: &World) -> Vec<PostId> {
    for number in 0..WRITERS {
        world.blog(&writer(number).to_string()).await;
    }
    let root = world.site.publish_post(post(&writer(0), "a spring", &["water"])).await.unwrap().id;
    let with_words = NewPost { reblog_of: Some(root), ..post(&writer(1), "and a well", &["water"]) };
    let bare = NewPost { reblog_of: Some(root), content: npf::Document::default(), ..with_words.clone() };
    let mut trail = vec![root];
    for reblog in [with_words, bare] {
        trail.push(world.site.publish_post(reblog).await.unwrap().id);
    }
    trail
}

/// What a writer has left on the trail: whether it likes it, its replies, and its reblogs that are still there.
#[derive(Default)]
struct Left {
    likes: bool,
    replies: usize,
    reblogs: BTreeSet<PostId>,
}

async fn leave_notes(site: Site, trail: Vec<PostId>, number: usize) -> Left {
    let (by, mut drawn, mut left) = (writer(number), Drawn(number as u64), Left::default());
    for round in 0..30 {
        let on = trail[drawn.below(trail.len())];
        match drawn.below(8) {
            0..=2 => {
                site.like_post(on, by.clone()).await.unwrap();
                left.likes = true;
            }
            3 => {
                site.unlike_post(on, by.clone()).await.unwrap();
                left.likes = false;
            }
            4 => {
                site.reply_to_post(on, by.clone(), format!("reply {round} of {number}")).await.unwrap();
                left.replies += 1;
            }
            5 => {
                let reblog = NewPost { reblog_of: Some(on), ..post(&by, "once more", &["water"]) };
                left.reblogs.insert(site.publish_post(reblog).await.unwrap().id);
            }
            6 => match left.reblogs.pop_first() {
                Some(reblog) => site.delete_post(reblog).await.unwrap(),
                None => site.compact_tail().await.unwrap(),
            },
            _ => {
                // Moves the root in lists while others count on it.
                let published =
                    Some(model::Time(crate::common::NOW.0 - drawn.below(400) as i64 * 86_400_000));
                let edit = Edit { published, tags: Some(vec![format!("by {number}")]), ..Edit::default() };
                site.edit_post(trail[0], edit).await.unwrap();
            }
        }
    }
    left
}

#[test]
fn notes_that_many_leave_on_one_trail_while_it_is_edited_are_counted_exactly() {
    on_each_after(make_trail, |world, trail| {
        let left = at_once(|number| leave_notes(world.site.clone(), trail.clone(), number));
        let count = |left: &Left| usize::from(left.likes) + left.replies + left.reblogs.len();
        // The two reblogs of the trail are notes too.
        let expected = i64::try_from(2 + left.iter().map(count).sum::<usize>()).unwrap();
        runtime().block_on(async {
            let site = &world.site;
            let page = site.post_page("writer-0", trail[0]).await.unwrap().unwrap();
            assert_eq!((page.card.post.notes, page.notes_held), (expected, expected.cast_unsigned()));
            let page = site.post_page("writer-1", trail[2]).await.unwrap().unwrap();
            assert_eq!(page.note_count, expected, "{}: a reblog shows the notes of its root", world.label);
            check_clean(site).await;
            site.compact_tail().await.unwrap();
            check_clean(site).await;
        });
    });
}

#[test]
fn one_blog_that_likes_a_trail_by_all_of_its_posts_at_once_likes_it_once() {
    on_each_after(make_trail, |world, trail| {
        for _ in 0..6 {
            at_once(|number| {
                let (site, on) = (world.site.clone(), trail[number % trail.len()]);
                async move { site.like_post(on, writer(7)).await.unwrap() }
            });
            let held = runtime().block_on(async {
                let page = world.site.post_page("writer-0", trail[0]).await.unwrap().unwrap();
                assert_eq!(page.card.post.notes.cast_unsigned(), page.notes_held);
                world.site.unlike_post(trail[1], writer(7)).await.unwrap();
                page.notes_held
            });
            assert_eq!(held, 3, "{}: two reblogs and one like", world.label);
        }
    });
}

#[test]
fn edits_of_one_post_by_many_at_once_are_all_made_on_what_the_others_left() {
    on_each_after(make_trail, |world, trail| {
        let root = trail[0];
        at_once(|number| {
            let site = world.site.clone();
            async move {
                for round in 0..4 {
                    // Each edit changes another part, and nothing of what others changed may come back.
                    let edit = match number % 4 {
                        0 => Edit { slug: Some(format!("slug {round}")), ..Edit::default() },
                        1 => Edit { tags: Some(vec!["water".into(), "kept".into()]), ..Edit::default() },
                        2 => Edit { reblogs: Some(model::Reblogs::Noone), ..Edit::default() },
                        _ => {
                            let content = npf::Document::new(vec![npf::Block::text("said anew")]);
                            Edit { content: Some(content), ..Edit::default() }
                        }
                    };
                    site.edit_post(root, edit).await.unwrap();
                }
            }
        });
        runtime().block_on(async {
            let site = &world.site;
            let own = site.own_post(&writer(0), root).await.unwrap().unwrap();
            assert_eq!(own.card.post.slug, "slug-3", "{}", world.label);
            assert_eq!(own.extra.reblogs, model::Reblogs::Noone);
            assert_eq!(crate::common::first_text(&own.card), "said anew");
            assert_eq!(world.latest("kept").await, ["said anew"]);
            check_clean(site).await;
        });
    });
}

#[test]
fn posts_deleted_edited_and_withheld_at_once_end_in_one_of_these_ways() {
    on_each_after(make_trail, |world, trail| {
        let victim = trail[1];
        let ended = at_once(|number| {
            let site = world.site.clone();
            async move {
                match number % 4 {
                    0 => site.delete_post(victim).await,
                    1 => site
                        .edit_post(victim, Edit { slug: Some("x".into()), ..Edit::default() })
                        .await
                        .map(drop),
                    2 => site.withhold_post(victim, Some(model::Withheld::Spam)).await.map(drop),
                    _ => site.set_distinct(victim, true, None).await,
                }
            }
        });
        let gone = |ended: &Result<(), Error>| matches!(ended, Err(Error::NotFound(_)));
        assert!(ended.iter().all(|ended| ended.is_ok() || gone(ended)), "{ended:?}");
        assert_eq!(ended.iter().step_by(4).filter(|ended| ended.is_ok()).count(), 1, "one deletion succeeds");
        runtime().block_on(async {
            assert!(world.site.own_post(&writer(1), victim).await.unwrap().is_none(), "{}", world.label);
            check_clean(&world.site).await;
        });
    });
}

#[test]
fn a_queue_worked_by_many_at_once_publishes_each_post_once() {
    on_each_after(
        async |world| {
            let blog = world.blog("slow").await;
            let at = model::Time(crate::common::NOW.0 + 60_000);
            for number in 0..12 {
                let new = post(&blog, &format!("number {number}"), &["queued"]);
                let new = NewPost { state: State::Queued, publish_on: Some(at), ..new };
                world.site.publish_post(new).await.unwrap();
            }
            world.clock.advance(std::time::Duration::from_secs(120))
        },
        |world, now| {
            let published: usize = at_once(|_| {
                let site = world.site.clone();
                async move { site.run_due(now).await.unwrap().len() }
            })
            .into_iter()
            .sum();
            assert_eq!(published, 12, "{}", world.label);
            runtime().block_on(async {
                assert_eq!(world.latest("queued").await.len(), 12);
                check_clean(&world.site).await;
            });
        },
    );
}
