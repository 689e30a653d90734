//! One content is kept once; what is not kept leaves nothing.

use crate::support::{World, jpeg, mp3, png};
use tagstead_media::{Error, Limits, Look, MediaFiles};

#[test]
fn the_same_content_is_kept_once() {
    let world = World::new();
    let first = world.keep(&jpeg(300, 200));
    let files = world.files();
    assert_eq!(world.keep(&jpeg(300, 200)), first);
    assert_eq!(world.files(), files);
    assert_eq!(files.len(), 1 + first.variants.len());
    assert!(files.contains(&first.name));
    let found = world.folder.stat_file(&first.name).unwrap().unwrap();
    assert_eq!((found.length, found.mime), (first.bytes, "image/jpeg"));
    // Where older versions look for it.
    assert!(world.path().join(&first.name[..2]).join(&first.name).is_file());
}

#[test]
fn what_is_not_kept_leaves_nothing() {
    let world = World::new();
    let mut half = world.folder.begin_intake(Limits::default()).unwrap();
    half.push(&png(400, 400)[..200]).unwrap();
    assert_eq!(world.files().len(), 1, "a temporary file");
    drop(half);
    let whole = world.take(&png(400, 400)).unwrap();
    assert!(
        world.folder.stat_file(&whole.stored().name).unwrap().is_none(),
        "nothing is seen before it is kept"
    );
    drop(whole);
    assert!(world.take(b"<html>").is_err());
    assert_eq!(world.files(), Vec::<String>::new());
}

#[test]
fn dropping_an_upload_does_not_touch_who_keeps_the_same() {
    let world = World::new();
    let (first, second) = (world.take(&png(90, 90)).unwrap(), world.take(&png(90, 90)).unwrap());
    let kept = first.keep().unwrap();
    drop(second);
    assert_eq!(world.bytes(&kept.name), png(90, 90));
}

#[test]
fn what_a_process_left_that_died_is_swept_and_what_one_writes_is_not() {
    let world = World::new();
    let mut running = world.folder.begin_intake(Limits::default()).unwrap();
    running.push(&jpeg(500, 300)).unwrap();
    std::fs::write(world.path().join("part/.tmpleft"), "half a file").unwrap();
    let other = MediaFiles::in_folder(world.path());
    drop(other.begin_intake(Limits::default()).unwrap());
    assert_eq!(world.files().len(), 1);
    running.finish(Look::Header).unwrap().keep().unwrap();
    assert_eq!(world.files().len(), 1);
}

#[test]
fn each_kind_has_its_limit() {
    let world = World::new();
    let limits = Limits { image: 5_000, audio: 50_000, video: 500_000, ..Limits::default() };
    for (bytes, told) in [
        ([png(30, 30), vec![0; 6_000]].concat(), "pictures may have at most 0 MB"),
        ([mp3(), vec![0; 50_000]].concat(), "sounds may have at most 0 MB"),
        (vec![0; 600_000], "is no picture, sound or film"),
    ] {
        let error = world.take_with(&bytes, limits, Look::Whole).unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
        assert_eq!(matches!(error, Error::TooLarge(_)), told.contains("at most"));
    }
    let mut intake = world.folder.begin_intake(limits).unwrap();
    assert!(intake.push(&vec![b'x'; 5000]).is_err(), "refused as soon as it is known");
}

#[test]
fn names_that_are_never_given_out_are_not_looked_for() {
    let world = World::new();
    let kept = world.keep(&jpeg(300, 200));
    assert!(world.folder.stat_file(&kept.variants[0].name).unwrap().is_some());
    for name in [
        "",
        ".",
        "..",
        "../x.jpg",
        "part/x.jpg",
        "é.jpg",
        &kept.name[1..],
        &format!("{}.html", &kept.name[..64]),
    ] {
        assert!(world.folder.stat_file(name).unwrap().is_none(), "{name}");
    }
    let slashed = format!("{}_../.jpg", &kept.name[..64]);
    assert!(world.folder.stat_file(&slashed).unwrap().is_none());
}

#[test]
fn a_kept_file_can_be_looked_at_again() {
    let world = World::new();
    let quick = world.take_with(&jpeg(700, 350), Limits::default(), Look::Header).unwrap().keep().unwrap();
    assert_eq!((quick.width, quick.variants.len(), quick.colors.len()), (Some(700), 0, 0));
    let whole = world.folder.look_again(&quick.name, Limits::default()).unwrap().keep().unwrap();
    assert_eq!(whole, world.keep(&jpeg(700, 350)));
    assert!(world.folder.stat_file(&whole.variants[0].name).unwrap().is_some());
}
