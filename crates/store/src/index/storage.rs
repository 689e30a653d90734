//! The index's storage on a transaction: one statement a method, the same text on both databases.

use crate::index::{block_rows, facet_reach};
use crate::{Error, Result, Row, Tx, Value};
use index::storage::Storage;
use index::{
    Bitmap, BlockAt, BlockChange, BlockRow, BucketId, BucketRow, Cardinality, FacetId, FacetSpread,
    IndexError, Key, Position, TailMark, TailRow, Times, TimesRow,
};
use model::TagId;
use std::collections::HashMap;

impl From<IndexError> for Error {
    fn from(fault: IndexError) -> Self {
        Self::Damaged(fault.to_string())
    }
}

fn to_numbers<T: Copy>(ids: &[T], number: impl Fn(T) -> i64) -> Vec<i64> {
    ids.iter().map(|id| number(*id)).collect()
}

// PostgreSQL's key is the position and the bucket, so both are named; SQLite's is the position
// alone.
/// Positions as the two lists a statement names them by: their buckets, each once, and themselves.
fn split_positions(list: &[Position]) -> (Vec<i64>, Vec<i64>) {
    let mut buckets = to_numbers(list, |p| p.bucket().0);
    buckets.sort_unstable();
    buckets.dedup();
    (buckets, to_numbers(list, |p| p.0))
}

fn to_u16(number: i64) -> Result<u16> {
    u16::try_from(number).map_err(|_| Error::Damaged(format!("{number} is not a slot")))
}

fn read_bucket_row(row: &Row<'_>) -> Result<BucketRow> {
    Ok(BucketRow {
        id: BucketId(row.int(0)?),
        start: Key { time: row.int(1)?, id: row.int(2)? },
        next_slot: to_u16(row.int(3)?)?,
        version: row.int(4)?,
    })
}

fn tail_row(row: &Row<'_>) -> Result<TailRow> {
    Ok(TailRow {
        position: Position(row.int(0)?),
        key: Key { time: row.int(1)?, id: row.int(2)? },
        facets: FacetId::decode(row.blob(3)?)?,
    })
}

impl Storage for Tx<'_> {
    type Error = Error;

    fn ensure_wanted(&self) -> Result<()> {
        Tx::ensure_wanted(self)
    }

    fn epoch(&mut self) -> Result<i64> {
        Ok(self.query_opt("SELECT epoch FROM index_state WHERE id = 1", &[], |row| row.int(0))?.unwrap_or(0))
    }

    fn buckets(&mut self) -> Result<Vec<BucketRow>> {
        self.query(
            "SELECT id, start_ms, start_id, next_slot, version FROM bucket ORDER BY start_ms, start_id, id",
            &[],
            read_bucket_row,
        )
    }

    fn bucket_at(&mut self, key: Key) -> Result<Option<BucketRow>> {
        self.query_opt(
            "SELECT id, start_ms, start_id, next_slot, version FROM bucket WHERE (start_ms, start_id) <= ($1, $2) \
             ORDER BY start_ms DESC, start_id DESC LIMIT 1",
            &[key.time.into(), key.id.into()],
            read_bucket_row,
        )
    }

    fn bucket_blocks(&mut self, bucket: BucketId) -> Result<Vec<BlockRow>> {
        block_rows::of_bucket(self, bucket)
    }

    fn blocks(&mut self, wanted: &[BlockAt]) -> Result<Vec<BlockRow>> {
        block_rows::get_blocks(self, wanted)
    }

    fn cardinalities(&mut self, facets: &[FacetId]) -> Result<Vec<Cardinality>> {
        let all = self.query("SELECT id FROM bucket", &[], |row| Ok(BucketId(row.int(0)?)))?;
        let cards = block_rows::read_cardinalities(self, facets, &all)?;
        Ok(cards.into_iter().map(|(facet, bucket, count)| Cardinality { facet, bucket, count }).collect())
    }

    fn facet_spreads(&mut self, facets: &[FacetId]) -> Result<Vec<Option<FacetSpread>>> {
        let kept: Vec<FacetId> =
            facets.iter().copied().filter(|facet| facet_reach::is_kept(*facet)).collect();
        // A search for words alone asks for no row at all.
        let mut found = if kept.is_empty() { HashMap::new() } else { facet_reach::read_reach(self, &kept)? };
        let mut of = |facet: &FacetId| {
            // No row means no posts, which is not the same as a facet whose reach is not kept.
            let row = found.remove(facet).unwrap_or_default();
            FacetSpread {
                // A damaged negative count would become a huge one.
                posts: row.posts.max(0).cast_unsigned(),
                buckets: row.buckets.into_iter().map(BucketId).collect(),
            }
        };
        Ok(facets.iter().map(|facet| facet_reach::is_kept(*facet).then(|| of(facet))).collect())
    }

    fn totals(&mut self, facets: &[FacetId]) -> Result<Vec<(FacetId, u64)>> {
        let reach = facet_reach::read_reach(self, facets)?;
        let mut totals: HashMap<FacetId, u64> =
            reach.into_iter().map(|(facet, reach)| (facet, reach.posts.cast_unsigned())).collect();
        let words: Vec<_> = facets.iter().copied().filter(|facet| !facet_reach::is_kept(*facet)).collect();
        // Words have no reach: their cardinalities, one a bucket, are added up.
        if !words.is_empty() {
            for card in self.cardinalities(&words)? {
                *totals.entry(card.facet).or_default() += u64::from(card.count);
            }
        }
        Ok(totals.into_iter().collect())
    }

    fn facets(&mut self, first: FacetId, last: FacetId) -> Result<Vec<FacetId>> {
        facet_reach::list_facets_between(self, first, last)
    }

    fn slot_times(&mut self, chunks: &[(BucketId, u16)]) -> Result<Vec<TimesRow>> {
        const SQL: &str = "SELECT chunk, times FROM slot_time WHERE bucket_id = $1 AND chunk = ANY($2)";
        let mut out = Vec::with_capacity(chunks.len());
        // One statement a bucket, so that chunks of one bucket do not match those of another.
        for group in chunks.chunk_by(|a, b| a.0 == b.0) {
            let bucket = group[0].0;
            let wanted: Vec<i64> = group.iter().map(|(_, chunk)| i64::from(*chunk)).collect();
            self.each(SQL, &[Value::Int(bucket.0), Value::Ints(&wanted)], |row| {
                let (chunk, times) = (to_u16(row.int(0)?)?, Times::decode(row.blob(1)?)?);
                out.push(TimesRow { bucket, chunk, times });
                Ok(())
            })?;
        }
        Ok(out)
    }

    fn tail(&mut self) -> Result<Vec<TailMark>> {
        // All of it without a LIMIT: compacting keeps the tail short. The index tail_mark holds
        // both columns.
        self.query("SELECT position, stamp FROM tail", &[], |row| {
            Ok(TailMark { position: Position(row.int(0)?), stamp: row.int(1)? })
        })
    }

    fn tail_rows(&mut self, list: &[Position]) -> Result<Vec<TailRow>> {
        let (buckets, list) = split_positions(list);
        self.query(
            "SELECT position, published_ms, post_id, facets FROM tail WHERE bucket_id = ANY($1) AND position = ANY($2)",
            &[Value::Ints(&buckets), Value::Ints(&list)],
            tail_row,
        )
    }

    fn keys_of_posts(&mut self, list: &[Position]) -> Result<Vec<(Position, Key)>> {
        let (buckets, list) = split_positions(list);
        self.query(
            "SELECT position, published_ms, id FROM post WHERE bucket_id = ANY($1) AND position = ANY($2)",
            &[Value::Ints(&buckets), Value::Ints(&list)],
            |row| Ok((Position(row.int(0)?), Key { time: row.int(1)?, id: row.int(2)? })),
        )
    }

    fn notes_of_posts(&mut self, list: &[Position]) -> Result<Vec<(Position, i64)>> {
        let (buckets, list) = split_positions(list);
        self.query(
            "SELECT position, notes FROM post WHERE bucket_id = ANY($1) AND position = ANY($2)",
            &[Value::Ints(&buckets), Value::Ints(&list)],
            |row| Ok((Position(row.int(0)?), row.int(1)?)),
        )
    }

    fn tags_of_posts(&mut self, list: &[Position]) -> Result<Vec<(Position, Vec<TagId>)>> {
        let (buckets, list) = split_positions(list);
        self.query(
            "SELECT position, tags FROM forward WHERE bucket_id = ANY($1) AND position = ANY($2)",
            &[Value::Ints(&buckets), Value::Ints(&list)],
            |row| Ok((Position(row.int(0)?), crate::index::forward::decode_tags(row.blob(1)?)?)),
        )
    }

    fn bucket_members(&mut self, bucket: BucketId) -> Result<Vec<(u16, Key)>> {
        self.query(
            "SELECT position, published_ms, id FROM post WHERE bucket_id = $1 AND position >= $2 AND position < $3",
            &[bucket.0.into(), (bucket.0 << 16).into(), ((bucket.0 + 1) << 16).into()],
            |row| Ok((Position(row.int(0)?).slot(), Key { time: row.int(1)?, id: row.int(2)? })),
        )
    }

    fn lock_index(&mut self) -> Result<()> {
        // SQLite has one writer already.
        self.query("SELECT epoch FROM index_state WHERE id = 1 /*pg: FOR UPDATE*/", &[], |_| Ok(()))?;
        Ok(())
    }

    fn lock_bucket(&mut self, bucket: BucketId) -> Result<()> {
        // As in `lock`: on SQLite the writer is alone anyway.
        self.query("SELECT id FROM bucket WHERE id = $1 /*pg: FOR UPDATE*/", &[bucket.0.into()], |_| Ok(()))?;
        Ok(())
    }

    fn drop_bucket(&mut self, bucket: BucketId) -> Result<()> {
        let gone = |block: BlockRow| BlockChange {
            facet: block.facet,
            bucket,
            was: block.bitmap.len(),
            bitmap: Bitmap::new(),
        };
        // Read before the blocks go: the reach has to know what it loses.
        let changes: Vec<_> = self.bucket_blocks(bucket)?.into_iter().map(gone).collect();
        facet_reach::apply_block_changes(self, &changes)?;
        block_rows::clear_bucket(self, bucket)?;
        self.execute("DELETE FROM slot_time WHERE bucket_id = $1", &[bucket.0.into()])?;
        self.execute("DELETE FROM bucket WHERE id = $1", &[bucket.0.into()])?;
        Ok(())
    }

    fn renumber(&mut self, moves: &[(Position, Position)]) -> Result<()> {
        const POST: &str =
            "UPDATE post SET bucket_id = $3, position = $4 WHERE bucket_id = $1 AND position = $2";
        const FORWARD: &str =
            "UPDATE forward SET bucket_id = $3, position = $4 WHERE bucket_id = $1 AND position = $2";
        const PLACE: &str = "UPDATE post_position SET position = $2 \
            WHERE post_id = (SELECT id FROM post WHERE bucket_id = $1 AND position = $2)";
        for (old, new) in moves {
            let params = [old.bucket().0, old.0, new.bucket().0, new.0].map(Value::Int);
            // The post moves first: PLACE finds its id at the new position.
            self.execute(POST, &params)?;
            self.execute(FORWARD, &params)?;
            // By id: places have no index of positions, and a full look for each of thousands would take hours.
            self.execute(PLACE, &[new.bucket().0.into(), new.0.into()])?;
        }
        Ok(())
    }

    fn create_bucket(&mut self, start: Key) -> Result<BucketId> {
        // Ids are never used again, so a cached block cannot be taken for one of a new bucket.
        let id = self.next_id("bucket")?;
        self.execute(
            "INSERT INTO bucket (id, start_ms, start_id, next_slot, version) VALUES ($1, $2, $3, 0, 0)",
            &[id.into(), start.time.into(), start.id.into()],
        )?;
        Ok(BucketId(id))
    }

    fn take_slots(&mut self, bucket: BucketId, count: u16, capacity: u16) -> Result<Option<u16>> {
        // As in Tx::next_ids: two statements, because RETURNING is dear in a large transaction.
        let count = i64::from(count);
        // Check and increment in one statement: two writers can never be given the same slot.
        let taken = self.execute(
            "UPDATE bucket SET next_slot = next_slot + $2 WHERE id = $1 AND next_slot + $2 <= $3",
            &[bucket.0.into(), count.into(), i64::from(capacity).into()],
        )?;
        if taken == 0 {
            return Ok(None);
        }
        let after =
            self.query_opt("SELECT next_slot FROM bucket WHERE id = $1", &[bucket.0.into()], |row| {
                row.int(0)
            })?;
        after.map(|next| to_u16(next - count)).transpose()
    }

    fn put_blocks(&mut self, changes: &[BlockChange]) -> Result<()> {
        facet_reach::apply_block_changes(self, changes)?;
        block_rows::put_blocks(self, changes)
    }

    fn put_times(&mut self, rows: &[TimesRow]) -> Result<()> {
        let bytes: Vec<Vec<u8>> = rows.iter().map(|row| row.times.encode()).collect();
        let rows: Vec<_> = rows
            .iter()
            .zip(&bytes)
            .map(|(row, bytes)| {
                vec![Value::Int(row.bucket.0), Value::Int(i64::from(row.chunk)), Value::Blob(bytes)]
            })
            .collect();
        self.execute_many(
            "INSERT INTO slot_time (bucket_id, chunk, times) VALUES ($1, $2, $3) \
             ON CONFLICT (bucket_id, chunk) DO UPDATE SET times = excluded.times",
            &rows,
        )
    }

    fn put_tail(&mut self, rows: &[TailRow]) -> Result<()> {
        let bytes: Vec<Vec<u8>> = rows.iter().map(|row| FacetId::encode(&row.facets)).collect();
        let rows: Vec<_> = rows
            .iter()
            .zip(&bytes)
            .map(|(row, facets)| {
                vec![
                    Value::Int(row.position.bucket().0),
                    Value::Int(row.position.0),
                    Value::Int(row.key.time),
                    Value::Int(row.key.id),
                    Value::Int(row.row_stamp()),
                    Value::Blob(facets),
                ]
            })
            .collect();
        self.execute_many(
            "INSERT INTO tail (bucket_id, position, published_ms, post_id, stamp, facets) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (bucket_id, position) DO UPDATE SET published_ms = excluded.published_ms, \
             post_id = excluded.post_id, stamp = excluded.stamp, facets = excluded.facets",
            &rows,
        )
    }

    fn delete_tail(&mut self, list: &[Position]) -> Result<()> {
        let (buckets, list) = split_positions(list);
        self.execute(
            "DELETE FROM tail WHERE bucket_id = ANY($1) AND position = ANY($2)",
            &[Value::Ints(&buckets), Value::Ints(&list)],
        )?;
        Ok(())
    }

    fn bump_versions(&mut self, buckets: &[BucketId]) -> Result<()> {
        let buckets = to_numbers(buckets, |b| b.0);
        self.execute("UPDATE bucket SET version = version + 1 WHERE id = ANY($1)", &[Value::Ints(&buckets)])?;
        // In one transaction with the change itself: readers take what they cached for good while
        // these numbers stay.
        self.execute("UPDATE index_state SET epoch = epoch + 1 WHERE id = 1", &[])?;
        Ok(())
    }
}
