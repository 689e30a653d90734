//! Posts that must not be folded, and copies of them that must: bulletins of series, articles with their excerpts, and
//! answers to what they quote.

use super::mould::{CLASSES, Moulds};
use super::retell::retell_text;
use crate::bench::vocabulary;
use fastrand::Rng;
use intake::{Incoming, IncomingBlog};
use model::{BlogName, Lang, PostId, PostType, Precision, Source, State, Time};
use npf::{Block, Document, Subtype, TextBlock};

/// 2025-01-01, and the time in which all is told.
const START: i64 = 1_735_689_600_000;
const DAY: i64 = 86_400_000;

/// Bulletins of each form, and copies of each bulletin and each article.
const BULLETINS: usize = 3;
const COPIES: usize = 2;

/// The greatest share of words edited in a copy.
const EDITED: f64 = 0.15;

/// What a post is to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Original,
    Copy,
    Excerpt,
    Answer,
}

/// One post.
pub struct SeriesPost {
    pub id: PostId,
    pub class: &'static str,
    pub role: Role,
    /// The number of what it tells.
    pub story: usize,
    /// What it says, in one line.
    pub text: String,
    /// Until it is imported.
    pub post: Option<Incoming>,
}

/// A text on its way into a post.
struct Draft {
    lang: &'static str,
    blocks: Vec<Block>,
    page: Option<String>,
    at: i64,
}

/// Makes posts from a seed.
pub struct Series {
    rng: Rng,
    moulds: Moulds,
    told: Vec<SeriesPost>,
    stories: usize,
}

impl Series {
    /// So many forms of each class and so many articles.
    pub fn make(seed: u64, forms: usize, articles: usize, held_out: bool) -> Vec<SeriesPost> {
        let rng = Rng::with_seed(seed);
        let mut made = Self { rng, moulds: Moulds::read(held_out), told: Vec::new(), stories: 0 };
        for class in CLASSES {
            for _ in 0..forms {
                made.add_bulletins(class);
            }
        }
        for _ in 0..articles {
            made.add_article();
        }
        // Copies may be imported before their originals.
        made.rng.shuffle(&mut made.told);
        made.told
    }

    fn add_bulletins(&mut self, class: &'static str) {
        let mould = self.moulds.mould(class, &mut self.rng);
        let number = self.stories;
        // Half of the series have one page for all.
        let shared = self.rng.bool();
        let mut seen: Vec<Vec<String>> = Vec::new();
        for _ in 0..BULLETINS {
            let text = self.moulds.fill(&mould, &mut self.rng);
            // Forms with few slots may give the same bulletin twice, which would be a true
            // duplicate.
            if seen.contains(&text) {
                continue;
            }
            seen.push(text.clone());
            let page = match shared {
                true => format!("https://{class}.example/{number}"),
                false => format!("https://{class}.example/{}", self.stories),
            };
            self.add_copy(class, mould.lang, &text, Some(page));
        }
    }

    /// A text with its copies and an answer to it.
    fn add_copy(
        &mut self,
        class: &'static str,
        lang: &'static str,
        text: &[String],
        page: Option<String>,
    ) -> i64 {
        let story = self.stories;
        self.stories += 1;
        let at = START + self.rng.i64(0..200 * DAY);
        self.add_post(
            class,
            Role::Original,
            story,
            Draft { lang, blocks: make_paragraphs(text), page: page.clone(), at },
        );
        for _ in 0..COPIES {
            let share = self.rng.f64() * EDITED;
            let edited = retell_text(text, share, lang, &self.moulds, &mut self.rng);
            let at = at + 60_000 + self.rng.i64(0..20 * DAY);
            let page = page.as_ref().filter(|_| self.rng.bool()).cloned();
            self.add_post(
                class,
                Role::Copy,
                story,
                Draft { lang, blocks: make_paragraphs(&edited), page, at },
            );
        }
        if self.rng.u8(..3) == 0 {
            self.add_answer(class, lang, text, page, at);
        }
        at
    }

    /// Somebody quotes a text and says something to it in twelve words or more.
    fn add_answer(
        &mut self,
        class: &'static str,
        lang: &'static str,
        text: &[String],
        page: Option<String>,
        at: i64,
    ) {
        let words = self.rng.usize(12..40);
        let answer = Block::text(self.draw_prose(lang, words).join(" "));
        let quoted = |block: Block| match block {
            Block::Text(text) => Block::Text(TextBlock { subtype: Some(Subtype::Indented), ..text }),
            other => other,
        };
        let quote = make_paragraphs(text);
        let blocks = match self.rng.u8(..4) {
            0 => quote.into_iter().map(quoted).chain([answer]).collect(),
            1 => [answer].into_iter().chain(quote.into_iter().map(quoted)).collect(),
            2 => quote.into_iter().chain([answer]).collect(),
            _ => [answer].into_iter().chain(quote).collect(),
        };
        let at = at + 60_000 + self.rng.i64(0..20 * DAY);
        let story = self.stories;
        self.stories += 1;
        self.add_post(class, Role::Answer, story, Draft { lang, blocks, page, at });
    }

    /// An article of a paper, its copies, and what feeds send of it, before or after.
    fn add_article(&mut self) {
        let drawn = vocabulary::draw_language(&mut self.rng);
        let lang = vocabulary::LANGUAGES.iter().find(|(code, _)| *code == drawn.code());
        let lang = lang.map_or("en", |(code, _)| code);
        let count = self.rng.usize(150..700);
        let text = self.draw_prose(lang, count);
        let page = format!("https://paper.example/{}", self.stories);
        let story = self.stories;
        let at = self.add_copy("article", lang, &text, Some(page.clone()));
        let words: Vec<&str> = text.iter().flat_map(|text| text.split(' ')).collect();
        let mut excerpt = words[..self.rng.usize(15..90)].join(" ");
        excerpt.push_str(["…", " ...", " […]", ""][self.rng.usize(..4)]);
        let shift = self.rng.i64(60_000..DAY);
        let at = if self.rng.u8(..4) == 0 { at - shift } else { at + shift };
        // Feeds add such words to addresses, and the page is still the same.
        let page = format!("{page}?utm_source=feed&utm_medium=rss{}", self.rng.u8(..9));
        let blocks = vec![Block::text(excerpt)];
        self.add_post("article", Role::Excerpt, story, Draft { lang, blocks, page: Some(page), at });
    }

    /// Sentences of made-up words, with names and figures as in papers.
    fn draw_prose(&mut self, lang: &'static str, count: usize) -> Vec<String> {
        let known = Lang::parse(lang).ok();
        let (mut sentences, mut written) = (Vec::new(), 0);
        while written < count {
            let length = self.rng.usize(7..22).min(count - written).max(1);
            let mut words: Vec<String> = Vec::with_capacity(length);
            for _ in 0..length {
                words.push(match self.rng.u8(..40) {
                    0 => self.moulds.word(lang, "n", &mut self.rng),
                    1 => self.moulds.word(lang, "c", &mut self.rng),
                    _ => known
                        .map(|lang| vocabulary::make_word(lang, vocabulary::draw_rank(&mut self.rng)))
                        .unwrap_or_default(),
                });
            }
            if let Some(first) = words.first_mut() {
                *first = capitalise_word(first);
            }
            written += length;
            sentences.push(format!("{}.", words.join(" ")));
        }
        sentences
    }

    fn add_post(&mut self, class: &'static str, role: Role, story: usize, draft: Draft) {
        let serial = self.told.len();
        let id = PostId(serial as i64 + 1);
        let key = format!("series:{serial}");
        let blog = BlogName::parse(&format!("teller-{}", self.rng.u32(0..500))).ok();
        let document = Document::new(draft.blocks);
        let text = document.texts().collect::<Vec<_>>().join(" ");
        let post = blog.map(|name| Incoming {
            lost_parent: false,
            at: key.clone(),
            key,
            id: Some(id),
            blog: IncomingBlog { name, uuid: None, title: None, description: None, robot: false },
            kind: PostType::Text,
            state: State::Published,
            published: Time(draft.at),
            precision: Precision::Exact,
            document,
            trail: Vec::new(),
            reblog: None,
            tags: Vec::new(),
            source: draft.page.map(|url| Source { url, title: String::new() }),
            place: String::new(),
            robot: false,
            slug: String::new(),
            notes: 0,
            note_rows: Vec::new(),
            lang: Lang::parse(draft.lang).ok(),
            media: Vec::new(),
        });
        self.told.push(SeriesPost { id, class, role, story, text, post });
    }
}

fn capitalise_word(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Sentences as blocks, three to a paragraph.
fn make_paragraphs(text: &[String]) -> Vec<Block> {
    text.chunks(3).map(|some| Block::text(some.join(" "))).collect()
}
