//! The front page: what is busy, what is rising, what is new. Busy and rising are the trends of the week; where too few
//! blogs post for any, the tags of the newest posts stand in.

use crate::query::view::{Explore, TagCount};
use crate::query::{card_pages, listing};
use crate::snapshot::Snapshot;
use crate::tag::trends::{Trend, TrendSpan};
use crate::tag::{subject, tag_page};
use crate::{Result, Site};
use index::{Class, Expr, Facet, Query, Sort, Storage};
use model::TagId;
use std::collections::HashMap;
use store::blogs;

/// Newest posts by people whose tags are counted.
const SAMPLE: usize = 1000;
const SHOWN: usize = 24;
const LATEST: usize = 10;
/// A tag rises when at least so many of the newest posts carry it.
const RISING_AT_LEAST: u64 = 3;

impl Site {
    /// The front page.
    pub async fn read_front_page(&self) -> Result<Explore> {
        // Before the transaction: trends have their own cache and read, and waiting for them must
        // not hold a thread.
        let trends = self.read_trends(TrendSpan::Week).await?;
        self.read_snapshot(move |snapshot| {
            let mut explore = read_front_page_in(snapshot)?;
            if !trends.busy.is_empty() {
                explore.busy = count_tags(snapshot, &trends.busy, SHOWN)?;
                explore.rising = count_tags(snapshot, &trends.rising, SHOWN / 2)?;
            }
            Ok(explore)
        })
        .await
    }
}

/// Trends with all the posts their tags have.
fn count_tags(snapshot: &mut Snapshot<'_, '_>, trends: &[Trend], most: usize) -> Result<Vec<TagCount>> {
    let mut all = Vec::new();
    for trend in trends.iter().take(most) {
        // A trend stands for its subject, so the count covers every spelling, as the tag's page
        // does.
        let expr = subject::any_tag(&subject::tags_of(snapshot.tx, &trend.name, false)?);
        let posts = snapshot.count_hits(&Query { expr, scope: vec![Class::Standing] })?;
        // Taken down since.
        if posts > 0 {
            all.push(TagCount { name: trend.name.clone(), posts });
        }
    }
    Ok(all)
}

fn read_front_page_in(snapshot: &mut Snapshot<'_, '_>) -> Result<Explore> {
    // One robot can post more in an hour than all people do.
    let by_people = Expr::Not(Box::new(Expr::Facet(Facet::Robot)));
    let standing = |expr| Query { expr, scope: vec![Class::Standing] };
    let newest = snapshot.read_page(&standing(by_people), Sort::Latest, None, SAMPLE)?;
    let positions: Vec<_> = newest.hits.iter().map(|hit| hit.position).collect();
    let mut counts: HashMap<TagId, u64> = HashMap::new();
    for (_, tags) in snapshot.tx.tags_of_posts(&positions)? {
        for tag in tags {
            *counts.entry(tag).or_default() += 1;
        }
    }
    let posts = snapshot.count_hits(&standing(Expr::All))?;
    let (busy, rising) = busy_and_rising(snapshot, counts, positions.len(), posts)?;
    let mut latest = listing::read_cards(snapshot.tx, &positions[..positions.len().min(LATEST)])?;
    card_pages::join_cards(snapshot.tx, &mut latest)?;
    Ok(Explore { busy, rising, latest, posts, blogs: blogs::count_blogs(snapshot.tx)?.cast_unsigned() })
}

/// Busy: most of the newest posts carry it. Rising: far more of the newest posts than of all posts do.
fn busy_and_rising(
    snapshot: &mut Snapshot<'_, '_>,
    counts: HashMap<TagId, u64>,
    sampled: usize,
    posts: u64,
) -> Result<(Vec<TagCount>, Vec<TagCount>)> {
    let mut ranked: Vec<(TagId, u64)> = counts.into_iter().collect();
    ranked.sort_by_key(|(tag, count)| (std::cmp::Reverse(*count), *tag));
    // Each tag costs a count; more than are shown stay, because rising tags rank lower by use.
    ranked.truncate(SHOWN * 3);
    let names = listing::read_tag_names(snapshot.tx, ranked.iter().map(|(tag, _)| *tag))?;
    let mut all = Vec::new();
    for (tag, lately) in ranked {
        let ever = tag_page::count_tag_posts(snapshot, tag)?;
        if let Some(name) = names.get(&tag) {
            // How many of the newest posts would carry it if it were used as evenly as it was over all time.
            let expected = ever as f64 * sampled as f64 / posts.max(1) as f64;
            all.push((
                TagCount { name: name.clone(), posts: ever },
                lately,
                // At least one is expected, or a tag that is nearly new would rise without bound.
                lately as f64 / expected.max(1.0),
            ));
        }
    }
    let busy: Vec<TagCount> = all.iter().take(SHOWN).map(|(tag, ..)| tag.clone()).collect();
    let mut rising: Vec<_> =
        all.into_iter().filter(|(_, lately, rise)| *lately >= RISING_AT_LEAST && *rise >= 1.5).collect();
    rising.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.name.cmp(&b.0.name)));
    Ok((busy, rising.into_iter().take(SHOWN / 2).map(|(tag, ..)| tag).collect()))
}
