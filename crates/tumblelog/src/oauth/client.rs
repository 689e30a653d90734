//! Registering API clients.

use super::redirect;
use crate::account::secret;
use crate::{Error, Result, Site};
use model::{AccountId, Client, ClientId, Invalid};
use store::{Tx, clients};

/// Length of a key and of its secret, in letters and digits: as long as those of Tumblr.
const KEY: usize = 50;
/// Longest name, in characters.
const NAME: usize = 80;
/// Most clients an account may register.
const MOST: usize = 100;

/// A public client gets tokens by codes alone, and codes go to a redirect address.
const NEEDS_REDIRECT: &str = "a public client needs a redirect address, such as com.example.app:/callback";

/// What a new client is made from.
#[derive(Debug, Clone)]
pub struct NewClient {
    /// Who registers it.
    pub owner: AccountId,
    /// What people are told when it asks for their consent.
    pub name: String,
    /// Where people may be sent back to; none for a client that never asks, or only out of band.
    pub redirects: Vec<String>,
    /// Whether it cannot keep a secret; see [`Client::public`].
    pub public: bool,
}

impl Site {
    /// Registers a client; gives it with its secret, which is empty for a public client.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a bad name or redirect address, a public client without a redirect address, or too many
    /// clients.
    pub async fn create_client(&self, new: NewClient) -> Result<(Client, String)> {
        let name = read_name(&new.name)?;
        let redirects = redirect::parse_redirects(&new.redirects)?;
        if new.public && redirects.is_empty() {
            return Err(Invalid::new(NEEDS_REDIRECT).into());
        }
        let key = secret::draw_text(&*self.secrets, KEY)?;
        let secret = if new.public { String::new() } else { secret::draw_text(&*self.secrets, KEY)? };
        let now = self.clock.now();
        self.store
            .write(move |tx| {
                if clients::list_clients(tx, new.owner)?.len() >= MOST {
                    return Err(Invalid::new(format!("an account registers at most {MOST} clients")).into());
                }
                let client = Client {
                    id: ClientId(tx.next_id("client")?),
                    owner: new.owner,
                    name: name.clone(),
                    key: key.clone(),
                    redirects: redirects.clone(),
                    created: now,
                    public: new.public,
                };
                clients::insert_client(tx, &client, &secret)?;
                Ok((client, secret.clone()))
            })
            .await
    }

    /// The clients an account registered with their secrets, oldest first. That of a public client is empty.
    pub async fn list_clients(&self, owner: AccountId) -> Result<Vec<(Client, String)>> {
        self.store
            .read(move |tx| {
                let mut out = Vec::new();
                for client in clients::list_clients(tx, owner)? {
                    let secret = clients::read_client_secret(tx, client.id)?.unwrap_or_default();
                    out.push((client, secret));
                }
                Ok(out)
            })
            .await
    }

    /// The client of a key.
    pub async fn client_of_key(&self, key: &str) -> Result<Option<Client>> {
        let key = key.to_owned();
        self.store.read(move |tx| Ok(clients::by_key(tx, &key)?)).await
    }

    /// Changes the name and the redirect addresses of a client that `owner` registered.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a bad name or redirect address, or none for a public client; [`Error::NotFound`] for a
    /// client that is not the owner's.
    pub async fn change_client(
        &self,
        owner: AccountId,
        id: ClientId,
        name: &str,
        redirects: &[String],
    ) -> Result<()> {
        let (name, redirects) = (read_name(name)?, redirect::parse_redirects(redirects)?);
        self.store
            .write(move |tx| {
                let client = read_owned_client(tx, owner, id)?;
                // Without an address a public client could never get a token again.
                if client.public && redirects.is_empty() {
                    return Err(Invalid::new(NEEDS_REDIRECT).into());
                }
                let changed = Client { name: name.clone(), redirects: redirects.clone(), ..client };
                clients::update_client(tx, &changed)?;
                Ok(())
            })
            .await
    }

    /// Removes a client that `owner` registered, with every token it was given.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a client that is not the owner's.
    pub async fn remove_client(&self, owner: AccountId, id: ClientId) -> Result<()> {
        self.store
            .write(move |tx| {
                read_owned_client(tx, owner, id)?;
                Ok(clients::remove_client(tx, id)?)
            })
            .await
    }
}

fn read_owned_client(tx: &mut Tx<'_>, owner: AccountId, id: ClientId) -> Result<Client> {
    // Another owner's client is answered like none, so that ids cannot be probed.
    let found = clients::by_ids(tx, &[id.0])?.pop().filter(|client| client.owner == owner);
    found.ok_or_else(|| Error::NotFound(format!("there is no client {id} of this account")))
}

fn read_name(name: &str) -> Result<String, Invalid> {
    let name = name.trim();
    let length = name.chars().count();
    if !(1..=NAME).contains(&length) || name.chars().any(char::is_control) {
        return Err(Invalid::new(format!("a client's name has 1 to {NAME} characters on one line")));
    }
    Ok(name.to_owned())
}
