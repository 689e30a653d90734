//! PostgreSQL: a bounded pool of threads, one connection each. Reads are REPEATABLE READ and READ ONLY, so that
//! all statements of a page see one state and a stray write fails.

use crate::db::dialect::Dialect;
use crate::db::executor::{Job, Ran};
use crate::db::migrate;
use crate::db::migrate::Target;
use crate::db::tx::{Prepared, Tx};
use crate::{Error, Result};
use crossbeam_channel::Receiver;
use postgres::{Client, IsolationLevel, NoTls};

/// Runs of a job that loses against others before its asker is told.
const TRIES: usize = 8;

/// Connects.
pub(crate) fn connect(url: &str) -> Result<Client> {
    let mut client = Client::connect(url, NoTls).map_err(|error| cannot_connect(url, &error))?;
    // Planning and compiling cost more than these small statements do.
    client.batch_execute("SET jit = off; SET client_min_messages = warning")?;
    Ok(client)
}

/// Says which server was asked and all that is known of why it did not answer. The address may hold a password, so only
/// hosts, ports and the name of the database are repeated.
fn cannot_connect(url: &str, error: &postgres::Error) -> Error {
    let server = url.parse::<postgres::Config>().map(|config| server_name(&config)).unwrap_or_default();
    let mut why = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let text = error.to_string();
        // Some versions of the driver repeat their cause.
        if !why.contains(&text) {
            why = format!("{why}: {text}");
        }
        cause = error.source();
    }
    Error::Unusable(format!("PostgreSQL{server} cannot be reached: {why}"))
}

fn server_name(config: &postgres::Config) -> String {
    use postgres::config::Host;
    let ports = config.get_ports();
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .enumerate()
        .map(|(at, host)| {
            let port = ports.get(at).or(ports.first()).copied().unwrap_or(5432);
            match host {
                Host::Tcp(name) => format!("{name}:{port}"),
                #[cfg(unix)]
                Host::Unix(folder) => format!("{}, port {port}", folder.display()),
            }
        })
        .collect();
    let database = config.get_dbname().map(|name| format!(", database {name},")).unwrap_or_default();
    format!(" at {}{database}", hosts.join(" and "))
}

/// Connects and brings the schema up to date.
pub(crate) fn open(url: &str) -> Result<Client> {
    let mut client = connect(url)?;
    migrate::run(&mut client)?;
    Ok(client)
}

impl Target for Client {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn run(&mut self, sql: &str) -> Result<()> {
        let mut transaction = self.transaction()?;
        transaction.batch_execute(sql)?;
        Ok(transaction.commit()?)
    }

    fn applied(&mut self) -> Result<Vec<i64>> {
        let there: bool =
            self.query_one("SELECT to_regclass('schema_version') IS NOT NULL", &[])?.try_get(0)?;
        if !there {
            return Ok(Vec::new());
        }
        let rows = self.query("SELECT checksum FROM schema_version ORDER BY version", &[])?;
        rows.iter().map(|row| row.try_get(0).map_err(Error::from)).collect()
    }

    fn lock(&mut self) -> Result<()> {
        Ok(self.batch_execute("SELECT pg_advisory_lock(7467736431)")?)
    }

    fn unlock(&mut self) -> Result<()> {
        Ok(self.batch_execute("SELECT pg_advisory_unlock(7467736431)")?)
    }
}

/// A thread of the pool.
pub(crate) fn work_loop(url: &str, jobs: &Receiver<Job>, read_only: bool, word_key: [u8; 16]) {
    let mut link: Option<(Client, Prepared)> = None;
    for mut job in jobs {
        for attempt in 1..=TRIES {
            if link.as_ref().is_none_or(|(client, _)| client.is_closed()) {
                link = connect(url).map(|client| (client, Prepared::new())).ok();
            }
            let last = attempt == TRIES;
            let again = match link.as_mut() {
                Some((client, prepared)) => run(client, prepared, &mut job, read_only, word_key, last),
                None => {
                    std::thread::sleep(std::time::Duration::from_millis(50));
                    true
                }
            };
            if !again {
                break;
            }
        }
    }
}

/// Runs a job in one transaction; whether it must be run again.
fn run(
    client: &mut Client,
    prepared: &mut Prepared,
    job: &mut Job,
    read_only: bool,
    word_key: [u8; 16],
    last: bool,
) -> bool {
    let level = if read_only { IsolationLevel::RepeatableRead } else { IsolationLevel::ReadCommitted };
    let begun = client.build_transaction().isolation_level(level).read_only(read_only).start();
    let Ok(transaction) = begun else { return !last };
    let mut tx = Tx::postgres(transaction, prepared, word_key);
    match job.run(&mut tx, last) {
        Ran::Keep(finish) => finish(tx.commit()),
        Ran::Undo(finish) => {
            drop(tx);
            finish(Ok(()));
        }
        Ran::Again => return true,
    }
    false
}
