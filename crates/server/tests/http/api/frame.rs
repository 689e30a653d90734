//! What holds for every endpoint: the table, the envelope, JSONP, partial responses.

use super::ask::{Who, ask_with, get, response, visitor};
use super::made::Made;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::json;
use std::collections::BTreeSet;
use tagstead_server::tumblr::auth::Level;
use tagstead_server::tumblr::table::ROUTES;
use tagstead_server::visitor::Visitor;

#[test]
fn the_table_is_whole() {
    let made = Made::new();
    let mut seen = BTreeSet::new();
    for route in ROUTES {
        assert!(seen.insert((route.method.to_string(), route.path)), "{} twice", route.path);
        assert!(!route.about.is_empty());
        let names: Vec<&str> =
            route.params.iter().flat_map(|list| list.iter()).map(|param| param.name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{}", route.path);
        let (blog, id) = match route.path.starts_with("/polls/") {
            true => ("polls", made.poll.id),
            false => ("staff", made.text.id),
        };
        let path = route
            .path
            .replace("{blog}", blog)
            .replace("{id}", &id.to_string())
            .replace("{poll}", "spring")
            .replace("{type}", "text")
            .replace("{size}", "64")
            .replace("{tag}", "blue+sky");
        let read = route.method == Method::GET;
        // What writes is asked for nothing, and says so to those it lets in.
        let query = match (read, path.ends_with("/followed_by")) {
            (true, true) => "?query=bees".to_owned(),
            (true, false) => format!("?tag=blue+sky&query=spring&id={}", made.text.id),
            (false, _) => String::new(),
        };
        let path = format!("/v2{path}{query}");
        for who in Who::ALL {
            let let_in = match route.level {
                Level::Open => true,
                Level::Key => who != Who::Nobody,
                Level::Account | Level::Write => matches!(who, Who::Account | Who::Owner),
            };
            let status = match read {
                true => get(&made.world, who, &path).0,
                false => {
                    ask_with(&made.world, who, route.method.clone(), &path, Body::empty()).status.as_u16()
                }
            };
            assert!(status < 500, "{who:?} {path}: {status}");
            // Some of a blog's lists are its owner's alone.
            let own = who == Who::Account && status == 403 && path.starts_with("/v2/blog/staff/");
            let passed = if read { status < 400 || own } else { status != 401 };
            assert_eq!(passed, let_in, "{who:?} {path}: {status}");
        }
        let refused = ask_with(&made.world, Who::Owner, Method::PATCH, &path, Body::empty());
        assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert!(refused.header(header::ALLOW).contains(route.method.as_str()));
    }
}

#[test]
fn a_script_is_given_what_a_program_is() {
    let made = Made::new();
    let plain = ask_with(&made.world, Who::Key, Method::GET, "/v2/tagged?tag=blue+sky", Body::empty());
    assert_eq!(plain.header(header::CONTENT_TYPE), "application/json; charset=utf-8");
    for query in ["callback=f", "jsonp=f", "callback=a.b%24c._1"] {
        let answer = ask_with(
            &made.world,
            Who::Key,
            Method::GET,
            &format!("/v2/tagged?tag=blue+sky&{query}"),
            Body::empty(),
        );
        let name = if query.ends_with("=f") { "f" } else { "a.b$c._1" };
        assert_eq!(answer.text(), format!("/**/{name}({});", plain.text()), "{query}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "text/javascript; charset=utf-8");
    }
    for (path, status) in [("/v2/nowhere", 404), ("/v2/blog/staff/avatar", 301), ("/v2/user/info", 401)] {
        let answer =
            ask_with(&made.world, Who::Key, Method::GET, &format!("{path}?callback=f"), Body::empty());
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.text().starts_with(&format!("/**/f({{\"meta\":{{\"status\":{status},")), "{path}");
    }
    for bad in ["alert(1)", "a..b", "1a", "a%0Ab", "%3Cscript%3E", "a.", &"a".repeat(200)] {
        let (status, answer) = get(&made.world, Who::Key, &format!("/v2/tagged?tag=x&callback={bad}"));
        assert_eq!(status, 400, "{bad}");
        assert!(answer["errors"][0]["detail"].as_str().unwrap().starts_with("callback: "), "{answer}");
    }
}

#[test]
fn a_foreign_page_reads_nothing_by_a_session() {
    let made = Made::new();
    let Visitor::Account { account, scopes, .. } = visitor(&made.world, Who::Owner) else {
        panic!("no account")
    };
    let ask = |path: &str| {
        let session = Visitor::Account { client: None, account: account.clone(), scopes };
        let mut request = Request::get(path).body(Body::empty()).unwrap();
        request.extensions_mut().insert(session);
        made.world.ask(request).text()
    };
    assert!(ask("/v2/user/info").starts_with("{\"meta\":{\"status\":200"));
    assert!(ask("/v2/user/info?callback=f").starts_with("/**/f({\"meta\":{\"status\":401"));
}

#[test]
fn partial_responses_hold_what_is_asked() {
    let made = Made::new();
    let names =
        |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(",");
    let asked = "fields%5Bblogs%5D=name,updated,%3Fis_following_you,%3Ftimezone,%3Ftimezone_offset";
    let info = response(&made.world, &format!("/v2/blog/staff/info?{asked}"));
    assert_eq!(names(&info["blog"]), "name,updated,is_following_you");
    let own = get(&made.world, Who::Owner, &format!("/v2/blog/staff/info?{asked}")).1["response"].take();
    assert_eq!(names(&own["blog"]), "name,updated,timezone,timezone_offset,is_following_you");
    assert_eq!(
        (&own["blog"]["timezone"], &own["blog"]["timezone_offset"]),
        (&json!("UTC"), &json!("GMT+0000"))
    );
    let tagged = response(&made.world, &format!("/v2/tagged?tag=blue+sky&{asked}"));
    assert_eq!(names(&tagged[0]["blog"]), "name,updated,is_following_you");
    assert!(tagged[0].get("reblog_key").is_some());
}

#[test]
fn a_blog_is_found_by_all_its_names() {
    let made = Made::new();
    let uuid = "t:0aY0xL2Fi1OFJg4YxpmegQ";
    for name in [
        "staff",
        "Staff",
        "staff.tumblr.com",
        "staff.tags.example",
        uuid,
        &format!("{uuid}.tumblr.com"),
        "t%3A0aY0xL2Fi1OFJg4YxpmegQ",
    ] {
        let info = response(&made.world, &format!("/v2/blog/{name}/info"));
        assert_eq!(
            (info["blog"]["name"].as_str(), info["blog"]["uuid"].as_str()),
            (Some("staff"), Some(uuid)),
            "{name}"
        );
    }
}

#[test]
fn an_avatar_is_led_to_and_told_and_is_a_png_of_the_size() {
    let made = Made::new();
    let asked =
        [16, 24, 30, 40, 48, 64, 96, 128, 512].map(|side| (format!("/v2/blog/staff/avatar/{side}"), side));
    let others = [("/v2/blog/staff/avatar".to_owned(), 64), ("/v2/blog/staff/avatar?size=96".to_owned(), 96)];
    for (path, side) in asked.into_iter().chain(others) {
        let url = format!("https://tags.example/avatar/staff_{side}.png");
        let answer = ask_with(&made.world, Who::Nobody, Method::GET, &path, Body::empty());
        assert_eq!(
            (answer.status, answer.header(header::LOCATION)),
            (StatusCode::MOVED_PERMANENTLY, url.as_str()),
            "{path}"
        );
        assert!(answer.text().contains(&format!("\"avatar_url\":\"{url}\"")), "{}", answer.text());
        let png = made.world.get(url.strip_prefix("https://tags.example").unwrap());
        assert_eq!((png.status, png.header(header::CONTENT_TYPE)), (StatusCode::OK, "image/png"));
        assert_eq!(png.header(header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        // The head of a PNG says its width and height.
        let size = |at: usize| u32::from_be_bytes(png.body[at..at + 4].try_into().unwrap());
        assert_eq!((&png.body[..8], size(16), size(20)), (&b"\x89PNG\r\n\x1a\n"[..], side, side), "{path}");
        assert_eq!(made.world.get(&format!("/avatar/staff_{side}.png")).body, png.body, "the same each time");
    }
    let info = response(&made.world, "/v2/blog/staff/info");
    for avatar in info["blog"]["avatar"].as_array().unwrap() {
        let side = avatar["width"].as_u64().unwrap();
        assert_eq!(avatar["height"], side);
        assert_eq!(avatar["url"], format!("https://tags.example/avatar/staff_{side}.png"));
    }
    for wrong in ["staff_65.png", "staff.png", "_64.png", "st aff_64.png", "staff_64.gif", "staff_064.png_64"]
    {
        let path = format!("/avatar/{}", wrong.replace(' ', "%20"));
        assert_eq!(made.world.get(&path).status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[test]
fn the_api_has_the_original_pages_address_too_and_answers_head() {
    let made = Made::new();
    let one = get(&made.world, Who::Key, "/v2/blog/staff/posts?limit=2");
    let other = get(&made.world, Who::Key, "/api/v2/blog/staff/posts/?limit=2");
    assert_eq!(one.1["response"]["posts"], other.1["response"]["posts"]);
    let head = ask_with(&made.world, Who::Key, Method::HEAD, "/v2/blog/staff/info", Body::empty());
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
}
