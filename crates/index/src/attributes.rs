//! What summaries count, decoded and packed by slot.

use crate::lru::Lru;
use crate::{BucketId, Facet, FacetId};
use model::Lang;
use std::sync::Arc;

/// Two bytes to a slot: a bit to each type, a bit for robots, a bit for duplicates, six bits of language.
#[derive(Debug, Default)]
pub(crate) struct Attributes {
    slots: Vec<u16>,
    /// Languages by their number less one.
    langs: Vec<Option<Lang>>,
    /// Languages that have no number of their own, by slot.
    spill: Vec<(u16, Option<Lang>)>,
}

/// All but the language.
const MASK: u16 = (1 << LANG_SHIFT) - 1;
const ROBOT: u16 = 1 << 8;
const COPY: u16 = 1 << 9;
const LANG_SHIFT: u32 = 10;
/// This number says to look at the spill.
const SPILLED: usize = 63;

/// The attributes of buckets, each with the version of the bucket that they are of.
pub(crate) type AttributeCache = Lru<BucketId, (i64, Arc<Attributes>)>;

/// Counts of one set of posts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub total: u64,
    pub types: [u64; 8],
    pub robots: u64,
    pub copies: u64,
    pub langs: Vec<(Option<Lang>, u64)>,
}

impl Tally {
    pub fn add_lang(&mut self, lang: Option<Lang>, count: u64) {
        match self.langs.iter_mut().find(|(known, _)| *known == lang) {
            Some((_, sum)) => *sum += count,
            None => self.langs.push((lang, count)),
        }
    }

    pub fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.robots += other.robots;
        self.copies += other.copies;
        self.types.iter_mut().zip(other.types).for_each(|(sum, count)| *sum += count);
        other.langs.iter().for_each(|&(lang, count)| self.add_lang(lang, count));
    }

    /// Counts one post by its facets.
    pub fn add_facets(&mut self, facets: &[FacetId]) {
        self.total += 1;
        for id in facets {
            match id.facet() {
                Some((Facet::Type(kind), _)) => self.types[kind as usize] += 1,
                Some((Facet::Lang(lang), _)) => self.add_lang(lang, 1),
                Some((Facet::Robot, _)) => self.robots += 1,
                Some((Facet::Copy, _)) => self.copies += 1,
                _ => {}
            }
        }
    }
}

impl Attributes {
    pub fn bytes(&self) -> usize {
        self.slots.len() * 2 + self.langs.len() * 4 + self.spill.len() * 8 + 96
    }

    pub fn tally(&self, hits: &crate::Bitmap) -> Tally {
        // Counts go by whole masks first: one addition a hit, and the bits are taken apart only
        // once per bucket.
        let mut masks = [0_u64; 1 << LANG_SHIFT];
        let mut langs = [0_u64; SPILLED + 1];
        let mut tally = Tally { total: u64::from(hits.len()), ..Tally::default() };
        hits.for_each(|slot| {
            let packed = self.slots.get(usize::from(slot)).copied().unwrap_or(0);
            masks[usize::from(packed & MASK)] += 1;
            let lang = usize::from(packed >> LANG_SHIFT);
            langs[lang] += 1;
            // More than 62 languages in one bucket are rare, so the search in the spill hardly ever
            // runs.
            if lang == SPILLED
                && let Ok(at) = self.spill.binary_search_by_key(&slot, |&(slot, _)| slot)
            {
                tally.add_lang(self.spill[at].1, 1);
            }
        });
        for (mask, &count) in masks.iter().enumerate().filter(|(_, count)| **count > 0) {
            for (bit, sum) in tally.types.iter_mut().enumerate() {
                *sum += count * (mask as u64 >> bit & 1);
            }
            tally.robots += count * (mask as u64 >> 8 & 1);
            tally.copies += count * (mask as u64 >> 9 & 1);
        }
        // Number 0 means that no language was stored for the slot, so the known languages begin at
        // 1.
        for (&lang, &count) in self.langs.iter().zip(&langs[1..SPILLED]).filter(|(_, count)| **count > 0) {
            tally.add_lang(lang, count);
        }
        tally
    }

    fn set(&mut self, slot: u16, bits: u16) {
        let at = usize::from(slot);
        if self.slots.len() <= at {
            self.slots.resize(at + 1, 0);
        }
        self.slots[at] |= bits;
    }

    fn add_lang(&mut self, lang: Option<Lang>, hits: &crate::Bitmap) {
        let known = self.langs.iter().position(|&known| known == lang);
        let at = known.unwrap_or(self.langs.len());
        // The last number is the mark of the spill, so it cannot be given to a language.
        if at < SPILLED - 1 {
            if known.is_none() {
                self.langs.push(lang);
            }
            let bits = u16::try_from(at + 1).unwrap_or(0) << LANG_SHIFT;
            hits.for_each(|slot| self.set(slot, bits));
        } else {
            hits.for_each(|slot| {
                self.set(slot, (SPILLED as u16) << LANG_SHIFT);
                self.spill.push((slot, lang));
            });
        }
    }
}

/// The attributes of a bucket from the blocks of their facets.
pub(crate) fn pack_attributes(ids: &[FacetId], blocks: &[Option<crate::Bitmap>]) -> Attributes {
    let mut out = Attributes::default();
    for (id, bitmap) in ids.iter().zip(blocks) {
        let (Some((facet, _)), Some(bitmap)) = (id.facet(), bitmap) else { continue };
        match facet {
            Facet::Type(kind) => bitmap.for_each(|slot| out.set(slot, 1 << (kind as u16))),
            Facet::Robot => bitmap.for_each(|slot| out.set(slot, ROBOT)),
            Facet::Copy => bitmap.for_each(|slot| out.set(slot, COPY)),
            Facet::Lang(lang) => out.add_lang(lang, bitmap),
            _ => {}
        }
    }
    // Languages come one after the other, so the slots of several are mixed; `tally` searches by
    // slot.
    out.spill.sort_unstable_by_key(|&(slot, _)| slot);
    out
}
