//! Fresh databases, opened.

use store::{DatabaseUrl, Result, Store, Tx};
pub use tagstead_store as store;
use testkit::Database;

pub struct Open {
    pub store: Store,
    pub label: &'static str,
    pub url: String,
    _database: Database,
}

impl Open {
    /// Runs a closure in a transaction that is kept.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        runtime().block_on(self.store.write(work))
    }

    /// Runs a closure that only reads.
    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        runtime().block_on(self.store.read(work))
    }
}

pub fn each() -> Vec<Open> {
    let open = |database: Database| {
        let store = open(&database.url).unwrap();
        Open { store, label: database.label, url: database.url.clone(), _database: database }
    };
    testkit::databases().into_iter().map(open).collect()
}

pub fn open(url: &str) -> Result<Store> {
    Store::open(&DatabaseUrl::parse(url).unwrap(), 2, [7; 16])
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().unwrap()
}
