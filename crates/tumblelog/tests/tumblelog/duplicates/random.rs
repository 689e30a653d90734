//! Posts are published, edited and deleted at random; lists show what a naive model shows.

use super::*;

/// A post as the model knows it.
#[derive(Debug, Clone)]
struct Known {
    id: i64,
    time: i64,
    story: usize,
    tags: Vec<usize>,
    photo: bool,
    shown: bool,
    notes: i64,
}

struct Model {
    rng: Rng,
    posts: Vec<Known>,
}

impl Model {
    fn tags(&mut self) -> Vec<usize> {
        (0..TAGS.len()).filter(|_| self.rng.u8(..3) > 0).collect()
    }

    /// Moments that several posts share.
    fn time(&mut self) -> i64 {
        NOW.0 - DAY * self.rng.i64(0..40)
    }

    fn any(&mut self) -> Option<usize> {
        (!self.posts.is_empty()).then(|| self.rng.usize(..self.posts.len()))
    }

    async fn publish(&mut self, world: &World, blog: &BlogName) {
        let (story, time, tags, photo) = (self.rng.usize(..12), self.time(), self.tags(), self.rng.bool());
        let new = NewPost {
            published: Some(Time(time)),
            tags: tags.iter().map(|tag| TAGS[*tag].to_owned()).collect(),
            kind: Some(if photo { PostType::Photo } else { PostType::Text }),
            ..NewPost::new(blog.clone(), document(&text(story, &mut self.rng), photo))
        };
        let id = world.site.publish_post(new).await.unwrap().id.0;
        self.posts.push(Known { id, time, story, tags, photo, shown: true, notes: 0 });
    }

    async fn change(&mut self, world: &World, blog: &BlogName) {
        let what = self.rng.u8(..16);
        let Some(at) = self.any().filter(|_| what > 7) else { return self.publish(world, blog).await };
        let id = PostId(self.posts[at].id);
        let mut edit = Edit::default();
        match what {
            8 | 9 => {
                let story = self.rng.usize(..12);
                edit.content = Some(document(&text(story, &mut self.rng), self.posts[at].photo));
                self.posts[at].story = story;
            }
            10 => {
                let tags = self.tags();
                edit.tags = Some(tags.iter().map(|tag| TAGS[*tag].to_owned()).collect());
                self.posts[at].tags = tags;
            }
            11 => {
                let time = self.time();
                edit.published = Some(Time(time));
                self.posts[at].time = time;
            }
            12 => {
                let shown = !self.posts[at].shown;
                world.site.withhold_post(id, (!shown).then_some(Withheld::Author)).await.unwrap();
                self.posts[at].shown = shown;
                return;
            }
            13 => {
                world.site.delete_post(id).await.unwrap();
                self.posts.remove(at);
                return;
            }
            14 => {
                let liker = format!("liker-{}", self.posts[at].notes);
                world.site.like_post(id, name(&liker)).await.unwrap_or_default();
                self.posts[at].notes += i64::from(self.posts[at].shown);
                if !self.posts[at].shown {
                    self.posts[at].notes = notes_of(world, id).await;
                }
                return;
            }
            _ => {
                match self.rng.bool() {
                    true => world.site.compact_tail().await.unwrap(),
                    false => drop(world.site.find_duplicates(self.rng.usize(1..6)).await.unwrap()),
                }
                return;
            }
        }
        world.site.edit_post(id, edit).await.unwrap();
    }

    /// Those of the posts that are later than another of their story.
    fn copies(&self) -> Vec<i64> {
        let mut first: HashMap<usize, (i64, i64)> = HashMap::new();
        for post in self.posts.iter().filter(|post| post.shown) {
            let key = (post.time, post.id);
            first.entry(post.story).and_modify(|first| *first = key.min(*first)).or_insert(key);
        }
        let later = |post: &&Known| post.shown && first[&post.story] < (post.time, post.id);
        self.posts.iter().filter(later).map(|post| post.id).collect()
    }

    /// A list, folded or whole.
    fn list(&self, tag: usize, photos: bool, sort: Sort, folded: bool) -> Vec<i64> {
        let mut all: Vec<&Known> = self
            .posts
            .iter()
            .filter(|post| post.shown && post.tags.contains(&tag) && (!photos || post.photo))
            .collect();
        let whole = all.clone();
        let key = |post: &Known| (post.time, post.id);
        all.retain(|post| {
            !folded || !whole.iter().any(|other| other.story == post.story && key(other) < key(post))
        });
        match sort {
            Sort::Latest => all.sort_by_key(|post| std::cmp::Reverse(key(post))),
            Sort::Oldest => all.sort_by_key(|post| key(post)),
            Sort::Top => all.sort_by_key(|post| std::cmp::Reverse((post.notes, key(post)))),
        }
        all.into_iter().map(|post| post.id).collect()
    }
}

async fn notes_of(world: &World, id: PostId) -> i64 {
    let found =
        world.site.read_single_post(id, tagstead_tumblelog::ListExtras::default()).await.unwrap().unwrap();
    found.cards[0].post.notes
}

async fn paged(world: &World, tag: usize, request: &ListRequest) -> (Vec<i64>, List, Summary) {
    let mut request = request.clone();
    let mut ids = Vec::new();
    loop {
        let page = world.site.tag_page(TAGS[tag], &request).await.unwrap();
        ids.extend(page.list.cards.iter().map(|card| card.post.id.0));
        let full = page.list.cards.len() == request.limit;
        assert!(full || page.list.next.is_none(), "a page that is not full is the last");
        request.before = page.list.next.clone();
        if request.before.is_none() {
            return (ids, page.list, page.summary);
        }
    }
}

async fn look(world: &World, model: &mut Model, label: &str) {
    world.site.find_all_duplicates(|_| {}).await.unwrap();
    let mut copies = model.copies();
    copies.sort_unstable();
    let all: Vec<PostId> = model.posts.iter().map(|post| PostId(post.id)).collect();
    let heads = world.site.earliest_of(all).await.unwrap();
    let mut found: Vec<i64> =
        heads.iter().filter(|(post, head)| post != head).map(|(post, _)| post.0).collect();
    found.sort_unstable();
    assert_eq!(found, copies, "{label}: which posts are copies");
    for (tag, name) in TAGS.into_iter().enumerate() {
        for (sort, photos, folded) in [
            (Sort::Latest, false, true),
            (Sort::Oldest, true, true),
            (Sort::Top, false, true),
            (Sort::Latest, true, false),
        ] {
            let request = ListRequest {
                sort,
                types: if photos { vec![PostType::Photo] } else { Vec::new() },
                unfolded: !folded,
                limit: model.rng.usize(1..9),
                ..ListRequest::default()
            };
            let (ids, list, summary) = paged(world, tag, &request).await;
            assert_eq!(ids, model.list(tag, photos, sort, folded), "{label} {} {sort:?}", name);
            assert_eq!(list.total, model.list(tag, photos, sort, false).len() as u64, "{label}");
            let whole = model.list(tag, false, sort, false);
            let marked = whole.iter().filter(|id| copies.binary_search(id).is_ok()).count();
            assert_eq!(summary.copies, marked as u64, "{label} {}", name);
        }
        let request = ListRequest { query: "is:copy".into(), limit: 7, ..ListRequest::default() };
        let (ids, ..) = paged(world, tag, &request).await;
        let mut expected = model.list(tag, false, Sort::Latest, false);
        expected.retain(|id| copies.binary_search(id).is_ok());
        assert_eq!(ids, expected, "{label} is:copy");
    }
    for (query, photos) in [("#spring", false), ("#spring type:photo", true)] {
        let shown = model.list(0, photos, Sort::Oldest, true);
        let story = |id: i64| model.posts.iter().find(|post| post.id == id).map(|post| post.story);
        for id in model.list(0, photos, Sort::Latest, false) {
            let first = shown.iter().copied().find(|shown| story(*shown) == story(id));
            assert_eq!(folded(world, id, query).await, first.filter(|first| *first != id), "{label} {query}");
        }
    }
}

#[test]
fn whatever_happens_lists_show_the_first_of_each_story() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let mut model = Model { rng: Rng::with_seed(5), posts: Vec::new() };
        for round in 0..12 {
            for _ in 0..20 {
                model.change(world, &blog).await;
            }
            look(world, &mut model, &format!("{} round {round}", world.label)).await;
        }
        assert!(model.copies().len() > 15, "{} copies say little", model.copies().len());
        let report = world.site.check_site(false, |_| {}).await.unwrap();
        assert_eq!(report.differences, [] as [&str; 0], "{}", world.label);
    });
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let mut rng = Rng::with_seed(9);
        let telling: Vec<(usize, String, i64)> =
            (0..60).map(|n| (n, text(n % 14, &mut rng), NOW.0 - DAY * rng.i64(1..30) - n as i64)).collect();
        let mut seen = Vec::new();
        for _ in 0..4 {
            let mut order = telling.clone();
            rng.shuffle(&mut order);
            let mut ids = HashMap::new();
            for (n, text, time) in order {
                let new = NewPost {
                    published: Some(Time(time)),
                    ..NewPost::new(blog.clone(), document(&text, false))
                };
                ids.insert(world.site.publish_post(new).await.unwrap().id, n);
                if rng.u8(..4) == 0 {
                    world.site.find_duplicates(rng.usize(1..8)).await.unwrap();
                }
            }
            world.site.find_all_duplicates(|_| {}).await.unwrap();
            let heads = world.site.earliest_of(ids.keys().copied().collect()).await.unwrap();
            let told: BTreeMap<usize, usize> =
                heads.iter().map(|(post, head)| (ids[post], ids[head])).collect();
            seen.push(told);
            for id in ids.keys() {
                world.site.delete_post(*id).await.unwrap();
            }
            world.site.find_all_duplicates(|_| {}).await.unwrap();
        }
        assert!(seen.iter().all(|told| *told == seen[0] && told.len() == 60), "{}", world.label);
    });
}
