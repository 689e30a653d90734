//! A folder made by tumblr-backup with `-j`: `json/*.json`, the untouched API posts, and `media/`.
//!
//! Nothing that a file says is ever used as a path: files are found by listing folders, and an address only picks
//! among the names that were listed. Symbolic links are not followed.

use crate::{Incoming, IncomingMedia, Record, RecordFault, tumblr};
use model::{Invalid, Loss, PostId};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Folders of one archive.
struct Archive {
    folder: PathBuf,
    /// Begins its places: its name where it is one of several.
    place: String,
    /// Files of `json/`, oldest id first.
    posts: Vec<String>,
    /// Files of `media/`.
    media: BTreeSet<String>,
}

/// Reads an archive, or every archive in a folder of archives, oldest post first.
///
/// # Errors
/// When neither `dir` nor a folder in it has a folder `json` that can be listed.
pub fn read(dir: &Path) -> Result<impl Iterator<Item = Record> + use<>, Invalid> {
    let mut folders = vec![];
    if is_folder(&dir.join("json")) {
        folders.push(dir.to_owned());
    } else if is_folder(dir) {
        let children = names(dir, is_folder)?.into_iter().map(|name| dir.join(name));
        folders.extend(children.filter(|child| is_folder(&child.join("json"))));
    }
    if folders.is_empty() {
        return Err(Invalid::new(format!(
            "{} holds no folder “json”; make the archive with tumblr-backup -j and give its folder",
            dir.display()
        )));
    }
    let many = folders.len() > 1;
    let archives =
        folders.into_iter().map(|folder| Archive::open(folder, many)).collect::<Result<Vec<_>, _>>()?;
    Ok(archives.into_iter().flat_map(Archive::records))
}

impl Archive {
    fn open(folder: PathBuf, one_of_many: bool) -> Result<Self, Invalid> {
        let name = folder.file_name().filter(|_| one_of_many);
        let place = name.map(|name| format!("{}/", name.to_string_lossy())).unwrap_or_default();
        let mut posts: Vec<String> = names(&folder.join("json"), is_file)?
            .into_iter()
            .filter(|name| Path::new(name).extension().is_some_and(|end| end.eq_ignore_ascii_case("json")))
            .collect();
        // Ids grow with time; by length first, so that 9 comes before 10.
        posts.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        let media = folder.join("media");
        let media =
            if is_folder(&media) { names(&media, is_file)?.into_iter().collect() } else { BTreeSet::new() };
        Ok(Self { folder, place, posts, media })
    }

    fn records(self) -> impl Iterator<Item = Record> + use<> {
        let archive = Arc::new((self.folder, self.media));
        let place = self.place;
        self.posts.into_iter().flat_map(move |name| file(Arc::clone(&archive), &name, &place))
    }
}

/// The posts of one file, with their media.
fn file(
    archive: Arc<(PathBuf, BTreeSet<String>)>,
    name: &str,
    place: &str,
) -> Box<dyn Iterator<Item = Record> + Send> {
    let at = format!("{place}json/{name}");
    let path = archive.0.join("json").join(name);
    let fault = |message: String| Box::new(std::iter::once(Record::fault(at.as_str(), message)));
    // Looked at again: the folder may have changed since it was listed.
    match File::open(&path) {
        Ok(file) if is_file(&path) => {
            let records = tumblr::read(BufReader::new(file), &at);
            Box::new(or_fault(records, at.clone()).flat_map(move |record| with_files(record, &archive)))
        }
        Ok(_) => fault("this is not a plain file; symbolic links are not followed".to_owned()),
        Err(error) => fault(format!("the file could not be opened: {error}")),
    }
}

/// The records of a file that holds one post or more; a file without any record says so.
fn or_fault(records: impl Iterator<Item = Record> + Send, at: String) -> impl Iterator<Item = Record> + Send {
    let mut records = records.peekable();
    let nothing = records.peek().is_none().then(|| Record::fault(at, "there is no post in the file"));
    records.chain(nothing)
}

/// A post with its files, and after it the files that it names and the archive does not hold.
fn with_files(mut record: Record, (folder, media): &(PathBuf, BTreeSet<String>)) -> Vec<Record> {
    let mut missing = vec![];
    if let Record::Post(post) = &mut record {
        let (found, lost) = matched(post, folder, media);
        post.media = found;
        missing.extend(lost.into_iter().map(|url| {
            let name: String = basename(&url).unwrap_or(&url).chars().take(200).collect();
            let message = format!("the file {name} is not in the folder media; the post is kept without it");
            Record::Fault(RecordFault::new(Loss::File, post.at.as_str(), message))
        }));
    }
    std::iter::once(record).chain(missing).collect()
}

/// Which of the archive's files a post's pictures, sounds and films are: by the name an address ends with, else, in
/// order, the files whose name begins with the post's id. Also gives an address of each file that should be there and
/// is not.
fn matched(post: &Incoming, folder: &Path, media: &BTreeSet<String>) -> (Vec<IncomingMedia>, Vec<String>) {
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut unmatched = vec![];
    for Mentioned { urls, saved } in addresses(post) {
        match urls.iter().find_map(|url| media.get(basename(url)?)) {
            Some(name) => found.entry(name).or_default().extend(urls),
            None => unmatched.push((urls, saved)),
        }
    }
    let own = post.id.map(|id| of_post(media, id)).unwrap_or_default();
    let mut free = own.into_iter().filter(|name| !found.contains_key(name)).collect::<Vec<_>>().into_iter();
    let mut missing = vec![];
    for (urls, saved) in unmatched {
        match free.next() {
            Some(name) => found.entry(name).or_default().extend(urls),
            None => missing.extend(urls.into_iter().next().filter(|_| saved)),
        }
    }
    let found = found
        .into_iter()
        .map(|(name, mut urls)| {
            // Several blocks may mean one file by the same address.
            urls.sort_unstable();
            urls.dedup();
            IncomingMedia { file: folder.join("media").join(name), urls }
        })
        .collect();
    (found, missing)
}

/// Files named `ID.jpg`, `ID_0.gif` and the like, in the order of their numbers.
fn of_post(media: &BTreeSet<String>, id: PostId) -> Vec<&str> {
    let prefix = id.to_string();
    let mut names: Vec<&str> = media
        .range(prefix.clone()..)
        .take_while(|name| name.starts_with(&prefix))
        // Files of post 123 begin with 12 as well.
        .filter(|name| !name[prefix.len()..].starts_with(|c: char| c.is_ascii_digit()))
        .map(String::as_str)
        .collect();
    // By length first, so that _2 comes before _10.
    names.sort_by_key(|name| (name.len(), *name));
    names
}

/// A file that a post mentions.
struct Mentioned {
    /// Its addresses: the sizes of one picture mean one file.
    urls: Vec<String>,
    /// The tool that made the archive saves such files: pictures, and sounds and films of the post's own.
    saved: bool,
}

/// The files that a post mentions.
fn addresses(post: &Incoming) -> Vec<Mentioned> {
    let own = post.document.to_json();
    let documents = post.trail.iter().map(|item| item.content.as_str()).chain([own.as_str()]);
    let mut all = vec![];
    let mut seen = HashSet::new();
    for document in documents {
        let Ok(value) = serde_json::from_str::<Value>(document) else { continue };
        for block in value.get("content").and_then(Value::as_array).into_iter().flatten() {
            for key in ["media", "poster"] {
                let urls: Vec<String> = match block.get(key) {
                    Some(Value::Array(sizes)) => sizes.iter().filter_map(url).collect(),
                    Some(one) => url(one).into_iter().collect(),
                    None => continue,
                };
                // The trail and the post may hold the same picture.
                if !urls.is_empty() && seen.insert(urls.clone()) {
                    all.push(Mentioned { urls, saved: key == "media" });
                }
            }
            // Own sounds and films of legacy posts have an address alone.
            let played = matches!(block.get("type").and_then(Value::as_str), Some("audio" | "video"));
            if let (true, None, Some(url)) = (played, block.get("media"), url(block)) {
                // Most of these are pages of other sites, which nobody saves.
                all.push(Mentioned { urls: vec![url], saved: false });
            }
        }
    }
    all
}

fn url(value: &Value) -> Option<String> {
    value.get("url")?.as_str().filter(|url| !url.is_empty()).map(str::to_owned)
}

/// What an address ends with, before a query.
fn basename(url: &str) -> Option<&str> {
    url.split(['?', '#']).next()?.rsplit('/').next().filter(|name| !name.is_empty())
}

/// Whether a path is a folder itself, not a link to one.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir())
}

/// Whether a path is a plain file itself, not a link to one.
fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file())
}

/// Names in a folder, in order, of what `wanted` takes. Names that are not UTF-8 are not ours.
fn names(folder: &Path, wanted: fn(&Path) -> bool) -> Result<Vec<String>, Invalid> {
    let listed = fs::read_dir(folder)
        .map_err(|error| Invalid::new(format!("{} could not be listed: {error}", folder.display())))?;
    let mut names: Vec<String> = listed
        .filter_map(Result::ok)
        .filter(|entry| wanted(&entry.path()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    Ok(names)
}
