//! Near-duplicates: whatever order posts come in and whatever happens to them, the same posts are one story, its earliest
//! stands, and lists show of each story the first that they hold, paged to the end. Against a model that knows which
//! text each post was made from, on every database.

use crate::common::{NOW, World, name, on_each};
use fastrand::Rng;
use model::{BlogName, PostId, PostType, Source, Time, Withheld};
use npf::{Block, Document};
use std::collections::{BTreeMap, HashMap};
use tagstead_tumblelog::post_address::Address;
use tagstead_tumblelog::view::{List, ListRequest, Sort, Summary};
use tagstead_tumblelog::{Edit, NewPost, Verdict};

const TAGS: [&str; 3] = ["spring", "water", "bridge"];
const DAY: i64 = 86_400_000;

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

/// A text of sixty words that only this story has, one of them changed.
fn text(story: usize, rng: &mut Rng) -> String {
    let mut own = Rng::with_seed(story as u64);
    let mut words: Vec<String> = (0..60).map(|_| format!("word{}", own.u32(..100_000))).collect();
    let at = rng.usize(..60);
    words[at] = format!("other{}", rng.u32(..100_000));
    words.join(" ")
}

fn document(text: &str, photo: bool) -> Document {
    let picture = photo.then(|| Block::image(format!("/media/{}.jpg", "0".repeat(64)), None));
    Document::new(picture.into_iter().chain([Block::text(text)]).collect())
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
        let id = world.site.publish(new).await.unwrap().id.0;
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
                world.site.withhold(id, (!shown).then_some(Withheld::Author)).await.unwrap();
                self.posts[at].shown = shown;
                return;
            }
            13 => {
                world.site.delete(id).await.unwrap();
                self.posts.remove(at);
                return;
            }
            14 => {
                let liker = format!("liker-{}", self.posts[at].notes);
                world.site.like(id, name(&liker)).await.unwrap_or_default();
                self.posts[at].notes += i64::from(self.posts[at].shown);
                if !self.posts[at].shown {
                    self.posts[at].notes = notes_of(world, id).await;
                }
                return;
            }
            _ => {
                match self.rng.bool() {
                    true => world.site.fold().await.unwrap(),
                    false => drop(world.site.find_copies(self.rng.usize(1..6)).await.unwrap()),
                }
                return;
            }
        }
        world.site.edit(id, edit).await.unwrap();
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
    let found = world.site.single(id, tagstead_tumblelog::Beside::default()).await.unwrap().unwrap();
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
    world.site.find_all_copies(|_| {}).await.unwrap();
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

/// The post that, by its own page, stands in a view for this one.
async fn folded(world: &World, id: i64, query: &str) -> Option<i64> {
    let post = Address::Ours { blog: None, id: PostId(id) };
    match world.site.why(&post, query, None).await.unwrap().verdict {
        Verdict::Found(found) if found.here => found.folded.map(|(_, first)| first.0),
        other => panic!("{other:?}"),
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
        let report = world.site.check(false, |_| {}).await.unwrap();
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
                ids.insert(world.site.publish(new).await.unwrap().id, n);
                if rng.u8(..4) == 0 {
                    world.site.find_copies(rng.usize(1..8)).await.unwrap();
                }
            }
            world.site.find_all_copies(|_| {}).await.unwrap();
            let heads = world.site.earliest_of(ids.keys().copied().collect()).await.unwrap();
            let told: BTreeMap<usize, usize> =
                heads.iter().map(|(post, head)| (ids[post], ids[head])).collect();
            seen.push(told);
            for id in ids.keys() {
                world.site.delete(*id).await.unwrap();
            }
            world.site.find_all_copies(|_| {}).await.unwrap();
        }
        assert!(seen.iter().all(|told| *told == seen[0] && told.len() == 60), "{}", world.label);
    });
}

async fn publish(
    world: &World,
    blog: &BlogName,
    text: &str,
    at: i64,
    more: impl FnOnce(&mut NewPost),
) -> PostId {
    let mut new =
        NewPost { published: Some(Time(NOW.0 - at)), ..NewPost::new(blog.clone(), document(text, false)) };
    more(&mut new);
    world.site.publish(new).await.unwrap().id
}

const LONG: &str = "The spring above the village has never run dry, and this year the council has built a small \
    stone basin there so that travellers and goats alike may drink without treading down the bank.";

#[test]
fn short_posts_reblogs_and_bulletins() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let other = world.blog("walks").await;
        let source = |url: &str| Some(Source { url: url.to_owned(), title: String::new() });
        let short = publish(world, &blog, "Snow again.", 90, |_| {}).await;
        let same_words = publish(world, &blog, "Snow again.", 80, |_| {}).await;
        let a = publish(world, &blog, "Road open", 70, |p| p.source = source("https://n.example/a")).await;
        let b = publish(world, &other, "Road open!", 60, |p| {
            p.source = source("https://n.example/a?utm_source=x");
        })
        .await;
        let c = publish(world, &other, "Road open", 50, |p| p.source = source("https://n.example/c")).await;
        let root = publish(world, &blog, LONG, 40, |_| {}).await;
        let little = publish(world, &other, "Lovely!", 30, |p| p.reblog_of = Some(root)).await;
        let much =
            publish(world, &other, "I was there yesterday with my two goats and can only agree.", 20, |p| {
                p.reblog_of = Some(root);
            })
            .await;
        let weather = |n: u32| {
            format!(
                "Weather at the pass on day {n}: wind {} km/h, snow {} cm, road open from {} to {}, take chains along and drive with care as always.",
                n * 7,
                n * 3,
                n + 5,
                n + 15
            )
        };
        let one = publish(world, &blog, &weather(1), 15, |_| {}).await;
        let two = publish(world, &blog, &weather(2), 14, |_| {}).await;
        world.site.find_all_copies(|_| {}).await.unwrap();
        let all = vec![short, same_words, a, b, c, root, little, much, one, two];
        let heads = world.site.earliest_of(all).await.unwrap();
        assert_eq!(heads.get(&b), Some(&a), "the same words and source");
        assert_eq!(heads.get(&little), Some(&root), "a reblog that adds little");
        for alone in [short, same_words, c, much, one, two] {
            assert_eq!(heads.get(&alone), None);
        }
    });
}

#[test]
fn a_parted_post_stays_apart() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let first = publish(world, &blog, LONG, 40, |_| {}).await;
        let second = publish(world, &blog, &format!("{LONG} Come."), 30, |_| {}).await;
        let third = publish(world, &blog, LONG, 20, |_| {}).await;
        let heads = async || {
            world.site.find_all_copies(|_| {}).await.unwrap();
            world.site.earliest_of(vec![first, second, third]).await.unwrap()
        };
        assert_eq!(heads().await.len(), 3);
        world.site.part_copy(second, true, None).await.unwrap();
        assert_eq!(heads().await, HashMap::from([(first, first), (third, first)]));
        let content = Some(document(&format!("{LONG} Do come."), false));
        world.site.edit(second, Edit { content, ..Edit::default() }).await.unwrap();
        assert_eq!(heads().await.get(&second), None, "an edit does not undo it");
        world.site.part_copy(second, false, None).await.unwrap();
        assert_eq!(heads().await.get(&second), Some(&first));
        let story = world.site.story_of(third).await.unwrap().unwrap();
        let told: Vec<_> =
            story.posts.iter().map(|told| (told.card.post.id, told.percent, told.adds.clone())).collect();
        assert_eq!(told[0], (first, 100, Vec::new()));
        assert_eq!(told[1].2, ["do", "come"]);
        assert_eq!((told[2].0, told[2].1, story.total), (third, 100, 3));
    });
}

#[test]
fn what_is_no_longer_said_stands_in_nobody_s_way() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        // More posts than a key leads to.
        let mut said = Vec::new();
        for n in 0..66 {
            said.push(publish(world, &blog, LONG, 900 - n, |_| {}).await);
        }
        world.site.find_all_copies(|_| {}).await.unwrap();
        for (n, post) in said.iter().enumerate() {
            match n % 2 {
                0 => world.site.delete(*post).await.unwrap(),
                _ => {
                    let content = Some(document(&format!("{n}"), false));
                    world.site.edit(*post, Edit { content, ..Edit::default() }).await.unwrap();
                }
            }
        }
        let first = publish(world, &blog, LONG, 40, |_| {}).await;
        let second = publish(world, &blog, &format!("{LONG} Come."), 30, |_| {}).await;
        world.site.find_all_copies(|_| {}).await.unwrap();
        let heads = world.site.earliest_of(vec![first, second]).await.unwrap();
        assert_eq!(heads, HashMap::from([(first, first), (second, first)]), "{}", world.label);
    });
}
