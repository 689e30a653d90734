//! Whatever happens to a site, every list agrees with a plain filter over its posts.

use crate::support::{Post, Site};
use index::{Class, Expr, Facet, NotesClass, Query, Sort};
use model::{Lang, PostType, TagId, Time};
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Publish(u64, u64),
    Bulk(Vec<(u64, u64)>),
    Retag(usize, u64),
    Note(usize, i64),
    Class(usize, usize),
    Move(usize, u64),
    Delete(usize),
    Fold,
    Look(Expr),
}

/// Few moments, so that many posts tie; the last millisecond of a month and the first of the next among them.
fn moment(seed: u64) -> i64 {
    let month = Time::parse("2024-02-01").unwrap().0.month();
    let start = [month, month.next(), month.next().next()][(seed % 3) as usize].start().0;
    start + [0, 0, 1, 2, 3, 5, 8, 86_400_000, -1][(seed / 3 % 9) as usize]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (any::<u64>(), any::<u64>()).prop_map(|(time, seed)| Step::Publish(time, seed)),
        1 => prop::collection::vec(any::<(u64, u64)>(), 1..40).prop_map(Step::Bulk),
        2 => (any::<usize>(), any::<u64>()).prop_map(|(at, seed)| Step::Retag(at, seed)),
        2 => (any::<usize>(), 0_i64..60).prop_map(|(at, notes)| Step::Note(at, notes)),
        1 => (any::<usize>(), 0_usize..4).prop_map(|(at, class)| Step::Class(at, class)),
        1 => (any::<usize>(), any::<u64>()).prop_map(|(at, time)| Step::Move(at, time)),
        2 => any::<usize>().prop_map(Step::Delete),
        2 => Just(Step::Fold),
        2 => expr().prop_map(Step::Look),
    ]
}

fn facet() -> impl Strategy<Value = Facet> {
    prop_oneof![
        4 => (1_i64..9).prop_map(|tag| Facet::Tag(TagId(tag))),
        1 => prop::sample::select(PostType::ALL).prop_map(Facet::Type),
        1 => Just(Facet::Lang(Lang::parse("az").ok())),
        1 => Just(Facet::Lang(None)),
        1 => Just(Facet::Robot),
        1 => Just(Facet::All),
        1 => (0_i64..30).prop_map(|notes| Facet::Notes(NotesClass::of(notes))),
    ]
}

fn expr() -> impl Strategy<Value = Expr> {
    let time = (any::<u64>(), any::<u64>())
        .prop_map(|(a, b)| Expr::Time { from: moment(a).min(moment(b)), until: moment(a).max(moment(b)) });
    let leaf = prop_oneof![
        8 => facet().prop_map(Expr::Facet),
        2 => time,
        1 => Just(Expr::All),
        1 => Just(Expr::None),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::And),
            2 => prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::Or),
            1 => inner.prop_map(|part| Expr::Not(Box::new(part))),
        ]
    })
}

fn pick(site: &Site, at: usize) -> Option<i64> {
    let count = site.posts.len();
    site.posts.keys().nth(if count == 0 { 0 } else { at % count }).copied()
}

fn take(site: &mut Site, step: Step, next: &mut i64) {
    let mut fresh = |(time, seed): (u64, u64)| {
        *next += 1;
        Post::from_seed(*next * 7 % 1009, moment(time), seed)
    };
    match step {
        Step::Publish(time, seed) => site.publish(fresh((time, seed))),
        Step::Bulk(seeds) => {
            let posts = seeds.into_iter().map(fresh).collect();
            site.bulk(posts);
        }
        Step::Fold => site.fold(),
        Step::Look(expr) => agree(site, &Query::standing(expr)),
        Step::Retag(at, seed) => change(site, at, |post| post.tags = Post::from_seed(0, 0, seed).tags),
        Step::Note(at, notes) => change(site, at, |post| post.notes = notes),
        Step::Class(at, class) => change(site, at, |post| post.class = Class::ALL[class]),
        Step::Move(at, time) => change(site, at, |post| post.key.time = moment(time)),
        Step::Delete(at) => {
            if let Some(id) = pick(site, at) {
                site.delete(id);
            }
        }
    }
}

/// A note or a retag reaches the post's own row too, as it does in a database.
fn change(site: &mut Site, at: usize, change: impl FnOnce(&mut Post)) {
    if let Some(id) = pick(site, at) {
        site.edit(id, change);
    }
}

fn agree(site: &mut Site, query: &Query) {
    for (order, limit) in [(Sort::Latest, 3), (Sort::Oldest, 4), (Sort::Top, 3), (Sort::Latest, 100)] {
        let expected = site.expected_order(query, order);
        assert_eq!(site.paged(query, order, limit), expected, "{order:?} by {limit}: {query:?}");
    }
    let count = index::count_hits(&mut site.storage, &site.cache, query).unwrap();
    assert_eq!(count, site.expected_order(query, Sort::Latest).len() as u64, "{query:?}");
    let estimate = index::estimate(&mut site.storage, &site.cache, query).unwrap();
    assert!(estimate.posts >= count, "{estimate:?} of {count}: {query:?}");
    for _ in 0..2 {
        let summary = index::read_summary(&mut site.storage, &site.cache, query).unwrap();
        assert_eq!(summary, site.expected_summary(query), "{query:?}");
    }
    let related = index::related_tags(&mut site.storage, &site.cache, query, 5, 4, &[]).unwrap();
    assert_eq!(related, site.expected_related(query, 5, 4), "{query:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_list_agrees_with_a_plain_filter(
        capacity in 4_u16..24,
        steps in prop::collection::vec(step(), 1..70),
        queries in prop::collection::vec((expr(), prop::sample::subsequence(Class::ALL.to_vec(), 0..=4)), 4),
    ) {
        let mut site = Site::new(capacity);
        let mut next = 0;
        for step in steps {
            take(&mut site, step, &mut next);
        }
        prop_assert_eq!(site.differences(), vec![]);
        for (expr, scope) in queries {
            agree(&mut site, &Query { expr, scope });
        }
        agree(&mut site, &Query::standing(Expr::All));
    }
}
