//! What `tagstead bench propose` asks: many tags at once, and one look at a new name.

use super::similar_names;
use crate::{Error, Result, Site};
use model::TagId;
use store::tags::TagRow;
use store::{tag_keys, tags};

impl Site {
    /// Keeps tags of these names with their keys; how many keys they have.
    pub async fn probe_tags(&self, names: Vec<String>) -> Result<u64> {
        self.store
            .write(move |tx| {
                let folded: Vec<(String, String)> =
                    names.iter().map(|name| (tag::fold(name).into_string(), name.clone())).collect();
                let ids = tags::intern_tags(tx, &folded)?;
                let mut rows = Vec::new();
                for (fold, name) in folded {
                    let Some(&id) = ids.get(&fold) else { continue };
                    let row = TagRow { id, fold, name };
                    rows.extend(
                        similar_names::name_keys(&row).into_iter().map(|key| (key, tag_keys::TIERS - 1, id)),
                    );
                }
                rows.sort_unstable();
                rows.dedup();
                tag_keys::put_tag_keys(tx, &rows)?;
                Ok::<_, Error>(rows.len() as u64)
            })
            .await
    }

    /// Looks up and judges the candidates of a name that is no tag yet: how many there are, and how many are proposed.
    pub async fn probe_name(&self, name: String) -> Result<(usize, usize)> {
        self.store
            .read(move |tx| {
                let row = TagRow { id: TagId(0), fold: tag::fold(&name).into_string(), name: name.clone() };
                let candidates = similar_names::find_candidates(tx, row.id, &similar_names::name_keys(&row))?;
                Ok((candidates.len(), similar_names::similar_names(&row, &candidates).len()))
            })
            .await
    }
}
