//! Hostile files: the process that takes them in stays small and goes on, whatever they do to the one that decodes.

use media::{Budget, Decoder, Error, Limits, Look, MediaFiles, Stored};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

/// The command itself decodes.
fn decoder() -> Decoder {
    Decoder::in_processes(PathBuf::from(env!("CARGO_BIN_EXE_tagstead")), vec!["decode-media".into()])
}

fn folder(decoder: Decoder) -> (TempDir, MediaFiles) {
    let dir = tempfile::tempdir().unwrap();
    let folder = MediaFiles::in_folder(dir.path().to_owned()).with_decoder(decoder);
    (dir, folder)
}

fn take(folder: &MediaFiles, bytes: &[u8], limits: Limits) -> Result<Stored, Error> {
    let mut intake = folder.begin_intake(limits)?;
    bytes.chunks(64 << 10).try_for_each(|piece| intake.push(piece))?;
    Ok(intake.finish(Look::Whole)?.stored().clone())
}

fn refusal(folder: &MediaFiles, bytes: &[u8], limits: Limits) -> String {
    match take(folder, bytes, limits) {
        Ok(stored) => panic!("taken: {stored:?}"),
        Err(Error::Io(error)) => panic!("{error}"),
        Err(error) => error.to_string(),
    }
}

/// Bytes this process held at most so far.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut hasher = flate2::Crc::new();
    hasher.update(kind);
    hasher.update(data);
    [&u32::try_from(data.len()).unwrap().to_be_bytes(), &kind[..], data, &hasher.sum().to_be_bytes()].concat()
}

/// So many zeros in zlib's form.
fn folded(zeros: usize) -> Vec<u8> {
    let mut to = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let piece = vec![0; 1 << 20];
    (0..zeros >> 20).for_each(|_| to.write_all(&piece).unwrap());
    to.write_all(&piece[..zeros & 0xf_ffff]).unwrap();
    to.finish().unwrap()
}

/// A PNG of this header with these chunks before its pixels.
fn png(side: u32, depth_and_colour: [u8; 2], before: &[Vec<u8>], pixels: &[u8]) -> Vec<u8> {
    let [depth, colour] = depth_and_colour;
    let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[depth, colour, 0, 0, 0]].concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        before.concat(),
        chunk(b"IDAT", pixels),
        chunk(b"IEND", &[]),
    ]
    .concat()
}

/// A grey PNG, black all over.
fn small_png(side: u32, before: &[Vec<u8>]) -> Vec<u8> {
    png(side, [8, 0], before, &folded((side as usize + 1) * side as usize))
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    [&[0xff, marker], &u16::try_from(body.len() + 2).unwrap().to_be_bytes()[..], body].concat()
}

/// A progressive JPEG whose scans, of forty bytes each, say nothing about all of its blocks.
fn scans(side: u16, count: usize) -> Vec<u8> {
    let blocks = u32::from(side / 8) * u32::from(side / 8);
    let sides = side.to_be_bytes();
    let one_code = |class: u8, symbol: u8| {
        let mut table = vec![class, 1];
        table.extend([0; 15]);
        table.push(symbol);
        segment(0xc4, &table)
    };
    // Every block continues a run of 32,767 empty ones: a bit for the code, 14 for its length.
    let mut bits = String::new();
    (0..blocks.div_ceil(32_767)).for_each(|_| bits.push_str("011111111111111"));
    let mut run = Vec::new();
    for byte in bits.as_bytes().chunks(8) {
        let byte = byte.iter().fold(0, |byte, bit| byte << 1 | (bit - b'0')) << (8 - byte.len());
        run.push(byte);
        if byte == 0xff {
            run.push(0);
        }
    }
    let scan = [segment(0xda, &[1, 1, 0, 1, 63, 0]), run].concat();
    [
        vec![0xff, 0xd8],
        segment(0xdb, &[&[0][..], &[1; 64]].concat()),
        segment(0xc2, &[8, sides[0], sides[1], sides[0], sides[1], 1, 1, 0x11, 0]),
        one_code(0, 0),
        one_code(0x10, 0xe0),
        segment(0xda, &[1, 1, 0, 0, 0, 0]),
        vec![0; blocks.div_ceil(8) as usize],
        scan.repeat(count),
        vec![0xff, 0xd9],
    ]
    .concat()
}

/// A WebP of so many pixels in thirty bytes: each code has one symbol, so a pixel takes no bits.
fn webp(side: u32) -> Vec<u8> {
    let mut bits = u128::from(side - 1) | u128::from(side - 1) << 14;
    // No alpha, version 0, no transform, no cache, one group of codes; then five codes of one symbol.
    (0..5).for_each(|code| bits |= 1 << (35 + code * 4));
    let body = [&[0x2f][..], &bits.to_le_bytes()].concat();
    let length = u32::try_from(body.len()).unwrap();
    [&b"RIFF"[..], &(length + 13).to_le_bytes(), b"WEBPVP8L", &length.to_le_bytes(), &body, &[0]].concat()
}

/// A GIF of huge frames of a few bytes each.
fn gif(side: u16, frames: usize) -> Vec<u8> {
    let sides = [side.to_le_bytes(), side.to_le_bytes()].concat();
    let frame = [&b"\x2c\0\0\0\0"[..], &sides, b"\0\x02\x02\x44\x01\0"].concat();
    [&b"GIF89a"[..], &sides, b"\x80\0\0\0\0\0\xff\xff\xff", &frame.repeat(frames), b";"].concat()
}

#[test]
fn bombs_are_refused_or_survived_in_little_memory() {
    let (_dir, folder) = folder(decoder());
    let limits = Limits::default();
    let bomb = folded(192 << 20);
    let before = peak();
    let profile = chunk(b"iCCP", &[&b"bomb\0\0"[..], &bomb].concat());
    let text = chunk(b"zTXt", &[&b"bomb\0\0"[..], &bomb].concat());
    let words = chunk(b"iTXt", &[&b"bomb\0\x01\0\0\0"[..], &bomb].concat());
    // What unfolds without end is left out; the picture is none the worse.
    let stored = take(&folder, &small_png(200, &[profile, text, words]), limits).unwrap();
    assert!(stored.bytes < 2_000 && stored.variants.len() == 2, "{stored:?}");
    // Pixels that go on and on behind the last: the decoder has what it needs.
    let _ = take(&folder, &png(200, [8, 0], &[], &bomb), limits);
    let huge = refusal(&folder, &png(16_384, [8, 2], &[], &bomb), limits);
    assert!(huge.contains("16384 × 16384 pixels"), "{huge}");
    let deep = refusal(&folder, &png(8_000, [16, 6], &[], &bomb), limits);
    assert!(deep.contains("memory") || deep.contains("broken"), "{deep}");
    let many = refusal(&folder, &scans(4096, 300), limits);
    assert!(many.contains("too many passes"), "{many}");
    let frames = take(&folder, &gif(6_000, 50_000), limits);
    assert!(frames.is_err() || frames.unwrap().animated);
    assert!(refusal(&folder, &gif(20_000, 3), limits).contains("pixels"));
    let _ = take(&folder, &webp(8_000), limits);
    let cut = small_png(300, &[]);
    (100..cut.len()).step_by(7).for_each(|at| drop(take(&folder, &cut[..at], limits)));
    let grown = peak() - before;
    assert!(grown < 64 << 20, "{} MB more than before", grown >> 20);
    assert!(take(&folder, &small_png(90, &[]), limits).is_ok(), "and the next picture is taken");
}

#[test]
fn a_sound_with_enormous_tags_is_refused() {
    let (_dir, folder) = folder(decoder());
    let tags = 30_usize << 20;
    let size = [tags >> 21, tags >> 14, tags >> 7, tags].map(|part| (part & 0x7f) as u8);
    let mut bytes = [&b"ID3\x03\0\0"[..], &size].concat();
    bytes.resize(bytes.len() + tags, 0);
    let frame = [&[0xff, 0xfb, 0x90, 0][..], &[0; 413]].concat();
    bytes.extend(frame.repeat(50));
    let told = refusal(&folder, &bytes, Limits::default());
    assert!(told.contains("more than 24 MB of tags"), "{told}");
}

#[test]
fn what_takes_too_long_is_ended_and_the_next_file_is_taken() {
    let (_dir, folder) = folder(decoder());
    let bomb = scans(8_000, 4_000);
    let limits = Limits { work: u64::MAX, time: Duration::from_secs(1), ..Limits::default() };
    let told = refusal(&folder, &bomb, limits);
    // The library has a limit of its own on scans; which of the two ends it depends on the machine.
    assert!(told.contains("takes more than 1 seconds") || told.contains("Too many scans"), "{told}");
    assert!(take(&folder, &small_png(90, &[]), limits).is_ok());
}

#[test]
fn a_decoder_that_dies_hangs_or_is_missing_is_told_apart() {
    let picture = small_png(90, &[]);
    let limits = Limits { time: Duration::from_millis(50), ..Limits::default() };
    let told = |program: &str, arguments: &[&str]| {
        let arguments = arguments.iter().map(|argument| (*argument).into()).collect();
        let (_dir, folder) = folder(Decoder::in_processes(PathBuf::from(program), arguments));
        take(&folder, &picture, limits).unwrap_err()
    };
    assert!(told("/bin/false", &[]).to_string().contains("more memory than is allowed"));
    assert!(told("/bin/sleep", &["60"]).to_string().contains("takes more than"));
    assert!(matches!(told("/nowhere/tagstead", &[]), Error::Io(_)));
}

#[test]
fn both_ways_of_decoding_find_the_same() {
    let ((_one, apart), (_two, within)) = (folder(decoder()), folder(Decoder::in_process()));
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/demo/media");
    let mut kinds = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(demo).unwrap().map(Result::unwrap) {
        let ending = entry.path().extension().unwrap().to_owned();
        let seen = kinds.entry(ending).or_insert(0);
        *seen += 1;
        if *seen > 2 {
            continue;
        }
        let bytes = std::fs::read(entry.path()).unwrap();
        let stored = take(&apart, &bytes, Limits::default()).unwrap();
        assert_eq!(stored, take(&within, &bytes, Limits::default()).unwrap(), "{}", entry.path().display());
    }
    assert!(kinds.len() > 2, "{kinds:?}");
}

#[test]
fn the_files_of_one_request_share_their_time() {
    // Within the process, where the first file is never late: any picture takes more than a microsecond.
    let (_dir, folder) = folder(Decoder::in_process());
    let budget = Budget::new(Duration::from_micros(1));
    let limits = Limits { time: Duration::from_secs(60), ..Limits::default() };
    let mut outcomes = Vec::new();
    for side in [90, 91] {
        let mut intake = folder.intake_within(limits, budget.clone()).unwrap();
        intake.push(&small_png(side, &[])).unwrap();
        outcomes.push(intake.finish(Look::Whole).map(|upload| upload.stored().width));
    }
    assert!(matches!(outcomes[0], Ok(Some(90))), "{outcomes:?}");
    let told = outcomes[1].as_ref().unwrap_err().to_string();
    assert!(told.contains("send fewer of them at once"), "{told}");
}
