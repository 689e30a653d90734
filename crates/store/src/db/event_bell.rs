//! Wakes readers of events: at once in the process that wrote them, and by LISTEN and NOTIFY in others on PostgreSQL.
//!
//! A notification in the transaction of the change would make PostgreSQL commit one such transaction after another. So it is
//! sent after the commit, at most one in [`QUIET`], on a connection of its own. One that is lost delays nobody for long:
//! readers look from time to time in any case.

use crate::Result;
use crate::db::database_url::DatabaseUrl;
use crate::db::postgres_address::Connector;
use crate::db::threads::spawn_thread;
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use postgres::Client;
use postgres::fallible_iterator::FallibleIterator;
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;
use tokio::sync::Notify;

/// The shortest time between two notifications of one process.
const QUIET: Duration = Duration::from_millis(10);
/// Between two tries to connect.
const PAUSE: Duration = Duration::from_secs(2);
/// How long a listener waits before it looks whether anybody still needs it.
const LOOK: Duration = Duration::from_secs(5);

/// Says that there may be new events; shared by cloning.
#[derive(Clone)]
pub struct EventBell {
    notify: Arc<Notify>,
    /// The way to a PostgreSQL database, which other processes may share.
    connector: Option<Arc<Connector>>,
    announcer: Arc<OnceLock<Sender<()>>>,
}

impl EventBell {
    pub(crate) fn new(url: &DatabaseUrl) -> Result<Self> {
        let connector = match url {
            DatabaseUrl::Sqlite(_) => None,
            DatabaseUrl::Postgres(url) => Some(Arc::new(Connector::parse(url)?)),
        };
        Ok(Self { notify: Arc::default(), connector, announcer: Arc::default() })
    }

    /// Woken each time ([`Notify::notified`]). Other processes are heard after [`EventBell::listen`], on PostgreSQL alone.
    pub fn notify(&self) -> &Arc<Notify> {
        &self.notify
    }

    /// Starts to hear other processes, and to tell them. It does nothing on SQLite or the second time.
    ///
    /// # Errors
    /// Where no thread can be started.
    pub fn listen(&self) -> Result<()> {
        let Some(connector) = &self.connector else { return Ok(()) };
        let (sender, signals) = bounded(1);
        if self.announcer.set(sender).is_err() {
            return Ok(());
        }
        let (announced, heard) = (Arc::clone(connector), Arc::clone(connector));
        let notify = Arc::downgrade(&self.notify);
        spawn_thread("event-announcer".into(), move || announce_events(&announced, &signals))?;
        spawn_thread("event-listener".into(), move || hear_events(&heard, &notify))
    }

    /// Wakes readers here, and in other processes soon.
    pub(crate) fn ring(&self) {
        self.notify.notify_waiters();
        if let Some(announcer) = self.announcer.get() {
            // A full channel holds a signal that was not answered yet: it stands for this one too.
            let _: Result<(), TrySendError<()>> = announcer.try_send(());
        }
    }
}

/// Sends a notification after each signal; ends when the store is closed.
fn announce_events(connector: &Connector, signals: &Receiver<()>) {
    let mut client: Option<Client> = None;
    for () in signals {
        if client.as_ref().is_none_or(Client::is_closed) {
            // The outage is told by the threads that read and write; readers look by themselves meanwhile.
            client = connector.connect().ok();
        }
        let sent =
            client.as_mut().is_some_and(|client| client.batch_execute("NOTIFY tagstead_event").is_ok());
        std::thread::sleep(if sent { QUIET } else { PAUSE });
    }
}

/// Wakes readers at each notification; ends when the store is closed.
fn hear_events(connector: &Connector, notify: &Weak<Notify>) {
    while notify.strong_count() > 0 {
        if let Ok(mut client) = connector.connect()
            && client.batch_execute("LISTEN tagstead_event").is_ok()
        {
            // What happened before LISTEN was not announced to it.
            wake_readers(notify);
            listen_until_closed(&mut client, notify);
        }
        std::thread::sleep(PAUSE);
    }
}

fn listen_until_closed(client: &mut Client, notify: &Weak<Notify>) {
    while notify.strong_count() > 0 {
        // In a statement of its own, because the iterator borrows the client.
        let heard = client.notifications().timeout_iter(LOOK).next();
        match heard {
            Ok(Some(_)) => wake_readers(notify),
            // Nothing was said: a connection that is gone shows itself at the next statement.
            Ok(None) if client.is_valid(LOOK).is_ok() => {}
            Ok(None) | Err(_) => return,
        }
    }
}

fn wake_readers(notify: &Weak<Notify>) {
    if let Some(notify) = notify.upgrade() {
        notify.notify_waiters();
    }
}
