//! `/moderate/settings`: what a moderator changes counts on the next page, comes back when it is refused, and is remembered.

use crate::browser::{Browser, account};
use crate::world::{Answer, World, between};
use axum::http::{StatusCode, header};
use tumblelog::settings::{FixedBy, FixedSettings, SettingKey, SettingValue};

const PATH: &str = "/moderate/settings";

/// A site with ada, who moderates.
fn moderated(world: World) -> World {
    let ada = account(&world, "ada");
    world.wait(world.site.set_moderator(ada.id, true)).unwrap();
    world
}

fn location(answer: &Answer) -> &str {
    answer.header(header::LOCATION)
}

#[test]
fn what_is_changed_counts_on_the_next_page() {
    for world in World::each().into_iter().map(moderated) {
        let ada = Browser::signed_in(&world, "ada");
        let form = [
            ("title", "Arı & <bal>"),
            ("tagline", "Tags of the \"valley\""),
            ("contact", "ada@tags.example"),
            ("source-url", "https://code.example/ours"),
            ("crawling", "no"),
        ];
        let answer = ada.submit(PATH, PATH, &form);
        assert_eq!((answer.status, location(&answer)), (StatusCode::SEE_OTHER, "/moderate/settings?done=5"));
        let front = world.get("/").text();
        for part in [
            "<title>Explore · Arı &#38; &#60;bal&#62;</title>",
            "<p class=\"about\">Tags of the &#34;valley&#34;</p>",
            "name=\"description\" content=\"Tags of the &#34;valley&#34;\"",
            "<a href=\"mailto:ada@tags.example\">Contact</a>",
            "<a href=\"https://code.example/ours\">Source code</a>",
        ] {
            assert!(front.contains(part), "{}: {part} is not in {front}", world.label);
        }
        assert_eq!(world.get("/robots.txt").text(), "User-agent: *\nDisallow: /\n");
        world.publish("almanac", "Honey of the valley", &["honey"], "2026-11-01");
        let feed = world.get("/tagged/honey/rss").text();
        assert!(feed.contains("#honey · Arı &amp;amp; &amp;lt;bal&amp;gt;</title>"), "{feed}");
        assert!(feed.contains("<description>Posts tagged “honey”. Tags of the"), "{feed}");
        let own = "A blog about honey";
        let almanac = world.blog("almanac");
        world.wait(world.site.set_blog_profile(&almanac, "Almanac", own)).unwrap();
        let feed = world.get("/@almanac/rss").text();
        assert!(feed.contains(own) && !feed.contains("Tags of the"), "a blog describes itself: {feed}");
        assert!(world.get("/opensearch.xml").text().contains("Arı &amp; &lt;bal&gt;"));
        let page = ada.get("/moderate/settings?done=5").text();
        assert!(page.contains("Saved. It counts now."), "{page}");
        assert!(
            page.contains("Title: <bdi>the default</bdi> → <bdi>Arı &#38; &#60;bal&#62;</bdi>"),
            "{page}"
        );
    }
}

#[test]
fn a_site_that_changed_nothing_shows_what_it_showed_before() {
    let world = World::new();
    let front = world.get("/").text();
    assert!(
        front.contains("Tagstead: 0 posts by 0 blogs. Popular tags") && !front.contains("Contact"),
        "{front}"
    );
    assert!(world.get("/robots.txt").text().contains("Sitemap: https://tags.example/sitemap.xml"));
}

#[test]
fn a_refused_form_comes_back_filled_in_and_changes_nothing() {
    let world = moderated(World::new());
    let ada = Browser::signed_in(&world, "ada");
    let form = [
        ("title", ""),
        ("tagline", "kept as \"typed\""),
        ("contact", "nobody"),
        ("session-days", "0"),
        ("join-above", "2"),
    ];
    let answer = ada.submit(PATH, PATH, &form);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    let alert = between(&page, "role=\"alert\"><p>", "</p>")[0];
    assert_eq!(
        alert,
        "nothing was saved. Title: a line of 1 to 100 characters is accepted. Contact: a mail address, or an address with \
         http:// or https:// is accepted. Days until every session ends: a whole number from 1 to 3650 is accepted. Join \
         proposals from this score: off, or a number above 0 and not above 1 is accepted."
    );
    for typed in ["value=\"kept as &#34;typed&#34;\"", "value=\"nobody\"", "value=\"0\"", "value=\"2\""] {
        assert!(page.contains(typed), "{typed} is not in {page}");
    }
    assert_eq!(page.matches("aria-invalid=\"true\"").count(), 4, "{page}");
    assert_eq!(world.site.settings().tagline, "", "all or nothing");
    assert!(page.contains("No changes yet."), "{page}");
}

#[test]
fn what_was_left_as_it_was_is_not_sent_back() {
    let world = moderated(World::new());
    let ada = Browser::signed_in(&world, "ada");
    ada.submit(PATH, PATH, &[("title", "Newer")]);
    // A page that was opened before, on which only the description was changed.
    let stale = [("was.title", "Tagstead"), ("title", "Tagstead"), ("was.tagline", ""), ("tagline", "x")];
    assert_eq!(location(&ada.submit(PATH, PATH, &stale)), "/moderate/settings?done=1");
    let settings = world.site.settings();
    assert_eq!((settings.title.as_str(), settings.tagline.as_str()), ("Newer", "x"));
    assert_eq!(location(&ada.submit(PATH, PATH, &[])), "/moderate/settings?done=0");
    assert!(ada.get("/moderate/settings?done=0").text().contains("Nothing was changed."));
}

#[test]
fn a_setting_is_reset_to_its_default() {
    let world = moderated(World::new());
    let ada = Browser::signed_in(&world, "ada");
    ada.submit(PATH, PATH, &[("session-days", "90")]);
    let page = ada.get(PATH).text();
    assert_eq!(
        page.matches("name=\"setting\"").count(),
        1,
        "what is at its default has no such button: {page}"
    );
    let reset = ada.submit(PATH, "/moderate/settings/reset", &[("setting", "session-days")]);
    assert_eq!(location(&reset), "/moderate/settings?done=1");
    assert_eq!(world.site.settings().session_limits.lifetime_days, 180);
    let unknown = ada.submit(PATH, "/moderate/settings/reset", &[("setting", "fly")]);
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unknown.text().contains("there is no setting “fly”; there are title, tagline"),
        "{}",
        unknown.text()
    );
}

#[test]
fn what_the_server_was_started_with_is_shown_and_not_changed() {
    let title = SettingValue::from("Of the line".to_owned());
    let days = SettingValue::Number(7);
    let fixed = FixedSettings::default().with_value(SettingKey::Title, title, FixedBy::Flag).with_value(
        SettingKey::SessionIdleDays,
        days,
        FixedBy::Environment,
    );
    let world = moderated(World::with_fixed(fixed));
    let ada = Browser::signed_in(&world, "ada");
    let page = ada.get(PATH).text();
    for part in [
        "<bdi>Of the line</bdi>",
        "Fixed by the option --title of this server.",
        "Fixed by the variable TAGSTEAD_SESSION_IDLE_DAYS of this server.",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert!(!page.contains("name=\"title\"") && page.contains("name=\"tagline\""), "{page}");
    for (path, form) in [(PATH, ("title", "Mine")), ("/moderate/settings/reset", ("setting", "title"))] {
        let answer = ada.submit(PATH, path, &[form]);
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let page = answer.text();
        assert!(page.contains("title is fixed by the option --title of this server"), "{page}");
    }
    assert_eq!(world.site.settings().title, "Of the line");
}

#[test]
fn sessions_end_by_the_limits_that_count_now() {
    let world = moderated(World::new());
    let ada = Browser::signed_in(&world, "ada");
    let other = Browser::signed_in(&world, "ada");
    world.clock.advance(std::time::Duration::from_secs(3 * 86_400));
    assert_eq!(other.get("/account").status, StatusCode::OK);
    ada.submit(PATH, PATH, &[("session-days", "2")]);
    assert_eq!(other.get("/account").status, StatusCode::SEE_OTHER, "it began before");
    assert_eq!(ada.get("/account").status, StatusCode::SEE_OTHER);
    assert_eq!(Browser::signed_in(&world, "ada").get("/account").status, StatusCode::OK);
}
