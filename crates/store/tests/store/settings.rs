//! Settings of the site and a blog's queue that is paused, on every database.

use crate::common::each;
use crate::common::store::site_settings::{self, SettingChangeRow};
use crate::common::store::{blogs, queued_posts};
use model::{AccountId, Blog, BlogId, BlogName, BlogUuid, Schedule, Time};

fn change(id: i64, old: Option<&str>, new: Option<&str>) -> SettingChangeRow {
    SettingChangeRow {
        id,
        name: "title".into(),
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
        account: (id == 2).then_some(AccountId(7)),
        at: Time(1_000 * id),
    }
}

#[test]
fn settings_and_their_changes_are_kept() {
    for open in each() {
        let told = open
            .write(|tx| {
                let mut told = format!("{} ", site_settings::read_settings_version(tx)?);
                site_settings::put_site_setting(tx, "title", Some("Arı & bal"))?;
                site_settings::put_site_setting(tx, "tagline", Some(""))?;
                for row in [change(1, None, Some("Arı & bal")), change(2, Some("Arı & bal"), None)] {
                    assert_eq!(tx.next_id("setting_change")?, row.id);
                    site_settings::insert_setting_change(tx, &row)?;
                }
                told += &format!("{:?} ", site_settings::list_site_settings(tx)?);
                site_settings::put_site_setting(tx, "title", None)?;
                told += &format!("{:?} ", site_settings::read_site_setting(tx, "title")?);
                told += &format!("{:?} ", site_settings::read_site_setting(tx, "tagline")?);
                told += &format!("{} ", site_settings::read_settings_version(tx)?);
                let changes = site_settings::list_setting_changes(tx, 10)?;
                assert_eq!(changes, [change(2, Some("Arı & bal"), None), change(1, None, Some("Arı & bal"))]);
                assert_eq!(site_settings::list_setting_changes(tx, 1)?, changes[..1]);
                Ok(told)
            })
            .unwrap();
        let expected = "0 [(\"tagline\", \"\"), (\"title\", \"Arı & bal\")] None Some(\"\") 2 ";
        assert_eq!(told, expected, "{}", open.label);
    }
}

#[test]
fn a_paused_queue_and_a_profile_are_kept() {
    for open in each() {
        let blog = Blog {
            id: BlogId(1),
            uuid: BlogUuid::from_bits(1),
            name: BlogName::parse("walks").unwrap(),
            title: "walks".into(),
            description: String::new(),
            robot: true,
            created: Time(5),
        };
        let expected = Blog { title: "Gəzinti".into(), description: "a\nb".into(), ..blog.clone() };
        let read = open.write(move |tx| {
            blogs::insert_blog(tx, &blog)?;
            let mut queue = queued_posts::lock_queue(tx, blog.id)?;
            assert_eq!(queue.schedule, Schedule::default());
            queue.schedule.paused = true;
            queued_posts::put_queue(tx, &queue)?;
            assert_eq!(queued_posts::read_queue(tx, blog.id)?, Some(queue));
            assert!(blogs::set_blog_profile(tx, blog.id, "Gəzinti", "a\nb")?);
            assert!(!blogs::set_blog_profile(tx, BlogId(2), "x", "")?);
            blogs::by_name(tx, "walks")
        });
        assert_eq!(read.unwrap(), Some(expected), "{}: the mark of a robot stays", open.label);
    }
}
