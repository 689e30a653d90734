//! A check finds counters that are wrong, rows without their post and subjects that are not what their links say, and a
//! repair mends them.

use crate::common::{World, on_each, post};
use model::{AccountId, LinkKind, PostExtra, PostId, Reblogs, State};
use std::time::Duration;
use store::filters::FilterKind;
use store::follows::Counts;
use store::queued_posts::Queued;
use store::subject_members::{SubjectMember, SubjectRow};
use store::{Tx, filters, follows, notifications, post_options, queued_posts, subject_members};
use tagstead_tumblelog::Actor;
use tagstead_tumblelog::NewPost;
use tagstead_tumblelog::subject::Join;

#[test]
fn damage_to_social_rows_is_found_and_mended() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let b_id = site.follow_blog(a.clone(), &b).await.unwrap().id;
        let waiting = |text| NewPost { state: State::Queued, ..post(&a, text, &["tea"]) };
        let lost = site.publish_post(waiting("lost")).await.unwrap();
        let published = site.publish_post(post(&a, "published", &["tea"])).await.unwrap();
        site.filter_tags(AccountId(7), &["tea".to_owned()]).await.unwrap();
        assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);

        let (a_id, lost_id, published_id) = (lost.blog, lost.id, published.id);
        world
            .store()
            .write(move |tx| {
                follows::set_counts(tx, b_id.into(), Counts { following: 3, followers: 9 })?;
                notifications::set_count(tx, b_id, 5)?;
                queued_posts::remove_queued_post(tx, lost_id)?;
                let row = Queued { post: published_id, blog: a_id, slot: 1, publish_on: None };
                queued_posts::put_posts(tx, &[row])?;
                post_options::put_options(
                    tx,
                    PostId(5),
                    &PostExtra { reblogs: Reblogs::Noone, ..PostExtra::default() },
                )?;
                filters::add_to_filter_count(tx, AccountId(7), FilterKind::Tags, 4).map(drop)
            })
            .await
            .unwrap();
        let found = site.check_site(false, |_| {}).await.unwrap();
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
        site.check_site(true, |_| {}).await.unwrap();
        assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
        let now = world.clock.advance(Duration::from_secs(86_400));
        assert_eq!(site.run_due(now).await.unwrap(), [lost.id]);
    });
}

#[test]
fn a_place_without_a_post_is_found_and_mended() {
    on_each(async |world| {
        let blog = world.blog("a").await;
        world.site.publish_post(post(&blog, "here", &["tea"])).await.unwrap();
        let gone = PostId(77);
        let put = move |tx: &mut Tx<'_>| store::posts::put_place(tx, gone, index::Position(99 << 16));
        world.store().write(put).await.unwrap();
        let found = world.site.check_site(false, |_| {}).await.unwrap();
        assert_eq!(found.differences, ["post 77 has a place and is not there"], "{}", world.label);
        world.site.check_site(true, |_| {}).await.unwrap();
        assert_eq!(world.site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
    });
}

#[test]
fn a_check_of_a_live_site_finds_nothing_wrong_with_what_is_published_meanwhile() {
    on_each(async |world| {
        let blog = world.blog("a").await;
        for text in ["one", "two"] {
            world.site.publish_post(post(&blog, text, &["tea"])).await.unwrap();
        }
        let (site, mut months) = (world.site.clone(), 1..=3);
        let mut meanwhile = |_: u64| {
            // Another month is another bucket, which the check has not seen yet.
            let Some(month) = months.next() else { return };
            let published = model::Time::parse(&format!("2019-0{month}-01")).unwrap().0;
            let more = NewPost { published: Some(published), ..post(&blog, "meanwhile", &["tea"]) };
            let site = site.clone();
            let publish = move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(site.publish_post(more)).unwrap();
            };
            std::thread::spawn(publish).join().unwrap();
        };
        let report = world.site.check_site(false, &mut meanwhile).await.unwrap();
        assert_eq!(report.differences, [] as [&str; 0], "{}", world.label);
        assert_eq!(report.posts, 5, "{}", world.label);
    });
}

/// What a check says of subjects that were damaged so; afterwards it mends them and finds nothing more.
async fn damaged_and_mended(
    world: &World,
    damage: impl Fn(&mut Tx<'_>) -> store::Result<()> + Send + 'static,
) -> Vec<String> {
    world.store().write(move |tx| damage(tx)).await.unwrap();
    let found = world.site.check_site(false, |_| {}).await.unwrap().differences;
    let mended = world.site.check_site(true, |_| {}).await.unwrap().differences;
    assert_eq!(found, mended, "{}", world.label);
    assert_eq!(world.site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
    found
}

#[test]
fn damage_to_spellings_of_subjects_is_found_and_mended() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        for name in ["Shusha", "Şuşa", "Baku", "Bakı", "tea"] {
            world.site.publish_post(post(&blog, name, &[name])).await.unwrap();
        }
        for names in [["Shusha", "Şuşa", "Шуша"], ["Baku", "Bakı", "Баку"]] {
            let join = Join {
                names: names.map(str::to_owned).to_vec(),
                kind: LinkKind::OtherScript,
                reason: String::new(),
                evidence: String::new(),
                by: Actor::Operator,
            };
            world.site.join_spellings(&join).await.unwrap();
        }
        assert_eq!(world.site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);

        let member = |tx: &mut Tx<'_>, fold: &str| {
            let found = subject_members::of_folds(tx, &[fold.to_owned()])?;
            Ok::<_, store::Error>(found.into_iter().next().unwrap())
        };
        let lost =
            damaged_and_mended(world, |tx| subject_members::remove_members(tx, &["şuşa".to_owned()])).await;
        assert_eq!(lost, ["the subject of “shusha”: “şuşa” is joined and not kept as a spelling"]);
        assert_eq!(world.latest("Shusha").await.len(), 2, "its posts are one page again");

        let moved = damaged_and_mended(world, move |tx| {
            let (baku, shusha) = (member(tx, "baki")?, member(tx, "shusha")?);
            subject_members::put_members(tx, &[SubjectMember { subject: shusha.subject, ..baku }])
        })
        .await;
        assert!(moved[0].contains("its spellings are kept as 2 subjects"), "{moved:?}");
        assert!(moved[1].contains("“baki” is kept as a spelling of it and no link joins them"), "{moved:?}");
        assert_eq!((world.latest("Shusha").await.len(), world.latest("Baku").await.len()), (2, 2));

        let stray = damaged_and_mended(world, move |tx| {
            let stray = SubjectMember { fold: "tea".into(), name: "tea".into(), ..member(tx, "baku")? };
            subject_members::put_members(tx, &[stray])
        })
        .await;
        assert_eq!(stray, ["“tea” is kept as a spelling and no link joins it"]);
        assert_eq!(world.latest("Baku").await.len(), 2);

        let counted = damaged_and_mended(world, move |tx| {
            let id = member(tx, "baku")?.subject;
            let row = SubjectRow { id, head: "baku".into(), n: 9 };
            subject_members::put_subjects(tx, &[row, SubjectRow { id: 999, head: "nobody".into(), n: 2 }])
        })
        .await;
        let words = [
            "the subject of “baki”: 9 spellings from “baku” on are told, and 3 are there",
            "the subject of “nobody” has no spelling",
        ];
        assert_eq!(counted, words);
    });
}
