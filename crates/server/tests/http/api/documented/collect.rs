//! A site in which every documented condition holds somewhere, and the objects of its answers.

use super::Objects;
use crate::api::ask::{Who, get, made, post};
use crate::api::made::Made;
use crate::browser::account;
use axum::http::Method;
use model::{PostId, State};
use serde_json::{Value, json};
use tumblelog::Submission;

/// Every object of the answers, by the name of its table.
pub fn objects() -> Objects {
    let made = Made::new();
    let single = prepare(&made);
    let mut all = Objects::new();
    for path in paths(&made, &single) {
        for who in [Who::Key, Who::Account, Who::Owner] {
            let (status, answer) = get(&made.world, who, &path);
            if status < 400 {
                sort_in(&mut all, &path, &answer);
            }
        }
    }
    written(&made, &mut all);
    all
}

/// Does what the documented conditions ask for; gives the posts that are looked at one by one.
fn prepare(made: &Made) -> Vec<PostId> {
    let world = &made.world;
    account(world, "ada");
    // A page of notifications ends with a second: of two seconds, the older is on another page.
    world.clock.advance(std::time::Duration::from_secs(10));
    made.follow("reader", "staff");
    made.follow("reader", "bees");
    made.block("staff", "ada");
    made.block("staff", "polls");
    let closed = model::BlogSettings { asks: false, submissions: true, ..Default::default() };
    world.run(world.site.set_blog_settings(&world.blog("staff"), closed)).unwrap();
    let sound = r#"[{"type":"audio","url":"https://music.example/x","provider":"music"}]"#;
    let covered = r#"[{"type":"audio","media":{"url":"/media/t.mp3"},"provider":"tumblr","title":"Dawn","artist":"Zurna",
        "album":"Hills","poster":[{"url":"/media/t.jpg","width":300,"height":300}]}]"#;
    for content in [sound, covered] {
        world.publish_with("bees", content, |new| new.source = None);
    }
    let bare_poll = r#"[{"type":"poll","question":"Cold?","answers":[{"answer_text":"No"}]}]"#;
    world.publish_with("polls", bare_poll, |_| {});
    let mut single = vec![made.text.id, made.reblog.id, broken(made)];
    for content in [json!({}), json!({"publish_on": "2026-12-24T18:00:00Z"})] {
        let mut new = json!({"content": [{"type": "text", "text": "Later"}], "state": "queue"});
        new.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
        let path = "/v2/blog/staff/posts";
        single.push(PostId(self::made(post(world, path, &new), path).parse().unwrap()));
    }
    let open = model::BlogSettings { asks: true, anonymous_asks: true, ..Default::default() };
    world.run(world.site.set_blog_settings(&world.blog("bees"), open)).unwrap();
    let question = npf::Document::new(vec![npf::Block::text("Who keeps the bees?")]);
    world
        .run(world.site.send_ask(world.blog("bees"), Some(world.blog("reader").into()), true, question))
        .unwrap();
    for by in [Some(world.blog("reader").into()), None] {
        let guest = by.is_none();
        let submission = Submission {
            to: world.blog("staff"),
            by,
            guest_name: if guest { "Guest".into() } else { String::new() },
            guest_email: if guest { "guest@example.org".into() } else { String::new() },
            content: npf::Document::new(vec![npf::Block::text("Please take this")]),
            kind: None,
            tags: vec!["sent in".into()],
        };
        world.run(world.site.submit_post(submission)).unwrap();
    }
    single
}

/// A reblog of an import whose root has no living blog.
fn broken(made: &Made) -> PostId {
    let path = format!("/v2/blog/bees/posts?id={}&npf=true&reblog_info=true", made.reblog.id);
    let mut post = get(&made.world, Who::Key, &path).1["response"]["posts"][0].take();
    let id = PostId(760_000_000_000_000_109);
    (post["id"], post["id_string"]) = (json!(id.0), json!(id.to_string()));
    let item = post["trail"][0].as_object_mut().unwrap();
    item.remove("blog");
    item.insert("broken_blog_name".into(), json!("gone-away"));
    let mut incoming = intake::tumblr::post(&post).unwrap();
    incoming.state = State::Published;
    made.world.run(made.world.site.import_batch(vec![incoming])).unwrap();
    id
}

fn paths(made: &Made, single: &[PostId]) -> Vec<String> {
    let optional = "%3Fis_following_you,%3Fduration_blog_following_you,%3Fduration_following_blog,%3Ftimezone,%3Ftimezone_offset";
    let (photo, poll) = (made.photo.id, made.poll.id);
    let mut paths: Vec<String> = [
        "/v2/tagged?tag=blue+sky",
        "/v2/blog/staff/info",
        "/v2/blog/ada/info",
        &format!("/v2/blog/staff/info?fields%5Bblogs%5D={optional}"),
        "/v2/blog/staff/avatar",
        "/v2/blog/staff/posts",
        "/v2/blog/staff/posts?limit=2&notes_info=true",
        "/v2/blog/staff/posts?npf=true",
        "/v2/blog/polls/posts?npf=true",
        "/v2/blog/bees/posts?reblog_info=true",
        "/v2/blog/bees/posts?npf=true",
        "/v2/blog/staff/posts/queue",
        "/v2/blog/staff/posts/draft",
        "/v2/blog/staff/posts/submission",
        "/v2/blog/staff/notifications?limit=1",
        "/v2/blog/staff/notifications?rollups=false",
        "/v2/blog/bees/notifications",
        "/v2/blog/staff/blocks",
        "/v2/blog/staff/blocks?limit=1",
        "/v2/blog/reader/likes",
        "/v2/blog/reader/following",
        "/v2/blog/staff/followers",
        "/v2/blog/staff/followed_by?query=reader",
        "/v2/user/info",
        "/v2/user/limits",
        "/v2/user/dashboard",
        "/v2/user/filtered_tags",
        "/v2/user/filtered_content",
        &format!("/v2/blog/staff/notes?id={photo}"),
        &format!("/v2/blog/staff/notes?id={photo}&mode=conversation"),
        &format!("/v2/blog/staff/notes?id={photo}&mode=reblogs_with_tags"),
        &format!("/v2/polls/polls/{poll}/spring/results"),
    ]
    .map(str::to_owned)
    .into();
    paths.extend(
        single.iter().flat_map(|id| ["staff", "bees"].map(|blog| format!("/v2/blog/{blog}/posts/{id}"))),
    );
    paths
}

fn sort_in(all: &mut Objects, path: &str, answer: &Value) {
    let mut keep = |name: &'static str, value: &Value| {
        if value.is_object() {
            all.entry(name).or_default().push(value.clone());
        }
    };
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let response = &answer["response"];
    if response.is_object() {
        keep("answer", answer);
    }
    keep("meta", &answer["meta"]);
    keep("link", &response["_links"]["next"]);
    let end = path.split('?').next().unwrap_or_default();
    match end.rsplit('/').next().unwrap_or_default() {
        "tagged" => list(response).iter().for_each(|post| keep("tagged post", post)),
        "info" if path.starts_with("/v2/user") => {
            keep("user", &response["user"]);
            list(&response["user"]["blogs"]).iter().for_each(|blog| keep("user blog", blog));
        }
        // Asked for optional fields alone, the others are there too.
        "info" => {
            keep("info blog", &response["blog"]);
            keep("theme", &response["blog"]["theme"]);
            list(&response["blog"]["avatar"]).iter().for_each(|size| keep("avatar size", size));
        }
        "avatar" => keep("avatar answer", response),
        "blocks" => {
            keep("blocks answer", response);
            list(&response["blocked_tumblelogs"]).iter().for_each(|blog| keep("blocked blog", blog));
        }
        "likes" => {
            keep("likes answer", response);
            list(&response["liked_posts"]).iter().for_each(|post| keep("liked post", post));
        }
        "following" => {
            keep("following answer", response);
            list(&response["blogs"]).iter().for_each(|blog| keep("short blog", blog));
        }
        "followers" => {
            keep("followers answer", response);
            list(&response["users"]).iter().for_each(|user| keep("follower", user));
        }
        "followed_by" => keep("followed_by answer", response),
        "notifications" => {
            keep("notifications answer", response);
            list(&response["notifications"]).iter().for_each(|notice| keep("notification", notice));
        }
        "notes" => {
            keep("notes answer", response);
            list(&response["notes"]).iter().for_each(|note| keep("note", note));
        }
        "limits" => {
            keep("limits", &response["user"]);
            let limits = response["user"].as_object().cloned().unwrap_or_default();
            limits.values().for_each(|limit| keep("limit", limit));
        }
        "dashboard" => keep("dashboard answer", response),
        "filtered_tags" => keep("filtered_tags answer", response),
        "filtered_content" => keep("filtered_content answer", response),
        "results" => keep("poll results", response),
        "posts" => keep("posts answer", response),
        "submission" => list(&response["posts"]).iter().for_each(|post| keep("submission", post)),
        "queue" | "draft" => {}
        _ => keep("single post", response),
    }
    let mut posts = [list(&response["posts"]), list(&response["liked_posts"])].concat();
    posts.extend(response["object_type"].is_string().then(|| response.clone()));
    for post in &posts {
        keep("post", post);
        of_type(post, &mut keep);
    }
}

/// The parts of a post that depend on its type.
fn of_type(post: &Value, keep: &mut impl FnMut(&'static str, &Value)) {
    let items = |name: &str| post[name].as_array().cloned().unwrap_or_default();
    match post["type"].as_str().unwrap_or_default() {
        "blocks" => {
            keep("blocks post", post);
            items("trail").iter().for_each(|item| keep("trail item", item));
            items("content")
                .iter()
                .filter(|block| block["type"] == "poll")
                .for_each(|poll| keep("poll", poll));
        }
        "text" => keep("text post", post),
        "photo" => {
            keep("photo post", post);
            for photo in items("photos") {
                keep("photo", &photo);
                keep("photo size", &photo["original_size"]);
                for size in photo["alt_sizes"].as_array().unwrap_or(&Vec::new()) {
                    keep("photo size", size);
                }
            }
        }
        "quote" => keep("quote post", post),
        "link" => keep("link post", post),
        "chat" => {
            keep("chat post", post);
            items("dialogue").iter().for_each(|line| keep("chat line", line));
        }
        "audio" => keep("audio post", post),
        "video" => {
            keep("video post", post);
            items("player").iter().for_each(|player| keep("video player", player));
        }
        _ => keep("answer post", post),
    }
}

/// What is answered to changes.
fn written(made: &Made, all: &mut Objects) {
    let to = |path: &str, body: Value| {
        let (status, mut answer) = crate::api::ask::send(
            &made.world,
            Who::Owner,
            (Method::POST, path),
            "application/json",
            body.to_string(),
        );
        assert!(status < 300, "{path}: {answer}");
        answer["response"].take()
    };
    let text = json!({"content": [{"type": "text", "text": "x"}]});
    all.insert("written post", vec![to("/v2/blog/staff/posts", text)]);
    all.insert("follow answer", vec![to("/v2/user/follow", json!({"url": "reader"}))]);
    all.insert("blocking answer", vec![to("/v2/blog/staff/blocks", json!({"blocked_tumblelog": "reader"}))]);
}
