//! Rare facets of a bucket share rows. Most words, tags and blogs of a bucket are on one or two of its posts, and a
//! row of their own would be nearly all key and header. A facet with few slots lies in its pack, among others whose
//! numbers fall together; with more it has a row of its own.

use crate::index::varint;
use crate::{Error, Result};
use index::{Bitmap, FacetId};
use std::collections::BTreeMap;

/// Slots up to which a facet lies in a pack.
pub(crate) const FEW: u32 = 16;

/// Packs have kinds of their own: a facet's kind with this bit.
const PACK_BIT: i64 = FacetId::STORAGE_BIT;
/// Packs of one kind and class in a bucket. A full bucket's words then make rows of about a kilobyte.
const PACKS_BITS: u32 = 11;

/// The id of a row that is a pack, in the column where other rows have their facet.
pub(crate) fn is_pack(id: i64) -> bool {
    id & PACK_BIT != 0
}

/// The pack a facet lies in while it is rare; `None` for kinds with few values.
pub(crate) fn pack_of_facet(facet: FacetId) -> Option<i64> {
    // Closed kinds have a few facets, each with many posts: they never profit from a pack.
    if !facet.is_open() {
        return None;
    }
    // Tags and blogs are numbered in the order they came: spread them. Hashes are not made worse by it.
    let spread = facet.value().cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - PACKS_BITS);
    Some(PACK_BIT | facet.with_value(spread.cast_signed()).0)
}

/// What a pack holds.
pub(crate) type Pack = BTreeMap<FacetId, Vec<u16>>;

/// The bytes of a pack: of each facet the step from the one before, the number of its slots, and the steps between
/// them, all in variable length.
pub(crate) fn encode_pack(pack: &Pack) -> Vec<u8> {
    // Three numbers is the common case: the step, a count of one, and the slot.
    let mut numbers = Vec::with_capacity(pack.len() * 3);
    let mut before = 0;
    for (facet, slots) in pack {
        let value = facet.value();
        numbers.push((value - before).cast_unsigned());
        before = value;
        numbers.push(slots.len() as u64);
        let mut last = 0;
        for &slot in slots {
            // Slots come rising from a bitmap, so the difference cannot wrap.
            numbers.push(u64::from(slot - last));
            last = slot;
        }
    }
    varint::encode_varints(numbers.into_iter())
}

/// Visits the facets of a pack in order.
pub(crate) fn visit_pack(id: i64, bytes: &[u8], mut visit: impl FnMut(FacetId, &[u16])) -> Result<()> {
    let damaged = || Error::Damaged(format!("pack {id} of rare facets"));
    // Kind and class are those of the pack's id and are not repeated in its bytes.
    let pack = FacetId(id ^ PACK_BIT);
    let numbers = varint::decode_varints(bytes).ok_or_else(damaged)?;
    let mut rest = numbers.as_slice();
    let (mut value, mut slots) = (0_i64, Vec::new());
    while let [step, count, tail @ ..] = rest {
        // Bytes of a damaged row must not make this allocate or read past the end.
        let count = usize::try_from(*count).ok().filter(|count| *count <= tail.len()).ok_or_else(damaged)?;
        let (steps, later) = tail.split_at(count);
        value = value
            .checked_add_unsigned(*step)
            // A value beyond its bits would spill into kind and class and become another facet.
            .filter(|value| value >> FacetId::VALUE_BITS == 0)
            .ok_or_else(damaged)?;
        // One buffer serves all facets: a pack may hold hundreds.
        slots.clear();
        let mut slot = 0_u64;
        for step in steps {
            slot = slot.checked_add(*step).ok_or_else(damaged)?;
            slots.push(u16::try_from(slot).map_err(|_| damaged())?);
        }
        visit(pack.with_value(value), &slots);
        rest = later;
    }
    // A single number left over is a step without a count.
    if rest.is_empty() { Ok(()) } else { Err(damaged()) }
}

/// A pack, to be changed.
pub(crate) fn decode_pack(id: i64, bytes: &[u8]) -> Result<Pack> {
    let mut pack = Pack::new();
    visit_pack(id, bytes, |facet, slots| drop(pack.insert(facet, slots.to_vec())))?;
    Ok(pack)
}

/// The slots of a bitmap that is small.
pub(crate) fn bitmap_slots(bitmap: &Bitmap) -> Vec<u16> {
    let mut slots = Vec::with_capacity(bitmap.len() as usize);
    bitmap.for_each(|slot| slots.push(slot));
    slots
}

#[cfg(test)]
mod tests {
    use super::*;
    use index::{Class, Facet};
    use model::TagId;

    #[test]
    fn a_pack_survives_its_row() {
        let facets = [1, 2, 77, 1 << 40].map(|n| Facet::Tag(TagId(n)).id(Class::Withheld));
        let id = pack_of_facet(facets[0]).unwrap();
        let pack: Pack = facets
            .iter()
            .zip([vec![0], vec![3, 4], vec![15_999], vec![9, 700, 15_000]])
            .map(|(f, s)| (*f, s))
            .collect();
        assert_eq!(decode_pack(id, &encode_pack(&pack)).unwrap(), pack);
        assert!(is_pack(id) && !facets.iter().any(|facet| is_pack(facet.0)));
    }

    #[test]
    fn only_kinds_with_many_values_are_packed() {
        assert!(pack_of_facet(Facet::All.id(Class::Standing)).is_none());
        assert!(pack_of_facet(Facet::Word(5).id(Class::Standing)).is_some());
        let (a, b) = (Facet::Word(5).id(Class::Standing), Facet::Word(5).id(Class::Hidden));
        assert_ne!(pack_of_facet(a), pack_of_facet(b));
    }

    #[test]
    fn damage_is_told() {
        let id = pack_of_facet(Facet::Word(5).id(Class::Standing)).unwrap();
        for bytes in [&[0x80][..], &[1], &[1, 2, 3], &[1, 1, 0xff, 0xff, 0x7f], &[0xff; 9]] {
            assert!(decode_pack(id, bytes).is_err(), "{bytes:?}");
        }
    }
}
