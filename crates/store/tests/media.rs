//! What is known of files.

#![allow(clippy::unwrap_used, reason = "tests: what fails ends them")]

mod common;

use common::each;
use common::store::media;
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
