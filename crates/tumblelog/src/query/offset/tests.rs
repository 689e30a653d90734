//! Every page after every offset is the one a plain list has there.

use super::*;
use crate::{NewBlog, NewPost, Site};
use index::{Class, Facet};
use model::{BlogName, Time};
use npf::{Block, Document};
use std::sync::Arc;
use store::{DatabaseUrl, Store};
use testkit::FakeClock;

const NOW: i64 = 1_795_348_800_000;

#[test]
fn an_offset_skips_exactly_so_many() {
    for database in testkit::databases() {
        let store = Store::open(&DatabaseUrl::parse(&database.url).unwrap(), 2, [7; 16]).unwrap();
        let media = tempfile::tempdir().unwrap();
        let clock = Arc::new(FakeClock::at(Time(NOW)));
        let site = Site::new(store, clock, testkit::ids(), media.path().to_owned());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(check(&site));
    }
}

async fn check(site: &Site) {
    let name = BlogName::parse("almanac").unwrap();
    let blog = site.create_blog(NewBlog::with_name(name.clone())).await.unwrap();
    for n in 0..120_i64 {
        // Months apart, seconds apart, and thirty at one moment.
        let at = match n % 4 {
            0 => NOW - 1_000_000_000 * n,
            1 => NOW - 1_000 * n,
            2 => NOW - 40_000_000_000 - n,
            _ => NOW - 5_000_000,
        };
        let mut new = NewPost::new(name.clone(), Document::new(vec![Block::text("snow")]));
        new.published = Some(Time(at));
        site.publish_post(new).await.unwrap();
    }
    site.read_snapshot(move |snapshot| {
        let query = Query { expr: Expr::Facet(Facet::Blog(blog.id)), scope: vec![Class::Standing] };
        for order in [Sort::Latest, Sort::Oldest] {
            for bound in [None, Some(NOW - 2_000_000_000)] {
                let key = |time| match order {
                    Sort::Oldest => Key { time: time - 1, id: i64::MAX },
                    _ => Key { time, id: i64::MIN },
                };
                let after = bound.map(|time| Cursor { notes: None, key: key(time) });
                let all = snapshot.read_page(&query, order, after, 500)?.hits;
                let skip = Offset { query: &query, order, after, walk: 5 };
                for offset in 0..=all.len() + 1 {
                    let page = skip.page(snapshot, offset as u64, 3)?;
                    let wanted: Vec<_> = all.iter().skip(offset).take(3).copied().collect();
                    assert_eq!(page.hits, wanted, "{order:?} {bound:?} {offset}");
                }
                assert_eq!(skip.page(snapshot, u64::MAX, 3)?.hits, []);
            }
        }
        Ok::<_, crate::Error>(())
    })
    .await
    .unwrap();
}
