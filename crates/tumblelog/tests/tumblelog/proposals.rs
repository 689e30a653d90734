//! Proposals: what is proposed, by which evidence, and what people decide.

use crate::common::tumblelog::Actor;
use crate::common::tumblelog::proposal::{Decision, OPEN, Proposed, Round, State};
use crate::common::tumblelog::subject::Refusal;
use crate::common::tumblelog::{Error, NewPost, Site};
use crate::common::{World, on_each, post};
use model::{Lang, Time};
use std::fmt::Write;

/// Rounds until nothing is new or due.
async fn settle(site: &Site) -> usize {
    settle_above(site, None).await
}

async fn settle_above(site: &Site, join_above: Option<f32>) -> usize {
    let mut joined = 0;
    for _ in 0..500 {
        let round = site.propose_next(false, join_above).await.unwrap();
        joined += round.joined;
        if round == Round::default() {
            return joined;
        }
    }
    panic!("the rounds do not end");
}

/// The waiting proposals as sorted names, in the order of their first.
async fn waiting(site: &Site) -> Vec<Vec<String>> {
    let lines = site.proposal_queue(None).await.unwrap().lines;
    let mut all: Vec<Vec<String>> = lines
        .into_iter()
        .map(|mut line| {
            line.names.sort();
            line.names
        })
        .collect();
    all.sort();
    all
}

async fn with_name(site: &Site, name: &str) -> Option<Proposed> {
    let lines = site.proposal_queue(None).await.unwrap().lines;
    let line = lines.into_iter().find(|line| line.names.iter().any(|known| known == name))?;
    Some(site.read_proposal(line.id).await.unwrap())
}

async fn publish(world: &World, blog: &str, posts: &[&[&str]]) {
    let blog = world.blog(blog).await;
    for (n, tags) in posts.iter().enumerate() {
        world
            .site
            .publish_post(post(&blog, &format!("Post {n} of {}", tags.join(", ")), tags))
            .await
            .unwrap();
    }
}

async fn a_region(world: &World) {
    publish(
        world,
        "almanac",
        &[
            &["Kalbajar", "Kəlbəcər"],
            &["Kəlbəcər", "Baku", "Batumi"],
            &["kelbecer", "Kəlbəcər"],
            &["Kälbäjär", "Baku", "Batumi"],
            &["Kalbajar", "Келбаджар"],
            &["Shusha", "Şuşa", "Baku", "Batumi"],
            &["Şuşa", "Шуша", "art", "photography"],
            &["Շուշի", "Shusha", "art", "photography"],
            &["Baku", "Batumi", "art", "photography"],
        ],
    )
    .await;
}

fn told(proposed: &Proposed) -> String {
    let mut out = String::new();
    for name in &proposed.names {
        writeln!(out, "{} ({} posts, {} examples)", name.name, name.posts, name.examples.len()).unwrap();
    }
    for pair in &proposed.pairs {
        writeln!(out, "{} ~ {}: {:.2}", pair.a, pair.b, pair.score).unwrap();
        for words in pair.evidence.as_ref().unwrap().in_words() {
            writeln!(out, "    {words}").unwrap();
        }
    }
    out
}

#[test]
fn spellings_of_one_place_are_one_proposal_and_what_stands_together_is_none() {
    on_each(async |world| {
        a_region(world).await;
        settle(&world.site).await;
        let mut kalbajar = ["Kalbajar", "Kəlbəcər", "Kälbäjär", "kelbecer", "Келбаджар"];
        let mut shusha = ["Shusha", "Şuşa", "Шуша", "Շուշի"];
        kalbajar.sort_unstable();
        shusha.sort_unstable();
        let mut expected = [kalbajar.to_vec(), shusha.to_vec()];
        expected.sort();
        assert_eq!(waiting(&world.site).await, expected, "{}", world.label);
        let proposed = with_name(&world.site, "Shusha").await.unwrap();
        insta::with_settings!({ description => "the evidence for Shusha" }, {
            insta::assert_snapshot!("shusha", told(&proposed));
        });
    });
}

#[test]
fn a_refusal_sticks_and_is_in_no_bigger_set() {
    on_each(async |world| {
        let site = &world.site;
        publish(world, "meter", &[&["Zähler"], &["Zahler"], &["Zähler"], &["Zahler"]]).await;
        settle(site).await;
        let proposed = with_name(site, "Zähler").await.expect("a person may be asked");
        let names: Vec<String> = proposed.names.iter().map(|name| name.name.clone()).collect();
        site.decide_proposal(proposed.id, &names, Decision::Refuse, Actor::Operator).await.unwrap();
        assert_eq!(site.read_proposal(proposed.id).await.unwrap().state, State::Refused);
        settle(site).await;
        assert!(waiting(site).await.is_empty());
        site.propose_anew().await.unwrap();
        settle(site).await;
        assert!(waiting(site).await.is_empty(), "after all keys were made anew");
        // A third spelling near both comes with one of them at most.
        publish(world, "meter", &[&["Zâhler"]]).await;
        settle(site).await;
        site.propose_anew().await.unwrap();
        settle(site).await;
        for set in waiting(site).await {
            assert!(!(set.contains(&"Zähler".into()) && set.contains(&"Zahler".into())), "{set:?}");
        }
    });
}

#[test]
fn what_the_same_people_write_apart_counts_against_it() {
    on_each(async |world| {
        let site = &world.site;
        let blog = world.blog("meter").await;
        for tag in ["Zähler", "Zahler", "Zähler", "Zahler"] {
            let new = NewPost { lang: Some(Lang::parse("de").unwrap()), ..post(&blog, "Worte", &[tag]) };
            site.publish_post(new).await.unwrap();
        }
        settle(site).await;
        if let Some(proposed) = with_name(site, "Zähler").await {
            let apart = proposed.pairs[0].evidence.as_ref().unwrap().apart.clone().unwrap();
            assert_eq!((apart.blogs, apart.lang.as_str()), (1, "de"));
        }
        assert_eq!(settle_above(site, Some(0.1)).await, 0, "no threshold joins what differs by marks");
    });
}

#[test]
fn a_person_chooses_which_and_takes_it_back() {
    on_each(async |world| {
        let site = &world.site;
        a_region(world).await;
        settle(site).await;
        let before = waiting(site).await;
        let proposed = with_name(site, "Shusha").await.unwrap();
        let shown: Vec<String> = proposed.names.iter().map(|name| name.name.clone()).collect();
        let one = Decision::Join(vec!["Shusha".into()]);
        let refused = site.decide_proposal(proposed.id, &shown, one, Actor::Operator).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        let two = Decision::Join(vec!["Shusha".into(), "Шуша".into()]);
        site.decide_proposal(proposed.id, &shown, two, Actor::Operator).await.unwrap();
        let page = world.latest("Shusha").await;
        assert_eq!(page.len(), 3, "the posts of both: {page:?}");
        settle(site).await;
        for set in waiting(site).await {
            assert!(!set.contains(&"Shusha".into()) || !set.contains(&"Şuşa".into()), "{set:?}");
        }
        site.undo_proposal(proposed.id, Actor::Operator).await.unwrap();
        settle(site).await;
        assert_eq!(world.latest("Shusha").await.len(), 2);
        assert_eq!(waiting(site).await, before);
        let nothing = site.undo_proposal(proposed.id, Actor::Operator).await;
        assert!(matches!(nothing, Err(Error::Invalid(_))), "{nothing:?}");
    });
}

#[test]
fn what_is_put_off_comes_last() {
    on_each(async |world| {
        let site = &world.site;
        a_region(world).await;
        settle(site).await;
        let first = site.proposal_queue(None).await.unwrap().present.unwrap().id;
        site.decide_proposal(first, &[], Decision::Later, Actor::Operator).await.unwrap();
        let queue = site.proposal_queue(None).await.unwrap();
        assert_ne!(queue.present.unwrap().id, first);
        assert_eq!(queue.lines.last().map(|line| (line.id, line.later.is_some())), Some((first, true)));
        site.undo_proposal(first, Actor::Operator).await.unwrap();
        assert_eq!(site.proposal_queue(None).await.unwrap().present.unwrap().id, first);
    });
}

#[test]
fn of_two_people_at_once_the_second_is_told() {
    on_each(async |world| {
        let site = &world.site;
        a_region(world).await;
        settle(site).await;
        let id = with_name(site, "Shusha").await.unwrap().id;
        let all = || Decision::Join(vec!["Shusha".into(), "Şuşa".into(), "Шуша".into(), "Շուշի".into()]);
        let (one, other) = tokio::join!(
            site.decide_proposal(id, &[], all(), Actor::Operator),
            site.decide_proposal(id, &[], Decision::Refuse, Actor::Operator),
        );
        let (good, bad) = if one.is_ok() { (one, other) } else { (other, one) };
        assert!(good.is_ok(), "{good:?}");
        let Err(Error::Refused(words)) = bad else { panic!("{bad:?}") };
        assert!(words.contains("was decided meanwhile: command line"), "{words}");
    });
}

#[test]
fn two_workers_at_once_make_no_duplicates() {
    on_each(async |world| {
        a_region(world).await;
        tokio::join!(settle_late(&world.site), settle_late(&world.site), settle_late(&world.site));
        let sets = waiting(&world.site).await;
        assert_eq!(sets.iter().map(Vec::len).sum::<usize>(), 9, "{sets:?}");
        assert_eq!(sets.len(), 2, "{sets:?}");
    });
}

/// Rounds beside others until nothing is left.
async fn settle_late(site: &Site) {
    while site.propose_next(false, None).await.unwrap() != Round::default() {}
}

#[test]
fn a_threshold_joins_and_can_be_undone() {
    on_each(async |world| {
        let site = &world.site;
        publish(world, "walks", &[&["stone bridge"], &["stone-bridge"], &["stonebridge"]]).await;
        assert_eq!(settle_above(site, Some(0.9)).await, 1);
        assert_eq!(world.latest("stonebridge").await.len(), 3);
        let history = site.read_proposal(1).await.unwrap();
        assert_eq!((history.state, history.who.as_str()), (State::Joined, "threshold"));
        site.undo_proposal(1, Actor::Operator).await.unwrap();
        assert_eq!(world.latest("stonebridge").await.len(), 1);
    });
}

#[test]
fn what_was_told_apart_elsewhere_is_put_away() {
    on_each(async |world| {
        let site = &world.site;
        publish(world, "walks", &[&["stone bridge"], &["stonebridge"]]).await;
        settle(site).await;
        assert_eq!(site.open_proposals().await.unwrap(), 1);
        let refusal = Refusal {
            a: "stone bridge".into(),
            b: "stonebridge".into(),
            reason: String::new(),
            by: Actor::Operator,
        };
        site.refuse_join(&refusal).await.unwrap();
        let queue = site.proposal_queue(None).await.unwrap();
        assert!(queue.present.is_none() && queue.open == 0);
    });
}

#[test]
fn a_flood_of_names_that_look_alike_is_one_full_proposal() {
    on_each(async |world| {
        let site = &world.site;
        let blog = world.blog("flood").await;
        // Marks make 108 names of one.
        let marks = ["a", "á", "à", "â", "ä", "å"];
        let mut names = Vec::new();
        for one in marks {
            for two in marks {
                for three in ["e", "é", "è"] {
                    names.push(format!("k{one}rab{two}g{three}n"));
                }
            }
        }
        for some in names.chunks(30) {
            let tags: Vec<&str> = some.iter().map(String::as_str).collect();
            site.publish_post(post(&blog, "flood", &tags)).await.unwrap();
        }
        publish(world, "walks", &[&["stone bridge"], &["stonebridge"]]).await;
        settle(site).await;
        let queue = site.proposal_queue(None).await.unwrap();
        assert_eq!(queue.open, 2, "{:?}", queue.lines);
        assert!(queue.lines.iter().all(|line| line.names.len() <= 40));
        assert!(queue.full_sets >= 68, "{} left out", queue.full_sets);
    });
}

/// As many waiting proposals as there may be, each of this weight.
async fn full_queue(world: &World, weight: i64) {
    let row = move |id| store::proposals::Proposal {
        id,
        state: State::Open,
        score: 9_000,
        least: 9_000,
        weight,
        n: 2,
        made: Time(0),
        later: None,
        decided: None,
        who: String::new(),
        acts: Vec::new(),
    };
    let fill = move |tx: &mut store::Tx<'_>| {
        let first = tx.next_ids("proposal", OPEN)?;
        (first..first + OPEN).try_for_each(|id| store::proposals::put_proposal(tx, &row(id)))
    };
    world.store().write(fill).await.unwrap();
}

#[test]
fn in_a_full_queue_the_lightest_gives_way_to_what_brings_more_together() {
    on_each(async |world| {
        let site = &world.site;
        full_queue(world, 2).await;
        publish(world, "walks", &[&["stone bridge"], &["stonebridge"]]).await;
        settle(site).await;
        assert_eq!(site.open_proposals().await.unwrap(), OPEN as u64);
        assert_eq!(
            site.propose_next(false, None).await.unwrap(),
            Round::default(),
            "it is not tried for ever"
        );
        let progress = world.store().read(store::proposal_progress::read_progress).await.unwrap();
        assert_eq!(
            progress.full_queue, 2,
            "once for each of its names: one post each is lighter than all that wait"
        );

        let busy = ["mineral spring", "mineral-spring"];
        publish(world, "springs", &[&busy[..1], &busy[1..], &busy[..1], &busy[1..], &busy[..1], &busy[1..]])
            .await;
        settle(site).await;
        assert_eq!(site.open_proposals().await.unwrap(), OPEN as u64, "one gave way");
        let first = &site.proposal_queue(None).await.unwrap().lines[0];
        assert_eq!(first.names, busy, "{}", world.label);
    });
}
