//! How duplicates come together: no chains, posts kept apart, changes, rules that changed, large clusters.

use super::rule::SERIES;
use super::*;

/// A text of sixty words that has ten in every twelve of them in common with the next.
fn link(number: usize) -> String {
    let word = |at: usize| if at < number * 5 { "other" } else { "first" };
    let words: Vec<String> = (0..60).map(|at| format!("{}word{at}", word(at))).collect();
    format!("Here begins {}", words.join(" "))
}

/// Against a naive model: in the order of time, each post is folded under the nearest that stands and is like it.
#[test]
fn stories_do_not_chain() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let mut rng = Rng::with_seed(21);
        let mut known: Vec<(i64, PostId, usize)> = Vec::new();
        for round in 0..60 {
            let number = rng.usize(..11);
            let at = 1_000 * rng.i64(1..1_000);
            let post = publish(world, &blog, &link(number), at, |_| {}).await;
            known.push((NOW.0 - at, post, number));
            if rng.u8(..3) == 0 {
                let (_, gone, _) = known.swap_remove(rng.usize(..known.len()));
                world.site.delete_post(gone).await.unwrap();
            }
            if rng.u8(..3) > 0 {
                world.site.find_duplicates(rng.usize(1..6)).await.unwrap();
                continue;
            }
            world.site.find_all_duplicates(|_| {}).await.unwrap();
            known.sort_unstable();
            let mut standing: Vec<(PostId, usize)> = Vec::new();
            let mut expected = HashMap::new();
            for (_, post, number) in &known {
                let near = standing.iter().filter(|(_, other)| other.abs_diff(*number) <= 2);
                match near.min_by_key(|(_, other)| other.abs_diff(*number)) {
                    Some((head, _)) => {
                        expected.extend([(*post, *head), (*head, *head)]);
                    }
                    None => standing.push((*post, *number)),
                }
            }
            let all = known.iter().map(|(_, post, _)| *post).collect();
            let heads = world.site.earliest_of(all).await.unwrap();
            assert_eq!(heads, expected, "{} round {round}", world.label);
        }
    });
}

#[test]
fn a_parted_post_stays_apart() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let first = publish(world, &blog, LONG, 40, |_| {}).await;
        let second = publish(world, &blog, &format!("{LONG} Come."), 30, |_| {}).await;
        let third = publish(world, &blog, LONG, 20, |_| {}).await;
        let heads = async || {
            world.site.find_all_duplicates(|_| {}).await.unwrap();
            world.site.earliest_of(vec![first, second, third]).await.unwrap()
        };
        assert_eq!(heads().await.len(), 3);
        world.site.set_distinct(second, true, None).await.unwrap();
        assert_eq!(heads().await, HashMap::from([(first, first), (third, first)]));
        let content = Some(document(&format!("{LONG} Do come."), false));
        world.site.edit_post(second, Edit { content, ..Edit::default() }).await.unwrap();
        assert_eq!(heads().await.get(&second), None, "an edit does not undo it");
        world.site.set_distinct(second, false, None).await.unwrap();
        assert_eq!(heads().await.get(&second), Some(&first));
        let story = world.site.find_cluster(third).await.unwrap().unwrap();
        let told: Vec<_> =
            story.posts.iter().map(|told| (told.card.post.id, told.percent, told.adds.clone())).collect();
        assert_eq!(told[0], (first, 100, Vec::new()));
        assert_eq!(told[1].2, ["do", "come"]);
        assert_eq!((told[2].0, told[2].1, story.total), (third, 100, 3));
    });
}

#[test]
fn what_is_no_longer_said_stands_in_nobody_s_way() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        // More posts than a key leads to.
        let mut said = Vec::new();
        for n in 0..66 {
            said.push(publish(world, &blog, LONG, 900 - n, |_| {}).await);
        }
        world.site.find_all_duplicates(|_| {}).await.unwrap();
        for (n, post) in said.iter().enumerate() {
            match n % 2 {
                0 => world.site.delete_post(*post).await.unwrap(),
                _ => {
                    let content = Some(document(&format!("{n}"), false));
                    world.site.edit_post(*post, Edit { content, ..Edit::default() }).await.unwrap();
                }
            }
        }
        let first = publish(world, &blog, LONG, 40, |_| {}).await;
        let second = publish(world, &blog, &format!("{LONG} Come."), 30, |_| {}).await;
        world.site.find_all_duplicates(|_| {}).await.unwrap();
        let heads = world.site.earliest_of(vec![first, second]).await.unwrap();
        assert_eq!(heads, HashMap::from([(first, first), (second, first)]), "{}", world.label);
    });
}

#[test]
fn posts_folded_by_an_older_rule_are_compared_again() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let one = publish(world, &blog, SERIES[0][0], 900, |_| {}).await;
        let two = publish(world, &blog, SERIES[0][1], 800, |_| {}).await;
        let copy = publish(world, &blog, SERIES[0][1], 700, |_| {}).await;
        world.site.find_all_duplicates(|_| {}).await.unwrap();
        let fold_all = move |tx: &mut store::Tx<'_>| {
            index::Storage::lock_index(tx)?;
            let at = posts::find_position(tx, two)?.unwrap();
            index::Index::default().mark_facet(
                tx,
                index::Facet::Copy.id(index::Class::Standing),
                &[(at, true)],
            )?;
            let member = |post: PostId, at: i64| ClusterMember {
                post,
                cluster: 7,
                published: Time(NOW.0 - at),
                folded: post != one,
                distance: None,
            };
            clusters::put_members(tx, &[member(one, 900), member(two, 800), member(copy, 700)])?;
            // As the migration leaves them.
            let waiting = |post| PendingComparison { post, keys: Vec::new(), sketch: None, page: None };
            duplicate_keys::add_pending_comparisons(tx, &[waiting(one), waiting(two), waiting(copy)])
        };
        world.store().write(fold_all).await.unwrap();
        assert_eq!(world.site.earliest_of(vec![two]).await.unwrap().get(&two), Some(&one));
        for _ in 0..3 {
            world.site.find_duplicates(1).await.unwrap();
        }
        let heads = world.site.earliest_of(vec![one, two, copy]).await.unwrap();
        assert_eq!(heads, HashMap::from([(two, two), (copy, two)]), "{}", world.label);
        let report = world.site.check_site(false, |_| {}).await.unwrap();
        assert_eq!(report.differences, [] as [&str; 0], "{}", world.label);
    });
}

#[test]
fn a_large_story_stays_one_whatever_becomes_of_its_first_post() {
    on_each(async |world| {
        let blog = world.blog("almanac").await;
        let mut told = Vec::new();
        for n in 0..80 {
            told.push(publish(world, &blog, LONG, 9_000 - n, |_| {}).await);
        }
        let all_under = async |posts: &[PostId], first: PostId| {
            world.site.find_all_duplicates(|_| {}).await.unwrap();
            let heads = world.site.earliest_of(posts.to_vec()).await.unwrap();
            let expected: HashMap<PostId, PostId> = posts.iter().map(|post| (*post, first)).collect();
            assert_eq!(heads, expected, "{}", world.label);
            let report = world.site.check_site(false, |_| {}).await.unwrap();
            assert_eq!(report.differences, [] as [&str; 0], "{}", world.label);
        };
        all_under(&told, told[0]).await;
        let earlier = publish(world, &blog, LONG, 99_000, |_| {}).await;
        told.push(earlier);
        all_under(&told, earlier).await;
        world.site.delete_post(earlier).await.unwrap();
        told.pop();
        all_under(&told, told[0]).await;
        world.site.delete_post(told.remove(0)).await.unwrap();
        all_under(&told, told[0]).await;
    });
}
