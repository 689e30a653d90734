//! A site with a post of every kind.

use crate::world::{World, at};
use model::{BlogUuid, Post, PostType, Source, State};
use tumblelog::{NewBlog, NewPost};

/// One post of every legacy type, one that only blocks can hold, reblogs with and without words, a draft, a private
/// post, likes and replies.
pub struct Made {
    pub world: World,
    pub text: Post,
    pub photo: Post,
    pub reblog: Post,
    pub bare: Post,
    pub draft: Post,
    /// On the blog `polls`; asked for as `spring`.
    pub poll: Post,
}

pub const DOCUMENTS: [(PostType, &str); 9] = [
    (
        PostType::Text,
        r#"[{"type":"text","subtype":"heading1","text":"Warm springs"},
            {"type":"text","text":"Kəlbəcər & <b>Istisu</b>","formatting":[{"start":0,"end":8,"type":"bold"}]},
            {"type":"text","text":"See the map","formatting":[{"start":4,"end":11,"type":"link","url":"https://example.org/map?a=1&b=2"}]}]"#,
    ),
    (
        PostType::Photo,
        r#"{"content":[{"type":"image","media":[{"url":"/media/a.jpg","type":"image/jpeg","width":1280,"height":960}],"alt_text":"A hill at \"dawn\"","caption":"Dawn","attribution":{"type":"link","url":"https://example.org/hill"}},
            {"type":"image","media":[{"url":"/media/b.jpg","width":640,"height":480}]},
            {"type":"image","media":[{"url":"https://pics.example/c.jpg"}]},
            {"type":"text","text":"Three hills"}],
          "layout":[{"type":"rows","display":[{"blocks":[0]},{"blocks":[1,2]},{"blocks":[3]}]}]}"#,
    ),
    (
        PostType::Quote,
        r#"[{"type":"text","subtype":"quote","text":"Bees know the way"},{"type":"text","text":"A beekeeper"}]"#,
    ),
    (
        PostType::Link,
        r#"[{"type":"link","url":"https://example.org/honey","title":"Honey & wax","description":"All <about> honey","author":"M. Ara","site_name":"Example"},{"type":"text","text":"Worth reading"}]"#,
    ),
    (
        PostType::Chat,
        r#"[{"type":"text","subtype":"heading1","text":"At the spring"},
            {"type":"text","subtype":"chat","text":"Ana: Is it warm?","formatting":[{"start":0,"end":4,"type":"bold"}]},
            {"type":"text","subtype":"chat","text":"Beka: Very.","formatting":[{"start":0,"end":5,"type":"bold"}]}]"#,
    ),
    (
        PostType::Audio,
        r#"[{"type":"audio","media":{"url":"/media/s.mp3","type":"audio/mpeg"},"provider":"tumblr","title":"Evening","artist":"Duduk","album":"Valley"},{"type":"text","text":"Listen"}]"#,
    ),
    (
        PostType::Video,
        r#"[{"type":"video","url":"https://www.youtube.com/watch?v=aaaaaaaaaaa","provider":"youtube","poster":[{"url":"/media/still.jpg","width":480,"height":360}]},{"type":"text","text":"Snow"}]"#,
    ),
    (
        PostType::Answer,
        r#"{"content":[{"type":"text","text":"Where is it?"},{"type":"text","text":"Up the valley."}],
          "layout":[{"type":"ask","blocks":[0],"attribution":{"type":"blog","url":"https://tags.example/@reader","blog":{"name":"reader"}}}]}"#,
    ),
    // Words, a picture, words: no legacy type but text keeps that order.
    (
        PostType::Photo,
        r#"[{"type":"text","text":"Before"},{"type":"image","media":[{"url":"/media/a.jpg","width":1280,"height":960}],"alt_text":"A hill"},{"type":"text","text":"After"}]"#,
    ),
];

const POLL: &str = r#"[{"type":"poll","client_id":"spring","question":"Which of the two?","answers":[
    {"client_id":"upper","answer_text":"The upper"},{"client_id":"lower","answer_text":"The lower"}],
    "settings":{"multiple_choice":false,"close_status":"closed-after","expire_after":86400,"source":"tumblr"}}]"#;

impl Made {
    pub fn follow(&self, follower: &str, followee: &str) {
        let (follower, followee) = (self.world.blog(follower), self.world.blog(followee));
        self.world.run(self.world.site.follow_blog(follower, &followee)).unwrap();
    }

    pub fn block(&self, blog: &str, blocked: &str) {
        let (blog, blocked) = (self.world.blog(blog), self.world.blog(blocked));
        self.world.run(self.world.site.block_blogs(&blog, &[blocked])).unwrap();
    }

    pub fn new() -> Self {
        let world = World::new();
        let uuid = BlogUuid::parse("t:0aY0xL2Fi1OFJg4YxpmegQ").unwrap();
        let staff = NewBlog {
            uuid: Some(uuid),
            title: "Staff & friends".into(),
            description: "News <of> the valley".into(),
            ..NewBlog::with_name(model::BlogName::parse("staff").unwrap())
        };
        world.run(world.site.create_blog(staff)).unwrap();
        let mut posts: Vec<Post> = Vec::new();
        for (n, (kind, content)) in DOCUMENTS.iter().enumerate() {
            let post = world.publish_with("staff", content, |new| {
                new.tags = vec!["Blue Sky".into(), kind.name().into()];
                new.published = Some(at(&format!("2026-05-{:02}T10:11:12Z", n + 1)));
                new.source =
                    (n == 0).then(|| Source { url: "https://example.org/a".into(), title: "Example".into() });
            });
            assert_eq!(post.kind, *kind);
            posts.push(post);
        }
        let (text, photo) = (posts[0].clone(), posts[1].clone());
        let reblog = world.publish_with("bees", r#"[{"type":"text","text":"How lovely"}]"#, |new| {
            new.reblog_of = Some(photo.id);
            new.tags = vec!["blue sky".into(), "hills".into()];
            new.published = Some(at("2026-06-01T08:00:00Z"));
            new.source = None;
        });
        let bare = world.publish_with("reader", "[]", |new| {
            new.reblog_of = Some(reblog.id);
            new.published = Some(at("2026-06-02T08:00:00Z"));
            new.source = None;
        });
        let hidden = |state: State, text: &str, world: &World| {
            world.publish_with(
                "staff",
                &format!(r#"[{{"type":"text","text":"{text}"}}]"#),
                |new: &mut NewPost| {
                    new.state = state;
                    new.tags = vec!["blue sky".into()];
                    new.published = Some(at("2026-07-01T08:00:00Z"));
                    new.source = None;
                },
            )
        };
        let draft = hidden(State::Draft, "Not finished", &world);
        hidden(State::Private, "For me alone", &world);
        world.run(world.site.like_post(photo.id, world.blog("reader"))).unwrap();
        world.run(world.site.like_post(text.id, world.blog("bees"))).unwrap();
        world.run(world.site.reply_to_post(photo.id, world.blog("reader"), "Where is this?".into())).unwrap();
        let poll = world.publish_with("polls", POLL, |new| {
            new.published = Some(at("2026-02-03T04:05:06Z"));
            new.source = None;
        });
        Self { world, text, photo, reblog, bare, draft, poll }
    }
}
