//! Why a post is in a view, and why it is not.

use crate::common::{World, intake_line, on_each, post, posts_of};
use model::{Account, AccountId, BlogId, NoticeKind, PostId, SourceKind, State, Withheld};
use npf::Document;
use std::fmt::Write;
use std::sync::Mutex;
use tagstead_tumblelog::view::ListRequest;
use tagstead_tumblelog::{
    Edit, Error, Explained, Joined, NewDecision, NewPost, NewRun, NoticeRequest, Viewer, WhyVerdict,
    post_address,
};

const BASE: &str = "https://tags.example/";

async fn ask(world: &World, post: &str, query: &str, viewer: Option<&Viewer>) -> WhyVerdict {
    let address = post_address::parse_address(post, BASE).unwrap();
    world.site.explain_presence(&address, query, viewer).await.unwrap().verdict
}

fn viewer(account: i64, blog: BlogId, moderator: bool) -> Viewer {
    let account = AccountId(account);
    Viewer::of_account(&Account {
        id: account,
        name: "ada".into(),
        blogs: vec![blog],
        created: crate::common::NOW,
        moderator,
    })
}

fn show(terms: &Explained, depth: usize, out: &mut String) {
    let mark = if terms.met { "yes" } else { "no " };
    let join = match terms.joined {
        Joined::Term => format!("{} — {}", terms.text, terms.says),
        Joined::All => "all of".to_owned(),
        Joined::Any => "any of".to_owned(),
        Joined::Not => "not".to_owned(),
    };
    writeln!(out, "{}{mark} {join}", "  ".repeat(depth)).unwrap();
    for part in &terms.parts {
        show(part, depth + 1, out);
    }
}

#[test]
fn every_term_is_explained_with_what_the_post_has() {
    let shown = Mutex::new(Vec::new());
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let new = NewPost {
            lang: model::Lang::parse("az").ok(),
            ..post(&blog, "İsti su qayadan çıxır, moss around it is green", &["Kəlbəcər", "spring water"])
        };
        let id = world.site.publish_post(new).await.unwrap().id;
        let query = "#KƏLBƏCƏR (lang:en OR lang:az) -(type:photo OR from:walks) \"qayadan çıxır\" \"çıxır qayadan\" moss snow \
                     has:image notes:>=1 is:reblog is:robot source:dlvr.it before:2020 #honey";
        let WhyVerdict::Found(found) = ask(world, &id.to_string(), query, None).await else { panic!() };
        let mut text = String::new();
        show(&found.terms, 0, &mut text);
        assert!(!found.here && !found.terms.met);
        shown.lock().unwrap().push(text);
    });
    let shown = shown.into_inner().unwrap();
    assert!(shown.iter().all(|one| *one == shown[0]), "the databases agree");
    insta::assert_snapshot!("terms", shown[0]);
}

#[test]
fn a_post_that_is_there_is_found_on_its_page() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let mut ids = Vec::new();
        for n in 0..5 {
            ids.push(world.site.publish_post(post(&blog, &format!("tea {n}"), &["tea"])).await.unwrap().id);
        }
        for (query, sort) in [
            ("#tea", tagstead_tumblelog::view::Sort::Latest),
            ("#tea sort:oldest", tagstead_tumblelog::view::Sort::Oldest),
        ] {
            let WhyVerdict::Found(found) = ask(world, &format!("/@almanac/{}", ids[2]), query, None).await
            else {
                panic!()
            };
            assert!(found.here && found.note_of.is_none() && found.run.is_none());
            let request = ListRequest { limit: 2, sort, before: found.before, ..ListRequest::default() };
            let page = world.site.search_page(query, &request).await.unwrap();
            assert_eq!(page.list.cards[0].post.id, ids[2], "{query}");
        }
        assert!(matches!(
            ask(world, &format!("/@walks/{}", ids[2]), "#tea", None).await,
            WhyVerdict::Unknown(_)
        ));
    });
}

#[test]
fn every_reason_for_not_being_there_has_its_answer() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("almanac").await);
        let own = site.publish_post(post(&blog, "root", &["tea"])).await.unwrap();
        let silent = NewPost {
            reblog_of: Some(own.id),
            tags: vec!["tea".into()],
            ..NewPost::new(blog.clone(), Document::new(vec![]))
        };
        let silent = site.publish_post(silent).await.unwrap();
        let WhyVerdict::Found(found) = ask(world, &silent.id.to_string(), "#tea", None).await else {
            panic!()
        };
        assert!(!found.here && found.terms.met);
        assert_eq!(found.note_of, Some(("almanac".to_owned(), own.id)));
        let WhyVerdict::Found(found) = ask(world, &silent.id.to_string(), "#tea is:reblog", None).await
        else {
            panic!()
        };
        assert!(found.here && found.note_of.is_none());

        let run = NewRun { kind: SourceKind::TumblrJson, label: "walks.json".into(), captured: None };
        let run = site.begin_import(run).await.unwrap();
        site.import_in(run, posts_of(&intake_line(7001)), Vec::new()).await.unwrap();
        site.end_import(run).await.unwrap();
        let there = "https://walks.tumblr.com/post/7001/spring";
        let WhyVerdict::Found(found) = ask(world, there, "#imported", None).await else { panic!() };
        assert!(found.here);
        assert_eq!(found.run.unwrap().run.label, "walks.json");
        let WhyVerdict::Unknown(unknown) =
            ask(world, "https://walks.tumblr.com/post/7002", "#imported", None).await
        else {
            panic!()
        };
        assert_eq!(unknown.imports, [(SourceKind::TumblrJson, 1, Some(crate::common::NOW))]);

        let source =
            Some(model::Source { url: "https://news.example/a?utm_source=x".into(), title: String::new() });
        let sourced = site.publish_post(NewPost { source, ..post(&blog, "read", &["tea"]) }).await.unwrap();
        let WhyVerdict::Found(found) = ask(world, "https://news.example/a", "#tea", None).await else {
            panic!()
        };
        assert_eq!(found.card.post.id, sourced.id);
        let WhyVerdict::Unknown(unknown) = ask(world, "https://www.news.example/b", "#tea", None).await
        else {
            panic!()
        };
        assert_eq!((unknown.host.as_deref(), unknown.from_host), (Some("news.example"), 1));

        site.delete_post(sourced.id).await.unwrap();
        assert!(
            matches!(ask(world, &sourced.id.to_string(), "#tea", None).await, WhyVerdict::Deleted(at) if at == crate::common::NOW)
        );
    });
}

#[test]
fn a_post_is_found_by_where_it_was_taken_from_whatever_came_since() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("almanac").await);
        let from = |url: &str| Some(model::Source { url: url.into(), title: String::new() });
        let words =
            "Snow closed the road over the pass for nine hours before a plough came up from the valley.";
        let new = NewPost {
            source: from("http://www.news.example/pass/?utm_source=x"),
            ..post(&blog, words, &["tea"])
        };
        let old = site.publish_post(new).await.unwrap();
        for n in 0..=tagstead_tumblelog::HOST_LOOKED {
            let source = from(&format!("https://news.example/{n}"));
            site.publish_post(NewPost { source, ..post(&blog, &format!("note {n}"), &["tea"]) })
                .await
                .unwrap();
        }
        site.find_all_duplicates(|_| {}).await.unwrap();
        for url in ["https://news.example/pass", "https://news.example/pass/#end"] {
            let WhyVerdict::Found(found) = ask(world, url, "#tea", None).await else { panic!("{url}") };
            assert!(found.here && found.card.post.id == old.id);
        }
        for url in ["https://news.example/pas", "https://news.example/", "https://other.example/pass"] {
            assert!(matches!(ask(world, url, "#tea", None).await, WhyVerdict::Unknown(_)), "{url}");
        }
        let private = Edit { state: Some(State::Private), ..Edit::default() };
        site.edit_post(old.id, private).await.unwrap();
        assert!(matches!(
            ask(world, "https://news.example/pass", "#tea", None).await,
            WhyVerdict::Unknown(_)
        ));
    });
}

#[test]
fn a_post_that_is_not_public_is_as_one_that_is_not_there() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("almanac").await);
        for state in [State::Draft, State::Private, State::Queued] {
            let new = NewPost { state, ..post(&blog, "secret", &["tea"]) };
            let hidden = site.publish_post(new).await.unwrap();
            let answer = |id: PostId, viewer: Option<Viewer>| async move {
                let text = format!("/@almanac/{id}");
                format!("{:?}", ask(world, &text, "#tea", viewer.as_ref()).await)
            };
            let none = answer(PostId(hidden.id.0 + 1), None).await;
            let moderator = viewer(2, BlogId(99), true);
            assert_eq!(answer(hidden.id, None).await, none);
            assert_eq!(answer(hidden.id, Some(moderator.clone())).await, none, "nobody's but the owner's");
            let owner = viewer(1, hidden.blog, false);
            assert_eq!(answer(hidden.id, Some(owner.clone())).await, format!("NotPublished({state:?})"));
            assert!(site.list_decisions(&moderator, hidden.id).await.is_err());
            assert!(site.list_decisions(&owner, hidden.id).await.is_ok());
            site.delete_post(hidden.id).await.unwrap();
            assert_eq!(answer(hidden.id, None).await, none, "and leaves no trace");
        }
        let public = site.publish_post(post(&blog, "open", &["tea"])).await.unwrap();
        site.edit_post(public.id, Edit { state: Some(State::Private), ..Edit::default() }).await.unwrap();
        assert!(matches!(ask(world, &public.id.to_string(), "#tea", None).await, WhyVerdict::Unknown(_)));
    });
}

#[test]
fn a_decision_is_written_down_and_told_to_the_author_alone() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("almanac").await);
        let one = site.publish_post(post(&blog, "buy", &["tea"])).await.unwrap();
        let decide = |reason, note: &str| {
            site.record_decision(NewDecision {
                post: one.id,
                reason,
                by: Some(AccountId(5)),
                note: note.into(),
            })
        };
        decide(Some(Withheld::Spam), "The same text as in twelve others.").await.unwrap();
        decide(Some(Withheld::Spam), "").await.unwrap();
        let reason = async |viewer: Option<&Viewer>| {
            let WhyVerdict::Found(found) = ask(world, &one.id.to_string(), "#tea", viewer).await else {
                panic!()
            };
            assert!(!found.here);
            found.withheld.unwrap()
        };
        let (owner, other) = (viewer(1, one.blog, false), viewer(2, BlogId(99), false));
        for stranger in [None, Some(&other)] {
            assert_eq!(
                (reason(stranger).await.reason, reason(stranger).await.decision),
                (Withheld::Spam, None)
            );
        }
        let told = reason(Some(&owner)).await.decision.unwrap();
        assert_eq!(
            (told.note.as_str(), told.by, told.at),
            ("The same text as in twelve others.", Some(AccountId(5)), crate::common::NOW)
        );
        assert!(site.list_decisions(&other, one.id).await.is_err());
        let mine = site.withheld_in(&owner, "", true, None, 10).await.unwrap();
        assert_eq!((mine.total, mine.posts[0].decision.as_ref()), (1, Some(&told)));
        assert_eq!(site.withheld_in(&other, "#tea", false, None, 10).await.unwrap().total, 0);
        let moderator = viewer(3, BlogId(99), true);
        assert_eq!(site.withheld_in(&moderator, "#tea", false, None, 10).await.unwrap().total, 1);
        assert_eq!(site.withheld_in(&moderator, "#tea", true, None, 10).await.unwrap().total, 0);

        decide(None, "Our mistake.").await.unwrap();
        decide(Some(Withheld::Author), "").await.unwrap();
        let told: Vec<_> =
            site.list_decisions(&owner, one.id).await.unwrap().1.iter().map(|d| d.reason).collect();
        assert_eq!(told, [Some(Withheld::Author), None, Some(Withheld::Spam)]);
        let list = site
            .list_notifications(&blog, NoticeRequest { limit: 9, ..NoticeRequest::default() })
            .await
            .unwrap();
        let kinds: Vec<_> = list.notifications.iter().map(|told| told.notice.kind).collect();
        assert_eq!(kinds, [NoticeKind::PostAppealAccepted, NoticeKind::PostFlagged]);
        let long = decide(None, &"x".repeat(501)).await;
        assert!(matches!(long, Err(Error::Invalid(_))));
        assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
    });
}
