//! What is known of files.

use crate::common::each;
use crate::common::store::{media, uploads};
use model::Time;

#[test]
fn what_is_known_of_files_is_told_and_replaced() {
    for open in each() {
        let fact = |name: &str, facts: &str| (name.to_owned(), facts.to_owned());
        let first = [fact("b.png", "1"), fact("a.png", "1"), fact("b.png", "2")];
        open.write(move |tx| media::remember(tx, &first, Time(5))).unwrap();
        let later = [fact("a.png", "3"), fact("Ä.png", "4")];
        open.write(move |tx| media::remember(tx, &later, Time(6))).unwrap();
        let names: Vec<String> = ["a.png", "b.png", "c.png", "Ä.png"].map(str::to_owned).into();
        let known = open.read(move |tx| media::known(tx, &names)).unwrap();
        let told = |name: &str| known.get(name).map(String::as_str);
        assert_eq!(
            [told("a.png"), told("b.png"), told("c.png"), told("Ä.png")],
            [Some("3"), Some("2"), None, Some("4")]
        );
        open.write(|tx| media::remember(tx, &[], Time(7))).unwrap();
    }
}

#[test]
fn files_are_expected_claimed_and_given_up_once() {
    for open in each() {
        let names = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let (all, some, again) = (names(&["b", "a", "b", "c", "d"]), names(&["a", "x"]), names(&["c", "y"]));
        open.write(move |tx| {
            uploads::expect(tx, &all, Time(5))?;
            uploads::claim(tx, &some)?;
            uploads::claim(tx, &[])?;
            uploads::renew(tx, &again, Time(9))
        })
        .unwrap();
        let due = |before| open.read(move |tx| uploads::due(tx, Time(before), 10)).unwrap();
        assert_eq!(due(5), [] as [&str; 0], "{}", open.label);
        let mut told = due(6);
        told.sort();
        assert_eq!(told, ["b", "d"]);
        let give_up = |hash: &'static str| open.write(move |tx| uploads::give_up(tx, hash, Time(6))).unwrap();
        assert_eq!(["b", "b", "c", "y"].map(give_up), [true, false, false, false]);
        let (hash, other) = ("ab".repeat(32), "ac".repeat(32));
        let facts = [format!("{hash}.png"), format!("{hash}.jpg"), format!("{other}.png")];
        let kept: Vec<_> = facts.iter().map(|name| (name.clone(), "1".to_owned())).collect();
        open.write(move |tx| {
            media::remember(tx, &kept, Time(5))?;
            media::forget(tx, &hash)
        })
        .unwrap();
        let left = open.read(move |tx| media::known(tx, &facts)).unwrap();
        assert_eq!(left.into_keys().collect::<Vec<_>>(), [format!("{other}.png")]);
    }
}
