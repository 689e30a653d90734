//! Folders made by tumblr-backup, and folders that only look like one.
use crate::common::{fault, post, show_all};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use tagstead_intake::{Record, backup};

fn write(dir: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn photo(id: i64, urls: &[&str]) -> Value {
    let photos: Vec<Value> = urls
        .iter()
        .map(|url| json!({"caption": "", "original_size": {"url": url, "width": 4, "height": 3}}))
        .collect();
    json!({"id": id, "type": "photo", "blog_name": "bee-yard", "timestamp": 1_716_199_200 + id, "caption": "<p>Frames</p>",
        "photos": photos, "tags": ["honey"]})
}

fn read(dir: &Path) -> Vec<Record> {
    backup::read(dir).unwrap().collect()
}

#[test]
fn posts_come_oldest_first_with_their_files() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "json/9.json", photo(9, &["https://64.media.example/a/one_1280.jpg?x=1"]).to_string());
    let two = photo(
        10,
        &["https://64.media.example/b/s1280/first.jpg", "https://64.media.example/b/s1280/second.jpg"],
    );
    write(dir.path(), "json/10.json", serde_json::to_string_pretty(&two).unwrap());
    let npf = json!({"id": 11, "type": "blocks", "blog_name": "bee-yard", "timestamp": 1_716_199_300, "content": [
        {"type": "image", "media": [{"url": "https://64.media.example/c/wide.png"}, {"url": "https://64.media.example/c/small.png"}]},
        {"type": "video", "media": {"url": "https://va.media.example/dance.mp4"}, "poster": [{"url": "https://64.media.example/still.jpg"}]},
    ]});
    write(dir.path(), "json/11.json", npf.to_string());
    write(dir.path(), "json/12.json", "{\"id\":12,");
    write(dir.path(), "json/readme.txt", "not a post");
    for name in
        ["one_1280.jpg", "10_0.jpg", "10_1.jpg", "100_0.jpg", "small.png", "dance.mp4", "unrelated.gif"]
    {
        write(dir.path(), &format!("media/{name}"), name);
    }
    insta::assert_snapshot!(show_all(&read(dir.path())));
}

#[test]
fn our_own_archive() {
    let dir = format!("{}/../../fixtures/backup/bee-yard", env!("CARGO_MANIFEST_DIR"));
    insta::assert_snapshot!(show_all(&read(Path::new(&dir))));
}

#[test]
fn a_folder_of_archives_gives_each() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "a/json/1.json", photo(1, &[]).to_string());
    write(dir.path(), "b/json/2.json", photo(2, &[]).to_string());
    write(dir.path(), "c/other/3.json", photo(3, &[]).to_string());
    let places: Vec<_> = read(dir.path()).iter().map(|record| post(record).at.clone()).collect();
    assert_eq!(places, ["a/json/1.json line 1, post 1", "b/json/2.json line 1, post 1"]);
}

#[test]
fn missing_files_and_empty_records_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    write(
        dir.path(),
        "json/1.json",
        photo(1, &["https://64.media.example/a/here.jpg", "https://64.media.example/b/gone.jpg"]).to_string(),
    );
    write(dir.path(), "json/2.json", "");
    write(dir.path(), "json/3.json", "[]");
    let player = json!({"id": 4, "type": "video", "blog_name": "bee-yard", "timestamp": 1_716_199_300, "video_type": "youtube",
        "permalink_url": "https://www.youtube.com/watch?v=x", "caption": ""});
    write(dir.path(), "json/4.json", player.to_string());
    write(dir.path(), "media/here.jpg", "x");
    let told: Vec<String> = read(dir.path())
        .iter()
        .map(|record| match record {
            Record::Post(post) => format!("{} with {}", post.key, post.media.len()),
            Record::Fault(fault) => format!("{}: {} {}", fault.loss, fault.at, fault.message),
        })
        .collect();
    assert_eq!(
        told,
        [
            "tumblr:1 with 1",
            "file: json/1.json line 1, post 1 the file gone.jpg is not in the folder media; the post is kept without it",
            "record: json/2.json line 1 the file is empty: there is no post in it",
            "record: json/3.json there is no post in the file",
            "tumblr:4 with 0",
        ]
    );
}

#[test]
fn what_is_no_archive_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    for path in [dir.path().to_owned(), dir.path().join("absent")] {
        let error = backup::read(&path).err().unwrap();
        assert!(error.0.contains("tumblr-backup -j"), "{error}");
    }
}

#[test]
fn no_address_leads_out_of_the_archive() {
    let dir = tempfile::tempdir().unwrap();
    let archive = dir.path().join("archive");
    write(dir.path(), "secret.txt", "secret");
    let urls = [
        "https://a.example/../../secret.txt",
        "https://a.example/..",
        "https://a.example/%2e%2e%2fsecret.txt",
        "file:///etc/passwd",
    ];
    write(&archive, "json/1.json", photo(1, &urls).to_string());
    write(&archive, "media/ok.jpg", "x");
    let records = read(&archive);
    assert!(post(&records[0]).media.is_empty());
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let dir = tempfile::tempdir().unwrap();
    let archive = dir.path().join("archive");
    write(dir.path(), "outside/secret.jpg", "secret");
    write(dir.path(), "outside/2.json", photo(2, &[]).to_string());
    write(&archive, "json/1.json", photo(1, &["https://a.example/secret.jpg"]).to_string());
    fs::create_dir(archive.join("media")).unwrap();
    symlink(dir.path().join("outside/secret.jpg"), archive.join("media/secret.jpg")).unwrap();
    symlink(dir.path().join("outside/2.json"), archive.join("json/2.json")).unwrap();
    let records = read(&archive);
    assert_eq!(records.len(), 2);
    assert!(
        post(&records[0]).media.is_empty() && fault(&records[1]).contains("secret.jpg is not in the folder")
    );

    fs::remove_dir_all(archive.join("media")).unwrap();
    symlink(dir.path().join("outside"), archive.join("media")).unwrap();
    assert!(post(&read(&archive)[0]).media.is_empty());
    let linked = dir.path().join("linked");
    fs::create_dir(&linked).unwrap();
    symlink(archive.join("json"), linked.join("json")).unwrap();
    assert!(backup::read(&linked).is_err());
}

#[test]
fn a_file_that_goes_while_reading_is_a_fault() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "json/1.json", photo(1, &[]).to_string());
    write(dir.path(), "json/2.json", photo(2, &[]).to_string());
    let mut records = backup::read(dir.path()).unwrap();
    assert_eq!(post(&records.next().unwrap()).key, "tumblr:1");
    fs::remove_file(dir.path().join("json/2.json")).unwrap();
    assert!(fault(&records.next().unwrap()).starts_with("json/2.json: the file could not be opened"));
}
