//! Files sent to the site: kept once, known without being touched, gone when nobody keeps them.

use crate::common::tumblelog::media::{media_objects, poster_media};
use crate::common::tumblelog::{Error, SiteUpload};
use crate::common::{World, on_each, picture};
use std::path::Path;

fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { 1 }).sum()
}

async fn sent(world: &World, bytes: &[u8]) -> Result<SiteUpload, Error> {
    let mut intake = world.site.begin_upload().await?;
    for piece in bytes.chunks(10_000) {
        intake.push(piece).await?;
    }
    intake.finish_upload().await
}

#[test]
fn what_is_known_of_a_file_is_told_without_it() {
    on_each(async |world| {
        let upload = sent(world, &picture(800, 600)).await.unwrap();
        let name = upload.stored_file().name.clone();
        assert!(world.site.media_facts(vec![name.clone()]).await.unwrap().is_empty());
        let kept = world.site.keep_uploads(vec![upload]).await.unwrap();
        std::fs::remove_file(world.media_file(&name)).unwrap();
        let facts = world.site.media_facts(vec![name.clone(), "nothing".into()]).await.unwrap();
        assert_eq!(facts.get(&name), kept.first());

        let objects = media_objects(&kept[0]);
        let widths: Vec<_> = objects.iter().filter_map(|media| media.width).collect();
        assert_eq!(widths, [800, 640, 540, 500, 400, 250, 100, 75]);
        assert_eq!(objects[0].url, format!("/media/{name}"));
        assert_eq!(objects[0].extra["colors"], serde_json::json!({"c0": "787878"}));
        assert_eq!(objects[7].extra["cropped"], true);
        assert!(poster_media(&kept[0]).is_none());
        for media in &objects[1..] {
            assert!(
                world.site.stat_media(media.url.strip_prefix("/media/").unwrap()).await.unwrap().is_some()
            );
        }
    });
}

#[test]
fn the_same_file_sent_by_many_at_once_is_kept_once() {
    on_each(async |world| {
        let bytes = picture(300, 200);
        let (first, second, third) =
            tokio::join!(sent(world, &bytes), sent(world, &bytes), sent(world, &bytes));
        let both = vec![first.unwrap(), second.unwrap()];
        let kept = world.site.keep_uploads(both).await.unwrap();
        assert_eq!(kept[0], kept[1]);
        // Whoever gives up takes nothing from the others.
        drop(third.unwrap());
        assert_eq!(std::fs::read(world.media_file(&kept[0].name)).unwrap(), bytes);
        assert_eq!(files(world.media.path()), 1 + kept[0].variants.len());
    });
}

#[test]
fn what_is_refused_or_given_up_leaves_nothing() {
    on_each(async |world| {
        let page = [b"<html>".to_vec(), vec![b'x'; 500_000]].concat();
        let told = sent(world, &page).await.unwrap_err();
        assert!(
            matches!(&told, Error::Invalid(why) if why.to_string().starts_with("an HTML page is no")),
            "{told}"
        );
        let mut refused = world.site.begin_upload().await.unwrap();
        assert!(refused.push(&page).await.is_err());
        assert!(matches!(refused.finish_upload().await, Err(Error::Invalid(_))));
        let mut half = world.site.begin_upload().await.unwrap();
        half.push(&picture(900, 900)[..300_000]).await.unwrap();
        drop(half);
        drop(sent(world, &picture(50, 50)).await.unwrap());
        assert_eq!(files(world.media.path()), 0);
    });
}

#[test]
fn a_kept_file_tells_its_size_at_once() {
    on_each(async |world| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.png");
        std::fs::write(&path, picture(300, 100)).unwrap();
        let kept = world.site.keep_file(&path).await.unwrap();
        assert_eq!(kept.size, Some((300, 100)));
        let names = vec![kept.name.clone(), format!("{}.png", "0".repeat(64))];
        let facts = world.site.media_facts(names).await.unwrap();
        assert_eq!(facts.len(), 1, "nothing is known of a file that is not there");
        assert_eq!((facts[&kept.name].width, facts[&kept.name].height), (Some(300), Some(100)));
    });
}
