//! AND, OR and AND NOT.

use super::{Bitmap, Form, LIST_MAX, has, set, words_of};

impl Bitmap {
    /// The slots in both.
    pub fn and(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Form::List(a), Form::List(b)) => {
                let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
                Self(Form::List(common(short, long)))
            }
            (Form::List(list), Form::Words(words)) | (Form::Words(words), Form::List(list)) => {
                Self(Form::List(list.iter().copied().filter(|&slot| has(words, slot)).collect()))
            }
            (Form::Words(a), Form::Words(b)) => {
                Self(Form::Words(a.iter().zip(b).map(|(a, b)| a & b).collect()))
            }
        }
    }

    /// The number of slots in both, without building the set.
    pub fn and_len(&self, other: &Self) -> u32 {
        match (&self.0, &other.0) {
            (Form::Words(a), Form::Words(b)) => a.iter().zip(b).map(|(a, b)| (a & b).count_ones()).sum(),
            _ => self.and(other).len(),
        }
    }

    /// The slots in this set and not in the other.
    pub fn and_not(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Form::List(list), _) => {
                Self(Form::List(list.iter().copied().filter(|&slot| !other.contains(slot)).collect()))
            }
            (Form::Words(words), Form::List(list)) => {
                let mut words = words.clone();
                for &slot in list {
                    if let Some(word) = words.get_mut(usize::from(slot >> 6)) {
                        *word &= !(1 << (slot & 63));
                    }
                }
                Self(Form::Words(words))
            }
            (Form::Words(a), Form::Words(b)) => {
                let gone = b.iter().copied().chain(std::iter::repeat(0));
                Self(Form::Words(a.iter().zip(gone).map(|(a, b)| a & !b).collect()))
            }
        }
    }

    /// Adds every slot of another set.
    pub fn or_assign(&mut self, other: &Self) {
        match (&mut self.0, &other.0) {
            (Form::List(a), Form::List(b)) => {
                if b.is_empty() {
                    return;
                }
                let merged = merge(a, b);
                self.0 =
                    if merged.len() > LIST_MAX { Form::Words(words_of(&merged)) } else { Form::List(merged) };
            }
            (Form::Words(words), Form::List(list)) => list.iter().for_each(|&slot| set(words, slot)),
            (Form::Words(a), Form::Words(b)) => or_words(a, b),
            (Form::List(list), Form::Words(words)) => {
                let mut words = words.clone();
                list.iter().for_each(|&slot| set(&mut words, slot));
                self.0 = Form::Words(words);
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
