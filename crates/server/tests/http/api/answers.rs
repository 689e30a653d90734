//! Every endpoint's whole answer, for each kind of visitor.

use super::ask::{Who, get};
use super::made::Made;
use super::schema::{self, Type, check};
use serde_json::Value;

#[test]
fn every_answer_is_as_documented_for_every_visitor() {
    let made = Made::new();
    let (text, photo, reblog, draft) = (made.text.id, made.photo.id, made.reblog.id, made.draft.id);
    let poll = made.poll.id;
    made.follow("reader", "staff");
    made.block("staff", "bees");
    let cases: Vec<(&str, String, &Type)> = vec![
        ("tagged", "/v2/tagged?tag=blue%20sky&limit=2".into(), &schema::TAGGED),
        ("tagged-npf", "/v2/tagged?tag=Blue+Sky&limit=2&npf=true".into(), &schema::TAGGED),
        ("hub", "/v2/hubs/blue+sky/timeline?sort=recent&limit=1&q=is:reblog".into(), &schema::TIMELINE),
        ("search", "/v2/timeline/search?query=hills&npf=1".into(), &schema::TIMELINE),
        ("info", "/v2/blog/staff/info".into(), &schema::INFO),
        ("avatar", "/v2/blog/staff.tumblr.com/avatar/64".into(), &schema::AVATAR_URL),
        ("posts", "/v2/blog/staff/posts?limit=9".into(), &schema::POSTS),
        ("reblogs", "/v2/blog/bees.tumblr.com/posts?reblog_info=true&notes_info=True".into(), &schema::POSTS),
        ("bare-reblog", "/v2/blog/reader/posts?reblog_info=true".into(), &schema::POSTS),
        ("posts-as-text", "/v2/blog/staff/posts/text?filter=text".into(), &schema::POSTS),
        ("post", format!("/v2/blog/bees/posts/{reblog}"), &schema::SINGLE),
        ("post-legacy", format!("/v2/blog/staff/posts/{text}?post_format=legacy"), &schema::SINGLE),
        ("draft", format!("/v2/blog/staff/posts/{draft}"), &schema::SINGLE),
        ("notes", format!("/v2/blog/staff/notes?id={photo}"), &schema::NOTES),
        ("conversation", format!("/v2/blog/staff/notes?id={photo}&mode=conversation"), &schema::NOTES),
        (
            "reblogs-with-tags",
            format!("/v2/blog/staff/notes?id={photo}&mode=reblogs_with_tags"),
            &schema::NOTES,
        ),
        ("poll", "/v2/blog/polls/posts?npf=true".into(), &schema::POSTS),
        ("poll-results", format!("/v2/polls/polls/{poll}/spring/results"), &schema::POLL_RESULTS),
        ("user-info", "/v2/user/info".into(), &schema::USER),
        ("likes", "/v2/blog/reader/likes".into(), &schema::LIKES),
        ("following", "/v2/blog/reader/following".into(), &schema::BLOGS),
        ("followers", "/v2/blog/staff/followers".into(), &schema::FOLLOWERS),
        ("followed-by", "/v2/blog/staff/followed_by?query=bees".into(), &schema::FOLLOWED_BY),
        ("queue", "/v2/blog/staff/posts/queue".into(), &schema::HELD),
        ("drafts", "/v2/blog/staff/posts/draft?npf=true".into(), &schema::HELD),
        ("submissions", "/v2/blog/staff/posts/submission".into(), &schema::HELD),
        ("blocks", "/v2/blog/staff/blocks".into(), &schema::BLOCKED),
        ("dashboard", "/v2/user/dashboard?limit=1".into(), &schema::DASHBOARD),
        ("user-limits", "/v2/user/limits".into(), &schema::LIMITS),
        ("user-likes", "/v2/user/likes".into(), &schema::LIKES),
        ("user-following", "/v2/user/following".into(), &schema::BLOGS),
        ("filtered-tags", "/v2/user/filtered_tags".into(), &schema::FILTERED_TAGS),
        ("filtered-content", "/v2/user/filtered_content".into(), &schema::FILTERED_CONTENT),
        ("saved-searches", "/v2/user/saved_searches".into(), &schema::SAVED_SEARCHES),
        ("nowhere", "/v2/nowhere".into(), &schema::INFO),
        ("nobodys-blog", "/v2/blog/nobody/info".into(), &schema::INFO),
    ];
    for (name, path, wanted) in cases {
        let mut told = path.clone();
        let mut before = Value::Null;
        for who in Who::ALL {
            let (_, answer) = get(&made.world, who, &path);
            check(&answer, wanted);
            told.push_str(&format!("\n\nfor {}: ", who.name()));
            // The first that succeeds is written whole, the others by what differs from the one before.
            if before.is_null() || before["meta"] != answer["meta"] {
                told.push_str(&serde_json::to_string_pretty(&answer).unwrap());
            } else if before == answer {
                told.push_str("the same");
            } else {
                differences("", &before, &answer, &mut told);
            }
            before = answer;
        }
        insta::assert_snapshot!(name, told);
    }
}

fn differences(path: &str, before: &Value, after: &Value, told: &mut String) {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for key in new.keys().chain(old.keys().filter(|key| !new.contains_key(*key))) {
                let missing = &Value::String("(nothing)".into());
                let (old, new) = (old.get(key).unwrap_or(missing), new.get(key).unwrap_or(missing));
                differences(&format!("{path}.{key}"), old, new, told);
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (at, (old, new)) in old.iter().zip(new).enumerate() {
                differences(&format!("{path}[{at}]"), old, new, told);
            }
        }
        _ if before != after => told.push_str(&format!("\n{path}: {after}")),
        _ => {}
    }
}

#[test]
fn what_a_visitor_may_see_is_decided_by_whose_it_is() {
    let made = Made::new();
    let path = format!("/v2/blog/staff/posts/{}", made.draft.id);
    for (who, status) in [(Who::Nobody, 401), (Who::Key, 404), (Who::Account, 404), (Who::Owner, 200)] {
        assert_eq!(get(&made.world, who, &path).0, status, "{who:?}");
    }
    let (_, other) = get(&made.world, Who::Owner, &format!("/v2/blog/bees/posts/{}", made.draft.id));
    assert_eq!(other["meta"]["status"], 404, "a post is found on its own blog only");
    let (_, liked) = get(&made.world, Who::Account, &format!("/v2/blog/staff/posts/{}", made.photo.id));
    assert_eq!(liked["response"]["liked"], true);
    let (_, liked) = get(&made.world, Who::Account, &format!("/v2/blog/reader/posts/{}", made.bare.id));
    assert_eq!(liked["response"]["liked"], true, "a like is on the root, whichever reblog shows it");
}

#[test]
fn the_key_of_a_post_is_its_own() {
    let made = Made::new();
    let key = made.world.site.reblog_key(made.text.id);
    assert_eq!(key.len(), 8);
    assert!(made.world.site.is_reblog_key(made.text.id, &key));
    for wrong in ["", "aaaaaaaa", &key[..7], &format!("{key}x")] {
        assert!(!made.world.site.is_reblog_key(made.text.id, wrong), "{wrong}");
    }
    assert!(!made.world.site.is_reblog_key(made.photo.id, &key));
}
