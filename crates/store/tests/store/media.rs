//! What is known of files.

use crate::common::each;
use crate::common::store::{media, uploads};
use model::Time;

#[test]
fn what_is_known_of_files_is_told_and_replaced() {
    for open in each() {
        let fact = |name: &str, facts: &str| (name.to_owned(), facts.to_owned());
        let first = [fact("b.png", "1"), fact("a.png", "1"), fact("b.png", "2")];
        open.write(move |tx| media::remember_media_facts(tx, &first, Time(5))).unwrap();
        let later = [fact("a.png", "3"), fact("Ä.png", "4")];
        open.write(move |tx| media::remember_media_facts(tx, &later, Time(6))).unwrap();
        let names: Vec<String> = ["a.png", "b.png", "c.png", "Ä.png"].map(str::to_owned).into();
        let known = open.read(move |tx| media::read_media_facts(tx, &names)).unwrap();
        let told = |name: &str| known.get(name).map(String::as_str);
        assert_eq!(
            [told("a.png"), told("b.png"), told("c.png"), told("Ä.png")],
            [Some("3"), Some("2"), None, Some("4")]
        );
        open.write(|tx| media::remember_media_facts(tx, &[], Time(7))).unwrap();
    }
}

#[test]
fn files_are_expected_claimed_and_given_up_once() {
    for open in each() {
        let names = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let (all, some, again) = (names(&["b", "a", "b", "c", "d"]), names(&["a", "x"]), names(&["c", "y"]));
        open.write(move |tx| {
            uploads::expect_files(tx, &all, Time(5), Time(0))?;
            uploads::claim_files(tx, &some)?;
            uploads::claim_files(tx, &[])?;
            uploads::expect_files(tx, &again, Time(9), Time(0))?;
            // What somebody expects is not given up sooner because a post went.
            uploads::abandon(tx, &names(&["c"]), Time(1))
        })
        .unwrap();
        let due =
            |before| open.read(move |tx| uploads::list_due_files(tx, Time(before), Time(50), 10)).unwrap();
        assert_eq!(due(5), [] as [&str; 0], "{}", open.label);
        let mut told = due(6);
        told.sort();
        assert_eq!(told, ["b", "d"]);
        let begin = |hash: &'static str| {
            open.write(move |tx| uploads::begin_removal(tx, hash, Time(6), Time(50), Time(60))).unwrap()
        };
        assert_eq!(["b", "b", "c", "y"].map(begin), [true, false, false, false]);
        // While it is removed nobody expects, claims or finds it.
        let going = open
            .write(move |tx| {
                uploads::claim_files(tx, &names(&["b"]))?;
                uploads::expect_files(tx, &names(&["b", "d"]), Time(70), Time(60))
            })
            .unwrap();
        assert_eq!(going, ["b"]);
        assert_eq!(due(100), ["c", "y", "d"], "{}", open.label);
        let stalled = open.read(|tx| uploads::list_due_files(tx, Time(6), Time(61), 10)).unwrap();
        assert_eq!(stalled, ["b"]);
        // A removal that began long ago counts no more, and can end nothing.
        let none: [&str; 0] = [];
        let again = names(&["b"]);
        assert_eq!(
            open.write(move |tx| uploads::expect_files(tx, &again, Time(80), Time(61))).unwrap(),
            none,
            "{}",
            open.label
        );
        assert!(!open.write(|tx| uploads::end_removal(tx, "b", Time(60))).unwrap(), "{}", open.label);
        let mark = open.write(|tx| uploads::begin_removal(tx, "b", Time(81), Time(50), Time(90))).unwrap();
        assert!(mark && open.write(|tx| uploads::end_removal(tx, "b", Time(90))).unwrap());
        let listed = names(&["b", "d", "z"]);
        assert_eq!(open.read(move |tx| uploads::unlisted(tx, &listed)).unwrap(), ["b", "z"]);
        let (hash, other) = ("ab".repeat(32), "ac".repeat(32));
        let facts = [format!("{hash}.png"), format!("{hash}.jpg"), format!("{other}.png")];
        let kept: Vec<_> = facts.iter().map(|name| (name.clone(), "1".to_owned())).collect();
        open.write(move |tx| {
            media::remember_media_facts(tx, &kept, Time(5))?;
            media::forget_media_facts(tx, &hash)
        })
        .unwrap();
        let left = open.read(move |tx| media::read_media_facts(tx, &facts)).unwrap();
        assert_eq!(left.into_keys().collect::<Vec<_>>(), [format!("{other}.png")]);
    }
}
