//! A site twice: in the index, and as a plain list of posts that is filtered and sorted.

use index::memory::{Memory, MemoryPost};
use index::{
    BucketId, Cache, Class, Cursor, Difference, Expr, Facet, FacetId, Has, Index, Key, NotesClass, Position,
    Query, Related, Sort, Storage, Summary,
};
use model::{Lang, PostType, TagId, Time};
use std::cmp::Reverse;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
pub struct Post {
    pub key: Key,
    pub class: Class,
    pub kind: PostType,
    pub lang: Option<Lang>,
    pub robot: bool,
    pub tags: Vec<TagId>,
    pub notes: i64,
}

impl Post {
    /// A post whose every property follows from a number.
    pub fn from_seed(id: i64, time: i64, seed: u64) -> Self {
        let pick = |shift: u32, below: u64| (seed >> shift) % below;
        let tags = (0..7).filter(|tag| pick(20 + tag * 3, 8) < 2 + u64::from(*tag < 2) * 2);
        let notes = [0, 0, 0, 1, 2, 5, 15, 16, 17, 20, 23, 24, 31, 40, 47, 100, 1000][pick(44, 17) as usize];
        Self {
            key: Key { time, id },
            class: if pick(0, 4) == 0 { Class::ALL[pick(2, 4) as usize] } else { Class::Standing },
            kind: PostType::ALL[pick(5, 8) as usize],
            lang: [None, Lang::parse("az").ok(), Lang::parse("en").ok()][pick(9, 3) as usize],
            robot: pick(12, 5) == 0,
            tags: tags.map(|tag| TagId(i64::from(tag) + 1)).collect(),
            notes,
        }
    }

    fn facets(&self) -> Vec<Facet> {
        let mut facets = vec![
            Facet::All,
            Facet::Type(self.kind),
            Facet::Lang(self.lang),
            Facet::Notes(NotesClass::of(self.notes)),
        ];
        if self.robot {
            facets.push(Facet::Robot);
        }
        if self.kind == PostType::Photo {
            facets.extend([Facet::Has(Has::Image), Facet::Type(PostType::Text)]);
        }
        facets.extend(self.tags.iter().map(|&tag| Facet::Tag(tag)));
        facets
    }

    pub fn ids(&self) -> Vec<FacetId> {
        self.facets().into_iter().map(|facet| facet.id(self.class)).collect()
    }

    fn matches(&self, expr: &Expr) -> bool {
        match expr {
            Expr::All => true,
            Expr::None => false,
            Expr::Facet(facet) => self.facets().contains(facet),
            Expr::And(parts) => parts.iter().all(|part| self.matches(part)),
            Expr::Or(parts) => parts.iter().any(|part| self.matches(part)),
            Expr::Not(part) => !self.matches(part),
            Expr::Time { from, until } => (*from..*until).contains(&self.key.time),
        }
    }
}

pub struct Site {
    pub storage: Memory,
    pub index: Index,
    pub cache: Cache,
    pub posts: BTreeMap<i64, Post>,
}

impl Site {
    pub fn new(capacity: u16) -> Self {
        Self {
            storage: Memory::default(),
            index: Index::with_capacity(capacity),
            cache: Cache::with_bytes(40_000),
            posts: BTreeMap::new(),
        }
    }

    pub fn position(&self, id: i64) -> Position {
        *self.storage.posts.iter().find(|(_, post)| post.key.id == id).unwrap().0
    }

    fn keep(&mut self, position: Position, post: Post) {
        let row = MemoryPost { key: post.key, notes: post.notes, tags: post.tags.clone() };
        assert!(self.storage.posts.insert(position, row).is_none(), "a position is given once");
        self.posts.insert(post.key.id, post);
    }

    pub fn publish(&mut self, post: Post) {
        let position = self.index.insert(&mut self.storage, post.key, &post.ids()).unwrap();
        self.keep(position, post);
    }

    pub fn bulk(&mut self, posts: Vec<Post>) {
        let entries: Vec<index::BulkEntry> = posts.iter().map(|post| (post.key, post.ids())).collect();
        let positions = self.index.insert_bulk(&mut self.storage, &entries).unwrap();
        for (position, post) in positions.into_iter().zip(posts) {
            self.keep(position, post);
        }
    }

    /// Edits a post; its key may change with the rest.
    pub fn edit(&mut self, id: i64, change: impl FnOnce(&mut Post)) {
        let old = self.posts.remove(&id).unwrap();
        let mut new = old.clone();
        change(&mut new);
        let at = self.position(id);
        let position = if new.key == old.key {
            self.index.change(&mut self.storage, at, &old.ids(), &new.ids()).unwrap();
            at
        } else {
            self.index.relocate_post(&mut self.storage, at, new.key, &old.ids(), &new.ids()).unwrap()
        };
        let at = self.position(id);
        self.storage.posts.remove(&at);
        self.keep(position, new);
    }

    pub fn delete(&mut self, id: i64) {
        let (at, post) = (self.position(id), self.posts.remove(&id).unwrap());
        self.index.remove(&mut self.storage, at, &post.ids()).unwrap();
        self.storage.posts.remove(&at);
    }

    pub fn fold(&mut self) {
        self.index.compact_tail(&mut self.storage).unwrap();
    }

    fn selected(&self, query: &Query) -> Vec<&Post> {
        let in_scope = |post: &&Post| query.scope.contains(&post.class) && post.matches(&query.expr);
        self.posts.values().filter(in_scope).collect()
    }

    pub fn expected_order(&self, query: &Query, order: Sort) -> Vec<i64> {
        let mut posts = self.selected(query);
        match order {
            Sort::Latest => posts.sort_by_key(|post| Reverse(post.key)),
            Sort::Oldest => posts.sort_by_key(|post| post.key),
            Sort::Top => posts.sort_by_key(|post| Reverse((post.notes, post.key))),
        }
        posts.iter().map(|post| post.key.id).collect()
    }

    /// Pages to the end of a list.
    pub fn paged(&mut self, query: &Query, order: Sort, limit: usize) -> Vec<i64> {
        let (mut ids, mut after): (Vec<i64>, Option<Cursor>) = (Vec::new(), None);
        loop {
            let page = index::read_page(&mut self.storage, &self.cache, query, order, after, limit).unwrap();
            assert!(page.hits.len() == limit || page.next.is_none(), "only the last page may be short");
            for hit in &page.hits {
                assert_eq!(self.storage.posts[&hit.position].key, hit.key);
                assert!(hit.notes.is_none_or(|notes| notes == self.posts[&hit.key.id].notes));
            }
            ids.extend(page.hits.iter().map(|hit| hit.key.id));
            after = page.next;
            if after.is_none() {
                return ids;
            }
        }
    }

    pub fn expected_summary(&self, query: &Query) -> Summary {
        let posts = self.selected(query);
        let (mut months, mut types, mut langs) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for post in &posts {
            *months.entry(Time(post.key.time).month()).or_insert(0) += 1;
            *langs.entry(post.lang).or_insert(0) += 1;
            for facet in post.facets() {
                if let Facet::Type(kind) = facet {
                    *types.entry(kind).or_insert(0) += 1;
                }
            }
        }
        let mut types: Vec<(PostType, u64)> = types.into_iter().collect();
        types.sort_by_key(|&(kind, count)| (Reverse(count), kind));
        let mut langs: Vec<(Option<Lang>, u64)> = langs.into_iter().collect();
        langs.sort_by_key(|&(lang, count)| (Reverse(count), lang));
        Summary {
            total: posts.len() as u64,
            first: posts.iter().map(|post| post.key.time).min(),
            last: posts.iter().map(|post| post.key.time).max(),
            months: months.into_iter().collect(),
            types,
            langs,
            robots: posts.iter().filter(|post| post.robot).count() as u64,
            copies: 0,
        }
    }

    pub fn expected_related(&self, query: &Query, sample: usize, limit: usize) -> Vec<Related> {
        let newest: Vec<i64> = self.expected_order(query, Sort::Latest).into_iter().take(sample).collect();
        let size = self.selected(query).len() as f64;
        let mut out: Vec<Related> = (1..=7)
            .map(TagId)
            .filter_map(|tag| {
                let shared = newest.iter().filter(|id| self.posts[id].tags.contains(&tag)).count() as u64;
                let all = Query { expr: Expr::Facet(Facet::Tag(tag)), scope: query.scope.clone() };
                let posts = self.selected(&all).len() as u64;
                let together = (shared as f64 * size / newest.len() as f64).min(posts as f64);
                let score = together / (size * posts as f64).sqrt();
                (shared > 0).then_some(Related { tag, shared, posts, score })
            })
            .collect();
        out.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.tag.cmp(&b.tag)));
        out.truncate(limit);
        out
    }

    /// What each bucket should hold.
    pub fn expected_bucket(&self, bucket: BucketId) -> Vec<(u16, Key, Vec<FacetId>)> {
        let of = self.storage.posts.iter().filter(|(position, _)| position.bucket() == bucket);
        of.map(|(position, row)| (position.slot(), row.key, self.posts[&row.key.id].ids())).collect()
    }

    pub fn differences(&mut self) -> Vec<Difference> {
        let buckets = self.storage.buckets().unwrap();
        let check = |row: &index::BucketRow| {
            let expected = self.expected_bucket(row.id);
            self.index.check_bucket(&mut self.storage, row.id, expected).unwrap()
        };
        buckets.iter().flat_map(check).collect()
    }
}
