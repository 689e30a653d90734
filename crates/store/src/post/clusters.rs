//! Clusters of duplicates: posts that say nearly the same, and which of them are not the earliest.

use crate::{Result, Row, Tx, Value};
use model::{AccountId, PostId, Time};
use std::collections::{HashMap, HashSet};

/// Rows read at once of several clusters; where there are more, each cluster is asked for by itself, so that a large one
/// costs no more than what is wanted of it.
const ROWS: i64 = 2_000;

/// A post of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClusterMember {
    /// The post.
    pub post: PostId,
    /// Its cluster: the id of its earliest post, under which the others are hidden.
    pub cluster: i64,
    /// When it was published.
    pub published: Time,
    /// The index says that it is a duplicate.
    pub folded: bool,
    /// How far it is from the earliest; none where it was hidden before that was kept.
    pub distance: Option<Distance>,
}

/// How far a duplicate is from the post it is hidden under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distance {
    /// The weight of the duplicate's words.
    pub weight: i64,
    /// The weight of the words that only one of the two has.
    pub apart: i64,
}

fn read_member_row(row: &Row<'_>) -> Result<ClusterMember> {
    Ok(ClusterMember {
        post: PostId(row.int(0)?),
        cluster: row.int(1)?,
        published: Time(row.int(2)?),
        folded: row.flag(3)?,
        distance: match (row.int_opt(4)?, row.int_opt(5)?) {
            // One without the other says nothing, so both are needed.
            (Some(weight), Some(apart)) => Some(Distance { weight, apart }),
            _ => None,
        },
    })
}

/// Those of these posts that belong to a cluster, in no order.
pub fn list_members_of_posts(tx: &mut Tx<'_>, posts: &[i64]) -> Result<Vec<ClusterMember>> {
    const SQL: &str = "SELECT post_id, cluster_id, published_ms, folded, weight, apart FROM cluster_post WHERE post_id = ANY($1)";
    // Most pages have no duplicates, and on PostgreSQL a statement costs a round trip.
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(SQL, &[Value::Ints(posts)], read_member_row)
}

/// The earliest posts of a cluster, in the order of time.
pub fn list_first_members(tx: &mut Tx<'_>, cluster: i64, limit: i64) -> Result<Vec<ClusterMember>> {
    const SQL: &str = "SELECT post_id, cluster_id, published_ms, folded, weight, apart FROM cluster_post WHERE cluster_id = $1 \
        ORDER BY published_ms, post_id LIMIT $2";
    tx.query(SQL, &[cluster.into(), limit.into()], read_member_row)
}

/// The earliest posts of some clusters, at most `limit` of each, cluster by cluster in the order of time.
pub fn list_first_members_of_each(
    tx: &mut Tx<'_>,
    clusters: &[i64],
    limit: i64,
) -> Result<Vec<ClusterMember>> {
    const SQL: &str = "SELECT post_id, cluster_id, published_ms, folded, weight, apart FROM cluster_post WHERE cluster_id = ANY($1) \
        ORDER BY cluster_id, published_ms, post_id LIMIT $2";
    if clusters.is_empty() {
        return Ok(Vec::new());
    }
    let all = tx.query(SQL, &[Value::Ints(clusters), ROWS.into()], read_member_row)?;
    // The rows may have been cut off in the middle, so none of them are used.
    if all.len() as i64 == ROWS {
        let each = clusters.iter().map(|cluster| list_first_members(tx, *cluster, limit));
        return Ok(each.collect::<Result<Vec<_>>>()?.concat());
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    // The statement's order makes runs of one cluster lie together.
    let few = all.chunk_by(|a, b| a.cluster == b.cluster).flat_map(|cluster| cluster.iter().take(limit));
    Ok(few.copied().collect())
}

/// The posts of some clusters under which the others are hidden.
pub fn heads(tx: &mut Tx<'_>, clusters: &[i64]) -> Result<HashMap<i64, ClusterMember>> {
    const SQL: &str = "SELECT post_id, cluster_id, published_ms, folded, weight, apart FROM cluster_post \
        WHERE cluster_id = ANY($1) AND folded = 0";
    let mut heads: HashMap<i64, ClusterMember> = HashMap::new();
    for some in clusters.chunks(4096) {
        for member in tx.query(SQL, &[Value::Ints(some)], read_member_row)? {
            // Several posts of a cluster may be not folded: the earliest of them is the head.
            let key = |member: &ClusterMember| (member.published, member.post);
            let head = heads.entry(member.cluster).or_insert(member);
            *head = if key(&member) < key(head) { member } else { *head };
        }
    }
    Ok(heads)
}

/// How many posts a cluster has; counts up to `most`.
pub fn count_members(tx: &mut Tx<'_>, cluster: i64, most: i64) -> Result<i64> {
    // Rows are counted up to the limit instead of count(*), which would walk all of a large
    // cluster.
    const SQL: &str = "SELECT post_id FROM cluster_post WHERE cluster_id = $1 LIMIT $2";
    let mut count = 0;
    tx.each(SQL, &[cluster.into(), most.into()], |_| {
        count += 1;
        Ok(())
    })?;
    Ok(count)
}

/// As [`count_members`], of some clusters, by cluster.
pub fn count_members_of_each(tx: &mut Tx<'_>, clusters: &[i64], most: i64) -> Result<HashMap<i64, i64>> {
    const SQL: &str = "SELECT cluster_id FROM cluster_post WHERE cluster_id = ANY($1) LIMIT $2";
    let (mut sizes, mut rows) = (HashMap::new(), 0);
    if clusters.is_empty() {
        return Ok(sizes);
    }
    tx.each(SQL, &[Value::Ints(clusters), ROWS.into()], |row| {
        rows += 1;
        let size = sizes.entry(row.int(0)?).or_insert(0);
        *size = most.min(*size + 1);
        Ok(())
    })?;
    // The counts so far may be too small, so each cluster is counted by itself.
    if rows == ROWS {
        for cluster in clusters {
            sizes.insert(*cluster, count_members(tx, *cluster, most)?);
        }
    }
    Ok(sizes)
}

/// Writes posts of clusters.
pub fn put_members(tx: &mut Tx<'_>, members: &[ClusterMember]) -> Result<()> {
    let rows: Vec<_> = members
        .iter()
        .map(|member| {
            vec![
                Value::Int(member.post.0),
                Value::Int(member.cluster),
                Value::Int(member.published.0),
                member.folded.into(),
                Value::IntOpt(member.distance.map(|distance| distance.weight)),
                Value::IntOpt(member.distance.map(|distance| distance.apart)),
            ]
        })
        .collect();
    tx.execute_many(
        "INSERT INTO cluster_post (post_id, cluster_id, published_ms, folded, weight, apart) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (post_id) DO UPDATE SET cluster_id = excluded.cluster_id, \
         published_ms = excluded.published_ms, folded = excluded.folded, weight = excluded.weight, \
         apart = excluded.apart",
        &rows,
    )
}

/// Takes posts out of their clusters.
pub fn remove_members(tx: &mut Tx<'_>, posts: &[i64]) -> Result<()> {
    tx.execute("DELETE FROM cluster_post WHERE post_id = ANY($1)", &[Value::Ints(posts)])?;
    Ok(())
}

/// Those of these posts of which a person said that they are no duplicates.
pub fn list_distinct_posts(tx: &mut Tx<'_>, posts: &[i64]) -> Result<HashSet<PostId>> {
    let rows = tx.query(
        "SELECT post_id FROM distinct_post WHERE post_id = ANY($1)",
        &[Value::Ints(posts)],
        |row| Ok(PostId(row.int(0)?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// Keeps a person's word that a post is no duplicate.
pub fn mark_distinct(tx: &mut Tx<'_>, post: PostId, by: Option<AccountId>, at: Time) -> Result<()> {
    tx.execute(
        // The first word of a person stands: saying it twice keeps who said it first.
        "INSERT INTO distinct_post (post_id, account_id, at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[post.0.into(), Value::IntOpt(by.map(|account| account.0)), at.0.into()],
    )?;
    Ok(())
}

/// Forgets that word.
pub fn unmark_distinct(tx: &mut Tx<'_>, post: PostId) -> Result<()> {
    tx.execute("DELETE FROM distinct_post WHERE post_id = $1", &[post.0.into()])?;
    Ok(())
}
