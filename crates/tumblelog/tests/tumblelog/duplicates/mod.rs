//! Near-duplicates: whatever order posts come in and whatever happens to them, the same posts are one story, its earliest
//! stands, and lists show of each story the first that they hold, paged to the end. Against a model that knows which
//! text each post was made from, on every database.

mod grouping;
mod random;
mod rule;

use crate::common::{NOW, World, name, on_each};
use fastrand::Rng;
use model::{BlogName, PostId, PostType, Source, Time, Withheld};
use npf::{Block, Document, Subtype, TextBlock};
use std::collections::{BTreeMap, HashMap};
use store::clusters::ClusterMember;
use store::duplicate_keys::PendingComparison;
use store::{clusters, duplicate_keys, posts};
use tagstead_tumblelog::post_address::Address;
use tagstead_tumblelog::view::{List, ListRequest, Sort, Summary};
use tagstead_tumblelog::{Edit, NewPost, WhyVerdict};

const TAGS: [&str; 3] = ["spring", "water", "bridge"];
const DAY: i64 = 86_400_000;

/// A text of sixty words that only this story has, one of them changed.
fn text(story: usize, rng: &mut Rng) -> String {
    let mut own = Rng::with_seed(story as u64);
    let mut words: Vec<String> = (0..60).map(|_| format!("word{}", own.u32(..100_000))).collect();
    let at = rng.usize(..60);
    words[at] = format!("other{}", rng.u32(..100_000));
    words.join(" ")
}

fn document(text: &str, photo: bool) -> Document {
    let picture = photo.then(|| Block::image(format!("/media/{}.jpg", "0".repeat(64)), None));
    Document::new(picture.into_iter().chain([Block::text(text)]).collect())
}

/// The post that, by its own page, stands in a view for this one.
async fn folded(world: &World, id: i64, query: &str) -> Option<i64> {
    let post = Address::Ours { blog: None, id: PostId(id) };
    match world.site.explain_presence(&post, query, None).await.unwrap().verdict {
        WhyVerdict::Found(found) if found.here => found.folded.map(|(_, first)| first.0),
        other => panic!("{other:?}"),
    }
}

async fn publish(
    world: &World,
    blog: &BlogName,
    text: &str,
    at: i64,
    more: impl FnOnce(&mut NewPost),
) -> PostId {
    let mut new =
        NewPost { published: Some(Time(NOW.0 - at)), ..NewPost::new(blog.clone(), document(text, false)) };
    more(&mut new);
    world.site.publish_post(new).await.unwrap().id
}

const LONG: &str = "The spring above the village has never run dry, and this year the council has built a small \
    stone basin there so that travellers and goats alike may drink without treading down the bank.";
