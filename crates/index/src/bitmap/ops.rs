//! AND, OR and AND NOT.

use super::{Bitmap, BitmapForm, LIST_MAX, has, set, words_of};

impl Bitmap {
    /// The slots in both.
    pub fn and(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (BitmapForm::List(a), BitmapForm::List(b)) => {
                // Searching the short list's slots in the long one costs less than a merge when
                // sizes differ.
                let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
                Self(BitmapForm::List(common(short, long)))
            }
            (BitmapForm::List(list), BitmapForm::Words(words))
            | (BitmapForm::Words(words), BitmapForm::List(list)) => {
                Self(BitmapForm::List(list.iter().copied().filter(|&slot| has(words, slot)).collect()))
            }
            (BitmapForm::Words(a), BitmapForm::Words(b)) => {
                Self(BitmapForm::Words(a.iter().zip(b).map(|(a, b)| a & b).collect()))
            }
        }
    }

    /// The number of slots in both, without building the set.
    pub fn and_len(&self, other: &Self) -> u32 {
        match (&self.0, &other.0) {
            (BitmapForm::Words(a), BitmapForm::Words(b)) => {
                a.iter().zip(b).map(|(a, b)| (a & b).count_ones()).sum()
            }
            _ => self.and(other).len(),
        }
    }

    /// The slots in this set and not in the other.
    pub fn and_not(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (BitmapForm::List(list), _) => {
                Self(BitmapForm::List(list.iter().copied().filter(|&slot| !other.contains(slot)).collect()))
            }
            (BitmapForm::Words(words), BitmapForm::List(list)) => {
                let mut words = words.clone();
                for &slot in list {
                    if let Some(word) = words.get_mut(usize::from(slot >> 6)) {
                        *word &= !(1 << (slot & 63));
                    }
                }
                Self(BitmapForm::Words(words))
            }
            (BitmapForm::Words(a), BitmapForm::Words(b)) => {
                // The other set may be shorter; its missing words exclude nothing.
                let gone = b.iter().copied().chain(std::iter::repeat(0));
                Self(BitmapForm::Words(a.iter().zip(gone).map(|(a, b)| a & !b).collect()))
            }
        }
    }

    /// Adds every slot of another set.
    pub fn or_assign(&mut self, other: &Self) {
        match (&mut self.0, &other.0) {
            (BitmapForm::List(a), BitmapForm::List(b)) => {
                if b.is_empty() {
                    return;
                }
                let merged = merge(a, b);
                self.0 = if merged.len() > LIST_MAX {
                    BitmapForm::Words(words_of(&merged))
                } else {
                    BitmapForm::List(merged)
                };
            }
            (BitmapForm::Words(words), BitmapForm::List(list)) => {
                list.iter().for_each(|&slot| set(words, slot));
            }
            (BitmapForm::Words(a), BitmapForm::Words(b)) => or_words(a, b),
            (BitmapForm::List(list), BitmapForm::Words(words)) => {
                let mut words = words.clone();
                list.iter().for_each(|&slot| set(&mut words, slot));
                self.0 = BitmapForm::Words(words);
            }
        }
    }

    /// The slots in either.
    pub fn or(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.or_assign(other);
        both
    }
}

fn or_words(a: &mut Vec<u64>, b: &[u64]) {
    if a.len() < b.len() {
        a.resize(b.len(), 0);
    }
    a.iter_mut().zip(b).for_each(|(a, b)| *a |= b);
}

fn common(short: &[u16], long: &[u16]) -> Vec<u16> {
    let mut rest = long;
    let mut out = Vec::with_capacity(short.len());
    for &slot in short {
        let at = rest.partition_point(|&other| other < slot);
        // Both lists are sorted, so each search begins where the last one ended.
        rest = &rest[at..];
        if rest.first() == Some(&slot) {
            out.push(slot);
        }
    }
    out
}

fn merge(a: &[u16], b: &[u16]) -> Vec<u16> {
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a, b);
    while let (Some((&x, rest_a)), Some((&y, rest_b))) = (a.split_first(), b.split_first()) {
        out.push(x.min(y));
        if x <= y {
            a = rest_a;
        }
        if y <= x {
            b = rest_b;
        }
    }
    out.extend_from_slice(a);
    out.extend_from_slice(b);
    out
}
