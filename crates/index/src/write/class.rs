//! The class of a single post, as the index has it.

use super::Index;
use crate::storage::BlockAt;
use crate::{Class, Facet, Position, Storage};

impl Index {
    /// In which class the post at a position is; `None` where the index has no post there. Read it under
    /// [`Storage::lock_index`], or it may change before it is used.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn class_of_post<S: Storage>(
        &self,
        storage: &mut S,
        position: Position,
    ) -> Result<Option<Class>, S::Error> {
        if let Some(row) = storage.tail_rows(&[position])?.pop() {
            let class_of_all = |facet| match facet {
                (Facet::All, class) => Some(class),
                _ => None,
            };
            return Ok(row.facets.iter().filter_map(|id| id.facet()).find_map(class_of_all));
        }
        // One class after another, because nearly all posts are in the first.
        for class in Class::ALL {
            let wanted = BlockAt { facet: Facet::All.id(class), bucket: position.bucket(), rare: false };
            if storage.blocks(&[wanted])?.iter().any(|block| block.bitmap.contains(position.slot())) {
                return Ok(Some(class));
            }
        }
        Ok(None)
    }
}
