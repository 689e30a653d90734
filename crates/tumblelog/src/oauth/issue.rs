//! Giving out OAuth 2 tokens.

use crate::account::secret;
use crate::{Result, Site};
use model::{AccountId, ClientId, Scopes, Time, Token, TokenFamily, TokenKind};
use store::{Tx, tokens};

/// How long an access token is good for, in seconds: as long as Tumblr's.
pub const ACCESS_SECONDS: i64 = 2520;
/// How long a refresh token is good for, in milliseconds: half a year.
const REFRESH: i64 = 180 * 86_400_000;
/// How long the second use of a refresh token is noticed, in milliseconds: a client that refreshes every hour leaves some
/// seven hundred behind, and not four thousand.
const NOTICED: i64 = 30 * 86_400_000;
/// How long what has expired is still known, so that it can be said so, in milliseconds.
pub(crate) const AFTERLIFE: i64 = 7 * 86_400_000;

/// Tokens that have just been given out.
#[derive(Clone)]
pub struct Issued {
    /// The access token.
    pub access: String,
    /// The refresh token, where one was due.
    pub refresh: Option<String>,
    /// Seconds until the access token expires.
    pub expires_in: i64,
    /// What it is good for.
    pub scopes: Scopes,
}

/// Texts of tokens to be, drawn before the transaction.
#[derive(Clone)]
pub(super) struct NewTokens {
    access: String,
    refresh: String,
}

/// Whom tokens are for.
#[derive(Debug, Clone, Copy)]
pub(super) struct For {
    pub family: TokenFamily,
    pub client: ClientId,
    pub account: Option<AccountId>,
    /// What the access token is good for.
    pub scopes: Scopes,
    /// What a refresh token is good for, where one is due.
    pub refresh: Option<Scopes>,
}

impl Site {
    pub(super) fn draw_tokens(&self) -> Result<NewTokens> {
        Ok(NewTokens { access: self.draw_secret()?, refresh: self.draw_secret()? })
    }
}

/// Keeps the tokens and gives them out.
pub(super) fn issue_tokens(tx: &mut Tx<'_>, fresh: &NewTokens, to: For, now: Time) -> Result<Issued> {
    // Expired tokens stay a week, so that a client learns “expired” and not “unknown”.
    tokens::prune_tokens(tx, Time(now.0 - AFTERLIFE))?;
    let token = |kind, scopes, expires| Token {
        kind,
        family: to.family,
        client: to.client,
        account: to.account,
        scopes,
        created: now,
        expires: Some(Time(expires)),
        used: false,
    };
    let access = token(TokenKind::Access, to.scopes, now.0 + ACCESS_SECONDS * 1000);
    tokens::insert_token(tx, secret::hash_secret(&fresh.access), &access, None)?;
    if let Some(scopes) = to.refresh {
        // Every refresh leaves a used token behind to detect reuse; without this they would pile
        // up.
        tokens::prune_used(tx, to.family, Time(now.0 - NOTICED))?;
        let refresh = token(TokenKind::Refresh, scopes, now.0 + REFRESH);
        tokens::insert_token(tx, secret::hash_secret(&fresh.refresh), &refresh, None)?;
    }
    Ok(Issued {
        access: fresh.access.clone(),
        refresh: to.refresh.map(|_| fresh.refresh.clone()),
        expires_in: ACCESS_SECONDS,
        scopes: to.scopes,
    })
}
