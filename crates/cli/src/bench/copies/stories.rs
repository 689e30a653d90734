//! Stories and those who tell them.

use super::super::vocabulary;
use super::edit::{Text, edit_text};
use fastrand::Rng;
use intake::{Incoming, IncomingBlog};
use model::{BlogName, Lang, PostId, PostType, Precision, Source, State, Time};
use npf::{Block, Document};

/// 2025-01-01, and the time in which all is told.
const START: i64 = 1_735_689_600_000;
const SPAN: i64 = 300 * 86_400_000;

/// The greatest share of words edited in a copy.
const EDITED: f64 = 0.15;

/// One post of a story.
pub struct Made {
    pub id: PostId,
    pub story: usize,
    pub kind: &'static str,
    /// The share of words edited; none for the original.
    pub edited: Option<f64>,
    /// Until it is imported.
    pub post: Option<Incoming>,
}

/// A form that many bulletins fill in: words that stay and places for those that change.
struct Mould {
    lang: Lang,
    words: Vec<Option<String>>,
}

/// What is told.
struct Story {
    kind: &'static str,
    lang: Lang,
    text: Text,
    link: Option<String>,
    picture: Option<String>,
}

/// Makes stories from a seed.
pub struct Stories {
    rng: Rng,
    seed: u64,
    count: usize,
    moulds: Vec<Mould>,
}

impl Stories {
    pub fn new(seed: u64, count: usize) -> Self {
        let mut rng = Rng::with_seed(seed);
        // Some forms are filled in by many, some by two or three.
        let moulds = (0..count.div_ceil(60).max(2)).map(|_| Mould::new(&mut rng)).collect();
        Self { rng, seed, count, moulds }
    }

    /// All posts of all stories, shuffled.
    pub fn make(mut self) -> Vec<Made> {
        let mut all = Vec::new();
        for number in 0..self.count {
            let story = self.draw_text(number);
            let copies = match story.kind {
                "bulletin" => self.rng.usize(0..=3),
                _ => self.rng.usize(1..=6),
            };
            let told = START + self.rng.i64(0..SPAN);
            all.push(self.make_copy(&story, number, told, None, all.len()));
            for _ in 0..copies {
                let later = told + 60_000 + self.rng.i64(0..30 * 86_400_000);
                let share = self.rng.f64() * EDITED;
                all.push(self.make_copy(&story, number, later, Some(share), all.len()));
            }
        }
        self.rng.shuffle(&mut all);
        all
    }

    fn draw_text(&mut self, number: usize) -> Story {
        let lang = vocabulary::draw_language(&mut self.rng);
        let link = format!("https://paper-{}.example/story/{number}", number % 50);
        let linked = self.rng.u8(0..3) == 0;
        let (kind, lang, title, body) = match self.rng.u8(0..100) {
            0..50 => ("article", lang, self.rng.usize(4..9), self.rng.usize(40..400)),
            50..67 => ("note", lang, 0, self.rng.usize(15..40)),
            67..75 => ("short post", lang, 0, self.rng.usize(3..11)),
            75..80 => ("pictures alone", lang, 0, 0),
            _ => return self.draw_bulletin(number),
        };
        let text = Text { title: self.draw_words(lang, title), body: self.draw_words(lang, body) };
        let shown = body == 0 || self.rng.u8(0..4) == 0;
        // What is short can only be told to be a copy where it leads or shows what the other does.
        let link = (linked || (kind == "short post" && !shown)).then_some(link);
        Story {
            kind,
            lang,
            text,
            link,
            picture: shown.then(|| format!("/media/{:064x}.jpg", (self.seed << 32) + number as u64)),
        }
    }

    fn draw_bulletin(&mut self, number: usize) -> Story {
        // The square: the first forms are used most.
        let at = (self.rng.f64().powi(2) * self.moulds.len() as f64) as usize;
        let mould = &self.moulds[at.min(self.moulds.len() - 1)];
        let rng = &mut self.rng;
        let fill = |rng: &mut Rng| match rng.u8(0..2) {
            0 => rng.u32(1..400).to_string(),
            _ => vocabulary::make_word(mould.lang, vocabulary::draw_rank(rng)),
        };
        let body = mould.words.iter().map(|word| word.clone().unwrap_or_else(|| fill(rng))).collect();
        // Half of them all lead to the same page.
        let link = match rng.u8(0..2) {
            0 => format!("https://bulletins.example/{at}"),
            _ => format!("https://bulletins.example/{at}/{number}"),
        };
        let text = Text { title: Vec::new(), body };
        Story { kind: "bulletin", lang: mould.lang, text, link: Some(link), picture: None }
    }

    fn draw_words(&mut self, lang: Lang, count: usize) -> Vec<String> {
        (0..count).map(|_| vocabulary::make_word(lang, vocabulary::draw_rank(&mut self.rng))).collect()
    }

    fn make_copy(
        &mut self,
        story: &Story,
        number: usize,
        at: i64,
        share: Option<f64>,
        serial: usize,
    ) -> Made {
        let mut text = story.text.clone();
        let short = text.body.len() < 12;
        // One word edited in a short text can make it another text.
        let edited = share.map(|share| match short {
            true => 0.0,
            false => edit_text(&mut text, share, story.lang, &mut self.rng),
        });
        // Another seed gives other ids, so that one folder takes several runs.
        let id = PostId(((self.seed << 32) + serial as u64 + 1).cast_signed());
        let blog = format!("teller-{}", self.rng.u32(0..2_000));
        let tracked = self.rng.u32(..);
        let source = story.link.as_ref().map(|link| match edited {
            Some(_) => npf::url::untracked(&format!("{link}?utm_source=feed&utm_campaign={tracked}")),
            None => link.clone(),
        });
        let key = format!("copies:{}:{serial}", self.seed);
        let post = BlogName::parse(&blog).ok().map(|name| Incoming {
            at: key.clone(),
            key,
            id: Some(id),
            blog: IncomingBlog { name, uuid: None, title: None, description: None, robot: false },
            kind: if story.picture.is_some() { PostType::Photo } else { PostType::Text },
            state: State::Published,
            published: Time(at),
            precision: Precision::Exact,
            document: make_document(&text, story.picture.as_deref()),
            trail: Vec::new(),
            reblog: None,
            lost_parent: false,
            tags: Vec::new(),
            source: source.map(|url| Source { url, title: String::new() }),
            place: String::new(),
            robot: false,
            slug: String::new(),
            notes: 0,
            note_rows: Vec::new(),
            lang: Some(story.lang),
            media: Vec::new(),
        });
        Made { id, story: number, kind: story.kind, edited, post }
    }
}

impl Mould {
    /// 25 to 70 words, of which 60 to 80 in 100 stay.
    fn new(rng: &mut Rng) -> Self {
        let lang = vocabulary::draw_language(rng);
        let count = rng.usize(25..70);
        let stay = 0.6 + rng.f64() * 0.2;
        let mut words: Vec<Option<String>> =
            (0..count).map(|_| Some(vocabulary::make_word(lang, vocabulary::draw_rank(rng)))).collect();
        let change = count - (count as f64 * stay) as usize;
        let mut places: Vec<usize> = (0..count).collect();
        rng.shuffle(&mut places);
        for place in places.into_iter().take(change) {
            words[place] = None;
        }
        Self { lang, words }
    }
}

fn make_document(text: &Text, picture: Option<&str>) -> Document {
    let mut blocks = Vec::new();
    blocks.extend(picture.map(|url| Block::image(url, None)));
    if !text.title.is_empty() {
        blocks.push(Block::text(text.title.join(" ")));
    }
    for paragraph in text.body.chunks(60) {
        blocks.push(Block::text(paragraph.join(" ")));
    }
    Document::new(blocks)
}
