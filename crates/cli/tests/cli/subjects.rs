//! Subjects from the command line.

use crate::run::{Home, post};

#[test]
fn tags_are_joined_parted_and_given_to_another_site() {
    for home in Home::each() {
        let posts = home.write("posts.json", post(1, &["x"]));
        home.run(&["import", "tumblr-json", &posts]).succeeded();
        let join = [
            "subject",
            "join",
            "Kalbajar",
            "Келбаджар",
            "kelbecer",
            "--kind",
            "other-script",
            "--reason",
            "a town",
        ];
        let joined = home.run(&join);
        joined.succeeded();
        assert_eq!(joined.out, "entry 1\n3 spellings: Kalbajar · kelbecer · Келбаджар\n");
        home.run(&join).refused(1, "one subject already");
        home.run(&["subject", "join", "a", "b", "--kind", "nickname", "--reason", "x"])
            .refused(2, "use same-name");
        home.run(&["subject", "join", "a", "--kind", "same-name", "--reason", "x"])
            .refused(2, "2 values required");
        home.run(&["subject", "show", "nobody"]).refused(1, "nothing was said about");

        home.run(&["subject", "refuse", "Zähler", "Zahler", "--reason", "another word"]).succeeded();
        home.run(&["subject", "join", "Zahler", "Zähler", "--kind", "same-name", "--reason", "x"])
            .refused(1, "another word");
        home.run(&["subject", "join", "Kalbajar", "Karabakh", "--kind", "broader", "--reason", "a region"])
            .succeeded();
        let listed = home.run(&["subject", "list"]);
        assert_eq!(listed.out, "3 spellings: Kalbajar · kelbecer · Келбаджар\n");

        let file = home.path("subjects.txt").to_str().unwrap().to_owned();
        home.run(&["subject", "export", &file]).succeeded();
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(home.run(&["subject", "export"]).out, text);
        let again = home.run(&["subject", "import", &file]);
        assert_eq!(again.out, "0 sets, 0 parts of others, 0 differences; 4 links were there already\n");

        home.run(&["subject", "part", "kelbecer"]).succeeded();
        home.run(&["subject", "part", "kelbecer"]).refused(1, "joined with nothing");
        home.run(&["subject", "part", "Kalbajar", "--of", "Karabakh"]).succeeded();
        let history = home.run(&["subject", "history", "--about", "kelbecer"]);
        assert_eq!(history.out.lines().count(), 2, "{}", history.out);
        let parted = history.out.split(' ').next().unwrap();
        home.run(&["subject", "undo", parted]).succeeded();
        home.run(&["subject", "undo", "999"]).refused(1, "no entry 999");

        let other = Home::sqlite();
        other.run(&["import", "tumblr-json", &posts]).succeeded();
        let taken = other.run(&["subject", "import", &file]);
        taken.succeeded();
        assert!(
            taken.out.starts_with("joined Kalbajar · kelbecer · Келбаджар\n1 sets, 1 parts"),
            "{}",
            taken.out
        );
        assert_eq!(other.run(&["subject", "export"]).out, text, "the same bytes");

        let bad = home.write("bad.txt", "tagstead subjects 1\nsubject: x\nsame name: y\nnickname: z\n");
        other.run(&["subject", "import", &bad]).refused(1, "line 4: “nickname”");
        other.run(&["subject", "import", "/no/such/file"]).refused(2, "cannot be read");
    }
}

#[test]
fn a_moderator_is_made_and_is_one_no_more() {
    let home = Home::sqlite();
    home.run(&["account", "create", "ada", "--blog", "walks", "--no-password"]).succeeded();
    for may in ["on", "off"] {
        let done = home.run(&["account", "moderator", "ada", may]);
        done.succeeded();
        assert_eq!(done.out, format!("account ada\nmoderator {may}\n"));
    }
    home.run(&["account", "moderator", "ada", "maybe"]).refused(2, "[possible values: on, off]");
    home.run(&["account", "moderator", "bob", "on"]).refused(2, "there is no account bob");
}
