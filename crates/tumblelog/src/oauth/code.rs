//! OAuth 2 authorisation codes: a person consents, the client gets a code to exchange.

use super::redirect;
use crate::account::secret;
use crate::{Result, Site};
use model::{AccountId, Client, Invalid, Scopes, Time, TokenFamily};
use store::codes::{self, Code};

/// How long a code is good for, in milliseconds.
const CODE: i64 = 10 * 60_000;

/// Why a public client gets no code without a challenge: anybody who catches the code could exchange it.
pub const NEEDS_PKCE: &str =
    "code_challenge is missing: this client is public and must use PKCE with the method S256";

/// What a person consented to.
#[derive(Debug, Clone)]
pub struct Authorise {
    /// Who asked.
    pub client: Client,
    /// Who consented.
    pub account: AccountId,
    /// To what.
    pub scopes: Scopes,
    /// `redirect_uri` as it was asked for, if it was.
    pub redirect: Option<String>,
    /// `code_challenge`, of the method S256.
    pub challenge: Option<String>,
}

impl Site {
    /// Where a client's person will be sent back to.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] when that is not an address the client registered: letter by letter, but for the port of
    /// a loopback address.
    pub fn redirect_of(&self, client: &Client, asked: Option<&str>) -> Result<String> {
        Ok(redirect::choose_redirect(&client.redirects, asked)?.to_owned())
    }

    /// Gives a code for a consent.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for a redirect address or challenge that is not accepted, or a public client without a
    /// challenge.
    pub async fn issue_code(&self, consent: Authorise) -> Result<String> {
        let redirect = self.redirect_of(&consent.client, consent.redirect.as_deref())?;
        // Refused before a code exists, and again at the exchange.
        if consent.client.public && consent.challenge.is_none() {
            return Err(Invalid::new(NEEDS_PKCE).into());
        }
        if let Some(challenge) = &consent.challenge {
            check_challenge(challenge)?;
        }
        let (text, now) = (self.draw_secret()?, self.clock.now());
        let hash = secret::hash_secret(&text);
        self.store
            .write(move |tx| {
                // Each new code prunes the expired ones, so the table stays as small as ten minutes
                // of consents.
                codes::prune_codes(tx, now)?;
                let code = Code {
                    // Drawn with the code, so that a code used twice can revoke what its first use
                    // gave out.
                    family: TokenFamily(tx.next_id("token_family")?),
                    client: consent.client.id,
                    account: consent.account,
                    scopes: consent.scopes,
                    redirect: redirect.clone(),
                    // RFC 6749, 4.1.3: the exchange must name the address only if the request did.
                    redirect_named: consent.redirect.is_some(),
                    challenge: consent.challenge.clone(),
                    expires: Time(now.0 + CODE),
                };
                Ok::<_, crate::Error>(codes::insert_code(tx, hash, &code)?)
            })
            .await?;
        Ok(text)
    }
}

/// RFC 7636, 4.2: BASE64URL of a SHA-256.
fn check_challenge(challenge: &str) -> Result<(), Invalid> {
    let right = challenge.len() == 43
        && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if right {
        return Ok(());
    }
    Err(Invalid::new("code_challenge is not 43 letters of BASE64URL; use the S256 of the verifier"))
}
