//! Phrases and odd bounds of notes: what they find, and what is said where more posts are doubtful than are looked at.

use crate::common::{World, first_text, on_each, post, posts_of};
use model::{PostId, Time};
use npf::{Block, Document};
use std::time::{Duration, Instant};
use tagstead_tumblelog::view::{ListRequest, SearchPage, Sort};
use tagstead_tumblelog::{Error, ListExtras, NewPost, PAGE_CHECKS, Selection, Start, Window};

async fn search(world: &World, query: &str) -> SearchPage {
    let request = ListRequest { limit: 50, ..ListRequest::default() };
    world.site.search_page(query, &request).await.unwrap_or_else(|e| panic!("{query}: {e}"))
}

async fn texts(world: &World, query: &str) -> Vec<String> {
    let page = search(world, query).await;
    assert_eq!(page.list.total as usize, page.list.cards.len(), "{query}");
    assert_eq!((page.list.most, page.summary.most, page.list.stopped), (None, None, None), "{query}");
    let mut texts: Vec<String> = page.list.cards.iter().map(first_text).collect();
    texts.sort();
    texts
}

#[test]
fn a_phrase_stands_within_one_text_in_its_order() {
    on_each(async |world| {
        let blog = world.blog("walks").await;
        let two = Document::new(vec![Block::text("mineral"), Block::text("spring")]);
        let alt = Document::new(vec![
            Block::text("Bir şəkil"),
            Block::image("https://64.media.example/a.jpg", Some("A mineral spring".into())),
        ]);
        for document in [two, alt] {
            world.site.publish_post(NewPost::new(blog.clone(), document)).await.unwrap();
        }
        for text in
            ["The mineral, spring!", "spring mineral", "minerals spring", "東京都の水", "l’eau vive", "a a b"]
        {
            world.site.publish_post(post(&blog, text, &["water"])).await.unwrap();
        }
        let mineral = ["Bir şəkil", "The mineral, spring!"];
        assert_eq!(texts(world, "\"Mineral Spring\"").await, mineral);
        assert_eq!(texts(world, "mineral-spring").await, mineral, "one text of two words is a phrase");
        assert_eq!(texts(world, "#water \"mineral spring\"").await, mineral[1..]);
        let others = ["mineral", "spring mineral"];
        assert_eq!(texts(world, "mineral spring -\"mineral spring\"").await, others);
        assert_eq!(texts(world, "mineral spring (-\"mineral spring\" OR has:image)").await.len(), 3);
        assert_eq!(texts(world, "\"京都の水\"").await, ["東京都の水"]);
        assert_eq!(texts(world, "l'eau").await, ["l’eau vive"]);
        assert_eq!(texts(world, "\"a a\"").await, ["a a b"]);
        assert_eq!(texts(world, "\"a b a\"").await, [] as [&str; 0]);
        for (query, count) in [("notes:17..20", 0), ("notes:<17", 8), ("-notes:1..100", 8)] {
            assert_eq!(texts(world, query).await.len(), count, "{query}");
        }
    });
}

const POSTS: u64 = 2_600;
/// One post in so many says the words in this order.
const RARE: u64 = 401;

fn line(n: u64) -> String {
    let text = if n.is_multiple_of(RARE) { "warm spring" } else { "spring warm" };
    format!(
        "{{\"type\":\"text\",\"blog_name\":\"walks\",\"id\":{n},\"timestamp\":{},\"tags\":[\"water\"],\
         \"body\":\"<p>{text} {n}</p>\",\"note_count\":{}}}\n",
        1_600_000_000 + n * 4_000,
        n % 64
    )
}

/// Many posts have both words, few the phrase.
async fn common_words(world: &World) -> Vec<PostId> {
    let lines: String = (1..=POSTS).map(line).collect();
    for batch in posts_of(&lines).chunks(1_300) {
        world.site.import_batch(batch.to_vec()).await.unwrap();
    }
    (1..=POSTS).filter(|n| n.is_multiple_of(RARE)).map(|n| PostId(n.cast_signed())).collect()
}

#[test]
fn a_rare_phrase_of_common_words_is_read_in_bounded_steps() {
    on_each(async |world| {
        let mut expected = common_words(world).await;
        for (sort, name) in [(Sort::Latest, "latest"), (Sort::Oldest, "oldest"), (Sort::Top, "top")] {
            let by_notes = |id: &PostId| (id.0 % 64, id.0);
            match sort {
                Sort::Latest => expected.sort_by_key(|id| std::cmp::Reverse(id.0)),
                Sort::Oldest => expected.sort(),
                Sort::Top => expected.sort_by_key(|id| std::cmp::Reverse(by_notes(id))),
            }
            let mut request = ListRequest { limit: 4, sort, ..ListRequest::default() };
            let (mut found, mut steps, mut stops) = (Vec::new(), 0, 0);
            loop {
                let page = world.site.search_page("\"warm spring\"", &request).await.unwrap();
                let (list, told) = (page.list, page.summary);
                let most = list.most.expect("more are doubtful than are looked at");
                assert!(list.total <= expected.len() as u64 && expected.len() as u64 <= most, "{name}");
                assert_eq!((told.total, told.most), (list.total, list.most));
                assert!(told.months.iter().map(|(_, count)| count).sum::<u64>() >= expected.len() as u64);
                assert!(list.stopped.is_none_or(|read| read <= PAGE_CHECKS * 2), "{:?}", list.stopped);
                assert!(list.cards.len() == 4 || list.stopped.is_some() || list.next.is_none());
                assert!(list.stopped.is_none() || list.next.is_some(), "a page that stops leads on");
                found.extend(list.cards.iter().map(|card| card.post.id));
                (steps, stops) = (steps + 1, stops + usize::from(list.stopped.is_some()));
                request.before = list.next;
                if request.before.is_none() {
                    break;
                }
            }
            assert_eq!(found, expected, "{} {name}", world.label);
            assert!(steps <= 6 && stops >= 1, "{steps} steps, {stops} stops");
        }
        // Few doubtful posts are all looked at, however common the words are.
        let page = search(world, "\"warm spring\" during:2020-10").await;
        assert_eq!((page.list.most, page.summary.most), (None, None));
        let most = POSTS - expected.len() as u64;
        let without = search(world, "#water -\"warm spring\"").await;
        assert!(without.list.total <= most && without.list.most.is_some_and(|bound| bound >= most));
        assert_eq!(without.list.cards.len(), 50);
    });
}

#[test]
fn programs_are_told_the_same() {
    on_each(async |world| {
        let expected = common_words(world).await;
        let selection = Selection { query: "\"warm spring\"".into(), ..Selection::default() };
        let mut window = Window {
            sort: Sort::Latest,
            from: None,
            until: Some(Time(1_605_000_000_000)),
            start: Start::First,
            limit: 50,
            whole_seconds: false,
        };
        let beside = ListExtras { total: true, ..ListExtras::default() };
        let mut found = Vec::new();
        loop {
            let page =
                world.site.list_posts(selection.clone(), window.clone(), beside.clone()).await.unwrap();
            assert!(page.total.is_some() && page.most.is_some());
            found.extend(page.cards.iter().map(|card| card.post.id));
            match page.next {
                Some(next) => window.start = Start::Cursor(next),
                None => break,
            }
        }
        let earlier = expected.iter().rev().filter(|id| 1_600_000_000 + id.0 * 4_000 < 1_605_000_000);
        assert_eq!(found, earlier.copied().collect::<Vec<_>>());
        window.start = Start::Offset(3);
        let refused = world.site.list_posts(selection, window, beside).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    });
}

#[test]
fn hostile_queries_take_bounded_time() {
    on_each(async |world| {
        let blog = world.blog("walks").await;
        for n in 0..300 {
            let text = format!("a b c d e f g {n} {}", "a c b ".repeat(40));
            world.site.publish_post(post(&blog, &text, &["water"])).await.unwrap();
        }
        let nested = |inner: &str| format!("{}{inner}{}", "-(".repeat(60), ")".repeat(60));
        let phrases = vec!["\"a b\""; 222].join(" OR ");
        let odd: Vec<String> = (0..95).map(|n| format!("-\"b {n} a\" notes:17..{}", 17 + n)).collect();
        for query in [
            nested("\"a b\" OR \"c d\""),
            nested(&nested("x").replace("-(", "").replace(')', "")),
            phrases,
            odd.join(" ").chars().take(1_980).collect::<String>().trim_end_matches(['"', ' ']).to_owned(),
            format!("\"{}\"", "a ".repeat(990)),
            format!("{}a", "-".repeat(1_990)),
            "(".repeat(2_000),
            "\"a b\" ".repeat(333),
            "#a OR ".repeat(333) + "#a",
        ] {
            let begun = Instant::now();
            let asked =
                world.site.search_page(&query, &ListRequest { limit: 50, ..ListRequest::default() }).await;
            assert!(
                matches!(&asked, Ok(_) | Err(Error::Query { .. })),
                "{}: {:?}",
                query.get(..60).unwrap_or(&query),
                asked.err()
            );
            // Some hundred times what it takes, for machines with other work.
            assert!(begun.elapsed() < Duration::from_secs(60), "{}", query.get(..60).unwrap_or(&query));
        }
        assert_eq!(search(world, &vec!["\"a b\""; 222].join(" OR ")).await.list.total, 300);
    });
}
