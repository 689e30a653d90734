//! The newest notes of many roots, asked for at once.

use crate::common::each;
use crate::common::store::notes;
use model::{ActorName, Note, NoteKind, PostId, Time};

#[test]
fn the_newest_of_many_roots_are_those_of_each() {
    for open in each() {
        let note = |at: i64, n: i64| Note {
            kind: [NoteKind::Like, NoteKind::Reblog, NoteKind::Reply][usize::try_from(n % 3).unwrap()],
            actor: ActorName::parse(&format!("b{n}")).unwrap(),
            at: Time(at),
            post: (n % 3 == 1).then_some(PostId(100 + n)),
            text: String::new(),
        };
        for root in 1..8_i64 {
            // Several to a moment, and root 7 has none.
            let all: Vec<Note> = (0..(7 - root) * 4).map(|n| note(n / 3, n)).collect();
            open.write(move |tx| notes::insert_notes(tx, PostId(root), &all)).unwrap();
        }
        for limit in [1, 5, 50] {
            let roots = [7, 1, 3, 2, 99];
            let found = open.read(move |tx| notes::newest_of(tx, &roots, limit)).unwrap();
            for root in roots.map(PostId) {
                let expected = open.read(move |tx| notes::list_newest_notes(tx, root, limit)).unwrap();
                let told = found.get(&root).map_or(&[][..], Vec::as_slice);
                assert_eq!(told, expected, "{} {root} {limit}", open.label);
            }
        }
    }
}
