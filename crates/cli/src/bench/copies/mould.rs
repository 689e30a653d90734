//! Forms that bulletins of a series fill in, of eight classes and several languages.

use fastrand::Rng;
use std::collections::HashMap;

const SEEN: &str = include_str!("moulds/seen.txt");
const HELD: &str = include_str!("moulds/held.txt");
const SLOTS: &str = include_str!("moulds/slots.txt");

/// What bulletins are about.
pub const CLASSES: [&str; 8] =
    ["concert", "water", "lost", "reading", "weather", "quake", "prices", "obituary"];

/// A form: sentences with slots, the same for each of its bulletins.
pub struct Mould {
    pub lang: &'static str,
    pub sentences: Vec<&'static str>,
}

/// All sentences and what may stand in their slots.
pub struct Moulds {
    sentences: HashMap<(&'static str, &'static str), Vec<&'static str>>,
    slots: HashMap<(&'static str, &'static str), Vec<&'static str>>,
}

impl Moulds {
    /// The half the rule was made with, or the half held back.
    pub fn read(held_out: bool) -> Self {
        let mut sentences: HashMap<_, Vec<_>> = HashMap::new();
        for (class, lang, text) in read_lines(if held_out { HELD } else { SEEN }) {
            sentences.entry((class, lang)).or_default().push(text);
        }
        let slots = read_lines(SLOTS).map(|(lang, slot, words)| ((lang, slot), words.split('/').collect()));
        Self { sentences, slots: slots.collect() }
    }

    /// A form of one class: its sentences in some order, and some that fit everywhere.
    pub fn mould(&self, class: &'static str, rng: &mut Rng) -> Mould {
        let mut langs: Vec<&str> =
            self.sentences.keys().filter(|(of, _)| *of == class).map(|(_, lang)| *lang).collect();
        // A map has no order, and the same seed must give the same forms.
        langs.sort_unstable();
        let lang = langs[rng.usize(..langs.len())];
        let mut own = self.sentences[&(class, lang)].clone();
        if own.len() > 2 && rng.u8(..3) == 0 {
            own.remove(rng.usize(1..own.len()));
        }
        let mut more = self.sentences[&("any", lang)].clone();
        rng.shuffle(&mut more);
        more.truncate(rng.usize(0..=more.len()));
        own.extend(more);
        // The first sentence says what it is about; the others come in any order.
        let rest = rng.usize(1..own.len());
        rng.shuffle(&mut own[rest..]);
        Mould { lang, sentences: own }
    }

    /// A bulletin: the form with its slots filled.
    pub fn fill(&self, mould: &Mould, rng: &mut Rng) -> Vec<String> {
        mould.sentences.iter().map(|sentence| self.fill_sentence(mould.lang, sentence, rng)).collect()
    }

    fn fill_sentence(&self, lang: &'static str, sentence: &str, rng: &mut Rng) -> String {
        let mut out = String::new();
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, tail) = after.split_once('}').unwrap_or((after, ""));
            out.push_str(before);
            out.push_str(&self.word(lang, slot, rng));
            rest = tail;
        }
        out.push_str(rest);
        out
    }

    /// Something that may stand in a slot.
    pub fn word(&self, lang: &'static str, slot: &str, rng: &mut Rng) -> String {
        match slot {
            "d" => rng.u32(1..=28).to_string(),
            "n" => rng.u32(2..100).to_string(),
            "p" => format!("{}.{}", rng.u32(1..12), rng.u32(1..10)),
            "t" => format!("{}:{:02}", rng.u32(7..22), rng.u32(0..4) * 15),
            _ => {
                let found = self.slots.iter().find(|((of, name), _)| *of == lang && *name == slot);
                found.map_or_else(String::new, |(_, words)| words[rng.usize(..words.len())].to_owned())
            }
        }
    }
}

/// The lines of a text: two words and what follows the bar.
fn read_lines(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (head, text) = line.split_once('|')?;
        let (first, second) = head.split_once(' ')?;
        Some((first, second, text))
    })
}
