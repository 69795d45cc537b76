//! Which addresses may be fetched from: public ones, unless a host is allowed by name.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What a range of IPv4 addresses is for; `u8` is how many leading bits it shares.
static V4: &[(Ipv4Addr, u8, &str)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8, "this network"),
    (Ipv4Addr::new(10, 0, 0, 0), 8, "a private network"),
    (Ipv4Addr::new(100, 64, 0, 0), 10, "a carrier's own network"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "this machine"),
    (
        Ipv4Addr::new(169, 254, 0, 0),
        16,
        "the local link, where clouds keep their secrets",
    ),
    (Ipv4Addr::new(172, 16, 0, 0), 12, "a private network"),
    (Ipv4Addr::new(192, 0, 0, 0), 24, "special uses"),
    (Ipv4Addr::new(192, 0, 2, 0), 24, "examples"),
    (Ipv4Addr::new(192, 88, 99, 0), 24, "a relay"),
    (Ipv4Addr::new(192, 168, 0, 0), 16, "a private network"),
    (Ipv4Addr::new(198, 18, 0, 0), 15, "measuring networks"),
    (Ipv4Addr::new(198, 51, 100, 0), 24, "examples"),
    (Ipv4Addr::new(203, 0, 113, 0), 24, "examples"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "many receivers"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "later use"),
];

/// The same for IPv6; what is not listed and not in 2000::/3 is not in use.
static V6: &[(Ipv6Addr, u8, &str)] = &[
    (Ipv6Addr::LOCALHOST, 128, "this machine"),
    (Ipv6Addr::UNSPECIFIED, 128, "no machine"),
    (
        Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0),
        7,
        "a private network",
    ),
    (
        Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0),
        10,
        "the local link",
    ),
    (
        Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0),
        10,
        "a private network",
    ),
    (
        Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0),
        8,
        "many receivers",
    ),
    (
        Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0),
        32,
        "examples",
    ),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, "examples"),
    (
        Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0),
        23,
        "special uses",
    ),
    (
        Ipv6Addr::new(0x5f00, 0, 0, 0, 0, 0, 0, 0),
        16,
        "special uses",
    ),
];

/// What an address is for that nobody may fetch from; none where it is public.
pub(crate) fn reserved(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => reserved_v4(v4),
        IpAddr::V6(v6) => match inner(v6) {
            Some(v4) => reserved_v4(v4),
            None => reserved_v6(v6),
        },
    }
}

fn reserved_v4(address: Ipv4Addr) -> Option<&'static str> {
    let shares = |net: Ipv4Addr, bits: u8| {
        (address.to_bits() ^ net.to_bits()).leading_zeros() >= u32::from(bits)
    };
    V4.iter()
        .find(|(net, bits, _)| shares(*net, *bits))
        .map(|(.., purpose)| *purpose)
}

fn reserved_v6(address: Ipv6Addr) -> Option<&'static str> {
    let shares = |net: Ipv6Addr, bits: u8| {
        (address.to_bits() ^ net.to_bits()).leading_zeros() >= u32::from(bits)
    };
    let listed = V6.iter().find(|(net, bits, _)| shares(*net, *bits));
    let public = shares(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
    match listed {
        Some((.., purpose)) => Some(purpose),
        None => (!public).then_some("no public use"),
    }
}

/// The IPv4 address that an IPv6 address leads to: mapped, compatible, translated (NAT64), 6to4.
fn inner(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let parts = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match parts {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        [0, 0, 0, 0, 0, 0xffff | 0, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x64, 0xff9b, 1, _, _, _, high, low]
        | [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::reserved;
    use url::{Host, Url};

    /// The address that a URL's host means, as the URL standard reads it.
    fn host(raw: &str) -> std::net::IpAddr {
        match Url::parse(&format!("http://{raw}/"))
            .unwrap()
            .host()
            .unwrap()
        {
            Host::Ipv4(v4) => v4.into(),
            Host::Ipv6(v6) => v6.into(),
            Host::Domain(name) => panic!("{name} is a name"),
        }
    }

    #[test]
    fn private_addresses_in_every_disguise() {
        for raw in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0x7f.1",
            "１２７.０.０.１",
            "127。0。0。1",
            "0",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd12:3456::1]",
            "[ff02::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:a00:1]",
            "[::127.0.0.1]",
            "[::ffff:0:127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::a9fe:a9fe]",
            "[64:ff9b:1::a00:1]",
            "[2002:7f00:1::]",
            "[2002:c0a8:101::1]",
            "[2001:db8::1]",
            "[2001::1]",
            "[100::1]",
            "[fec0::1]",
        ] {
            assert!(reserved(host(raw)).is_some(), "{raw}");
        }
    }

    #[test]
    fn public_addresses() {
        for raw in [
            "8.8.8.8",
            "172.32.0.1",
            "172.15.255.255",
            "100.63.255.255",
            "100.128.0.1",
            "192.169.0.1",
            "11.0.0.1",
            "[2606:4700::1111]",
            "[2a00:1450::1]",
            "[2002:808:808::1]",
            "[64:ff9b::808:808]",
            "[::ffff:8.8.8.8]",
        ] {
            assert_eq!(reserved(host(raw)), None, "{raw}");
        }
    }
}
