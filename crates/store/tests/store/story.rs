//! Every function of the store, told once on each database, with the same outcome.

use crate::common::store::{
    Error, Result, Tx, actors, blogs, forward, imports, likes, notes, posts, table_sizes, tags,
};
use crate::common::{each, store};
use index::{BlockAt, BucketId, Facet, Index, Key, Position, Storage};
use model::{
    ActorName, Blog, BlogId, BlogName, BlogUuid, Lang, Note, NoteKind, Origin, Post, PostId, PostTag,
    PostType, Precision, Reblog, Robot, Source, State, TagId, TagOrigin, Time, TrailItem, Withheld,
};
use std::fmt::{Debug, Write};

fn blog(id: i64, name: &str) -> Blog {
    Blog {
        id: BlogId(id),
        uuid: BlogUuid::from_bits(id as u128),
        name: BlogName::parse(name).unwrap(),
        title: "Çay, «bal» & 🍯".into(),
        description: "a line\nand another".into(),
        robot: id == 2,
        created: Time(1_600_000_000_123),
    }
}

/// A post with something in every field.
fn full(id: i64, time: i64) -> Post {
    Post {
        id: PostId(id),
        blog: BlogId(1),
        kind: PostType::Quote,
        state: State::Unapproved,
        withheld: Some(Withheld::Legal),
        published: Time(time),
        precision: Precision::Month,
        lang: Some(Lang::parse("kat").unwrap()),
        content: "{\"content\":[{\"type\":\"text\",\"text\":\"Kəlbəcər \\u0000 «bal»\"}],\"layout\":[]}"
            .into(),
        trail: vec![TrailItem {
            blog: "gone blog".into(),
            uuid: Some(BlogUuid::from_bits(9)),
            post: Some(PostId(i64::MAX)),
            published: None,
            url: None,
            broken: true,
            content: "{}".into(),
        }],
        reblog: Some(Reblog {
            parent: PostId(3),
            parent_blog: "a".into(),
            root: PostId(4),
            root_blog: "b".into(),
        }),
        tags: vec![PostTag { name: "Kəlbəcər, 'x'".into(), origin: TagOrigin::Feed }],
        origin: Origin::Import,
        run: Some(model::RunId(3)),
        robot: Some(Robot::Link),
        source: Some(Source { url: "https://example.org/?a=1".into(), title: "t".into() }),
        place: "Kälbäjär".into(),
        lost_parent: true,
        edited: Some(Time(time + 7)),
        slug: "çay-və-bal".into(),
        notes: i64::MAX,
    }
}

/// The least a post can be.
fn bare(id: i64, time: i64) -> Post {
    Post {
        kind: PostType::Text,
        state: State::Published,
        withheld: None,
        precision: Precision::Exact,
        lang: None,
        content: "{}".into(),
        trail: vec![],
        reblog: None,
        lost_parent: false,
        edited: None,
        tags: vec![],
        origin: Origin::Person,
        run: None,
        robot: None,
        source: None,
        place: String::new(),
        slug: String::new(),
        notes: 0,
        ..full(id, time)
    }
}

fn note(kind: NoteKind, blog: &str, at: i64, text: &str) -> Note {
    Note { kind, actor: ActorName::parse(blog).unwrap(), at: Time(at), post: None, text: text.into() }
}

#[test]
fn both_databases_tell_the_same_story() {
    let mut told: Vec<(&str, String)> = Vec::new();
    for open in each() {
        let mut story = String::new();
        for chapter in [blogs_and_tags, posts_and_places, notes_and_imports, the_index] {
            story += &open.write(chapter).unwrap_or_else(|e| panic!("{}: {e}", open.label));
        }
        told.push((open.label, story));
    }
    for (label, story) in &told {
        assert_eq!(*story, told[0].1, "{label}");
    }
}

fn say(story: &mut String, what: &str, value: impl Debug) {
    let _ = writeln!(story, "{what}: {value:?}");
}

fn blogs_and_tags(tx: &mut Tx<'_>) -> Result<String> {
    let mut story = String::new();
    let (first, second) = (blog(1, "almanac"), blog(2, "robot"));
    assert_eq!((tx.next_id("actor")?, tx.next_ids("actor", 5)?, tx.next_id("actor")?), (1, 2, 7));
    blogs::insert_blog(tx, &first)?;
    blogs::insert_blog(tx, &second)?;
    assert_eq!(blogs::by_name(tx, "almanac")?.as_ref(), Some(&first));
    assert_eq!(blogs::by_uuid(tx, second.uuid.as_str())?.as_ref(), Some(&second));
    assert_eq!(blogs::by_name(tx, "nobody")?, None);
    let changed = Blog { title: "New".into(), robot: true, ..first };
    assert!(blogs::update_blog(tx, &changed)? && !blogs::update_blog(tx, &blog(77, "nobody"))?);
    let mut all = blogs::by_ids(tx, &[1, 2, 3])?;
    all.sort_by_key(|blog| blog.id);
    say(&mut story, "blogs", (all, blogs::count_blogs(tx)?));

    let names = [("çay", "Çay"), ("bal", "Bal"), ("çay", "ÇAY"), ("a'b\"c\\", "a'b\"c\\"), ("", "")];
    let names: Vec<(String, String)> = names.map(|(fold, name)| (fold.into(), name.into())).into();
    let ids = tags::intern_tags(tx, &names)?;
    assert_eq!(tags::intern_tags(tx, &names)?, ids);
    assert_eq!(tags::ids_of(tx, &names[..2])?.len(), 2);
    let row = tags::by_fold(tx, "çay")?.unwrap();
    assert_eq!((row.id, row.name.as_str()), (ids["çay"], "Çay"), "the spelling seen first is shown");
    assert_eq!(tags::by_fold(tx, "Çay")?, None);
    for fold in ["b", "ba", "Z", "яб", "ə", "zz", "ba d", "ba\u{10ffff}"] {
        tags::intern_tags(tx, &[(fold.to_owned(), fold.to_owned())])?;
    }
    let mut rows = tags::by_ids(tx, &ids.values().map(|id| id.0).collect::<Vec<_>>())?;
    rows.sort_by(|a, b| a.fold.cmp(&b.fold));
    let folds = |rows: Vec<tags::TagRow>| rows.into_iter().map(|row| row.fold).collect::<Vec<_>>();
    say(&mut story, "tags", folds(rows));
    for prefix in ["b", "ba", "", "я", "none"] {
        say(&mut story, prefix, folds(tags::with_prefix(tx, prefix, 4)?));
    }
    // More than any one list of values takes.
    let many: Vec<_> = (0..1300).map(|n| (format!("many {n}"), format!("Many {n}"))).collect();
    assert_eq!(tags::intern_tags(tx, &many)?.len(), 1300);
    assert_eq!(tags::ids_of(tx, &many)?.len(), 1300);
    Ok(story)
}

fn posts_and_places(tx: &mut Tx<'_>) -> Result<String> {
    let mut story = String::new();
    let place = |slot| Position::new(BucketId(900), slot);
    let (one, two) = (full(10, -5), bare(11, 1_700_000_000_000));
    posts::insert_posts(tx, &[(place(0), &one), (place(1), &two)])?;
    let many: Vec<Post> = (100..800).map(|id| bare(id, id)).collect();
    let rows: Vec<_> = (2..).zip(&many).map(|(slot, post)| (place(slot), post)).collect();
    posts::insert_posts(tx, &rows)?;
    assert_eq!(posts::by_id(tx, PostId(10))?.unwrap().post, one);
    assert_eq!(posts::by_id(tx, PostId(11))?.unwrap().post, two);
    assert_eq!(posts::by_id(tx, PostId(12))?, None);
    assert_eq!(
        (posts::find_position(tx, PostId(11))?, posts::find_position(tx, PostId(1))?),
        (Some(place(1)), None)
    );
    let mut found = posts::read_posts_at(tx, &[place(1), place(0), place(60_000)])?;
    found.sort_by_key(|placed| placed.position);
    say(&mut story, "two", found);
    let mut taken = posts::list_taken_ids(tx, &[10, 11, 12, 100, 900])?;
    taken.sort_unstable();
    say(&mut story, "taken", (taken, posts::read_posts_at(tx, &[])?.len(), posts::of_bucket(tx, 900)?.len()));
    let changed = Post { notes: 3, state: State::Published, withheld: None, lang: None, ..one };
    posts::update_post(tx, place(0), &changed)?;
    posts::set_notes(tx, place(1), 8)?;
    assert_eq!(posts::by_id(tx, PostId(10))?.unwrap().post, changed);
    assert_eq!(posts::by_id(tx, PostId(11))?.unwrap().post.notes, 8);
    assert!(matches!(posts::update_post(tx, place(1), &changed), Err(Error::Damaged(_))));
    forward::put_forward_rows(tx, &[(place(0), vec![TagId(1), TagId(1 << 50)]), (place(1), vec![])])?;
    forward::put_forward_rows(tx, &[(place(1), vec![TagId(9)])])?;
    let mut rows = tx.tags_of_posts(&[place(0), place(1), place(2)])?;
    rows.sort_unstable();
    say(&mut story, "forward", rows);
    posts::delete_post(tx, place(0), PostId(10))?;
    assert_eq!((posts::by_id(tx, PostId(10))?, tx.tags_of_posts(&[place(0)])?), (None, vec![]));
    let (rows, index) = table_sizes::read_table_sizes(tx)?;
    assert!(rows > 0 && index > 0);
    for (_, post) in posts::of_bucket(tx, 900)?.into_iter().map(|placed| (placed.position, placed.post)) {
        let at = posts::find_position(tx, post.id)?.unwrap();
        posts::delete_post(tx, at, post.id)?;
    }
    Ok(story)
}

fn notes_and_imports(tx: &mut Tx<'_>) -> Result<String> {
    let mut story = String::new();
    let root = PostId(5);
    let reblog = Note { post: Some(PostId(8)), ..note(NoteKind::Reblog, "b", 3, "") };
    let all = [note(NoteKind::Like, "a", 1, ""), note(NoteKind::Reply, "a", 2, "Çay 🍯?"), reblog];
    assert_eq!((notes::insert_notes(tx, root, &all)?, notes::insert_notes(tx, root, &all)?), (3, 0));
    let a = actors::intern_actor(tx, &ActorName::parse("a").unwrap())?;
    assert_eq!(likes::list_likes_among(tx, a, &[root.0])?.len(), 1);
    say(&mut story, "newest", (notes::list_newest_notes(tx, root, 2)?, notes::count_notes(tx, root)?));
    assert_eq!(likes::remove_like(tx, a, root)?, 1);
    assert_eq!(likes::remove_like(tx, a, root)?, 0);
    say(&mut story, "left", (notes::list_newest_notes(tx, root, 9)?, notes::count_notes(tx, PostId(6))?));

    let keys: Vec<_> = (0..600).map(|n| (format!("file:{n} 'ə'"), PostId(n))).collect();
    imports::remember_imported(tx, &keys)?;
    let asked = ["file:7 'ə'".to_owned(), "file:600 'ə'".to_owned()];
    say(&mut story, "known", imports::find_imported(tx, &asked)?);
    assert_eq!(imports::find_imported(tx, &[])?.len(), 0);
    Ok(story)
}

/// What the index asks of its storage and the functions above do not reach; lists of posts are in another test.
fn the_index(tx: &mut Tx<'_>) -> Result<String> {
    let mut story = String::new();
    let index = Index::with_capacity(8);
    let facet = Facet::Tag(TagId(1)).id(index::Class::Standing);
    let mut at = Vec::new();
    for n in 0..5 {
        let key = Key { time: n * 1000, id: n };
        let position = index.insert(tx, key, &[facet])?;
        posts::insert_posts(tx, &[(position, &bare(n, n * 1000))])?;
        at.push(position);
    }
    let mut marks = tx.tail()?;
    marks.sort_unstable();
    say(&mut story, "tail", (marks, tx.tail_rows(&at[..2])?.len(), tx.epoch()?));
    assert_eq!(index.compact_tail(tx)?, 5);
    say(&mut story, "folded", (tx.tail()?, tx.buckets()?, tx.totals(&[facet])?, tx.facets(facet, facet)?));
    let mut read = (tx.keys_of_posts(&at)?, tx.notes_of_posts(&at)?, tx.bucket_members(at[0].bucket())?);
    read.0.sort_unstable();
    read.1.sort_unstable();
    read.2.sort_unstable();
    say(&mut story, "read", read);
    let bucket = at[0].bucket();
    say(
        &mut story,
        "blocks",
        (tx.blocks(&BlockAt::every_pair(&[facet], &[bucket]))?, tx.cardinalities(&[facet])?),
    );
    say(
        &mut story,
        "times",
        (tx.slot_times(&[(bucket, 0), (bucket, 9)])?, tx.bucket_at(Key { time: -1, id: 0 })?),
    );
    let taken = (tx.take_slots(bucket, 2, 8)?, tx.take_slots(bucket, 2, 8)?, tx.take_slots(bucket, 1, 8)?);
    say(&mut story, "slots", taken);
    assert_eq!(
        tx.dialect() == store::dialect::Dialect::Sqlite,
        tx.explain("SELECT 1", &[])?.contains("CONSTANT")
    );
    Ok(story)
}
