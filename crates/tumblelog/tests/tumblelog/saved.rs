//! Searches that people keep.

use crate::common::{World, on_each, post};
use model::{AccountId, LinkKind};
use std::time::Duration;
use tagstead_tumblelog::Actor;
use tagstead_tumblelog::Error;
use tagstead_tumblelog::account::{Adopt, NewAccount};
use tagstead_tumblelog::saved_searches::Unread;
use tagstead_tumblelog::subject::Join;

async fn account(world: &World, name: &str) -> AccountId {
    let blog = tagstead_tumblelog::NewBlog::with_name(crate::common::name(name));
    let new = NewAccount { name: crate::common::name(name), blog, adopt: Adopt::New, password: None };
    world.site.create_account(new).await.unwrap().0.id
}

async fn unread(world: &World, account: AccountId) -> Vec<(String, Unread)> {
    let lines = world.site.saved_searches(account).await.unwrap();
    lines.into_iter().map(|line| (line.search.name, line.unread)).collect()
}

#[test]
fn unread_posts_are_those_since_a_search_was_opened() {
    on_each(async |world| {
        let (ada, blog) = (account(world, "ada").await, world.blog("walks").await);
        world.site.publish_post(post(&blog, "mineral spring", &["water"])).await.unwrap();
        let tag = world.site.save_search(ada, "tag", "#water").await.unwrap();
        world.site.save_search(ada, "Phrase", "\"mineral spring\"").await.unwrap();
        let told = |tag, phrase| vec![("Phrase".to_owned(), phrase), ("tag".to_owned(), tag)];
        assert_eq!(unread(world, ada).await, told(Unread::Exactly(0), Unread::Exactly(0)));
        for n in 0..103 {
            world.clock.advance(Duration::from_secs(1));
            let text = if n % 4 == 0 { "a mineral spring" } else { "spring, mineral" };
            world.site.publish_post(post(&blog, text, &["water"])).await.unwrap();
        }
        assert_eq!(unread(world, ada).await, told(Unread::MoreThan(99), Unread::Exactly(26)));
        world.site.read_search(ada, tag.id).await.unwrap();
        assert_eq!(unread(world, ada).await, told(Unread::Exactly(0), Unread::Exactly(26)));
    });
}

#[test]
fn names_queries_and_numbers_have_rules() {
    on_each(async |world| {
        let (ada, eve) = (account(world, "ada").await, account(world, "eve").await);
        let save = async |name: &str, query: &str| world.site.save_search(ada, name, query).await;
        let long = "n".repeat(81);
        for (name, query) in [("", "x"), (" ", "x"), (long.as_str(), "x"), ("a\nb", "x"), ("x", " ")] {
            assert!(matches!(save(name, query).await, Err(Error::Invalid(_))), "{name:?} {query:?}");
        }
        assert!(matches!(save("x", "#a type:pic").await, Err(Error::Query { at: 8, .. })));
        let kept = save(" Waters ", " #water ").await.unwrap();
        assert_eq!((kept.name.as_str(), kept.query.as_str()), ("Waters", "#water"));
        assert!(matches!(save("Waters", "x").await, Err(Error::Invalid(_))), "taken");
        let other = save("Other", "x").await.unwrap();
        let renamed = world.site.change_search(ada, other.id, "Waters", "y").await;
        assert!(matches!(renamed, Err(Error::Invalid(_))), "taken");
        world.site.change_search(ada, kept.id, "Waters", "y").await.unwrap();
        world.site.save_search(eve, "Waters", "#water").await.unwrap();
        assert!(matches!(world.site.remove_search(eve, kept.id).await, Err(Error::NotFound(_))));

        world.site.open_search_feed(ada, kept.id).await.unwrap();
        let token = world.site.saved_searches(ada).await.unwrap()[1].search.token.clone().unwrap();
        assert_eq!(world.site.search_of_feed(&token).await.unwrap().unwrap().id, kept.id);
        world.site.close_search_feed(ada, kept.id).await.unwrap();
        assert!(world.site.search_of_feed(&token).await.unwrap().is_none());

        for n in 2..200 {
            save(&format!("n{n}"), "x").await.unwrap();
        }
        assert!(matches!(save("one more", "x").await, Err(Error::Limit { .. })));
        world.site.remove_search(ada, kept.id).await.unwrap();
        save("one more", "x").await.unwrap();
    });
}

#[test]
fn a_tag_is_followed_once_in_whatever_spelling() {
    on_each(async |world| {
        let site = &world.site;
        let (ada, eve) = (account(world, "ada").await, account(world, "eve").await);
        let blog = world.blog("walks").await;
        for tag in ["Shusha", "Шуша", "tea"] {
            site.publish_post(post(&blog, tag, &[tag])).await.unwrap();
        }
        let followed = site.follow_search(ada, "#Shusha").await.unwrap();
        assert_eq!((followed.name.as_str(), followed.query.as_str()), ("#Shusha", "#Shusha"));
        assert_eq!(
            site.follow_search(ada, " #shusha ").await.unwrap(),
            followed,
            "once, however it is written"
        );
        let known = async |account, query: &str| {
            site.followed_search(account, query).await.unwrap().map(|search| search.id)
        };
        assert_eq!(known(ada, "#\"SHUSHA\"").await, Some(followed.id));
        for other in ["##Shusha", "#Шуша", "#Shusha -tea", "#Shusha OR #tea", "#(", ""] {
            assert_eq!(known(ada, other).await, None, "{other}");
        }
        assert_eq!(known(eve, "#Shusha").await, None);

        let join = Join {
            names: vec!["Shusha".into(), "Шуша".into()],
            kind: LinkKind::OtherScript,
            reason: String::new(),
            evidence: String::new(),
            by: Actor::Operator,
        };
        site.join_spellings(&join).await.unwrap();
        assert_eq!(known(ada, "#Шуша").await, Some(followed.id), "the subject is followed");
        assert_eq!(known(ada, "##Шуша").await, None);
        world.clock.advance(Duration::from_secs(1));
        site.publish_post(post(&blog, "new", &["Шуша"])).await.unwrap();
        assert_eq!(unread(world, ada).await, [("#Shusha".to_owned(), Unread::Exactly(1))]);

        site.open_search_feed(ada, followed.id).await.unwrap();
        assert!(matches!(site.unfollow_search(ada, "#Шуша").await, Err(Error::Refused(_))), "it has a feed");
        site.close_search_feed(ada, followed.id).await.unwrap();
        assert!(!site.unfollow_search(eve, "#Шуша").await.unwrap());
        assert!(site.unfollow_search(ada, "#Шуша").await.unwrap());
        assert!(!site.unfollow_search(ada, "#Шуша").await.unwrap());
    });
}

#[test]
fn a_long_query_is_followed_under_a_name_of_its_own() {
    on_each(async |world| {
        let ada = account(world, "ada").await;
        let long = |last: &str| format!("#{} {last}", "a".repeat(90));
        for (last, behind) in [("one", "aa"), ("two", "(2)"), ("three", "(3)")] {
            let name = world.site.follow_search(ada, &long(last)).await.unwrap().name;
            assert_eq!((name.chars().count(), name.ends_with(behind)), (80, true), "{name}");
        }
        let wrong = world.site.follow_search(ada, "type:pic").await;
        assert!(matches!(wrong, Err(Error::Query { at: 5, .. })), "{wrong:?}");
    });
}
