//! Keys under which names that may be spellings of one another meet.
//!
//! A key is made of the consonants alone, as classes of sounds (P T S K M N R), because scripts agree on little else.
//! A letter that can be two sounds gives both. Of longer names one class may be missing or another.

use super::reading::{CH, DZ, GH, HH, KH, NG, Reading, SH, TH, TS, ZH, is_vowel};
use super::system::System;
use std::collections::BTreeSet;
use std::ops::Range;

/// How many readings of its doubtful letters a name may have.
const READINGS: usize = 8;
/// The most keys of one name.
pub const MAX_KEYS: usize = 40;

/// The keys of a reading, sorted and distinct.
pub fn lookup_keys(reading: &Reading) -> Vec<u64> {
    let mut keys = BTreeSet::new();
    keys.insert(hash_text(b'=', reading.bare.as_bytes()));
    let n = reading.symbols.len();
    for skeleton in make_skeletons(reading, 0..n) {
        match skeleton.len() {
            // One consonant or none is shared by thousands of names, so the vowels must agree as
            // well.
            0 | 1 => keys.insert(hash_pair(b'v', &skeleton, &vowel_symbols(reading))),
            _ => keys.insert(hash_text(b's', &skeleton)),
        };
        // Shorter names would meet half the list once a consonant may be missing.
        if skeleton.len() >= 4 {
            for i in 0..skeleton.len() {
                let mut less = skeleton.clone();
                less.remove(i);
                keys.insert(hash_text(b's', &less));
            }
        }
    }
    for part in name_parts(reading) {
        for skeleton in make_skeletons(reading, part).into_iter().filter(|skeleton| skeleton.len() >= 2) {
            keys.insert(hash_text(b's', &skeleton));
        }
    }
    // The smallest hashes are kept, so two names drop their keys by one rule and shared keys tend
    // to survive.
    keys.into_iter().take(MAX_KEYS).collect()
}

/// The name without its first or its last word, which may say what the thing is ("city") and be left out.
fn name_parts(reading: &Reading) -> Vec<Range<usize>> {
    let n = reading.symbols.len();
    let mut parts = Vec::new();
    let starts: Vec<usize> = (1..n).filter(|&i| reading.words.get(i) != reading.words.get(i - 1)).collect();
    if let (Some(&first), Some(&last)) = (starts.first(), starts.last()) {
        // Each Han character is a word: without the first one another name would be left.
        if reading.system != System::Han {
            parts.push(first..n);
        }
        if reading.system != System::Han || starts.len() >= 2 {
            parts.push(0..last);
        }
    }
    // The article "al-" is often left out in other scripts.
    if reading.system == System::Arabic && reading.symbols.starts_with(&[0, b'l' - b'a']) {
        parts.push(2..n);
    }
    parts
}

/// The vowels as three classes, runs as one.
fn vowel_symbols(reading: &Reading) -> Vec<u8> {
    let mut out = Vec::new();
    let mut last = None;
    for &symbol in &reading.symbols {
        let class = is_vowel(symbol).then_some(match symbol {
            0 => b'a',
            14 | 20 | super::reading::OE | super::reading::UE => b'o',
            _ => b'e',
        });
        if class.is_some() && last != class {
            out.extend(class);
        }
        last = class;
    }
    out
}

/// The consonants of a name as classes of sounds, in each way its doubtful letters can be read.
pub fn make_skeletons(reading: &Reading, part: Range<usize>) -> Vec<Vec<u8>> {
    let mut all: Vec<(Vec<u8>, bool)> = vec![(Vec::new(), false)];
    for (i, &symbol) in reading.symbols.iter().enumerate().take(part.end).skip(part.start) {
        let options = symbol_sounds(symbol, reading.symbols.get(i + 1).copied(), reading.system);
        let options =
            // Doubtful letters multiply, so from here on each takes its likeliest sound.
            if all.len() * options.len() > READINGS { &options[..options.len().min(1)] } else { options };
        let mut next = Vec::with_capacity(all.len() * options.len());
        for (skeleton, adjacent) in &all {
            for option in options {
                let mut grown = skeleton.clone();
                for &class in option.as_bytes() {
                    // Two letters in one place for one sound, as dt or ck.
                    if !(*adjacent && grown.last() == Some(&class)) {
                        grown.push(class);
                    }
                }
                next.push((grown, !option.is_empty()));
            }
        }
        all = next;
    }
    let distinct: BTreeSet<Vec<u8>> = all.into_iter().map(|(skeleton, _)| skeleton).collect();
    distinct.into_iter().collect()
}

/// The classes a symbol can stand for, the likeliest first; an empty one where it may be silent.
fn symbol_sounds(symbol: u8, next: Option<u8>, system: System) -> &'static [&'static str] {
    use System as Y;
    let soft = matches!(next, Some(4 | 8 | 24 | super::reading::SCHWA));
    match symbol {
        SH | ZH | TS => return &["S"],
        CH if system == Y::Latin => return &["S", "K"],
        KH => return &["K", ""],
        GH => return &["K"],
        TH if system == Y::Arabic => return &["T", "S"],
        CH => return &["S"],
        TH => return &["T"],
        NG => return &["N"],
        DZ => return &["S"],
        HH => return &["K", ""],
        _ => {}
    }
    if usize::from(symbol) > 25 || is_vowel(symbol) {
        return &[""];
    }
    match (symbol + b'a', system) {
        // Greek writes b as mp and d as nt, so the nasal may be silent.
        (b'm', Y::Greek) if next == Some(b'p' - b'a') => &["", "M"],
        (b'n', Y::Greek) if next == Some(b't' - b'a') => &["", "N"],
        (b'g', Y::Latin) if soft => &["K", "S"],
        (b'b' | b'p' | b'f' | b'v', _) => &["P"],
        // W is heard as v or as a vowel, which has no class.
        (b'w', Y::Hebrew | Y::Arabic | Y::Latin | Y::Han) => &["", "P"],
        (b't' | b'd', _) => &["T"],
        (b's' | b'z', _) => &["S"],
        (b'c', Y::Latin) if soft => &["S"],
        (b'c', Y::Latin) => &["K", "S"],
        (b'c', _) => &["S"],
        (b'j', Y::Latin) => &["S", ""],
        (b'j', Y::Arabic | Y::Han) => &["S", "K"],
        (b'j', _) => &["S"],
        (b'x', Y::Latin) => &["KS", "K", "S"],
        (b'x', Y::Han) => &["S"],
        (b'x', _) => &["KS"],
        (b'q', Y::Han) => &["S"],
        (b'h', Y::Han) => &["K", ""],
        (b'g' | b'k' | b'q', _) => &["K"],
        (b'm', _) => &["M"],
        (b'n', _) => &["N"],
        (b'r' | b'l', _) => &["R"],
        _ => &[""],
    }
}

fn hash_pair(kind: u8, a: &[u8], b: &[u8]) -> u64 {
    let mut text = a.to_vec();
    text.push(b' ');
    text.extend(b);
    hash_text(kind, &text)
}

/// FNV-1a of 64 bits with its bits mixed; the same in every version, since keys are stored.
fn hash_text(kind: u8, text: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for &byte in std::iter::once(&kind).chain(text) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    hash ^ hash >> 32
}
