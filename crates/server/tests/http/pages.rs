//! What readers ask for.

use crate::world::{World, between};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

fn ids(html: &str) -> Vec<String> {
    between(html, "<article class=\"card\" id=\"", "\"").into_iter().map(str::to_owned).collect()
}

fn next(html: &str) -> Option<String> {
    between(html, "rel=\"next\" href=\"", "\"")
        .first()
        .map(|href| href.replace("&#38;", "&").replace("&amp;", "&"))
}

#[test]
fn a_tag_is_read_to_its_end_in_every_order() {
    let world = World::peopled();
    for sort in ["latest", "top", "oldest"] {
        let mut path = format!("/tagged/kalbajar?sort={sort}");
        let mut seen = Vec::new();
        loop {
            let answer = world.get(&path);
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            let html = answer.text();
            assert!(html.contains("data-total=\"45\""), "{path}");
            seen.extend(ids(&html));
            match next(&html) {
                Some(href) => path = href,
                None => break,
            }
        }
        assert_eq!(seen.len(), 45, "{sort}");
        let mut distinct = seen.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), 45, "{sort}");
    }
}

#[test]
fn filters_lead_to_as_many_posts_as_they_say() {
    let world = World::peopled();
    let html = world.get("/tagged/kalbajar").text();
    assert!(html.contains("<span lang=\"az\">Azərbaycanca</span>"), "own names of languages");
    let az = world.get("/tagged/kalbajar?lang=az").text();
    assert!(az.contains("data-total=\"15\"") && az.contains("15 posts shown; 30 hidden by filters."));
    let robots = world.get("/tagged/kalbajar?q=is:robot").text();
    assert!(robots.contains("data-total=\"9\""));
    assert_eq!(
        world.get("/tagged/kalbajar?type=photo&type=text,link").text().matches("<article").count(),
        20
    );
}

#[test]
fn tags_of_all_sorts_have_addresses() {
    let world = World::peopled();
    for (path, name) in [
        ("/tagged/c%2B%2B", "c++"),
        ("/tagged/a%2Fb", "a/b"),
        ("/tagged/living+in+sin", "living in sin"),
        ("/tagged/living%20in%20sin", "living in sin"),
        ("/tagged/%C5%9Eu%C5%9Fa", "Şuşa"),
        ("/tagged/%D8%A2%D8%A8+%DA%AF%D8%B1%D9%85", "آب گرم"),
        ("/tagged/%F0%9F%90%9D", "🐝"),
        ("/tagged/=..", ".."),
    ] {
        let answer = world.get(path);
        let html = answer.text();
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(html.contains(&format!("<bdi><span class=\"hash\">#</span>{name}</bdi></h1>")), "{path}");
        assert_eq!(html.matches("<article").count(), 1, "{path}");
    }
    let slash = world.get("/tagged/a/b?sort=top");
    assert_eq!(
        (slash.status, slash.header(header::LOCATION)),
        (StatusCode::PERMANENT_REDIRECT, "/tagged/a%2Fb?sort=top")
    );
}

#[test]
fn an_empty_tag_says_so_and_offers_near_names() {
    let world = World::peopled();
    let answer = world.get("/tagged/kalbajer");
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("No posts are tagged") && answer.text().contains("#kalbajar"));
}

#[test]
fn a_post_has_one_address() {
    let world = World::peopled();
    let post = world.publish_with("almanac", r#"[{"type":"text","text":"hello"}]"#, |new| {
        new.slug = "hello-there".into();
    });
    let right = format!("/@almanac/{}/hello-there", post.id);
    for wrong in [format!("/@almanac/{}", post.id), format!("/@almanac/{}/other", post.id)] {
        let answer = world.get(&wrong);
        assert_eq!(
            (answer.status, answer.header(header::LOCATION)),
            (StatusCode::PERMANENT_REDIRECT, &*right)
        );
    }
    let page = world.get(&right);
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains(&format!("<link rel=\"canonical\" href=\"https://tags.example{right}\">")));
    for missing in
        [format!("/@wire/{}", post.id), "/@almanac/1".into(), "/@almanac/x".into(), "/@almanac/-1".into()]
    {
        assert_eq!(world.get(&missing).status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[test]
fn every_page_answers_and_is_in_one_style() {
    let world = World::peopled();
    for path in [
        "/",
        "/search",
        "/search?q=spring+%23kalbajar",
        "/search?q=nothingofthekind",
        "/@almanac",
        "/@almanac?sort=oldest",
        "/@almanac/tagged/honey",
        "/@wire/tagged/a%2Fb",
    ] {
        let answer = world.get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
        assert_eq!(answer.text().matches("<h1").count(), 1, "{path}");
    }
    assert!(world.get("/search?q=spring+%23kalbajar").text().contains("data-total=\"30\""));
    for path in
        ["/nothing", "/@nobody", "/@nobody/rss", "/tagged/", "/media/x", "/assets/x.css", "/avatar/a.png"]
    {
        let answer = world.get(path);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains("<h1 class=\"plain\">Page not found</h1>"), "{path}");
    }
}

#[test]
fn a_copy_is_not_sent_twice_and_assets_are_for_good() {
    let world = World::peopled();
    let page = world.get("/tagged/kalbajar");
    let again = world.get_with("/tagged/kalbajar", header::IF_NONE_MATCH, page.header(header::ETAG));
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let html = page.text();
    for path in
        [between(&html, "rel=\"stylesheet\" href=\"", "\"")[0], between(&html, "<script src=\"", "\"")[0]]
    {
        let asset = world.get(path);
        assert_eq!(asset.status, StatusCode::OK);
        assert!(asset.header(header::CACHE_CONTROL).ends_with("immutable"), "{path}");
    }
    let face = world.get("/avatar/almanac.svg");
    assert_eq!(face.header(header::CONTENT_TYPE), "image/svg+xml");
    assert!(face.header(header::CACHE_CONTROL).ends_with("immutable"));
}

#[test]
fn head_is_answered_and_other_methods_are_refused() {
    let world = World::peopled();
    let ask = |method: Method| {
        world.ask(Request::builder().method(method).uri("/tagged/kalbajar").body(Body::empty()).unwrap())
    };
    let head = ask(Method::HEAD);
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let answer = ask(method);
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(answer.header(header::ALLOW).contains("GET"));
        assert!(answer.text().contains("Method not allowed"));
    }
}

#[test]
fn pages_are_compressed_for_who_can_read_that() {
    let world = World::peopled();
    let plain = world.get("/tagged/kalbajar");
    let packed = world.get_with("/tagged/kalbajar", header::ACCEPT_ENCODING, "gzip");
    assert_eq!(packed.header(header::CONTENT_ENCODING), "gzip");
    assert!(packed.body.len() * 3 < plain.body.len());
}

#[test]
fn operators_see_that_it_lives() {
    let world = World::new();
    assert_eq!(world.get("/healthz").text(), "ok\n");
    world.get("/nothing");
    assert!(world.get("/robots.txt").text().starts_with("User-agent: *"));
}

#[test]
fn a_link_has_a_preview() {
    let world = World::peopled();
    let html = world.get("/tagged/kalbajar").text();
    let said = |html: &str, name: &str| {
        between(html, &format!("<meta property=\"og:{name}\" content=\""), "\"")
            .first()
            .map(|&said| said.to_owned())
    };
    assert_eq!(said(&html, "title").as_deref(), Some("#kalbajar - explore tagged posts"));
    assert_eq!(said(&html, "type").as_deref(), Some("website"));
    assert!(said(&html, "description").is_some_and(|words| words.starts_with("45 posts")));
    let url = said(&html, "url").unwrap_or_default();
    assert!(url.starts_with("http") && url.ends_with("/tagged/kalbajar"), "absolute: {url}");
    let post = between(&html, "<a class=\"when\" href=\"", "\"")[0].to_owned();
    assert_eq!(said(&world.get(&post).text(), "type").as_deref(), Some("article"));
    assert_eq!(said(&world.get("/no/such/page").text(), "title"), None, "a mistake is nothing to share");
}

#[test]
fn words_may_be_meant_as_a_tag_and_a_tag_with_a_word_may_not() {
    let world = World::peopled();
    assert!(
        world.get("/search?q=mineral+springs").text().contains("Tag: <a href=\"/tagged/mineral+springs\"")
    );
    assert!(!world.get("/search?q=%23kalbajar+honey").text().contains("as a tag:"));
}
