//! Requests that cannot be answered: JSON always, with words that name what was wrong.

use super::ask::{Who, ask_with, get};
use super::made::Made;
use super::schema;
use axum::body::Body;
use axum::http::{Method, header};
use proptest::prelude::*;

#[test]
fn a_mistake_is_named() {
    let made = Made::new();
    let id = made.text.id;
    for (path, status, part) in [
        ("/v2/tagged", 400, "tag: say which tag"),
        ("/v2/tagged?tag=", 400, "tag: say which tag"),
        ("/v2/tagged?tag=a&limit=51", 400, "limit: “51” is not accepted; use a whole number from 1 to 50"),
        ("/v2/tagged?tag=a&before=soon", 400, "before: “soon”"),
        ("/v2/tagged?tag=a&filter=pdf", 400, "html, text, raw"),
        ("/v2/tagged?tag=a&npf=perhaps", 400, "true or false"),
        ("/v2/tagged?tag=a&page_number=x", 400, "no place in a list"),
        ("/v2/blog/staff/posts?before=5&offset=5", 400, "before and offset cannot be combined"),
        ("/v2/blog/staff/posts?type=gif", 400, "type: “gif” is not accepted; use text, photo, quote"),
        ("/v2/blog/staff/posts/gif", 400, "type: “gif”"),
        ("/v2/blog/staff/posts?sort=best", 400, "sort: “best”"),
        ("/v2/blog/staff/posts?offset=-1", 400, "offset: “-1” is not accepted; use a whole number from 0"),
        ("/v2/blog/staff/posts?id=1", 404, "There is no post 1 on this blog"),
        ("/v2/blog/staff/posts/9223372036854775808", 404, "There is no post"),
        ("/v2/blog/nobody/posts", 404, "There is no blog “nobody”"),
        ("/v2/blog/a%00b/posts", 404, "There is no blog"),
        ("/v2/blog/staff/avatar/65", 400, "size: “65”"),
        ("/v2/blog/staff/notes", 400, "id: say which post"),
        (&format!("/v2/blog/staff/notes?id={id}&mode=some"), 400, "reblogs_with_tags"),
        ("/v2/timeline/search", 400, "query: say what to look for"),
        ("/v2/timeline/search?query=type:gif", 400, "at character"),
        ("/v2/timeline/search?query=%28%28", 400, "at character"),
        ("/v2/hubs/a/timeline?sort=best", 400, "sort: “best”"),
        ("/v2/user/info", 401, "needs an account"),
        ("/v2/", 404, "no endpoint"),
        ("/v2", 404, "no endpoint"),
        ("/v2/blog//posts", 404, "no endpoint"),
        ("/v2/tagged/x", 404, "no endpoint"),
    ] {
        let (found, answer) = get(&made.world, Who::Key, path);
        schema::check(&answer, &schema::INFO);
        let detail = answer["errors"][0]["detail"].as_str().unwrap_or_default();
        assert_eq!(found, status, "{path}: {answer}");
        assert!(detail.contains(part), "{path}: {detail}");
    }
    let (_, nobody) = get(&made.world, Who::Nobody, "/v2/tagged?tag=a");
    assert_eq!(nobody["errors"][0]["code"], 1016);
}

#[test]
fn what_the_layers_refuse_is_json_too() {
    let made = Made::new();
    let (status, answer) = get(&made.world, Who::Key, &format!("/v2/tagged?tag={}", "a".repeat(30_000)));
    assert_eq!((status, &answer["response"]), (414, &serde_json::json!([])));
    let page = ask_with(&made.world, Who::Key, Method::GET, "/v2nd", Body::empty());
    assert!(page.header(header::CONTENT_TYPE).starts_with("text/html"));
    let many = "a=1&".repeat(2_000);
    assert_eq!(get(&made.world, Who::Key, &format!("/v2/tagged?tag=a&{many}")).0, 400);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_question_breaks_it(
        path in "(tagged|blog/staff/(posts|info|notes|avatar|posts/text|posts/[0-9]{1,20})|hubs/[a-z%0-9]{1,6}/timeline|timeline/search|user/info)",
        query in "((tag|limit|before|after|offset|id|mode|sort|type|npf|page_number|query|q|fields\\[blogs\\]|tag\\[[0-9]\\])=[a-z0-9%:.,#\"()\\-]{0,12}&){0,5}",
    ) {
        thread_local! { static MADE: Made = Made::new(); }
        MADE.with(|made| {
            let Ok(uri) = format!("/v2/{path}?{query}").parse::<axum::http::Uri>() else { return };
            let (status, answer) = get(&made.world, Who::Owner, &uri.to_string());
            assert!(status < 500, "{uri}: {answer}");
        });
    }
}
