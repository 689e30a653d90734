//! Bytes of a block: one byte of form, then whichever is shorter of the slots as sorted little-endian `u16`s and
//! the bits up to the last slot.

use super::{Bitmap, BitmapForm, IndexError, LIST_MAX, words_of};

const LIST: u8 = 0;
const BITS: u8 = 1;
/// Every `u16` as a bit.
const BITS_MAX: usize = 8192;

impl Bitmap {
    /// The set as bytes.
    pub fn encode(&self) -> Vec<u8> {
        let count = self.len() as usize;
        let last = self.last().map_or(0, usize::from);
        let bits = last / 8 + 1;
        let mut out = Vec::with_capacity(1 + bits.min(count * 2));
        if count * 2 <= bits || count == 0 {
            out.push(LIST);
            self.for_each(|slot| out.extend(slot.to_le_bytes()));
        } else {
            out.push(BITS);
            // Little-endian words give the same bytes on every machine; `take` drops the zero bytes
            // at the end.
            out.extend(self.words().iter().flat_map(|word| word.to_le_bytes()).take(bits));
        }
        out
    }

    /// The reverse of [`Bitmap::encode`].
    ///
    /// # Errors
    /// On bytes that `encode` never writes.
    pub fn decode(bytes: &[u8]) -> Result<Self, IndexError> {
        match bytes.split_first() {
            Some((&LIST, rest)) => decode_list(rest),
            // The last byte must not be 0: `encode` never writes that, so it is a sign of damage.
            Some((&BITS, rest)) if rest.len() <= BITS_MAX && rest.last().is_some_and(|&byte| byte != 0) => {
                let (whole, part) = rest.as_chunks::<8>();
                let mut words: Vec<u64> = whole.iter().map(|word| u64::from_le_bytes(*word)).collect();
                if !part.is_empty() {
                    let mut word = [0; 8];
                    word[..part.len()].copy_from_slice(part);
                    words.push(u64::from_le_bytes(word));
                }
                Ok(Self(BitmapForm::Words(words)))
            }
            _ => Err(IndexError::corrupt(format!("{} bytes are not a block", bytes.len()))),
        }
    }

    fn last(&self) -> Option<u16> {
        match &self.0 {
            BitmapForm::List(list) => list.last().copied(),
            BitmapForm::Words(words) => {
                let at = words.iter().rposition(|&word| word != 0)?;
                u16::try_from(at * 64 + 63 - words[at].leading_zeros() as usize).ok()
            }
        }
    }
}

fn decode_list(bytes: &[u8]) -> Result<Bitmap, IndexError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let slots: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    // Every operation relies on the order, so damaged bytes must not get past this point.
    if !rest.is_empty() || !slots.is_sorted_by(|a, b| a < b) {
        return Err(IndexError::corrupt("the slots of a block are not in order"));
    }
    let form =
        if slots.len() <= LIST_MAX { BitmapForm::List(slots) } else { BitmapForm::Words(words_of(&slots)) };
    Ok(Bitmap(form))
}
