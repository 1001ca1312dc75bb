//! Connections that are kept open (`core/pool.c`, `net/tcp/httpconn.c`).

use std::time::Duration;

use crate::net::Connection;

/// How long an idle connection is kept (`net/tcp/httpconn.c: HTTP_CONN_EXPIRY`).
const EXPIRY: Duration = Duration::from_secs(10);

/// Connections that are kept open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pool {
    connections: Vec<Pooled>,
}

/// What a connection can be used for again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PoolKey {
    pub(crate) tls: bool,
    pub(crate) host: Vec<u8>,
    pub(crate) port: u16,
}

#[derive(Clone, Debug)]
struct Pooled {
    key: PoolKey,
    connection: Connection,
    since: Duration,
}

impl Pool {
    /// Takes the most recently used connection that fits.
    pub(crate) fn take(&mut self, key: &PoolKey, now: Duration) -> Option<Connection> {
        // What would become free only later belongs to a transfer that was ended early.
        let usable = |pooled: &Pooled| pooled.since <= now && now < pooled.since + EXPIRY;
        self.connections.retain(usable);
        let at = self
            .connections
            .iter()
            .rposition(|pooled| pooled.key == *key)?;
        Some(self.connections.remove(at).connection)
    }

    /// Keeps a connection that is no longer used.
    pub(crate) fn put(&mut self, key: PoolKey, connection: Connection, now: Duration) {
        self.connections.push(Pooled {
            key,
            connection,
            since: now,
        });
    }
}
