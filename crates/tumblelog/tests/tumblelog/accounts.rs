//! Accounts: making them, signing in, sessions. Told on every database.

use crate::common::{World, name, on_each, tumblelog};
use model::{Account, BlogUuid};
use std::time::Duration;
use tumblelog::account::{Adopt, AppAccess, NewAccount, NewSession, PasswordChange, SignIn, SignedIn};
use tumblelog::settings::{FixedBy, FixedSettings, SettingKey, SettingValue};
use tumblelog::{Error, NewBlog};

const PASSWORD: &str = "bal, çay və çörək";

fn new(account: &str, blog: &str) -> NewAccount {
    NewAccount {
        name: name(account),
        password: Some(PASSWORD.into()),
        blog: NewBlog::with_name(name(blog)),
        adopt: Adopt::New,
    }
}

async fn made(world: &World, account: &str) -> Account {
    world.site.create_account(new(account, account)).await.unwrap().0
}

async fn attempt(world: &World, account: &str, password: &str, address: &str) -> SignedIn {
    let attempt = SignIn {
        name: account.into(),
        password: password.into(),
        address: Some(address.parse().unwrap()),
        agent: "a browser\u{7}".into(),
        device: None,
    };
    world.site.sign_in(attempt).await.unwrap()
}

async fn signed_in(world: &World, account: &str, password: &str) -> NewSession {
    match attempt(world, account, password, "10.0.0.1").await {
        SignedIn::Yes(session, _) => session,
        SignedIn::No => panic!("refused"),
        SignedIn::Wait(seconds) => panic!("{seconds} s to wait"),
    }
}

fn message<T>(outcome: Result<T, Error>) -> String {
    match outcome {
        Err(Error::Invalid(invalid)) => invalid.0,
        Err(other) => panic!("another error: {other:?}"),
        Ok(_) => panic!("it was accepted"),
    }
}

#[test]
fn an_account_owns_its_blogs_and_nobody_elses() {
    on_each(async |world| {
        let site = &world.site;
        let loose = world.blog("imported").await;
        let ada = made(world, "ada").await;
        assert!(message(site.create_account(new("ada", "other")).await).contains("“ada” is taken"));
        assert!(message(site.create_account(new("eve", "ada")).await).contains("blog name “ada” is taken"));
        assert_eq!(site.account_named("eve").await.unwrap(), None, "nothing is left of a refused account");

        let taken = message(site.add_blog(ada.id, NewBlog::with_name(loose.clone()), Adopt::New).await);
        assert!(taken.contains("“imported” is taken"));
        site.add_blog(ada.id, NewBlog::with_name(loose.clone()), Adopt::Unowned).await.unwrap();
        let eve = NewAccount { blog: NewBlog::with_name(loose), adopt: Adopt::Unowned, ..new("eve", "x") };
        assert!(message(site.create_account(eve).await).contains("is taken"), "it has an owner now");

        let uuid = BlogUuid::parse("t:0aY0xL2Fi1OFJg4YxpmegQ").unwrap();
        let staff = NewBlog { uuid: Some(uuid.clone()), ..NewBlog::with_name(name("staff")) };
        let made = site.add_blog(ada.id, staff.clone(), Adopt::New).await.unwrap();
        assert_eq!(made.uuid, uuid);
        let twin = NewBlog { name: name("twin"), ..staff };
        assert!(message(site.add_blog(ada.id, twin, Adopt::New).await).contains("of the blog staff"));

        let names: Vec<_> =
            site.blogs_of(ada.id).await.unwrap().iter().map(|blog| blog.name.to_string()).collect();
        assert_eq!(names, ["ada", "imported", "staff"], "the primary blog is the first");
        let account = site.account_named(" ADA ").await.unwrap().unwrap();
        assert_eq!(account.primary(), Some(account.blogs[0]));
        assert!(account.owns(made.id) && site.owner_of(made.id).await.unwrap() == Some(ada.id));
    });
}

#[test]
fn a_session_goes_on_until_it_expires_or_is_ended() {
    on_each(async |world| {
        let site = &world.site;
        let ada = made(world, "ada").await;
        let (first, second) =
            (signed_in(world, "Ada", PASSWORD).await, signed_in(world, "ada", PASSWORD).await);
        let session = site.find_session(&first.secret).await.unwrap().unwrap();
        assert_eq!((session.account.id, site.find_session("x").await.unwrap()), (ada.id, None));
        let listed = site.list_sessions(ada.id).await.unwrap();
        assert_eq!((listed.len(), listed[0].agent.as_str()), (2, "a browser"));

        assert!(!site.end_session(model::AccountId(99), session.id).await.unwrap(), "not one's own");
        assert!(site.end_session(ada.id, session.id).await.unwrap());
        assert_eq!(site.find_session(&first.secret).await.unwrap(), None);

        let days = |days: i64| Duration::from_secs(u64::try_from(days * 86_400).unwrap());
        for _ in 0..6 {
            world.clock.advance(days(29));
            assert!(site.find_session(&second.secret).await.unwrap().is_some(), "it is used");
        }
        world.clock.advance(days(6) - Duration::from_millis(1));
        assert!(site.find_session(&second.secret).await.unwrap().is_some());
        world.clock.advance(Duration::from_millis(1));
        assert_eq!(site.find_session(&second.secret).await.unwrap(), None, "{}", world.label);
        assert_eq!(site.list_sessions(ada.id).await.unwrap(), []);

        let third = signed_in(world, "ada", PASSWORD).await;
        assert_eq!(
            site.end_sessions(ada.id, 0).await.unwrap(),
            1,
            "signed out everywhere; the old one is gone"
        );
        assert_eq!(site.find_session(&third.secret).await.unwrap(), None);
    });
}

#[test]
fn a_new_password_ends_the_other_sessions() {
    on_each(async |world| {
        let site = &world.site;
        let ada = made(world, "ada").await;
        let (here, there) =
            (signed_in(world, "ada", PASSWORD).await, signed_in(world, "ada", PASSWORD).await);
        let id = site.find_session(&here.secret).await.unwrap().unwrap().id;
        let change = async |old: &str, new: &str| {
            site.change_password(ada.id, old.into(), new, id, AppAccess::Keep).await
        };
        assert!(message(change(PASSWORD, "short").await).contains("at least 10"));
        assert_eq!(change("wrong", "long enough now").await.unwrap(), PasswordChange::WrongPassword);
        assert!(site.find_session(&there.secret).await.unwrap().is_some());
        assert_eq!(change(PASSWORD, "long enough now").await.unwrap(), PasswordChange::Done);
        assert!(site.find_session(&here.secret).await.unwrap().is_some());
        assert_eq!(site.find_session(&there.secret).await.unwrap(), None);
        assert!(matches!(attempt(world, "ada", PASSWORD, "10.0.0.9").await, SignedIn::No));
        signed_in(world, "ada", "long enough now").await;
        site.set_password(ada.id, "set by the operator", AppAccess::Keep).await.unwrap();
        assert_eq!(site.find_session(&here.secret).await.unwrap(), None);
    });
}

#[test]
fn guessing_is_slowed_by_name_and_by_address() {
    on_each(async |world| {
        made(world, "ada").await;
        for guess in 0..6 {
            assert!(matches!(attempt(world, "ada", "a guess", "10.0.1.1").await, SignedIn::No), "{guess}");
        }
        assert!(matches!(attempt(world, "ada", PASSWORD, "10.0.1.1").await, SignedIn::Wait(2)));
        signed_in(world, "ada", PASSWORD).await;
        for guess in 0..51 {
            let address = format!("10.0.2.{guess}");
            assert!(matches!(attempt(world, "ada", "a guess", &address).await, SignedIn::No), "{guess}");
        }
        let right = attempt(world, "ada", PASSWORD, "10.0.4.1").await;
        assert!(matches!(right, SignedIn::Wait(2)), "many addresses slow the name for those who are unknown");
        world.clock.advance(Duration::from_millis(2001));
        signed_in(world, "ada", PASSWORD).await;
        signed_in(world, "ada", PASSWORD).await;

        // One address that tries many names, which are not there.
        for guess in 0..21 {
            let outcome = attempt(world, &format!("name-{guess}"), "a guess", "10.0.3.1").await;
            assert!(matches!(outcome, SignedIn::No), "{guess} {}", world.label);
        }
        assert!(matches!(attempt(world, "another", "a guess", "10.0.3.1").await, SignedIn::Wait(2)));
        assert!(matches!(attempt(world, "ada", PASSWORD, "10.0.3.1").await, SignedIn::Wait(2)));
        signed_in(world, "ada", PASSWORD).await;
        world.clock.advance(Duration::from_secs(3601));
        assert!(matches!(attempt(world, "another", "a guess", "10.0.3.1").await, SignedIn::No), "forgotten");
        assert!(matches!(attempt(world, "not a name!", "a guess", "10.0.3.1").await, SignedIn::No));
    });
}

#[test]
fn guesses_of_the_same_moment_do_not_slip_through_together() {
    on_each(async |world| {
        made(world, "ada").await;
        let guesses: Vec<_> = (0..90)
            .map(|n| {
                let attempt = SignIn {
                    name: "ada".into(),
                    password: "a guess".into(),
                    address: Some(std::net::IpAddr::from([10, 1, 0, n])),
                    agent: String::new(),
                    device: None,
                };
                tokio::spawn({
                    let site = world.site.clone();
                    async move { site.sign_in(attempt).await.unwrap() }
                })
            })
            .collect();
        let mut looked_at = 0;
        for guess in guesses {
            looked_at += usize::from(matches!(guess.await.unwrap(), SignedIn::No));
        }
        assert_eq!(looked_at, 51, "{}", world.label);
    });
}

#[test]
fn a_session_is_no_way_to_guess_the_password_and_there_are_no_more_than_are_listed() {
    on_each(async |world| {
        let ada = made(world, "ada").await;
        let guess = async |old: &str| {
            world.site.change_password(ada.id, old.into(), "another, longer", 0, AppAccess::Keep).await
        };
        for _ in 0..6 {
            assert_eq!(guess("wrong").await.unwrap(), PasswordChange::WrongPassword, "{}", world.label);
        }
        assert_eq!(guess(PASSWORD).await.unwrap(), PasswordChange::Wait(2));
        world.clock.advance(Duration::from_secs(2));
        assert_eq!(guess(PASSWORD).await.unwrap(), PasswordChange::Done);
        for _ in 0..105 {
            world.clock.advance(Duration::from_secs(1));
            signed_in(world, "ada", "another, longer").await;
        }
        let listed = world.site.list_sessions(ada.id).await.unwrap();
        assert_eq!(listed.len(), 100);
        let rows = "SELECT count(*) FROM session";
        let rows = world.store().read(move |tx| tx.query_opt(rows, &[], |row| row.int(0))).await;
        assert_eq!(rows.unwrap_or_else(|error: store::Error| panic!("{error}")), Some(100));
    });
}

#[test]
fn other_limits_on_sessions_hold_from_their_next_use() {
    on_each(async |world| {
        let ada = made(world, "ada").await;
        let session = signed_in(world, "ada", PASSWORD).await;
        let fixed = FixedSettings::default()
            .with_value(SettingKey::SessionIdleDays, SettingValue::Number(1), FixedBy::Flag)
            .with_value(SettingKey::SessionDays, SettingValue::Number(3), FixedBy::Flag);
        let short = world.site.clone().with_fixed_settings(fixed);
        assert!(short.find_session(&session.secret).await.unwrap().is_some());
        let end = short.list_sessions(ada.id).await.unwrap()[0].expires;
        assert_eq!(end.0 - crate::common::NOW.0, 86_400_000, "{}", world.label);
        world.clock.advance(Duration::from_secs(86_400));
        assert_eq!(short.find_session(&session.secret).await.unwrap(), None);
        let second = signed_in(world, "ada", PASSWORD).await;
        world.clock.advance(Duration::from_secs(3 * 86_400));
        assert_eq!(short.find_session(&second.secret).await.unwrap(), None, "its lifetime is over");
        let third = signed_in(world, "ada", PASSWORD).await;
        world.clock.advance(Duration::from_secs(4 * 86_400));
        assert!(third.expires > model::Clock::now(&*world.clock), "by the limits it began under");
        assert_eq!(world.site.list_sessions(ada.id).await.unwrap().len(), 2, "it and the one before it");
        assert_eq!(short.list_sessions(ada.id).await.unwrap(), [], "what is refused is not listed");
        assert!(short.prune_expired(model::Clock::now(&*world.clock)).await.unwrap() > 0);
        assert_eq!(world.site.list_sessions(ada.id).await.unwrap(), [], "and is deleted");
    });
}
