//! Which of the blogs and posts that cards name have a page here.

use crate::Result;
use crate::query::known_pages::Named;
use crate::query::view::PostCard;
use std::sync::Arc;
use store::Tx;

impl Named {
    /// Adds whom a card names: parents, trails, mentions, askers.
    pub(crate) fn add_card(&mut self, card: &PostCard) {
        if let Some(reblog) = &card.post.reblog {
            self.add_post(&reblog.parent_blog, reblog.parent);
            self.add_blog(&reblog.root_blog);
        }
        for earlier in &card.trail {
            self.add_blog(&earlier.item.blog);
            // A trail item may have lost its post; its blog can still have a page.
            if let Some(id) = earlier.item.post {
                self.add_post(&earlier.item.blog, id);
            }
        }
        let documents = card.trail.iter().map(|earlier| &earlier.document).chain([&card.document]);
        documents.flat_map(npf::Document::blogs).for_each(|name| self.add_blog(name));
    }
}

/// Tells cards which of the pages they name are there.
pub(crate) fn join_cards(tx: &mut Tx<'_>, cards: &mut [PostCard]) -> Result<()> {
    let mut named = Named::default();
    cards.iter().for_each(|card| named.add_card(card));
    // All cards share one lookup, so that a page costs the same few queries whatever it holds.
    let pages = Arc::new(named.find(tx)?);
    cards.iter_mut().for_each(|card| card.pages = Arc::clone(&pages));
    Ok(())
}
