//! What is proposed of the demo's tags.

use crate::common::tumblelog::NewPost;
use crate::common::tumblelog::proposal::Round;
use crate::common::{on_each, post};
use model::{Lang, Source, Time};
use std::path::Path;

fn posts() -> Vec<serde_json::Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/demo/posts");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let lines = |file: &std::path::PathBuf| {
        let text = std::fs::read_to_string(file).unwrap();
        text.lines()
            .filter(|line| line.starts_with('{'))
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    files.iter().flat_map(|file| -> Vec<serde_json::Value> { lines(file) }).collect()
}

#[test]
fn each_place_of_the_demo_is_one_proposal() {
    on_each(async |world| {
        let site = &world.site;
        for (n, demo) in posts().iter().enumerate() {
            let text = |name: &str| demo[name].as_str();
            let blog = world.blog(text("blog").unwrap()).await;
            let tags: Vec<&str> =
                demo["tags"].as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
            let new = NewPost {
                lang: text("lang").map(|code| Lang::parse(code).unwrap()),
                published: Some(Time(crate::common::NOW.0 - 3_600_000 * (n as i64 + 1))),
                source: demo["source"]["url"]
                    .as_str()
                    .map(|url| Source { url: url.into(), title: String::new() }),
                ..post(&blog, &format!("{n}"), &tags)
            };
            site.publish_post(new).await.unwrap();
        }
        while site.propose_next(false, None).await.unwrap() != Round::default() {}
        let mut sets: Vec<Vec<String>> = Vec::new();
        for line in site.proposal_queue(None).await.unwrap().lines {
            let mut names = line.names;
            names.sort();
            sets.push(names);
            if std::env::var("SHOW").is_ok() {
                for pair in site.read_proposal(line.id).await.unwrap().pairs {
                    println!(
                        "{} ~ {} {:.3}: {:?}",
                        pair.a,
                        pair.b,
                        pair.score,
                        pair.evidence.map(|e| e.in_words())
                    );
                }
            }
        }
        sets.sort();
        insta::assert_debug_snapshot!("sets", sets);
    });
}
