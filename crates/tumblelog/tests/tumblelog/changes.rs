//! Whatever happens to posts, in whatever order, lists stay what a filter over the posts says, and a check finds
//! nothing: random sequences of publishing, importing and changing, with folds in between.

use crate::common::corpus::{BLOGS, Corpus, TAGS, WORDS};
use crate::common::naive::{self, Ask, Order};
use crate::common::{World, on_each};
use model::{PostId, PostType, State, Time};
use tagstead_tumblelog::Edit;
use tagstead_tumblelog::view::{ListRequest, TagCount};

const SEQUENCES: u64 = 6;
const STEPS: usize = 60;

#[test]
fn random_changes_leave_every_list_exact() {
    on_each(async |world| {
        let mut corpus = Corpus::new(11);
        corpus.make_blogs(world).await;
        for sequence in 0..SEQUENCES {
            corpus.rng.seed(100 + sequence);
            for step in 0..STEPS {
                change(world, &mut corpus).await;
                if step % 6 == 5 {
                    look(world, &mut corpus).await;
                }
            }
            let report = world.site.check_site(false, |_| {}).await.unwrap();
            assert_eq!(report.differences, [] as [&str; 0], "{} sequence {sequence}", world.label);
            assert_eq!(report.posts, corpus.items.len() as u64);
        }
    });
}

async fn change(world: &World, corpus: &mut Corpus) {
    match corpus.rng.usize(..20) {
        0..5 => corpus.publish(world).await,
        5 | 6 => backdate(world, corpus).await,
        7 | 8 => retag(world, corpus).await,
        9 | 10 => rewrite(world, corpus).await,
        11 => change_state(world, corpus).await,
        12..15 => corpus.like(world).await,
        15 => unlike(world, corpus).await,
        16 => corpus.withhold(world).await,
        17 => delete(world, corpus).await,
        18 => {
            let count = corpus.rng.usize(1..12);
            corpus.import(world, count).await;
        }
        _ => world.site.compact_tail().await.unwrap(),
    }
}

async fn edit(world: &World, corpus: &Corpus, at: usize, edit: Edit) {
    world.site.edit_post(PostId(corpus.items[at].id), edit).await.unwrap();
}

async fn backdate(world: &World, corpus: &mut Corpus) {
    let Some(at) = corpus.any(|_| true) else { return };
    let time = corpus.time();
    edit(world, corpus, at, Edit { published: Some(Time(time)), ..Edit::default() }).await;
    (corpus.items[at].time, corpus.items[at].dated) = (time, true);
}

async fn retag(world: &World, corpus: &mut Corpus) {
    let Some(at) = corpus.any(|_| true) else { return };
    let (tags, names) = corpus.tags();
    edit(world, corpus, at, Edit { tags: Some(names), ..Edit::default() }).await;
    corpus.items[at].tags = tags;
}

/// New words, now and then with new tags and another time in the same edit. The language is found anew.
async fn rewrite(world: &World, corpus: &mut Corpus) {
    let Some(at) = corpus.any(|_| true) else { return };
    let (own, document) = corpus.piece();
    let mut change = Edit { content: Some(document), ..Edit::default() };
    if corpus.rng.bool() {
        let (tags, names) = corpus.tags();
        let time = corpus.time();
        (change.tags, change.published) = (Some(names), Some(Time(time)));
        (corpus.items[at].tags, corpus.items[at].time, corpus.items[at].dated) = (tags, time, true);
    }
    let post = world.site.edit_post(PostId(corpus.items[at].id), change).await.unwrap();
    corpus.items[at].own = own;
    corpus.items[at].lang = post.lang.map(|lang| lang.code().to_owned().leak() as &str);
}

/// Out of sight and back. A reblog takes its note along.
async fn change_state(world: &World, corpus: &mut Corpus) {
    let Some(at) = corpus.any(|_| true) else { return };
    let hidden = [State::Private, State::Draft, State::Queued][corpus.rng.usize(..3)];
    let state = if corpus.items[at].published { hidden } else { State::Published };
    edit(world, corpus, at, Edit { state: Some(state), ..Edit::default() }).await;
    let item = &mut corpus.items[at];
    match state {
        // What was taken back is published now, unless its author chose another time.
        State::Published if !item.dated => item.time = crate::common::NOW.0,
        State::Draft | State::Queued => item.dated = false,
        _ => item.dated = true,
    }
    item.published = state == State::Published;
    corpus.note(at, state == State::Published);
}

async fn unlike(world: &World, corpus: &mut Corpus) {
    let Some((root, blog)) = corpus.likes.iter().min().copied() else { return };
    corpus.likes.remove(&(root, blog));
    world.site.unlike_post(PostId(root), crate::common::name(BLOGS[blog].0)).await.unwrap();
    if let Some(item) = corpus.items.iter_mut().find(|item| item.id == root) {
        item.notes -= 1;
    }
}

/// Of what is no root of a reblog: what becomes of those is another test.
async fn delete(world: &World, corpus: &mut Corpus) {
    let roots: Vec<i64> = corpus.items.iter().filter_map(|item| item.root).collect();
    let Some(at) = corpus.any(|item| !roots.contains(&item.id)) else { return };
    corpus.note(at, false);
    let item = corpus.items.swap_remove(at);
    corpus.likes.retain(|(root, _)| *root != item.id);
    world.site.delete_post(PostId(item.id)).await.unwrap();
}

/// One tag in one order, one word, and one type, whole.
async fn look(world: &World, corpus: &mut Corpus) {
    let tag = corpus.rng.usize(..TAGS.len());
    let word = corpus.rng.usize(..WORDS.len());
    let kind = PostType::ALL[corpus.rng.usize(..8)];
    let all = Ask { tag: None, expr: None, types: vec![], langs: vec![], order: Order::Latest };
    let by_word =
        crate::common::query::Expr::Term(crate::common::query::Term::Word(word, WORDS[word].into()));
    for (ask, query) in [
        (Ask { tag: Some(tag), order: Order::Top, ..all.clone() }, format!("#\"{}\" sort:top", TAGS[tag][0])),
        (
            Ask { expr: Some(by_word), order: Order::Oldest, ..all.clone() },
            format!("{} sort:oldest", WORDS[word]),
        ),
        (Ask { types: vec![kind], ..all.clone() }, String::new()),
    ] {
        let mut request = ListRequest { limit: 50, types: ask.types.clone(), ..ListRequest::default() };
        let (mut found, mut total) = (Vec::new(), 0);
        loop {
            let page = world.site.search_page(&query, &request).await.unwrap();
            total = total.max(page.list.total);
            related_counts(corpus, &page.summary.related, &query);
            found.extend(page.list.cards.iter().map(|card| card.post.id.0));
            request.before = page.list.next;
            if request.before.is_none() {
                break;
            }
        }
        assert_eq!(found, naive::list(&corpus.items, &ask), "{} {query}", world.label);
        assert_eq!(total, found.len() as u64);
    }
}

/// A related tag's count is that of the whole tag, exact, however old the list it was found for is.
fn related_counts(corpus: &Corpus, related: &[TagCount], query: &str) {
    for tag in related {
        let number = TAGS.iter().position(|spellings| {
            spellings.iter().any(|spelling| spelling.trim_start_matches('#') == tag.name)
        });
        let has = |item: &&naive::Item| number.is_some_and(|number| item.tags.contains(&number));
        let standing = |item: &&naive::Item| item.shown() == naive::Shown::Standing;
        let count = corpus.items.iter().filter(has).filter(standing).count();
        assert_eq!(tag.posts, count as u64, "{} beside {query}", tag.name);
    }
}

#[test]
fn a_note_on_what_is_gone_is_kept_and_harms_nothing() {
    on_each(async |world| {
        let (a, b) = (world.blog("a").await, world.blog("b").await);
        let site = &world.site;
        let root = site.publish_post(crate::common::post(&a, "root", &["tea"])).await.unwrap();
        let more = tagstead_tumblelog::NewPost {
            reblog_of: Some(root.id),
            ..crate::common::post(&b, "more", &["tea"])
        };
        let more = site.publish_post(more).await.unwrap();
        site.delete_post(root.id).await.unwrap();
        site.like_post(more.id, a.clone()).await.unwrap();
        let again = tagstead_tumblelog::NewPost {
            reblog_of: Some(more.id),
            ..crate::common::post(&a, "again", &["tea"])
        };
        let again = site.publish_post(again).await.unwrap();
        site.unlike_post(again.id, a).await.unwrap();
        assert_eq!(world.latest("tea").await, ["again", "more"]);
        let page = site.post_page("b", more.id).await.unwrap().unwrap();
        assert_eq!(page.notes_held, 2, "both reblogs; the like was taken back");
        assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
    });
}

#[test]
fn what_an_edit_may_not_do_is_refused_and_nothing_changes() {
    on_each(async |world| {
        let blog = world.blog("rules").await;
        let site = &world.site;
        let post = site.publish_post(crate::common::post(&blog, "as it was", &["tea"])).await.unwrap();
        let many = (0..31).map(|n| format!("t{n}")).collect();
        for bad in [
            Edit { tags: Some(many), ..Edit::default() },
            Edit { tags: Some(vec!["ə".repeat(141)]), ..Edit::default() },
            Edit { published: Some(Time(i64::MAX)), tags: Some(vec![]), ..Edit::default() },
            Edit { published: Some(Time(i64::MIN)), ..Edit::default() },
        ] {
            let refused = site.edit_post(post.id, bad).await;
            assert!(matches!(refused, Err(tagstead_tumblelog::Error::Invalid(_))), "{refused:?}");
        }
        let late = tagstead_tumblelog::NewPost {
            published: Some(Time(i64::MAX)),
            ..crate::common::post(&blog, "x", &[])
        };
        let refused = site.publish_post(late).await;
        assert!(matches!(refused, Err(tagstead_tumblelog::Error::Invalid(_))), "{refused:?}");
        assert_eq!(world.latest("tea").await, ["as it was"]);
        assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
    });
}
