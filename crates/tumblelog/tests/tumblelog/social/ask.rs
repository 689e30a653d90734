//! Reblogs with comments, and questions.

use super::{clean, text, told};
use crate::common::{on_each, post};
use model::{BlogSettings, PostType, Reblogs, State, Via};
use npf::{Block, Document};
use tagstead_tumblelog::{Edit, Error, NewPost};

#[test]
fn a_reblog_carries_what_it_is_told_to() {
    on_each(async |world| {
        let (a, b, c) = (world.blog("a").await, world.blog("b").await, world.blog("c").await);
        let site = &world.site;
        let root = site.publish_post(post(&a, "root", &["tea"])).await.unwrap();
        let of = |id| NewPost { reblog_of: Some(id), ..post(&b, "second", &["tea"]) };
        let second = site.publish_post(of(root.id)).await.unwrap();
        let third = |new: NewPost| NewPost { blog: c.clone(), ..new };
        let whole = site.publish_post(third(of(second.id))).await.unwrap();
        let hidden = site.publish_post(NewPost { hide_trail: true, ..third(of(second.id)) }).await.unwrap();
        let less = NewPost { exclude_trail_items: vec![0], ..third(of(second.id)) };
        let less = site.publish_post(less).await.unwrap();
        let blogs = |post: &model::Post| post.trail.iter().map(|item| item.blog.clone()).collect::<Vec<_>>();
        assert_eq!(
            (blogs(&whole), blogs(&hidden), blogs(&less)),
            (vec!["a".into(), "b".into()], vec![], vec!["b".into()])
        );
        for post in [&whole, &hidden, &less] {
            assert_eq!(post.reblog.as_ref().unwrap().root, root.id, "the root stays");
        }
        assert_eq!(site.post_page("a", root.id).await.unwrap().unwrap().card.post.notes, 4);
        let edited = Edit { content: Some(text("other words")), ..Edit::default() };
        assert_eq!(
            blogs(&site.edit_post(whole.id, edited).await.unwrap()),
            ["a", "b"],
            "an edit keeps the trail"
        );
        for bad in [
            NewPost { exclude_trail_items: vec![2], ..of(second.id) },
            NewPost { hide_trail: true, ..post(&b, "no reblog", &[]) },
        ] {
            assert!(matches!(site.publish_post(bad).await, Err(Error::Invalid(_))));
        }
        let closed = Edit { reblogs: Some(Reblogs::Noone), ..Edit::default() };
        site.edit_post(root.id, closed).await.unwrap();
        for id in [root.id, second.id] {
            assert!(
                matches!(site.publish_post(of(id)).await, Err(Error::Refused(_))),
                "closed with all its trail"
            );
        }
        assert_eq!(site.post_extras(&[root.id]).await.unwrap()[&root.id].reblogs, Reblogs::Noone);
        clean(site).await;
    });
}

#[test]
fn a_question_is_answered_once_it_is_published() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let asked = site.send_ask(a.clone(), Some(b.clone().into()), false, text("honey?")).await.unwrap();
        assert_eq!((asked.state, asked.kind), (State::Unapproved, PostType::Answer));
        assert_eq!(told(site, &a).await, ["ask by b"]);
        let to = |state| Edit { state: Some(state), ..Edit::default() };
        let bare = site.edit_post(asked.id, to(State::Published)).await;
        assert!(matches!(bare, Err(Error::Invalid(_))), "without an answer: {bare:?}");
        let changed = Document { layout: asked_layout(&asked), ..text("vinegar?") };
        let changed = site.edit_post(asked.id, Edit { content: Some(changed), ..Edit::default() }).await;
        assert!(matches!(changed, Err(Error::Invalid(_))), "another question: {changed:?}");

        let answer = Edit {
            content: Some(text("Every morning.")),
            tags: Some(vec!["tea".into()]),
            ..to(State::Published)
        };
        let answered = site.edit_post(asked.id, answer).await.unwrap();
        assert_eq!(world.latest("tea").await, ["honey?"]);
        let document = Document::from_json(&answered.content).unwrap();
        assert_eq!(document.texts().collect::<Vec<_>>(), ["honey?", "Every morning."]);
        assert_eq!(told(site, &b).await, ["answered_ask by a"]);
        // A client sends the whole post back.
        let mut whole = document.clone();
        whole.content.push(Block::text("And at night."));
        let edited =
            site.edit_post(asked.id, Edit { content: Some(whole), ..Edit::default() }).await.unwrap();
        assert_eq!(Document::from_json(&edited.content).unwrap().content.len(), 3);
        clean(site).await;
    });
}

fn asked_layout(post: &model::Post) -> Vec<npf::Layout> {
    Document::from_json(&post.content).unwrap().layout
}

#[test]
fn who_asks_anonymously_stays_unknown_and_blogs_may_ask_for_names_or_silence() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let by = || Some(b.clone().into());
        assert!(matches!(site.send_ask(a.clone(), by(), true, text("who?")).await, Err(Error::Refused(_))));
        assert!(matches!(site.send_ask(a.clone(), None, false, text("who?")).await, Err(Error::Refused(_))));
        let settings = BlogSettings { anonymous_asks: true, ..BlogSettings::default() };
        site.set_blog_settings(&a, settings).await.unwrap();
        assert_eq!(site.blog_settings(&a).await.unwrap(), settings);
        let asked = site.send_ask(a.clone(), by(), true, text("who?")).await.unwrap();
        let own = site.own_post(&a, asked.id).await.unwrap().unwrap();
        assert_eq!(own.extra.via, Via::Ask(None));
        assert!(!asked.content.contains(b.as_str()) || !asked.content.contains("attribution"));
        let blocked = site.block_author(&a, asked.id).await;
        assert!(matches!(blocked, Err(Error::Refused(_))), "{blocked:?}");
        let picture = Document::new(vec![Block::image("https://64.media.example/a.jpg", None)]);
        assert!(matches!(
            site.send_ask(a.clone(), None, true, picture.clone()).await,
            Err(Error::Invalid(_))
        ));
        site.send_ask(a.clone(), by(), false, picture).await.unwrap();
        let link = Document::new(vec![Block::link("https://page.example/", None)]);
        assert!(matches!(site.send_ask(a.clone(), by(), false, link).await, Err(Error::Invalid(_))));
        for bad in [Document::default(), text(&"ə".repeat(4097))] {
            assert!(matches!(site.send_ask(a.clone(), by(), false, bad).await, Err(Error::Invalid(_))));
        }
        let silent = BlogSettings { asks: false, ..settings };
        site.set_blog_settings(&a, silent).await.unwrap();
        assert!(matches!(site.send_ask(a.clone(), by(), true, text("hm?")).await, Err(Error::Refused(_))));
        clean(site).await;
    });
}
