//! API clients. Their secret is kept as it is: it is the key of OAuth 1 signatures, and its owner may read it again.

use crate::{Result, Row, Tx, Value};
use model::{AccountId, Client, ClientId, Time};

/// Keeps a new client; its id comes from [`Tx::next_id`]`("client")`.
///
/// # Errors
/// [`crate::Error::Duplicate`] when the key is taken.
pub fn insert_client(tx: &mut Tx<'_>, client: &Client, secret: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO client (id, account_id, name, key, secret, redirects, created_ms, is_public) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            client.id.0.into(),
            client.owner.0.into(),
            client.name.as_str().into(),
            client.key.as_str().into(),
            secret.into(),
            client.redirects.join("\n").as_str().into(),
            client.created.0.into(),
            client.public.into(),
        ],
    )?;
    Ok(())
}

fn read_client_row(row: &Row<'_>) -> Result<Client> {
    Ok(Client {
        id: ClientId(row.int(0)?),
        owner: AccountId(row.int(1)?),
        name: row.text(2)?,
        key: row.text(3)?,
        redirects: row.text(4)?.lines().map(str::to_owned).collect(),
        created: Time(row.int(5)?),
        public: row.flag(6)?,
    })
}

/// The client of a key.
pub fn by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<Client>> {
    const SQL: &str =
        "SELECT id, account_id, name, key, redirects, created_ms, is_public FROM client WHERE key = $1";
    tx.query_opt(SQL, &[key.into()], read_client_row)
}

/// The clients of these ids, in no order.
pub fn by_ids(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<Client>> {
    const SQL: &str =
        "SELECT id, account_id, name, key, redirects, created_ms, is_public FROM client WHERE id = ANY($1)";
    tx.query(SQL, &[Value::Ints(ids)], read_client_row)
}

/// The clients an account registered, oldest first.
pub fn list_clients(tx: &mut Tx<'_>, owner: AccountId) -> Result<Vec<Client>> {
    const SQL: &str = "SELECT id, account_id, name, key, redirects, created_ms, is_public FROM client WHERE account_id = $1 ORDER BY id";
    tx.query(SQL, &[owner.0.into()], read_client_row)
}

/// The secret of a client.
pub fn read_client_secret(tx: &mut Tx<'_>, id: ClientId) -> Result<Option<String>> {
    tx.query_opt("SELECT secret FROM client WHERE id = $1", &[id.0.into()], |row| row.text(0))
}

/// Changes a client's name and redirect addresses.
pub fn update_client(tx: &mut Tx<'_>, client: &Client) -> Result<bool> {
    // Lines, because an address cannot hold a line break.
    let redirects = client.redirects.join("\n");
    let changed = tx.execute(
        "UPDATE client SET name = $2, redirects = $3 WHERE id = $1",
        &[client.id.0.into(), client.name.as_str().into(), redirects.as_str().into()],
    )?;
    Ok(changed == 1)
}

/// Removes a client with everything it was permitted.
pub fn remove_client(tx: &mut Tx<'_>, id: ClientId) -> Result<()> {
    // Foreign keys point at the client, so its row goes last.
    tx.execute("DELETE FROM token WHERE client_id = $1", &[id.0.into()])?;
    tx.execute("DELETE FROM code WHERE client_id = $1", &[id.0.into()])?;
    tx.execute("DELETE FROM request_token WHERE client_id = $1", &[id.0.into()])?;
    tx.execute("DELETE FROM client WHERE id = $1", &[id.0.into()]).map(drop)
}
