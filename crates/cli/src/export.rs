//! `tagstead export`: the posts that an expression selects, in a file with a manifest.

use crate::base_url::parse_base_url;
use crate::data::{DataArguments, make_clock};
use crate::{Failure, Outcome};
use anyhow::Context;
use clap::ValueEnum;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use tumblelog::Site;
use tumblelog::export::{Csv, Export, Jsonl, Manifest, PseudonymKey, RowFormat};

#[derive(clap::Args)]
pub struct Arguments {
    /// Which posts, as in the search field: '#kalbajar lang:az during:2023'. Nothing ('') for all.
    #[arg(allow_hyphen_values = true)]
    expression: String,
    /// Form of the data file.
    #[arg(long, value_enum, default_value_t = FileForm::Jsonl)]
    format: FileForm,
    /// File to write, or a folder that is there; the manifest goes beside it. Without it the data goes to standard
    /// output, and no manifest is written.
    #[arg(long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// Replace authors by pseudonyms made with the key in this file, at least 16 random bytes.
    #[arg(long, value_name = "KEYFILE")]
    pseudonyms: Option<PathBuf>,
    /// Replace authors by pseudonyms made with the site's own key, as its web pages do.
    #[arg(long, conflicts_with = "pseudonyms")]
    pseudonymise: bool,
    /// Where readers reach the site, for the addresses of posts; where it was last served with --base-url when not
    /// given.
    #[arg(long, value_name = "URL", env = "TAGSTEAD_BASE_URL", value_parser = parse_base_url)]
    base_url: Option<String>,
    #[command(flatten)]
    data: DataArguments,
}

#[derive(Clone, Copy, ValueEnum)]
enum FileForm {
    /// One JSON object a line.
    Jsonl,
    /// A table as in RFC 4180.
    Csv,
    /// RSS 2.0, which names authors.
    Rss,
}

impl FileForm {
    async fn make_format(
        self,
        site: &Site,
        base: &str,
        expression: &str,
    ) -> tumblelog::Result<Box<dyn RowFormat>> {
        Ok(match self {
            Self::Jsonl => Box::new(Jsonl),
            Self::Csv => Box::new(Csv),
            Self::Rss => Box::new(server::WholeRss::new(site, base, expression).await?),
        })
    }
}

pub async fn run_export(arguments: Arguments) -> Outcome {
    let site = arguments.data.open_existing(make_clock(None)?)?;
    let key = match &arguments.pseudonyms {
        Some(file) => Some(read_key(file)?),
        None if arguments.pseudonymise => Some(site.pseudonym_key().await?),
        None => None,
    };
    let base = base_url(&site, arguments.base_url).await?;
    let form = arguments.format.make_format(&site, &base, &arguments.expression).await?;
    let to =
        arguments.output.as_deref().map(|path| Target::of_path(path, form.file_extension())).transpose()?;
    let file = to.as_ref().map_or_else(|| format!("posts.{}", form.file_extension()), Target::file_name);
    let asked = Export { query: arguments.expression.clone(), base, form, file, key, most: None };
    match to {
        Some(to) => to.fill_files(&site, asked).await,
        None => {
            let out = BufWriter::new(std::io::stdout());
            site.write_export(asked, out).await.map_err(refusal_failure)?;
            Ok(())
        }
    }
}

/// The address that was given, else the one the site was last served at. A made-up one would go into every row.
async fn base_url(site: &Site, given: Option<String>) -> Result<String, Failure> {
    // An empty variable counts as none.
    let known = match given.filter(|url| !url.trim().is_empty()) {
        Some(url) => Some(url),
        None => site.base_url().await?,
    };
    let url = known.ok_or_else(|| {
        Failure::Usage(
            "where readers reach the site is not known, and every row holds the address of its post: name it with \
             --base-url https://tags.example, or serve the site once with that option"
                .to_owned(),
        )
    })?;
    parse_base_url(&url).map_err(|error| Failure::Usage(format!("--base-url {url}: {error}")))
}

/// What a person can put right is bad usage.
fn refusal_failure(error: tumblelog::Error) -> Failure {
    match error {
        tumblelog::Error::Query { at, message } => {
            Failure::Usage(format!("the expression cannot be read at character {}: {message}", at + 1))
        }
        tumblelog::Error::Invalid(invalid) => Failure::Usage(invalid.to_string()),
        other => other.into(),
    }
}

fn read_key(path: &Path) -> Result<PseudonymKey, Failure> {
    let unreadable =
        |e: std::io::Error| Failure::Usage(format!("the key {} cannot be read: {e}", path.display()));
    let mut bytes = Vec::new();
    File::open(path).map_err(unreadable)?.take(8192).read_to_end(&mut bytes).map_err(unreadable)?;
    // An editor ends a file with a line end, which is no part of a key.
    while bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        bytes.pop();
    }
    PseudonymKey::new(&bytes).map_err(|e| Failure::Usage(format!("{}: {e}", path.display())))
}

/// Where the two files go.
struct Target {
    data: PathBuf,
    manifest: PathBuf,
}

impl Target {
    fn of_path(path: &Path, extension: &str) -> Result<Self, Failure> {
        if path.is_dir() {
            return Ok(Self {
                data: path.join(format!("posts.{extension}")),
                manifest: path.join("manifest.json"),
            });
        }
        let Some(name) = path.file_name() else {
            return Err(Failure::Usage(format!("{} is no name of a file", path.display())));
        };
        let mut beside = name.to_os_string();
        beside.push(".manifest.json");
        Ok(Self { data: path.to_owned(), manifest: path.with_file_name(beside) })
    }

    fn file_name(&self) -> String {
        self.data.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Writes both under other names and gives them theirs when they are whole.
    async fn fill_files(self, site: &Site, asked: Export) -> Outcome {
        let folder = match self.data.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let fresh = || {
            // In the folder of the target, because a rename does not cross file systems.
            NamedTempFile::new_in(&folder)
                .map_err(|e| Failure::Usage(format!("nothing can be written in {}: {e}", folder.display())))
        };
        let out = BufWriter::new(fresh()?);
        let (out, manifest) = site.write_export(asked, out).await.map_err(refusal_failure)?;
        let data = out.into_inner().map_err(|e| e.into_error()).context("the data file")?;
        let mut beside = fresh()?;
        beside.write_all(&manifest.to_bytes()?)?;
        self.keep_files(data, beside)?;
        print_summary(&manifest, &self);
        Ok(())
    }

    fn keep_files(&self, data: NamedTempFile, manifest: NamedTempFile) -> Outcome {
        // The data goes first: a manifest must not describe a file that is not there.
        for (file, path) in [(data, &self.data), (manifest, &self.manifest)] {
            // Before the rename, so that a power cut leaves no empty file under the name.
            file.as_file().sync_all().with_context(|| path.display().to_string())?;
            readable_by_others(file.as_file())?;
            file.persist(path).with_context(|| path.display().to_string())?;
        }
        Ok(())
    }
}

/// Temporary files are for their owner alone; these two are for whoever may read the folder.
#[cfg(unix)]
fn readable_by_others(file: &File) -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.set_permissions(std::fs::Permissions::from_mode(0o644))?)
}

#[cfg(not(unix))]
fn readable_by_others(_: &File) -> Outcome {
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the summary is the command's result")]
fn print_summary(manifest: &Manifest, target: &Target) {
    let data = &manifest.data;
    println!("{} posts in {}, described in {}", data.posts, target.data.display(), target.manifest.display());
}
