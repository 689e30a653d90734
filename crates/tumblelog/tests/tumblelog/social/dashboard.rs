//! The posts of followed blogs.

use super::ids;
use crate::common::{NOW, first_text, on_each, post};
use model::{PostType, State, Time};
use std::time::Duration;
use tagstead_tumblelog::{DashboardRequest, Error, NewPost};

#[test]
fn a_dashboard_holds_what_followed_blogs_do() {
    on_each(async |world| {
        let (a, b, c) = (world.blog("a").await, world.blog("b").await, world.blog("c").await);
        let site = &world.site;
        site.follow_blog(a.clone(), &b).await.unwrap();
        let mut expected = Vec::new();
        for n in 0..10 {
            world.clock.advance(Duration::from_secs(1));
            for blog in [&a, &b, &c] {
                let made = site.publish_post(post(blog, &format!("{blog} {n}"), &[])).await.unwrap();
                if blog != &c {
                    expected.insert(0, made.id);
                }
            }
        }
        // From a queue: an old id, and newest all the same.
        let old = NewPost { state: State::Queued, ..post(&b, "queued", &[]) };
        let old = site.publish_post(old).await.unwrap();
        let between = site.publish_post(post(&a, "between", &[])).await.unwrap();
        let now = world.clock.advance(Duration::from_secs(86_400));
        site.run_due(now).await.unwrap();
        expected.splice(0..0, [old.id, between.id]);
        let ask = async |request: DashboardRequest| site.read_dashboard(&a, request).await.unwrap();
        let mut all = Vec::new();
        let mut page = None;
        loop {
            let list = ask(DashboardRequest { page, limit: 8, ..DashboardRequest::default() }).await;
            all.extend(ids(&list.cards));
            page = list.next;
            if page.is_none() {
                break;
            }
        }
        assert_eq!(all, expected, "{}", world.label);
        let offset = ask(DashboardRequest { offset: 5, limit: 4, ..DashboardRequest::default() }).await;
        assert_eq!(ids(&offset.cards), expected[5..9]);
        let mut since = expected[20];
        let mut forward = vec![expected[21], since];
        loop {
            let next = ask(DashboardRequest { since: Some(since), limit: 6, ..DashboardRequest::default() });
            let cards = ids(&next.await.cards);
            forward.extend(cards.iter().rev());
            match cards.first() {
                Some(newest) => since = *newest,
                None => break,
            }
        }
        forward.reverse();
        assert_eq!(forward, expected, "going forward by since_id loses nothing");
        let before = ask(DashboardRequest {
            before: Some(Time(NOW.0 + 3000)),
            types: vec![PostType::Text],
            limit: 50,
            ..DashboardRequest::default()
        });
        assert_eq!(before.await.cards.len(), 4, "the posts of the first two seconds");
        let photos =
            DashboardRequest { types: vec![PostType::Photo], limit: 5, ..DashboardRequest::default() };
        assert_eq!(ids(&ask(photos).await.cards), []);
        let both = DashboardRequest { since: Some(since), before: Some(NOW), ..DashboardRequest::default() };
        assert!(matches!(site.read_dashboard(&a, both).await, Err(Error::Invalid(_))));
        site.unfollow_blog(&a, &b).await.unwrap();
        let own = ask(DashboardRequest { limit: 50, ..DashboardRequest::default() }).await;
        assert!(
            own.cards.iter().all(|card| first_text(card).starts_with('a') || first_text(card) == "between")
        );
    });
}

#[test]
fn an_offset_that_is_not_walked_is_told_and_not_taken_for_the_end() {
    on_each(async |world| {
        let a = world.blog("a").await;
        let at = |offset| DashboardRequest { offset, limit: 20, ..DashboardRequest::default() };
        world.site.read_dashboard(&a, at(4_980)).await.unwrap();
        let told = world.site.read_dashboard(&a, at(4_981)).await.unwrap_err().to_string();
        assert!(told.contains("up to 4980 is accepted"), "{told}");
    });
}
