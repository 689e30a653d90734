//! Subjects: what readers see of them, what moderators do, what other sites take.

use crate::browser::{Browser, account};
use crate::world::{Answer, World, between};
use axum::http::{Request, StatusCode, header};
use model::LinkKind;
use tumblelog::Actor;
use tumblelog::subject::Join;

const FIVE: [&str; 5] = ["Kalbajar", "Kəlbəcər", "kelbecer", "Kälbäjär", "Келбаджар"];

fn join(world: &World, names: &[&str], kind: LinkKind) -> i64 {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let join =
        Join { names, kind, reason: "one <town>".into(), evidence: String::new(), by: Actor::Operator };
    world.wait(world.site.join_spellings(&join)).unwrap()
}

pub fn joined() -> World {
    let world = World::new();
    for (n, tag) in FIVE.iter().enumerate() {
        world.publish("almanac", &format!("of {tag}"), &[tag, "town"], &format!("2026-03-{:02}", n + 1));
    }
    world.publish("almanac", "of two", &["Kalbajar", "kelbecer"], "2026-04-01");
    join(&world, &FIVE, LinkKind::OtherScript);
    join(&world, &["kelbecer", "Karabakh"], LinkKind::Broader);
    world
}

fn strips(html: &str) -> String {
    let nav = between(html, "<nav class=\"strip\"", "</nav>").join("\n");
    let rest = between(html, "<div class=\"strip\">", "</div>").join("\n");
    format!("{nav}\n{rest}").replace("</li>", "</li>\n")
}

#[test]
fn a_page_shows_all_spellings_and_leads_to_each_alone() {
    let world = joined();
    let html = world.get("/tagged/kalbajar?type=text").text();
    assert!(html.contains("data-total=\"6\""), "a post of two spellings is counted once");
    assert!(!between(&html, "id=\"seen-with\"", "</section>").concat().contains("kelbecer"));
    insta::assert_snapshot!(strips(&html));

    let alone = world.get("/tagged/kelbecer?only=1&sort=oldest").text();
    assert!(alone.contains("data-total=\"2\"") && alone.contains("value=\"##kelbecer\""));
    insta::assert_snapshot!("alone", strips(&alone));
    for kept in ["/tagged/kelbecer?only=1&", "/tagged/kelbecer/rss?only=1", "name=\"only\" value=\"1\""] {
        assert!(alone.replace("&#38;", "&").contains(kept), "{kept}");
    }
    assert!(alone.contains("canonical\" href=\"https://tags.example/tagged/kelbecer?only=1"));
    let feed = |path: &str| world.get(path).text().matches("<item>").count();
    assert_eq!((feed("/tagged/kelbecer/rss"), feed("/tagged/kelbecer/rss?only=1")), (6, 2));
    assert_eq!(world.get("/tagged/kelbecer?only=yes").status, StatusCode::BAD_REQUEST);
    let above = world.get("/tagged/karabakh").text();
    assert!(strips(&above).contains("Includes:") && strips(&above).contains("#kelbecer"));
    let own = world.get("/@almanac/tagged/Kälbäjär").text();
    assert!(own.contains("data-total=\"6\""));
    let own = world.get("/@almanac/tagged/Kälbäjär?only=1").text();
    assert!(own.contains("data-total=\"1\""));
    assert!(!world.get("/tagged/town").text().contains("class=\"strip\""));
}

#[test]
fn only_moderators_see_and_change() {
    let world = joined();
    account(&world, "ada");
    let nobody = Browser::new(&world);
    let pages = ["/moderate/subjects", "/moderate/subjects/history", "/moderate/subject?name=kalbajar"];
    for page in pages {
        let answer = nobody.get(page);
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert!(answer.header(header::LOCATION).starts_with("/sign-in?to=/moderate/subject"));
    }
    let ada = Browser::signed_in(&world, "ada");
    for page in pages {
        let answer = ada.get(page);
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.text().contains("Only moderators of this site may do this"));
    }
    let form = [("names", "a\nb"), ("kind", "same name"), ("reason", "x")];
    assert_eq!(ada.submit("/account", "/moderate/subjects/join", &form).status, StatusCode::FORBIDDEN);
    assert_eq!(upload(&ada, "/account", "x").status, StatusCode::FORBIDDEN);
    assert!(!ada.get("/account").text().contains("/moderate/"));
}

fn moderator(world: &World) -> Browser<'_> {
    let ada = account(world, "ada");
    world.wait(world.site.set_moderator(ada.id, true)).unwrap();
    Browser::signed_in(world, "ada")
}

fn upload(browser: &Browser<'_>, page: &str, sets: &str) -> Answer {
    let token = browser.form_token(page);
    let part = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = format!("{}{}--b--\r\n", part("form_token", &token), part("file", sets));
    let request = Request::post("/moderate/subjects/import")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
        .header("sec-fetch-site", "same-origin");
    browser.send(request, body)
}

#[test]
fn a_moderator_joins_parts_and_takes_back() {
    let world = joined();
    let ada = moderator(&world);
    assert!(ada.get("/account").text().contains("/moderate/subjects"));
    let list = ada.get("/moderate/subjects").text();
    assert!(list.contains("Kalbajar · kelbecer") && list.contains("5 spellings"));
    let form = [("names", " Baku \n\nБаку\n"), ("kind", "other script"), ("reason", "<b>"), ("from", "Baku")];
    let done = ada.submit("/moderate/subjects", "/moderate/subjects/join", &form);
    assert_eq!(done.header(header::LOCATION), "/moderate/subject?name=Baku&done=3");
    let page = ada.get("/moderate/subject?name=Baku&done=3").text();
    assert!(page.contains("Done: entry 3") && page.contains("&#60;b&#62;") && !page.contains("<b>"));
    let form = [("names", "Baku\nБаку"), ("kind", "other script"), ("reason", "again")];
    let wrong = ada.submit("/moderate/subjects", "/moderate/subjects/join", &form);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Baku · Баку are one subject already."));
    for (deed, form, words) in [
        ("join", vec![("names", "a\nb"), ("kind", "nickname")], "choose how"),
        ("part", vec![("a", "nobody")], "joined with nothing"),
        ("undo", vec![("entry", "x")], "number of an entry"),
        ("undo", vec![("entry", "99")], "no entry 99"),
        ("allow", vec![("a", "x"), ("b", "y")], "nobody said"),
        ("refuse", vec![("a", "Baku"), ("b", "баку")], "part one of them first"),
    ] {
        let wrong = ada.submit("/moderate/subjects", &format!("/moderate/subjects/{deed}"), &form);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{deed}");
        assert!(wrong.text().contains(words), "{deed}: {}", wrong.text());
    }
    assert!(
        ada.submit("/moderate/subjects", "/moderate/subjects/refuse", &[("a", "Baku"), ("b", "Batumi")])
            .status
            .is_redirection()
    );
    assert!(
        ada.submit("/moderate/subjects", "/moderate/subjects/part", &[("a", "kelbecer")])
            .status
            .is_redirection()
    );
    assert!(world.get("/tagged/kelbecer").text().contains("data-total=\"2\""));
    let history = ada.get("/moderate/subjects/history").text();
    let entry = between(&history, "name=\"entry\" value=\"", "\"")[0].to_owned();
    let undone = ada.submit("/moderate/subjects/history", "/moderate/subjects/undo", &[("entry", &entry)]);
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    assert!(world.get("/tagged/kelbecer").text().contains("data-total=\"6\""));
    assert!(ada.get("/moderate/subjects?search=ба").text().contains("Baku · Баку"));
    assert_eq!(ada.get("/moderate/subjects?after=x").status, StatusCode::BAD_REQUEST);
    assert_eq!(ada.get("/moderate/subject?name=").status, StatusCode::BAD_REQUEST);
    let token_less = ada.post("/moderate/subjects/part", &[("a", "kelbecer")]);
    assert_eq!(token_less.status, StatusCode::FORBIDDEN);
    assert_eq!(world.get("/moderate/subjects/join").status, StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn sets_are_given_to_everybody_and_taken_from_a_file() {
    let world = joined();
    let text = world.get("/subjects.txt");
    assert_eq!(text.header(header::CONTENT_TYPE), "text/plain; charset=utf-8");
    let etag = text.header(header::ETAG).to_owned();
    assert_eq!(
        world.get_with("/subjects.txt", header::IF_NONE_MATCH, &etag).status,
        StatusCode::NOT_MODIFIED
    );
    assert!(
        text.text().starts_with("tagstead subjects 1\n") && text.text().contains("other script: Келбаджар")
    );

    let other = World::new();
    let ada = moderator(&other);
    let taken = upload(&ada, "/moderate/subjects", &text.text());
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
    assert!(
        taken.text().contains("Groups added: 1. Tags made part of others: 1.")
            && taken.text().contains("Келбаджар")
    );
    assert_eq!(other.get("/subjects.txt").text(), text.text(), "the same bytes");
    let again = upload(&ada, "/moderate/subjects", &text.text()).text();
    assert!(again.contains("Groups added: 0.") && again.contains("Links that existed already: 5."));
    let wrong = upload(&ada, "/moderate/subjects", "tagstead subjects 1\nsubject: a\nnickname: b\n");
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("line 3: “nickname” is no kind of link"));
    let many = upload(&ada, "/moderate/subjects", &"#\n".repeat(2_600_000));
    assert!(many.status.is_client_error(), "{}", many.status);
    let large = format!("tagstead subjects 1\n{}", "# a comment\n".repeat(200_000));
    assert_eq!(upload(&ada, "/moderate/subjects", &large).status, StatusCode::OK, "2.4 MB");
    let forged = ada.send(
        Request::post("/moderate/subjects/import")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .header("sec-fetch-site", "cross-site"),
        "--b--\r\n".into(),
    );
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}
