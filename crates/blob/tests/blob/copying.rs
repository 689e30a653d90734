//! Blobs move from one store to another, whole or not at all.

use crate::common::{World, folder_world, name, worlds};
use tagstead_blob::{BlobEntry, BlobName, Copied, Error, copy_blob};

/// SHA-256 of `abc`.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn entry(world: &World, blob: &BlobName) -> BlobEntry {
    world
        .store
        .list(blob.hash(), None, 10)
        .unwrap()
        .entries
        .into_iter()
        .find(|one| one.name == *blob)
        .unwrap()
}

#[test]
fn a_copy_is_the_same_and_is_made_once() {
    let from = folder_world();
    let (abc, small) = (name(ABC, ".jpg"), name(ABC, "_100.jpg"));
    from.put(&abc, b"abc");
    from.put(&small, b"its own bytes");
    for to in worlds() {
        for blob in [&abc, &small] {
            let entry = entry(&from, blob);
            let copy = || copy_blob(&*from.store, &*to.store, &entry, &to.parts()).unwrap();
            assert_eq!((copy(), copy()), (Copied::Written, Copied::Present), "{}", to.label);
        }
        assert_eq!(to.read(&abc, 0, 3), b"abc");
        assert_eq!(to.read(&small, 0, 13), b"its own bytes");
        // What a copy that was broken off has left gives way.
        to.store.delete(&abc).unwrap();
        to.put(&abc, b"ab");
        assert_eq!(
            copy_blob(&*from.store, &*to.store, &entry(&from, &abc), &to.parts()).unwrap(),
            Copied::Written
        );
        assert_eq!(to.read(&abc, 0, 3), b"abc", "{}", to.label);
    }
}

#[test]
fn a_damaged_file_is_not_copied_and_one_that_is_gone_is_passed_over() {
    let (from, to) = (folder_world(), folder_world());
    let blob = name(ABC, ".jpg");
    from.put(&blob, b"abd");
    let damaged = entry(&from, &blob);
    let error = copy_blob(&*from.store, &*to.store, &damaged, &to.parts()).unwrap_err();
    assert!(matches!(&error, Error::Damaged(why) if why.contains("is damaged where it is kept")), "{error}");
    assert_eq!(to.store.stat(&blob).unwrap(), None);
    from.store.delete(&blob).unwrap();
    assert_eq!(copy_blob(&*from.store, &*to.store, &damaged, &to.parts()).unwrap(), Copied::Gone);
}
