//! Near-duplicates: whatever order posts come in and whatever happens to them, the same posts are one story, its earliest
//! stands, and lists show of each story the first that they hold, paged to the end. Against a model that knows which
//! text each post was made from, on every database.

use crate::common::{NOW, World, name, on_each};
use fastrand::Rng;
use model::{BlogName, PostId, PostType, Source, Time, Withheld};
use npf::{Block, Document, Subtype, TextBlock};
use std::collections::{BTreeMap, HashMap};
use store::clusters::ClusterMember;
use store::duplicate_keys::PendingComparison;
use store::{clusters, duplicate_keys, posts};
use tagstead_tumblelog::post_address::Address;
use tagstead_tumblelog::view::{List, ListRequest, Sort, Summary};
use tagstead_tumblelog::{Edit, NewPost, WhyVerdict};

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
                    false => drop(world.site.find_copies(self.rng.usize(1..6)).await.unwrap()),
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
    match world.site.explain_presence(&post, query, None).await.unwrap().verdict {
        WhyVerdict::Found(found) if found.here => found.folded.map(|(_, first)| first.0),
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
                    world.site.find_copies(rng.usize(1..8)).await.unwrap();
                }
            }
            world.site.find_all_copies(|_| {}).await.unwrap();
            let heads = world.site.earliest_of(ids.keys().copied().collect()).await.unwrap();
            let told: BTreeMap<usize, usize> =
                heads.iter().map(|(post, head)| (ids[post], ids[head])).collect();
            seen.push(told);
            for id in ids.keys() {
                world.site.delete_post(*id).await.unwrap();
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
    world.site.publish_post(new).await.unwrap().id
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

/// Two texts of a series, in languages with and without capitals.
const SERIES: &[[&str; 2]] = &[
    [
        "Concert of the chamber orchestra on 12 May at 19:00 in Barda, entrance is free for all children.",
        "Concert of the chamber orchestra on 19 June at 19:00 in Lachin, entrance is free for all children.",
    ],
    [
        "Bərdə şəhərində 12 may saat 19:00 radələrində simli kvartetin konserti olacaq, giriş hamı üçün pulsuzdur.",
        "Laçın şəhərində 19 iyun saat 19:00 radələrində simli kvartetin konserti olacaq, giriş hamı üçün pulsuzdur.",
    ],
    [
        "В связи с ремонтом 3 марта с 10:00 до 18:00 не будет холодной воды на улице Садовой, просим запастись водой.",
        "В связи с ремонтом 9 апреля с 10:00 до 18:00 не будет холодной воды на улице Лесной, просим запастись водой.",
    ],
    [
        "Le chœur municipal chante ce lundi 4 mai dans la grande salle des fêtes de Beaune, entrée libre pour tous.",
        "Le chœur municipal chante ce jeudi 7 mai dans la grande salle des fêtes de Beaune, entrée libre pour tous.",
    ],
    [
        "Kars merkezli 4.2 büyüklüğünde deprem pazartesi günü kaydedildi, derinlik 7 kilometre, hasar bildirilmedi henüz.",
        "Kars merkezli 3.8 büyüklüğünde deprem cuma günü kaydedildi, derinlik 9 kilometre, hasar bildirilmedi henüz.",
    ],
    [
        "12 մայիսի ժամը 19:00 Գորիս քաղաքում տեղի կունենա երգչախմբի համերգը, մուտքն ազատ է բոլորի համար։",
        "19 հունիսի ժամը 19:00 Կապան քաղաքում տեղի կունենա երգչախմբի համերգը, մուտքն ազատ է բոլորի համար։",
    ],
    [
        "12 მაისს 19:00 საათზე ქალაქში თელავი გაიმართება ხალხური სიმღერის კონცერტი, დასწრება თავისუფალია ყველასთვის.",
        "19 ივნისს 19:00 საათზე ქალაქში გორი გაიმართება ხალხური სიმღერის კონცერტი, დასწრება თავისუფალია ყველასთვის.",
    ],
    [
        "درجة الحرارة في المدينة يوم الاثنين ١٢ مايو هي ٢٣ درجة مع رياح خفيفة من جهة البحر طوال النهار",
        "درجة الحرارة في المدينة يوم الخميس ١٥ مايو هي ٢٧ درجة مع رياح خفيفة من جهة البحر طوال النهار",
    ],
    [
        "READING OF THE DAY IN THE LIBRARY FOR 12 MAY: CHAPTER 5, PLEASE BRING YOUR OWN COPY AND A PENCIL",
        "READING OF THE DAY IN THE LIBRARY FOR 13 MAY: CHAPTER 6, PLEASE BRING YOUR OWN COPY AND A PENCIL",
    ],
];

#[test]
fn reports_of_one_series_are_not_folded() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        for texts in SERIES {
            let one = publish(world, &blog, texts[0], 90_000, |_| {}).await;
            let two = publish(world, &blog, texts[1], 80_000, |_| {}).await;
            // The same text again is a copy, so that what is tested is not that nothing is found.
            let copy = publish(world, &blog, texts[1], 70_000, |_| {}).await;
            world.site.find_all_copies(|_| {}).await.unwrap();
            let heads = world.site.earliest_of(vec![one, two, copy]).await.unwrap();
            assert_eq!(heads, HashMap::from([(two, two), (copy, two)]), "{} {texts:?}", world.label);
        }
    });
}

const ARTICLE: &str = "The council of Barda has decided to repair the old bridge over the river before the winter. \
    Work begins on 3 September and takes about four months, said the engineer Leyla Hasanova on Tuesday. \
    Until then heavy lorries have to take the way through the valley, which is longer by 12 kilometres. \
    Shepherds may lead their animals across in the early morning, when nobody works on the bridge yet. \
    The money comes from the region, and a part of it from people who have left the town long ago. \
    Children of the school have painted pictures of the bridge, which hang in the town hall.";

#[test]
fn copies_with_small_edits_are_folded() {
    let edits: [(&str, String); 8] = [
        ("typing errors", ARTICLE.replace("decided", "decidde").replace("winter", "wintr")),
        (
            "a sentence dropped",
            ARTICLE.replace(
                "Children of the school have painted pictures of the bridge, which hang in the town hall.",
                "",
            ),
        ),
        ("another sign and case", ARTICLE.replace(',', " -").to_uppercase()),
        ("a source and hashtags", format!("{ARTICLE} Via Region News #barda #bridge")),
        ("the end cut off", ARTICLE[..ARTICLE.len() - 60].to_owned()),
        ("a figure put right, and a word", ARTICLE.replace("12", "14").replace("longer", "farther")),
        ("a name in other letters", ARTICLE.replace("Leyla Hasanova", "Leyla Həsənova")),
        ("a number in words", ARTICLE.replace("four months", "4 months")),
    ];
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let first = publish(world, &blog, ARTICLE, 900_000, |_| {}).await;
        for (what, text) in &edits {
            let copy = publish(world, &blog, text, 800_000, |_| {}).await;
            world.site.find_all_copies(|_| {}).await.unwrap();
            let heads = world.site.earliest_of(vec![copy]).await.unwrap();
            assert_eq!(heads.get(&copy), Some(&first), "{} {what}", world.label);
        }
    });
}

#[test]
fn a_quotation_with_an_answer_is_not_folded() {
    let answer = "That is not true at all: nobody has asked the people who live beside the bridge.";
    let quoted = |text: &str| match Block::text(text) {
        Block::Text(text) => Block::Text(TextBlock { subtype: Some(Subtype::Indented), ..text }),
        other => other,
    };
    let forms = [
        vec![quoted(ARTICLE), Block::text(answer)],
        vec![Block::text(answer), quoted(ARTICLE)],
        vec![Block::text(format!("{ARTICLE} {answer}"))],
        vec![Block::text(format!("{answer} {ARTICLE}"))],
    ];
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let page = |p: &mut NewPost| {
            p.source = Some(Source { url: "https://paper.example/bridge".into(), title: String::new() });
        };
        publish(world, &blog, ARTICLE, 900_000, page).await;
        for form in &forms {
            let content = Document::new(form.clone());
            let answered = publish(world, &blog, "", 800_000, |p| {
                page(p);
                p.content = content;
            })
            .await;
            world.site.find_all_copies(|_| {}).await.unwrap();
            let heads = world.site.earliest_of(vec![answered]).await.unwrap();
            assert_eq!(heads.get(&answered), None, "{} {form:?}", world.label);
            world.site.delete_post(answered).await.unwrap();
        }
    });
}

#[test]
fn an_excerpt_is_folded_with_the_article_of_its_page_alone() {
    let long =
        format!("{ARTICLE} {}", ARTICLE.replace("bridge", "road").replace("Barda", "Lachin").repeat(3));
    let excerpt = format!("{}…", long.split(' ').take(34).collect::<Vec<_>>().join(" "));
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let from = |url: &str| Some(Source { url: url.to_owned(), title: String::new() });
        for (excerpt_at, article_at) in [(100, 200), (200, 100)] {
            let whole =
                publish(world, &blog, &long, article_at * 1_000, |p| p.source = from("https://p.example/a"))
                    .await;
            let same = publish(world, &blog, &excerpt, excerpt_at * 1_000, |p| {
                p.source = from("http://www.p.example/a/?utm_source=feed");
            })
            .await;
            let other =
                publish(world, &blog, &excerpt, 50_000, |p| p.source = from("https://p.example/b")).await;
            world.site.find_all_copies(|_| {}).await.unwrap();
            let heads = world.site.earliest_of(vec![whole, same, other]).await.unwrap();
            assert_eq!(heads.get(&same), Some(&whole), "{}", world.label);
            assert_eq!(heads.get(&whole), Some(&whole), "{}", world.label);
            let story = world.site.story_of(whole).await.unwrap().unwrap();
            assert!(story.posts[1].is_excerpt && story.posts[1].percent == 100, "{}", world.label);
            assert_eq!(story.is_earliest, excerpt_at < article_at, "{}", world.label);
            for post in [whole, same, other] {
                world.site.delete_post(post).await.unwrap();
            }
            world.site.find_all_copies(|_| {}).await.unwrap();
        }
    });
}

/// A text of sixty words that has ten in every twelve of them in common with the next.
fn link(number: usize) -> String {
    let word = |at: usize| if at < number * 5 { "other" } else { "first" };
    let words: Vec<String> = (0..60).map(|at| format!("{}word{at}", word(at))).collect();
    format!("Here begins {}", words.join(" "))
}

/// Against a naive model: in the order of time, each post is folded under the nearest that stands and is like it.
#[test]
fn stories_do_not_chain() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let mut rng = Rng::with_seed(21);
        let mut known: Vec<(i64, PostId, usize)> = Vec::new();
        for round in 0..60 {
            let number = rng.usize(..11);
            let at = 1_000 * rng.i64(1..1_000);
            let post = publish(world, &blog, &link(number), at, |_| {}).await;
            known.push((NOW.0 - at, post, number));
            if rng.u8(..3) == 0 {
                let (_, gone, _) = known.swap_remove(rng.usize(..known.len()));
                world.site.delete_post(gone).await.unwrap();
            }
            if rng.u8(..3) > 0 {
                world.site.find_copies(rng.usize(1..6)).await.unwrap();
                continue;
            }
            world.site.find_all_copies(|_| {}).await.unwrap();
            known.sort_unstable();
            let mut standing: Vec<(PostId, usize)> = Vec::new();
            let mut expected = HashMap::new();
            for (_, post, number) in &known {
                let near = standing.iter().filter(|(_, other)| other.abs_diff(*number) <= 2);
                match near.min_by_key(|(_, other)| other.abs_diff(*number)) {
                    Some((head, _)) => {
                        expected.extend([(*post, *head), (*head, *head)]);
                    }
                    None => standing.push((*post, *number)),
                }
            }
            let all = known.iter().map(|(_, post, _)| *post).collect();
            let heads = world.site.earliest_of(all).await.unwrap();
            assert_eq!(heads, expected, "{} round {round}", world.label);
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
        world.site.edit_post(second, Edit { content, ..Edit::default() }).await.unwrap();
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
                0 => world.site.delete_post(*post).await.unwrap(),
                _ => {
                    let content = Some(document(&format!("{n}"), false));
                    world.site.edit_post(*post, Edit { content, ..Edit::default() }).await.unwrap();
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

#[test]
fn posts_folded_by_an_older_rule_are_compared_again() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let one = publish(world, &blog, SERIES[0][0], 900, |_| {}).await;
        let two = publish(world, &blog, SERIES[0][1], 800, |_| {}).await;
        let copy = publish(world, &blog, SERIES[0][1], 700, |_| {}).await;
        world.site.find_all_copies(|_| {}).await.unwrap();
        let fold_all = move |tx: &mut store::Tx<'_>| {
            index::Storage::lock_index(tx)?;
            let at = posts::find_position(tx, two)?.unwrap();
            index::Index::default().mark_facet(
                tx,
                index::Facet::Copy.id(index::Class::Standing),
                &[(at, true)],
            )?;
            let member = |post: PostId, at: i64| ClusterMember {
                post,
                story: 7,
                published: Time(NOW.0 - at),
                folded: post != one,
                distance: None,
            };
            clusters::put_members(tx, &[member(one, 900), member(two, 800), member(copy, 700)])?;
            // As the migration leaves them.
            let waiting = |post| PendingComparison { post, keys: Vec::new(), sketch: None, page: None };
            duplicate_keys::add_pending_comparisons(tx, &[waiting(one), waiting(two), waiting(copy)])
        };
        world.store().write(fold_all).await.unwrap();
        assert_eq!(world.site.earliest_of(vec![two]).await.unwrap().get(&two), Some(&one));
        for _ in 0..3 {
            world.site.find_copies(1).await.unwrap();
        }
        let heads = world.site.earliest_of(vec![one, two, copy]).await.unwrap();
        assert_eq!(heads, HashMap::from([(two, two), (copy, two)]), "{}", world.label);
        let report = world.site.check_site(false, |_| {}).await.unwrap();
        assert_eq!(report.differences, [] as [&str; 0], "{}", world.label);
    });
}

#[test]
fn a_large_story_stays_one_whatever_becomes_of_its_first_post() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let mut told = Vec::new();
        for n in 0..80 {
            told.push(publish(world, &blog, LONG, 9_000 - n, |_| {}).await);
        }
        let all_under = async |posts: &[PostId], first: PostId| {
            world.site.find_all_copies(|_| {}).await.unwrap();
            let heads = world.site.earliest_of(posts.to_vec()).await.unwrap();
            let expected: HashMap<PostId, PostId> = posts.iter().map(|post| (*post, first)).collect();
            assert_eq!(heads, expected, "{}", world.label);
            let report = world.site.check_site(false, |_| {}).await.unwrap();
            assert_eq!(report.differences, [] as [&str; 0], "{}", world.label);
        };
        all_under(&told, told[0]).await;
        let earlier = publish(world, &blog, LONG, 99_000, |_| {}).await;
        told.push(earlier);
        all_under(&told, earlier).await;
        world.site.delete_post(earlier).await.unwrap();
        told.pop();
        all_under(&told, told[0]).await;
        world.site.delete_post(told.remove(0)).await.unwrap();
        all_under(&told, told[0]).await;
    });
}
