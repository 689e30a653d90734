//! Who may do what: every act by every kind of actor, held against tables that were written by hand, and against what
//! happens when the act is done.

mod done;
mod table;
mod world;

use crate::common::on_each;
use crate::common::tumblelog::Error;
use crate::common::tumblelog::permission::{Act, Target};
use table::{ACTORS, BLOG_ACTS, FILES, POST_ACTS, ROWS, SUBJECTS};
use world::{BLOGS, Cast, STATES};

/// How an answer is written in the tables: done, absent, refused, never done.
fn letter<T>(answer: &Result<T, Error>) -> char {
    match answer {
        Ok(_) => '+',
        Err(Error::NotFound(_)) => '0',
        Err(Error::Refused(_)) => '-',
        Err(Error::Invalid(_)) => '!',
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn every_act_is_as_the_tables_say() {
    on_each(async |world| {
        let cast = Cast::gather(world).await;
        for (at, row) in ROWS.iter().enumerate() {
            let actor = cast.actor(ACTORS[at]);
            let can = async |act, target| letter(&world.site.can(&actor, act, target).await);
            for (act, expected) in POST_ACTS.iter().zip(row.posts) {
                let mut told = String::new();
                for post in cast.posts {
                    told.push(can(*act, Target::Post(post)).await);
                }
                assert_eq!(told, *expected, "{} {act:?} by {} of {STATES:?}", world.label, ACTORS[at]);
            }
            for (act, expected) in BLOG_ACTS.iter().zip(row.blogs) {
                let mut told = String::new();
                for blog in &cast.blogs {
                    told.push(can(*act, Target::Blog(blog.clone())).await);
                }
                assert_eq!(told, *expected, "{} {act:?} by {} of {BLOGS:?}", world.label, ACTORS[at]);
            }
            let subjects = can(Act::ManageSubjects, Target::Subjects).await;
            assert_eq!(subjects, SUBJECTS.chars().nth(at).unwrap(), "subjects by {}", ACTORS[at]);
            let mut files = String::new();
            for file in &cast.files {
                files.push(can(Act::ViewFile, Target::File(file.clone())).await);
            }
            assert_eq!(files, FILES[at], "{} files by {}", world.label, ACTORS[at]);
        }
    });
}

#[test]
fn what_is_not_done_to_a_thing_is_said_to_be_no_act() {
    on_each(async |world| {
        let cast = Cast::gather(world).await;
        let targets = [
            (Target::Post(cast.posts[0]), &POST_ACTS[..]),
            (Target::Blog(cast.blogs[0].clone()), &BLOG_ACTS[..]),
            (Target::Subjects, &[Act::ManageSubjects][..]),
            (Target::File(cast.files[0].clone()), &[Act::ViewFile][..]),
        ];
        let acts: usize = targets.iter().map(|(_, acts)| acts.len()).sum();
        assert_eq!(acts, Act::ALL.len(), "each act is done to one kind of thing");
        for (target, acts) in targets {
            for act in Act::ALL.into_iter().filter(|act| !acts.contains(act)) {
                let answer = world.site.can(&cast.actor("operator"), act, target.clone()).await;
                assert_eq!(letter(&answer), '!', "{act:?} {target:?}");
            }
        }
    });
}
