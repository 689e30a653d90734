//! Lists long enough for the ways that only long lists take, and damage.

use crate::support::{Post, Site};
use index::{Bitmap, BlockAt, Class, Difference, Expr, Facet, Query, Sort, Storage, expr::MAX_DEPTH};
use model::{Lang, PostType, TagId, Time};

/// Well-mixed numbers that are the same on every run.
fn mix(number: u64) -> u64 {
    let mut x = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Six months of posts in six imports that overlap, then some published one by one.
fn site(posts: i64, capacity: u16) -> Site {
    let start = Time::parse("2023-11-20").unwrap().0.0;
    let post = |id: i64| {
        let seed = mix(id.unsigned_abs());
        let mut post = Post::from_seed(id, start + (mix(seed) % 15_000_000_000) as i64, seed);
        // Most posts have few notes, so that some classes are dense.
        post.notes = if seed.is_multiple_of(3) { post.notes } else { (seed % 2) as i64 };
        post
    };
    let mut site = Site::new(capacity);
    for part in 0..6 {
        site.bulk((part * posts / 6..(part + 1) * posts / 6).map(post).collect());
    }
    (posts..posts + 150).for_each(|id| site.publish(post(id)));
    site
}

fn tag(number: i64) -> Expr {
    Expr::Facet(Facet::Tag(TagId(number)))
}

#[test]
fn long_lists_page_to_their_end_in_every_order() {
    let mut site = site(6_000, 300);
    assert_eq!(site.differences(), vec![]);
    let photo = Expr::Facet(Facet::Type(PostType::Photo));
    let az = Expr::Facet(Facet::Lang(Lang::parse("az").ok()));
    // More facets than any post has, as a dashboard of many follows; most are nobody's.
    let many = Expr::Or((5..3_000).map(tag).collect());
    let queries = [
        Query::standing(many.clone()),
        Query::standing(Expr::Not(Box::new(many))),
        Query::standing(Expr::All),
        Query::standing(tag(1)),
        Query::standing(Expr::And(vec![tag(5), tag(6), photo.clone(), az])),
        Query { expr: Expr::Not(Box::new(Expr::Or(vec![tag(1), photo]))), scope: Class::ALL.to_vec() },
    ];
    for query in &queries {
        for order in [Sort::Latest, Sort::Oldest, Sort::Top] {
            assert_eq!(
                site.paged(query, order, 71),
                site.expected_order(query, order),
                "{order:?} {query:?}"
            );
        }
        let summary = index::read_summary(&mut site.storage, &site.cache, query).unwrap();
        assert_eq!(summary, site.expected_summary(query));
        assert_eq!(index::count_hits(&mut site.storage, &site.cache, query).unwrap(), summary.total);
        let related = index::related_tags(&mut site.storage, &site.cache, query, 500, 4, &[]).unwrap();
        assert_eq!(related, site.expected_related(query, 500, 4));
    }
}

#[test]
fn folding_changes_no_list() {
    let mut site = site(900, 100);
    let query = Query::standing(Expr::Or(vec![tag(1), tag(2)]));
    let before: Vec<Vec<i64>> =
        [Sort::Latest, Sort::Oldest, Sort::Top].map(|order| site.paged(&query, order, 50)).to_vec();
    site.fold();
    assert!(site.storage.tail().unwrap().is_empty());
    assert_eq!(site.differences(), vec![]);
    let after: Vec<Vec<i64>> =
        [Sort::Latest, Sort::Oldest, Sort::Top].map(|order| site.paged(&query, order, 50)).to_vec();
    assert_eq!(before, after);
}

#[test]
fn damage_is_found_and_repaired_and_breaks_no_page() {
    let mut site = site(900, 1000);
    let bucket = site.storage.buckets().unwrap()[0];
    let facet = Facet::Tag(TagId(1)).id(Class::Standing);
    let sound = site.storage.blocks(&BlockAt::every_pair(&[facet], &[bucket.id])).unwrap().remove(0).bitmap;
    let gone = sound.to_vec()[3];
    let mut damaged: Bitmap = sound;
    damaged.remove(gone);
    damaged.insert(999);
    site.storage.damage_block(facet, bucket.id, &damaged);
    site.storage.bump_versions(&[bucket.id]).unwrap();

    let ids = site.paged(&Query::standing(tag(1)), Sort::Oldest, 5);
    assert_eq!(ids.len(), site.expected_order(&Query::standing(tag(1)), Sort::Oldest).len() - 1);
    assert_eq!(site.differences(), vec![Difference::Block { facet, missing: 1, extra: 1 }]);
    let expected = site.expected_bucket(bucket.id);
    let found = site.index.repair_bucket(&mut site.storage, bucket.id, expected).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(site.differences(), vec![]);
    let query = Query::standing(tag(1));
    assert_eq!(site.paged(&query, Sort::Top, 40), site.expected_order(&query, Sort::Top));
}

#[test]
fn what_no_caller_should_pass_is_refused() {
    let mut site = site(60, 100);
    let mut deep = Expr::All;
    for _ in 0..=MAX_DEPTH {
        deep = Expr::Not(Box::new(deep));
    }
    assert!(index::count_hits(&mut site.storage, &site.cache, &Query::standing(deep)).is_err());
    let key = index::Key { time: i64::MAX, id: 1 };
    assert!(site.index.insert(&mut site.storage, key, &[]).is_err());
    let post = (index::Key { time: 0, id: 1 }, vec![]);
    assert!(site.index.insert_bulk(&mut site.storage, &[post.clone(), post]).is_err());
    for time in [Time::EARLIEST.0, Time::LATEST.0] {
        site.publish(Post::from_seed(7_000 + i64::from(time > 0), time, 1));
    }
    let query = Query { expr: Expr::All, scope: Class::ALL.to_vec() };
    assert_eq!(site.paged(&query, Sort::Latest, 9), site.expected_order(&query, Sort::Latest));
}

#[test]
fn a_cache_serves_older_snapshots_and_newer_ones_alike() {
    let mut site = site(900, 100);
    let query = Query::standing(tag(1));
    let lists = |site: &mut Site| {
        let ids = [Sort::Latest, Sort::Top].map(|order| site.paged(&query, order, 64));
        (ids, index::read_summary(&mut site.storage, &site.cache, &query).unwrap())
    };
    let (older, before) = (site.storage.clone(), lists(&mut site));
    let newest: Vec<i64> = site.posts.keys().rev().step_by(3).take(60).copied().collect();
    for id in newest {
        site.edit(id, |post| post.tags = vec![TagId(2)]);
        site.edit(id / 2, |post| (post.notes, post.class) = (77, Class::Withheld));
    }
    site.fold();
    let (newer, after) = (site.storage.clone(), lists(&mut site));
    assert_ne!(before, after);
    for _ in 0..2 {
        site.storage = older.clone();
        let latest = ids(&mut site, &query, Sort::Latest);
        assert_eq!(latest, before.0[0]);
        assert!(ids(&mut site, &query, Sort::Oldest).into_iter().rev().eq(latest));
        assert_eq!(index::read_summary(&mut site.storage, &site.cache, &query).unwrap(), before.1);
        site.storage = newer.clone();
        assert_eq!(lists(&mut site), after);
    }
}

fn ids(site: &mut Site, query: &Query, order: Sort) -> Vec<i64> {
    let page = index::read_page(&mut site.storage, &site.cache, query, order, None, 5_000).unwrap();
    page.hits.iter().map(|hit| hit.key.id).collect()
}

#[test]
fn a_bucket_of_the_real_size_fills_grows_and_splits() {
    let start = Time::parse("2024-05-01").unwrap().0.0;
    let post = |id: i64| Post::from_seed(id, start + id * 100_000 % 2_600_000_000, mix(id.unsigned_abs()));
    let mut site = Site::new(index::BUCKET_CAPACITY);
    let slots =
        |site: &mut Site| site.storage.buckets().unwrap().iter().map(|row| row.next_slot).collect::<Vec<_>>();
    site.bulk((0..13_990).map(post).collect());
    assert_eq!(slots(&mut site), [13_990]);
    // Later than all others: a bucket of its own, once the first has only its reserve left.
    (0..12).for_each(|id| site.publish(Post::from_seed(20_000 + id, start + 2_650_000_000 + id, 5)));
    assert_eq!(slots(&mut site), [14_000, 2]);
    // Backdated posts take the reserve before anything is split.
    site.bulk((14_000..16_000).map(post).collect());
    assert_eq!(slots(&mut site), [16_000, 2]);
    site.publish(post(17_000));
    assert_eq!(slots(&mut site), [8_000, 8_001, 2]);
    assert_eq!(site.differences(), vec![]);
    let query = Query::standing(Expr::And(vec![tag(5), tag(6), tag(7)]));
    assert_eq!(site.paged(&query, Sort::Latest, 100), site.expected_order(&query, Sort::Latest));
}
