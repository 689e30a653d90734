//! Sets of slots behave as sets, and their bytes are read back or refused.

use index::{Bitmap, FacetId, Times};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Sparse, dense and in between, with the greatest slot among them.
fn slots() -> impl Strategy<Value = BTreeSet<u16>> {
    let few = prop::collection::btree_set(any::<u16>(), 0..40);
    let runs = prop::collection::vec((any::<u16>(), 1_u16..1500), 0..6).prop_map(|runs| {
        runs.into_iter().flat_map(|(from, len)| from..=from.saturating_add(len)).collect::<BTreeSet<u16>>()
    });
    prop_oneof![few, runs]
}

fn bitmap(slots: &BTreeSet<u16>) -> Bitmap {
    slots.iter().copied().collect()
}

fn vec<'a>(slots: impl IntoIterator<Item = &'a u16>) -> Vec<u16> {
    slots.into_iter().copied().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn operations_are_those_of_sets(a in slots(), b in slots(), slot in any::<u16>()) {
        let (x, y) = (bitmap(&a), bitmap(&b));
        prop_assert_eq!(x.to_vec(), vec(&a));
        prop_assert_eq!(x.len() as usize, a.len());
        prop_assert_eq!(x.is_empty(), a.is_empty());
        prop_assert_eq!(x.and(&y).to_vec(), vec(a.intersection(&b)));
        prop_assert_eq!(x.or(&y).to_vec(), vec(a.union(&b)));
        prop_assert_eq!(x.and_not(&y).to_vec(), vec(a.difference(&b)));
        prop_assert_eq!(x == y, a == b);
        let (mut with, mut set) = (x, a);
        prop_assert_eq!(with.insert(slot), set.insert(slot));
        prop_assert_eq!(&with, &bitmap(&set));
        prop_assert!(with.contains(slot));
        prop_assert!(with.remove(slot) && !with.contains(slot) && !with.remove(slot));
        set.remove(&slot);
        prop_assert_eq!(with, bitmap(&set));
    }

    #[test]
    fn bytes_come_back_and_are_short(a in slots(), gone in slots()) {
        // What is left of a dense set may be sparse.
        let left = bitmap(&a).and_not(&bitmap(&gone));
        for set in [bitmap(&a), left] {
            let bytes = set.encode();
            let last = set.to_vec().last().map_or(0, |&last| usize::from(last) / 8 + 1);
            prop_assert!(bytes.len() <= 1 + last.min(2 * set.len() as usize));
            prop_assert_eq!(Bitmap::decode(&bytes).unwrap(), set);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), form in 0_u8..3) {
        let mut tagged = vec![form];
        tagged.extend(&bytes);
        for bytes in [&bytes, &tagged] {
            if let Ok(set) = Bitmap::decode(bytes) {
                prop_assert_eq!(Bitmap::decode(&set.encode()).unwrap(), set);
            }
            if let Ok(times) = Times::decode(bytes) {
                prop_assert_eq!(&times.encode(), bytes);
            }
            if let Ok(ids) = FacetId::decode(bytes) {
                prop_assert_eq!(&FacetId::encode(&ids), bytes);
            }
        }
    }
}

#[test]
fn what_is_never_written_is_refused() {
    for bad in [&[][..], &[2], &[0, 1], &[0, 2, 0, 1, 0], &[0, 1, 0, 1, 0], &[1], &[1, 1, 0]] {
        assert!(Bitmap::decode(bad).is_err(), "{bad:?}");
    }
    let mut long = vec![1; 8194];
    assert!(Bitmap::decode(&long).is_err());
    long.pop();
    assert!(Bitmap::decode(&long).is_ok());
    assert!(Times::decode(&vec![0; 4 * 513]).is_err());
    assert!(FacetId::decode(&[0; 9]).is_err());
}
