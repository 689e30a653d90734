//! The moderators' queue of proposals.

use crate::browser::{Browser, account};
use crate::world::World;
use axum::http::{StatusCode, header};
use tumblelog::proposal::Round;

const PATH: &str = "/moderate/proposals";

fn proposed() -> World {
    let world = World::new();
    world.publish("walks", "Over the water.", &["stone bridge"], "2026-11-01");
    world.publish("walks", "Under it.", &["stonebridge"], "2026-11-02");
    world.publish("walks", "<b>Beside & it</b>", &["stone-bridge"], "2026-11-03");
    while world.wait(world.site.propose_next(false, None)).unwrap() != Round::default() {}
    world
}

fn moderator(world: &World) {
    let ada = account(world, "ada");
    world.wait(world.site.set_moderator(ada.id, true)).unwrap();
}

#[test]
fn the_queue_is_for_moderators() {
    let world = proposed();
    moderator(&world);
    account(&world, "bela");
    let stranger = Browser::new(&world).get(PATH);
    assert_eq!(
        (stranger.status, stranger.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/sign-in?to=/moderate/proposals")
    );
    let bela = Browser::signed_in(&world, "bela");
    assert_eq!(bela.get(PATH).status, StatusCode::FORBIDDEN);
    let form = [("id", "1"), ("decision", "refuse"), ("shown", "stone bridge\nstonebridge")];
    assert_eq!(bela.submit("/account", PATH, &form).status, StatusCode::FORBIDDEN);
    assert!(!bela.get("/account").text().contains(PATH));
    let ada = Browser::signed_in(&world, "ada");
    assert!(ada.get("/account").text().contains("Proposals (1)"));
    assert_eq!(ada.post(PATH, &form).status, StatusCode::FORBIDDEN, "without the token of a form");
    assert_eq!(world.wait(world.site.open_proposals()).unwrap(), 1);
}

#[test]
fn a_decision_leads_to_the_next_and_can_be_taken_back() {
    let world = proposed();
    moderator(&world);
    let ada = Browser::signed_in(&world, "ada");
    let page = ada.get(PATH);
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    assert!(text.contains("&lt;b&gt;Beside &amp; it") || text.contains("&#60;b&#62;Beside"), "{text}");
    for (form, status) in [
        (&[("id", "1"), ("decision", "burn")][..], StatusCode::UNPROCESSABLE_ENTITY),
        (
            &[("id", "1"), ("decision", "join"), ("shown", "stone bridge\nstonebridge")],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (&[("id", "77"), ("decision", "refuse")], StatusCode::CONFLICT),
        (&[("decision", "refuse")], StatusCode::CONFLICT),
        (&[("id", "1"), ("decision", "undo")], StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let refused = ada.submit(PATH, PATH, form);
        assert_eq!(refused.status, status, "{form:?}");
        assert!(refused.text().contains("role=\"alert\""));
    }
    let join = [
        ("id", "1"),
        ("decision", "join"),
        ("shown", "stone bridge\nstonebridge\nstone-bridge"),
        ("name", "0"),
        ("name", "1"),
        ("name", "99"),
    ];
    let joined = ada.submit(PATH, PATH, &join);
    assert_eq!(
        (joined.status, joined.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/moderate/proposals?done=1")
    );
    let next = ada.get("/moderate/proposals?done=1").text();
    assert!(next.contains("Grouped: stone bridge · stonebridge. Not grouped: stone-bridge"), "{next}");
    assert!(next.contains("No open proposals"));
    assert_eq!(ada.submit("/account", PATH, &join).status, StatusCode::CONFLICT, "decided already");
    let undone = ada.submit("/account", PATH, &[("id", "1"), ("decision", "undo")]);
    assert_eq!(undone.header(header::LOCATION), "/moderate/proposals?id=1&back=1");
    assert!(
        ada.get("/moderate/proposals?id=1&back=1").text().contains("Undone: the proposal is open again.")
    );
    assert_eq!(world.wait(world.site.open_proposals()).unwrap(), 1);
}
