//! Files made byte by byte, and a folder to take them into.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use tagstead_media::{Error, Limits, Look, MediaFiles, Stored, Upload};

pub struct World {
    dir: tempfile::TempDir,
    pub folder: MediaFiles,
}

impl World {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = MediaFiles::in_folder(dir.path().join("media"));
        Self { dir, folder }
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("media")
    }

    /// Takes bytes in, in pieces of uneven length.
    pub fn take(&self, bytes: &[u8]) -> Result<Upload, Error> {
        self.take_with(bytes, Limits::default(), Look::Whole)
    }

    pub fn take_with(&self, bytes: &[u8], limits: Limits, look: Look) -> Result<Upload, Error> {
        let mut intake = self.folder.begin_intake(limits)?;
        let mut rest = bytes;
        let mut size = 1;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(size.min(rest.len()));
            intake.push(piece)?;
            rest = after;
            size = size * 3 + 1;
        }
        intake.finish(look)
    }

    pub fn keep(&self, bytes: &[u8]) -> Stored {
        self.take(bytes).unwrap().keep().unwrap()
    }

    pub fn refusal(&self, bytes: &[u8]) -> String {
        match self.take(bytes) {
            Ok(upload) => panic!("taken: {:?}", upload.stored()),
            Err(Error::Io(error)) => panic!("{error}"),
            Err(error) => error.to_string(),
        }
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        let length = self.folder.stat_file(name).unwrap().unwrap().length;
        let mut bytes = Vec::new();
        self.folder.open_file(name, 0..length).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    }

    /// Every file in the folder, those that are not whole too.
    pub fn files(&self) -> Vec<String> {
        let mut names = Vec::new();
        walk(&self.path(), &mut names);
        names.sort();
        names
    }
}

fn walk(folder: &Path, names: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            walk(&entry.path(), names);
        } else {
            names.push(entry.file_name().into_string().unwrap());
        }
    }
}

/// Red at the left, blue at the right, brighter downwards.
pub fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let light = 80 + (y * 175 / height.max(1)) as u8;
        if x * 3 < width { Rgb([light, 20, 20]) } else { Rgb([20, 40, light]) }
    })
}

pub fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(picture(width, height), ImageFormat::Jpeg)
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(picture(width, height), ImageFormat::Png)
}

pub fn clear_png(width: u32, height: u32) -> Vec<u8> {
    let image =
        RgbaImage::from_fn(width, height, |x, _| Rgba([10, 200, 10, if x < width / 2 { 0 } else { 255 }]));
    encoded(image, ImageFormat::Png)
}

pub fn webp(width: u32, height: u32) -> Vec<u8> {
    encoded(picture(width, height), ImageFormat::WebP)
}

pub fn gif(frames: usize, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for n in 0..frames {
        let shade = 255 - 100 * u8::from(n > 0);
        let frame = RgbaImage::from_pixel(width, height, Rgba([shade, 0, 0, 255]));
        encoder.encode_frame(image::Frame::new(frame)).unwrap();
    }
    drop(encoder);
    bytes
}

/// EXIF with this orientation, a camera's name and a place on the globe.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x03".to_vec();
    tiff.extend(b"\x01\x0f\0\x02\0\0\0\x0c\0\0\0\x32"); // Make, at 50
    tiff.extend(b"\x01\x12\0\x03\0\0\0\x01\0");
    tiff.extend([orientation, 0, 0]);
    tiff.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x3e"); // GPS, at 62
    tiff.extend(b"\0\0\0\0");
    assert_eq!(tiff.len(), 50);
    tiff.extend(b"SecretCamera");
    tiff.extend(b"\0\x01\0\x02\0\x05\0\0\0\x03\0\0\0\x50\0\0\0\0"); // Latitude, at 80
    tiff.extend(b"GPSGPS40.1234567");
    tiff
}

pub fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], payload].concat()
}

/// A JPEG with everything a camera writes.
pub fn photo(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let plain = jpeg(width, height);
    let icc = [b"ICC_PROFILE\0\x01\x01".to_vec(), profile()].concat();
    [
        &plain[..2],
        &segment(0xe1, &[b"Exif\0\0".to_vec(), exif(orientation)].concat()),
        &segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>GPSLatitude</x:xmpmeta>"),
        &segment(0xed, b"Photoshop 3.0\0SecretCaption"),
        &segment(0xe2, &icc),
        &segment(0xe2, b"MPF\0SecretSecondPicture"),
        &segment(0xfe, b"SecretComment"),
        &plain[2..],
    ]
    .concat()
}

/// Enough of a colour profile to be known as one.
pub fn profile() -> Vec<u8> {
    let mut icc = vec![0; 128];
    icc[16..20].copy_from_slice(b"RGB ");
    icc.extend(b"ColourProfile");
    icc
}

pub fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(kind);
    hasher.update(data);
    [&u32::try_from(data.len()).unwrap().to_be_bytes(), &kind[..], data, &hasher.finalize().to_be_bytes()]
        .concat()
}

/// Puts chunks behind the header of a PNG.
pub fn with_chunks(png: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
    [&png[..33], &chunks.concat(), &png[33..]].concat()
}

pub fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

/// A box of MP4.
pub fn mp4_box(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len() + 8).unwrap().to_be_bytes(), &kind[..], body].concat()
}

fn track(handler: &[u8; 4], width: u32, height: u32) -> Vec<u8> {
    let mut tkhd = vec![0; 84];
    tkhd[40..44].copy_from_slice(&0x1_0000_u32.to_be_bytes());
    tkhd[76..80].copy_from_slice(&(width << 16).to_be_bytes());
    tkhd[80..84].copy_from_slice(&(height << 16).to_be_bytes());
    let hdlr = [&[0; 8], &handler[..], &[0; 13]].concat();
    let mdia = mp4_box(b"mdia", &mp4_box(b"hdlr", &hdlr));
    mp4_box(b"trak", &[mp4_box(b"tkhd", &tkhd), mdia].concat())
}

/// An MP4 of 90.5 seconds; what is given goes to the end of `moov`.
pub fn mp4(brand: &[u8; 4], picture: bool, extra: &[u8]) -> Vec<u8> {
    let mut mvhd = vec![0; 100];
    mvhd[12..16].copy_from_slice(&600_u32.to_be_bytes());
    mvhd[16..20].copy_from_slice(&54_300_u32.to_be_bytes());
    let mut moov = mp4_box(b"mvhd", &mvhd);
    if picture {
        moov.extend(track(b"vide", 640, 360));
    }
    moov.extend(track(b"soun", 0, 0));
    moov.extend(extra);
    let ftyp = mp4_box(b"ftyp", &[&brand[..], b"\0\0\0\0isom"].concat());
    [ftyp, mp4_box(b"moov", &moov), mp4_box(b"mdat", &[7; 500])].concat()
}

/// An element of WebM.
pub fn ebml(id: u32, body: &[u8]) -> Vec<u8> {
    let id: Vec<u8> = id.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    let size = (u64::try_from(body.len()).unwrap() | 1 << 56).to_be_bytes();
    [&id[..], &size, body].concat()
}

/// A WebM of 12.5 seconds.
pub fn webm(picture: bool) -> Vec<u8> {
    webm_of(picture, &[], &ebml(0x1F43_B675, &block()), &[])
}

/// A film in WebM with more tracks, these clusters, and what is given behind them.
pub fn webm_with(tracks: &[u8], clusters: &[u8], behind: &[u8]) -> Vec<u8> {
    webm_of(true, tracks, clusters, behind)
}

fn block() -> Vec<u8> {
    [ebml(0xE7, &[0]), ebml(0xA3, &[&[0x81, 0, 0, 0x80][..], &[0; 300]].concat())].concat()
}

fn webm_of(picture: bool, more: &[u8], clusters: &[u8], behind: &[u8]) -> Vec<u8> {
    let info = [ebml(0x002A_D7B1, &[0x0f, 0x42, 0x40]), ebml(0x4489, &12_500_f64.to_be_bytes())].concat();
    let video = ebml(0xE0, &[ebml(0xB0, &[2, 128]), ebml(0xBA, &[1, 104])].concat());
    let tracks = if picture {
        ebml(0xAE, &[ebml(0xD7, &[1]), ebml(0x83, &[1]), video].concat())
    } else {
        ebml(0xAE, &ebml(0x83, &[2]))
    };
    let tracks = [&tracks[..], more].concat();
    let segment = [&ebml(0x1549_A966, &info), &ebml(0x1654_AE6B, &tracks), clusters, behind].concat();
    [ebml(0x1A45_DFA3, &ebml(0x4282, b"webm")), ebml(0x1853_8067, &segment)].concat()
}

/// A second of silence, 8,000 samples of 8 bits.
pub fn wav() -> Vec<u8> {
    wav_with(&[], &[])
}

/// The same with more chunks, and something behind its end.
pub fn wav_with(chunks: &[u8], behind: &[u8]) -> Vec<u8> {
    let mut bytes = b"RIFF".to_vec();
    bytes.extend(u32::try_from(8036 + chunks.len()).unwrap().to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(8000_u32.to_le_bytes());
    bytes.extend(8000_u32.to_le_bytes());
    bytes.extend(b"\x01\0\x08\0data");
    bytes.extend(8000_u32.to_le_bytes());
    bytes.extend(vec![128; 8000]);
    bytes.extend(chunks);
    bytes.extend(behind);
    bytes
}

fn synchsafe(length: usize) -> [u8; 4] {
    [length >> 21, length >> 14, length >> 7, length].map(|n| (n & 0x7f) as u8)
}

/// A frame of ID3 of this version.
pub fn id3_frame(major: u8, kind: &[u8], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    match major {
        2 => [kind, &length[1..], body].concat(),
        3 => [kind, &length, &[0, 0], body].concat(),
        _ => [kind, &synchsafe(body.len()), &[0, 0], body].concat(),
    }
}

fn frame(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    id3_frame(3, kind, body)
}

/// A tag of ID3 of this version.
pub fn id3(major: u8, flags: u8, frames: &[u8]) -> Vec<u8> {
    [&b"ID3"[..], &[major, 0, flags], &synchsafe(frames.len()), frames].concat()
}

/// Silence of 200 frames at 128 kbit/s, about 5.2 seconds, between these tags.
pub fn mp3_with(before: &[u8], behind: &[u8]) -> Vec<u8> {
    let mut bytes = before.to_vec();
    for _ in 0..200 {
        bytes.extend([0xff, 0xfb, 0x90, 0x00]);
        bytes.extend(vec![0; 413]);
    }
    bytes.extend(behind);
    bytes
}

/// Silence of 200 frames at 128 kbit/s, about 5.2 seconds, with a title and a cover.
pub fn mp3() -> Vec<u8> {
    let text = |kind, words: &str| frame(kind, &[&[3], words.as_bytes()].concat());
    let cover = [&b"\x03image/png\0\x03\0"[..], &png(200, 200)].concat();
    let tags = [
        text(b"TIT2", "Istisu"),
        text(b"TPE1", "The Springs"),
        text(b"TALB", "Warm"),
        text(b"TRCK", "4"),
        frame(b"APIC", &cover),
    ];
    mp3_with(&id3(3, 0, &tags.concat()), &[])
}

pub fn ogg_page(serial: u32, flags: u8, granule: u64, sequence: u32, packet: &[u8]) -> Vec<u8> {
    let mut lacing = vec![255; packet.len() / 255];
    lacing.push((packet.len() % 255) as u8);
    let mut bytes = [
        &b"OggS\0"[..],
        &[flags],
        &granule.to_le_bytes(),
        &serial.to_le_bytes(),
        &sequence.to_le_bytes(),
        &[0; 4],
        &[lacing.len() as u8],
        &lacing,
        packet,
    ]
    .concat();
    let sum = bytes.iter().fold(0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            sum << 1 ^ if sum >> 31 == 1 { 0x04c1_1db7 } else { 0 }
        })
    });
    bytes[22..26].copy_from_slice(&sum.to_le_bytes());
    bytes
}

/// Three seconds of Opus.
pub fn opus() -> Vec<u8> {
    let head = b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0";
    let tags = b"OpusTags\x04\0\0\0test\x01\0\0\0\x0c\0\0\0TITLE=Spring";
    [ogg_page(9, 2, 0, 0, head), ogg_page(9, 0, 0, 1, tags), ogg_page(9, 4, 144_000, 2, &[0xfc; 600])]
        .concat()
}

/// Two seconds of FLAC, as far as its header tells.
pub fn flac() -> Vec<u8> {
    flac_with(&[], Vec::new())
}

/// The same with more blocks, and something behind its end.
pub fn flac_with(blocks: &[(u8, Vec<u8>)], behind: Vec<u8>) -> Vec<u8> {
    let mut info = vec![16, 0, 16, 0, 0, 0, 14, 0, 0, 14];
    // 44,100 Hz, two channels, 16 bits, 88,200 samples.
    info.extend((44_100_u64 << 44 | 1 << 41 | 15 << 36 | 88_200).to_be_bytes());
    info.extend([0; 16]);
    let block = |kind: u8, body: &[u8], last: bool| {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&[kind | if last { 0x80 } else { 0 }], &length[1..], body].concat()
    };
    let mut bytes = [&b"fLaC"[..], &block(0, &info, blocks.is_empty())].concat();
    for (n, (kind, body)) in blocks.iter().enumerate() {
        bytes.extend(block(*kind, body, n + 1 == blocks.len()));
    }
    bytes.extend(b"\xff\xf8\xc9\x18\0");
    bytes.extend([0; 100]);
    bytes.extend(behind);
    bytes
}
