//! Every function for accounts and what they permit, told once on each database, with the same outcome.

use crate::common::each;
use crate::common::store::codes::Code;
use crate::common::store::devices;
use crate::common::store::devices::DeviceRow;
use crate::common::store::failed_sign_ins::Failures;
use crate::common::store::request_tokens::RequestToken;
use crate::common::store::sessions::SessionRow;
use crate::common::store::{
    Error, Result, Tx, account_blogs, accounts, blogs, clients, codes, failed_sign_ins, nonces,
    request_tokens, sessions, tokens,
};
use model::{
    Account, AccountId, Blog, BlogId, BlogName, BlogUuid, Client, ClientId, Scopes, Time, Token, TokenFamily,
    TokenKind,
};

const ADA: AccountId = AccountId(1);
const NOW: Time = Time(1_795_348_800_000);
const LATER: Time = Time(NOW.0 + 1000);

#[test]
fn accounts_and_what_they_permit() {
    for open in each() {
        for chapter in [people, browsers, known_devices, programs, permissions, on_the_way] {
            open.write(chapter).unwrap_or_else(|e| panic!("{}: {e}", open.label));
        }
        for taken in [twice_the_name, twice_the_blog] {
            let refused = open.write(taken);
            assert!(matches!(refused, Err(Error::Duplicate(_))), "{} {refused:?}", open.label);
        }
    }
}

fn account(id: i64, name: &str) -> Account {
    Account { id: AccountId(id), name: name.into(), blogs: Vec::new(), created: NOW, moderator: false }
}

fn people(tx: &mut Tx<'_>) -> Result<()> {
    for id in [3, 1, 2] {
        let blog = Blog {
            id: BlogId(id),
            uuid: BlogUuid::from_bits(id as u128),
            name: BlogName::parse(&format!("blog-{id}")).unwrap(),
            title: String::new(),
            description: String::new(),
            robot: false,
            created: NOW,
        };
        blogs::insert_blog(tx, &blog)?;
    }
    accounts::insert_account(tx, &account(1, "ada"), Some("$argon2id$…"))?;
    accounts::insert_account(tx, &account(2, "eve"), None)?;
    for blog in [3, 1] {
        account_blogs::give_blog(tx, ADA, BlogId(blog))?;
    }
    let ada = Account { blogs: vec![BlogId(3), BlogId(1)], ..account(1, "ada") };
    assert_eq!(accounts::by_name(tx, "ada")?.as_ref(), Some(&ada));
    assert_eq!(accounts::by_id(tx, ADA)?, Some(ada));
    assert_eq!((accounts::by_name(tx, "x")?, accounts::by_id(tx, AccountId(9))?), (None, None));
    assert_eq!(
        (account_blogs::read_blog_owner(tx, BlogId(1))?, account_blogs::read_blog_owner(tx, BlogId(2))?),
        (Some(ADA), None)
    );
    assert_eq!(accounts::read_password_hash(tx, ADA)?.as_deref(), Some("$argon2id$…"));
    assert_eq!(accounts::read_password_hash(tx, AccountId(2))?, None);
    assert!(
        accounts::set_password(tx, AccountId(2), "x")? && !accounts::set_password(tx, AccountId(9), "x")?
    );
    assert_eq!(accounts::read_password_hash(tx, AccountId(2))?.as_deref(), Some("x"));
    Ok(())
}

fn twice_the_name(tx: &mut Tx<'_>) -> Result<()> {
    accounts::insert_account(tx, &account(7, "ada"), None)
}

fn twice_the_blog(tx: &mut Tx<'_>) -> Result<()> {
    account_blogs::give_blog(tx, AccountId(2), BlogId(1))
}

fn browsers(tx: &mut Tx<'_>) -> Result<()> {
    let session = |id, expires| SessionRow { id, account: ADA, agent: "Çay".into(), created: NOW, expires };
    let (one, two) = (session(1, LATER), session(2, Time(LATER.0 + 1)));
    sessions::insert_session(tx, [1; 32], &one)?;
    sessions::insert_session(tx, [2; 32], &two)?;
    assert_eq!((sessions::by_hash(tx, [1; 32])?, sessions::by_hash(tx, [9; 32])?), (Some(one.clone()), None));
    assert_eq!(sessions::list_sessions(tx, ADA, NOW)?, [two.clone(), one]);
    assert_eq!(sessions::list_sessions(tx, ADA, LATER)?, [two]);
    assert_eq!(
        (sessions::prune_sessions(tx, LATER, Time(NOW.0 - 1))?, sessions::end_session(tx, AccountId(2), 2)?),
        (1, false)
    );
    sessions::insert_session(
        tx,
        [5; 32],
        &SessionRow { created: Time(NOW.0 - 1), ..session(5, Time(LATER.0 + 1)) },
    )?;
    assert_eq!(sessions::prune_sessions(tx, LATER, Time(NOW.0 - 1))?, 1, "the one that began too long ago");
    sessions::insert_session(tx, [3; 32], &session(3, Time(LATER.0 + 1)))?;
    assert_eq!((sessions::end_all(tx, ADA, 3)?, sessions::end_session(tx, ADA, 3)?), (1, true));

    sessions::insert_session(tx, [4; 32], &session(4, NOW))?;
    sessions::set_end(tx, [4; 32], LATER)?;
    assert_eq!(sessions::by_hash(tx, [4; 32])?.map(|session| session.expires), Some(LATER));
    assert!(sessions::end_session(tx, ADA, 4)?);

    let failures = Failures { count: 3, last: NOW, until: LATER };
    assert_eq!(failed_sign_ins::read_failures(tx, "account:ada")?, None);
    failed_sign_ins::ensure_failure_row(tx, "account:ada", NOW)?;
    failed_sign_ins::set_failures(tx, "account:ada", failures)?;
    failed_sign_ins::ensure_failure_row(tx, "account:ada", LATER)?;
    assert_eq!(failed_sign_ins::read_failures(tx, "account:ada")?, Some(failures));
    failed_sign_ins::forget_failures(tx, "account:ada")?;
    failed_sign_ins::ensure_failure_row(tx, "address:x", NOW)?;
    assert_eq!(
        (failed_sign_ins::prune_failures(tx, NOW)?, failed_sign_ins::prune_failures(tx, LATER)?),
        (0, 1)
    );
    Ok(())
}

fn known_devices(tx: &mut Tx<'_>) -> Result<()> {
    let eve = AccountId(2);
    let device = |account, id, session| DeviceRow { id, account, session, created: NOW, expires: LATER };
    devices::upsert(tx, [1; 32], &device(ADA, 1, 11))?;
    devices::upsert(tx, [1; 32], &device(eve, 2, 12))?;
    devices::upsert(tx, [2; 32], &device(ADA, 3, 13))?;
    let of = |tx: &mut Tx<'_>, hash, name, now| devices::id_for_name(tx, [hash; 32], name, now);
    assert_eq!(
        (of(tx, 1, "ada", NOW)?, of(tx, 1, "eve", NOW)?, of(tx, 2, "ada", NOW)?),
        (Some(1), Some(2), Some(3))
    );
    assert_eq!((of(tx, 2, "eve", NOW)?, of(tx, 9, "ada", NOW)?, of(tx, 1, "x", NOW)?), (None, None, None));
    assert_eq!((of(tx, 1, "ada", LATER)?, devices::count(tx, ADA, LATER)?), (None, 0), "expired");
    devices::upsert(tx, [1; 32], &DeviceRow { expires: Time(LATER.0 + 5), ..device(ADA, 4, 14) })?;
    assert_eq!((of(tx, 1, "ada", LATER)?, devices::count(tx, ADA, NOW)?), (Some(1), 2), "known already");
    assert_eq!(devices::replace_hash(tx, [1; 32], [3; 32])?, 2);
    assert_eq!(
        (of(tx, 1, "ada", NOW)?, of(tx, 3, "ada", NOW)?, of(tx, 3, "eve", NOW)?),
        (None, Some(1), Some(2))
    );
    assert_eq!((devices::forget_of_session(tx, ADA, 11)?, devices::forget_of_session(tx, ADA, 14)?), (0, 1));
    devices::upsert(tx, [4; 32], &device(ADA, 5, 15))?;
    assert_eq!((devices::forget_all(tx, ADA, 15)?, devices::count(tx, ADA, NOW)?), (1, 1));
    for id in 6..120 {
        devices::upsert(tx, [u8::try_from(id).unwrap(); 32], &device(ADA, id, id))?;
    }
    assert_eq!((devices::trim(tx, ADA)?, devices::count(tx, ADA, NOW)?), (15, 100));
    assert_eq!((devices::prune(tx, NOW)?, devices::prune(tx, LATER)?), (0, 101));
    Ok(())
}

fn client(id: i64) -> Client {
    Client {
        id: ClientId(id),
        owner: ADA,
        name: "Walks 🍯".into(),
        key: format!("key-{id}"),
        redirects: (0..id).map(|n| format!("https://app.example/{n}")).collect(),
        created: NOW,
        public: id == 2,
    }
}

fn programs(tx: &mut Tx<'_>) -> Result<()> {
    for id in [1, 2] {
        clients::insert_client(tx, &client(id), "secret")?;
    }
    clients::insert_client(tx, &Client { redirects: vec![], ..client(3) }, "other")?;
    assert_eq!((clients::by_key(tx, "key-2")?, clients::by_key(tx, "x")?), (Some(client(2)), None));
    assert_eq!(clients::list_clients(tx, ADA)?.len(), 3);
    assert_eq!(clients::by_ids(tx, &[1])?, [client(1)]);
    assert_eq!(
        (
            clients::read_client_secret(tx, ClientId(3))?.as_deref(),
            clients::read_client_secret(tx, ClientId(9))?
        ),
        (Some("other"), None)
    );
    let changed = Client { name: "New".into(), redirects: vec![], ..client(2) };
    assert!(clients::update_client(tx, &changed)? && !clients::update_client(tx, &client(9))?);
    assert_eq!(clients::by_ids(tx, &[2])?, [changed]);
    Ok(())
}

fn token(kind: TokenKind, family: i64, expires: Option<Time>) -> Token {
    let (client, account) = (ClientId(1), Some(ADA));
    let scopes = Scopes::from_bits(family % 8);
    Token { kind, family: TokenFamily(family), client, account, scopes, created: NOW, expires, used: false }
}

fn permissions(tx: &mut Tx<'_>) -> Result<()> {
    let signing = token(TokenKind::OAuth1, 1, None);
    let (access, refresh) =
        (token(TokenKind::Access, 2, Some(NOW)), token(TokenKind::Refresh, 2, Some(LATER)));
    let own = Token { account: None, ..token(TokenKind::Access, 3, Some(LATER)) };
    tokens::insert_token(tx, [1; 32], &signing, Some("secret"))?;
    for (hash, token) in [([2; 32], &access), ([3; 32], &refresh), ([4; 32], &own)] {
        tokens::insert_token(tx, hash, token, None)?;
    }
    assert_eq!(tokens::by_hash(tx, [1; 32])?, Some((signing.clone(), Some("secret".into()))));
    assert_eq!((tokens::by_hash(tx, [4; 32])?, tokens::by_hash(tx, [9; 32])?), (Some((own, None)), None));
    assert_eq!(tokens::list_tokens(tx, ADA, NOW)?, [refresh.clone(), signing]);
    assert!(tokens::mark_used(tx, [3; 32], NOW)? && !tokens::mark_used(tx, [3; 32], NOW)?);
    assert_eq!(tokens::by_hash(tx, [3; 32])?, Some((Token { used: true, ..refresh }, None)));
    assert_eq!(tokens::list_tokens(tx, ADA, NOW)?.len(), 1);
    assert_eq!((tokens::prune_tokens(tx, NOW)?, tokens::remove_family(tx, TokenFamily(2))?), (1, 1));
    assert!(
        !tokens::revoke_token_family(tx, AccountId(2), TokenFamily(1))?
            && tokens::revoke_token_family(tx, ADA, TokenFamily(1))?
    );
    assert!(tokens::remove_token(tx, [4; 32])? && !tokens::remove_token(tx, [4; 32])?);
    Ok(())
}

fn on_the_way(tx: &mut Tx<'_>) -> Result<()> {
    let request = RequestToken {
        client: ClientId(1),
        callback: "oob".into(),
        account: None,
        verifier: None,
        expires: LATER,
    };
    request_tokens::insert_request_token(tx, [1; 32], &request, "secret")?;
    assert_eq!(request_tokens::by_hash(tx, [1; 32])?, Some((request.clone(), "secret".into())));
    assert!(request_tokens::consent_request_token(tx, [1; 32], ADA, [8; 32])?);
    assert!(!request_tokens::consent_request_token(tx, [1; 32], AccountId(2), [9; 32])?);
    let consented = RequestToken { account: Some(ADA), verifier: Some([8; 32]), ..request.clone() };
    assert_eq!(request_tokens::by_hash(tx, [1; 32])?.unwrap().0, consented);
    assert!(
        request_tokens::remove_request_token(tx, [1; 32])?
            && !request_tokens::remove_request_token(tx, [1; 32])?
    );
    request_tokens::insert_request_token(tx, [2; 32], &request, "")?;
    assert_eq!(
        (request_tokens::prune_request_tokens(tx, NOW)?, request_tokens::prune_request_tokens(tx, LATER)?),
        (0, 1)
    );

    let code = Code {
        family: TokenFamily(9),
        client: ClientId(1),
        account: ADA,
        scopes: Scopes::ALL,
        redirect: "com.example.app:/cb".into(),
        redirect_named: true,
        challenge: Some("E9Melhoa".into()),
        expires: LATER,
    };
    codes::insert_code(tx, [1; 32], &code)?;
    codes::insert_code(tx, [2; 32], &Code { challenge: None, redirect_named: false, ..code.clone() })?;
    assert_eq!((codes::by_hash(tx, [1; 32])?, codes::by_hash(tx, [9; 32])?), (Some(code), None));
    assert!(codes::mark_used(tx, [1; 32], NOW)? && !codes::mark_used(tx, [1; 32], NOW)?);
    assert_eq!((codes::prune_codes(tx, NOW)?, codes::prune_codes(tx, LATER)?), (0, 2));

    assert!(nonces::remember_nonce(tx, [1; 32], LATER)? && !nonces::remember_nonce(tx, [1; 32], LATER)?);
    assert_eq!((nonces::prune_nonces(tx, NOW)?, nonces::prune_nonces(tx, LATER)?), (0, 1));

    tokens::insert_token(tx, [1; 32], &token(TokenKind::OAuth1, 1, None), Some("secret"))?;
    request_tokens::insert_request_token(tx, [1; 32], &request, "secret")?;
    clients::remove_client(tx, ClientId(1))?;
    assert_eq!((clients::by_key(tx, "key-1")?, tokens::by_hash(tx, [1; 32])?), (None, None));
    assert_eq!(request_tokens::by_hash(tx, [1; 32])?, None, "nothing stays of a removed client");
    Ok(())
}
