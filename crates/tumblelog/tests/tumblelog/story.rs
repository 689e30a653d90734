//! The life of posts, told once and run on every database.

use crate::common::{NOW, World, post, runtime, tumblelog, worlds};
use model::{NoteKind, PostId, State, Time, Withheld};
use npf::Document;
use tumblelog::view::{ListRequest, Sort};
use tumblelog::{Edit, Error, NewPost};

const HOUR: i64 = 3_600_000;

fn at(hours_ago: i64) -> Option<Time> {
    Some(Time(NOW.0 - hours_ago * HOUR))
}

#[test]
fn a_post_is_on_its_tag_page_when_publishing_returns_and_follows_every_change() {
    for world in worlds() {
        runtime().block_on(changes(&world));
    }
}

async fn changes(world: &World) {
    let blog = world.blog("almanac").await;
    let site = &world.site;
    let first = site.publish_post(post(&blog, "first", &["Kalbajar", "springs"])).await.unwrap();
    assert_eq!(world.latest("kalbajar").await, ["first"], "{}", world.label);

    let old = NewPost { published: at(5000), ..post(&blog, "old", &["KALBAJAR"]) };
    let old = site.publish_post(old).await.unwrap();
    assert_eq!(world.latest("#kalbajar").await, ["first", "old"]);

    let later = Edit { published: Some(Time(NOW.0 + HOUR)), ..Edit::default() };
    assert!(
        matches!(site.edit_post(old.id, later.clone()).await, Err(Error::Invalid(_))),
        "that is still to come"
    );
    world.clock.advance(std::time::Duration::from_secs(3600));
    site.edit_post(old.id, later).await.unwrap();
    assert_eq!(world.latest("kalbajar").await, ["old", "first"], "backdating moves a post");

    site.compact_tail().await.unwrap();
    assert_eq!(world.latest("kalbajar").await, ["old", "first"], "folding changes nothing");

    let retag = Edit { tags: Some(vec!["honey".into()]), ..Edit::default() };
    site.edit_post(first.id, retag).await.unwrap();
    assert_eq!(world.latest("kalbajar").await, ["old"]);
    assert_eq!(world.latest("springs").await, [] as [&str; 0]);
    assert_eq!(world.latest("honey").await, ["first"]);

    site.withhold_post(old.id, Some(Withheld::Author)).await.unwrap();
    let page = site.tag_page("kalbajar", &ListRequest::default()).await.unwrap();
    assert_eq!((page.list.total, page.summary.withheld), (0, vec![(Withheld::Author, 1)]));
    site.withhold_post(old.id, None).await.unwrap();
    assert_eq!(world.latest("kalbajar").await, ["old"]);

    site.delete_post(old.id).await.unwrap();
    assert_eq!(world.latest("kalbajar").await, [] as [&str; 0]);
    assert!(matches!(site.delete_post(old.id).await, Err(Error::NotFound(_))));
    let report = site.check_site(false, |_| {}).await.unwrap();
    assert_eq!((report.posts, report.differences), (1, vec![]), "{}", world.label);
}

#[test]
fn a_bare_reblog_is_a_note_and_one_that_adds_something_stands() {
    for world in worlds() {
        runtime().block_on(reblogs(&world));
    }
}

async fn reblogs(world: &World) {
    let (a, b) = (world.blog("a").await, world.blog("b").await);
    let site = &world.site;
    let root = site.publish_post(NewPost { published: at(9), ..post(&a, "root", &["tea"]) }).await.unwrap();
    let empty = Document::new(vec![]);
    let bare =
        NewPost { reblog_of: Some(root.id), tags: vec!["tea".into()], ..NewPost::new(b.clone(), empty) };
    let bare = site.publish_post(NewPost { published: at(8), ..bare }).await.unwrap();
    let more = NewPost { reblog_of: Some(bare.id), published: at(7), ..post(&a, "more", &["tea"]) };
    let more = site.publish_post(more).await.unwrap();
    site.like_post(more.id, b.clone()).await.unwrap();
    site.like_post(root.id, b.clone()).await.unwrap();
    site.reply_to_post(root.id, b.clone(), "with mint".into()).await.unwrap();

    assert_eq!(world.latest("tea").await, ["more", "root"]);
    let all = site
        .search_page("#tea is:reblog", &ListRequest { limit: 9, ..ListRequest::default() })
        .await
        .unwrap();
    assert_eq!(all.list.cards.iter().map(|c| c.post.id).collect::<Vec<_>>(), [more.id, bare.id]);

    let page = site.post_page("a", root.id).await.unwrap().unwrap();
    assert_eq!(page.card.post.notes, 4, "two reblogs, one like, one reply");
    let kinds: Vec<_> = page.notes.iter().map(|note| note.kind).collect();
    assert_eq!(kinds, [NoteKind::Reply, NoteKind::Like, NoteKind::Reblog, NoteKind::Reblog]);
    let page = site.post_page("a", more.id).await.unwrap().unwrap();
    assert_eq!(page.card.trail.len(), 1, "a parent that said nothing is not in the trail");

    site.unlike_post(root.id, b).await.unwrap();
    let top = ListRequest { sort: Sort::Top, limit: 9, ..ListRequest::default() };
    let top = site.tag_page("tea", &top).await.unwrap();
    assert_eq!(top.list.cards.iter().map(|c| c.post.notes).collect::<Vec<_>>(), [3, 0]);
    assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
}

#[test]
fn a_reblog_is_a_note_for_as_long_as_it_is_published() {
    for world in worlds() {
        runtime().block_on(reblogs_come_and_go(&world));
    }
}

/// The root's notes, on the post, among the rows and in the index, after a check.
async fn notes_of(world: &World, root: PostId) -> Vec<(String, Option<PostId>)> {
    let page = world.site.post_page("a", root).await.unwrap().unwrap();
    assert_eq!((page.card.post.notes, page.notes_held), (page.notes.len() as i64, page.notes.len() as u64));
    let query = format!("#root notes:{}", page.notes.len());
    let found = world.site.search_page(&query, &ListRequest::default()).await.unwrap();
    assert_eq!(found.list.cards.iter().map(|card| card.post.id).collect::<Vec<_>>(), [root], "{query}");
    let report = world.site.check_site(false, |_| {}).await.unwrap();
    assert_eq!(report.differences, [] as [&str; 0], "{}", world.label);
    page.notes.iter().map(|note| (note.actor.as_str().to_owned(), note.post)).collect()
}

async fn reblogs_come_and_go(world: &World) {
    let (a, b) = (world.blog("a").await, world.blog("b").await);
    let site = &world.site;
    let root = site.publish_post(NewPost { published: at(9), ..post(&a, "root", &["root"]) }).await.unwrap();
    let reblog = |hours, state| NewPost {
        reblog_of: Some(root.id),
        published: at(hours),
        state,
        ..post(&b, "more", &["tea"])
    };
    let first = site.publish_post(reblog(8, State::Published)).await.unwrap();
    let second = site.publish_post(reblog(7, State::Published)).await.unwrap();
    let third = site.publish_post(reblog(6, State::Draft)).await.unwrap();
    let note = |id| ("b".to_owned(), Some(id));
    assert_eq!(notes_of(world, root.id).await, [note(second.id), note(first.id)]);

    let to = |state| Edit { state: Some(state), ..Edit::default() };
    for hidden in [State::Draft, State::Queued, State::Private] {
        site.edit_post(first.id, to(hidden)).await.unwrap();
        assert_eq!(notes_of(world, root.id).await, [note(second.id)], "{hidden:?}");
        site.edit_post(first.id, to(State::Queued)).await.unwrap();
        assert_eq!(notes_of(world, root.id).await, [note(second.id)], "from one to another");
        site.edit_post(first.id, Edit { published: at(8), ..to(State::Published) }).await.unwrap();
        assert_eq!(notes_of(world, root.id).await, [note(second.id), note(first.id)]);
    }
    site.compact_tail().await.unwrap();

    // Moved in time and published in one edit; published again, which changes nothing; moved once it is a note.
    site.edit_post(third.id, Edit { published: at(5), ..to(State::Published) }).await.unwrap();
    site.edit_post(third.id, to(State::Published)).await.unwrap();
    site.edit_post(first.id, Edit { published: at(4), ..Edit::default() }).await.unwrap();
    assert_eq!(notes_of(world, root.id).await, [note(third.id), note(second.id), note(first.id)]);
    site.withhold_post(first.id, Some(Withheld::Author)).await.unwrap();
    assert_eq!(notes_of(world, root.id).await.len(), 3, "what is withheld was still said");

    site.delete_post(first.id).await.unwrap();
    assert_eq!(notes_of(world, root.id).await, [note(third.id), note(second.id)]);
    site.edit_post(second.id, to(State::Private)).await.unwrap();
    site.delete_post(second.id).await.unwrap();
    site.delete_post(third.id).await.unwrap();
    assert_eq!(notes_of(world, root.id).await, []);
}

#[test]
fn replies_of_one_moment_are_all_kept_and_the_same_words_once() {
    for world in worlds() {
        runtime().block_on(replies(&world));
    }
}

async fn replies(world: &World) {
    let (a, b) = (world.blog("a").await, world.blog("b").await);
    let site = &world.site;
    let root = site.publish_post(NewPost { published: at(9), ..post(&a, "root", &["tea"]) }).await.unwrap();
    // The clock stands still.
    for (blog, text) in [(&b, "one"), (&b, "two"), (&a, "one"), (&b, "three"), (&b, "two")] {
        site.reply_to_post(root.id, blog.clone(), text.into()).await.unwrap();
    }
    let page = site.post_page("a", root.id).await.unwrap().unwrap();
    let told: Vec<_> = page.notes.iter().map(|n| (n.actor.as_str(), &*n.text, n.at.0 - NOW.0)).collect();
    assert_eq!(told, [("b", "three", 2), ("b", "two", 1), ("b", "one", 0), ("a", "one", 0)]);
    assert_eq!((page.card.post.notes, page.notes_held), (4, 4), "{}", world.label);
    assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
}

#[test]
fn what_is_outside_the_rules_is_refused_and_nothing_is_kept() {
    for world in worlds() {
        runtime().block_on(refusals(&world));
    }
}

async fn refusals(world: &World) {
    let blog = world.blog("rules").await;
    let site = &world.site;
    let many: Vec<String> = (0..31).map(|n| format!("t{n}")).collect();
    let refused = site.publish_post(NewPost { tags: many, ..post(&blog, "x", &[]) }).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(refused.unwrap_err(), @"31 tags; a post takes at most 30");
    }
    let long = "ə".repeat(141);
    assert!(matches!(site.publish_post(post(&blog, "x", &[&long])).await, Err(Error::Invalid(_))));
    let nowhere = crate::common::name("nobody");
    assert!(matches!(site.publish_post(post(&nowhere, "x", &["t"])).await, Err(Error::NotFound(_))));
    let lost = NewPost { reblog_of: Some(model::PostId(42)), ..post(&blog, "x", &["t"]) };
    assert!(matches!(site.publish_post(lost).await, Err(Error::NotFound(_))));
    assert_eq!(world.latest("t").await, [] as [&str; 0]);
    for bad in ["#", "lang:", "(", "type:song", "\"two words"] {
        assert!(
            matches!(site.search_page(bad, &ListRequest::default()).await, Err(Error::Query { .. })),
            "{bad}"
        );
    }
}
