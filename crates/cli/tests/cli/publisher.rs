//! A process that publishes, edits and deletes without end and tells what was acknowledged, to be killed.

use model::{BlogName, IdSource, PostId, Time, Withheld, clock::SystemClock};
use std::io::Write;
use std::sync::Arc;
use store::{DatabaseUrl, Store};
use tumblelog::{Edit, NewBlog, NewPost, Site};

/// Names the database of the process to be killed; without it nothing happens here.
pub const DATABASE: &str = "TAGSTEAD_TEST_PUBLISHER";
pub const BLOG: &str = "spring-walks";
const WRITERS: i64 = 6;

/// Opens a site as `serve` does.
pub fn open(url: &str) -> Site {
    let store = Store::open(&DatabaseUrl::parse(url).unwrap(), 2, [7; 16]).unwrap();
    Site::new(store, Arc::new(SystemClock), IdSource::new(0), "/nonexistent".into())
}

#[test]
fn publishes_until_killed() {
    let Ok(url) = std::env::var(DATABASE) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let site = open(&url);
        site.create_blog(NewBlog::with_name(BlogName::parse(BLOG).unwrap())).await.unwrap();
        let writers: Vec<_> = (0..WRITERS).map(|writer| tokio::spawn(write(site.clone(), writer))).collect();
        for writer in writers {
            writer.await.unwrap();
        }
    });
}

/// One line, whole, before anything else is done.
fn tell(word: &str, id: PostId) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{word} {}", id.0).unwrap();
    out.flush().unwrap();
}

async fn write(site: Site, writer: i64) {
    let mut own = Vec::new();
    for turn in 0.. {
        let text = npf::markdown::parse(&format!("Spring {turn} of walk {writer} runs into a trough."));
        let mut post = NewPost::new(BlogName::parse(BLOG).unwrap(), text);
        post.tags = vec!["istisu".into(), format!("walk {writer}"), format!("turn {}", turn % 40)];
        if turn % 5 == 0 {
            post.published = Some(Time(1_500_000_000_000 + (turn * 6 + writer) % 900 * 86_400_000 * 3));
        }
        let id = site.publish_post(post).await.unwrap().id;
        tell("kept", id);
        own.push(id);
        let older = own[own.len() / 2];
        match turn % 12 {
            3 => drop(
                site.edit_post(older, Edit { tags: Some(vec!["stone wall".into()]), ..Edit::default() })
                    .await
                    .unwrap(),
            ),
            5 => {
                let published = Some(Time(1_400_000_000_000 + turn * 3_600_000));
                drop(site.edit_post(older, Edit { published, ..Edit::default() }).await.unwrap());
            }
            7 => drop(site.withhold_post(older, Some(Withheld::Author)).await.unwrap()),
            9 => {
                own.retain(|id| *id != older);
                tell("going", older);
                site.delete_post(older).await.unwrap();
                tell("gone", older);
            }
            _ => {}
        }
    }
}
