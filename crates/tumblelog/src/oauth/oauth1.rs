//! OAuth 1.0a in three legs (RFC 5849, 2): a request token, a person's consent, a token.

use super::{Denied, redirect};
use crate::account::secret;
use crate::{Error, Result, Site};
use model::{Account, AccountId, Client, ClientId, Invalid, Scopes, Time, Token, TokenFamily, TokenKind};
use store::request_tokens::{self, RequestToken};
use store::{Tx, clients, tokens};

/// The callback of a client that cannot be called back: the person carries the verifier over.
pub const OOB: &str = "oob";
/// How long a request token is good for, in milliseconds.
const REQUEST: i64 = 15 * 60_000;
/// Length of a verifier that a person carries over: 71 bits, within a quarter of an hour and behind a signature.
const TYPED: usize = 12;

/// A token and its secret, known at this moment only.
#[derive(Clone)]
pub struct Credentials {
    /// `oauth_token`.
    pub token: String,
    /// `oauth_token_secret`.
    pub secret: String,
}

/// What a person is asked to consent to.
#[derive(Debug, Clone)]
pub struct Requested {
    /// Who asks.
    pub client: Client,
    /// Where the person goes after; [`OOB`] for nowhere.
    pub callback: String,
}

impl Site {
    /// Gives a client a request token. `callback` must be one it registered, or [`OOB`]; without one it is the only
    /// address the client registered, or [`OOB`] where there is none.
    ///
    /// # Errors
    /// [`Denied::Request`] for another callback.
    pub async fn request_token(
        &self,
        client: &Client,
        callback: Option<&str>,
    ) -> Result<Credentials, Denied> {
        let callback = match callback.filter(|text| !text.is_empty()) {
            Some(OOB) => OOB,
            None if client.redirects.is_empty() => OOB,
            asked => redirect::choose_redirect(&client.redirects, asked)
                .map_err(|Invalid(message)| Denied::Request(format!("oauth_callback: {message}")))?,
        };
        let made = Credentials { token: self.draw_secret()?, secret: self.draw_secret()? };
        let now = self.clock.now();
        let request = RequestToken {
            client: client.id,
            callback: callback.to_owned(),
            account: None,
            verifier: None,
            expires: Time(now.0 + REQUEST),
        };
        let (hash, token_secret) = (secret::hash_secret(&made.token), made.secret.clone());
        self.store
            .write(move |tx| {
                request_tokens::prune_request_tokens(tx, now)?;
                Ok::<_, Error>(request_tokens::insert_request_token(tx, hash, &request, &token_secret)?)
            })
            .await?;
        Ok(made)
    }

    /// What a request token asks for; `None` where there is none of this text, it has expired, or somebody has
    /// consented already.
    pub async fn find_request_token(&self, token: &str) -> Result<Option<Requested>> {
        let (hash, now) = (secret::hash_secret(token), self.clock.now());
        self.store.read(move |tx| read_request_token(tx, hash, now)).await
    }

    /// A person consents; gives the verifier, and what was consented to.
    ///
    /// # Errors
    /// [`Error::NotFound`] where [`Site::find_request_token`] gives nothing.
    pub async fn consent_request_token(
        &self,
        token: &str,
        account: AccountId,
    ) -> Result<(String, Requested)> {
        // Read before the transaction only for the callback, which never changes; it is checked
        // again below.
        let asked = self.find_request_token(token).await?.ok_or_else(token_expired)?;
        let verifier = match asked.callback.as_str() {
            // A person types this one, so it is short.
            OOB => secret::draw_text(&*self.secrets, TYPED)?,
            _ => self.draw_secret()?,
        };
        let (hash, kept, now) =
            (secret::hash_secret(token), secret::hash_secret(&verifier), self.clock.now());
        let asked = self
            .store
            .write(move |tx| {
                let asked = read_request_token(tx, hash, now)?.ok_or_else(token_expired)?;
                // The update holds only if nobody consented meanwhile: of two clicks, one verifier
                // is good.
                if !request_tokens::consent_request_token(tx, hash, account, kept)? {
                    return Err(token_expired());
                }
                Ok(asked)
            })
            .await?;
        Ok((verifier, asked))
    }

    /// A person refuses: the request token ends.
    ///
    /// # Errors
    /// [`Error::NotFound`] where [`Site::find_request_token`] gives nothing.
    pub async fn refuse_request_token(&self, token: &str) -> Result<Requested> {
        let (hash, now) = (secret::hash_secret(token), self.clock.now());
        self.store
            .write(move |tx| {
                let asked = read_request_token(tx, hash, now)?.ok_or_else(token_expired)?;
                request_tokens::remove_request_token(tx, hash)?;
                Ok(asked)
            })
            .await
    }

    /// Exchanges a request token that was consented to for a token, once.
    ///
    /// # Errors
    /// [`Denied::Grant`] when it is another client's, expired, not consented to, or the verifier is wrong.
    pub async fn access_token(
        &self,
        client: ClientId,
        token: &str,
        verifier: &str,
    ) -> Result<(Credentials, Account), Denied> {
        let made = Credentials { token: self.draw_secret()?, secret: self.draw_secret()? };
        let (hash, given, now) =
            (secret::hash_secret(token), secret::hash_secret(verifier), self.clock.now());
        let (new, new_secret) = (secret::hash_secret(&made.token), made.secret.clone());
        let account = self
            .store
            .write(move |tx| {
                let found = request_tokens::by_hash(tx, hash)?
                    .map(|(request, _)| request)
                    // Another client's token is answered like an unknown one.
                    .filter(|request| request.client == client && request.expires > now);
                let Some(request) = found else {
                    return Ok(Err("the request token is unknown or has expired"));
                };
                let Some((account, kept)) = request.account.zip(request.verifier) else {
                    return Ok(Err("nobody has consented to the request token yet"));
                };
                // Compared in constant time; the verifier is what binds the exchange to the
                // person's browser.
                if !secret::same_hash(&kept, &given) {
                    return Ok(Err("oauth_verifier is not the one of this request token"));
                }
                // The removal decides who was first: of two exchanges at once, only one deletes the
                // row.
                if !request_tokens::remove_request_token(tx, hash)? {
                    return Ok(Err("the request token has been exchanged already"));
                }
                keep_token(tx, new, &new_secret, client, account, now)?;
                Ok::<_, Error>(Ok(store::accounts::by_id(tx, account)?))
            })
            .await?;
        let account = account.map_err(|why| Denied::Grant(why.to_owned()))?;
        let account = account.ok_or_else(|| Denied::Grant("the account is no more".into()))?;
        Ok((made, account))
    }

    /// Gives a client an OAuth 1 token without asking, as whoever runs the site may.
    pub async fn give_token(&self, client: ClientId, account: AccountId) -> Result<Credentials> {
        let made = Credentials { token: self.draw_secret()?, secret: self.draw_secret()? };
        let (hash, token_secret, now) =
            (secret::hash_secret(&made.token), made.secret.clone(), self.clock.now());
        self.store.write(move |tx| keep_token(tx, hash, &token_secret, client, account, now)).await?;
        Ok(made)
    }
}

fn token_expired() -> Error {
    Error::NotFound("the request has expired or was answered already; begin again at the app".into())
}

fn read_request_token(tx: &mut Tx<'_>, hash: [u8; 32], now: Time) -> Result<Option<Requested>> {
    let found = request_tokens::by_hash(tx, hash)?
        .map(|(request, _)| request)
        .filter(|request| request.expires > now && request.account.is_none());
    let Some(request) = found else { return Ok(None) };
    let client = clients::by_ids(tx, &[request.client.0])?.pop();
    Ok(client.map(|client| Requested { client, callback: request.callback }))
}

/// OAuth 1 knows no scopes: a token may do all.
fn keep_token(
    tx: &mut Tx<'_>,
    hash: [u8; 32],
    secret: &str,
    client: ClientId,
    account: AccountId,
    now: Time,
) -> Result<()> {
    let token = Token {
        kind: TokenKind::OAuth1,
        family: TokenFamily(tx.next_id("token_family")?),
        client,
        account: Some(account),
        scopes: Scopes::ALL,
        created: now,
        expires: None,
        used: false,
    };
    Ok(tokens::insert_token(tx, hash, &token, Some(secret))?)
}
