//! An export is whole, the same for the same state, says what it holds, and names nobody where it shall not.

use crate::common::{NOW, World, name, on_each, post};
use model::{LinkKind, Origin, PostId, Source, SourceKind, Time, Withheld};
use npf::Document;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use tagstead_tumblelog::Actor;
use tagstead_tumblelog::export::{COLUMNS, ColumnKind, Csv, Export, Jsonl, PseudonymKey, RowFormat};
use tagstead_tumblelog::subject::Join;
use tagstead_tumblelog::{Error, NewPost, NewRun};

fn asked(query: &str, form: impl RowFormat + 'static, key: Option<PseudonymKey>) -> Export {
    let file = format!("posts.{}", form.file_extension());
    let base = "https://tags.example".to_owned();
    Export { query: query.to_owned(), base, form: Box::new(form), file, key, most: None }
}

/// The data and the manifest.
async fn export(world: &World, asked: Export) -> (String, String) {
    let (data, manifest) = world.site.write_export(asked, Vec::new()).await.unwrap();
    (String::from_utf8(data).unwrap(), String::from_utf8(manifest.to_bytes().unwrap()).unwrap())
}

fn rows(data: &str) -> Vec<Value> {
    data.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn key() -> PseudonymKey {
    PseudonymKey::new(b"sixteen bytes or more").unwrap()
}

/// 25 posts by three blogs: a reblog, mentions, sources, a withheld post, drafts, cells that look like formulas.
async fn fill(world: &World) {
    for blog in ["almanac", "bee-walks", "carter"] {
        world.blog(blog).await;
    }
    let mut first: Option<PostId> = None;
    for n in 0..22_i64 {
        let blog = ["almanac", "bee-walks"][usize::try_from(n % 2).unwrap()];
        let mut new =
            post(&name(blog), &format!("=SUM({n}) bal, \"çay\"\nand, bread"), &["Kəlbəcər", "#honey", "+1"]);
        new.published = Some(Time(NOW.0 - n * 86_400_000 + 7));
        new.source = Some(Source {
            url: format!("https://www.instagram.com/almanac/p/{n}"),
            title: "@almanac on Instagram".into(),
        });
        let made = world.site.publish_post(new).await.unwrap();
        first.get_or_insert(made.id);
    }
    let reblog = NewPost { reblog_of: first, ..post(&name("carter"), "worth a walk", &["honey"]) };
    world.site.publish_post(reblog).await.unwrap();
    let mention = json!([{"type": "text", "text": "thanks, bees", "formatting": [
        {"start": 8, "end": 12, "type": "mention",
         "blog": {"uuid": "t:aaaaaaaaaaaaaaaaaaaaaa", "name": "bee-walks", "url": "https://bee-walks.example/"}}]}]);
    let mention = NewPost {
        tags: vec!["honey".into()],
        ..NewPost::new(name("carter"), Document::from_json(&mention.to_string()).unwrap())
    };
    world.site.publish_post(mention).await.unwrap();
    let spam = world.site.publish_post(post(&name("carter"), "buy", &["honey"])).await.unwrap();
    world.site.withhold_post(spam.id, Some(Withheld::Spam)).await.unwrap();
}

#[test]
fn the_same_state_gives_the_same_bytes_and_another_gives_others() {
    on_each(async |world| {
        fill(world).await;
        let once = export(world, asked("#honey", Jsonl, None)).await;
        world.clock.advance(std::time::Duration::from_secs(86_400 * 40));
        world.site.compact_tail().await.unwrap();
        assert_eq!(once, export(world, asked("#honey", Jsonl, None)).await, "{}", world.label);
        world.site.publish_post(post(&name("almanac"), "more", &["honey"])).await.unwrap();
        let later = export(world, asked("#honey", Jsonl, None)).await;
        assert_ne!(once.0, later.0);
        assert_ne!(once.1, later.1);
        assert!(later.0.starts_with(&once.0), "the newest comes last");
    });
}

#[test]
fn the_manifest_says_what_the_file_holds() {
    on_each(async |world| {
        fill(world).await;
        let (data, manifest) = export(world, asked("#honey  OR  from:carter sort:top", Jsonl, None)).await;
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        let hash: String = Sha256::digest(&data).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(manifest["data"]["sha256"], hash);
        assert_eq!(manifest["data"]["bytes"], data.len());
        let rows = rows(&data);
        assert_eq!(rows.len(), 24);
        for row in &rows {
            let names: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(names, COLUMNS.map(|column| column.name));
        }
        let ids: HashSet<_> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), rows.len());
        assert!(rows.is_sorted_by_key(|row| row["published"].as_str().unwrap()));
        assert_eq!(manifest["counts"]["posts"], 24);
        assert_eq!(manifest["counts"]["withheld"], json!({"spam": 1}));
        assert_eq!(manifest["coverage"][0]["posts"], 24);
        assert_eq!(manifest["complete"], true);
        assert_eq!(manifest["expression"], "#honey OR from:carter");
        assert_eq!(manifest["pseudonyms"], Value::Null);
        assert_eq!(manifest["columns"].as_array().unwrap().len(), COLUMNS.len());
        let reblog = rows.iter().find(|row| !row["reblog"].is_null()).unwrap();
        assert_eq!(reblog["trail"][0]["blog"], "almanac");
        assert_eq!(reblog["reblog"]["parent_blog"], "almanac");
        assert_eq!(reblog["url"], format!("https://tags.example/@carter/{}", reblog["id"].as_str().unwrap()));
        let first = &rows[0];
        assert_eq!(first["tags"][0], json!({"name": "Kəlbəcər", "fold": "kəlbəcər", "origin": "author"}));
        assert_eq!((&first["source_host"], &first["precision"]), (&json!("instagram.com"), &json!("exact")));
        assert!(first["published"].as_str().unwrap().ends_with(".007Z"));
    });
}

#[test]
fn the_manifest_names_the_spellings_that_a_tag_stood_for() {
    on_each(async |world| {
        fill(world).await;
        world.site.publish_post(post(&name("carter"), "x", &["Kalbajar"])).await.unwrap();
        let join = Join {
            names: vec!["Kalbajar".into(), "Kəlbəcər".into()],
            kind: LinkKind::Transliteration,
            reason: "the same town".into(),
            evidence: String::new(),
            by: Actor::Operator,
        };
        world.site.join_spellings(&join).await.unwrap();
        let (data, manifest) = export(world, asked("#kalbajar -#honey OR #kalbajar", Jsonl, None)).await;
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        assert_eq!(data.lines().count(), 23);
        assert_eq!(
            manifest["subjects"],
            json!([{
                "name": "kalbajar",
                "spellings": [{"name": "Kalbajar", "fold": "kalbajar"}, {"name": "Kəlbəcər", "fold": "kəlbəcər"}],
                "links": [{"a": "kalbajar", "b": "kəlbəcər", "kind": "transliteration", "reason": "the same town"}],
            }])
        );
        let (_, exact) = export(world, asked("##kalbajar", Jsonl, None)).await;
        assert_eq!(serde_json::from_str::<Value>(&exact).unwrap()["subjects"], json!([]));
    });
}

#[test]
fn csv_read_back_is_json_lines() {
    on_each(async |world| {
        fill(world).await;
        for key in [None, Some(key())] {
            let (lines, _) = export(world, asked("", Jsonl, key.clone())).await;
            let (table, _) = export(world, asked("", Csv, key)).await;
            let mut reader = csv::Reader::from_reader(table.as_bytes());
            assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS.map(|c| c.name));
            let mut back = Vec::new();
            for record in reader.records() {
                let record = record.unwrap();
                assert!(record.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));
                let row: serde_json::Map<_, _> = COLUMNS
                    .iter()
                    .zip(record.iter())
                    .map(|(column, cell)| (column.name.to_owned(), value(column.kind, cell)))
                    .collect();
                back.push(Value::Object(row));
            }
            assert_eq!(back, rows(&lines));
        }
    });
}

fn value(kind: ColumnKind, cell: &str) -> Value {
    match kind {
        _ if cell.is_empty() => Value::Null,
        ColumnKind::Text | ColumnKind::Time => Value::from(cell.strip_prefix('\'').unwrap_or(cell)),
        ColumnKind::Number | ColumnKind::Flag | ColumnKind::Json => serde_json::from_str(cell).unwrap(),
    }
}

#[test]
fn pseudonyms_name_nobody_and_stay() {
    on_each(async |world| {
        fill(world).await;
        let (data, manifest) = export(world, asked("#honey -from:wire", Jsonl, Some(key()))).await;
        let (named, _) = export(world, asked("#honey", Jsonl, None)).await;
        for blog in ["almanac", "bee-walks", "carter", "tags.example", "t:"] {
            assert!(!data.contains(&format!("\"{blog}")), "{blog} in {data}");
        }
        for hidden in ["almanac", "bee-walks", "carter"] {
            assert!(!data.contains(hidden), "{hidden}");
        }
        assert!(!manifest.contains("wire") && !manifest.contains("sixteen"), "{manifest}");
        let (data, named) = (rows(&data), rows(&named));
        let pairs: HashSet<_> = data
            .iter()
            .zip(&named)
            .map(|(hidden, named)| (hidden["blog"].as_str().unwrap(), named["blog"].as_str().unwrap()))
            .collect();
        assert_eq!(pairs.len(), 3, "one pseudonym to a blog");
        let reblog = data.iter().find(|row| !row["reblog"].is_null()).unwrap();
        assert!(data.iter().any(|row| row["id"] == reblog["reblog"]["root"]), "trails can be followed still");
        assert!(data.iter().any(|row| row["blog"] == reblog["trail"][0]["blog"]));
        let another = PseudonymKey::new(&[9; 40]).unwrap();
        let (other, _) = export(world, asked("#honey", Jsonl, Some(another))).await;
        assert_ne!(rows(&other)[0]["blog"], data[0]["blog"]);
        let site =
            (world.site.pseudonym_key().await.unwrap(), world.another().pseudonym_key().await.unwrap());
        assert_eq!(site.0.key_id(), site.1.key_id(), "the site keeps its key");
    });
}

#[test]
fn a_host_and_a_mention_name_nobody_either() {
    on_each(async |world| {
        fill(world).await;
        let mention = json!([{"type": "text", "text": "by @bee-walks", "formatting": [
            {"start": 3, "end": 13, "type": "mention", "blog": {"uuid": "t:aaaaaaaaaaaaaaaaaaaaaa", "name": "bee-walks"}}]}]);
        let new = NewPost {
            source: Some(Source {
                url: "https://bee-walks.tumblr.com/post/1".into(),
                title: "bee-walks".into(),
            }),
            tags: vec!["shared".into()],
            ..NewPost::new(name("carter"), Document::from_values(&mention, &json!([])).unwrap())
        };
        world.site.publish_post(new).await.unwrap();
        for form in [0, 1] {
            let query = "#shared source:bee-walks.tumblr.com";
            let asked = |key| if form == 0 { asked(query, Jsonl, key) } else { asked(query, Csv, key) };
            let (data, manifest) = export(world, asked(Some(key()))).await;
            assert!(data.contains("by @") && data.contains("tumblr.com"), "{data}");
            assert!(!data.contains("walks") && !manifest.contains("bee-walks"), "{data}{manifest}");
            let (data, _) = export(world, asked(None)).await;
            assert!(data.contains("by @bee-walks") && data.contains("bee-walks.tumblr.com"), "{data}");
        }
    });
}

#[test]
fn a_file_is_whole_or_not_made() {
    on_each(async |world| {
        fill(world).await;
        let few = Export { most: Some(23), ..asked("#honey", Jsonl, None) };
        let refused = world.site.write_export(few, Vec::new()).await.map(|_| ()).unwrap_err();
        assert!(refused.to_string().contains("24 posts are selected; at most 23"), "{refused}");
        let enough = Export { most: Some(24), ..asked("#honey", Jsonl, None) };
        world.site.write_export(enough, Vec::new()).await.unwrap();
        let outline = world.site.export_outline("#honey").await.unwrap();
        assert_eq!((outline.posts, outline.withheld), (24, 1));
        assert!(matches!(
            world.site.write_export(asked("#honey", Jsonl, None), Full).await.map(|_| ()),
            Err(Error::File(_))
        ));
        let nothing = export(world, asked("#nobody-used-this", Csv, None)).await;
        assert_eq!(nothing.0.lines().count(), 1);
    });
}

#[test]
fn what_is_refused_in_the_end_is_refused_from_counts_alone() {
    on_each(async |world| {
        let blog = world.blog("walks").await;
        for n in 0..40 {
            world.site.publish_post(post(&blog, &format!("mineral spring {n}"), &["water"])).await.unwrap();
        }
        let few = |query: &str, most| Export { most: Some(most), ..asked(query, Jsonl, None) };
        let refused =
            async |export| world.site.write_export(export, Vec::new()).await.map(|_| ()).unwrap_err();
        // All forty would have to be read for a file of which ten are permitted.
        let doubtful = refused(few("\"mineral spring\"", 10)).await;
        assert!(
            matches!(&doubtful, Error::TooExpensive(words) if words.contains("more than 10 posts")),
            "{doubtful:?}"
        );
        // Those that are in it for certain are too many already.
        let certain = refused(few("#water OR \"mineral spring\"", 10)).await;
        assert!(certain.to_string().contains("40 posts are selected; at most 10"), "{certain:?}");
        world.site.write_export(few("\"mineral spring\"", 40), Vec::new()).await.unwrap();
    });
}

/// A disk without room.
struct Full;

impl std::io::Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_is_published_meanwhile_is_in_it_whole_or_not_at_all() {
    on_each(async |world| {
        fill(world).await;
        let writing = async {
            for n in 0..30 {
                world
                    .site
                    .publish_post(post(&name("almanac"), &format!("late {n}"), &["honey"]))
                    .await
                    .unwrap();
            }
        };
        let reading = async {
            for _ in 0..6 {
                let (data, manifest) = export(world, asked("#honey", Jsonl, None)).await;
                let manifest: Value = serde_json::from_str(&manifest).unwrap();
                let rows = rows(&data);
                let ids: HashSet<_> = rows.iter().map(|row| row["id"].clone().to_string()).collect();
                assert_eq!((rows.len(), ids.len()), (rows.len(), rows.len()));
                assert_eq!(manifest["counts"]["posts"], rows.len());
            }
        };
        tokio::join!(writing, reading);
    });
}

#[test]
fn the_manifest_names_the_imports_that_brought_the_posts() {
    on_each(async |world| {
        let site = &world.site;
        let blog = world.blog("carter").await;
        let run =
            |label: &str| NewRun { kind: SourceKind::TumblrBackup, label: label.into(), captured: None };
        let (walks, other) = (run("carters-folder"), run("nothing of it is exported"));
        let (walks, other) =
            (site.begin_import(walks).await.unwrap(), site.begin_import(other).await.unwrap());
        for (n, tag, run) in
            [(1, "tea", Some(walks)), (3, "tea", Some(walks)), (2, "bread", Some(other)), (2, "tea", None)]
        {
            let new = NewPost {
                published: Some(Time(NOW.0 - n * 86_400_000)),
                origin: Origin::Import,
                run,
                ..post(&blog, "a walk", &[tag])
            };
            site.publish_post(new).await.unwrap();
        }
        site.import_in(walks, Vec::new(), vec![intake::RecordFault::record("n4", "no text")]).await.unwrap();
        site.end_import(walks).await.unwrap();
        let manifest = |(_, manifest): (String, String)| serde_json::from_str::<Value>(&manifest).unwrap();
        let told = manifest(export(world, asked("#tea", Jsonl, None)).await);
        let day = |n: i64| Time(NOW.0 - n * 86_400_000).rfc3339();
        let one = |source: Option<&str>| {
            json!({
                "id": walks.0, "form": "tumblr-backup", "source": source, "saved": null,
                "begun": NOW.rfc3339(), "ended": NOW.rfc3339(), "posts": 2, "first": day(3), "last": day(1),
                "added": 2, "known": 0, "faults": 1, "parts_lost": 0, "files_missing": 0,
            })
        };
        assert_eq!(told["imports"], json!({"runs": [one(Some("carters-folder"))], "other_posts": 1}));
        let hidden = manifest(export(world, asked("#tea", Jsonl, Some(key()))).await);
        assert_eq!(hidden["imports"]["runs"], json!([one(None)]), "a folder may be named after its blog");
    });
}
