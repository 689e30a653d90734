//! Containers of sound and film: their structure is walked, and what may tell where a recording was made is overwritten in
//! place, in each container's own kind of empty space. By what is known to be harmless and not by what is known to tell a
//! place: what a walk does not know goes. Samples stay where they are, so no table of offsets has to be written anew.
//! Own code and not a library's: those hold whole files in memory to write a tag.

pub(crate) mod flac;
pub(crate) mod id3;
mod id3_frame;
mod id3_tail;
pub(crate) mod iso;
mod iso_samples;
mod iso_tags;
pub(crate) mod ogg;
mod patch;
mod picture;
pub(crate) mod riff;
mod vorbis_comment;
pub(crate) mod webm;
mod webm_element;

pub(crate) use patch::Cleaning;

/// Bytes of tags that are read at once; covers are among them.
const TAGS: u64 = 24 << 20;
