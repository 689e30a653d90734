//! Subjects, told once and run on every database.

use crate::common::{NOW, World, name, on_each, post, tumblelog};
use model::{LinkKind, SubjectDeed};
use tumblelog::account::{Adopt, NewAccount};
use tumblelog::subject::{Export, HistoryRequest, Join, Refusal, Split};
use tumblelog::view::{ListRequest, SubjectSummary};
use tumblelog::{Actor, Viewer};
use tumblelog::{Error, ListExtras, NewBlog, Selection, Start, Window};

const FIVE: [&str; 5] = ["Kalbajar", "Kəlbəcər", "kelbecer", "Kälbäjär", "Келбаджар"];

fn join(names: &[&str], kind: LinkKind) -> Join {
    Join {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        kind,
        reason: "one town".into(),
        evidence: r#"{"posts": 3}"#.into(),
        by: Actor::Operator,
    }
}

fn part(name: &str) -> Split {
    Split { name: name.into(), of: None, reason: String::new(), by: Actor::Operator }
}

fn pair(a: &str, b: &str) -> Refusal {
    Refusal { a: a.into(), b: b.into(), reason: "they are not".into(), by: Actor::Operator }
}

async fn strip(world: &World, tag: &str, only: bool) -> Option<SubjectSummary> {
    world.site.tag_page(tag, &ListRequest { limit: 5, only, ..ListRequest::default() }).await.unwrap().strip
}

async fn spellings(world: &World, tag: &str) -> Vec<(String, u64)> {
    let strip = strip(world, tag, false).await;
    let all = strip.map(|strip| strip.spellings).unwrap_or_default();
    all.into_iter().map(|spelling| (spelling.name, spelling.posts)).collect()
}

async fn only(world: &World, tag: &str) -> Vec<String> {
    let request = ListRequest { limit: 50, only: true, ..ListRequest::default() };
    let page = world.site.tag_page(tag, &request).await.unwrap();
    assert_eq!(page.list.total as usize, page.list.cards.len());
    page.list.cards.iter().map(crate::common::first_text).collect()
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Invalid(model::Invalid(words)) | Error::NotFound(words) | Error::Refused(words)) => words,
        other => panic!("not refused: {other:?}"),
    }
}

async fn exported(world: &World) -> String {
    let (mut text, mut place) = (String::new(), None);
    loop {
        let Export { text: more, next, state } = world.site.export_subjects(place).await.unwrap();
        text += &more;
        match next {
            Some(next) => place = Some((next, state)),
            None => return text,
        }
    }
}

#[test]
fn five_spellings_of_a_town_become_one_subject_and_can_be_told_apart_again() {
    on_each(async |world| {
        let site = &world.site;
        let blog = world.blog("almanac").await;
        for (n, tag) in FIVE.iter().enumerate() {
            for text in 0..=n {
                site.publish_post(post(&blog, &format!("{tag} {text}"), &[tag, "town"])).await.unwrap();
            }
        }
        site.publish_post(post(&blog, "both", &["Kalbajar", "kelbecer"])).await.unwrap();
        site.compact_tail().await.unwrap();
        site.publish_post(post(&blog, "in the tail", &["Kalbajar", "Kəlbəcər", "kelbecer"])).await.unwrap();
        assert_eq!(world.latest("kalbajar").await.len(), 3);

        let entry = site.join_spellings(&join(&FIVE, LinkKind::OtherScript)).await.unwrap();
        for tag in FIVE {
            assert_eq!(world.latest(tag).await.len(), 17, "{tag}: a post of two spellings is counted once");
        }
        assert_eq!(
            spellings(world, "kelbecer").await.iter().map(|(n, posts)| (&**n, *posts)).collect::<Vec<_>>(),
            [("kelbecer", 5), ("Келбаджар", 5), ("Kälbäjär", 4), ("Kalbajar", 3), ("Kəlbəcər", 3)]
        );
        let page = site.tag_page("kalbajar", &ListRequest { limit: 5, ..Default::default() }).await.unwrap();
        let related: Vec<_> = page.summary.related.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(related, ["town"], "its own spellings are not related");
        assert_eq!(page.summary.months.iter().map(|(_, n)| n).sum::<u64>(), 17);
        assert_eq!(page.summary.langs.iter().map(|(_, n)| n).sum::<u64>(), 17);

        assert_eq!(only(world, "Kalbajar").await, ["in the tail", "both", "Kalbajar 0"]);
        for (query, expected) in [
            ("#kalbajar", 17),
            ("##kalbajar", 3),
            ("#kalbajar -##kelbecer", 12),
            ("#kalbajar spelling:exact", 3),
        ] {
            let page =
                site.search_page(query, &ListRequest { limit: 50, ..Default::default() }).await.unwrap();
            assert_eq!((page.list.total, page.list.cards.len()), (expected, expected as usize), "{query}");
        }
        let window = Window {
            sort: Default::default(),
            from: None,
            until: None,
            start: Start::First,
            limit: 50,
            whole_seconds: false,
        };
        let selection = Selection { tags: vec!["KELBECER".into()], ..Selection::default() };
        let listed = site
            .list_posts(selection, window, ListExtras { total: true, ..ListExtras::default() })
            .await
            .unwrap();
        assert_eq!((listed.cards.len(), listed.total), (17, Some(17)));
        let blog_page = site.blog_page("almanac", Some("kelbecer"), &ListRequest::default()).await.unwrap();
        assert_eq!(blog_page.unwrap().list.total, 17);

        let parted = site.split_spelling(&part("kalbajar")).await.unwrap();
        assert_eq!(world.latest("kalbajar").await.len(), 3, "the first hung all together");
        assert_eq!(world.latest("kelbecer").await.len(), 16, "the rest stays one");
        assert!(refused(site.undo_subjects(entry, "", &Actor::Operator).await).contains("undo 2 first"));
        let undone = site.undo_subjects(parted, "it was right", &Actor::Operator).await.unwrap();
        assert_eq!(world.latest("kalbajar").await.len(), 17);
        assert!(refused(site.undo_subjects(parted, "", &Actor::Operator).await).contains("undo 3"));
        site.undo_subjects(entry, "", &Actor::Operator).await.unwrap();
        assert_eq!(world.latest("kalbajar").await.len(), 3);
        assert_eq!(strip(world, "kalbajar", false).await, None);

        let all = site.subject_history(&HistoryRequest { limit: 50, ..Default::default() }).await.unwrap();
        let told: Vec<_> = all.acts.iter().map(|a| (a.id, a.deed, a.undoes, a.undone_by)).collect();
        assert_eq!(
            told,
            [
                (4, SubjectDeed::Undo, Some(1), None),
                (undone, SubjectDeed::Undo, Some(2), None),
                (2, SubjectDeed::Part, None, Some(3)),
                (1, SubjectDeed::Join, None, Some(4)),
            ]
        );
        assert_eq!(all.acts[3].about, FIVE.join(" = "));
        assert_eq!((all.acts[3].who.as_str(), all.acts[3].at), ("command line", NOW));
        let two = HistoryRequest { about: Some("Келбаджар".into()), before: Some(4), limit: 2 };
        let two = site.subject_history(&two).await.unwrap();
        assert_eq!((two.acts.iter().map(|a| a.id).collect::<Vec<_>>(), two.next), (vec![3, 2], Some(2)));
        assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
    });
}

#[test]
fn what_is_part_of_something_is_shown_and_never_goes_round() {
    on_each(async |world| {
        let site = &world.site;
        site.join_spellings(&join(&["Kalbajar", "Karabakh"], LinkKind::Broader)).await.unwrap();
        site.join_spellings(&join(&["Karabakh", "Qarabağ"], LinkKind::OtherScript)).await.unwrap();
        site.join_spellings(&join(&["Qarabağ", "Caucasus"], LinkKind::Broader)).await.unwrap();
        let shown = strip(world, "qarabağ", false).await.unwrap();
        assert_eq!((shown.above, shown.below), (vec!["Caucasus".into()], vec!["Kalbajar".into()]));
        assert_eq!(strip(world, "kalbajar", false).await.unwrap().spellings, []);
        for (names, kind) in [
            (["Caucasus", "Kalbajar"], LinkKind::Broader),
            (["Caucasus", "kalbajar"], LinkKind::SameName),
            (["Qarabağ", "Karabakh"], LinkKind::Broader),
        ] {
            let words = refused(site.join_spellings(&join(&names, kind)).await);
            assert!(words.contains("part of itself"), "{words}");
        }
        assert_eq!(site.show_subject("Caucasus").await.unwrap().id, None, "nothing of it was kept");
        let of = Split { of: Some("Karabakh".into()), ..part("Kalbajar") };
        let entry = site.split_spelling(&of).await.unwrap();
        assert!(refused(site.split_spelling(&of).await).contains("not said to be part of"));
        site.join_spellings(&join(&["Caucasus", "Kalbajar"], LinkKind::Broader)).await.unwrap();
        let words = refused(site.undo_subjects(entry, "", &Actor::Operator).await);
        assert!(words.contains("part of itself"), "{words}");
    });
}

#[test]
fn a_refusal_sticks_until_it_is_taken_back() {
    on_each(async |world| {
        let site = &world.site;
        let entry = site.refuse_join(&pair("Zähler", "#ZAHLER")).await.unwrap();
        assert!(refused(site.refuse_join(&pair("Zahler", "Zähler")).await).contains("said already"));
        site.join_spellings(&join(&["Zähler", "counter"], LinkKind::Translation)).await.unwrap();
        let words = refused(site.join_spellings(&join(&["counter", "zahler"], LinkKind::SameName)).await);
        assert!(
            words.contains("command line said on 2026-11-22") && words.contains("they are not"),
            "{words}"
        );
        site.allow_join(&pair("Zahler", "Zähler")).await.unwrap();
        assert!(refused(site.allow_join(&pair("Zahler", "Zähler")).await).contains("nobody said"));
        site.join_spellings(&join(&["counter", "zahler"], LinkKind::SameName)).await.unwrap();
        let words = refused(site.refuse_join(&pair("Zahler", "Zähler")).await);
        assert!(words.contains("part one of them first"), "{words}");
        assert!(refused(site.undo_subjects(entry, "", &Actor::Operator).await).contains("ended by entry 3"));
        let words = refused(site.undo_subjects(3, "", &Actor::Operator).await);
        assert!(words.contains("part one of them first"), "{words}");
    });
}

#[test]
fn only_moderators_change_subjects() {
    on_each(async |world| {
        let site = &world.site;
        let new = NewAccount {
            name: name("ada"),
            password: None,
            blog: NewBlog::with_name(name("walks")),
            adopt: Adopt::New,
        };
        let ada = site.create_account(new).await.unwrap().0;
        let by = Actor::Person(Viewer::of_account(&ada));
        let wanted = Join { by: by.clone(), ..join(&["a", "b"], LinkKind::SameName) };
        assert!(refused(site.join_spellings(&wanted).await).contains("only moderators"));
        site.set_moderator(ada.id, true).await.unwrap();
        let entry = site.join_spellings(&wanted).await.unwrap();
        assert_eq!(site.show_subject("b").await.unwrap().links[0].who, "ada");
        site.set_moderator(ada.id, false).await.unwrap();
        assert!(refused(site.undo_subjects(entry, "", &by).await).contains("only moderators"));
    });
}

#[test]
fn a_joining_has_limits_and_says_them() {
    on_each(async |world| {
        let site = &world.site;
        for (names, words) in [
            (vec!["a"], "two names or more"),
            (vec!["Tea", "#tea"], "two names or more"),
            (vec!["tea", "  "], "visible character"),
            (vec!["tea", &"x".repeat(141)], "1 to 140"),
        ] {
            assert!(refused(site.join_spellings(&join(&names, LinkKind::SameName)).await).contains(words));
        }
        let long = Join { reason: "x".repeat(1001), ..join(&["a", "b"], LinkKind::SameName) };
        assert!(refused(site.join_spellings(&long).await).contains("at most 1000"));
        site.join_spellings(&join(&["tea", "чай"], LinkKind::Translation)).await.unwrap();
        assert!(
            refused(site.join_spellings(&join(&["чай", "Tea"], LinkKind::SameName)).await)
                .contains("already")
        );
        for hundred in 0..5 {
            let names: Vec<String> = (0..99).map(|n| format!("n{}", hundred * 99 + n)).collect();
            let names: Vec<&str> = std::iter::once("tea").chain(names.iter().map(String::as_str)).collect();
            site.join_spellings(&join(&names, LinkKind::Misspelling)).await.unwrap();
        }
        let full = join(&["tea", "x1", "x2", "x3", "x4"], LinkKind::Misspelling);
        assert!(refused(site.join_spellings(&full).await).contains("501 spellings; at most 500"));
        assert_eq!(site.show_subject("чай").await.unwrap().spellings.len(), 497);
        let found = site.list_subjects("ча", None, 10).await.unwrap();
        assert_eq!((found.subjects.len(), found.subjects[0].spellings), (1, 497));
    });
}

#[test]
fn filtered_tags_follow_the_subject_and_keep_what_was_typed() {
    on_each(async |world| {
        let site = &world.site;
        let new = NewAccount {
            name: name("ada"),
            password: None,
            blog: NewBlog::with_name(name("walks")),
            adopt: Adopt::New,
        };
        let ada = site.create_account(new).await.unwrap().0;
        site.publish_post(post(&name("walks"), "soup", &["Борщ"])).await.unwrap();
        site.filter_tags(ada.id, &["Borscht".into()]).await.unwrap();
        let meets = async || {
            let page = site.tag_page("борщ", &ListRequest::default()).await.unwrap();
            site.read_filters(ada.id).await.unwrap().match_card(&page.list.cards[0]).tags
        };
        assert_eq!(meets().await, [] as [&str; 0]);
        let entry = site.join_spellings(&join(&["borscht", "борщ"], LinkKind::OtherScript)).await.unwrap();
        assert_eq!(meets().await, ["Borscht"]);
        site.undo_subjects(entry, "", &Actor::Operator).await.unwrap();
        assert_eq!(meets().await, [] as [&str; 0]);
        assert_eq!(site.filtered_tags(ada.id).await.unwrap(), ["Borscht"]);
    });
}

#[test]
fn sets_go_from_site_to_site_without_a_loss() {
    let texts = std::sync::Mutex::new(Vec::new());
    on_each(async |world| {
        let site = &world.site;
        let kinds = [LinkKind::OtherScript, LinkKind::Transliteration, LinkKind::SameName];
        for (names, kind) in
            [["Kalbajar", "Келбаджар"], ["Келбаджар", "kelbecer"], ["##odd", "Kalbajar"]].iter().zip(kinds)
        {
            site.join_spellings(&join(names, kind)).await.unwrap();
        }
        site.join_spellings(&join(&["Kalbajar", "Karabakh"], LinkKind::Broader)).await.unwrap();
        site.refuse_join(&pair("Kalbajar", "Karvachar")).await.unwrap();
        let text = exported(world).await;
        texts.lock().unwrap().push(text.clone());

        // Taken again where it came from, nothing is new.
        let again = site.import_subjects(text.as_bytes(), &Actor::Operator).await.unwrap();
        assert_eq!((again.entry, again.known, again.joined), (None, 5, vec![]));

        for entry in (1..=5).rev() {
            site.undo_subjects(entry, "", &Actor::Operator).await.unwrap();
        }
        assert_eq!(exported(world).await.lines().filter(|l| !l.starts_with('#')).count(), 1, "an empty site");
        world.clock.advance(std::time::Duration::from_secs(3600));
        let taken = site.import_subjects(text.as_bytes(), &Actor::Operator).await.unwrap();
        assert_eq!(taken.joined.len(), 1);
        assert_eq!((taken.broader, taken.different, taken.known), (1, 1, 0));
        assert_eq!(exported(world).await, text, "who and when are those of the file");
        site.undo_subjects(taken.entry.unwrap(), "", &Actor::Operator).await.unwrap();
        assert!(refused(site.split_spelling(&part("kalbajar")).await).contains("joined with nothing"));
    });
    let texts = texts.into_inner().unwrap();
    assert!(texts.windows(2).all(|two| two[0] == two[1]), "both databases write the same");
    insta::assert_snapshot!(texts[0]);
}

#[test]
fn many_sets_are_exported_in_pieces_and_taken_at_once() {
    on_each(async |world| {
        use std::fmt::Write;
        let mut text = String::from("tagstead subjects 1\n");
        for n in 0..450 {
            let _ = write!(text, "subject: s{n}\nother-script: ш{n}\npart of: all\ndifferent: d{n}\n");
        }
        let taken = world.site.import_subjects(text.as_bytes(), &Actor::Operator).await.unwrap();
        assert_eq!((taken.joined.len(), taken.broader, taken.different), (450, 450, 450));
        let out = exported(world).await;
        assert_eq!(out.matches("\nsubject:").count(), 1350);
        let again = world.site.import_subjects(out.as_bytes(), &Actor::Operator).await.unwrap();
        assert_eq!((again.entry, again.known), (None, 1350));
        let (mut seen, mut after) = (0, None::<String>);
        loop {
            let list = world.site.list_subjects("", after.as_deref(), 50).await.unwrap();
            seen += list.subjects.len();
            match list.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, 450);
    });
}

#[test]
fn a_file_that_contradicts_the_site_is_refused_whole() {
    on_each(async |world| {
        let site = &world.site;
        site.refuse_join(&pair("b", "c")).await.unwrap();
        site.join_spellings(&join(&["x", "y"], LinkKind::Broader)).await.unwrap();
        site.join_spellings(&join(&["p", "q"], LinkKind::SameName)).await.unwrap();
        for (body, words) in [
            ("subject: a\nsame name: b\nsame name: c", "line 5: “b” and “c” would be one subject"),
            ("subject: y\npart of: x", "line 5: “"),
            ("subject: p\ndifferent: q", "line 5: “p” and “q” are spellings of one subject"),
        ] {
            let text = format!("tagstead subjects 1\nsubject: new\nsame name: neu\n{body}\n");
            let text = text.replace(body, &format!("\n{body}")).replacen("\n\n", "\n", 1);
            let answer = refused(site.import_subjects(text.as_bytes(), &Actor::Operator).await);
            assert!(answer.starts_with(words), "{answer}");
            assert_eq!(site.show_subject("new").await.unwrap().id, None, "all or nothing");
        }
    });
}

#[test]
fn a_subject_is_suggested_from_the_beginning_of_any_spelling() {
    on_each(async |world| {
        let site = &world.site;
        let blog = world.blog("almanac").await;
        for tag in ["Kalbajar", "Kalbajar", "Келбаджар", "Келья"] {
            site.publish_post(post(&blog, tag, &[tag])).await.unwrap();
        }
        let names = async |text: &str| {
            let found = site.suggest_completions(text).await.unwrap().tags;
            found.into_iter().map(|tag| (tag.name, tag.posts)).collect::<Vec<_>>()
        };
        let told = |all: &[(&str, u64)]| {
            all.iter().map(|(name, posts)| ((*name).to_owned(), *posts)).collect::<Vec<_>>()
        };
        assert_eq!(names("#кел").await, told(&[("Келбаджар", 1), ("Келья", 1)]));
        // No post carries the third.
        site.join_spellings(&join(&["Kalbajar", "Келбаджар", "Քարվաճառ"], LinkKind::OtherScript))
            .await
            .unwrap();
        site.compact_tail().await.unwrap();
        assert_eq!(names("#кел").await, told(&[("Kalbajar", 2), ("Келбаджар", 1), ("Келья", 1)]));
        assert_eq!(names("#քար").await, told(&[("Kalbajar", 2), ("Келбаджар", 1)]));
        assert_eq!(
            names("##кел").await,
            told(&[("Келбаджар", 1), ("Келья", 1)]),
            "one spelling is asked for"
        );
    });
}

#[test]
fn a_long_way_up_is_walked_once_for_all_who_begin_on_it() {
    on_each(async |world| {
        let way = |ends: std::ops::Range<usize>| {
            ends.rev().fold(format!("{}\n", tagstead_tumblelog::subject::file::FIRST), |text, n| {
                text + &format!("subject: a{n}\nsame name: b{n}\npart of: a{}\n", n + 1)
            })
        };
        let taken = async |text: String| world.site.import_subjects(text.as_bytes(), &Actor::Operator).await;
        assert_eq!(taken(way(1..1_001)).await.unwrap().broader, 1_000);
        let words = refused(taken(way(0..1)).await);
        assert!(words.contains("more than 1000 subjects would lie above “a0”"), "{words}");
        // The end of the way is the beginning of it by the other name.
        let words = refused(world.site.join_spellings(&join(&["a1001", "b600"], LinkKind::Broader)).await);
        assert!(words.contains("part of itself"), "{words}");
        let none = taken(way(1..1_001)).await.unwrap();
        assert_eq!((none.known, none.entry), (2_000, None));
    });
}
