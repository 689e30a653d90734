//! The index over each database, with buckets so small that they fill and split all the time, against a plain list.

use crate::common::store::{Error, Result, Tx, blogs, forward, posts};
use crate::common::{Open, each, runtime};
use fastrand::Rng;
use index::{
    Cache, Class, Cursor, Expr, Facet, FacetId, Index, Key, NotesClass, Position, Query, Sort, Storage,
};
use model::{
    Blog, BlogId, BlogName, BlogUuid, Origin, Post, PostId, PostType, Precision, State, TagId, Time,
};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

const CAPACITY: u16 = 6;
const TAGS: i64 = 5;

/// A post, as far as the index knows it.
#[derive(Debug, Clone, PartialEq)]
struct Doc {
    time: i64,
    tags: Vec<TagId>,
    notes: i64,
}

type Docs = BTreeMap<i64, Doc>;

impl Doc {
    fn random(rng: &mut Rng) -> Self {
        // Few moments of few months: ties in time, full buckets, buckets that cannot reach over a month's end.
        let time = 1_700_000_000_000 + rng.i64(0..4) * 86_400_000 * 20 + rng.i64(0..6) * 1000;
        let tags = (1..=TAGS).filter(|_| rng.usize(..3) == 0).map(TagId).collect();
        Self { time, tags, notes: [0, 0, 3, 3, 17, 17, 40][rng.usize(..7)] }
    }

    fn ids(&self) -> Vec<FacetId> {
        let fixed = [Facet::All, Facet::Type(PostType::Text), Facet::Lang(None)];
        let notes = Facet::Notes(NotesClass::of(self.notes));
        let all = fixed.into_iter().chain([notes]).chain(self.tags.iter().map(|tag| Facet::Tag(*tag)));
        let mut ids: Vec<FacetId> = all.map(|facet| facet.id(Class::Standing)).collect();
        ids.sort_unstable();
        ids
    }

    fn key(&self, id: i64) -> Key {
        Key { time: self.time, id }
    }

    fn post(&self, id: i64) -> Post {
        Post {
            id: PostId(id),
            blog: BlogId(1),
            kind: PostType::Text,
            state: State::Published,
            withheld: None,
            published: Time(self.time),
            precision: Precision::Exact,
            lang: None,
            content: String::new(),
            trail: vec![],
            reblog: None,
            lost_parent: false,
            edited: None,
            tags: vec![],
            origin: Origin::Person,
            run: None,
            robot: None,
            source: None,
            place: String::new(),
            slug: String::new(),
            notes: self.notes,
        }
    }
}

fn blog() -> Blog {
    Blog {
        id: BlogId(1),
        uuid: BlogUuid::from_bits(1),
        name: BlogName::parse("a").unwrap(),
        title: String::new(),
        description: String::new(),
        robot: false,
        created: Time(0),
    }
}

fn index() -> Index {
    Index::with_capacity(CAPACITY)
}

fn keep(tx: &mut Tx<'_>, at: Position, id: i64, doc: &Doc) -> Result<()> {
    posts::insert_posts(tx, &[(at, &doc.post(id))])?;
    forward::put_forward_rows(tx, &[(at, doc.tags.clone())])
}

fn publish(tx: &mut Tx<'_>, id: i64, doc: &Doc) -> Result<()> {
    let at = index().insert(tx, doc.key(id), &doc.ids())?;
    keep(tx, at, id, doc)
}

fn edit(tx: &mut Tx<'_>, id: i64, old: &Doc, new: &Doc) -> Result<()> {
    tx.lock_index()?;
    let at = posts::find_position(tx, PostId(id))?.unwrap();
    if old.time == new.time {
        let gone: Vec<_> = old.ids().into_iter().filter(|id| !new.ids().contains(id)).collect();
        let come: Vec<_> = new.ids().into_iter().filter(|id| !old.ids().contains(id)).collect();
        index().change(tx, at, &gone, &come)?;
        posts::update_post(tx, at, &new.post(id))?;
        return forward::put_forward_rows(tx, &[(at, new.tags.clone())]);
    }
    posts::delete_post(tx, at, PostId(id))?;
    let at = index().relocate_post(tx, at, new.key(id), &old.ids(), &new.ids())?;
    keep(tx, at, id, new)
}

fn delete(tx: &mut Tx<'_>, id: i64, old: &Doc) -> Result<()> {
    tx.lock_index()?;
    let at = posts::find_position(tx, PostId(id))?.unwrap();
    index().remove(tx, at, &old.ids())?;
    posts::delete_post(tx, at, PostId(id))
}

fn bulk(tx: &mut Tx<'_>, docs: &[(i64, Doc)]) -> Result<()> {
    let entries: Vec<index::BulkEntry> = docs.iter().map(|(id, doc)| (doc.key(*id), doc.ids())).collect();
    for (at, (id, doc)) in index().insert_bulk(tx, &entries)?.into_iter().zip(docs) {
        keep(tx, at, *id, doc)?;
    }
    Ok(())
}

#[test]
fn random_changes_with_splits_agree_with_a_plain_list() {
    for open in each() {
        open.write(|tx| blogs::insert_blog(tx, &blog())).unwrap();
        let (mut rng, mut docs, mut next) = (Rng::with_seed(5), Docs::new(), 0);
        for step in 0..260 {
            change(&open, &mut rng, &mut docs, &mut next);
            if step % 13 == 12 {
                let mut query = random_query(&mut rng);
                for order in [Sort::Latest, Sort::Oldest, Sort::Top] {
                    same_list(&open, &docs, &mut query, order, rng.usize(1..9));
                }
            }
            if step % 65 == 64 {
                check(&open, &docs);
            }
        }
        let buckets = open.read(|tx| tx.buckets()).unwrap();
        assert!(buckets.len() > docs.len() / usize::from(CAPACITY), "{}", open.label);
    }
}

fn change(open: &Open, rng: &mut Rng, docs: &mut Docs, next: &mut i64) {
    let (id, new) = (*next, Doc::random(rng));
    let old = docs.iter().nth(rng.usize(..docs.len().max(1))).map(|(id, doc)| (*id, doc.clone()));
    match (rng.usize(..12), old) {
        (0..5, _) | (_, None) => {
            let doc = new.clone();
            open.write(move |tx| publish(tx, id, &doc)).unwrap();
            docs.insert(id, new);
            *next += 1;
        }
        (5..8, Some((id, old))) => {
            let doc = new.clone();
            open.write(move |tx| edit(tx, id, &old, &doc)).unwrap();
            docs.insert(id, new);
        }
        (8, Some((id, old))) => {
            open.write(move |tx| delete(tx, id, &old)).unwrap();
            docs.remove(&id);
        }
        (9 | 10, _) => drop(open.write(|tx| index().compact_tail(tx)).unwrap()),
        _ => {
            let many: Vec<(i64, Doc)> = (id..id + rng.i64(1..16)).map(|id| (id, Doc::random(rng))).collect();
            *next += many.len() as i64;
            docs.extend(many.clone());
            open.write(move |tx| bulk(tx, &many)).unwrap();
        }
    }
}

fn random_query(rng: &mut Rng) -> (Expr, Vec<TagId>, Option<TagId>) {
    let mut tag = || TagId(rng.i64(1..=TAGS));
    let (any, none) = (vec![tag(), tag()], tag());
    let facet = |tag: &TagId| Expr::Facet(Facet::Tag(*tag));
    let or = Expr::Or(any.iter().map(facet).collect());
    if rng.bool() {
        (or, any, None)
    } else {
        (Expr::And(vec![or, Expr::Not(facet(&none).into())]), any, Some(none))
    }
}

fn same_list(
    open: &Open,
    docs: &Docs,
    (expr, any, none): &mut (Expr, Vec<TagId>, Option<TagId>),
    order: Sort,
    limit: usize,
) {
    let wanted = |doc: &Doc| {
        any.iter().any(|tag| doc.tags.contains(tag)) && none.is_none_or(|tag| !doc.tags.contains(&tag))
    };
    let mut expected: Vec<(i64, &Doc)> =
        docs.iter().filter(|(_, doc)| wanted(doc)).map(|(id, doc)| (*id, doc)).collect();
    match order {
        Sort::Latest => expected.sort_by_key(|(id, doc)| Reverse((doc.time, *id))),
        Sort::Oldest => expected.sort_by_key(|(id, doc)| (doc.time, *id)),
        Sort::Top => expected.sort_by_key(|(id, doc)| Reverse((doc.notes, doc.time, *id))),
    }
    let query = Query::standing(expr.clone());
    let cache = open.store.cache().clone();
    let found = open.read(move |tx| {
        let total = index::count_hits(tx, &cache, &query)?;
        Ok((paged(tx, &cache, &query, order, limit)?, total))
    });
    let ids: Vec<i64> = expected.iter().map(|(id, _)| *id).collect();
    assert_eq!(found.unwrap(), (ids, expected.len() as u64), "{} {order:?} {expr:?}", open.label);
}

fn paged(tx: &mut Tx<'_>, cache: &Cache, query: &Query, order: Sort, limit: usize) -> Result<Vec<i64>> {
    let (mut ids, mut after): (Vec<i64>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let page = index::read_page(tx, cache, query, order, after, limit)?;
        let places: Vec<Position> = page.hits.iter().map(|hit| hit.position).collect();
        let held: HashMap<_, _> =
            posts::read_posts_at(tx, &places)?.into_iter().map(|p| (p.position, p.post)).collect();
        for hit in &page.hits {
            let post = held.get(&hit.position).ok_or_else(|| Error::Damaged("no post at a hit".into()))?;
            assert_eq!((post.published.0, post.id.0), (hit.key.time, hit.key.id));
        }
        ids.extend(page.hits.iter().map(|hit| hit.key.id));
        after = page.next;
        if after.is_none() {
            return Ok(ids);
        }
    }
}

/// Every post is where its place says, and every bucket holds what its posts say.
fn check(open: &Open, docs: &Docs) {
    let expected = Arc::new(docs.clone());
    let (held, differences) = open
        .read(move |tx| {
            let (mut held, mut differences) = (Docs::new(), Vec::new());
            for bucket in tx.buckets()? {
                let mut all = Vec::new();
                for placed in posts::of_bucket(tx, bucket.id.0)? {
                    let id = placed.post.id.0;
                    assert_eq!(posts::find_position(tx, placed.post.id)?, Some(placed.position));
                    let doc = expected.get(&id).ok_or_else(|| Error::Damaged(format!("post {id}")))?;
                    let mut tags = tx.tags_of_posts(&[placed.position])?;
                    let tags = tags.pop().map(|(_, tags)| tags).unwrap_or_default();
                    held.insert(id, Doc { time: placed.post.published.0, tags, notes: placed.post.notes });
                    all.push((placed.position.slot(), doc.key(id), doc.ids()));
                }
                differences.extend(index().check_bucket(tx, bucket.id, all)?);
            }
            Ok((held, differences))
        })
        .unwrap();
    assert_eq!(held, *docs, "{}", open.label);
    assert_eq!(differences, [], "{}", open.label);
}

#[test]
fn eight_writers_that_fill_and_split_the_same_buckets_lose_nothing() {
    for open in each() {
        open.write(|tx| blogs::insert_blog(tx, &blog())).unwrap();
        let all = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8_i64)
                .map(|writer| {
                    scope.spawn({
                        let open = &open;
                        move || write(open, writer)
                    })
                })
                .collect();
            let mut all = Docs::new();
            writers.into_iter().for_each(|writer| all.extend(writer.join().unwrap()));
            all
        });
        check(&open, &all);
        open.write(|tx| index().compact_tail(tx)).unwrap();
        check(&open, &all);
    }
}

/// What one writer has left when it is done.
fn write(open: &Open, writer: i64) -> Docs {
    let mut rng = Rng::with_seed(writer as u64);
    let mut docs = Docs::new();
    for n in 0..30 {
        let (id, doc) = (writer * 1000 + n, Doc::random(&mut rng));
        let new = doc.clone();
        runtime().block_on(open.store.write(move |tx| publish(tx, id, &new))).unwrap();
        docs.insert(id, doc);
        let older = writer * 1000 + rng.i64(0..=n);
        let (Some(old), new) = (docs.get(&older).cloned(), Doc::random(&mut rng)) else { continue };
        match n % 5 {
            1 => {
                let doc = new.clone();
                runtime().block_on(open.store.write(move |tx| edit(tx, older, &old, &doc))).unwrap();
                docs.insert(older, new);
            }
            2 => {
                runtime().block_on(open.store.write(move |tx| delete(tx, older, &old))).unwrap();
                docs.remove(&older);
            }
            3 => drop(runtime().block_on(open.store.write(|tx| index().compact_tail(tx))).unwrap()),
            4 => {
                let many: Vec<_> = (0..7).map(|m| (id + 100 + n * 10 + m, Doc::random(&mut rng))).collect();
                docs.extend(many.clone());
                runtime().block_on(open.store.write(move |tx| bulk(tx, &many))).unwrap();
            }
            _ => {}
        }
    }
    docs
}
