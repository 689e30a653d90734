//! API clients, OAuth 1.0a and OAuth 2 as rules, told on every database.

use crate::common::{World, name, on_each, tumblelog};
use model::{Account, Client, Scopes, Time};
use std::time::Duration;
use tumblelog::account::{Adopt, NewAccount};
use tumblelog::oauth::{Authorise, Denied, Issued, NewClient, OOB, TokenRequest};
use tumblelog::{Error, NewBlog};

const HOME: &str = "https://app.example/cb";

async fn account(world: &World, text: &str) -> Account {
    let (name, blog) = (name(text), NewBlog::with_name(name(text)));
    let new = NewAccount { name, password: None, blog, adopt: Adopt::New };
    world.site.create_account(new).await.unwrap().0
}

async fn client(world: &World, owner: &Account, redirects: &[&str]) -> (Client, String) {
    let redirects = redirects.iter().map(|text| (*text).to_owned()).collect();
    let new = NewClient { owner: owner.id, name: "Walks".into(), redirects, public: false };
    world.site.create_client(new).await.unwrap()
}

fn scopes(text: &str) -> Scopes {
    Scopes::parse(text).unwrap()
}

fn denied<T>(outcome: Result<T, Denied>, part: &str) {
    match outcome {
        Err(denied) => {
            assert!(denied.error_code().is_some() && denied.to_string().contains(part), "{denied}");
        }
        Ok(_) => panic!("“{part}” was expected and it was granted"),
    }
}

#[test]
fn clients_are_their_owners() {
    on_each(async |world| {
        let site = &world.site;
        let (ada, eve) = (account(world, "ada").await, account(world, "eve").await);
        let (walks, secret) = client(world, &ada, &[HOME, HOME]).await;
        assert_eq!((walks.redirects.len(), walks.key.len(), secret.len()), (1, 50, 50));
        assert_eq!(site.list_clients(ada.id).await.unwrap(), [(walks.clone(), secret)]);
        assert_eq!(site.client_of_key(&walks.key).await.unwrap().as_ref(), Some(&walks));
        assert!(matches!(site.remove_client(eve.id, walks.id).await, Err(Error::NotFound(_))));
        assert!(matches!(site.change_client(eve.id, walks.id, "Mine", &[]).await, Err(Error::NotFound(_))));
        assert!(site.change_client(ada.id, walks.id, "New", &["javascript:1".into()]).await.is_err());
        site.change_client(ada.id, walks.id, "New", &[]).await.unwrap();
        let token = site.give_token(walks.id, ada.id).await.unwrap();
        let signer = site.find_signer(&walks.key, Some(&token.token)).await.unwrap().unwrap();
        assert_eq!((signer.client.name.as_str(), signer.token.unwrap().secret), ("New", token.secret));
        site.remove_client(ada.id, walks.id).await.unwrap();
        assert!(site.find_signer(&walks.key, Some(&token.token)).await.unwrap().is_none());
        assert_eq!(site.list_grants(ada.id).await.unwrap(), []);
    });
}

#[test]
fn three_legs_give_a_token_once() {
    on_each(async |world| {
        let site = &world.site;
        let ada = account(world, "ada").await;
        let (walks, _) = client(world, &ada, &[HOME]).await;
        let (other, _) = client(world, &ada, &[]).await;
        denied(site.request_token(&walks, Some("https://app.example/cb2")).await, "registered");
        let asked = site.request_token(&walks, Some(HOME)).await.unwrap();
        let signer = site.temporary_signer(&walks.key, &asked.token).await.unwrap().unwrap();
        assert_eq!(signer.token_secret, Some(asked.secret.clone()));
        let foreign = site.temporary_signer(&other.key, &asked.token).await.unwrap().unwrap();
        assert_eq!(foreign.token_secret, None);

        denied(site.access_token(walks.id, &asked.token, "early").await, "consented");
        let (verifier, shown) = site.consent_request_token(&asked.token, ada.id).await.unwrap();
        assert_eq!((shown.callback.as_str(), shown.client.id), (HOME, walks.id));
        assert!(matches!(site.consent_request_token(&asked.token, ada.id).await, Err(Error::NotFound(_))));
        denied(site.access_token(walks.id, &asked.token, "wrong").await, "oauth_verifier");
        denied(site.access_token(other.id, &asked.token, &verifier).await, "unknown");
        let (token, account) = site.access_token(walks.id, &asked.token, &verifier).await.unwrap();
        assert_eq!(account, ada);
        denied(site.access_token(walks.id, &asked.token, &verifier).await, "unknown");

        let signer = site.find_signer(&walks.key, Some(&token.token)).await.unwrap().unwrap();
        assert_eq!(signer.token.unwrap().account.id, ada.id);
        let foreign = site.find_signer(&other.key, Some(&token.token)).await.unwrap().unwrap();
        assert!(foreign.token.is_none(), "a token is good for its own client alone");

        let grants = site.list_grants(ada.id).await.unwrap();
        assert!(grants.len() == 1 && grants[0].oauth1 && grants[0].until.is_none());
        let eve = crate::common::name("eve");
        assert!(site.account_named(eve.as_str()).await.unwrap().is_none());
        assert!(matches!(
            site.revoke_grant(model::AccountId(9), grants[0].family).await,
            Err(Error::NotFound(_))
        ));
        site.revoke_grant(ada.id, grants[0].family).await.unwrap();
        assert!(site.find_signer(&walks.key, Some(&token.token)).await.unwrap().unwrap().token.is_none());
    });
}

#[test]
fn request_tokens_expire_and_can_be_refused() {
    on_each(async |world| {
        let site = &world.site;
        let ada = account(world, "ada").await;
        let (walks, _) = client(world, &ada, &[]).await;
        let late = site.request_token(&walks, None).await.unwrap();
        assert_eq!(site.find_request_token(&late.token).await.unwrap().unwrap().callback, OOB);
        let (verifier, _) = site.consent_request_token(&late.token, ada.id).await.unwrap();
        assert_eq!(verifier.len(), 12, "short enough to be carried over");
        let no = site.request_token(&walks, Some("oob")).await.unwrap();
        site.refuse_request_token(&no.token).await.unwrap();
        assert!(site.find_request_token(&no.token).await.unwrap().is_none());
        world.clock.advance(Duration::from_secs(15 * 60));
        denied(site.access_token(walks.id, &late.token, &verifier).await, "expired");
    });
}

struct App<'a> {
    world: &'a World,
    client: Client,
    secret: String,
    ada: Account,
}

impl App<'_> {
    async fn code(&self, scope: &str, redirect: Option<&str>, challenge: Option<&str>) -> String {
        let consent = Authorise {
            client: self.client.clone(),
            account: self.ada.id,
            scopes: scopes(scope),
            redirect: redirect.map(str::to_owned),
            challenge: challenge.map(str::to_owned),
        };
        self.world.site.issue_code(consent).await.unwrap()
    }

    async fn exchange(
        &self,
        code: &str,
        redirect: Option<&str>,
        verifier: Option<&str>,
    ) -> Result<Issued, Denied> {
        let [redirect, verifier] = [redirect, verifier].map(|text| text.map(str::to_owned));
        self.ask(TokenRequest::Code { code: code.into(), redirect, verifier }).await
    }

    async fn refresh(&self, token: &str, asked: Option<&str>) -> Result<Issued, Denied> {
        self.ask(TokenRequest::Refresh { token: token.into(), scopes: asked.map(scopes) }).await
    }

    async fn ask(&self, request: TokenRequest) -> Result<Issued, Denied> {
        self.world.site.redeem_grant(&self.client.key, Some(&self.secret), request).await
    }

    async fn good(&self, access: &str) -> bool {
        let bearer = self.world.site.find_bearer(access).await.unwrap();
        bearer.is_some_and(|bearer| bearer.token.expires > Some(self.world.clock_now()))
    }
}

impl World {
    fn clock_now(&self) -> Time {
        model::Clock::now(&*self.clock)
    }
}

async fn app(world: &World) -> App<'_> {
    let ada = account(world, "ada").await;
    let (client, secret) = client(world, &ada, &[HOME, "https://app.example/2"]).await;
    App { world, client, secret, ada }
}

#[test]
fn a_code_is_good_once_for_its_client_and_with_what_it_was_asked_for() {
    // RFC 7636, appendix B.
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    on_each(async |world| {
        let app = app(world).await;
        let code = app.code("write", Some(HOME), Some(CHALLENGE)).await;
        denied(app.exchange(&code, None, Some(VERIFIER)).await, "redirect_uri is missing");
        denied(app.exchange(&code, Some("https://app.example/2"), Some(VERIFIER)).await, "redirect_uri");
        denied(app.exchange(&code, Some(HOME), None).await, "code_verifier is missing");
        denied(app.exchange(&code, Some(HOME), Some("x")).await, "code_verifier is not");
        let wrong = world.site.redeem_grant(
            &app.client.key,
            Some("x"),
            TokenRequest::Client { scopes: Scopes::BASIC },
        );
        denied(wrong.await, "client_secret");
        let issued = app.exchange(&code, Some(HOME), Some(VERIFIER)).await.unwrap();
        assert_eq!((issued.refresh.is_none(), issued.scopes), (true, scopes("write")));
        let bearer = world.site.find_bearer(&issued.access).await.unwrap().unwrap();
        assert_eq!(bearer.account.unwrap().id, app.ada.id);
        denied(app.exchange(&code, Some(HOME), Some(VERIFIER)).await, "used before");
        assert!(!app.good(&issued.access).await, "what came from it is revoked: {}", world.label);

        let plain = app.code("basic", Some(HOME), None).await;
        denied(app.exchange(&plain, Some(HOME), Some(VERIFIER)).await, "without a code_challenge");
        world.clock.advance(Duration::from_secs(600));
        denied(app.exchange(&plain, Some(HOME), None).await, "expired");
    });
}

#[test]
fn refresh_tokens_rotate_and_a_stolen_one_ends_all() {
    on_each(async |world| {
        let app = app(world).await;
        let code = app.code("basic write offline_access", Some(HOME), None).await;
        let first = app.exchange(&code, Some(HOME), None).await.unwrap();
        let old = first.refresh.unwrap();
        world.clock.advance(Duration::from_secs(2520));
        assert!(!app.good(&first.access).await, "an access token expires");
        let second = app.refresh(&old, Some("basic")).await.unwrap();
        assert_eq!(second.scopes, Scopes::BASIC);
        let second = app.refresh(second.refresh.as_deref().unwrap(), None).await.unwrap();
        assert_eq!(second.scopes, Scopes::ALL, "asking for less holds for one access token");
        let grants = world.site.list_grants(app.ada.id).await.unwrap();
        assert!(grants.len() == 1 && grants[0].scopes == Scopes::ALL && !grants[0].oauth1);

        denied(app.refresh(&old, None).await, "used before");
        assert!(!app.good(&second.access).await);
        denied(app.refresh(second.refresh.as_deref().unwrap(), None).await, "unknown or revoked");
        assert_eq!(world.site.list_grants(app.ada.id).await.unwrap(), []);

        let code = app.code("basic offline_access", Some(HOME), None).await;
        let small = app.exchange(&code, Some(HOME), None).await.unwrap();
        denied(app.refresh(small.refresh.as_deref().unwrap(), Some("write")).await, "consented to");
        world.clock.advance(Duration::from_secs(180 * 86_400));
        denied(app.refresh(small.refresh.as_deref().unwrap(), None).await, "expired");
    });
}

#[test]
fn a_refresh_token_raced_for_is_won_by_nobody() {
    on_each(async |world| {
        let app = app(world).await;
        let code = app.code("basic offline_access", Some(HOME), None).await;
        let old = app.exchange(&code, Some(HOME), None).await.unwrap().refresh.unwrap();
        let (one, two) = tokio::join!(app.refresh(&old, None), app.refresh(&old, None));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{}", world.label);
        let winner = one.or(two).unwrap_or_else(|_| panic!("nobody won"));
        assert!(!app.good(&winner.access).await, "two had it, so neither keeps it");
    });
}

#[test]
fn a_client_has_a_token_in_nobodys_name_and_can_exchange_its_old_ones() {
    on_each(async |world| {
        let app = app(world).await;
        let own = app.ask(TokenRequest::Client { scopes: Scopes::BASIC }).await.unwrap();
        let bearer = world.site.find_bearer(&own.access).await.unwrap().unwrap();
        assert!(bearer.account.is_none() && own.refresh.is_none());
        denied(app.ask(TokenRequest::Client { scopes: scopes("write") }).await, "scope");

        let old = world.site.give_token(app.client.id, app.ada.id).await.unwrap();
        let issued = world.site.exchange_token(&old.token).await.unwrap();
        assert_eq!((issued.scopes.to_string().as_str(), issued.refresh.is_some()), ("basic write", true));
        assert!(
            world.site.find_signer(&app.client.key, Some(&old.token)).await.unwrap().unwrap().token.is_none()
        );
        denied(world.site.exchange_token(&old.token).await, "already");
        denied(world.site.exchange_token(&issued.access).await, "already");
    });
}

#[test]
fn a_nonce_is_new_once() {
    on_each(async |world| {
        let until = Time(world.clock_now().0 + 1000);
        assert!(world.site.remember_nonce([1; 32], until).await.unwrap());
        assert!(!world.site.remember_nonce([1; 32], until).await.unwrap());
        let both = (world.site.remember_nonce([0; 32], until), world.site.remember_nonce([0; 32], until));
        let (one, two) = tokio::join!(both.0, both.1);
        assert!(one.unwrap() != two.unwrap());
        world.clock.advance(Duration::from_secs(2));
        assert!(
            world.site.remember_nonce([0; 32], Time(until.0 + 9000)).await.unwrap(),
            "the old is forgotten"
        );
    });
}

#[test]
fn exchanged_refresh_tokens_do_not_pile_up() {
    on_each(async |world| {
        let app = app(world).await;
        let code = app.code("write offline_access", Some(HOME), None).await;
        let mut last = app.exchange(&code, Some(HOME), None).await.unwrap().refresh.unwrap();
        for _ in 0..20 {
            world.clock.advance(Duration::from_secs(10 * 86_400));
            last = app.refresh(&last, None).await.unwrap().refresh.unwrap();
        }
        let rows = "SELECT count(*) FROM token";
        let rows = world.store().read(move |tx| tx.query_opt(rows, &[], |row| row.int(0))).await;
        let rows = rows.unwrap_or_else(|error: store::Error| panic!("{error}")).unwrap();
        assert_eq!(rows, 5, "{}: three exchanged, one to go on with, one to ask with", world.label);
    });
}
