//! Help, bad usage and bad configuration.

use crate::run::{Home, ran, tagstead};

#[test]
fn help_names_every_command() {
    let help = ran(&mut tagstead(&["--help"]));
    help.succeeded();
    for command in ["demo", "serve", "import", "account", "blog", "client", "check", "bench"] {
        assert!(help.out.contains(command), "{command} is not in:\n{}", help.out);
    }
    ran(&mut tagstead(&["--version"])).succeeded();
    for command in [&["serve"][..], &["demo"], &["import"], &["import", "tag-page"], &["check"], &["bench"]] {
        ran(tagstead(command).arg("--help")).succeeded();
    }
}

#[test]
fn bad_usage_ends_with_2() {
    for args in [
        &[][..],
        &["fly"],
        &["serve", "--listen", "nowhere"],
        &["import"],
        &["import", "tumblr-json"],
        &["import", "tag-page", "page.txt"],
        &["check", "--mend"],
        &["account", "create", "ada"],
        &["account", "create", "not a name", "--blog", "ada"],
        &["blog", "create", "ada", "--account", "ada", "--uuid", "x"],
        &["client", "create", "Walks"],
    ] {
        let end = ran(&mut tagstead(args));
        assert_eq!(end.code, Some(2), "{args:?}: {end:?}");
        assert_eq!(end.out, "", "{args:?}");
    }
}

#[test]
fn a_database_that_cannot_be_is_a_matter_of_configuration() {
    let home = Home::sqlite();
    for url in ["mysql://localhost/x", "postgres", "sqlite:", ""] {
        let data = home.path("data");
        let mut command = tagstead(&["serve", "--listen", "127.0.0.1:0", "--database", url, "--data"]);
        ran(command.arg(data)).refused(2, "");
    }
    let closed = "postgres://nobody@127.0.0.1:1/none";
    let end = ran(tagstead(&["check", "--database", closed, "--data"]).arg(home.path("data")));
    assert!(matches!(end.code, Some(1 | 2)), "{end:?}");
    assert!(end.err.contains("tagstead: ") && !end.err.contains("panicked"), "{end:?}");
}

#[test]
fn a_site_that_is_not_there_is_not_made_by_a_check() {
    let home = Home::sqlite();
    home.run(&["check"]).refused(2, "there is no site at");
    assert!(!home.file().exists());
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let home = Home::sqlite();
    std::fs::write(home.file(), "a shopping list: tea, honey, bread\n".repeat(300)).unwrap();
    let before = std::fs::read(home.file()).unwrap();
    for args in [&["check"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let end = home.run(args);
        assert!(matches!(end.code, Some(1 | 2)), "{end:?}");
        assert!(end.err.contains("database") && !end.err.contains("panicked"), "{end:?}");
    }
    assert_eq!(std::fs::read(home.file()).unwrap(), before);
}

#[test]
fn a_folder_that_cannot_be_made_is_said() {
    let home = Home::sqlite();
    let file = home.write("file", "in the way");
    let end = ran(&mut tagstead(&["serve", "--listen", "127.0.0.1:0", "--data", &format!("{file}/data")]));
    end.refused(2, "cannot be made");
}
