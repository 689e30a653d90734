//! Polls: the fields that the original gives beside question and answers.

use super::post::gmt_date;
use model::Time;
use npf::{Block, Document, Poll};
use serde_json::Value;

/// Completes the polls of a document that was written at a moment: when they were made, and the names by which they and
/// their answers can be asked for. Fields that are there stay.
pub fn complete_polls(document: &mut Document, at: Time) {
    for (place, block) in document.content.iter_mut().enumerate() {
        let Block::Poll(poll) = block else { continue };
        // Ids come from places, so that they are the same on every reading.
        poll.client_id.get_or_insert_with(|| format!("poll-{place}"));
        for (n, answer) in poll.answers.iter_mut().enumerate() {
            answer.client_id.get_or_insert_with(|| format!("answer-{n}"));
        }
        let moment = at.seconds();
        poll.extra.entry("created_at").or_insert_with(|| Value::from(gmt_date(at)));
        poll.extra.entry("timestamp").or_insert_with(|| Value::from(moment));
    }
}

/// Takes over when a poll was made from the one of the same name in `old`; one that is new was made now, whatever is
/// said of it.
pub fn date_polls(document: &mut Document, old: &Document, now: Time) {
    for block in &mut document.content {
        let Block::Poll(poll) = block else { continue };
        // An edit must not restart a poll, nor may a client choose when it began.
        let known = polls(old).find(|known| known.client_id.is_some() && known.client_id == poll.client_id);
        for name in ["created_at", "timestamp"] {
            poll.extra.shift_remove(name);
            if let Some(value) = known.and_then(|known| known.extra.get(name)) {
                poll.extra.insert(name.to_owned(), value.clone());
            }
        }
    }
    complete_polls(document, now);
}

/// The polls of a document.
pub fn polls(document: &Document) -> impl Iterator<Item = &Poll> {
    document.content.iter().filter_map(|block| match block {
        Block::Poll(poll) => Some(poll),
        _ => None,
    })
}
