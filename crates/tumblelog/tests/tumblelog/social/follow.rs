//! Following and blocking.

use super::{clean, names};
use crate::common::{World, on_each};
use fastrand::Rng;
use model::{BlogName, Time};
use std::collections::BTreeMap;
use std::time::Duration;
use tagstead_tumblelog::{Error, RelatedRequest, Site};

#[test]
fn random_follows_and_blocks_agree_with_a_plain_set() {
    on_each(async |world| {
        let site = &world.site;
        let mut blogs = Vec::new();
        for n in 0..6 {
            blogs.push(world.blog(&format!("b{n}")).await);
        }
        let mut rng = Rng::with_seed(5);
        let mut follows: BTreeMap<(usize, usize), Time> = BTreeMap::new();
        let mut blocks: BTreeMap<(usize, usize), Time> = BTreeMap::new();
        for step in 0..200 {
            let now = world.clock.advance(Duration::from_millis(rng.u64(0..3)));
            let (a, b) = (rng.usize(..6), rng.usize(..6));
            let shut = blocks.contains_key(&(a, b)) || blocks.contains_key(&(b, a));
            match rng.usize(..10) {
                0..6 => {
                    let done = site.follow_blog(blogs[a].clone(), &blogs[b]).await;
                    match done {
                        Err(Error::Invalid(_)) => assert_eq!(a, b),
                        Err(Error::Refused(_)) => assert!(shut, "step {step}"),
                        done => {
                            assert!(done.is_ok() && !shut && a != b, "{done:?} step {step}");
                            follows.entry((a, b)).or_insert(now);
                        }
                    }
                }
                6 | 7 => {
                    site.unfollow_blog(&blogs[a], &blogs[b]).await.unwrap();
                    follows.remove(&(a, b));
                }
                8 if a != b => {
                    site.block_blogs(&blogs[a], std::slice::from_ref(&blogs[b])).await.unwrap();
                    follows.remove(&(a, b));
                    follows.remove(&(b, a));
                    blocks.entry((a, b)).or_insert(now);
                }
                _ => {
                    let was = site.unblock_blog(&blogs[a], &blogs[b]).await.unwrap();
                    assert_eq!(was, blocks.remove(&(a, b)).is_some());
                }
            }
        }
        for (n, blog) in blogs.iter().enumerate() {
            let of = |map: &BTreeMap<(usize, usize), Time>, mine: fn(&(usize, usize)) -> (usize, usize)| {
                let mut list: Vec<(Time, usize)> = map
                    .iter()
                    .filter(|(pair, _)| mine(pair).0 == n)
                    .map(|(pair, at)| (*at, mine(pair).1))
                    .collect();
                list.sort_unstable_by(|a, b| b.cmp(a));
                list.iter().map(|(_, other)| blogs[*other].as_str().to_owned()).collect::<Vec<_>>()
            };
            let pages = async |which: usize| paged(site, blog, which).await;
            assert_eq!(pages(0).await, of(&follows, |(a, b)| (*a, *b)), "{} following", world.label);
            assert_eq!(pages(1).await, of(&follows, |(a, b)| (*b, *a)), "{} followers", world.label);
            assert_eq!(pages(2).await, of(&blocks, |(a, b)| (*a, *b)), "{} blocks", world.label);
        }
        clean(site).await;
    });
}

/// A whole list in pages of two by keyset, compared with pages by offset.
async fn paged(site: &Site, blog: &BlogName, which: usize) -> Vec<String> {
    let ask = async |request| match which {
        0 => site.list_following(blog, request).await.unwrap(),
        1 => site.list_followers(blog, request).await.unwrap(),
        _ => site.list_blocked(blog, request).await.unwrap(),
    };
    let mut all: Vec<String> = Vec::new();
    let mut after = None;
    loop {
        let page = ask(RelatedRequest { after, offset: 0, limit: 2 }).await;
        let same = ask(RelatedRequest { after: None, offset: all.len(), limit: 2 }).await;
        assert_eq!(names(&page), names(&same));
        all.extend(names(&page).iter().map(|name| (*name).to_owned()));
        after = page.next;
        if after.is_none() {
            assert_eq!(page.total as usize, all.len());
            return all;
        }
    }
}

#[test]
fn follows_and_blocks_of_one_moment_leave_counts_exact_and_no_follow_of_the_blocked() {
    std::thread::scope(|scope| {
        for world in crate::common::worlds() {
            scope.spawn(move || at_once(&world));
        }
    });
}

fn at_once(world: &World) {
    let site = world.site.clone();
    let names: Vec<BlogName> = crate::common::runtime().block_on(async {
        let mut names = Vec::new();
        for n in 0..8 {
            names.push(world.blog(&format!("b{n}")).await);
        }
        names
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build().unwrap();
    runtime.block_on(async {
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let (site, names) = (site.clone(), names.clone());
                tokio::spawn(async move {
                    for other in names.iter().filter(|other| **other != names[n]) {
                        match site.follow_blog(names[n].clone(), other).await {
                            Ok(_) | Err(Error::Refused(_)) => {}
                            Err(error) => panic!("{error}"),
                        }
                        if n % 3 == 0 {
                            site.block_blogs(&names[n], std::slice::from_ref(other)).await.unwrap();
                        }
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        for a in names.iter().step_by(3) {
            for b in names.iter().filter(|b| *b != a) {
                assert!(!site.follows_blog(a, b).await.unwrap() && !site.follows_blog(b, a).await.unwrap());
            }
        }
        clean(&site).await;
    });
}
