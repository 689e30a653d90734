//! Reading several stories at once, few posts and many.

use crate::common::each;
use crate::common::store::clusters;
use crate::common::store::clusters::ClusterMember;
use crate::common::store::clusters::Distance;
use model::{PostId, Time};

fn members(story: i64, count: i64) -> Vec<ClusterMember> {
    // Published against the order of their ids.
    (0..count)
        .map(|n| ClusterMember {
            post: PostId(story * 10_000 + n),
            cluster: story,
            published: Time(count - n),
            folded: n + 1 != count,
            distance: Some(Distance { weight: 40, apart: n }),
        })
        .collect()
}

fn firsts(told: &[ClusterMember]) -> Vec<(i64, i64)> {
    told.iter().map(|member| (member.cluster, member.published.0)).collect()
}

#[test]
fn several_stories_read_at_once_tell_what_each_tells_by_itself() {
    for open in each() {
        for (story, count) in [(1, 2), (2, 5), (3, 2_100)] {
            let posts = members(story, count);
            open.write(move |tx| clusters::put_members(tx, &posts)).unwrap();
        }
        // With the third there are more rows than are read at once.
        for asked in [vec![], vec![1, 2], vec![1, 2, 3], vec![2, 9]] {
            let (read_filter_count, sizes, alone) = open
                .read(move |tx| {
                    let mut alone = Vec::new();
                    for story in &asked {
                        alone.push((
                            *story,
                            clusters::list_first_members(tx, *story, 3)?,
                            clusters::count_members(tx, *story, 1_000)?,
                        ));
                    }
                    Ok((
                        clusters::list_first_members_of_each(tx, &asked, 3)?,
                        clusters::count_members_of_each(tx, &asked, 1_000)?,
                        alone,
                    ))
                })
                .unwrap();
            let each: Vec<_> = alone.iter().flat_map(|(_, first, _)| firsts(first)).collect();
            assert_eq!(firsts(&read_filter_count), each, "{}", open.label);
            for (story, _, size) in alone {
                assert_eq!(sizes.get(&story).copied().unwrap_or_default(), size, "{}", open.label);
            }
        }
    }
}
