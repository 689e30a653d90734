//! What belongs to an account: filters and daily limits.

use crate::common::{NOW, on_each, post};
use model::{AccountId, State, Time};
use std::time::Duration;
use tagstead_tumblelog::account::Adopt;
use tagstead_tumblelog::limits::Limit;
use tagstead_tumblelog::view::ListRequest;
use tagstead_tumblelog::{Actor, Error, NewPost, Site};

const DAY: i64 = 86_400_000;
const ME: AccountId = AccountId(7);

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

async fn used(site: &Site, limit: Limit) -> (i64, i64, Time) {
    let all = site.list_limits(ME).await.unwrap();
    let one = all.iter().find(|standing| standing.limit == limit).unwrap();
    (one.used, one.remaining_today(), one.reset_at)
}

#[test]
fn tags_are_filtered_by_fold_and_told_as_typed() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("a").await);
        site.filter_tags(ME, &texts(&["Spoilers", "#dracula daily"])).await.unwrap();
        site.filter_tags(ME, &texts(&["SPOILERS"])).await.unwrap();
        assert_eq!(site.filtered_tags(ME).await.unwrap(), ["dracula daily", "Spoilers"], "{}", world.label);
        assert_eq!(site.filtered_tags(AccountId(8)).await.unwrap(), [] as [&str; 0]);
        site.filter_content(ME, &texts(&["Sweet Tea"])).await.unwrap();
        site.publish_post(post(&blog, "I like SWEET tea", &["spoilers", "food"])).await.unwrap();
        site.publish_post(post(&blog, "I like sweets", &["food"])).await.unwrap();
        let filters = site.read_filters(ME).await.unwrap();
        let list =
            site.tag_page("food", &ListRequest { limit: 5, ..ListRequest::default() }).await.unwrap().list;
        let met: Vec<_> = list.cards.iter().map(|card| filters.match_card(card)).collect();
        assert_eq!((met[0].tags.len(), met[0].content.len()), (0, 0));
        assert_eq!((&*met[1].tags[0], &*met[1].content[0]), ("Spoilers", "Sweet Tea"));
        site.unfilter_tag(ME, "sPoIlErS").await.unwrap();
        assert!(matches!(site.unfilter_tag(ME, "spoilers").await, Err(Error::NotFound(_))));
        assert_eq!(site.filtered_tags(ME).await.unwrap(), ["dracula daily"]);
        for bad in [&[][..], &["ok", ""], &["#"]] {
            assert!(matches!(site.filter_tags(ME, &texts(bad)).await, Err(Error::Invalid(_))), "{bad:?}");
        }
        assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
    });
}

#[test]
fn filters_have_an_end_and_what_is_refused_leaves_nothing() {
    on_each(async |world| {
        let site = &world.site;
        let many: Vec<String> = (0..999).map(|n| format!("t{n}")).collect();
        site.filter_tags(ME, &many).await.unwrap();
        let full = site.filter_tags(ME, &texts(&["a", "b"])).await;
        assert!(matches!(full, Err(Error::Limit { limit: Limit::FilteredTags, reset: None })), "{full:?}");
        site.filter_tags(ME, &texts(&["a", "t1"])).await.unwrap();
        assert_eq!(site.filtered_tags(ME).await.unwrap().len(), 1000);

        let phrases: Vec<String> = (0..200).map(|n| format!("p{n}")).collect();
        site.filter_content(ME, &phrases).await.unwrap();
        let full = site.filter_content(ME, &texts(&["more"])).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(full.unwrap_err(), @"at most 200 filtered phrases are accepted");
        }
        site.unfilter_content(ME, "P0").await.unwrap();
        let again = site.filter_content(ME, &texts(&["P1"])).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(again.unwrap_err(), @"“P1” is filtered already");
        }
        for bad in ["", "  ", &"ə".repeat(251)] {
            assert!(
                matches!(site.filter_content(ME, &texts(&[bad])).await, Err(Error::Invalid(_))),
                "{bad:?}"
            );
        }
        site.filter_content(ME, &["ə".repeat(250)]).await.unwrap();
        assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
    });
}

#[test]
fn a_day_has_an_end_and_begins_anew() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("a").await);
        let midnight = Time(NOW.0 - NOW.0.rem_euclid(DAY) + DAY);
        let new = |text: &str| NewPost { by: Some(ME), ..post(&blog, text, &[]) };
        for n in 0..250 {
            let state = if n % 2 == 0 { State::Draft } else { State::Published };
            site.publish_post(NewPost { state, ..new(&format!("{n}")) }).await.unwrap();
        }
        assert_eq!(used(site, Limit::Posts).await, (250, 0, midnight), "{}", world.label);
        let refused = site.publish_post(new("one more")).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused.unwrap_err(), @"at most 250 posts a day are accepted; there is room again at 2026-11-23T00:00:00Z");
        }
        assert_eq!(used(site, Limit::Posts).await.0, 250, "what was refused is not counted");
        site.publish_post(NewPost { by: None, ..new("the site's own") }).await.unwrap();
        world.clock.advance(Duration::from_secs(13 * 3600));
        site.publish_post(new("a new day")).await.unwrap();
        assert_eq!(used(site, Limit::Posts).await, (1, 249, Time(midnight.0 + DAY)));
        assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
    });
}

#[test]
fn what_changes_nothing_is_not_counted() {
    on_each(async |world| {
        let (site, a) = (&world.site, world.blog("a").await);
        let me = Actor::of_account(world.blog("me").await, ME);
        let made = site.publish_post(post(&a, "x", &[])).await.unwrap();
        for _ in 0..3 {
            site.like_post(made.id, me.clone()).await.unwrap();
            site.follow_blog(me.clone(), &a).await.unwrap();
        }
        site.reply_to_post(made.id, me.clone(), "yes".into()).await.unwrap();
        let counted = [Limit::Likes, Limit::Follows, Limit::Replies, Limit::Posts];
        let mut told = Vec::new();
        for limit in counted {
            told.push(used(site, limit).await.0);
        }
        assert_eq!(told, [1, 1, 1, 0], "{}", world.label);
        site.spend_limit(ME, Limit::VideoSeconds, 3600).await.unwrap();
        assert!(matches!(site.spend_limit(ME, Limit::VideoSeconds, 1).await, Err(Error::Limit { .. })));
        assert_eq!(used(site, Limit::VideoSeconds).await.1, 0);
    });
}

#[test]
fn films_and_new_blogs_count_too() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("a").await);
        let film = |seconds: u64| {
            let media = npf::Media::new(format!("/media/{}.mp4", "0".repeat(64)));
            let video = npf::Video {
                media: Some(media),
                duration: Some(seconds * 1000 - 1),
                ..npf::Video::default()
            };
            let content = npf::Document::new(vec![npf::Block::Video(video)]);
            NewPost { by: Some(ME), ..NewPost::new(blog.clone(), content) }
        };
        site.publish_post(film(3_000)).await.unwrap();
        assert_eq!(used(site, Limit::VideoSeconds).await.0, 3_000, "{}", world.label);
        let refused = site.publish_post(film(601)).await;
        assert!(matches!(refused, Err(Error::Limit { limit: Limit::VideoSeconds, .. })), "{refused:?}");
        site.publish_post(film(600)).await.unwrap();
        assert_eq!(used(site, Limit::Videos).await.0, 2);

        let new = tagstead_tumblelog::account::NewAccount {
            name: crate::common::name("ada"),
            password: None,
            blog: tagstead_tumblelog::NewBlog::with_name(crate::common::name("ada")),
            adopt: Adopt::New,
        };
        let (ada, _) = site.create_account(new).await.unwrap();
        let blog =
            |n: usize| tagstead_tumblelog::NewBlog::with_name(crate::common::name(&format!("ada-{n}")));
        for n in 0..10 {
            site.add_blog(ada.id, blog(n), Adopt::New).await.unwrap();
        }
        let refused = site.add_blog(ada.id, blog(10), Adopt::New).await;
        assert!(matches!(refused, Err(Error::Limit { limit: Limit::Blogs, .. })), "{refused:?}");
        site.add_blog(ada.id, blog(10), Adopt::Unowned).await.unwrap();
        world.clock.advance(Duration::from_secs(86_400));
        site.add_blog(ada.id, blog(11), Adopt::New).await.unwrap();
    });
}
