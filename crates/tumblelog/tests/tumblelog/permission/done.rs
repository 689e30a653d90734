//! What the tables say is what happens when somebody does it.

use super::letter;
use super::table::{ACTORS, BLOG_ACTS, POST_ACTS, ROWS};
use super::world::Cast;
use crate::common::on_each;
use crate::common::post;
use crate::common::tumblelog::permission::Act;
use crate::common::tumblelog::{Actor, NewPost, Submission};
use npf::{Block, Document};
use std::time::Duration;

fn expected(at: usize, acts: &[Act], rows: &[&str], act: Act, thing: usize) -> char {
    let row = acts.iter().position(|other| *other == act).unwrap();
    assert_eq!(ROWS.len(), ACTORS.len(), "{at}");
    rows[row].chars().nth(thing).unwrap()
}

#[test]
fn likes_replies_and_reblogs_end_as_the_tables_say() {
    on_each(async |world| {
        let (cast, site) = (Cast::gather(world).await, &world.site);
        for (at, name) in ACTORS.iter().enumerate() {
            let actor = cast.actor(name);
            for (thing, id) in cast.posts.into_iter().enumerate() {
                world.clock.advance(Duration::from_millis(1));
                let done = [
                    (Act::Like, letter(&site.like_post(id, actor.clone()).await)),
                    (Act::Reply, letter(&site.reply_to_post(id, actor.clone(), "so it is".into()).await)),
                ];
                for (act, told) in done {
                    let wanted = expected(at, &POST_ACTS, &ROWS[at].posts, act, thing);
                    // A post one may open and not act on is absent to `like_post` where it is not published.
                    let absent = told == '0' && wanted == '-' && thing > 2;
                    assert!(told == wanted || absent, "{} {act:?} by {name} of {thing}: {told}", world.label);
                }
                if let Actor::Blog { name: blog, .. } = &actor {
                    let new = NewPost { reblog_of: Some(id), ..post(blog, "again", &[]) };
                    let told = letter(&site.publish_post(new).await);
                    let wanted = expected(at, &POST_ACTS, &ROWS[at].posts, Act::Reblog, thing);
                    assert_eq!(told, wanted, "{} reblog by {name} of {thing}", world.label);
                }
            }
        }
    });
}

#[test]
fn follows_asks_and_submissions_end_as_the_tables_say() {
    on_each(async |world| {
        let (cast, site) = (Cast::gather(world).await, &world.site);
        let words = || Document::new(vec![Block::text("Is it raining?")]);
        for (at, name) in ACTORS.iter().enumerate() {
            let actor = cast.actor(name);
            for (thing, blog) in cast.blogs.iter().enumerate() {
                let by = Some(actor.clone());
                let submission = Submission {
                    to: blog.clone(),
                    by: by.clone(),
                    guest_name: String::new(),
                    guest_email: String::new(),
                    content: words(),
                    kind: None,
                    tags: Vec::new(),
                };
                let done = [
                    (Act::Follow, letter(&site.follow_blog(actor.clone(), blog).await)),
                    (Act::Ask, letter(&site.send_ask(blog.clone(), by.clone(), false, words()).await)),
                    (Act::AskAnonymously, letter(&site.send_ask(blog.clone(), by, true, words()).await)),
                    (Act::Submit, letter(&site.submit_post(submission).await)),
                ];
                for (act, told) in done {
                    let wanted = expected(at, &BLOG_ACTS, &ROWS[at].blogs, act, thing);
                    assert_eq!(told, wanted, "{} {act:?} by {name} of {blog}", world.label);
                }
            }
        }
    });
}
