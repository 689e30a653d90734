//! Media in an S3-compatible store: options, keys, and the way there and back.

use crate::run::{Home, Ran, post, ran, tagstead};
use crate::serve::Server;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

const ACCESS: &str = "TAGSTEAD_MEDIA_ACCESS_KEY";
const SECRET: &str = "TAGSTEAD_MEDIA_SECRET_KEY";
/// A PNG of one transparent pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82";

fn with_keys(command: &mut Command) -> &mut Command {
    command.env(ACCESS, "S3RVER").env(SECRET, "S3RVER")
}

/// An archive with one picture.
fn write_archive(home: &Home) -> String {
    let picture = "\"photos\":[{\"original_size\":{\"url\":\"https://64.media.example/a/spring.png\",\"width\":1,\
        \"height\":1}}],\"caption\"";
    let record = post(7, &["istisu"]).replace("text", "photo").replace("\"body\"", picture);
    home.write("backup/json/7.json", record);
    home.write("backup/media/spring.png", PIXEL);
    home.path("backup").to_str().unwrap().to_owned()
}

#[test]
fn settings_that_cannot_be_used_are_told_before_anything_is_made() {
    let home = Home::sqlite();
    let serve = |options: &[&str]| {
        let mut command = tagstead(&["serve", "--listen", "127.0.0.1:0", "--data"]);
        command.arg(home.path("new")).args(options);
        command
    };
    let bucket = ["--media", "s3://media"];
    let known = ["--media", "s3://media", "--media-endpoint", "http://127.0.0.1:1"];
    ran(&mut serve(&["--media", "/srv/media"])).refused(2, "accepted are folder, s3://BUCKET and");
    ran(&mut serve(&bucket)).refused(2, "--media-endpoint: give the address of the store");
    ran(serve(&bucket).args(["--media-endpoint", "https://me:hush@s3.example"])).refused(2, "without keys");
    ran(&mut serve(&known)).refused(2, "set TAGSTEAD_MEDIA_ACCESS_KEY and TAGSTEAD_MEDIA_SECRET_KEY");
    let file = home.write("keys.toml", "access-key = \"S3RVER\"\nsecret = \"hush-hush\"\n");
    let mode = |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    let named = |part: &str| {
        let refused = ran(serve(&known).args(["--media-keys", &file]));
        refused.refused(2, part);
        assert!(!refused.err.contains("hush"), "{refused:?}");
    };
    mode(0o644);
    named("may be read or changed by others");
    mode(0o600);
    named("must hold two lines, access-key");
    assert!(!home.path("new").join("tagstead.sqlite").exists(), "no site was made");
    // Nobody listens there.
    let gone = ran(with_keys(&mut serve(&known)));
    gone.refused(2, "the media store s3://media does not work now");
    assert!(!gone.err.contains("X-Amz"), "{gone:?}");
}

#[test]
fn a_site_moves_to_a_bucket_and_back() {
    let Some(place) = testkit::s3_place() else { return };
    let bucket = format!("s3://{}/{}", place.bucket, place.prefix);
    let there = ["--media", &bucket, "--media-endpoint", &place.endpoint];
    for home in Home::each() {
        let run =
            |args: &[&str], more: &[&str]| -> Ran { ran(with_keys(&mut home.command(args)).args(more)) };
        let wrong = ran(home.command(&["worker"]).args(there).env(ACCESS, "S3RVER").env(SECRET, "guessed"));
        assert!(wrong.code == Some(2) && !wrong.err.contains("guessed"), "{wrong:?}");
        let archive = write_archive(&home);
        home.run(&["import", "tumblr-backup", &archive]).succeeded();
        // Whatever an earlier round copied stays where it is.
        let copied = run(&["media", "copy", "--to", &bucket], &there[2..]);
        copied.succeeded();
        assert!(copied.out.ends_with(" there already, 0 damaged\n"), "{copied:?}");
        assert_eq!(
            run(&["media", "copy", "--to", &bucket], &there[2..]).out,
            "0 copied, 1 there already, 0 damaged\n"
        );
        run(&["media", "copy", "--to", "folder"], &[]).refused(2, "media are in folder already");

        std::fs::remove_dir_all(home.path("data/media")).unwrap();
        let mut serve = home.command(&["serve", "--listen", "127.0.0.1:0"]);
        let server = Server::start(with_keys(&mut serve).args(there));
        let page = server.get("/tagged/istisu").1;
        let address = page.split("/media/").nth(1).unwrap().split(['"', ' ']).next().unwrap().to_owned();
        assert_eq!(server.get(&format!("/media/{address}")).0, 200, "{address}");
        assert_eq!(server.stop(), Some(0));

        // A command that would keep files elsewhere is told.
        home.run(&["import", "tumblr-backup", &archive])
            .refused(2, "give it the --media options of the server");
        run(&["import", "tumblr-backup", &archive], &there).succeeded();
        run(&["media", "copy", "--to", "folder"], &there).succeeded();
        assert_eq!(std::fs::read(home.path("data/media").join(&address[..2]).join(&address)).unwrap(), PIXEL);
        assert_eq!(home.checked(), 1);
    }
}
