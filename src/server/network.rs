//! Which addresses are one client's.

use std::net::{IpAddr, Ipv6Addr};

/// Whoever has one address of IPv6 has all of its network.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::from(address) >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from(network))
        }
        address => address,
    }
}
