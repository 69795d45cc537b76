//! What each client has of something that there is once for all of them.
//!
//! A client that has gone cannot be told from one that has ended its side and waits: both send the same, and only an answer that
//! comes back unopened shows which it was. So what was asked for is done to its end, and whoever asks and goes, again and again,
//! has his own share taken and nobody else's.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use axum::extract::Request;

use crate::server::app::App;
use crate::server::network::network;
use crate::server::watch::client;

/// So many clients are remembered before those that have nothing are forgotten.
const CLIENTS: usize = 1024;

/// Who asks; none for programs on this machine, which are not counted.
pub(super) type Asking = Option<IpAddr>;

/// Who asks this.
pub(super) fn asking(app: &App, request: &Request) -> Asking {
    let client = client(request, &app.held());
    (!client.is_loopback()).then(|| network(client.address))
}

/// The shares of those who have something.
#[derive(Debug)]
pub(super) struct Shares<T>(Mutex<HashMap<IpAddr, Weak<T>>>);

impl<T> Default for Shares<T> {
    fn default() -> Self {
        Shares(Mutex::default())
    }
}

impl<T> Shares<T> {
    /// The client's share. It is the same for as long as anybody keeps it.
    pub(super) fn of(&self, client: IpAddr, new: impl FnOnce() -> T) -> Arc<T> {
        let mut shares = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = shares.get(&client).and_then(Weak::upgrade) {
            return share;
        }
        if shares.len() >= CLIENTS {
            shares.retain(|_, share| share.strong_count() > 0);
        }
        let share = Arc::new(new());
        shares.insert(client, Arc::downgrade(&share));
        share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_nothing_is_forgotten() {
        let shares = Shares::default();
        let of = |n: u32| shares.of(IpAddr::from(n.to_be_bytes()), || n);
        let kept = of(0);
        for n in 1..CLIENTS as u32 {
            assert_eq!(*of(n), n);
        }
        assert!(Arc::ptr_eq(&kept, &of(0)));
        let known = || shares.0.lock().unwrap().len();
        assert_eq!(known(), CLIENTS);
        let another = of(5000);
        assert_eq!(known(), 2);
        assert_eq!((*kept, *another), (0, 5000));
    }
}
