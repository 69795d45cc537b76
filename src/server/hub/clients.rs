//! How often each client asks: caps per host of a callback do not bind whoever has callbacks on a thousand hosts.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::server::network::network;

/// In so long a time …
const SPAN: Duration = Duration::from_secs(60);

/// … one client asks so often: a large reader's service subscribes to every feed of a large newsroom within minutes.
const MOST: u32 = 600;

/// So many clients are remembered.
const CLIENTS: usize = 4096;

/// How often each client has asked lately.
#[derive(Debug, Default)]
pub(super) struct Clients {
    asked: Mutex<HashMap<IpAddr, (Instant, u32)>>,
}

impl Clients {
    /// May this client ask now? If so, it counts as having asked.
    pub(super) fn admit(&self, client: IpAddr, now: Instant) -> bool {
        let client = network(client);
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = |begun: Instant| now.saturating_duration_since(begun) >= SPAN;
        if asked.len() >= CLIENTS && !asked.contains_key(&client) {
            asked.retain(|_, (begun, _)| !ended(*begun));
            if asked.len() >= CLIENTS {
                // What all may have together has bounds of its own.
                return true;
            }
        }
        let (begun, count) = asked.entry(client).or_insert((now, 0));
        if ended(*begun) {
            (*begun, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        *count <= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_asks_so_often_and_later_again() {
        let (clients, now) = (Clients::default(), Instant::now());
        let admit = |address: &str, now| clients.admit(address.parse().unwrap(), now);
        for n in 0..MOST {
            assert!(admit("192.0.2.7", now));
            // Other addresses of one network are one client.
            assert!(admit(&format!("2001:db8::{n:x}"), now));
        }
        assert!(!admit("192.0.2.7", now));
        assert!(!admit("::ffff:192.0.2.7", now));
        assert!(!admit("2001:db8::a:1", now));
        assert!(admit("192.0.2.8", now));
        assert!(admit("2001:db8:0:1::1", now));
        assert!(admit("192.0.2.7", now + SPAN));
    }

    #[test]
    fn no_more_clients_are_remembered_than_there_is_room_for() {
        let (clients, now) = (Clients::default(), Instant::now());
        for n in 0..CLIENTS as u32 + 10 {
            let client = IpAddr::from(n.to_be_bytes());
            assert!(clients.admit(client, now));
        }
        let remembered = || clients.asked.lock().unwrap().len();
        assert_eq!(remembered(), CLIENTS);
        assert!(clients.admit(IpAddr::from([192, 0, 2, 7]), now + SPAN));
        assert_eq!(remembered(), 1);
    }
}
