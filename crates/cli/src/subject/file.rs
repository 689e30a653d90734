//! Subjects to a text and from one.

use crate::{Failure, Outcome};
use anyhow::Context;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use tumblelog::Actor;
use tumblelog::Site;
use tumblelog::subject::file;

/// How often the writing begins anew when somebody changes subjects meanwhile.
const TRIES: usize = 5;

/// Writes all subjects.
pub async fn export_subjects(site: &Site, path: Option<&Path>) -> Outcome {
    let text = write_whole(site).await?;
    match path {
        None => Ok(std::io::stdout().lock().write_all(text.as_bytes())?),
        Some(path) => {
            let mut out =
                BufWriter::new(File::create(path).map_err(|error| {
                    Failure::Usage(format!("{} cannot be written: {error}", path.display()))
                })?);
            out.write_all(text.as_bytes()).and_then(|()| out.flush()).context(path.display().to_string())?;
            Ok(())
        }
    }
}

async fn write_whole(site: &Site) -> Result<String, Failure> {
    for _ in 0..TRIES {
        let (mut text, mut place) = (String::new(), None);
        loop {
            let piece = match site.export_subjects(place).await {
                Ok(piece) => piece,
                // Subjects changed between two pieces, and a text must not mix two states.
                Err(tumblelog::Error::Busy) => break,
                Err(other) => return Err(other.into()),
            };
            text.push_str(&piece.text);
            match piece.next {
                Some(next) => place = Some((next, piece.state)),
                None => return Ok(text),
            }
        }
    }
    Err(Failure::Failed(anyhow::anyhow!("subjects change all the time; try again in a moment")))
}

/// Takes a file; tells what it joined.
#[expect(clippy::print_stdout, reason = "what was joined is the command's result")]
pub async fn import_subjects(site: &Site, path: &Path, by: &Actor) -> Outcome {
    let read = File::open(path).and_then(|file| {
        let mut bytes = Vec::new();
        // One byte more tells that it is too long, without reading it all.
        file.take(file::BYTES as u64 + 1).read_to_end(&mut bytes).map(|_| bytes)
    });
    let bytes = read.map_err(|error| super::unreadable_file(path, &error))?;
    let taken = site.import_subjects(&bytes, by).await.with_context(|| path.display().to_string())?;
    for names in &taken.joined {
        println!("joined {names}");
    }
    println!(
        "{} sets, {} parts of others, {} differences; {} links were there already",
        taken.joined.len(),
        taken.broader,
        taken.different,
        taken.known
    );
    if let Some(entry) = taken.entry {
        println!("entry {entry}");
    }
    Ok(())
}
