//! Reading several stories at once, few posts and many.

use crate::common::each;
use crate::common::store::clusters;
use crate::common::store::clusters::Member;
use common::store::clusters::Distance;
use model::{PostId, Time};

fn members(story: i64, count: i64) -> Vec<Member> {
    // Published against the order of their ids.
    (0..count)
        .map(|n| Member {
            post: PostId(story * 10_000 + n),
            story,
            published: Time(count - n),
            folded: n + 1 != count,
            distance: Some(Distance { weight: 40, apart: n }),
        })
        .collect()
}

fn firsts(told: &[Member]) -> Vec<(i64, i64)> {
    told.iter().map(|member| (member.story, member.published.0)).collect()
}

#[test]
fn several_stories_read_at_once_tell_what_each_tells_by_itself() {
    for open in each() {
        for (story, count) in [(1, 2), (2, 5), (3, 2_100)] {
            let posts = members(story, count);
            open.write(move |tx| clusters::put(tx, &posts)).unwrap();
        }
        // With the third there are more rows than are read at once.
        for asked in [vec![], vec![1, 2], vec![1, 2, 3], vec![2, 9]] {
            let (told, sizes, alone) = open
                .read(move |tx| {
                    let mut alone = Vec::new();
                    for story in &asked {
                        alone.push((
                            *story,
                            clusters::first(tx, *story, 3)?,
                            clusters::size(tx, *story, 1_000)?,
                        ));
                    }
                    Ok((clusters::firsts(tx, &asked, 3)?, clusters::sizes(tx, &asked, 1_000)?, alone))
                })
                .unwrap();
            let each: Vec<_> = alone.iter().flat_map(|(_, first, _)| firsts(first)).collect();
            assert_eq!(firsts(&told), each, "{}", open.label);
            for (story, _, size) in alone {
                assert_eq!(sizes.get(&story).copied().unwrap_or_default(), size, "{}", open.label);
            }
        }
    }
}
