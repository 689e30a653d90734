//! A check finds counters that are wrong and rows without their post, and a repair mends them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what fails ends them")]

mod common;

use common::{on_each, post};
use model::{AccountId, PostExtra, PostId, Reblogs, State};
use std::time::Duration;
use store::filters::Kind;
use store::follows::Counts;
use store::queued::Queued;
use store::{extras, filters, follows, notifications, queued};
use tagstead_tumblelog::NewPost;

#[test]
fn damage_to_social_rows_is_found_and_mended() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let b_id = site.follow(a.clone(), &b).await.unwrap().id;
        let waiting = |text| NewPost { state: State::Queued, ..post(&a, text, &["tea"]) };
        let lost = site.publish(waiting("lost")).await.unwrap();
        let published = site.publish(post(&a, "published", &["tea"])).await.unwrap();
        site.filter_tags(AccountId(7), &["tea".to_owned()]).await.unwrap();
        assert_eq!(site.check(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);

        let (a_id, lost_id, published_id) = (lost.blog, lost.id, published.id);
        world
            .store()
            .write(move |tx| {
                follows::set_counts(tx, b_id, Counts { following: 3, followers: 9 })?;
                notifications::set_count(tx, b_id, 5)?;
                queued::remove(tx, lost_id)?;
                let row = Queued { post: published_id, blog: a_id, slot: 1, publish_on: None };
                queued::put_posts(tx, &[row])?;
                extras::put(tx, PostId(5), &PostExtra { reblogs: Reblogs::Noone, ..PostExtra::default() })?;
                filters::add(tx, AccountId(7), Kind::Tags, 4).map(drop)
            })
            .await
            .unwrap();
        let found = site.check(false, |_| {}).await.unwrap();
        let of = |words: &str| found.differences.iter().filter(|line| line.contains(words)).count();
        let words = [
            "following: 3",
            "5 notifications",
            "is queued and not",
            "is no queued post",
            "beside post 5",
            "5 filters",
        ];
        assert_eq!(words.map(of), [1; 6], "{} {:#?}", world.label, found.differences);
        assert_eq!(found.found, 6);
        site.check(true, |_| {}).await.unwrap();
        assert_eq!(site.check(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
        let now = world.clock.advance(Duration::from_secs(86_400));
        assert_eq!(site.run_due(now).await.unwrap(), [lost.id]);
    });
}
