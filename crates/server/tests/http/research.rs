//! Exports and charts: what the archive holds, who may have how much, and drawings with their tables.

use super::browser::{Browser, account};
use super::world::{World, between};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{Cursor, Read};

fn files(archive: &[u8]) -> HashMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn an_archive_holds_the_data_and_a_manifest_that_fits() {
    let world = World::peopled();
    let page = world.get("/export?q=%23kalbajar");
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("45 posts") && page.text().contains("up to 10,000 posts"));
    let path = "/export/posts.zip?q=%23kalbajar&format=jsonl";
    let answer = world.get(path);
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/zip");
    assert_eq!(answer.header(header::CONTENT_LENGTH), answer.body.len().to_string());
    let held = files(&answer.body);
    let manifest: serde_json::Value = serde_json::from_slice(&held["manifest.json"]).unwrap();
    let hash: String =
        Sha256::digest(&held["posts.jsonl"]).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(manifest["data"]["sha256"], hash);
    assert_eq!(manifest["data"]["file"], "posts.jsonl");
    assert_eq!(manifest["counts"]["posts"], 45);
    assert_eq!(manifest["counts"]["by_language"], serde_json::json!({"en": 30, "az": 15}));
    assert_eq!(manifest["site"], "https://tags.example");
    assert_eq!(world.get(path).body, answer.body, "the same state, the same archive");
    world.publish("almanac", "one more", &["kalbajar"], "2025-12-30");
    assert_ne!(world.get(path).body, answer.body);
    let csv = world.get("/export/posts.zip?q=%23kalbajar&format=csv&authors=pseudonyms");
    let held = files(&csv.body);
    let table = String::from_utf8(held["posts.csv"].clone()).unwrap();
    assert!(table.starts_with("id,url,blog,") && !table.contains("almanac"), "{table}");
}

#[test]
fn what_cannot_be_exported_is_refused_in_words() {
    let world = World::peopled();
    let long = format!("/export?q={}", "a".repeat(2001));
    for (path, status, part) in [
        ("/export/posts.zip?q=a&format=xml", 400, "jsonl or csv"),
        ("/export/posts.zip?q=a&authors=hidden", 400, "named or pseudonyms"),
        ("/export/posts.zip?q=%28%28", 400, "There is a mistake in the search"),
        ("/export?q=type:nonsense", 400, "There is a mistake in the search"),
        ("/charts?q=%22never+closed", 400, "There is a mistake in the search"),
        (&long, 400, "2000"),
        ("/charts/passwords.csv?q=a", 404, "Page not found"),
    ] {
        let answer = world.get(path);
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert!(answer.text().contains(part), "{path}: {}", answer.text());
    }
    let posted = world.ask(Request::post("/export/posts.zip").body(Body::empty()).unwrap());
    assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
    let hostile = world.get("/export?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%22");
    assert!(!hostile.text().contains("<script>alert"));
}

#[test]
fn lists_lead_to_their_charts_and_exports() {
    let world = World::peopled();
    let tag = world.get("/tagged/kalbajar?type=text&q=water").text();
    assert!(tag.contains("href=\"/charts?q=%23kalbajar+water+type:text\""), "{tag}");
    assert!(tag.contains("href=\"/export?q=%23kalbajar+water+type:text\""));
    let search = world.get("/search?q=water+OR+bal").text();
    assert!(search.contains("/charts?q=water+OR+bal"), "{search}");
}

#[test]
fn every_chart_has_its_table_and_its_file() {
    let world = World::peopled();
    let page = world.get("/charts?q=%23kalbajar").text();
    for part in ["Month", "Type", "Language", "Source", "Blog", "Tags used together"] {
        assert!(page.contains(&format!(">{part}</h2>")), "{part}");
    }
    assert!(!page.contains("style="), "the policy forbids style attributes");
    assert_eq!(page.matches("role=\"img\"").count(), page.matches("<desc ").count());
    assert!(page.contains("Of all 45 posts."));
    assert!(
        !between(&page, "<circle", "</circle>").iter().any(|dot| dot.contains("kalbajar")),
        "not its own tag"
    );
    let file = |name: &str| world.get(&format!("/charts/{name}.csv?q=%23kalbajar")).text();
    assert_eq!(file("types"), "type,posts\r\ntext,45\r\n");
    assert_eq!(file("languages"), "language,posts\r\nen,30\r\naz,15\r\n");
    assert_eq!(file("sources"), "host,posts\r\ninstagram.com,45\r\n");
    assert_eq!(file("blogs"), "blog,posts\r\nalmanac,36\r\nwire,9\r\n");
    assert!(file("months").starts_with("month,posts\r\n2025-01,4\r\n"));
    assert!(file("tags").starts_with("tag,posts\r\nhoney,42\r\n"));
    assert!(file("pairs").contains("c++,a/b,1\r\n") || file("pairs").contains("a/b,c++,1\r\n"));
    assert_eq!(world.get("/charts?q=zzzz").status, StatusCode::OK);
    insta::assert_snapshot!(between(&page, "<h2 id=\"together\"", "</section>")[0]);
}

#[test]
fn trends_are_pages_and_json() {
    let world = World::new();
    for blog in ["one", "two", "three"] {
        world.publish(blog, "honey", &["Honey & Co"], "2026-11-22T11:30:00Z");
    }
    let page = world.get("/trends?span=hour").text();
    assert!(page.contains("#Honey &#38; Co"), "{page}");
    let json: serde_json::Value = serde_json::from_slice(&world.get("/trends.json?span=hour").body).unwrap();
    assert_eq!(json["rising"][0]["name"], "Honey & Co");
    assert_eq!((&json["rising"][0]["blogs"], &json["posts"]), (&serde_json::json!(3), &serde_json::json!(3)));
    assert_eq!(world.get("/trends?span=year").status, StatusCode::BAD_REQUEST);
    assert!(world.get("/trends").text().contains("aria-current=\"page\">Day</a>"));
}

#[test]
fn missed_searches_are_for_moderators() {
    let world = World::new();
    let answer = world.get("/moderate/missed");
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header(header::LOCATION).starts_with("/sign-in"));
    let ada = account(&world, "ada");
    let browser = Browser::signed_in(&world, "ada");
    assert_eq!(browser.get("/moderate/missed").status, StatusCode::FORBIDDEN);
    world.run(world.site.set_moderator(ada.id, true)).unwrap();
    for _ in 0..2 {
        assert!(world.get("/search?q=yak+butter").text().contains("No posts match"));
        world.run(world.site.keep_missed()).unwrap();
        world.clock.advance(std::time::Duration::from_secs(86_400));
    }
    let page = browser.get("/moderate/missed");
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("yak") && page.text().contains("<td>2</td>"), "{}", page.text());
}
