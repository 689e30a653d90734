//! Trends are made by different people, lately, more than usual; searches that found nothing are counted without who.

use crate::common::{NOW, World, name, on_each, post};
use model::{LinkKind, Time, Withheld};
use std::time::Duration;
use tagstead_tumblelog::Actor;
use tagstead_tumblelog::subject::Join;
use tagstead_tumblelog::trends::{TrendSpan, Trends};
use tagstead_tumblelog::{NewBlog, NewPost};

const MINUTE: i64 = 60_000;

async fn publish(world: &World, blog: &str, tags: &[&str], before: i64) -> model::PostId {
    world.blog(blog).await;
    let new = NewPost { published: Some(Time(NOW.0 - before)), ..post(&name(blog), "x", tags) };
    world.site.publish_post(new).await.unwrap().id
}

async fn trends(world: &World, span: TrendSpan) -> (Vec<String>, Vec<String>) {
    // Later than any answer that is still kept.
    world.clock.advance(Duration::from_secs(16 * 60));
    let trends = world.site.read_trends(span).await.unwrap();
    let names = |list: &[tagstead_tumblelog::trends::Trend]| {
        list.iter().map(|trend| format!("{} {}/{}", trend.name, trend.blogs, trend.posts)).collect()
    };
    (names(&trends.rising), names(&trends.busy))
}

#[test]
fn one_blog_or_a_robot_makes_no_trend() {
    on_each(async |world| {
        for n in 0..40 {
            publish(world, "loud", &["shouting"], n * MINUTE).await;
        }
        let robot = NewBlog { robot: true, ..NewBlog::with_name(name("wire")) };
        world.site.create_blog(robot).await.unwrap();
        for blog in ["a", "b", "c", "d"] {
            publish(world, blog, &["honey"], 20 * MINUTE).await;
        }
        for blog in ["a", "b", "wire"] {
            publish(world, blog, &["feeds"], 20 * MINUTE).await;
        }
        for blog in ["e", "f"] {
            publish(world, blog, &["spam"], 20 * MINUTE).await;
        }
        let third = publish(world, "g", &["spam"], 20 * MINUTE).await;
        world.site.withhold_post(third, Some(Withheld::Spam)).await.unwrap();
        for span in TrendSpan::ALL {
            let (rising, busy) = trends(world, span).await;
            assert_eq!(busy, ["honey 4/4"], "{} {span:?}", world.label);
            assert_eq!(rising, busy);
        }
    });
}

#[test]
fn what_is_always_busy_does_not_rise() {
    on_each(async |world| {
        for day in 8..36 {
            for blog in ["a", "b", "c"] {
                publish(world, blog, &["tea"], day * 24 * 60 * MINUTE).await;
            }
        }
        for blog in ["a", "b", "c"] {
            publish(world, blog, &["tea"], 60 * MINUTE).await;
            publish(world, blog, &["eclipse"], 60 * MINUTE).await;
        }
        let (rising, busy) = trends(world, TrendSpan::Week).await;
        assert_eq!(rising, ["eclipse 3/3"]);
        assert_eq!(busy.len(), 2);
        let week = world.site.read_trends(TrendSpan::Week).await.unwrap();
        let tea = week.busy.iter().find(|trend| trend.name == "tea").unwrap();
        assert!((tea.expected - 21.0).abs() < 1.0 && tea.score == 0.0, "{tea:?}");
        let explore = world.site.read_front_page().await.unwrap();
        assert_eq!(explore.rising.iter().map(|tag| &*tag.name).collect::<Vec<_>>(), ["eclipse"]);
        assert_eq!(explore.busy.iter().map(|tag| tag.posts).collect::<Vec<_>>(), [87, 3]);
    });
}

#[test]
fn spellings_of_a_subject_are_one_trend_and_an_old_one_fades() {
    on_each(async |world| {
        for (blog, tags) in
            [("a", &["Kalbajar", "Kəlbəcər"][..]), ("b", &["Kəlbəcər"]), ("c", &["Келбаджар"])]
        {
            publish(world, blog, tags, 30 * MINUTE).await;
        }
        assert_eq!(trends(world, TrendSpan::Day).await.1, Vec::<String>::new());
        let join = Join {
            names: ["Kalbajar", "Kəlbəcər", "Келбаджар"].map(str::to_owned).to_vec(),
            kind: LinkKind::OtherScript,
            reason: "one place".into(),
            evidence: String::new(),
            by: Actor::Operator,
        };
        world.site.join_spellings(&join).await.unwrap();
        assert_eq!(trends(world, TrendSpan::Day).await.1, ["Kəlbəcər 3/3"]);
        let score = |trends: &Trends| trends.rising[0].score;
        let fresh = score(&world.site.read_trends(TrendSpan::Day).await.unwrap());
        world.clock.advance(Duration::from_secs(12 * 3600));
        let later = score(&world.site.read_trends(TrendSpan::Day).await.unwrap());
        assert!((later / fresh - 0.5).abs() < 0.01, "{fresh} {later}");
        world.clock.advance(Duration::from_secs(24 * 3600));
        assert!(trends(world, TrendSpan::Day).await.1.is_empty());
    });
}

#[test]
fn searches_in_vain_are_counted_by_text_and_shown_after_two_days() {
    on_each(async |world| {
        let site = &world.site;
        for query in ["", "((", "  yak   BUTTER", "yak BUTTER", "once"] {
            site.count_missed(query);
        }
        assert_eq!(site.keep_missed().await.unwrap(), 2);
        assert_eq!(site.keep_missed().await.unwrap(), 0);
        assert!(site.list_failed_searches(10).await.unwrap().is_empty(), "one day is one reader's");
        world.clock.advance(Duration::from_secs(86_400));
        site.count_missed("yak BUTTER");
        site.count_missed(&"long ".repeat(100));
        for n in 0..1_100 {
            site.count_missed(&format!("flood{n}"));
        }
        assert_eq!(site.keep_missed().await.unwrap(), 1_000, "a flood is bounded");
        let missed = site.list_failed_searches(10).await.unwrap();
        assert_eq!(missed.len(), 1);
        assert_eq!((&*missed[0].query, missed[0].asked, missed[0].days), ("yak BUTTER", 3, 2));
        world.clock.advance(Duration::from_secs(86_400 * 91));
        site.count_missed("another");
        site.keep_missed().await.unwrap();
        assert!(site.list_failed_searches(10).await.unwrap().is_empty(), "forgotten");
    });
}
