//! Who sends a request, by the keys and tokens it names. Whether it may is decided by whoever asks.

use crate::account::secret;
use crate::{Result, Site};
use model::{Account, Client, Token, TokenKind};
use store::{Tx, accounts, clients, request_tokens, tokens};

/// The client an OAuth 1 request names, with what its signature is checked with. Without `Debug`, so that secrets are
/// not logged by accident.
#[derive(Clone)]
pub struct Signer {
    /// The client.
    pub client: Client,
    /// Its secret.
    pub secret: String,
    /// The token it names, where there is one of that text and it is the client's.
    pub token: Option<SignerToken>,
}

/// An OAuth 1 token.
#[derive(Clone)]
pub struct SignerToken {
    /// The token.
    pub token: Token,
    /// Its secret.
    pub secret: String,
    /// In whose name.
    pub account: Account,
}

/// The client that brings a request token back to be exchanged.
#[derive(Clone)]
pub struct TemporarySigner {
    /// The client.
    pub client: Client,
    /// Its secret.
    pub secret: String,
    /// The secret of the request token, where it is the client's and has not expired.
    pub token_secret: Option<String>,
}

/// Who brings an OAuth 2 access token.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// The token, which may have expired.
    pub token: Token,
    /// Whose it is.
    pub client: Client,
    /// In whose name; nobody's for a client's own token.
    pub account: Option<Account>,
}

impl Site {
    /// The client of a consumer key, and the OAuth 1 token beside it.
    pub async fn find_signer(&self, key: &str, token: Option<&str>) -> Result<Option<Signer>> {
        let (key, hash) = (key.to_owned(), token.map(secret::hash_secret));
        self.store
            .read(move |tx| {
                let Some((client, secret)) = find_client(tx, &key)? else { return Ok(None) };
                let token = match hash {
                    Some(hash) => signer_token(tx, &client, hash)?,
                    None => None,
                };
                Ok(Some(Signer { client, secret, token }))
            })
            .await
    }

    /// The client of a consumer key, and the request token beside it.
    pub async fn temporary_signer(&self, key: &str, token: &str) -> Result<Option<TemporarySigner>> {
        let (key, hash, now) = (key.to_owned(), secret::hash_secret(token), self.clock.now());
        self.store
            .read(move |tx| {
                let Some((client, secret)) = find_client(tx, &key)? else { return Ok(None) };
                let token_secret = request_tokens::by_hash(tx, hash)?
                    .filter(|(token, _)| token.client == client.id && token.expires > now)
                    .map(|(_, secret)| secret);
                Ok(Some(TemporarySigner { client, secret, token_secret }))
            })
            .await
    }

    /// Who brings this access token.
    pub async fn find_bearer(&self, text: &str) -> Result<Option<Bearer>> {
        let hash = secret::hash_secret(text);
        self.store
            .read(move |tx| {
                let found = tokens::by_hash(tx, hash)?.filter(|(token, _)| token.kind == TokenKind::Access);
                let Some((token, _)) = found else { return Ok(None) };
                let Some(client) = clients::by_ids(tx, &[token.client.0])?.pop() else { return Ok(None) };
                let account = match token.account {
                    Some(id) => accounts::by_id(tx, id)?,
                    None => None,
                };
                Ok(Some(Bearer { token, client, account }))
            })
            .await
    }
}

/// A client that signs. A public one cannot: anybody could make a signature with its empty secret.
fn find_client(tx: &mut Tx<'_>, key: &str) -> Result<Option<(Client, String)>> {
    let Some(client) = clients::by_key(tx, key)?.filter(|client| !client.public) else { return Ok(None) };
    Ok(clients::read_client_secret(tx, client.id)?.map(|secret| (client, secret)))
}

fn signer_token(tx: &mut Tx<'_>, client: &Client, hash: [u8; 32]) -> Result<Option<SignerToken>> {
    // OAuth 2 tokens are kept without a secret and cannot sign.
    let Some((token, Some(secret))) = tokens::by_hash(tx, hash)? else { return Ok(None) };
    if token.kind != TokenKind::OAuth1 || token.client != client.id {
        return Ok(None);
    }
    let account = match token.account {
        Some(id) => accounts::by_id(tx, id)?,
        None => None,
    };
    Ok(account.map(|account| SignerToken { token, secret, account }))
}
