//! What search engines, browsers and previews find: sitemap, descriptions, canonical addresses, JSON-LD, icons.

use crate::world::{World, between};
use axum::http::{StatusCode, header};
use serde_json::Value;

const BASE: &str = "https://tags.example";

/// Every address of the sitemap, by walking from robots.txt.
fn walk(world: &World) -> Vec<String> {
    let robots = world.get("/robots.txt").text();
    let index = between(&robots, "Sitemap: ", "\n")[0];
    let index = world.get(index.strip_prefix(BASE).unwrap()).text();
    let mut all = Vec::new();
    for part in between(&index, "<loc>", "</loc>") {
        let answer = world.get(part.strip_prefix(BASE).unwrap());
        assert_eq!(answer.status, StatusCode::OK, "{part}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/xml; charset=utf-8");
        let text = answer.text();
        let locations = between(&text, "<loc>", "</loc>");
        assert!(locations.len() <= 50_000 && text.len() < 50_000_000);
        all.extend(locations.into_iter().map(|url| url.strip_prefix(BASE).unwrap().to_owned()));
    }
    all
}

#[test]
fn the_sitemap_names_every_listed_page_once_and_each_is_there() {
    let world = World::peopled();
    world.publish_with("ada", r#"[{"type":"text","text":"in private"}]"#, |new| {
        new.state = model::State::Private;
    });
    let all = walk(&world);
    let mut once = all.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), all.len());
    let posts = all.iter().filter(|path| path.starts_with("/@") && path.matches('/').count() >= 2).count();
    assert_eq!(posts, 45, "{all:?}");
    for path in ["/", "/@almanac", "/@wire", "/tagged/kalbajar", "/tagged/c%2B%2B", "/tagged/a%2Fb"] {
        assert!(once.contains(&path.to_owned()), "{path}");
    }
    for path in &all {
        let answer = world.get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let html = answer.text();
        let canonical = between(&html, "<link rel=\"canonical\" href=\"", "\"");
        assert_eq!(canonical, [format!("{BASE}{path}")], "a page that names another as its own");
        assert!(!html.contains("noindex"), "{path}");
        let described = between(&html, "<meta name=\"description\" content=\"", "\"");
        assert!(described.len() == 1 && described[0].len() > 10, "{path}: {described:?}");
    }
    for path in [
        "/sitemap/posts-x.xml",
        "/sitemap/tags-01.xml",
        "/sitemap/tags--1.xml",
        "/sitemap/x.xml",
        "/sitemap/pages",
    ] {
        assert_eq!(world.get(path).status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(world.get("/sitemap/posts-9223372036854775807.xml").status, StatusCode::OK);
}

#[test]
fn the_canonical_address_is_the_same_for_every_case_of_a_tag() {
    let world = World::new();
    world.publish("almanac", "a walk", &["Kalbajar Region"], "2025-01-01");
    let canonical = |path: &str| {
        let html = world.get(path).text();
        between(&html, "<link rel=\"canonical\" href=\"", "\"")[0].to_owned()
    };
    for path in ["Kalbajar+Region", "kalbajar+region", "KALBAJAR%20REGION", "%23kalbajar+Region"] {
        assert_eq!(canonical(&format!("/tagged/{path}")), format!("{BASE}/tagged/Kalbajar+Region"));
        assert_eq!(
            canonical(&format!("/@almanac/tagged/{path}")),
            format!("{BASE}/@almanac/tagged/Kalbajar+Region")
        );
        let sorted = canonical(&format!("/tagged/{path}?sort=top"));
        assert_eq!(sorted, format!("{BASE}/tagged/Kalbajar+Region?sort=top"));
    }
    assert_eq!(canonical("/@ALMANAC"), format!("{BASE}/@almanac"));
    assert_eq!(canonical("/tagged/Nobody"), canonical("/tagged/NOBODY"));
}

#[test]
fn a_post_describes_itself_as_json_ld() {
    let world = World::new();
    let text = "</script><script>alert(1)</script> & more";
    let content = serde_json::json!([{"type": "text", "subtype": "heading1", "text": "The <b>spring</b>"},
        {"type": "text", "text": text}]);
    let post = world.publish_with("almanac", &content.to_string(), |new| {
        new.tags = vec!["water".into()];
        new.published = Some(crate::world::at("2025-03-01T10:00:00Z"));
    });
    let html = world.get(&format!("/@almanac/{}/{}", post.id, post.slug)).text();
    let script = between(&html, "<script type=\"application/ld+json\">", "</script>");
    assert_eq!(script.len(), 1);
    let thing: Value = serde_json::from_str(script[0]).unwrap();
    assert_eq!(thing["@type"], "SocialMediaPosting");
    assert_eq!(thing["headline"], "The <b>spring</b>");
    assert_eq!(thing["datePublished"], "2025-03-01T10:00:00Z");
    assert_eq!(thing["author"]["url"], format!("{BASE}/@almanac"));
    assert_eq!(thing["keywords"], serde_json::json!(["water"]));
    assert!(thing["articleBody"].as_str().unwrap().contains(text));
    assert!(!html.contains("<script>alert"), "{html}");
}

#[test]
fn browsers_find_the_icon_and_the_search() {
    let world = World::new();
    let icon = world.get("/favicon.ico");
    assert_eq!((icon.status, icon.header(header::CONTENT_TYPE)), (StatusCode::OK, "image/x-icon"));
    // Three pictures, the first of 16 pixels, each a PNG.
    assert_eq!(icon.body[..7], [0, 0, 1, 0, 3, 0, 16]);
    let offset = u32::from_le_bytes(icon.body[18..22].try_into().unwrap()) as usize;
    assert_eq!(&icon.body[offset..offset + 8], b"\x89PNG\r\n\x1a\n");
    let home = world.get("/").text();
    assert!(home.contains("rel=\"search\" type=\"application/opensearchdescription+xml\""));
    let search = world.get("/opensearch.xml");
    assert_eq!(search.header(header::CONTENT_TYPE), "application/opensearchdescription+xml");
    assert!(search.text().contains("template=\"https://tags.example/search?q={searchTerms}\""));
}

#[test]
fn the_foot_of_a_page_leads_to_the_source_code() {
    let told = World::with_source("https://code.example/tags");
    assert!(told.get("/").text().contains("<a href=\"https://code.example/tags\">Source code</a>"));
    assert!(told.get("/docs/source").text().contains("href=\"https://code.example/tags\""));
    let world = World::new();
    assert!(world.get("/tagged/nothing").text().contains("<a href=\"/docs/source\">Source code</a>"));
    let page = world.get("/docs/source").text();
    assert!(page.contains("Ask the operator") && page.contains("--source-url"), "{page}");
    assert!(world.get("/docs/license.txt").text().contains("GNU AFFERO GENERAL PUBLIC LICENSE"));
}

#[test]
fn every_language_can_be_chosen() {
    let world = World::new();
    let codes: Vec<String> = (b'a'..=b'o').map(|c| format!("q{}", char::from(c))).collect();
    for (n, code) in codes.iter().enumerate() {
        for _ in 0..=n {
            world.publish_with("ada", r#"[{"type":"text","text":"x"}]"#, |new| {
                new.tags = vec!["tongues".into()];
                new.lang = Some(model::Lang::parse(code).unwrap());
            });
        }
    }
    let html = world.get("/tagged/tongues").text();
    assert!(html.contains("<summary>3 more</summary>"), "{html}");
    for code in &codes {
        assert!(html.contains(&format!("lang={code}\"")), "{code}");
    }
    // A chosen language stands open, however rare.
    let chosen = world.get("/tagged/tongues?lang=qa").text();
    let open = between(&chosen, "id=\"by-lang\"", "<details").remove(0).to_owned();
    assert!(open.contains("<span lang=\"qa\">") && chosen.contains("<summary>2 more</summary>"), "{open}");
}
