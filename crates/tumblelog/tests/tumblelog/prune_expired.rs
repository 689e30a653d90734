//! What is over leaves no rows behind, though nothing of its kind comes after it.

use crate::common::tumblelog::account::{Adopt, NewAccount, SignIn};
use crate::common::tumblelog::oauth::{NewClient, TokenRequest};
use crate::common::{World, name, on_each, post};
use model::{Scopes, Time};
use std::time::Duration;
use tagstead_tumblelog::NewBlog;

const PASSWORD: &str = "bal, çay və çörək";

async fn rows(world: &World) -> Vec<i64> {
    let count = async |sql: &'static str| {
        let count = world.store().read(move |tx| tx.query_opt(sql, &[], |row| row.int(0))).await;
        count.unwrap_or_else(|error: store::Error| panic!("{error}")).unwrap()
    };
    vec![
        count("SELECT count(*) FROM nonce").await,
        count("SELECT count(*) FROM session").await,
        count("SELECT count(*) FROM sign_in").await,
        count("SELECT count(*) FROM request_token").await,
        count("SELECT count(*) FROM token").await,
        count("SELECT count(*) FROM mute").await,
        count("SELECT count(*) FROM device").await,
        count("SELECT count(*) FROM event").await,
    ]
}

#[test]
fn what_is_over_is_forgotten() {
    on_each(async |world| {
        let site = &world.site;
        let new = NewAccount {
            name: name("ada"),
            password: Some(PASSWORD.into()),
            blog: NewBlog::with_name(name("ada")),
            adopt: Adopt::New,
        };
        let (ada, _) = site.create_account(new).await.unwrap();
        for password in [PASSWORD, "another, wrong"] {
            let attempt = SignIn {
                name: "ada".into(),
                password: password.into(),
                address: None,
                agent: String::new(),
                device: None,
            };
            site.sign_in(attempt).await.unwrap();
        }
        let client = NewClient { owner: ada.id, name: "app".into(), redirects: Vec::new(), public: false };
        let (client, secret) = site.create_client(client).await.unwrap();
        site.request_token(&client, None).await.unwrap();
        site.redeem_grant(&client.key, Some(&secret), TokenRequest::Client { scopes: Scopes::BASIC })
            .await
            .unwrap();
        site.give_token(client.id, ada.id).await.unwrap();
        site.remember_nonce([1; 32], Time(crate::common::NOW.0 + 300_000)).await.unwrap();
        let (muted, gone) = (post(&name("ada"), "a", &[]), post(&name("ada"), "b", &[]));
        let (muted, gone) = (site.publish_post(muted).await.unwrap(), site.publish_post(gone).await.unwrap());
        site.mute_post(&name("ada"), muted.id, 60).await.unwrap();
        site.mute_post(&name("ada"), gone.id, 0).await.unwrap();
        site.delete_post(gone.id).await.unwrap();
        assert_eq!(rows(world).await, [1, 1, 2, 1, 2, 1, 1, 3], "{}", world.label);

        let now = world.clock.advance(Duration::from_secs(30));
        assert_eq!(site.prune_expired(now).await.unwrap(), 0, "nothing is over yet");
        let now = world.clock.advance(Duration::from_secs(40 * 86_400));
        assert_eq!(site.prune_expired(now).await.unwrap(), 10, "{}", world.label);
        assert_eq!(rows(world).await, [0, 0, 0, 0, 1, 0, 1, 0], "a token of OAuth 1 does not end");
        let now = world.clock.advance(Duration::from_secs(400 * 86_400));
        assert_eq!(site.prune_expired(now).await.unwrap(), 1, "nobody has signed in from the device since");
        assert!(site.account_named("ada").await.unwrap().is_some());
    });
}
