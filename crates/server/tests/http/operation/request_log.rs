//! The log of requests: what a line holds, and which requests have one.

use crate::browser::Browser;
use crate::consent::asking;
use crate::security_log::logged_under;
use crate::world::{Answer, World};
use axum::body::Body;
use axum::http::{HeaderName, Method, Request, StatusCode, header};
use tagstead_server::{Operation, Protection, RequestLog};

const ID: HeaderName = HeaderName::from_static("x-request-id");

fn logs(mut world: World, request_log: RequestLog) -> World {
    world.watch_with(Operation { request_log, ..Operation::default() }, Protection::default());
    world
}

/// The line of the last request that `work` sends, which must hold the id of its answer.
fn line_of(work: impl FnOnce() -> Answer) -> String {
    let mut answer = None;
    let lines = logged_under("request", || answer = Some(work()));
    let (line, id) = (lines.last().unwrap().clone(), answer.unwrap().header(ID).to_owned());
    assert!(!id.is_empty() && line.contains(&format!("request{{id=\"{id}\"}}")), "{id} is not in {line}");
    line
}

fn assert_holds(line: &str, parts: &[&str]) {
    for part in parts {
        assert!(line.contains(part), "“{part}” is not in {line}");
    }
}

#[test]
fn a_line_has_route_status_and_time_and_nothing_of_the_address() {
    let world = logs(World::peopled(), RequestLog::All);
    let line = line_of(|| world.get("/tagged/kalbajar?q=secretword"));
    assert_holds(
        &line,
        &["INFO", "method=\"GET\"", "route=\"/tagged/{*tag}\"", "status=200", "ms=", "bytes="],
    );
    assert_holds(&line, &["actor=\"guest\"", "answered"]);
    for hidden in ["secretword", "kalbajar", "127.0.0.1"] {
        assert!(!line.contains(hidden), "{line}");
    }
    let line = line_of(|| world.get("/saved/feed/topsecret/rss"));
    assert_holds(&line, &["route=\"/saved/feed/{token}/{format}\"", "status=404"]);
    assert!(!line.contains("topsecret"), "{line}");
    assert_holds(&line_of(|| world.get("/nothing/here")), &["route=\"unmatched\"", "status=404"]);
    let odd = Request::builder().method(Method::from_bytes(b"MYSECRET").unwrap()).uri("/");
    let line = line_of(|| world.ask(odd.body(Body::empty()).unwrap()));
    assert_holds(&line, &["method=\"OTHER\"", "status=405"]);
    assert!(!line.contains("MYSECRET"), "{line}");
}

#[test]
fn a_line_tells_the_kind_of_visitor() {
    let world = logs(World::new(), RequestLog::All);
    let asking = asking(&world);
    let account_page = |name: &str| {
        let browser = Browser::signed_in(&world, name);
        line_of(|| browser.get("/account"))
    };
    assert_holds(&account_page("eve"), &["route=\"/account\"", "actor=\"account\""]);
    world.wait(world.site.set_moderator(asking.ada.id, true)).unwrap();
    assert_holds(&account_page("ada"), &["actor=\"moderator\""]);
    let key = asking.client.key.clone();
    let line = line_of(|| world.get(&format!("/v2/blog/ada/info?api_key={key}")));
    assert_holds(&line, &["route=\"/v2/blog/{blog}/info\"", "actor=\"api_key\"", "status=200"]);
    assert!(!line.contains(&key), "{line}");
    let signed = asking.trusted(&world).request("GET", "/v2/user/info", &[]).body(Body::empty()).unwrap();
    assert_holds(&line_of(|| world.ask(signed)), &["route=\"/v2/user/info\"", "actor=\"oauth_token\""]);
    assert_holds(&line_of(|| world.get("/v2/user/info")), &["actor=\"guest\"", "status=401"]);
    assert_holds(&line_of(|| world.get("/v2/nothing")), &["route=\"/v2/{*rest}\"", "status=404"]);
}

#[test]
fn an_operator_chooses_which_requests_have_a_line() {
    for (choice, answered, failed) in
        [(RequestLog::Off, 0, 0), (RequestLog::Errors, 0, 1), (RequestLog::All, 1, 1)]
    {
        let world = logs(World::new(), choice);
        let ask = |path: &str| logged_under("request", || drop(world.get(path))).len();
        assert_eq!(ask("/") + ask("/nothing"), 2 * answered, "{choice:?}");
        std::fs::remove_file(world.database_file()).unwrap();
        assert_eq!(ask("/"), failed, "{choice:?}");
    }
}

#[test]
fn failures_beyond_ten_a_second_are_counted_and_not_written() {
    let world = logs(World::new(), RequestLog::Errors);
    std::fs::remove_file(world.database_file()).unwrap();
    let lines = logged_under("request", || (0..200).for_each(|_| drop(world.get("/"))));
    // Two hundred answers take some seconds at most, and each second has ten lines.
    assert!(lines.len() >= 10 && lines.len() <= 150, "{}", lines.len());
    assert!(lines.iter().all(|line| line.contains("WARN") && line.contains("status=503")), "{lines:#?}");
}

#[test]
fn a_failure_shows_the_id_by_which_the_log_knows_it() {
    let world = logs(World::new(), RequestLog::Errors);
    let signing = asking(&world).signing();
    assert!(!world.get("/nothing").text().contains("name the request"), "a 404 is no failure of ours");
    std::fs::remove_file(world.database_file()).unwrap();
    let page = world.get("/");
    assert_eq!((page.status, page.header(header::RETRY_AFTER)), (StatusCode::SERVICE_UNAVAILABLE, "60"));
    assert!(page.text().contains(&format!("name the request <code>{}</code>", page.header(ID))));
    let answer = world.get("/v2/tagged?tag=a&api_key=k");
    let json: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(json["errors"][0]["request_id"], answer.header(ID));
    for path in ["/v2/oauth2/token", "/oauth/request_token"] {
        let form = "grant_type=client_credentials&client_id=a&client_secret=b";
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").header(
                header::AUTHORIZATION,
                signing.header("POST", &format!("https://tags.example{path}"), &[]),
            );
        let answer = world.ask(request.body(Body::from(form)).unwrap());
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(answer.header(header::RETRY_AFTER), "5", "{path}");
        assert!(answer.text().contains(answer.header(ID)), "{path}: {}", answer.text());
    }
}
