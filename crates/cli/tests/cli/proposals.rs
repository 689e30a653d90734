//! Proposals from the command line.

use crate::run::{Home, post};

#[test]
fn what_may_be_one_is_proposed_until_somebody_refuses() {
    for home in Home::each() {
        let posts = format!("{}\n{}", post(1, &["stone bridge"]), post(2, &["stonebridge", "Baku"]));
        let posts = home.write("posts.json", posts);
        home.run(&["import", "tumblr-json", &posts]).succeeded();
        let nothing = home.run(&["subject", "proposals"]);
        assert_eq!(nothing.out, "0 proposals wait\n");
        let proposed = home.run(&["subject", "propose"]);
        proposed.succeeded();
        assert_eq!(
            proposed.out,
            "1\t0.99\tstone bridge · stonebridge\n\
             \t0.99\tstone bridge ~ stonebridge: Letters: the same but for spaces and punctuation, score 0.99.\n\
             1 proposals wait\n"
        );
        home.run(&["subject", "refuse", "stonebridge", "stone bridge"]).succeeded();
        assert_eq!(home.run(&["subject", "propose", "--all"]).out, "0 proposals wait\n");
        home.run(&["serve", "--join-above", "2"]).refused(2, "a number above 0");
    }
}
