//! Foreign players: from the address of a frame to the page it plays.

use crate::block::{Audio, Block, Link, Video};
use ::url::Url;

/// The block for a frame, with the address of the page a reader can visit; a link where the player is not known.
pub fn block_of_frame(src: &str, title: Option<&str>) -> Option<Block> {
    let src = super::element::read_link(src)?;
    let url = Url::parse(&src).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let title = title.map(str::trim).filter(|title| !title.is_empty()).map(str::to_owned);
    Some(match find_page(&url) {
        Some(Page { url, provider, sound: true }) => Block::Audio(Audio {
            url: Some(url),
            provider: Some(provider.to_owned()),
            title,
            ..Audio::default()
        }),
        Some(Page { url, provider, sound: false }) => Block::Video(Video {
            url: Some(url),
            provider: Some(provider.to_owned()),
            title,
            ..Video::default()
        }),
        None => Block::Link(Link { url: src, title, ..Link::default() }),
    })
}

struct Page {
    url: String,
    provider: &'static str,
    sound: bool,
}

fn find_page(url: &Url) -> Option<Page> {
    let host = crate::url::host(url.as_str())?;
    let path: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
    let film = |url: String, provider| Some(Page { url, provider, sound: false });
    let sound = |url: String, provider| Some(Page { url, provider, sound: true });
    match (host.as_str(), path.as_slice()) {
        ("youtube.com" | "youtube-nocookie.com" | "m.youtube.com", ["embed" | "v" | "shorts", id, ..])
        | ("youtu.be", [id]) => film(format!("https://www.youtube.com/watch?v={id}"), "youtube"),
        ("youtube.com" | "m.youtube.com", ["watch"]) => film(url.to_string(), "youtube"),
        ("player.vimeo.com", ["video", id, ..]) | ("vimeo.com", [id]) => {
            film(format!("https://vimeo.com/{id}"), "vimeo")
        }
        ("dailymotion.com", ["embed", "video", id, ..] | ["video", id]) => {
            film(format!("https://www.dailymotion.com/video/{id}"), "dailymotion")
        }
        ("tiktok.com", ["embed", .., id]) => film(format!("https://www.tiktok.com/embed/{id}"), "tiktok"),
        ("archive.org", ["embed" | "details", id, ..]) => {
            film(format!("https://archive.org/details/{id}"), "archive")
        }
        ("open.spotify.com", ["embed", kind, id, ..]) => {
            sound(format!("https://open.spotify.com/{kind}/{id}"), "spotify")
        }
        ("w.soundcloud.com", _) => {
            // The player names its track in a parameter, which anybody may set: it is checked like
            // any address.
            let track = url.query_pairs().find(|(name, _)| name == "url")?.1.into_owned();
            sound(crate::url::safe(&track)?, "soundcloud")
        }
        ("bandcamp.com", ["EmbeddedPlayer", ..]) => sound(url.to_string(), "bandcamp"),
        _ => None,
    }
}
