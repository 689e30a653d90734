//! A page that says how complete it is, and why a post is on it or not.

use crate::browser::{Browser, account};
use crate::world::World;
use axum::http::{StatusCode, header};
use intake::{Incoming, Record};
use model::{BlogName, PostId, SourceKind, State, Withheld};
use npf::Document;
use tumblelog::{NewPost, NewRun};

fn posts(ids: std::ops::Range<u64>) -> Vec<Incoming> {
    let line = |id| {
        format!(
            "{{\"type\":\"text\",\"blog_name\":\"walks\",\"id\":{id},\"timestamp\":{},\"tags\":[\"honey\"],\"body\":\"<p>Walk {id}</p>\"}}\n",
            1_700_000_000 + id
        )
    };
    let text: String = ids.map(line).collect();
    let post = |record| match record {
        Record::Post(post) => Some(*post),
        Record::Fault(_) => None,
    };
    intake::tumblr::read(text.as_bytes(), "walks.json").filter_map(post).collect()
}

/// A read run with a fault, one cut short, people's posts, one withheld, one deleted, a reblog without words.
fn world() -> (World, PostId) {
    let world = World::new();
    let site = &world.site;
    world.publish("almanac", "Written here about honey", &["Honey"], "2026-11-01");
    let root = world.publish("almanac", "Bought honey", &["honey"], "2026-11-02");
    let gone = world.publish("almanac", "Spilt honey", &["honey"], "2026-11-03");
    let spam = world.publish("almanac", "Cheap honey", &["honey"], "2026-11-04");
    world.run(async {
        let new = NewRun { kind: SourceKind::TumblrJson, label: "walks.json".into(), captured: None };
        let run = site.begin_import(new.clone()).await.unwrap();
        site.import_in(run, posts(7001..7004), vec![intake::RecordFault::record("line 4", "not JSON")])
            .await
            .unwrap();
        site.end_import(run).await.unwrap();
        let cut = site.begin_import(NewRun { label: "cut.json".into(), ..new }).await.unwrap();
        site.import_in(cut, posts(7004..7005), Vec::new()).await.unwrap();
        site.withhold_post(spam.id, Some(Withheld::Spam)).await.unwrap();
        site.delete_post(gone.id).await.unwrap();
        let silent = NewPost {
            reblog_of: Some(root.id),
            tags: vec!["honey".into()],
            ..NewPost::new(BlogName::parse("almanac").unwrap(), Document::new(vec![]))
        };
        site.publish_post(silent).await.unwrap();
    });
    (world, spam.id)
}

/// The text of a page's middle, a line a piece.
fn words(html: &str) -> String {
    let main = html.split("<main").nth(1).unwrap_or(html).split("</main>").next().unwrap_or("");
    let mut out = String::new();
    for piece in main.split('<').skip(1) {
        let text = piece.split_once('>').map_or("", |(_, text)| text).trim();
        if !text.is_empty() {
            out.push_str(text);
            out.push('\n');
        }
    }
    out.replace("&#34;", "\"").replace("&#39;", "'")
}

#[test]
fn a_view_says_how_complete_it_is() {
    let (world, _) = world();
    let tag = world.get("/tagged/honey").text();
    assert!(tag.contains("href=\"/complete?q=%23honey\""), "the rail leads there");
    let page = world.get("/complete?q=%23honey");
    assert_eq!(page.header(header::SET_COOKIE), "");
    insta::assert_snapshot!("complete_page", words(&page.text()));
    let json = world.get("/complete.json?q=%23honey");
    assert_eq!(json.header(header::CONTENT_TYPE), "application/json; charset=utf-8");
    let value: serde_json::Value = serde_json::from_slice(&json.body).unwrap();
    let sum: u64 = value["sources"].as_array().unwrap().iter().map(|s| s["posts"].as_u64().unwrap()).sum();
    assert_eq!(Some(sum), value["posts"].as_u64());
    insta::assert_json_snapshot!("complete_json", value);
    for path in ["/complete", "/complete?q=", "/complete.json"] {
        assert_eq!(world.get(path).status, StatusCode::OK, "{path}: the whole site");
    }
    assert_eq!(world.get("/complete?q=(").status, StatusCode::BAD_REQUEST);
}

#[test]
fn every_list_leads_to_its_own_completeness_and_every_card_says_why_it_is_there() {
    let world = World::peopled();
    for (path, query) in [
        ("/tagged/living+in+sin?type=text&lang=en", "%23%22living+in+sin%22+type:text+lang:en"),
        ("/tagged/c%2B%2B", "%23c%2B%2B"),
        ("/search?q=winter+-is:robot", "winter+-is:robot"),
        ("/@almanac", "from:almanac+%28is:original+OR+is:reblog%29"),
        ("/@almanac/tagged/honey", "from:almanac+%28is:original+OR+is:reblog%29+%23honey"),
    ] {
        let html = world.get(path).text();
        assert!(html.contains(&format!("href=\"/complete?q={query}\"")), "{path}");
        let total = |html: &str| {
            html.split("data-total")
                .nth(1)
                .unwrap()
                .split('>')
                .nth(1)
                .unwrap()
                .split('<')
                .next()
                .unwrap()
                .to_owned()
        };
        let complete = world.get(&format!("/complete?q={query}")).text();
        let listed = html.split("data-total=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(total(&complete).split(' ').next().unwrap(), listed, "{path}");
        assert_eq!(html.matches("Why is this here?").count(), html.matches("<article").count(), "{path}");
        let why = html.split("<details class=\"why\"").nth(1).unwrap();
        let href = why.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        let answer = world.get(&href).text();
        assert!(answer.contains("<h1 class=\"plain\">It is listed</h1>"), "{href}");
    }
    let html = world.get("/tagged/honey").text();
    assert!(html.contains("<bdi>#honey</bdi>: typed as a tag by its author."));
    assert!(!world.get("/").text().contains("Why is this here?"), "the front page is no list of one view");
}

#[test]
fn why_a_post_is_not_there_is_said_in_words() {
    let (world, spam) = world();
    let ask = |post: &str, query: &str| {
        let mut path = "/why?".to_owned();
        path += &url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("post", post), ("q", query)])
            .finish();
        world.get(&path)
    };
    let mut all = String::new();
    for (post, query) in [
        (spam.0.to_string().as_str(), "#honey (lang:az OR type:photo) -robot"),
        ("https://walks.tumblr.com/post/7001/walk", "#honey"),
        ("https://walks.tumblr.com/post/9999", "#honey"),
        ("https://www.instagram.com/p/other", "#honey"),
        ("999", ""),
    ] {
        let answer = ask(post, query);
        assert_eq!((answer.status, answer.header(header::VARY)), (StatusCode::OK, "cookie"), "{post}");
        all += &format!("== {query}\n{}", words(&answer.text()).replace(&spam.0.to_string(), "ID"));
    }
    insta::assert_snapshot!("why_not", all);
    for bad in ["", "x", "https://tags.example/tagged/x"] {
        assert_eq!(ask(bad, "#honey").status, StatusCode::BAD_REQUEST, "{bad}");
    }
}

#[test]
fn nobody_but_its_owner_can_tell_that_a_private_post_exists() {
    let (world, _) = world();
    account(&world, "ada");
    account(&world, "eve");
    for state in [State::Private, State::Draft, State::Queued] {
        let content = r#"[{"type":"text","text":"mine alone"}]"#;
        let hidden = world.publish_with("ada", content, |new| {
            new.state = state;
            new.tags = vec!["honey".into()];
        });
        let none = PostId(hidden.id.0 + 1);
        let path = |id: PostId| format!("/why?post=/@ada/{id}&q=%23honey");
        let (mut a, mut b) = (world.get(&path(hidden.id)), world.get(&path(none)));
        // Each request has an id of its own.
        assert_ne!(a.headers.remove("x-request-id"), b.headers.remove("x-request-id"));
        assert_eq!(a.body, b.body, "{state}: the bytes are equal");
        assert_eq!((a.status, &a.headers), (b.status, &b.headers));
        let eve = Browser::signed_in(&world, "eve");
        assert_eq!(eve.get(&path(hidden.id)).body, eve.get(&path(none)).body);
        let ada = Browser::signed_in(&world, "ada");
        assert!(ada.get(&path(hidden.id)).text().contains("only you can see it"));
        assert_eq!(ada.get(&path(hidden.id)).header(header::CACHE_CONTROL), "no-store");
    }
}

#[test]
fn a_moderator_decides_and_the_author_is_told() {
    let world = World::new();
    let ada = account(&world, "ada");
    let mona = account(&world, "mona");
    world.run(world.site.set_moderator(mona.id, true)).unwrap();
    assert!(ada.id != mona.id);
    let post = world.publish("ada", "Buy my honey", &["honey"], "2026-11-01");
    let page = format!("/moderate/post/{}", post.id);
    let (author, moderator) = (Browser::signed_in(&world, "ada"), Browser::signed_in(&world, "mona"));
    assert_eq!(world.get(&page).status, StatusCode::SEE_OTHER, "sign in first");
    assert_eq!(author.get(&page).status, StatusCode::FORBIDDEN);
    let form = [("reason", "spam"), ("note", "The same as twelve others <b>")];
    assert_eq!(author.submit("/account", &page, &form).status, StatusCode::FORBIDDEN);
    assert_eq!(moderator.post(&page, &form).status, StatusCode::FORBIDDEN, "without the form's token");
    assert_eq!(moderator.submit(&page, &page, &[("reason", "x")]).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(moderator.submit(&page, &page, &form).status, StatusCode::SEE_OTHER);

    let own = author.get("/account/withheld").text();
    assert!(
        own.contains("Withheld as spam")
            && own.contains("by a moderator")
            && own.contains("twelve others &#60;b&#62;")
    );
    let there = format!("/@ada/{}/{}", post.id, post.slug);
    for (html, told) in [(world.get(&there).text(), false), (author.get(&there).text(), true)] {
        assert!(html.contains("This post is not listed") && html.contains("Withheld as spam"));
        assert_eq!(html.contains("twelve others"), told, "details are the author's");
        assert!(!html.contains("/moderate/"));
    }
    let held = "/complete/withheld?q=%23honey";
    assert_eq!(world.get(held).status, StatusCode::SEE_OTHER);
    assert!(moderator.get(held).text().contains("Buy my honey"));
    account(&world, "eve");
    let eve = Browser::signed_in(&world, "eve");
    assert!(eve.get(held).text().contains("No withheld posts that you may see"));
    assert!(
        world.get("/complete?q=%23honey").text().contains("Withheld as spam"),
        "counts are for everybody"
    );

    assert_eq!(moderator.submit(&page, &page, &[("reason", "none")]).status, StatusCode::SEE_OTHER);
    assert!(author.get("/account/withheld").text().contains("None of your posts is withheld"));
    assert!(moderator.get(&page).text().contains("Listed again"));
    let draft =
        world.publish_with("ada", r#"[{"type":"text","text":"draft"}]"#, |new| new.state = State::Draft);
    let page = format!("/moderate/post/{}", draft.id);
    assert_eq!(moderator.get(&page).status, StatusCode::NOT_FOUND);
    assert_eq!(moderator.submit("/account", &page, &form).status, StatusCode::NOT_FOUND);
}
