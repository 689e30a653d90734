//! Every list agrees exactly with a filter over the posts: 5,000 random expressions as text, in each order, paged to
//! the end, on every database.

use crate::common::corpus::{BLOGS, Corpus, LANGS, TAGS};
use crate::common::naive::{self, Ask, Order};
use crate::common::{World, on_each, post, query};
use fastrand::Rng;
use model::{Lang, PostId, PostType, Source};
use tagstead_tumblelog::view::{List, ListRequest, Sort, Summary};
use tagstead_tumblelog::{ListExtras, NewPost, Selection, Start, Window};

const EXPRESSIONS: usize = 5_000;
const ORDERS: [(Order, Sort, &str); 3] = [
    (Order::Latest, Sort::Latest, "latest"),
    (Order::Top, Sort::Top, "top"),
    (Order::Oldest, Sort::Oldest, "oldest"),
];

#[test]
fn random_expressions_agree_with_a_filter() {
    on_each(async |world| {
        let corpus = corpus(world).await;
        let mut rng = Rng::with_seed(7);
        let mut met = 0;
        for _ in 0..EXPRESSIONS {
            let mut ask = random_ask(&mut rng);
            // One order as a page shows it, with all that stands beside it, the others as programs read them.
            let shown = rng.usize(..ORDERS.len());
            for (at, order) in ORDERS.into_iter().enumerate() {
                ask.order = order.0;
                met += match at == shown {
                    true => agree(world, &corpus, &ask, order, &mut rng).await,
                    false => agree_for_programs(world, &corpus, &ask, order, &mut rng).await,
                };
            }
        }
        assert!(met > EXPRESSIONS * 20, "lists of {met} posts in all say little");
    });
}

/// Posts that were imported, folded into the index and waiting in its tail; notes, reasons and drafts among all.
async fn corpus(world: &World) -> Corpus {
    let mut corpus = Corpus::new(3);
    corpus.make_blogs(world).await;
    corpus.import(world, 90).await;
    corpus.import(world, 70).await;
    for _ in 0..60 {
        corpus.publish(world).await;
    }
    world.site.compact_tail().await.unwrap();
    for _ in 0..60 {
        corpus.publish(world).await;
    }
    for _ in 0..60 {
        corpus.like(world).await;
        corpus.withhold(world).await;
    }
    assert!(corpus.items.iter().any(|item| item.withheld.is_some()));
    corpus
}

fn random_ask(rng: &mut Rng) -> Ask {
    let tag = (rng.usize(..3) == 0).then(|| rng.usize(..TAGS.len()));
    let expr = (tag.is_none() || rng.bool()).then(|| query::random(rng));
    let some = |rng: &mut Rng| if rng.usize(..3) == 0 { rng.usize(1..=2) } else { 0 };
    let types = (0..some(rng)).map(|_| PostType::ALL[rng.usize(..8)]).collect();
    let langs = (0..some(rng)).filter_map(|_| LANGS[rng.usize(1..LANGS.len())]).collect();
    Ask { tag, expr, types, langs, order: Order::Latest }
}

/// Pages through the list; gives how many posts it has.
async fn agree(
    world: &World,
    corpus: &Corpus,
    ask: &Ask,
    (_, sort, name): (Order, Sort, &str),
    rng: &mut Rng,
) -> usize {
    let expected = naive::list(&corpus.items, ask);
    let limit = page_size(rng, expected.len());
    let mut request = ListRequest {
        sort,
        types: ask.types.clone(),
        langs: ask.langs.iter().map(|code| Lang::parse(code).unwrap()).collect(),
        limit: limit.min(50),
        ..ListRequest::default()
    };
    let mut text = ask.expr.as_ref().map(query::Expr::text).unwrap_or_default();
    if rng.usize(..4) == 0 {
        request.sort = Sort::Latest;
        text += &format!(" sort:{name}");
    }
    let mut found = Vec::new();
    loop {
        let (list, told) = page(world, ask, &text, &request, rng).await;
        assert_eq!(list.total, expected.len() as u64, "{} {ask:?} {text}", world.label);
        assert_eq!((list.most, list.stopped, told.most), (None, None, None), "{text}");
        if request.before.is_none() {
            same_summary(&told, &naive::summary(&corpus.items, ask), &text);
        }
        found.extend(list.cards.iter().map(|card| card.post.id));
        let full = list.cards.len() == request.limit;
        assert!(full || list.next.is_none(), "a page that is not full is the last: {text}");
        request.before = list.next;
        if request.before.is_none() {
            break;
        }
    }
    let expected: Vec<PostId> = expected.into_iter().map(PostId).collect();
    assert_eq!(found, expected, "{} {ask:?} {text} {name}", world.label);
    found.len()
}

/// Pages of any size, though few lists take more than two or three of them.
fn page_size(rng: &mut Rng, posts: usize) -> usize {
    let pages = if rng.usize(..12) == 0 { 12 } else { 1 };
    rng.usize(1..=50).max(posts / pages).min(50)
}

/// The same through the lists that programs ask for, where everything is said in one text.
async fn agree_for_programs(
    world: &World,
    corpus: &Corpus,
    ask: &Ask,
    (_, sort, name): (Order, Sort, &str),
    rng: &mut Rng,
) -> usize {
    let expected: Vec<PostId> = naive::list(&corpus.items, ask).into_iter().map(PostId).collect();
    let mut text = ask.expr.as_ref().map(|expr| format!("({})", expr.text())).unwrap_or_default();
    if !ask.langs.is_empty() {
        text += &format!(" lang:{}", ask.langs.join(","));
    }
    let selection = Selection {
        tags: ask.tag.iter().map(|tag| TAGS[*tag][rng.usize(..TAGS[*tag].len())].to_owned()).collect(),
        types: ask.types.clone(),
        query: text,
        ..Selection::default()
    };
    let mut window = Window {
        sort,
        from: None,
        until: None,
        start: Start::First,
        limit: page_size(rng, expected.len()),
        whole_seconds: false,
    };
    let mut found = Vec::new();
    loop {
        let beside = ListExtras { total: rng.usize(..4) == 0, ..ListExtras::default() };
        let page = world.site.list_posts(selection.clone(), window.clone(), beside).await;
        let page = page.unwrap_or_else(|e| panic!("{}: {e}", selection.query));
        assert!(page.total.is_none_or(|total| total == expected.len() as u64), "{}", selection.query);
        assert_eq!((page.most, page.stopped), (None, None), "{}", selection.query);
        found.extend(page.cards.iter().map(|card| card.post.id));
        match page.next {
            Some(next) => window.start = Start::Cursor(next),
            None => break,
        }
    }
    assert_eq!(found, expected, "{} {ask:?} {} {name}", world.label, selection.query);
    found.len()
}

async fn page(world: &World, ask: &Ask, text: &str, request: &ListRequest, rng: &mut Rng) -> (List, Summary) {
    let Some(tag) = ask.tag else {
        let page = world.site.search_page(text, request).await.unwrap_or_else(|e| panic!("{text}: {e}"));
        return (page.list, page.summary);
    };
    let spelling = TAGS[tag][rng.usize(..TAGS[tag].len())];
    let request = ListRequest { query: text.to_owned(), ..request.clone() };
    let page = world.site.tag_page(spelling, &request).await.unwrap_or_else(|e| panic!("{text}: {e}"));
    (page.list, page.summary)
}

fn same_summary(found: &Summary, expected: &naive::Summary, text: &str) {
    let read = naive::Summary {
        total: found.total,
        reach: found.reach.map(|(first, last)| (first.0, last.0)),
        months: found
            .months
            .iter()
            .map(|(month, count)| ((i64::from(month.year), i64::from(month.month)), *count))
            .collect(),
        types: found.types.iter().copied().collect(),
        langs: found.langs.iter().map(|(lang, n)| (lang.map(|l| l.code().to_owned()), *n)).collect(),
        robots: found.robots,
        withheld: found.withheld.iter().copied().collect(),
    };
    assert_eq!(read, *expected, "{text}");
    assert!(found.types.is_sorted_by(|a, b| a.1 >= b.1) && found.langs.is_sorted_by(|a, b| a.1 >= b.1));
}

#[test]
fn a_blogs_page_holds_what_the_blog_did() {
    on_each(async |world| {
        let corpus = corpus(world).await;
        for (blog, (name, _)) in BLOGS.iter().enumerate() {
            let mut own: Vec<_> = corpus.items.iter().filter(|item| item.blog == blog).collect();
            own.retain(|item| item.published && item.withheld.is_none());
            own.sort_by_key(|item| std::cmp::Reverse((item.time, item.id)));
            let mut request = ListRequest { limit: 23, ..ListRequest::default() };
            let mut found = Vec::new();
            loop {
                let page = world.site.blog_page(name, None, &request).await.unwrap().unwrap();
                found.extend(page.list.cards.iter().map(|card| card.post.id.0));
                request.before = page.list.next;
                if request.before.is_none() {
                    break;
                }
            }
            assert_eq!(found, own.iter().map(|item| item.id).collect::<Vec<_>>(), "{name}");
        }
    });
}

#[test]
fn the_models_calendar_is_right() {
    for (year, month, day) in
        [(1970, 1, 1), (2000, 2, 29), (2024, 2, 29), (2024, 3, 1), (2025, 12, 31), (2026, 11, 22)]
    {
        assert_eq!(naive::date(naive::start(year, month, day)), (year, month, day));
        let before = naive::start(year, month, day) - 1;
        assert!(year == 1970 || naive::date(before) < (year, month, day));
    }
}

#[test]
fn a_source_is_found_by_its_host_in_its_own_script() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        for url in ["https://www.Пример.рф/a", "https://www.www.example/", "https://faß.example/b"] {
            let url = npf::url::safe(url).unwrap();
            let source = Some(Source { url, title: String::new() });
            world.site.publish_post(NewPost { source, ..post(&blog, "taken", &["road"]) }).await.unwrap();
        }
        for (query, found) in [
            ("source:пример.рф", 1),
            ("source:WWW.ПРИМЕР.РФ", 1),
            ("source:xn--e1afmkfd.xn--p1ai", 1),
            ("source:faß.example", 1),
            ("source:fass.example", 0),
            ("source:www.www.example", 1),
            ("-source:пример.рф,faß.example", 1),
        ] {
            let page = world.site.search_page(query, &ListRequest::default()).await.unwrap();
            assert_eq!(page.list.total, found, "{query}");
        }
    });
}
