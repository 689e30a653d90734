//! Random expressions: as text for the site, and as a filter over [`Item`]s for the model.

use super::corpus::{BLOGS, HOSTS, LANGS, TAGS, WORDS};
use super::naive::{self, Item};
use fastrand::Rng;
use model::PostType;

#[derive(Debug, Clone)]
pub enum Expr {
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Term(Term),
}

/// A condition, and its text where that is more than its name.
#[derive(Debug, Clone)]
pub enum Term {
    Tag(usize, String),
    Word(usize, String),
    Phrase(Vec<usize>, String),
    Type(Vec<PostType>),
    Lang(Vec<&'static str>),
    From(usize),
    Source(&'static str),
    Is(&'static str),
    Has(&'static str),
    Notes(std::ops::RangeInclusive<i64>, String),
    Time(std::ops::Range<i64>, String),
}

impl Expr {
    pub fn holds(&self, item: &Item) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.holds(item)),
            Self::Or(parts) => parts.iter().any(|part| part.holds(item)),
            Self::Not(part) => !part.holds(item),
            Self::Term(term) => term.holds(item),
        }
    }

    /// Bare reblogs are listed only where reblogs are asked for, not where they are ruled out.
    pub fn wants_reblogs(&self) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::wants_reblogs),
            Self::Term(Term::Is(is)) => *is == "reblog",
            _ => false,
        }
    }

    pub fn text(&self) -> String {
        match self {
            Self::And(parts) => join(parts, " ", |part| matches!(part, Self::Or(_))),
            Self::Or(parts) => join(parts, " OR ", |_| false),
            Self::Not(part) if matches!(**part, Self::Term(_)) => format!("-{}", part.text()),
            Self::Not(part) => format!("-({})", part.text()),
            Self::Term(term) => term.text(),
        }
    }
}

fn join(parts: &[Expr], between: &str, brackets: impl Fn(&Expr) -> bool) -> String {
    let text = |part: &Expr| if brackets(part) { format!("({})", part.text()) } else { part.text() };
    parts.iter().map(text).collect::<Vec<_>>().join(between)
}

impl Term {
    fn holds(&self, item: &Item) -> bool {
        match self {
            Self::Tag(tag, _) => item.tags.contains(tag),
            Self::Word(word, _) => item.pieces().any(|piece| piece.words.contains(word)),
            Self::Phrase(words, _) => item
                .pieces()
                .flat_map(|piece| &piece.texts)
                .any(|text| (0..text.len()).any(|at| text[at..].starts_with(words))),
            Self::Type(types) => types.contains(&item.kind),
            Self::Lang(langs) => langs.contains(&item.lang.unwrap_or("unknown")),
            Self::From(blog) => item.blog == *blog,
            Self::Source(host) => item.host == Some(*host),
            Self::Is("robot") => item.robot,
            Self::Is("original") => item.root.is_none(),
            Self::Is("reblog") => item.root.is_some(),
            Self::Is(_) => item.kind == PostType::Answer,
            Self::Has(thing) => item.has(thing),
            Self::Notes(range, _) => range.contains(&item.notes),
            Self::Time(range, _) => range.contains(&item.time),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Tag(_, text)
            | Self::Word(_, text)
            | Self::Phrase(_, text)
            | Self::Notes(_, text)
            | Self::Time(_, text) => text.clone(),
            Self::Type(types) => {
                format!("type:{}", types.iter().map(|t| t.name()).collect::<Vec<_>>().join(","))
            }
            Self::Lang(langs) => format!("lang:{}", langs.join(",")),
            Self::From(blog) => format!("from:{}", BLOGS[*blog].0),
            Self::Source(host) => format!("source:{host}"),
            Self::Is(is) => format!("is:{is}"),
            Self::Has(thing) => format!("has:{thing}"),
        }
    }
}

/// An expression of one to six terms.
pub fn random(rng: &mut Rng) -> Expr {
    let terms = rng.usize(1..=6);
    of(rng, terms, 3)
}

fn of(rng: &mut Rng, terms: usize, depth: usize) -> Expr {
    if terms == 1 || depth == 0 {
        let term = Expr::Term(term(rng));
        return if rng.usize(..5) == 0 { Expr::Not(Box::new(term)) } else { term };
    }
    let first = rng.usize(1..terms);
    let parts = vec![of(rng, first, depth - 1), of(rng, terms - first, depth - 1)];
    match rng.usize(..16) {
        0..11 => Expr::And(parts),
        11..15 => Expr::Or(parts),
        _ => Expr::Not(Box::new(Expr::And(parts))),
    }
}

fn term(rng: &mut Rng) -> Term {
    match rng.usize(..22) {
        0..7 => tag(rng),
        7..9 => word(rng),
        9 | 10 | 20 => phrase(rng),
        11 | 12 => Term::Type((0..rng.usize(1..=3)).map(|_| PostType::ALL[rng.usize(..8)]).collect()),
        13 | 14 => {
            let some = 0..rng.usize(1..=2);
            Term::Lang(some.map(|_| LANGS[rng.usize(..LANGS.len())].unwrap_or("unknown")).collect())
        }
        15 => Term::From(rng.usize(..BLOGS.len())),
        16 if rng.bool() => Term::Source(HOSTS[rng.usize(1..HOSTS.len())].unwrap_or("example.org")),
        16 => Term::Is(["robot", "original", "reblog", "answer"][rng.usize(..4)]),
        17 => Term::Has(["image", "video", "audio", "link", "alt", "poll"][rng.usize(..6)]),
        18 | 21 => notes(rng),
        _ => time(rng),
    }
}

fn tag(rng: &mut Rng) -> Term {
    let tag = rng.usize(..TAGS.len());
    let name = TAGS[tag][rng.usize(..TAGS[tag].len())].trim_start_matches('#');
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_') && rng.bool();
    Term::Tag(tag, if plain { format!("#{name}") } else { format!("#\"{name}\"") })
}

fn word(rng: &mut Rng) -> Term {
    let word = rng.usize(..WORDS.len());
    let text = match rng.usize(..3) {
        0 => WORDS[word].to_owned(),
        1 => WORDS[word].to_uppercase(),
        _ => format!("\"{}\"", WORDS[word]),
    };
    Term::Word(word, text)
}

/// Two or three words, mostly such as stand together now and then.
fn phrase(rng: &mut Rng) -> Term {
    let words: Vec<usize> = (0..rng.usize(2..=3)).map(|_| rng.usize(..WORDS.len())).collect();
    let words = if rng.usize(..3) == 0 { words } else { words[..2].to_vec() };
    let spelled: Vec<String> = words.iter().map(|word| WORDS[*word].to_owned()).collect();
    match rng.usize(..3) {
        0 => Term::Phrase(words, format!("\"{}\"", spelled.join(" ").to_uppercase())),
        // What is one text without spaces but several words is a phrase too.
        1 => Term::Phrase(words, spelled.join("-")),
        _ => Term::Phrase(words, format!("“{}!”", spelled.join(", "))),
    }
}

fn notes(rng: &mut Rng) -> Term {
    // Edges of tiers, and what lies within one.
    let top = [15, 15, 80, 10_000][rng.usize(..4)];
    let n = rng.i64(0..=top);
    let m = rng.i64(n..=top);
    let wide = [16, 24, 32, 48, 17, 100][rng.usize(..6)];
    match rng.usize(..7) {
        0 => Term::Notes(n..=n, format!("notes:{n}")),
        1 => Term::Notes(n..=i64::MAX, format!("notes:>={n}")),
        2 => Term::Notes(n + 1..=i64::MAX, format!("notes:>{n}")),
        3 => Term::Notes(0..=n, format!("notes:<={n}")),
        4 => Term::Notes(0..=n, format!("notes:<{}", n + 1)),
        5 => Term::Notes(n..=m, format!("notes:{n}..{m}")),
        _ => Term::Notes(wide..=i64::MAX, format!("notes:>={wide}")),
    }
}

fn time(rng: &mut Rng) -> Term {
    let (year, month, day) = (rng.i64(2020..=2026), rng.i64(1..=12), rng.i64(1..=28));
    let next_month =
        if month == 12 { naive::start(year + 1, 1, 1) } else { naive::start(year, month + 1, 1) };
    let moment = naive::start(year, month, day);
    match rng.usize(..7) {
        0 => Term::Time(naive::start(year, 1, 1)..naive::start(year + 1, 1, 1), format!("during:{year}")),
        1 => Term::Time(naive::start(year, month, 1)..next_month, format!("during:{year}-{month:02}")),
        2 => Term::Time(i64::MIN..moment, format!("before:{year}-{month:02}-{day:02}")),
        3 => Term::Time(next_month..i64::MAX, format!("after:{year}-{month:02}")),
        4 => Term::Time(
            naive::start(year, 1, 1)..naive::start(year + 2, 1, 1),
            format!("during:{year}..{}", year + 1),
        ),
        5 => {
            let days = rng.i64(1..900);
            Term::Time(super::NOW.0 - days * 86_400_000 + 1..i64::MAX, format!("age:<{days}d"))
        }
        _ => {
            let days = rng.i64(1..900);
            Term::Time(i64::MIN..super::NOW.0 - days * 86_400_000, format!("age:>{days}d"))
        }
    }
}
