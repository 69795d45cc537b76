//! `X-Hub-Signature`: that a delivery comes from the hub which was told the secret (WebSub section 8).

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use crate::config::HubSignature;

/// The header's value: the method, and the HMAC of the body in hexadecimal digits.
pub(super) fn signature(method: HubSignature, secret: &[u8], body: &[u8]) -> String {
    let (name, digest) = match method {
        HubSignature::Sha1 => ("sha1", hmac::<Hmac<Sha1>>(secret, body)),
        HubSignature::Sha256 => ("sha256", hmac::<Hmac<Sha256>>(secret, body)),
        HubSignature::Sha384 => ("sha384", hmac::<Hmac<Sha384>>(secret, body)),
        HubSignature::Sha512 => ("sha512", hmac::<Hmac<Sha512>>(secret, body)),
    };
    format!("{name}={}", hex(&digest))
}

/// The bytes in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hmac<M: Mac + KeyInit>(secret: &[u8], body: &[u8]) -> Vec<u8> {
    // A key may have any length.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(secret) else {
        return Vec::new();
    };
    mac.update(body);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 2202 (case 2) and RFC 4231 (test case 2).
    #[test]
    fn signatures_are_those_of_the_standards() {
        let (key, data) = (b"Jefe", b"what do ya want for nothing?");
        for (method, expected) in [
            (
                HubSignature::Sha1,
                "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
            ),
            (
                HubSignature::Sha256,
                "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                HubSignature::Sha384,
                "sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e\
                 8e2240ca5e69e2c78b3239ecfab21649",
            ),
            (
                HubSignature::Sha512,
                "sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554\
                 9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
            ),
        ] {
            assert_eq!(signature(method, key, data), expected);
        }
    }
}
