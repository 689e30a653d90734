//! OAuth 2: exchanging codes, refresh tokens and a client's own credentials for access tokens.

use super::Denied;
use super::issue::{For, Issued, NewTokens, issue_tokens};
use crate::account::secret;
use crate::{Error, Result, Site};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{Client, Scopes, Time, Token, TokenFamily, TokenKind};
use sha2::{Digest, Sha256};
use store::codes::{self, Code};
use store::{Tx, clients, tokens};

/// What a client exchanges.
#[derive(Clone)]
pub enum TokenRequest {
    /// `authorization_code`.
    Code {
        /// The code.
        code: String,
        /// `redirect_uri`, which must be there when it was there for the code.
        redirect: Option<String>,
        /// `code_verifier` of PKCE, which must be there when there was a challenge, and must not when there was none.
        verifier: Option<String>,
    },
    /// `refresh_token`.
    Refresh {
        /// The refresh token.
        token: String,
        /// Less than what was consented to, if that is asked.
        scopes: Option<Scopes>,
    },
    /// `client_credentials`: in nobody's name.
    Client {
        /// `basic` at most.
        scopes: Scopes,
    },
}

type Answer = Result<Result<Issued, Denied>>;

impl Site {
    /// Gives a client tokens. A code or refresh token that comes a second time ends everything that came from it. A
    /// public client has no secret to give.
    ///
    /// # Errors
    /// [`Denied`], told apart as RFC 6749 does.
    pub async fn redeem_grant(
        &self,
        key: &str,
        secret: Option<&str>,
        request: TokenRequest,
    ) -> Result<Issued, Denied> {
        let client = self.authenticate_client(key, secret).await?;
        let (fresh, now) = (self.draw_tokens()?, self.clock.now());
        // A refusal is an answer of the transaction and not its failure, because it may have revoked something.
        let answer = self
            .store
            .write(move |tx| match &request {
                TokenRequest::Code { code, redirect, verifier } => {
                    let given = Given { redirect: redirect.as_deref(), verifier: verifier.as_deref() };
                    of_code(tx, &client, secret::hash_secret(code), &given, &fresh, now)
                }
                TokenRequest::Refresh { token, scopes } => {
                    of_refresh(tx, &client, secret::hash_secret(token), *scopes, &fresh, now)
                }
                TokenRequest::Client { scopes } => of_client(tx, &client, *scopes, &fresh, now),
            })
            .await?;
        if matches!(answer, Err(Denied::Grant(_))) {
            tracing::debug!("a grant was refused");
        }
        answer
    }

    /// Exchanges an OAuth 1 token, which ends, for OAuth 2 tokens. `token` must have signed the request.
    ///
    /// # Errors
    /// [`Denied::Grant`] when the token has been exchanged or revoked meanwhile.
    pub async fn exchange_token(&self, text: &str) -> Result<Issued, Denied> {
        let (hash, fresh, now) = (secret::hash_secret(text), self.draw_tokens()?, self.clock.now());
        let gone = || Denied::Grant("the OAuth 1 token was exchanged or revoked already".into());
        self.store
            .write(move |tx| {
                let found = tokens::by_hash(tx, hash)?.filter(|(token, _)| token.kind == TokenKind::OAuth1);
                let Some((token, _)) = found else { return Ok(Err(gone())) };
                // Of two exchanges at once only one removes the row, and only that one gets tokens.
                if !tokens::remove_token(tx, hash)? {
                    return Ok(Err(gone()));
                }
                let scopes = Scopes { basic: true, write: true, offline_access: false };
                let to = For {
                    family: TokenFamily(tx.next_id("token_family")?),
                    client: token.client,
                    account: token.account,
                    scopes,
                    // The exchange is meant for good, so the client can go on with it.
                    refresh: Some(scopes),
                };
                Ok::<_, Error>(Ok(issue_tokens(tx, &fresh, to, now)?))
            })
            .await?
    }

    /// The client of a key, where the secret is right; a public one where none is given.
    async fn authenticate_client(&self, key: &str, given: Option<&str>) -> Result<Client, Denied> {
        let key = key.to_owned();
        let found = self
            .store
            .read(move |tx| {
                let Some(client) = clients::by_key(tx, &key)? else { return Ok(None) };
                let secret = clients::read_client_secret(tx, client.id)?;
                Ok::<_, Error>(secret.map(|secret| (client, secret)))
            })
            .await?;
        // Compared also where there is no such client, so that the time does not tell.
        let (client, secret) = found.map_or((None, String::new()), |(client, secret)| (Some(client), secret));
        let right = secret::secrets_equal(&secret, given.unwrap_or(""));
        match (client, given) {
            (Some(client), None) if client.public => Ok(client),
            (Some(client), Some(_)) if client.public => {
                Err(Denied::Client("this client is public and has no secret: leave client_secret out".into()))
            }
            (Some(client), Some(_)) if right => Ok(client),
            (_, None) => Err(Denied::Client("client_id is unknown, or its client_secret is missing".into())),
            _ => Err(Denied::Client("client_id is unknown or client_secret is wrong".into())),
        }
    }
}

/// What must agree with what was given when the code was asked for.
struct Given<'a> {
    redirect: Option<&'a str>,
    verifier: Option<&'a str>,
}

fn of_code(
    tx: &mut Tx<'_>,
    client: &Client,
    hash: [u8; 32],
    given: &Given<'_>,
    fresh: &NewTokens,
    now: Time,
) -> Answer {
    // A code of another client is answered like none; it must not be spent by whoever intercepted
    // it.
    let found = codes::by_hash(tx, hash)?.filter(|code| code.client == client.id && code.expires > now);
    let Some(code) = found else { return refuse_request("the code is unknown or has expired") };
    if client.public && code.challenge.is_none() {
        return refuse_request(super::NEEDS_PKCE);
    }
    if let Err(why) = check_code(&code, given) {
        return refuse_request(why);
    }
    // Last of the checks: a request with a wrong verifier must not use the code up for its owner.
    if !codes::mark_used(tx, hash, now)? {
        tokens::remove_family(tx, code.family)?;
        return refuse_request("the code was used before; everything that came from it is revoked");
    }
    let refresh = code.scopes.offline_access.then_some(code.scopes);
    let (client, account) = (client.id, Some(code.account));
    let to = For { family: code.family, client, account, scopes: code.scopes, refresh };
    Ok(Ok(issue_tokens(tx, fresh, to, now)?))
}

fn check_code(code: &Code, given: &Given<'_>) -> Result<(), &'static str> {
    match given.redirect {
        Some(redirect) if redirect != code.redirect => {
            return Err("redirect_uri is not the one the code was asked for with");
        }
        None if code.redirect_named => {
            return Err("redirect_uri is missing: the code was asked for with one");
        }
        _ => {}
    }
    match (&code.challenge, given.verifier) {
        (None, None) => Ok(()),
        (Some(challenge), Some(verifier)) if secret::secrets_equal(&s256_challenge(verifier), challenge) => {
            Ok(())
        }
        (Some(_), Some(_)) => Err("code_verifier is not the one of the code_challenge"),
        (Some(_), None) => Err("code_verifier is missing: the code was asked for with a code_challenge"),
        // Somebody may have taken the challenge off on the way.
        (None, Some(_)) => {
            Err("code_verifier was given, but the code was asked for without a code_challenge")
        }
    }
}

/// RFC 7636, 4.2: BASE64URL without padding of the SHA-256.
fn s256_challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

fn of_refresh(
    tx: &mut Tx<'_>,
    client: &Client,
    hash: [u8; 32],
    asked: Option<Scopes>,
    fresh: &NewTokens,
    now: Time,
) -> Answer {
    let mine = |(token, _): &(Token, _)| token.kind == TokenKind::Refresh && token.client == client.id;
    let Some((token, _)) = tokens::by_hash(tx, hash)?.filter(mine) else {
        return refuse_request("the refresh token is unknown or revoked");
    };
    // Before expiry: reuse means theft even of a token that is too old to be good.
    if token.used {
        return revoke_reused(tx, token.family);
    }
    if token.expires.is_some_and(|at| at <= now) {
        return refuse_request("the refresh token has expired");
    }
    let scopes = asked.unwrap_or(token.scopes);
    if !token.scopes.include(scopes) {
        return Ok(Err(Denied::Scope(format!("scope: the person consented to “{}” only", token.scopes))));
    }
    if !tokens::mark_used(tx, hash, now)? {
        return revoke_reused(tx, token.family);
    }
    let (family, client, account) = (token.family, client.id, token.account);
    // The new refresh token keeps all scopes; only this access token is narrower (RFC 6749, 6).
    let to = For { family, client, account, scopes, refresh: Some(token.scopes) };
    Ok(Ok(issue_tokens(tx, fresh, to, now)?))
}

/// Two have the same refresh token, and one of them must have stolen it.
fn revoke_reused(tx: &mut Tx<'_>, family: TokenFamily) -> Answer {
    tokens::remove_family(tx, family)?;
    refuse_request("the refresh token was used before; everything that came from the same consent is revoked")
}

fn of_client(tx: &mut Tx<'_>, client: &Client, scopes: Scopes, fresh: &NewTokens, now: Time) -> Answer {
    if client.public {
        return Ok(Err(Denied::Unauthorized(
            "client_credentials need a secret, and this client is public: use authorization_code".into(),
        )));
    }
    if scopes.write || scopes.offline_access {
        let message = "scope: client_credentials are in nobody's name and good for “basic” only";
        return Ok(Err(Denied::Scope(message.into())));
    }
    let family = TokenFamily(tx.next_id("token_family")?);
    let to = For { family, client: client.id, account: None, scopes: Scopes::BASIC, refresh: None };
    Ok(Ok(issue_tokens(tx, fresh, to, now)?))
}

fn refuse_request(why: &str) -> Answer {
    Ok(Err(Denied::Grant(why.to_owned())))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_challenge_of_rfc_7636_appendix_b() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(super::s256_challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
