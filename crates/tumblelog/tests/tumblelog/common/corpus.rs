//! Random posts of few words, tags and moments, so that lists meet often; made through the site and told to the model.

use super::naive::{Item, Likes, Piece, root_of};
use super::{NOW, World, naive, name};
use fastrand::Rng;
use intake::{Incoming, IncomingBlog};
use model::{
    BlogUuid, Lang, PostId, PostTag, PostType, Precision, Reblog, Source, State, TagOrigin, Time, TrailItem,
    Withheld,
};
use npf::{Audio, Block, Document, Poll, Video};
use tagstead_tumblelog::{NewBlog, NewPost};

/// Each a tag in spellings of one fold; no two rows share a fold.
pub const TAGS: &[&[&str]] = &[
    &["tea", "Tea", "#TEA"],
    &["kəlbəcər", "Kəlbəcər", "KƏLBƏCƏR"],
    &["istisu", "İstisu", "ISTISU"],
    &["dracula daily", "Dracula  Daily"],
    &["stone wall", "Stone Wall"],
    &["stone-wall"],
    &["stone_wall"],
    &["келбаджар", "Келбаджар"],
    &["c++", "C++"],
    &["☕"],
    &["mənzərə", "MƏNZƏRƏ"],
    &["zähler", "ZÄHLER"],
    &["zahler"],
    &["rarely"],
];

/// Words of every text; none is part of another.
pub const WORDS: &[&str] = &[
    "spring",
    "water",
    "bridge",
    "honey",
    "дорога",
    "bulaq",
    "goat",
    "milk",
    "snow",
    "çay",
    "wool",
    "bread",
];

/// Blogs, and whether a program writes them.
pub const BLOGS: &[(&str, bool)] =
    &[("almanac", false), ("bee-yard", false), ("walks", false), ("feed-robot", true), ("kitchen", false)];

pub const LANGS: &[Option<&str>] = &[None, Some("az"), Some("en"), Some("ru"), Some("fr"), Some("kat")];
pub const HOSTS: &[Option<&str>] = &[None, Some("instagram.com"), Some("dlvr.it"), Some("example.org")];

const YEAR_AGO: i64 = NOW.0 - 365 * 86_400_000;

/// Posts of a site, as the model knows them.
#[derive(Debug)]
pub struct Corpus {
    pub rng: Rng,
    pub items: Vec<Item>,
    pub likes: Likes,
    /// The run that imports are of.
    pub run: Option<model::RunId>,
    /// Moments that many posts share.
    moments: Vec<i64>,
}

/// A post before it has an id.
struct Sketch {
    item: Item,
    document: Document,
    tags: Vec<PostTag>,
    source: Option<Source>,
}

impl Corpus {
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let old = (0..8).map(|_| rng.i64(naive::start(2020, 1, 1)..naive::start(2025, 1, 1)));
        let mut moments: Vec<i64> = old.collect();
        moments.extend((0..24).map(|_| rng.i64(YEAR_AGO..NOW.0)));
        Self { rng, items: Vec::new(), likes: Likes::new(), run: None, moments }
    }

    pub async fn make_blogs(&self, world: &World) {
        for (text, robot) in BLOGS {
            let blog = NewBlog { robot: *robot, ..NewBlog::with_name(name(text)) };
            world.site.create_blog(blog).await.unwrap();
        }
    }

    pub fn time(&mut self) -> i64 {
        match self.rng.usize(..3) {
            0 => self.moments[self.rng.usize(..self.moments.len())],
            1 => self.rng.i64(YEAR_AGO..NOW.0),
            _ => NOW.0 - self.rng.i64(0..20 * 86_400_000),
        }
    }

    pub fn tags(&mut self) -> (Vec<usize>, Vec<String>) {
        let mut numbers: Vec<usize> = Vec::new();
        for _ in 0..self.rng.usize(..6) {
            // The last is rare, so that some lists are short.
            let rare = self.rng.usize(..20) == 0;
            let tag = self.rng.usize(..TAGS.len() - usize::from(!rare));
            if !numbers.contains(&tag) {
                numbers.push(tag);
            }
        }
        let spell = |tag: &usize| TAGS[*tag][self.rng.usize(..TAGS[*tag].len())].to_owned();
        let names = numbers.iter().map(spell).collect();
        (numbers, names)
    }

    fn notes(&mut self) -> i64 {
        let top = [1, 4, 18, 60, 9000][self.rng.usize(..5)];
        self.rng.i64(0..top)
    }

    /// Something said: words, and now and then something to see or hear.
    pub fn piece(&mut self) -> (Piece, Document) {
        let rng = &mut self.rng;
        let mut words: Vec<usize> = (0..rng.usize(1..=5)).map(|_| rng.usize(..WORDS.len())).collect();
        let mut piece = Piece::default();
        let mut blocks = vec![Block::text(sentence(rng, &words))];
        let mut texts = vec![words.clone()];
        match rng.usize(..12) {
            0..3 => {
                let shows = [rng.usize(..WORDS.len()), rng.usize(..WORDS.len())];
                let alt = rng.bool().then(|| sentence(rng, &shows));
                if alt.is_some() {
                    words.extend(shows);
                    texts.push(shows.to_vec());
                }
                piece.image = Some(alt.is_some());
                blocks.push(Block::image("https://64.media.example/a.jpg", alt));
            }
            3 => {
                piece.video = true;
                let url = Some("https://video.example/1".to_owned());
                blocks.push(Block::Video(Video { url, ..Video::default() }));
            }
            4 => {
                piece.audio = true;
                let url = Some("https://sound.example/1".to_owned());
                blocks.push(Block::Audio(Audio { url, ..Audio::default() }));
            }
            5 => {
                piece.link = true;
                let title = [rng.usize(..WORDS.len())];
                words.extend(title);
                blocks.push(Block::link("https://page.example/1", Some(sentence(rng, &title))));
            }
            6 => {
                piece.poll = true;
                let asked = [rng.usize(..WORDS.len())];
                words.extend(asked);
                blocks.push(Block::Poll(Poll { question: sentence(rng, &asked), ..Poll::default() }));
            }
            _ => {}
        }
        words.sort_unstable();
        words.dedup();
        (piece.words, piece.texts) = (words, texts);
        (piece, Document::new(blocks))
    }

    fn sketch(&mut self) -> Sketch {
        let (own, document) = self.piece();
        let (tags, names) = self.tags();
        let blog = self.rng.usize(..BLOGS.len());
        let host = HOSTS[self.rng.usize(..HOSTS.len())];
        // What has words has its language told: finding it is another test's matter.
        let lang = LANGS[self.rng.usize(1..LANGS.len())];
        let item = Item {
            id: 0,
            time: self.time(),
            blog,
            kind: PostType::ALL[self.rng.usize(..8)],
            lang,
            tags,
            own,
            carried: Vec::new(),
            root: None,
            noted: false,
            robot: BLOGS[blog].1 || self.rng.usize(..6) == 0,
            host,
            notes: self.notes(),
            published: true,
            dated: true,
            withheld: None,
        };
        let tags = names
            .into_iter()
            .map(|name| PostTag { name: name.trim_start_matches('#').to_owned(), origin: TagOrigin::Author });
        let url = host.map(|host| format!("https://www.{host}/p/{}", self.rng.u32(..)));
        let source = url.map(|url| Source { url, title: String::new() });
        Sketch { item, document, tags: tags.collect(), source }
    }

    /// A post without words: its language is not known.
    fn sketch_without_words(&mut self) -> Sketch {
        let mut sketch = self.sketch();
        sketch.document = Document::new(vec![Block::image("https://64.media.example/b.jpg", None)]);
        sketch.item.own = Piece { image: Some(false), ..Piece::default() };
        sketch.item.lang = None;
        sketch
    }

    /// What a reblog of `parent` carries.
    fn carried(parent: &Item) -> Vec<Piece> {
        let mut carried = parent.carried.clone();
        if carried.is_empty() || !parent.own.is_silent() {
            carried.push(parent.own.clone());
        }
        carried
    }

    /// Publishes a post, one in four of them a reblog, one in twenty a draft.
    pub async fn publish(&mut self, world: &World) {
        let mut sketch = if self.rng.usize(..12) == 0 { self.sketch_without_words() } else { self.sketch() };
        let state = if self.rng.usize(..20) == 0 { State::Draft } else { State::Published };
        sketch.item.published = state == State::Published;
        let parent = (self.rng.usize(..4) == 0)
            .then(|| self.any(|item| item.published && item.withheld.is_none()))
            .flatten();
        if let Some(parent) = parent {
            let parent = &self.items[parent];
            sketch.item.carried = Self::carried(parent);
            sketch.item.kind = parent.kind;
            sketch.item.root = Some(parent.root.unwrap_or(parent.id));
            if self.rng.bool() {
                sketch.item.own = Piece::default();
                sketch.document = Document::new(Vec::new());
            }
            // A language that is not given is found in what the reblog carries.
            sketch.item.lang = LANGS[self.rng.usize(1..LANGS.len())];
        }
        let told = sketch.item.robot;
        // Few words and a link through a service for feeds.
        sketch.item.robot |= parent.is_none() && sketch.item.host == Some("dlvr.it");
        let item = &sketch.item;
        let new = NewPost {
            kind: Some(item.kind),
            tags: sketch.tags.iter().map(|tag| tag.name.clone()).collect(),
            state,
            published: Some(Time(item.time)),
            reblog_of: parent.map(|at| PostId(self.items[at].id)),
            source: sketch.source,
            lang: item.lang.map(|code| Lang::parse(code).unwrap()),
            robot: told,
            notes: item.notes,
            ..NewPost::new(name(BLOGS[item.blog].0), sketch.document)
        };
        let post = world.site.publish_post(new).await.unwrap();
        let item = Item { id: post.id.0, ..sketch.item };
        self.items.push(item);
        self.note(self.items.len() - 1, state == State::Published);
    }

    /// Counts a reblog on its root, or takes it off where it was counted.
    pub fn note(&mut self, at: usize, noted: bool) {
        let item = &mut self.items[at];
        let noted = noted && item.root.is_some();
        let by = i64::from(noted) - i64::from(std::mem::replace(&mut item.noted, noted));
        if let Some(root) = root_of(&self.items, &self.items[at]) {
            self.items[root].notes += by;
        }
    }

    /// Imports posts as one batch, some of them reblogs of each other with ids in no order of time.
    pub async fn import(&mut self, world: &World, count: usize) {
        let mut batch = Vec::new();
        for _ in 0..count {
            let mut sketch = self.sketch();
            sketch.item.id = self.rng.i64(1..1 << 40);
            let root = (self.rng.usize(..6) == 0).then(|| self.any(|item| item.root.is_none())).flatten();
            if let Some(root) = root {
                let root = &self.items[root];
                sketch.item.root = Some(root.id);
                // As `document_of` writes it.
                sketch.item.carried = vec![Piece { texts: vec![root.own.words.clone()], ..root.own.clone() }];
                if self.rng.bool() {
                    sketch.item.own = Piece::default();
                    sketch.document = Document::new(Vec::new());
                }
            }
            batch.push(incoming(&sketch));
            self.items.push(sketch.item);
        }
        let outcome = match self.run {
            Some(run) => world.site.import_in(run, batch, Vec::new()).await.unwrap(),
            None => world.site.import_batch(batch).await.unwrap(),
        };
        assert_eq!((outcome.added, outcome.known, outcome.refused), (count, 0, vec![]));
    }

    /// The place of a random post that will do.
    pub fn any(&mut self, wanted: impl Fn(&Item) -> bool) -> Option<usize> {
        let fit: Vec<usize> = (0..self.items.len()).filter(|at| wanted(&self.items[*at])).collect();
        (!fit.is_empty()).then(|| fit[self.rng.usize(..fit.len())])
    }

    /// A random blog likes a random post.
    pub async fn like(&mut self, world: &World) {
        let blog = self.rng.usize(..BLOGS.len());
        let Some(at) = self.any(|item| item.published) else { return };
        let Some(root) = root_of(&self.items, &self.items[at]) else { return };
        world.site.like_post(PostId(self.items[at].id), name(BLOGS[blog].0)).await.unwrap();
        if self.likes.insert((self.items[root].id, blog)) {
            self.items[root].notes += 1;
        }
    }

    /// A random post is withheld or listed again.
    pub async fn withhold(&mut self, world: &World) {
        let reason = self.rng.choice(Withheld::ALL).copied().filter(|_| self.rng.usize(..3) > 0);
        let Some(at) = self.any(|_| true) else { return };
        world.site.withhold_post(PostId(self.items[at].id), reason).await.unwrap();
        self.items[at].withheld = reason;
    }
}

/// Words as a person might set them: capitals, commas, a full stop.
fn sentence(rng: &mut Rng, words: &[usize]) -> String {
    let words: Vec<String> = words
        .iter()
        .map(|word| if rng.usize(..4) == 0 { WORDS[*word].to_uppercase() } else { WORDS[*word].to_owned() })
        .collect();
    words.join([" ", ", ", " – ", "; "][rng.usize(..4)]) + ["", ".", "!", " 🍯"][rng.usize(..4)]
}

fn incoming(sketch: &Sketch) -> Incoming {
    let item = &sketch.item;
    let (blog, robot) = BLOGS[item.blog];
    let trail = item.carried.iter().map(|piece| TrailItem {
        blog: "almanac".into(),
        uuid: None::<BlogUuid>,
        post: item.root.map(PostId),
        published: None,
        url: None,
        broken: false,
        content: document_of(piece).to_json(),
    });
    Incoming {
        key: format!("test:{}", item.id),
        id: Some(PostId(item.id)),
        blog: IncomingBlog { name: name(blog), uuid: None, title: None, description: None, robot },
        kind: item.kind,
        state: State::Published,
        published: Time(item.time),
        precision: Precision::Exact,
        document: sketch.document.clone(),
        trail: trail.collect(),
        reblog: item.root.map(|root| Reblog {
            parent: PostId(root),
            parent_blog: "almanac".into(),
            root: PostId(root),
            root_blog: "almanac".into(),
        }),
        lost_parent: false,
        tags: sketch.tags.clone(),
        source: sketch.source.clone(),
        place: String::new(),
        robot: item.robot,
        slug: String::new(),
        notes: item.notes,
        note_rows: Vec::new(),
        lang: item.lang.map(|code| Lang::parse(code).unwrap()),
        media: Vec::new(),
        at: format!("post {}", item.id),
    }
}

/// A document with just what a piece says.
fn document_of(piece: &Piece) -> Document {
    let words: Vec<&str> = piece.words.iter().map(|word| WORDS[*word]).collect();
    let mut blocks = vec![Block::text(words.join(" "))];
    if let Some(with_alt) = piece.image {
        // A word that the piece has, so that the alternative text adds none.
        let alt = with_alt.then(|| words.first().map_or("☕", |word| word).to_owned());
        blocks.push(Block::image("https://64.media.example/a.jpg", alt));
    }
    if piece.video {
        let url = Some("https://video.example/1".to_owned());
        blocks.push(Block::Video(Video { url, ..Video::default() }));
    }
    if piece.audio {
        let url = Some("https://sound.example/1".to_owned());
        blocks.push(Block::Audio(Audio { url, ..Audio::default() }));
    }
    if piece.link {
        blocks.push(Block::link("https://page.example/1", None));
    }
    if piece.poll {
        let question = words.first().map_or("☕", |word| word).to_owned();
        blocks.push(Block::Poll(Poll { question, ..Poll::default() }));
    }
    Document::new(blocks)
}
