//! Actors: who likes, replies, reblogs and follows. The table gives the ids; a blog of this site has the id of its
//! actor.

use crate::{Error, Result, Row, Tx, Value};
use model::{ActorId, ActorKind, ActorName, BlogName};
use std::collections::HashMap;

/// An actor as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorRow {
    /// Identity.
    pub id: ActorId,
    /// What it is.
    pub kind: ActorKind,
    /// The name it is shown by.
    pub name: ActorName,
}

/// The name of an actor from its two columns.
pub(crate) fn actor_name(name: &str, host: &str) -> Result<ActorName> {
    let name = match host {
        "" => BlogName::parse(name).map(ActorName::from),
        host => ActorName::parse(&format!("{name}@{host}")),
    };
    name.map_err(|e| Error::Damaged(e.to_string()))
}

fn read_actor_row(row: &Row<'_>) -> Result<ActorRow> {
    let kind = row.int(1)?;
    Ok(ActorRow {
        id: ActorId(row.int(0)?),
        kind: ActorKind::from_number(kind).ok_or_else(|| Error::Damaged(format!("actor kind {kind}")))?,
        name: actor_name(&row.text(2)?, &row.text(3)?)?,
    })
}

/// The actors of these ids, in no order.
pub fn by_ids(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<ActorRow>> {
    tx.query("SELECT id, kind, name, host FROM actor WHERE id = ANY($1)", &[Value::Ints(ids)], read_actor_row)
}

/// The actors of these names, as far as they are known.
pub fn find_actors(tx: &mut Tx<'_>, names: &[ActorName]) -> Result<HashMap<ActorName, ActorId>> {
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        names.iter().map(ActorName::name_and_host).partition(|(_, host)| host.is_empty());
    let here: Vec<String> = here.into_iter().map(|(name, _)| name.to_owned()).collect();
    let mut rows = tx.query(
        "SELECT id, kind, name, host FROM actor WHERE name = ANY($1) AND host = ''",
        &[Value::Texts(&here)],
        read_actor_row,
    )?;
    // One by one, since an array cannot hold pairs on both databases; a caller has few of these.
    for (name, host) in elsewhere {
        rows.extend(tx.query_opt(
            "SELECT id, kind, name, host FROM actor WHERE name = $1 AND host = $2",
            &[name.into(), host.into()],
            read_actor_row,
        )?);
    }
    Ok(rows.into_iter().map(|row| (row.name, row.id)).collect())
}

/// The ids of actors by their names; who is not known yet is kept. Names may repeat.
pub fn intern_actors(tx: &mut Tx<'_>, names: &[ActorName]) -> Result<HashMap<ActorName, ActorId>> {
    let mut names = names.to_vec();
    // In order, so that two transactions with the same new names wait for each other instead of locking up.
    names.sort_unstable();
    names.dedup();
    // Most are known, and a read needs no lock of the counter.
    let mut known = find_actors(tx, &names)?;
    let missing: Vec<ActorName> = names.into_iter().filter(|name| !known.contains_key(name)).collect();
    if missing.is_empty() {
        return Ok(known);
    }
    let count = i64::try_from(missing.len()).map_err(|_| Error::Driver("too many actors at once".into()))?;
    let first = tx.next_ids("actor", count)?;
    let rows: Vec<Vec<Value<'_>>> = (first..)
        .zip(&missing)
        .map(|(id, actor)| {
            let (name, host) = actor.name_and_host();
            let kind = if host.is_empty() { ActorKind::Named } else { ActorKind::Remote };
            vec![id.into(), kind.number().into(), name.into(), host.into()]
        })
        .collect();
    tx.execute_many(
        "INSERT INTO actor (id, kind, name, host) VALUES ($1, $2, $3, $4) ON CONFLICT (name, host) DO NOTHING",
        &rows,
    )?;
    // Asked again: another transaction may have kept some of them first, under other ids.
    known.extend(find_actors(tx, &missing)?);
    Ok(known)
}

/// The id of one actor by its name; who is not known yet is kept.
pub fn intern_actor(tx: &mut Tx<'_>, name: &ActorName) -> Result<ActorId> {
    let id = intern_actors(tx, std::slice::from_ref(name))?.remove(name);
    id.ok_or_else(|| Error::Damaged(format!("the actor {name} was not kept")))
}

/// Makes an actor a blog of this site: a new one, or one that was known by the name before, whose notes are the blog's
/// then.
///
/// # Errors
/// [`Error::Duplicate`] where the name is another actor's.
pub fn put_blog_actor(tx: &mut Tx<'_>, id: ActorId, name: &BlogName) -> Result<()> {
    tx.execute(
        "INSERT INTO actor (id, kind, name, host) VALUES ($1, $2, $3, '') \
         ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, host = ''",
        &[id.0.into(), ActorKind::Blog.number().into(), name.as_str().into()],
    )?;
    Ok(())
}

/// Keeps that another server names an actor by this address.
pub fn set_actor_uri(tx: &mut Tx<'_>, id: ActorId, uri: &str) -> Result<()> {
    tx.execute("UPDATE actor SET uri = $2 WHERE id = $1", &[id.0.into(), uri.into()])?;
    Ok(())
}

/// The actor that another server names by this address.
pub fn by_uri(tx: &mut Tx<'_>, uri: &str) -> Result<Option<ActorRow>> {
    tx.query_opt("SELECT id, kind, name, host FROM actor WHERE uri = $1", &[uri.into()], read_actor_row)
}
