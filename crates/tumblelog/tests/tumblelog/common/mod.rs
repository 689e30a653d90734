//! A site for one test, on each database.

pub mod corpus;
pub mod naive;
pub mod query;

use model::{BlogName, Time};
use npf::{Block, Document};
use std::sync::Arc;
use store::{DatabaseUrl, Store};
pub use tagstead_tumblelog as tumblelog;
use testkit::{Database, FakeClock, FakeSecrets};
use tumblelog::account::PasswordCost;
use tumblelog::view::{ListRequest, PostCard};
use tumblelog::{NewBlog, NewPost, Site};

pub struct World {
    pub site: Site,
    pub clock: Arc<FakeClock>,
    pub label: &'static str,
    _database: Database,
    pub media: tempfile::TempDir,
}

/// 2026-11-22T12:00:00Z.
pub const NOW: Time = Time(1_795_348_800_000);

/// A fresh site on every database there is.
pub fn worlds() -> Vec<World> {
    testkit::databases().into_iter().map(world).collect()
}

/// Runs a test on a fresh site on every database, all at the same time.
pub fn on_each(test: impl AsyncFn(&World) + Sync) {
    std::thread::scope(|scope| {
        for world in worlds() {
            let test = &test;
            scope.spawn(move || runtime().block_on(test(&world)));
        }
    });
}

fn world(database: Database) -> World {
    let url = DatabaseUrl::parse(&database.url).unwrap();
    let store = Store::open(&url, 2, [7; 16]).unwrap();
    let clock = Arc::new(FakeClock::at(NOW));
    let media = tempfile::tempdir().unwrap();
    let site = Site::new(store, clock.clone(), testkit::ids(), media.path().to_owned())
        .with_secrets(Arc::new(FakeSecrets::seeded(1)), PasswordCost::CHEAP);
    World { site, clock, label: database.label, _database: database, media }
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
}

pub fn name(text: &str) -> BlogName {
    BlogName::parse(text).unwrap()
}

impl World {
    /// The same site as another process sees it, with connections of its own.
    pub fn another(&self) -> Site {
        Site::new(self.store(), self.clock.clone(), model::IdSource::new(2), self.media.path().to_owned())
    }

    /// The database itself, for damage that no rule would do.
    pub fn store(&self) -> Store {
        Store::open(&DatabaseUrl::parse(&self._database.url).unwrap(), 2, [7; 16]).unwrap()
    }

    /// Where a kept file lies, as in every version before.
    pub fn media_file(&self, name: &str) -> std::path::PathBuf {
        self.media.path().join(&name[..2]).join(name)
    }

    pub async fn blog(&self, text: &str) -> BlogName {
        self.site.create_blog(NewBlog::with_name(name(text))).await.unwrap().name
    }

    pub async fn latest(&self, tag: &str) -> Vec<String> {
        let page =
            self.site.tag_page(tag, &ListRequest { limit: 50, ..ListRequest::default() }).await.unwrap();
        assert_eq!(page.list.total as usize, page.list.cards.len(), "count and list agree");
        page.list.cards.iter().map(first_text).collect()
    }
}

pub fn post(blog: &BlogName, text: &str, tags: &[&str]) -> NewPost {
    NewPost {
        tags: tags.iter().map(|t| (*t).to_owned()).collect(),
        ..NewPost::new(blog.clone(), Document::new(vec![Block::text(text)]))
    }
}

pub fn first_text(card: &PostCard) -> String {
    card.document.texts().next().unwrap_or_default().to_owned()
}

/// One text post of the Tumblr API, on a line.
pub fn intake_line(id: u64) -> String {
    format!(
        "{{\"type\":\"text\",\"blog_name\":\"walks\",\"id\":{id},\"timestamp\":{},\"tags\":[\"imported\",\"n{}\"],\
         \"body\":\"<p>Spring number {id}.</p>\",\"note_count\":{}}}\n",
        1_600_000_000 + id * 40_000,
        id % 7,
        id % 5
    )
}

/// The posts of a text in the Tumblr API's form; what is no post is left out.
pub fn posts_of(text: &str) -> Vec<intake::Incoming> {
    posts(intake::tumblr::read(text.as_bytes(), "posts.json"))
}

/// The posts among records.
pub fn posts(records: impl IntoIterator<Item = intake::Record>) -> Vec<intake::Incoming> {
    let post = |record| match record {
        intake::Record::Post(post) => Some(*post),
        intake::Record::Fault(_) => None,
    };
    records.into_iter().filter_map(post).collect()
}

/// A PNG of so many grey pixels, its data in stored blocks.
pub fn picture(width: u16, height: u16) -> Vec<u8> {
    let row = [&[0][..], &vec![120; usize::from(width)]].concat();
    let pixels = row.repeat(usize::from(height));
    let mut data = vec![0x78, 0x01];
    let blocks: Vec<&[u8]> = pixels.chunks(0xffff).collect();
    for (n, block) in blocks.iter().enumerate() {
        let length = u16::try_from(block.len()).unwrap();
        data.push(u8::from(n + 1 == blocks.len()));
        data.extend([length.to_le_bytes(), (!length).to_le_bytes()].concat());
        data.extend_from_slice(block);
    }
    let (a, b) = pixels.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    data.extend((b << 16 | a).to_be_bytes());
    let header =
        [&u32::from(width).to_be_bytes()[..], &u32::from(height).to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", &header), (b"IDAT", &data), (b"IEND", &Vec::new())] {
        let named = [&kind[..], data].concat();
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        png.extend(&named);
        png.extend(checksum(&named).to_be_bytes());
    }
    png
}

/// CRC-32, bit by bit.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| sum >> 1 ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}
