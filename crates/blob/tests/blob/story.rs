//! One story, told to each kind of store.

use crate::common::{name, worlds};
use proptest::prelude::*;
use tagstead_blob::{BlobStat, Error, delete_hash};

#[test]
fn what_is_put_is_there_until_it_is_deleted() {
    for world in worlds() {
        let (store, label) = (&world.store, world.label);
        store.probe().unwrap();
        let (first, small, other) = (name("ab", ".jpg"), name("ab", "_100.jpg"), name("abc", ".wav"));
        assert_eq!(store.stat(&first).unwrap(), None, "{label}");
        assert!(matches!(store.open(&first, 0..1), Err(Error::Missing(told)) if told == first.as_str()));
        store
            .put(vec![(small.clone(), world.file(b"small")), (first.clone(), world.file(b"the picture"))])
            .unwrap();
        world.put(&other, &vec![7; 1_500_000]);
        assert_eq!(store.stat(&first).unwrap(), Some(BlobStat { length: 11 }), "{label}");
        assert_eq!(world.read(&first, 4, 8), b"pict", "{label}");
        assert_eq!(world.read(&first, 3, 3), b"", "{label}");
        // Longer than what a bucket is asked for at a time.
        assert_eq!(world.read(&other, 1, 1_500_000), vec![7; 1_499_999], "{label}");
        world.put(&first, b"the picture");

        let late = delete_hash(&**store, first.hash(), &|| false);
        assert!(
            matches!(late, Err(Error::Unavailable(_))) && store.stat(&first).unwrap().is_some(),
            "{label}"
        );
        assert_eq!(delete_hash(&**store, first.hash(), &|| true).unwrap(), 2, "{label}");
        assert_eq!(delete_hash(&**store, first.hash(), &|| true).unwrap(), 0, "{label}: it may be repeated");
        assert_eq!(delete_hash(&**store, "ab", &|| true).unwrap(), 0, "{label}: no hash, and so nobody's");
        store.delete(&first).unwrap();
        assert_eq!((store.stat(&first).unwrap(), store.stat(&small).unwrap()), (None, None), "{label}");
        assert_eq!(store.stat(&other).unwrap(), Some(BlobStat { length: 1_500_000 }), "{label}");
    }
}

#[test]
fn a_list_gives_each_blob_once_in_parts_of_any_size() {
    for world in worlds() {
        let mut names = Vec::new();
        for (digits, rest) in [
            ("00", ".jpg"),
            ("00", "_75sq.jpg"),
            ("001", ".gif"),
            ("7f", ".mp4"),
            ("7f", "_250.png"),
            ("ff", ".wav"),
        ] {
            let blob = name(digits, rest);
            world.put(&blob, digits.as_bytes());
            names.push(blob.to_string());
        }
        for limit in [1, 2, 3, 6, 100] {
            assert_eq!(world.names("", limit), names, "{} {limit}", world.label);
        }
        assert_eq!(world.names("7f", 1), names[3..5], "{}", world.label);
        assert_eq!(world.names(name("00", ".jpg").hash(), 10), names[..2], "{}", world.label);
        assert_eq!(world.names("5", 10), Vec::<String>::new());
        let entries = world.store.list("ff", None, 10).unwrap().entries;
        assert_eq!(entries[0].length, 2);
        assert!(entries[0].modified.0 > 1_700_000_000_000, "{}: {:?}", world.label, entries[0]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_range_is_that_of_the_bytes(
        length in 1_usize..1_400_000,
        cuts in prop::collection::vec((0.0..1.0_f64, 0.0..1.0_f64), 4),
    ) {
        let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let blob = name("5a", ".bin");
        for world in worlds() {
            world.put(&blob, &bytes);
            for (one, other) in &cuts {
                let [mut from, mut to] = [*one, *other].map(|share| (share * length as f64) as usize);
                if from > to {
                    std::mem::swap(&mut from, &mut to);
                }
                prop_assert_eq!(&world.read(&blob, from, to)[..], &bytes[from..to], "{}", world.label);
            }
            prop_assert_eq!(world.read(&blob, length - 1, length), &bytes[length - 1..]);
        }
    }
}
