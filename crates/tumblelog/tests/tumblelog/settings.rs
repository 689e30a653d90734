//! Settings of the site, and those of a blog, on every database.

use crate::common::{World, on_each, tumblelog};
use model::{BlogSettings, Schedule};
use std::time::Duration;
use tumblelog::account::{Adopt, NewAccount};
use tumblelog::settings::{
    FixedBy, FixedSettings, SETTINGS, SettingEdit, SettingKey, SettingOrigin, SettingValue, SiteSettings,
};
use tumblelog::{BlogLookup, Error, NewBlog, ScheduleChange, Site};

fn edit(key: SettingKey, text: &str) -> SettingEdit {
    SettingEdit { key, value: Some(key.setting().parse_value(text).unwrap()) }
}

async fn set(site: &Site, key: SettingKey, text: &str) -> usize {
    site.change_settings(vec![edit(key, text)], None).await.unwrap()
}

#[test]
fn a_change_counts_here_at_once_and_elsewhere_after_a_look() {
    on_each(async |world| {
        let (here, there) = (&world.site, world.another());
        assert_eq!(*here.settings(), SiteSettings::default());
        assert!(there.refresh_settings().await.unwrap(), "the first look reads");
        assert!(!there.refresh_settings().await.unwrap(), "nothing was changed");
        let edits = vec![edit(SettingKey::Title, "Arı"), edit(SettingKey::Crawling, "no")];
        assert_eq!(here.change_settings(edits.clone(), None).await.unwrap(), 2);
        assert_eq!((here.settings().title.as_str(), here.settings().crawling), ("Arı", false));
        assert_eq!(there.settings().title, "Tagstead");
        assert!(there.refresh_settings().await.unwrap());
        assert_eq!(*there.settings(), *here.settings(), "{}", world.label);
        assert_eq!(here.change_settings(edits, None).await.unwrap(), 0, "it is so already");
        assert!(!there.refresh_settings().await.unwrap(), "so there is nothing to take over");
        let reset = SettingEdit { key: SettingKey::Title, value: None };
        assert_eq!(there.change_settings(vec![reset], None).await.unwrap(), 1);
        assert!(here.refresh_settings().await.unwrap());
        assert_eq!((here.settings().title.as_str(), here.settings().crawling), ("Tagstead", false));
    });
}

#[test]
fn every_setting_is_kept_and_read_back_in_its_type() {
    on_each(async |world| {
        for (setting, text) in SETTINGS.iter().zip([
            "Arı & bal",
            "Bal haqqında",
            "ada@tags.example",
            "https://code.example/",
            "no",
            "7",
            "9",
            "0.75",
        ]) {
            assert_eq!(set(&world.site, setting.key, text).await, 1, "{}", setting.name);
        }
        let another = world.another();
        let states = another.list_settings().await.unwrap();
        assert!(states.iter().all(|state| state.origin == SettingOrigin::Database), "{states:?}");
        assert_eq!(*another.settings(), *world.site.settings(), "{}", world.label);
        assert_eq!(another.settings().session_limits.idle_days, 7);
        assert_eq!(another.settings().session_limits.lifetime_days, 9);
        assert_eq!(another.settings().join_above, Some(0.75));
        assert_eq!(another.settings().contact.as_deref(), Some("ada@tags.example"));
    });
}

#[test]
fn what_a_process_was_started_with_goes_before_and_is_not_changed() {
    on_each(async |world| {
        set(&world.site, SettingKey::Title, "Of the database").await;
        set(&world.site, SettingKey::Tagline, "Of the database too").await;
        let title = SettingValue::from("Of the file".to_owned());
        let fixed = FixedSettings::default().with_value(SettingKey::Title, title, FixedBy::File);
        let site = world.site.clone().with_fixed_settings(fixed);
        assert_eq!(site.settings().title, "Of the file", "also before anything was read");
        let states = site.list_settings().await.unwrap();
        assert_eq!(states[0].origin, SettingOrigin::Fixed(FixedBy::File));
        assert_eq!(site.settings().title, "Of the file");
        assert_eq!(site.settings().tagline, "Of the database too");
        let edits = vec![edit(SettingKey::Tagline, "x"), edit(SettingKey::Title, "y")];
        let refused = site.change_settings(edits, None).await.unwrap_err();
        let Error::Refused(why) = refused else { panic!("{refused}") };
        assert!(
            why.starts_with("title is fixed by “title” in the configuration file of this server"),
            "{why}"
        );
        world.site.refresh_settings().await.unwrap();
        assert_eq!(world.site.settings().tagline, "Of the database too", "all or nothing");
    });
}

#[test]
fn changes_are_remembered_with_who_and_when() {
    on_each(async |world| {
        let blog = NewBlog::with_name(crate::common::name("ada"));
        let new = NewAccount { name: blog.name.clone(), password: None, blog, adopt: Adopt::New };
        let ada = world.site.create_account(new).await.unwrap().0;
        set(&world.site, SettingKey::JoinAbove, "0.9").await;
        world.clock.advance(Duration::from_secs(60));
        let off = vec![edit(SettingKey::JoinAbove, "off")];
        world.site.change_settings(off, Some(ada.id)).await.unwrap();
        let told: Vec<String> = world
            .site
            .list_setting_changes(10)
            .await
            .unwrap()
            .iter()
            .map(|c| format!("{} {} {:?} {:?} {:?}", c.at.rfc3339(), c.name, c.old, c.new, c.by))
            .collect();
        assert_eq!(
            told,
            [
                "2026-11-22T12:01:00Z join-above Some(\"0.9\") Some(\"off\") Some(\"ada\")",
                "2026-11-22T12:00:00Z join-above None Some(\"0.9\") None",
            ],
            "{}",
            world.label
        );
        assert_eq!(world.site.list_setting_changes(1).await.unwrap().len(), 1);
    });
}

#[test]
fn changes_at_once_are_all_remembered() {
    on_each(async |world| {
        let (one, two) = (&world.site, world.another());
        for n in 0..10 {
            let (a, b) = (format!("a{n}"), format!("b{n}"));
            let (a, b) = tokio::join!(set(one, SettingKey::Title, &a), set(&two, SettingKey::Title, &b));
            assert_eq!((a, b), (1, 1), "{}", world.label);
        }
        let changes = one.list_setting_changes(100).await.unwrap();
        assert_eq!(changes.len(), 20);
        for pair in changes.windows(2) {
            assert_eq!(
                pair[0].old, pair[1].new,
                "{}: each begins where the one before it ended",
                world.label
            );
        }
        for site in [one, &two] {
            site.refresh_settings().await.unwrap();
            assert_eq!(Some(site.settings().title.clone()), changes[0].new, "{}", world.label);
        }
    });
}

#[test]
fn a_row_that_cannot_be_read_leaves_the_default() {
    on_each(async |world| {
        let rows = [("session-days", "many"), ("of-a-later-version", "x"), ("title", "Arı")];
        let store = world.store();
        let kept = store.write(move |tx| {
            rows.iter()
                .try_for_each(|(name, value)| store::site_settings::put_site_setting(tx, name, Some(value)))
        });
        kept.await.unwrap_or_else(|error: store::Error| panic!("{error}"));
        let settings = world.another();
        settings.refresh_settings().await.unwrap();
        assert_eq!(settings.settings().session_limits.lifetime_days, 180);
        assert_eq!(settings.settings().title, "Arı", "{}", world.label);
    });
}

async fn profile(world: &World) -> (String, String) {
    let named = BlogLookup::Name(crate::common::name("walks"));
    let blog = world.site.find_blog(named).await.unwrap().unwrap();
    (blog.title, blog.description)
}

#[test]
fn a_blog_is_described_and_its_queue_is_changed_in_part() {
    on_each(async |world| {
        let (site, blog) = (&world.site, world.blog("walks").await);
        site.set_blog_profile(&blog, "  Gəzinti ", "Springs\r\nand wells\n").await.unwrap();
        assert_eq!(profile(world).await, ("Gəzinti".into(), "Springs\nand wells".into()));
        site.set_blog_profile(&blog, "", "").await.unwrap();
        assert_eq!(profile(world).await, ("walks".into(), String::new()), "{}", world.label);
        let long = "ə".repeat(201);
        for (title, description) in [("a\nb", ""), (&*long, ""), ("a", "b\u{7}"), ("a", &*"x".repeat(5001))] {
            let refused = site.set_blog_profile(&blog, title, description).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        }
        let change = ScheduleChange { per_day: Some(6), paused: Some(true), ..ScheduleChange::default() };
        site.change_schedule(&blog, change).await.unwrap();
        let resumed = ScheduleChange { paused: Some(false), ..ScheduleChange::default() };
        let paused = Schedule { per_day: 6, paused: true, ..Schedule::default() };
        assert_eq!(site.read_schedule(&blog).await.unwrap(), paused);
        site.change_schedule(&blog, resumed).await.unwrap();
        assert_eq!(site.read_schedule(&blog).await.unwrap(), Schedule { paused: false, ..paused });
        let wrong = ScheduleChange { utc_offset: Some(900), ..ScheduleChange::default() };
        assert!(matches!(site.change_schedule(&blog, wrong).await, Err(Error::Invalid(_))));
        assert_eq!(site.blog_settings(&blog).await.unwrap(), BlogSettings::default());
    });
}
