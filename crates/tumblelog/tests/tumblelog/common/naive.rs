//! Posts as a test knows them, and what a list of them must be: a filter over a `Vec`, sorted. Nothing here asks the
//! site or uses its code beyond the names of types, states and reasons.

use super::query::Expr;
use model::{PostType, Withheld};
use std::collections::{BTreeMap, HashSet};

/// What one post says.
#[derive(Debug, Clone, Default)]
pub struct Piece {
    /// Numbers of words in [`super::corpus::WORDS`].
    pub words: Vec<usize>,
    /// The same in the order they stand in, text by text.
    pub texts: Vec<Vec<usize>>,
    /// A picture, and whether it has an alternative text.
    pub image: Option<bool>,
    pub video: bool,
    pub audio: bool,
    pub link: bool,
    pub poll: bool,
}

impl Piece {
    pub fn is_silent(&self) -> bool {
        self.words.is_empty() && !self.things().iter().any(|(there, _)| *there)
    }

    pub fn things(&self) -> [(bool, &'static str); 5] {
        [
            (self.image.is_some(), "image"),
            (self.video, "video"),
            (self.audio, "audio"),
            (self.link, "link"),
            (self.poll, "poll"),
        ]
    }
}

/// A post.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: i64,
    pub time: i64,
    /// Its number in [`super::corpus::BLOGS`].
    pub blog: usize,
    pub kind: PostType,
    pub lang: Option<&'static str>,
    /// Numbers in [`super::corpus::TAGS`].
    pub tags: Vec<usize>,
    pub own: Piece,
    /// What it carries, root first.
    pub carried: Vec<Piece>,
    /// The post on which its notes are counted, for a reblog.
    pub root: Option<i64>,
    /// It is counted there: published here and not taken back. What is imported comes counted.
    pub noted: bool,
    pub robot: bool,
    pub host: Option<&'static str>,
    pub notes: i64,
    pub published: bool,
    /// Its time will stay when it is published: it has been, or its author chose it.
    pub dated: bool,
    pub withheld: Option<Withheld>,
}

/// Where a post is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shown {
    Standing,
    AsNote,
    Withheld,
    Nowhere,
}

impl Item {
    pub fn shown(&self) -> Shown {
        match (self.published, self.withheld) {
            (false, _) => Shown::Nowhere,
            (true, Some(_)) => Shown::Withheld,
            (true, None) if self.root.is_some() && self.own.is_silent() => Shown::AsNote,
            (true, None) => Shown::Standing,
        }
    }

    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.carried.iter().chain([&self.own])
    }

    pub fn has(&self, thing: &str) -> bool {
        if thing == "alt" {
            let mut pictures = self.pieces().filter_map(|piece| piece.image).peekable();
            return pictures.peek().is_some() && pictures.all(|with_alt| with_alt);
        }
        self.pieces().any(|piece| piece.things().iter().any(|(there, name)| *there && *name == thing))
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Order {
    Latest,
    Top,
    Oldest,
}

/// A list asked for.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The tag whose page it is; a search where there is none.
    pub tag: Option<usize>,
    pub expr: Option<Expr>,
    pub types: Vec<PostType>,
    pub langs: Vec<&'static str>,
    pub order: Order,
}

impl Ask {
    fn selects(&self, item: &Item) -> bool {
        self.tag.is_none_or(|tag| item.tags.contains(&tag))
            && self.expr.as_ref().is_none_or(|expr| expr.holds(item))
    }

    fn shows(&self, item: &Item) -> bool {
        match item.shown() {
            Shown::Standing => true,
            Shown::AsNote => self.expr.as_ref().is_some_and(Expr::wants_reblogs),
            _ => false,
        }
    }

    fn filtered(&self, item: &Item) -> bool {
        (self.types.is_empty() || self.types.contains(&item.kind))
            && (self.langs.is_empty() || item.lang.is_some_and(|lang| self.langs.contains(&lang)))
    }
}

/// The ids of a list, in its order.
pub fn list(items: &[Item], ask: &Ask) -> Vec<i64> {
    let mut hits: Vec<&Item> =
        items.iter().filter(|item| ask.selects(item) && ask.shows(item) && ask.filtered(item)).collect();
    hits.sort_by(|a, b| match ask.order {
        Order::Latest => (b.time, b.id).cmp(&(a.time, a.id)),
        Order::Oldest => (a.time, a.id).cmp(&(b.time, b.id)),
        Order::Top => (b.notes, b.time, b.id).cmp(&(a.notes, a.time, a.id)),
    });
    hits.iter().map(|item| item.id).collect()
}

/// What describes a list, whatever filters are on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    pub total: u64,
    pub reach: Option<(i64, i64)>,
    /// From the first month to the last, without gaps: year and month.
    pub months: Vec<((i64, i64), u64)>,
    pub types: BTreeMap<PostType, u64>,
    pub langs: BTreeMap<Option<String>, u64>,
    pub robots: u64,
    pub withheld: BTreeMap<Withheld, u64>,
}

pub fn summary(items: &[Item], ask: &Ask) -> Summary {
    let mut summary = Summary::default();
    let mut months: BTreeMap<i64, u64> = BTreeMap::new();
    for item in items.iter().filter(|item| ask.selects(item)) {
        if item.shown() == Shown::Withheld {
            item.withheld.into_iter().for_each(|why| *summary.withheld.entry(why).or_default() += 1);
        }
        if !ask.shows(item) {
            continue;
        }
        let (first, last) = summary.reach.unwrap_or((item.time, item.time));
        summary.reach = Some((first.min(item.time), last.max(item.time)));
        summary.total += 1;
        summary.robots += u64::from(item.robot);
        *summary.types.entry(item.kind).or_default() += 1;
        *summary.langs.entry(item.lang.map(str::to_owned)).or_default() += 1;
        let (year, month, _) = date(item.time);
        *months.entry(year * 12 + month - 1).or_default() += 1;
    }
    if let Some((first, last)) = months.keys().next().copied().zip(months.keys().next_back().copied()) {
        summary.months = (first..=last)
            .map(|n| ((n.div_euclid(12), n.rem_euclid(12) + 1), months.get(&n).copied().unwrap_or(0)))
            .collect();
    }
    summary
}

/// Year, month and day in UTC of milliseconds since 1970, by counting days from the first of a March, so that the day
/// that leap years add is the last.
pub fn date(ms: i64) -> (i64, i64, i64) {
    let days = ms.div_euclid(86_400_000) + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (next, name) = if month < 10 { (0, month + 3) } else { (1, month - 9) };
    (era * 400 + year + next, name, day - (153 * month + 2) / 5 + 1)
}

/// The first moment of a day, from 1970 on.
pub fn start(year: i64, month: i64, day: i64) -> i64 {
    let years: i64 = (1970..year).map(days).sum();
    let months: i64 = (1..month).map(|month| days_of(year, month)).sum();
    (years + months + day - 1) * 86_400_000
}

fn days(year: i64) -> i64 {
    (1..=12).map(|month| days_of(year, month)).sum()
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Who likes what: a second like of the same blog on the same root counts nothing.
pub type Likes = HashSet<(i64, usize)>;

/// The place in `items` of the post on which the notes of `item` are counted.
pub fn root_of(items: &[Item], item: &Item) -> Option<usize> {
    let root = item.root.unwrap_or(item.id);
    items.iter().position(|item| item.id == root)
}
