//! Generated posts with the statistics of real ones. The same seed gives the same posts on every machine.

use super::urn::Urn;
use super::vocabulary;
use fastrand::Rng;
use intake::{Incoming, IncomingBlog};
use model::{BlogName, Lang, PostTag, PostType, Precision, Source, State, TagOrigin, Time};
use npf::{Block, Document};
use std::collections::HashSet;

/// Published over six years that end with 2025.
const START: i64 = 1_577_836_800_000;
const END: i64 = 1_767_225_600_000;

/// Tags a post, in percent: none 20, one 22, and so on; the rest has 7 to 30.
const TAGS_PER_POST: &[u32] = &[20, 22, 19, 14, 10, 6, 3];

/// Sizes of the tags that are made to measure a page of a given depth.
pub const SIZED: &[u64] = &[20, 400, 4000];

/// Letters of a paragraph at most.
const PARAGRAPH: usize = 900;

/// Draws posts one after the other, in the order of their arrival.
pub struct Corpus {
    rng: Rng,
    urn: Urn,
    seed: u64,
    total: u64,
    next: u64,
}

impl Corpus {
    /// `total` posts from a seed.
    pub fn new(seed: u64, total: u64) -> Self {
        Self { rng: Rng::with_seed(seed), urn: Urn::default(), seed, total, next: 0 }
    }

    /// Names of drawn tags and how often each was drawn, most used first.
    pub fn tags_by_use(&self) -> Vec<(String, u32)> {
        self.urn.by_use().into_iter().map(|(tag, count)| (tag_name(self.seed, tag), count)).collect()
    }

    fn draw_time(&mut self) -> Time {
        let span = (END - START) as f64;
        let arrival = (self.next as f64 + self.rng.f64()) / self.total.max(1) as f64;
        // One post in ten is backdated, as posts from queues and imports are.
        let share = if self.rng.u8(0..10) == 0 { arrival * self.rng.f64() } else { arrival };
        Time(START + (share * span) as i64)
    }

    fn draw_tags(&mut self) -> Vec<PostTag> {
        let mut count = self.count_of_tags();
        let mut names: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        for name in self.fixed_tags() {
            seen.insert(name.clone());
            names.push(name);
        }
        while count > 0 {
            let tag = self.urn.draw(&mut self.rng);
            let name = tag_name(self.seed, tag);
            if seen.insert(name.clone()) {
                // About one use in nine is written with a capital.
                names.push(if self.rng.u8(0..9) == 0 { capitalise_name(&name) } else { name });
            }
            count -= 1;
        }
        names.into_iter().map(|name| PostTag { name, origin: TagOrigin::Author }).collect()
    }

    fn count_of_tags(&mut self) -> usize {
        let mut draw = self.rng.u32(0..100);
        for (count, share) in TAGS_PER_POST.iter().enumerate() {
            if draw < *share {
                return count;
            }
            draw -= share;
        }
        // A falling tail up to the thirty an author may type.
        (7 + (self.rng.f64().powi(3) * 24.0) as usize).min(30)
    }

    /// Tags of known size: one on 3 % of all posts, one on 1 %, two busy ones that hardly meet, and a few small.
    fn fixed_tags(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        let draw = self.rng.u32(0..100_000);
        match draw {
            0..3000 => names.push("hot".to_owned()),
            3000..4000 => names.push("warm".to_owned()),
            4000..6000 => names.push("north".to_owned()),
            6000..8000 => names.push("south".to_owned()),
            8000..8004 => names.extend(["north".to_owned(), "south".to_owned()]),
            _ => {}
        }
        for size in SIZED.iter().filter(|size| **size <= self.total) {
            let every = self.total / size;
            // Spread evenly over all years, so that a page has to look into many buckets.
            if self.next.is_multiple_of(every) && self.next / every < *size {
                names.push(format!("sized {size}"));
            }
        }
        names
    }

    fn draw_document(&mut self, kind: PostType, lang: Lang) -> Document {
        let letters = (120.0 * (1.29 * draw_normal(&mut self.rng)).exp()).clamp(4.0, 20_000.0) as usize;
        let mut blocks = Vec::new();
        match kind {
            PostType::Photo => {
                let alt = vocabulary::make_text(&mut self.rng, lang, 30);
                blocks.push(Block::image(format!("/media/{:064x}.jpg", self.next), Some(alt)));
            }
            PostType::Link => {
                let title = vocabulary::make_text(&mut self.rng, lang, 50);
                blocks.push(Block::link(format!("https://news.example/{}", self.next), Some(title)));
            }
            _ => {}
        }
        let mut left = letters;
        while left > 0 {
            let paragraph = left.min(PARAGRAPH);
            blocks.push(Block::text(vocabulary::make_text(&mut self.rng, lang, paragraph)));
            left -= paragraph;
        }
        Document::new(blocks)
    }

    fn draw_blog(&mut self) -> String {
        // Few blogs post much, most post once or twice.
        let blogs = (self.total as f64 / 5.0).max(10.0);
        format!("blog-{}", (blogs * self.rng.f64().powf(1.6)) as u64)
    }

    fn draw_notes(&mut self) -> i64 {
        match self.rng.u8(0..10) {
            0..4 => 0,
            _ => (7.0 * (2.0 * draw_normal(&mut self.rng)).exp()).min(5e6) as i64,
        }
    }
}

impl Iterator for Corpus {
    type Item = Incoming;

    fn next(&mut self) -> Option<Incoming> {
        if self.next == self.total {
            return None;
        }
        let lang = vocabulary::draw_language(&mut self.rng);
        let kind = draw_kind(&mut self.rng);
        let robot = self.rng.u8(0..20) == 0;
        let published = self.draw_time();
        let tags = self.draw_tags();
        let document = self.draw_document(kind, lang);
        let name = BlogName::parse(&self.draw_blog()).ok()?;
        let notes = self.draw_notes();
        let post = Incoming {
            key: format!("bench:{}:{}", self.seed, self.next),
            id: None,
            blog: IncomingBlog { name, uuid: None, title: None, description: None, robot: false },
            kind,
            state: State::Published,
            published,
            precision: Precision::Exact,
            document,
            trail: Vec::new(),
            reblog: None,
            lost_parent: false,
            tags,
            source: robot.then(|| Source { url: "https://feeds.example/item".into(), title: String::new() }),
            place: String::new(),
            robot,
            slug: String::new(),
            notes,
            note_rows: Vec::new(),
            lang: Some(lang),
            media: Vec::new(),
            at: format!("post {}", self.next),
        };
        self.next += 1;
        Some(post)
    }
}

fn draw_kind(rng: &mut Rng) -> PostType {
    match rng.u32(0..100) {
        0..60 => PostType::Text,
        60..82 => PostType::Photo,
        82..88 => PostType::Link,
        88..92 => PostType::Quote,
        92..95 => PostType::Video,
        95..97 => PostType::Audio,
        97..99 => PostType::Answer,
        _ => PostType::Chat,
    }
}

/// A draw of the standard normal distribution, by Box and Muller.
fn draw_normal(rng: &mut Rng) -> f64 {
    // The draw may be 0 and never 1, so the logarithm stays finite.
    (-2.0 * (1.0 - rng.f64()).ln()).sqrt() * (std::f64::consts::TAU * rng.f64()).cos()
}

/// The name of a drawn tag: two thirds have spaces, one in 25 is not ASCII, the longest are remarks.
fn tag_name(seed: u64, tag: u32) -> String {
    // The name depends on the tag alone, so that names need not be kept.
    let mut rng = Rng::with_seed(seed ^ (u64::from(tag) << 20));
    let lang = if rng.u8(0..25) == 0 {
        vocabulary::draw_language(&mut rng)
    } else {
        Lang::parse("en").unwrap_or_else(|_| unreachable!("a code"))
    };
    let words = match rng.u8(0..100) {
        0..34 => 1,
        34..62 => 2,
        62..78 => 3,
        78..85 => 5,
        _ => rng.usize(8..16),
    };
    let mut name: Vec<String> =
        (0..words).map(|_| vocabulary::make_word(lang, vocabulary::draw_rank(&mut rng))).collect();
    // What makes it this tag and no other.
    name[0] = vocabulary::make_word(lang, u64::from(tag) + 30);
    name.join(" ").chars().take(140).collect()
}

fn capitalise_name(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
