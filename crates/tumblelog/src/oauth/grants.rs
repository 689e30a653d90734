//! What an account has permitted, and taking it back.

use crate::{Error, Result, Site};
use model::{AccountId, Client, Scopes, Time, TokenFamily, TokenKind};
use std::collections::HashMap;
use store::{clients, tokens};

/// One consent that still holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// All that came from it.
    pub family: TokenFamily,
    /// To whom.
    pub client: Client,
    /// To what; the widest of its tokens.
    pub scopes: Scopes,
    /// Of OAuth 1, which knows no scopes and does not expire.
    pub oauth1: bool,
    /// When its oldest token that still holds was given out.
    pub since: Time,
    /// When the last of it expires by itself.
    pub until: Option<Time>,
}

impl Site {
    /// The consents of an account that still hold, newest first.
    pub async fn list_grants(&self, account: AccountId) -> Result<Vec<Grant>> {
        let now = self.clock.now();
        self.store
            .read(move |tx| {
                let tokens = tokens::list_tokens(tx, account, now)?;
                let ids: Vec<_> = tokens.iter().map(|token| token.client.0).collect();
                let clients: HashMap<_, _> =
                    clients::by_ids(tx, &ids)?.into_iter().map(|client| (client.id, client)).collect();
                let mut grants: Vec<Grant> = Vec::new();
                for token in tokens {
                    // Tokens are deleted with their client: one without a client opens nothing.
                    let Some(client) = clients.get(&token.client) else { continue };
                    // Several tokens of a family are one consent to the person who gave it.
                    if let Some(known) = grants.iter_mut().find(|grant| grant.family == token.family) {
                        known.since = known.since.min(token.created);
                        known.until = known.until.max(token.expires);
                        known.scopes = Scopes::from_bits(known.scopes.bits() | token.scopes.bits());
                        continue;
                    }
                    grants.push(Grant {
                        family: token.family,
                        client: client.clone(),
                        scopes: token.scopes,
                        oauth1: token.kind == TokenKind::OAuth1,
                        since: token.created,
                        until: token.expires,
                    });
                }
                Ok(grants)
            })
            .await
    }

    /// Takes a consent back: all its tokens end.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the account has given none of this number.
    pub async fn revoke_grant(&self, account: AccountId, family: TokenFamily) -> Result<()> {
        self.store
            .write(move |tx| {
                // The account is part of the condition: families are small numbers that anybody can
                // guess.
                if tokens::revoke_token_family(tx, account, family)? {
                    return Ok(());
                }
                Err(Error::NotFound("this permission has ended already".into()))
            })
            .await
    }
}
