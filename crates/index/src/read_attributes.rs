//! Reading the attributes of buckets, from the cache or from their blocks.

use crate::attributes;
use crate::attributes::Attributes;
use crate::reader::Reader;
use crate::{Class, Facet, FacetId, Storage};
use model::PostType;
use std::sync::Arc;

/// Buckets read at once.
const WINDOW: usize = 16;

/// The attributes of some buckets, from the cache where their versions are in it.
pub(crate) fn read_attributes<S: Storage>(
    reader: &mut Reader<'_, S>,
    buckets: &[usize],
) -> Result<Vec<Arc<Attributes>>, S::Error> {
    let mut out: Vec<Option<Arc<Attributes>>> = Vec::with_capacity(buckets.len());
    for &at in buckets {
        let row = reader.entry(at).row;
        let kept = reader.cache.lock_inner().attributes.get(&row.id);
        out.push(kept.filter(|(version, _)| *version == row.version).map(|(_, attributes)| attributes));
    }
    let missing: Vec<usize> = (0..out.len()).filter(|&at| out[at].is_none()).collect();
    if !missing.is_empty() {
        let ids = facets_read(reader)?;
        for window in missing.chunks(WINDOW) {
            let wanted: Vec<usize> = window.iter().map(|&at| buckets[at]).collect();
            for (&at, blocks) in window.iter().zip(reader.blocks(&ids, &wanted)?) {
                let fresh = Arc::new(attributes::pack_attributes(&ids, &blocks));
                let row = reader.entry(buckets[at]).row;
                let kept = (row.version, Arc::clone(&fresh));
                reader.cache.lock_inner().attributes.put(row.id, kept, fresh.bytes());
                out[at] = Some(fresh);
            }
        }
    }
    Ok(out.into_iter().map(Option::unwrap_or_default).collect())
}

fn facets_read<S: Storage>(reader: &mut Reader<'_, S>) -> Result<Vec<FacetId>, S::Error> {
    let mut ids = reader.cache.langs(reader.storage, reader.epoch)?.to_vec();
    // All classes, not those of one query: the cached attributes serve every scope.
    for class in Class::ALL {
        ids.extend(PostType::ALL.iter().map(|&kind| Facet::Type(kind).id(class)));
        ids.extend([Facet::Robot.id(class), Facet::Copy.id(class)]);
    }
    // The blocks come back by binary search over these ids.
    ids.sort_unstable();
    Ok(ids)
}
