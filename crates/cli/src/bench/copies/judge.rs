//! What became of the posts of series: which were folded, under what, and how like they are.

use super::series::{Role, SeriesPost};
use crate::Failure;
use model::PostId;
use std::collections::{BTreeMap, HashMap, HashSet};
use tumblelog::Site;

/// How many of some posts were folded.
#[derive(Default, Clone, Copy)]
struct Count {
    posts: usize,
    folded: usize,
}

impl Count {
    fn add_post(&mut self, is_folded: bool) {
        self.posts += 1;
        self.folded += usize::from(is_folded);
    }

    fn hidden_percent(self) -> f64 {
        100.0 * self.folded as f64 / self.posts.max(1) as f64
    }
}

/// Prints what was folded of each class and role. With `show`, the first posts folded wrongly, and copies that were not.
#[expect(clippy::print_stdout, reason = "the figures are the command's result")]
pub async fn print_judgement(site: &Site, told: &[SeriesPost], show: usize) -> Result<(), Failure> {
    let heads = site.earliest_of(told.iter().map(|told| told.id).collect()).await?;
    let head = |post: &SeriesPost| heads.get(&post.id).copied().unwrap_or(post.id);
    let mut others: HashMap<PostId, HashSet<usize>> = HashMap::new();
    let mut originals: HashMap<usize, PostId> = HashMap::new();
    for post in told {
        others.entry(head(post)).or_default().insert(post.story);
        // An answer is a text of its own, although it quotes another.
        if matches!(post.role, Role::Original | Role::Answer) {
            originals.insert(post.story, head(post));
        }
    }
    let mut found: BTreeMap<(&str, Role), Count> = BTreeMap::new();
    let mut all: BTreeMap<Role, Count> = BTreeMap::new();
    let mut shown = 0;
    for post in told {
        let is_mixed = others[&head(post)].len() > 1;
        let is_folded = match post.role {
            Role::Original | Role::Answer => is_mixed,
            Role::Copy | Role::Excerpt => head(post) == originals[&post.story],
        };
        found.entry((post.class, post.role)).or_default().add_post(is_folded);
        all.entry(post.role).or_default().add_post(is_folded);
        let is_wrong = is_folded == matches!(post.role, Role::Original | Role::Answer);
        if is_wrong && shown < show {
            shown += 1;
            let original =
                told.iter().find(|other| other.story == post.story && other.role == Role::Original);
            let over = told.iter().find(|other| other.id == head(post) && other.id != post.id).or(original);
            println!("{:?} {} {}: {}", post.role, post.class, post.id, post.text);
            println!("  beside {}: {}", head(post), over.map_or("", |over| &over.text));
        }
    }
    for (role, count) in all {
        println!("{}: {:.2} % of {}", role_words(role), count.hidden_percent(), count.posts);
        for ((class, of), count) in found.iter().filter(|((_, of), _)| *of == role) {
            println!("  {class} {of:?}: {:.2} % of {}", count.hidden_percent(), count.posts);
        }
    }
    println!("least likeness of a folded post {} %", least_likeness(site, &heads).await?);
    Ok(())
}

fn role_words(role: Role) -> &'static str {
    match role {
        Role::Original => "different texts folded together",
        Role::Copy => "copies folded",
        Role::Excerpt => "excerpts folded",
        Role::Answer => "answers folded",
    }
}

async fn least_likeness(site: &Site, heads: &HashMap<PostId, PostId>) -> Result<u32, Failure> {
    let firsts: HashSet<PostId> = heads.values().copied().collect();
    let mut least = 100;
    for first in firsts {
        if let Some(story) = site.find_cluster(first).await? {
            least = story.posts.iter().map(|told| told.percent).min().unwrap_or(100).min(least);
        }
    }
    Ok(least)
}
