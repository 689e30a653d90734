//! Queues: their order against a plain list, and the worker that publishes, once and on time, however many run.

use crate::common::{NOW, World, first_text, on_each, post};
use fastrand::Rng;
use model::{BlogName, PostId, Schedule, State, Time};
use std::time::Duration;
use tagstead_tumblelog::limits::Limit;
use tagstead_tumblelog::{Edit, Error, NewPost, ScheduleChange, Site};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn queued(blog: &BlogName, text: &str) -> NewPost {
    NewPost { state: State::Queued, ..post(blog, text, &["tea"]) }
}

fn to(state: State) -> Edit {
    Edit { state: Some(state), ..Edit::default() }
}

/// The whole queue: text and due time of each post.
async fn whole(site: &Site, blog: &BlogName) -> Vec<(String, Option<Time>)> {
    let mut all = Vec::new();
    loop {
        let page = site.list_queue(blog, all.len(), 7).await.unwrap();
        all.extend(page.posts.iter().map(|post| (first_text(&post.card), post.due)));
        if all.len() as u64 == page.total {
            return all;
        }
    }
}

async fn texts(site: &Site, blog: &BlogName) -> Vec<String> {
    whole(site, blog).await.into_iter().map(|(text, _)| text).collect()
}

async fn clean(site: &Site) {
    assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
}

#[test]
fn the_timetable_publishes_one_after_another_and_those_with_a_time_at_theirs() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("almanac").await);
        let first = site.publish_post(queued(&blog, "first")).await.unwrap();
        site.publish_post(queued(&blog, "second")).await.unwrap();
        let at_three = NewPost { publish_on: Some(Time(NOW.0 + 5 * HOUR)), ..queued(&blog, "at five") };
        site.publish_post(at_three).await.unwrap();
        // It is noon: the moments are 15:00 and 9:00.
        let due = |hours: i64| Some(Time(NOW.0 + hours * HOUR));
        let told = whole(site, &blog).await;
        assert_eq!(
            told,
            [("first".into(), due(3)), ("at five".into(), due(5)), ("second".into(), due(21))],
            "{}",
            world.label
        );
        assert_eq!(site.run_due(Time(NOW.0 + 3 * HOUR - 1)).await.unwrap(), [] as [PostId; 0]);

        let now = world.clock.advance(Duration::from_secs(3 * 3600));
        assert_eq!(site.run_due(now).await.unwrap(), [first.id]);
        assert_eq!(world.latest("tea").await, ["first"]);
        let page = site.post_page("almanac", first.id).await.unwrap().unwrap();
        assert_eq!(page.card.post.published, now, "its publish time is now, its id stays");
        assert_eq!(site.run_due(now).await.unwrap(), [] as [PostId; 0]);

        // Two days without a server: what has a time of its own is made up for, missed moments are not.
        let now = world.clock.advance(Duration::from_secs(48 * 3600));
        assert_eq!(site.run_due(now).await.unwrap().len(), 2);
        assert_eq!(site.run_due(now).await.unwrap().len(), 0);
        assert_eq!(texts(site, &blog).await, [] as [&str; 0]);
        clean(site).await;
    });
}

#[test]
fn a_timetable_can_rest_and_be_changed() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("almanac").await);
        site.set_schedule(&blog, Schedule { per_day: 0, ..Schedule::default() }).await.unwrap();
        for text in ["a", "b"] {
            site.publish_post(queued(&blog, text)).await.unwrap();
        }
        assert_eq!(whole(site, &blog).await, [("a".into(), None), ("b".into(), None)]);
        assert_eq!(site.run_due(Time(NOW.0 + 1000 * HOUR)).await.unwrap(), [] as [PostId; 0]);
        let hourly = Schedule { per_day: 24, from: 30, until: 30, ..Schedule::default() };
        site.set_schedule(&blog, hourly).await.unwrap();
        assert_eq!(site.read_schedule(&blog).await.unwrap(), hourly);
        let due = |minutes: i64| Some(Time(NOW.0 + minutes * MINUTE));
        assert_eq!(whole(site, &blog).await, [("a".into(), due(30)), ("b".into(), due(90))]);
        let refused = site.set_schedule(&blog, Schedule { per_day: 51, ..hourly }).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        clean(site).await;
    });
}

#[test]
fn a_paused_queue_publishes_only_what_has_a_time_of_its_own() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("almanac").await);
        let plain = site.publish_post(queued(&blog, "plain")).await.unwrap();
        let own = NewPost { publish_on: Some(Time(NOW.0 + HOUR)), ..queued(&blog, "own") };
        let own = site.publish_post(own).await.unwrap();
        let pause = |paused| ScheduleChange { paused: Some(paused), ..ScheduleChange::default() };
        site.change_schedule(&blog, pause(true)).await.unwrap();
        let now = world.clock.advance(Duration::from_secs(48 * 3600));
        assert_eq!(site.run_due(now).await.unwrap(), [own.id], "{}", world.label);
        assert_eq!(whole(site, &blog).await, [("plain".into(), None)]);
        // A post that joins a paused queue waits too.
        site.publish_post(queued(&blog, "second")).await.unwrap();
        assert_eq!(site.run_due(Time(now.0 + 24 * HOUR)).await.unwrap(), [] as [PostId; 0]);
        site.change_schedule(&blog, pause(false)).await.unwrap();
        let due = whole(site, &blog).await[0].1.unwrap();
        assert!(due > now, "missed moments are not made up for");
        assert_eq!(site.run_due(due).await.unwrap(), [plain.id]);
        clean(site).await;
    });
}

#[test]
fn posts_come_and_go_between_queue_drafts_and_page() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("almanac").await);
        let a = site.publish_post(queued(&blog, "a")).await.unwrap();
        let b = site.publish_post(queued(&blog, "b")).await.unwrap();
        let c = site.publish_post(queued(&blog, "c")).await.unwrap();
        site.edit_post(a.id, to(State::Draft)).await.unwrap();
        assert_eq!(texts(site, &blog).await, ["b", "c"]);
        site.edit_post(a.id, to(State::Queued)).await.unwrap();
        assert_eq!(texts(site, &blog).await, ["b", "c", "a"]);
        let tonight = Time(NOW.0 + HOUR);
        site.edit_post(a.id, Edit { publish_on: Some(Some(tonight)), ..Edit::default() }).await.unwrap();
        assert_eq!(whole(site, &blog).await[0], ("a".into(), Some(tonight)));
        let own = site.own_post(&blog, a.id).await.unwrap().unwrap();
        assert_eq!(own.queued, Some((Some(tonight), true)));
        site.edit_post(a.id, Edit { publish_on: Some(None), ..Edit::default() }).await.unwrap();
        assert_eq!(texts(site, &blog).await, ["b", "c", "a"]);

        world.clock.advance(Duration::from_secs(60));
        let published = site.edit_post(c.id, to(State::Published)).await.unwrap();
        assert_eq!((published.published.0, published.id), (NOW.0 + MINUTE, c.id));
        site.delete_post(b.id).await.unwrap();
        assert_eq!(texts(site, &blog).await, ["a"]);
        assert_eq!(world.latest("tea").await, ["c"]);
        for bad in [
            Edit { publish_on: Some(Some(tonight)), ..to(State::Published) },
            Edit { publish_on: Some(Some(Time(NOW.0 - HOUR))), ..to(State::Queued) },
            to(State::Unapproved),
        ] {
            assert!(matches!(site.edit_post(a.id, bad).await, Err(Error::Invalid(_))));
        }
        clean(site).await;
    });
}

#[test]
fn a_date_chosen_for_a_draft_is_its_publish_time_when_it_is_published() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("almanac").await);
        let old = Time(NOW.0 - 400 * 24 * HOUR);
        let new = NewPost { published: Some(old), ..queued(&blog, "old") };
        let queued = site.publish_post(new).await.unwrap();
        assert_eq!(queued.published, NOW, "until then it has the time it was made");
        let now = world.clock.advance(Duration::from_secs(3 * 3600));
        site.run_due(now).await.unwrap();
        let page = site.post_page("almanac", queued.id).await.unwrap().unwrap();
        assert_eq!(page.card.post.published, old);
        site.edit_post(queued.id, to(State::Draft)).await.unwrap();
        let again = site.edit_post(queued.id, to(State::Published)).await.unwrap();
        assert_eq!(again.published, now, "taken back and published again, it is new");
        let private = site.edit_post(queued.id, to(State::Private)).await.unwrap();
        assert_eq!(private.published, now);
        clean(site).await;
    });
}

#[test]
fn a_queue_is_full_at_a_thousand() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("almanac").await);
        for n in 0..1000 {
            site.publish_post(queued(&blog, &format!("{n}"))).await.unwrap();
        }
        let refused = site.publish_post(queued(&blog, "one more")).await;
        assert!(matches!(refused, Err(Error::Limit { limit: Limit::Queue, reset: None })), "{refused:?}");
        assert_eq!(site.list_queue(&blog, 990, 20).await.unwrap().total, 1000);
        let draft =
            site.publish_post(NewPost { state: State::Draft, ..queued(&blog, "aside") }).await.unwrap();
        assert!(site.edit_post(draft.id, to(State::Queued)).await.is_err());
        assert_eq!(
            site.check_site(false, |_| {}).await.unwrap().posts,
            1001,
            "what was refused left nothing"
        );
        clean(site).await;
    });
}

/// A queue as a plain list.
#[derive(Default)]
struct Plain {
    posts: Vec<(PostId, String)>,
    /// Those with a time of their own.
    timed: Vec<(Time, PostId, String)>,
}

impl Plain {
    fn texts(&self, mut next: Option<Time>, schedule: Schedule) -> Vec<String> {
        let mut all: Vec<(Time, bool, usize, PostId, String)> = Vec::new();
        for (n, (id, text)) in self.posts.iter().enumerate() {
            all.push((next.unwrap(), true, n, *id, text.clone()));
            next = schedule.next_after(next.unwrap());
        }
        let timed = self.timed.iter().map(|(at, id, text)| (*at, false, 0, *id, text.clone()));
        all.extend(timed);
        all.sort();
        all.into_iter().map(|(.., text)| text).collect()
    }
}

#[test]
fn random_changes_leave_a_queue_in_the_order_of_a_plain_list() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("almanac").await);
        let mut rng = Rng::with_seed(17);
        let mut plain = Plain::default();
        let schedule = Schedule { per_day: 24, from: 0, until: 0, ..Schedule::default() };
        site.set_schedule(&blog, schedule).await.unwrap();
        let next = schedule.next_after(NOW);
        for step in 0..160 {
            change(site, &blog, &mut rng, &mut plain, step).await;
            assert_eq!(texts(site, &blog).await, plain.texts(next, schedule), "{} step {step}", world.label);
        }
        clean(site).await;
        // And so they are published, one an hour.
        let expected: Vec<String> = plain.posts.iter().map(|(_, text)| text.clone()).collect();
        let mut published = Vec::new();
        while published.len() < expected.len() + plain.timed.len() {
            let now = world.clock.advance(Duration::from_secs(3600));
            published.extend(site.run_due(now).await.unwrap());
        }
        let timed: Vec<PostId> = plain.timed.iter().map(|(_, id, _)| *id).collect();
        published.retain(|id| !timed.contains(id));
        let ids: Vec<PostId> = plain.posts.iter().map(|(id, _)| *id).collect();
        assert_eq!(published, ids);
        clean(site).await;
    });
}

async fn change(site: &Site, blog: &BlogName, rng: &mut Rng, plain: &mut Plain, step: i64) {
    let any = |rng: &mut Rng, plain: &Plain| rng.usize(..plain.posts.len());
    match rng.usize(..12) {
        0..3 => {
            let text = format!("p{step}");
            let made = site.publish_post(queued(blog, &text)).await.unwrap();
            plain.posts.push((made.id, text));
        }
        3 => {
            // A little past an hour: never the same moment as the timetable's.
            let at = Time(NOW.0 + rng.i64(1..40) * HOUR + MINUTE + step);
            let text = format!("t{step}");
            let new = NewPost { publish_on: Some(at), ..queued(blog, &text) };
            let made = site.publish_post(new).await.unwrap();
            plain.timed.push((at, made.id, text));
        }
        // Many of these wear out the room between neighbours.
        4..9 if plain.posts.len() > 1 => {
            let from = any(rng, plain);
            let moving = plain.posts.remove(from);
            let place = rng.usize(..plain.posts.len().min(3));
            let after = place.checked_sub(1).map(|at| plain.posts[at].0);
            site.reorder_queue(blog, moving.0, after).await.unwrap();
            plain.posts.insert(place, moving);
        }
        9 if !plain.posts.is_empty() => {
            let (id, _) = plain.posts.remove(any(rng, plain));
            if rng.bool() {
                site.delete_post(id).await.unwrap();
            } else {
                site.edit_post(id, to(State::Draft)).await.unwrap();
            }
        }
        10 if rng.usize(..4) == 0 => {
            let seed = rng.u64(..);
            site.shuffle_queue(blog, seed).await.unwrap();
            Rng::with_seed(seed).shuffle(&mut plain.posts);
        }
        11 if !plain.posts.is_empty() && !plain.timed.is_empty() => {
            let id = plain.timed[0].1;
            assert!(matches!(site.reorder_queue(blog, id, None).await, Err(Error::Invalid(_))));
            let stranger = PostId(5);
            let refused = site.reorder_queue(blog, plain.posts[0].0, Some(stranger)).await;
            assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
        }
        _ => {}
    }
}

#[test]
fn two_workers_at_once_publish_every_post_once() {
    std::thread::scope(|scope| {
        for world in crate::common::worlds() {
            scope.spawn(move || two_workers(&world));
        }
    });
}

fn two_workers(world: &World) {
    let site = world.site.clone();
    let (root, now) = crate::common::runtime().block_on(async {
        let root = site.publish_post(post(&world.blog("root").await, "root", &["root"])).await.unwrap();
        for n in 0..12 {
            let blog = world.blog(&format!("b{n}")).await;
            for text in 0..3 {
                site.publish_post(queued(&blog, &format!("{n} {text}"))).await.unwrap();
            }
            let at = Some(Time(NOW.0 + HOUR));
            let reblog = NewPost { publish_on: at, reblog_of: Some(root.id), ..queued(&blog, "timed") };
            site.publish_post(reblog).await.unwrap();
        }
        (root.id, world.clock.advance(Duration::from_secs(4 * 3600)))
    });
    // Processes of their own: each has its own connections.
    let others: Vec<Site> = (0..2).map(|_| world.another()).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build().unwrap();
    let mut published = runtime.block_on(async {
        let rounds = others.into_iter().chain([site.clone()]).map(|site| {
            tokio::spawn(async move {
                let mut all = Vec::new();
                for _ in 0..4 {
                    all.extend(site.run_due(now).await.unwrap());
                }
                all
            })
        });
        let mut all = Vec::new();
        for round in rounds.collect::<Vec<_>>() {
            all.extend(round.await.unwrap());
        }
        all
    });
    published.sort_unstable();
    let count = published.len();
    published.dedup();
    assert_eq!(
        (count, published.len()),
        (24, 24),
        "{}: one of each timetable, and those with a time",
        world.label
    );
    crate::common::runtime().block_on(async {
        assert_eq!(world.latest("tea").await.len(), 24);
        let page = site.post_page("root", root).await.unwrap().unwrap();
        assert_eq!((page.card.post.notes, page.notes_held), (12, 12), "each reblog is one note");
        clean(&site).await;
    });
}

#[test]
fn what_may_not_be_published_any_more_becomes_a_draft_and_holds_up_nothing() {
    on_each(async |world| {
        let site = &world.site;
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let root = site.publish_post(post(&a, "root", &["root"])).await.unwrap();
        let reblog = NewPost { reblog_of: Some(root.id), ..queued(&b, "unwelcome") };
        let reblog = site.publish_post(reblog).await.unwrap();
        site.publish_post(queued(&b, "next")).await.unwrap();
        site.block_blogs(&a, std::slice::from_ref(&b)).await.unwrap();
        let now = world.clock.advance(Duration::from_secs(3 * 3600));
        assert_eq!(site.run_due(now).await.unwrap(), [] as [PostId; 0]);
        let own = site.own_post(&b, reblog.id).await.unwrap().unwrap();
        assert_eq!(own.card.post.state, State::Draft);
        assert_eq!(texts(site, &b).await, ["next"]);
        let now = world.clock.advance(Duration::from_secs(24 * 3600));
        assert_eq!(site.run_due(now).await.unwrap().len(), 1);
        clean(site).await;
    });
}

#[test]
fn a_damaged_post_keeps_no_other_waiting() {
    on_each(async |world| {
        let site = &world.site;
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let at = |blog: &BlogName, minute: i64| NewPost {
            publish_on: Some(Time(NOW.0 + minute * MINUTE)),
            ..queued(blog, "tea")
        };
        let damaged = site.publish_post(at(&a, 1)).await.unwrap();
        let next = site.publish_post(at(&a, 2)).await.unwrap();
        site.publish_post(queued(&b, "of the timetable")).await.unwrap();
        let id = damaged.id.0;
        let kind = async |kind: i64| {
            let set = "UPDATE post SET kind = $2 WHERE id = $1";
            let done = world.store().write(move |tx| tx.execute(set, &[id.into(), kind.into()])).await;
            done.map_err(|error: store::Error| error.to_string())
        };
        kind(99).await.unwrap();
        let now = world.clock.advance(Duration::from_secs(24 * 3600));
        let done = site.run_due(now).await.unwrap();
        assert!(done.len() == 2 && done.contains(&next.id), "{}: {done:?}", world.label);
        assert!(site.run_due(now).await.is_err(), "nothing but the damaged one is left");
        kind(damaged.kind.number()).await.unwrap();
        assert_eq!(site.run_due(now).await.unwrap(), [damaged.id]);
        clean(site).await;
    });
}
