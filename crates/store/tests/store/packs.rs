//! Blocks that grow out of their pack and shrink back into it, against plain sets.

use crate::common::store::{Error, Result, Tx, Value};
use fastrand::Rng;
use index::storage::Storage;
use index::{Bitmap, BlockAt, BlockChange, BlockRow, BucketId, Class, Facet, FacetId};
use model::{BlogId, PostType, TagId};
use std::collections::{BTreeMap, BTreeSet};

type Sets = BTreeMap<(FacetId, BucketId), BTreeSet<u16>>;

const BUCKETS: [BucketId; 3] = [BucketId(1), BucketId(2), BucketId(70)];

fn facets() -> Vec<FacetId> {
    let words = (0..12).map(|n| Facet::Word(n << 40));
    let tags = (0..12).map(|n| Facet::Tag(TagId(n)));
    let blogs = (0..4).map(|n| Facet::Blog(BlogId(n)));
    let all = words.chain(tags).chain(blogs).chain([Facet::All, Facet::Type(PostType::Photo)]);
    all.flat_map(|facet| [facet.id(Class::Standing), facet.id(Class::Hidden)]).collect()
}

/// Adds or takes away some slots of some facets, and writes that.
fn step(tx: &mut Tx<'_>, sets: &mut Sets, rng: &mut Rng) -> Result<()> {
    let facets = facets();
    let mut changes: BTreeMap<(FacetId, BucketId), BlockChange> = BTreeMap::new();
    for _ in 0..=rng.usize(..20) {
        let at = (facets[rng.usize(..facets.len())], BUCKETS[rng.usize(..3)]);
        if changes.contains_key(&at) {
            continue;
        }
        let set = sets.entry(at).or_default();
        let was = u32::try_from(set.len()).unwrap();
        match rng.usize(..4) {
            0 => set.clear(),
            1 => set.retain(|slot| slot % 3 != 0),
            _ => set.extend((0..rng.usize(..25)).map(|_| rng.u16(..16_000))),
        }
        let bitmap: Bitmap = set.iter().copied().collect();
        changes.insert(at, BlockChange { facet: at.0, bucket: at.1, was, bitmap });
    }
    tx.put_blocks(&changes.into_values().collect::<Vec<_>>())
}

fn plain(blocks: Vec<BlockRow>) -> Sets {
    let slots = |bitmap: &Bitmap| {
        let mut set = BTreeSet::new();
        bitmap.for_each(|slot| {
            set.insert(slot);
        });
        set
    };
    blocks.into_iter().map(|block| ((block.facet, block.bucket), slots(&block.bitmap))).collect()
}

fn compare(tx: &mut Tx<'_>, sets: &Sets) -> Result<()> {
    let all = facets();
    let full: Sets =
        sets.iter().filter(|(_, set)| !set.is_empty()).map(|(at, set)| (*at, set.clone())).collect();
    assert_eq!(plain(tx.blocks(&BlockAt::every_pair(&all, &BUCKETS))?), full);
    let mut by_bucket = Sets::new();
    for bucket in BUCKETS {
        by_bucket.extend(plain(tx.bucket_blocks(bucket)?));
    }
    assert_eq!(by_bucket, full);
    let cards: BTreeMap<_, _> = tx
        .cardinalities(&all)?
        .into_iter()
        .map(|card| ((card.facet, card.bucket), card.count as usize))
        .collect();
    assert_eq!(cards, full.iter().map(|(at, set)| (*at, set.len())).collect());
    // One sum a facet, words included, whose blocks lie in several buckets.
    let mut totals = tx.totals(&all)?;
    totals.retain(|(_, posts)| *posts > 0);
    totals.sort_unstable();
    let mut expected: BTreeMap<FacetId, u64> = BTreeMap::new();
    for ((facet, _), set) in &full {
        *expected.entry(*facet).or_default() += set.len() as u64;
    }
    assert_eq!(totals, expected.into_iter().collect::<Vec<_>>());
    for (facet, reach) in all.iter().zip(tx.facet_spreads(&all)?) {
        let Some(reach) = reach else { continue };
        let of = || full.iter().filter(|((of, _), _)| of == facet);
        assert_eq!(reach.buckets, of().map(|((_, bucket), _)| *bucket).collect::<Vec<_>>());
        assert_eq!(reach.posts, of().map(|(_, set)| set.len() as u64).sum::<u64>());
    }
    Ok(())
}

fn make_buckets(tx: &mut Tx<'_>) -> Result<()> {
    for bucket in BUCKETS {
        tx.execute(
            "INSERT INTO bucket (id, start_ms, start_id, next_slot, version) VALUES ($1, $1, 0, 0, 0)",
            &[bucket.0.into()],
        )?;
    }
    Ok(())
}

#[test]
fn blocks_are_the_same_in_a_pack_and_outside() {
    for open in crate::common::each() {
        open.write(make_buckets).unwrap();
        let mut sets = Sets::new();
        for round in 0..300 {
            let mut now = sets.clone();
            sets = open
                .write(move |tx| {
                    step(tx, &mut now, &mut Rng::with_seed(round))?;
                    compare(tx, &now)?;
                    Ok::<_, Error>(now.clone())
                })
                .unwrap();
        }
        assert!(
            sets.values().any(|set| set.len() > 16) && sets.values().any(|set| (1..16).contains(&set.len()))
        );
    }
}

#[test]
fn a_rare_facet_with_a_row_of_its_own_moves_to_its_pack() {
    for open in crate::common::each() {
        open.write(make_buckets).unwrap();
        let (facet, bucket) = (Facet::Word(9).id(Class::Standing), BUCKETS[0]);
        let rows = open.write(move |tx| {
            let bits = Bitmap::from_sorted(vec![3]).encode();
            let row = [bucket.0.into(), facet.0.into(), 1.into(), Value::Blob(&bits)];
            tx.execute("INSERT INTO block (bucket_id, facet_id, card, bits) VALUES ($1, $2, $3, $4)", &row)?;
            let bitmap = Bitmap::from_sorted(vec![3, 4]);
            tx.put_blocks(&[BlockChange { facet, bucket, was: 1, bitmap }])?;
            let count = "SELECT count(*) FROM block WHERE bucket_id = $1";
            let rows = tx.query_opt(count, &[bucket.0.into()], |row| row.int(0))?;
            Ok::<_, Error>((rows, plain(tx.blocks(&BlockAt::every_pair(&[facet], &[bucket]))?)))
        });
        let expected = Sets::from([((facet, bucket), BTreeSet::from([3, 4]))]);
        assert_eq!(rows.unwrap(), (Some(1), expected), "{}", open.label);
    }
}
