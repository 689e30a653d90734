//! Backups: taken while the site is written to, restored on either database, refused where they are not whole.

use crate::crash::{list_ids, list_missing, start_quiet};
use crate::kill::make_picture;
use crate::run::{Home, post};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(120);

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// All files below a folder, by their path in it.
fn read_files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut files, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(at).into_iter().flatten().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(folder).unwrap().to_owned(), std::fs::read(path).unwrap());
            }
        }
    }
    files
}

/// A copy of a backup, to break: its media files are those of the site.
fn copy_folder(from: &Path, to: &Path) {
    for (name, bytes) in read_files(from) {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// Brings in posts with a picture each.
fn import_pictures(home: &Home, count: u64) {
    for id in 1..=count {
        let with_picture = post(id, &["istisu"]).replace("text", "photo").replace(
            "\"body\"",
            &format!("\"photos\":[{{\"original_size\":{{\"url\":\"https://64.media.example/{id}.gif\"}}}}],\"caption\""),
        );
        home.write(&format!("archive/json/{id}.json"), with_picture);
        home.write(&format!("archive/media/{id}.gif"), make_picture(id));
    }
    home.run(&["import", "tumblr-backup", text(&home.path("archive"))]).succeeded();
}

/// Folders in which a backup was begun.
fn unfinished(home: &Home) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(home.path("")).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| text(path).contains(".tagstead-backup-unfinished-")).collect()
}

#[test]
fn a_backup_taken_while_posts_are_written_restores_to_a_clean_site_on_either_database() {
    for home in Home::each() {
        let file = home.write("first.jsonl", post(1, &["istisu"]));
        home.run(&["import", "tumblr-json", &file]).succeeded();
        let told = home.path("acknowledged");
        let args = ["bench", "publish", "--writers=4", "--seconds=600", "--acknowledged", text(&told)];
        let mut bench = start_quiet(home.command(&args));
        let begun = Instant::now();
        while list_ids(&told).len() < 150 {
            assert!(begun.elapsed() < PATIENCE && bench.try_wait().unwrap().is_none());
            std::thread::sleep(Duration::from_millis(5));
        }
        let folder = home.path("backup");
        let before = list_ids(&told);
        let taken = home.run(&["backup", text(&folder)]);
        let after = list_ids(&told);
        bench.kill().unwrap();
        bench.wait().unwrap();
        taken.succeeded();
        assert!(after.len() > before.len(), "writers went on meanwhile");
        for target in Home::each() {
            let restored = target.run(&["restore", text(&folder)]);
            restored.succeeded();
            assert!(restored.out.starts_with("restored the backup of 20"), "{restored:?}");
            assert_eq!(list_missing(target.url(), &before), [0_i64; 0], "every acknowledged post is in it");
            let posts = target.checked();
            // The first post, and what four writers had under way when the last list was read.
            assert!(posts <= after.len() as u64 + 5, "{posts} posts of {}", after.len());
            // It goes on as a site.
            let second = target.write("second.jsonl", post(2, &["istisu"]));
            target.run(&["import", "tumblr-json", &second]).succeeded();
            assert_eq!(target.checked(), posts + 1);
        }
    }
}

#[test]
fn media_files_come_back_as_they_were() {
    for home in Home::each() {
        import_pictures(&home, 3);
        let folder = home.path("backup");
        let taken = home.run(&["backup", text(&folder)]);
        taken.succeeded();
        let site = read_files(&home.path("data/media"));
        assert!(site.len() >= 3 && taken.out.contains(&format!("{} media files", site.len())), "{taken:?}");
        let mut listed = Command::new("sha256sum");
        listed.args(["--check", "--quiet", "media.sha256"]).current_dir(&folder);
        let verified = listed.output().unwrap();
        assert!(verified.status.success(), "{verified:?}");
        for target in Home::each() {
            target.run(&["restore", "--verify", text(&folder)]).succeeded();
            assert!(!target.path("data/media").exists(), "verifying restores nothing");
            target.run(&["restore", text(&folder)]).succeeded();
            assert_eq!(read_files(&target.path("data/media")), site);
            assert_eq!(target.checked(), 3);
            assert_eq!(
                read_files(&target.path("data"))
                    .keys()
                    .filter(|name| text(name).contains("unfinished"))
                    .count(),
                0
            );
        }
    }
}

#[test]
fn a_backup_that_was_changed_is_refused_and_nothing_is_restored() {
    let home = Home::sqlite();
    import_pictures(&home, 2);
    let whole = home.path("backup");
    home.run(&["backup", text(&whole)]).succeeded();
    let picture = read_files(&whole).into_keys().find(|name| name.starts_with("media")).unwrap();
    let flip = |path: &Path| {
        let mut bytes = std::fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(path, bytes).unwrap();
    };
    let edit = |path: &Path, from: &str, to: &str| {
        let before = std::fs::read_to_string(path).unwrap();
        assert!(before.contains(from));
        std::fs::write(path, before.replace(from, to)).unwrap();
    };
    type Change<'c> = (&'c str, i32, &'c dyn Fn(&Path));
    let changes: [Change<'_>; 9] = [
        ("post.pgcopy is damaged", 1, &|at| flip(&at.join("tables/post.pgcopy"))),
        ("is damaged", 1, &|at| flip(&at.join(&picture))),
        ("is missing from the backup", 1, &|at| std::fs::remove_file(at.join(&picture)).unwrap()),
        ("is missing from the backup", 1, &|at| std::fs::remove_file(at.join("tables/blog.pgcopy")).unwrap()),
        ("media.sha256 is damaged", 1, &|at| edit(&at.join("media.sha256"), "media/", "media/../../")),
        ("is no whole backup", 2, &|at| std::fs::remove_file(at.join("manifest.json")).unwrap()),
        ("is damaged or of another program", 2, &|at| {
            std::fs::write(at.join("manifest.json"), "{\"format\":").unwrap();
        }),
        ("this program reads tagstead-backup 1", 2, &|at| {
            edit(&at.join("manifest.json"), "\"format_version\": 1", "\"format_version\": 2");
        }),
        ("1 rows were restored and the backup names 7", 1, &|at| {
            edit(&at.join("manifest.json"), "\"rows\": 1,", "\"rows\": 7,");
        }),
    ];
    for target in Home::each() {
        for (n, (part, code, change)) in changes.iter().enumerate() {
            let changed = target.path(&format!("changed-{n}"));
            copy_folder(&whole, &changed);
            change(&changed);
            target.run(&["restore", text(&changed)]).refused(*code, part);
            assert_eq!(read_files(&target.path("data")).len(), 0, "{part}");
        }
        // Nothing is in the way of the whole one.
        target.run(&["restore", text(&whole)]).succeeded();
        target.run(&["restore", text(&whole)]).refused(2, "");
        assert_eq!(target.checked(), 2);
    }
}

#[test]
fn files_that_the_site_lost_or_that_changed_are_named() {
    for home in Home::each() {
        import_pictures(&home, 3);
        let files: Vec<PathBuf> = read_files(&home.path("data/media")).into_keys().collect();
        let [lost, changed] = [&files[0], &files[1]].map(|name| home.path("data/media").join(name));
        std::fs::remove_file(&lost).unwrap();
        std::fs::write(&changed, "other").unwrap();
        let folder = home.path("backup");
        let taken = home.run(&["backup", text(&folder)]);
        assert_eq!(taken.code, Some(1), "{taken:?}");
        let hash = lost.file_stem().unwrap().to_str().unwrap();
        assert!(taken.out.contains(&format!("missing on the site: {hash}")), "{taken:?}");
        let name = changed.file_name().unwrap().to_str().unwrap();
        assert!(
            taken.out.contains(&format!("damaged on the site, its content is not that of its name: {name}"))
        );
        assert!(taken.err.contains("2 media files of the site are missing or damaged"), "{taken:?}");
        // It is whole all the same: it holds what the site had.
        let target = Home::sqlite();
        target.run(&["restore", text(&folder)]).succeeded();
        assert_eq!(read_files(&target.path("data/media")).len(), files.len() - 1);
    }
}

#[test]
fn what_is_there_is_neither_overwritten_nor_mixed_with() {
    for home in Home::each() {
        let file = home.write("posts.jsonl", post(1, &["istisu"]));
        home.run(&["import", "tumblr-json", &file]).succeeded();
        let folder = home.path("backup");
        home.run(&["backup", text(&folder)]).succeeded();
        home.run(&["backup", text(&folder)]).refused(2, "is there already and is not empty");
        home.run(&["backup", text(&home.path("no/parent"))]).refused(2, "nothing can be written in");
        home.run(&["restore", text(&folder)]).refused(2, "");
        home.run(&["restore", text(&home.path("nowhere"))]).refused(2, "is no whole backup");
        assert_eq!(home.checked(), 1);
    }
    let home = Home::sqlite();
    home.run(&["backup", text(&home.path("backup"))]).refused(2, "there is no site at");
    assert!(!home.path("backup").exists());
}

/// Starts backups and ends them by a signal after longer and longer times, until one comes to its end.
fn interrupt_backups(home: &Home, signal: &str, mut look: impl FnMut(bool)) {
    let folder = home.path("backup");
    for turn in 1..200_u32 {
        let mut command = home.command(&["backup", text(&folder)]);
        let mut backup = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(10) * turn);
        let ended = backup.try_wait().unwrap();
        let told = Command::new("kill")
            .args(["-s", signal, &backup.id().to_string()])
            .stderr(Stdio::null())
            .status();
        let status = ended.unwrap_or_else(|| {
            assert!(told.unwrap().success());
            backup.wait().unwrap()
        });
        look(status.success());
        if status.success() {
            return;
        }
        assert!(!folder.exists(), "a backup has its name when it is whole");
    }
    panic!("no backup came to its end");
}

#[test]
fn a_backup_that_is_killed_on_the_way_is_refused() {
    for home in Home::each() {
        import_pictures(&home, 40);
        let posts: String = (100..=2_000).map(|id| post(id, &["istisu"])).collect();
        home.run(&["import", "tumblr-json", &home.write("posts.jsonl", posts)]).succeeded();
        let (mut cut, mut told) = (0, false);
        interrupt_backups(&home, "KILL", |_| {
            for folder in unfinished(&home) {
                cut += 1;
                if folder.join("manifest.json").exists() {
                    // Killed between the last file and the name: all is there but the name.
                    home.run(&["restore", "--verify", text(&folder)]).succeeded();
                } else {
                    let target = Home::sqlite();
                    target.run(&["restore", text(&folder)]).refused(2, "is no whole backup");
                }
                if !told {
                    let again = home.run(&["backup", text(&home.path("again"))]);
                    assert!(again.code == Some(0) && again.err.contains(text(&folder)), "{again:?}");
                    told = true;
                }
                std::fs::remove_dir_all(folder).unwrap();
            }
        });
        assert!(cut > 0, "no kill fell into a backup");
        home.run(&["restore", "--verify", text(&home.path("backup"))]).succeeded();
    }
}

#[test]
fn a_backup_that_is_told_to_stop_leaves_nothing() {
    let home = Home::sqlite();
    import_pictures(&home, 40);
    interrupt_backups(&home, "TERM", |_| assert_eq!(unfinished(&home), Vec::<PathBuf>::new()));
    home.run(&["restore", "--verify", text(&home.path("backup"))]).succeeded();
}

/// Two small disks in a mount namespace of their own: one for a backup, one for a restored site.
const FULL_DISK: &str = r#"
mount -t tmpfs -o size=200k tmpfs "$1"
"$2" backup "$1/backup" --data "$3" 2>&1; echo "backup ended with $?"
echo "left: [$(ls -A "$1")]"
"$2" restore "$4" --data "$1" 2>&1; echo "restore ended with $?"
echo "left: [$(ls -A "$1")]"
mount -o remount,size=100m "$1"
"$2" restore "$4" --data "$1/site" && "$2" backup "$1/backup" --data "$1/site"
"#;

#[test]
fn a_full_disk_is_told_and_nothing_half_is_left() {
    let namespace = ["--user", "--map-root-user", "--mount"];
    let allowed = Command::new("unshare").args(namespace).arg("true").output();
    if !allowed.is_ok_and(|output| output.status.success()) {
        eprintln!("the full disk is skipped: this machine allows no mount namespace");
        return;
    }
    let home = Home::sqlite();
    let posts: String = (1..=600).map(|id| post(id, &["istisu"])).collect();
    let file = home.write("posts.jsonl", posts);
    let data = home.path("site");
    let run = |args: &[&str]| crate::run::ran(crate::run::tagstead(args).arg("--data").arg(&data));
    run(&["import", "tumblr-json", &file]).succeeded();
    let whole = home.path("whole");
    run(&["backup", text(&whole)]).succeeded();
    std::fs::create_dir(home.path("disk")).unwrap();
    let mut shell = Command::new("unshare");
    shell.args(namespace).args(["bash", "-c", FULL_DISK, "bash"]);
    shell.arg(home.path("disk")).arg(crate::run::tagstead(&[]).get_program()).args([&data, &whole]);
    let ended = crate::run::ran(&mut shell);
    ended.succeeded();
    for told in
        ["No space left on device", "backup ended with 1", "restore ended with 1", "600 posts, 0 differences"]
    {
        assert!(ended.out.contains(told), "“{told}” is not in {ended:?}");
    }
    assert_eq!(ended.out.matches("left: []").count(), 2, "{ended:?}");
}
