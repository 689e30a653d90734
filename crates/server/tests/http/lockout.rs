//! Guessing at a name is limited, and does not lock its owner out.

use crate::browser::{Browser, PASSWORD, account};
use crate::world::{Answer, World};
use axum::http::{StatusCode, header};
use std::time::Duration;

const DEVICE: &str = "__Host-tagstead-device";
const LATER: Duration = Duration::from_secs(3601);

/// What a person can see of an answer to an attempt.
fn seen(answer: &Answer) -> (u16, String, String) {
    let words = answer.text().split("<form").next().unwrap().to_owned();
    (answer.status.as_u16(), answer.header(header::RETRY_AFTER).to_owned(), words)
}

/// Guesses at ada's password from many addresses, until the name is slowed for all who are unknown.
fn guess_from_everywhere(world: &World) {
    for n in 0..51 {
        let answer = Browser::at(world, &format!("192.0.2.{n}")).sign_in("ada", "a guess");
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{n}");
    }
    let stranger = Browser::at(world, "198.51.100.1").sign_in("ada", PASSWORD);
    assert_eq!(stranger.status, StatusCode::TOO_MANY_REQUESTS);
}

/// Signs out, by forgetting the session as a browser does that was closed.
fn forget_session(browser: &Browser<'_>) {
    browser.cookies.borrow_mut().remove("__Host-tagstead");
}

#[test]
fn one_address_that_guesses_at_a_name_slows_itself_alone() {
    for world in World::each() {
        account(&world, "ada");
        for address in ["203.0.113.9", "2001:db8::1"] {
            let guesser = Browser::at(&world, address);
            for _ in 0..6 {
                assert_eq!(guesser.sign_in("ada", "a guess").status, StatusCode::UNPROCESSABLE_ENTITY);
            }
            for _ in 0..30 {
                assert_eq!(guesser.sign_in("ada", "a guess").status, StatusCode::TOO_MANY_REQUESTS);
            }
        }
        let neighbour = Browser::at(&world, "2001:db8::2:3").sign_in("ada", PASSWORD);
        assert_eq!(neighbour.status, StatusCode::TOO_MANY_REQUESTS, "of the same /64");
        let owner = Browser::at(&world, "198.51.100.1").sign_in("ada", PASSWORD);
        assert_eq!(owner.status, StatusCode::SEE_OTHER, "an unknown browser elsewhere: {}", world.label);
    }
}

#[test]
fn a_known_browser_signs_in_while_everybody_guesses_at_the_name() {
    for world in World::each() {
        account(&world, "ada");
        let owner = Browser::at(&world, "198.51.100.7");
        owner.sign_in("ada", PASSWORD);
        owner.submit("/account", "/sign-out", &[]);
        assert!(owner.cookies.borrow().contains_key(DEVICE), "it is known after signing out");
        guess_from_everywhere(&world);
        assert_eq!(owner.sign_in("Ada", PASSWORD).status, StatusCode::SEE_OTHER, "{}", world.label);

        // Also where the guesses come from the owner's own address.
        world.clock.advance(LATER);
        forget_session(&owner);
        let beside = Browser::at(&world, "198.51.100.7");
        for _ in 0..30 {
            beside.sign_in("ada", "a guess");
            world.clock.advance(Duration::from_secs(1));
        }
        assert_eq!(beside.sign_in("ada", "a guess").status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(owner.sign_in("ada", PASSWORD).status, StatusCode::SEE_OTHER);
    }
}

#[test]
fn a_known_browser_has_few_guesses_of_its_own() {
    for world in World::each() {
        account(&world, "ada");
        let stolen = Browser::signed_in(&world, "ada");
        forget_session(&stolen);
        for _ in 0..6 {
            assert_eq!(stolen.sign_in("ada", "a guess").status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let slowed = stolen.sign_in("ada", PASSWORD);
        assert_eq!(
            (slowed.status, slowed.header(header::RETRY_AFTER)),
            (StatusCode::TOO_MANY_REQUESTS, "2"),
            "{}",
            world.label
        );
        let other = Browser::at(&world, "198.51.100.1").sign_in("ada", PASSWORD);
        assert_eq!(other.status, StatusCode::SEE_OTHER, "its guesses slow nobody else");
        world.clock.advance(Duration::from_secs(2));
        assert_eq!(stolen.sign_in("ada", PASSWORD).status, StatusCode::SEE_OTHER);
    }
}

#[test]
fn a_browser_is_known_to_its_own_accounts_alone_and_by_its_last_secret() {
    for world in World::each() {
        account(&world, "ada");
        account(&world, "eve");
        let (owner, guesser) = (Browser::at(&world, "198.51.100.7"), Browser::at(&world, "203.0.113.9"));
        owner.sign_in("ada", PASSWORD);
        let first = owner.cookies.borrow()[DEVICE].clone();
        forget_session(&owner);
        owner.sign_in("eve", PASSWORD);
        let second = owner.cookies.borrow()[DEVICE].clone();
        assert_ne!(first, second);
        guesser.sign_in("eve", PASSWORD);
        guess_from_everywhere(&world);
        let try_with = |device: &str| {
            let browser = Browser::at(&world, "198.51.100.8");
            browser.cookies.borrow_mut().insert(DEVICE.into(), device.to_owned());
            browser.sign_in("ada", PASSWORD).status
        };
        let of_another = guesser.cookies.borrow()[DEVICE].clone();
        for unknown in ["x", first.as_str(), of_another.as_str()] {
            assert_eq!(try_with(unknown), StatusCode::TOO_MANY_REQUESTS, "{}", world.label);
        }
        assert_eq!(try_with(&second), StatusCode::SEE_OTHER, "both accounts share the browser");
    }
}

#[test]
fn a_browser_is_forgotten_when_its_person_says_so() {
    for world in World::each() {
        account(&world, "ada");
        let new = "long enough now";
        for way in ["one session", "all others", "password"] {
            let (here, there) = (Browser::at(&world, "10.0.0.1"), Browser::at(&world, "10.0.0.2"));
            here.sign_in("ada", PASSWORD);
            there.sign_in("ada", PASSWORD);
            assert!(here.get("/account").text().contains("browsers are remembered"), "{way}");
            match way {
                "one session" => {
                    let page = here.get("/account").text();
                    let id = crate::world::between(&page, "name=\"session\" value=\"", "\"")[0].to_owned();
                    here.submit("/account", "/account/sessions", &[("session", &id)]);
                }
                "all others" => drop(here.submit("/account", "/account/sessions", &[])),
                _ => {
                    let form = [("old", PASSWORD), ("new", new)];
                    let changed = here.submit("/account", "/account/password", &form);
                    assert_eq!(changed.status, StatusCode::SEE_OTHER);
                }
            }
            guess_from_everywhere(&world);
            let right = if way == "password" { new } else { PASSWORD };
            assert_eq!(there.sign_in("ada", right).status, StatusCode::TOO_MANY_REQUESTS, "{way}");
            forget_session(&here);
            assert_eq!(here.sign_in("ada", right).status, StatusCode::SEE_OTHER, "{way}");
            world.clock.advance(LATER);
        }
    }
}

#[test]
fn a_browser_is_forgotten_after_400_days_and_only_its_hash_is_kept() {
    let world = World::new();
    account(&world, "ada");
    let owner = Browser::at(&world, "198.51.100.7");
    owner.sign_in("ada", PASSWORD);
    let secret = owner.cookies.borrow()[DEVICE].clone();
    let file = world.database_file();
    let holds = |name: &str| {
        let bytes = std::fs::read(format!("{file}{name}")).unwrap_or_default();
        bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
    };
    assert!(!holds("") && !holds("-wal"));
    world.clock.advance(Duration::from_secs(400 * 86_400));
    forget_session(&owner);
    guess_from_everywhere(&world);
    assert_eq!(owner.sign_in("ada", PASSWORD).status, StatusCode::TOO_MANY_REQUESTS);
}

#[test]
fn whether_a_name_exists_is_not_told() {
    for world in World::each() {
        account(&world, "ada");
        let known = Browser::at(&world, "198.51.100.7");
        known.sign_in("ada", PASSWORD);
        forget_session(&known);
        let (device, there, missing) = (known.cookies.borrow()[DEVICE].clone(), "ada", "nobody-of-this-name");
        // From one address each, and the same with the cookie of a browser that neither name knows.
        for cookie in [None, Some("A".repeat(43)), Some(device)] {
            let names = if cookie.as_ref().is_some_and(|text| !text.starts_with("AAA")) {
                // A device of ada's tells nothing of other names.
                ["nobody-else", missing]
            } else {
                [there, missing]
            };
            let attempts = |name: &str, address: &str| {
                let browser = Browser::at(&world, address);
                if let Some(cookie) = &cookie {
                    browser.cookies.borrow_mut().insert(DEVICE.into(), cookie.clone());
                }
                (0..9).map(|_| seen(&browser.sign_in(name, "a guess"))).collect::<Vec<_>>()
            };
            let (one, two) = (attempts(names[0], "192.0.2.1"), attempts(names[1], "192.0.2.2"));
            assert_eq!(one.iter().filter(|(status, ..)| *status == 429).count(), 3);
            let unnamed = |all: &[(u16, String, String)], name: &str| {
                all.iter()
                    .map(|(s, r, words)| (*s, r.clone(), words.replace(name, "NAME")))
                    .collect::<Vec<_>>()
            };
            assert_eq!(unnamed(&one, names[0]), unnamed(&two, names[1]), "{}", world.label);
            world.clock.advance(LATER);
        }
    }
}
