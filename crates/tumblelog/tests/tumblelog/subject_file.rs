//! Files of sets: what is taken, and what is refused with its line.

use model::{Invalid, LinkKind};
use std::fmt::Write;
use tagstead_tumblelog::subject::file::{self, BYTES, FIRST, LINE, SETS};

fn wrong(text: impl AsRef<[u8]>) -> String {
    let Err(Invalid(words)) = file::parse_file(text.as_ref()) else { panic!("was taken") };
    words
}

fn body(text: &str) -> String {
    format!("{FIRST}\n{text}\n")
}

#[test]
fn a_file_written_by_hand_is_read() {
    let text = "\u{feff}tagstead subjects 1\r\n# towns\r\nSubject:  Kalbajar \r\n\tOTHER-SCRIPT: Келбаджар\r\n\
        reason: the  Russian\tname\r\nwhen: 2023-05\r\ntransliteration: kelbecer\r\nof: КЕЛБАДЖАР\r\npart of: Karabakh";
    let file = file::parse_file(text.as_bytes()).unwrap();
    let [block] = &file.blocks[..] else { panic!("{file:?}") };
    let told: Vec<_> = block.iter().map(|c| (c.line, c.kind, c.a.1.as_str(), c.b.1.as_str())).collect();
    assert_eq!(
        told,
        [
            (4, LinkKind::OtherScript, "Kalbajar", "Келбаджар"),
            (7, LinkKind::Transliteration, "Келбаджар", "kelbecer"),
            (9, LinkKind::Broader, "Kalbajar", "Karabakh"),
        ]
    );
    assert_eq!(block[0].reason, "the Russian name");
    assert_eq!(block[0].at.unwrap().rfc3339(), "2023-05-01T00:00:00Z");
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let many: String = (0..=500).fold(String::from("subject: a\n"), |mut text, n| {
        let _ = writeln!(text, "misspelling: a{n}");
        text
    });
    for (text, words) in [
        ("subject: a\nnickname: b", "line 3: “nickname” is no kind of link; accepted are subject, same name"),
        ("subject: a", "line 2: a subject of one name"),
        (
            "subject: a\n\n# x\nsubject: b\nsame name: c",
            "line 5: in the block before, line 2: a subject of one name",
        ),
        ("same name: b", "line 2: a block begins with"),
        ("subject: a\nreason: b", "line 3: “reason:” belongs below"),
        ("subject: a\nsame name:", "line 3: nothing stands behind"),
        ("subject: a\nsame name b", "line 3: a line is a word, a colon"),
        ("subject: a\nsame name: #A", "line 3: “a” and “a” are the same tag already"),
        ("subject: a\nsame name: b\nof: z", "line 3: “of: z” is not a name of this set"),
        ("subject: a\nsame name: b\nmisspelling: B", "line 4: this was said at line 3 already"),
        ("subject: a\nsame name: c\nof: b\nsame name: b\nof: c", "line 5: this was said at line 3"),
        (
            "subject: a\nsame name: c\nof: b\nsame name: b\nof: d\nsame name: d\nof: c",
            "line 3: “b” does not hang",
        ),
        (
            "subject: a\nsame name: b\nsubject: c\nsame name: B",
            "line 5: “B” stands in two sets; the other is at line 3",
        ),
        (
            "subject: a\npart of: b\nsubject: B\npart of: c\nsubject: c\nsame name: d\nsubject: d\npart of: A",
            "line 9: ",
        ),
        ("subject: a\nsame name: b\nwhen: soon", "line 4: “when:” takes a moment"),
        ("subject: a\nsame name: \u{202e}", "line 3: a tag needs at least one visible character"),
        ("subject: a\nsame name: b\u{7}", "line 3: the control character"),
        ("subject: a\nsame name: b\0", "line 3: the control character"),
        (&many, "line 502: more than 500 names in a set"),
    ] {
        let answer = wrong(body(text));
        assert!(answer.starts_with(words), "{text}\n{answer}");
    }
    assert!(wrong("").starts_with("line 1: the first line must be"));
    assert!(wrong("subject: a").starts_with("line 1: the first line must be"));
    assert_eq!(wrong([FIRST.as_bytes(), b"\nsubject: a\xff"].concat()), "line 2: byte 11 is not UTF-8");
    assert!(wrong(body(&"x".repeat(LINE + 1))).starts_with("line 2: 20001 bytes on one line"));
    assert!(wrong(vec![b'\n'; BYTES + 1]).contains("at most 5000000"));
    let blocks = (0..=SETS).fold(String::new(), |mut text, n| {
        let _ = write!(text, "subject: a{n}\nsame name: b{n}\n");
        text
    });
    assert!(wrong(body(&blocks)).contains("more than 10000 blocks"));
}

#[test]
fn a_long_way_round_is_found_and_a_long_way_is_none() {
    let mut way = (0..SETS - 1).fold(String::new(), |mut text, n| {
        let _ = write!(text, "subject: a{n}\npart of: a{}\n", n + 1);
        text
    });
    assert_eq!(file::parse_file(body(&way).as_bytes()).unwrap().blocks.len(), SETS - 1);
    let _ = write!(way, "subject: a{}\npart of: a0", SETS - 1);
    assert!(wrong(body(&way)).starts_with("line 20001: “a9999” would be part of itself"));
}

#[test]
fn whatever_comes_in_the_reader_ends() {
    let mut rng = fastrand::Rng::with_seed(4);
    let parts = [
        "subject:",
        "same name: a",
        "of: b",
        "part of:",
        "\n",
        "#",
        ":",
        "ß",
        "\u{202e}",
        "different: c",
        "a",
    ];
    for _ in 0..2_000 {
        let text: String = (0..rng.usize(0..40))
            .map(|_| format!("{}{}", rng.choice(parts).unwrap(), if rng.bool() { "\n" } else { " " }))
            .collect();
        let _ = file::parse_file(body(&text).as_bytes());
    }
}
