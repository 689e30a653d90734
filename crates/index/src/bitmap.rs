//! Sets of slots, and how they are stored.

use crate::IndexError;
use std::borrow::Cow;

mod codec;
mod ops;

/// A set of slots: a sorted list while it is small, 64-bit words when it is dense.
#[derive(Debug, Clone)]
pub struct Bitmap(BitmapForm);

#[derive(Debug, Clone)]
enum BitmapForm {
    List(Vec<u16>),
    Words(Vec<u64>),
}

/// A list longer than this is slower to combine than words are.
const LIST_MAX: usize = 512;

impl Default for Bitmap {
    fn default() -> Self {
        Self(BitmapForm::List(Vec::new()))
    }
}

impl Bitmap {
    /// The empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// A set of slots that are sorted and distinct already.
    pub fn from_sorted(slots: Vec<u16>) -> Self {
        debug_assert!(slots.is_sorted_by(|a, b| a < b));
        // The form depends on the length alone, so that equal sets mostly have equal forms.
        if slots.len() <= LIST_MAX {
            Self(BitmapForm::List(slots))
        } else {
            Self(BitmapForm::Words(words_of(&slots)))
        }
    }

    /// The number of slots.
    pub fn len(&self) -> u32 {
        match &self.0 {
            BitmapForm::List(list) => u32::try_from(list.len()).unwrap_or(u32::MAX),
            BitmapForm::Words(words) => words.iter().map(|word| word.count_ones()).sum(),
        }
    }

    /// Whether there is no slot.
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            BitmapForm::List(list) => list.is_empty(),
            BitmapForm::Words(words) => words.iter().all(|&word| word == 0),
        }
    }

    /// Whether a slot is in the set.
    pub fn contains(&self, slot: u16) -> bool {
        match &self.0 {
            BitmapForm::List(list) => list.binary_search(&slot).is_ok(),
            BitmapForm::Words(words) => has(words, slot),
        }
    }

    /// Adds a slot; false where it was there already.
    pub fn insert(&mut self, slot: u16) -> bool {
        match &mut self.0 {
            BitmapForm::List(list) => match list.binary_search(&slot) {
                Ok(_) => return false,
                Err(at) => list.insert(at, slot),
            },
            BitmapForm::Words(words) => {
                if has(words, slot) {
                    return false;
                }
                set(words, slot);
            }
        }
        if let BitmapForm::List(list) = &self.0
            && list.len() > LIST_MAX
        {
            self.0 = BitmapForm::Words(words_of(list));
        }
        true
    }

    /// Takes a slot out; false where it was not there.
    pub fn remove(&mut self, slot: u16) -> bool {
        match &mut self.0 {
            BitmapForm::List(list) => list.binary_search(&slot).map(|at| list.remove(at)).is_ok(),
            BitmapForm::Words(words) => {
                let there = has(words, slot);
                if there && let Some(word) = words.get_mut(usize::from(slot >> 6)) {
                    *word &= !(1 << (slot & 63));
                }
                there
            }
        }
    }

    /// Calls `each` with every slot, smallest first.
    pub fn for_each(&self, mut each: impl FnMut(u16)) {
        match &self.0 {
            BitmapForm::List(list) => list.iter().for_each(|&slot| each(slot)),
            BitmapForm::Words(words) => {
                for (base, &word) in (0_u16..=u16::MAX >> 6).zip(words) {
                    let mut left = word;
                    while left != 0 {
                        each((base << 6) | (left.trailing_zeros() as u16));
                        // Clears the lowest bit that is set, so empty bits cost no step.
                        left &= left - 1;
                    }
                }
            }
        }
    }

    /// Every slot, smallest first.
    pub fn to_vec(&self) -> Vec<u16> {
        let mut slots = Vec::with_capacity(self.len() as usize);
        self.for_each(|slot| slots.push(slot));
        slots
    }

    fn words(&self) -> Cow<'_, [u64]> {
        match &self.0 {
            BitmapForm::List(list) => Cow::Owned(words_of(list)),
            BitmapForm::Words(words) => Cow::Borrowed(words),
        }
    }
}

impl PartialEq for Bitmap {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (BitmapForm::List(a), BitmapForm::List(b)) => a == b,
            _ => {
                let (a, b) = (self.words(), other.words());
                let common = a.len().min(b.len());
                // Removing slots leaves zero words at the end and dense forms with few slots:
                // compare the sets, not the forms.
                a[..common] == b[..common] && a[common..].iter().chain(&b[common..]).all(|&word| word == 0)
            }
        }
    }
}

impl Eq for Bitmap {}

impl FromIterator<u16> for Bitmap {
    fn from_iter<I: IntoIterator<Item = u16>>(slots: I) -> Self {
        let mut slots: Vec<u16> = slots.into_iter().collect();
        slots.sort_unstable();
        slots.dedup();
        Self::from_sorted(slots)
    }
}

fn has(words: &[u64], slot: u16) -> bool {
    words.get(usize::from(slot >> 6)).is_some_and(|word| word >> (slot & 63) & 1 == 1)
}

fn set(words: &mut Vec<u64>, slot: u16) {
    let at = usize::from(slot >> 6);
    if words.len() <= at {
        words.resize(at + 1, 0);
    }
    words[at] |= 1 << (slot & 63);
}

fn words_of(sorted: &[u16]) -> Vec<u64> {
    let mut words = vec![0; sorted.last().map_or(0, |&last| usize::from(last >> 6) + 1)];
    for &slot in sorted {
        words[usize::from(slot >> 6)] |= 1 << (slot & 63);
    }
    words
}
