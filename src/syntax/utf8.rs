//! Bytes that should be UTF-8 as text.

use std::borrow::Cow;
use std::str::Utf8Error;

use encoding_rs::UTF_8;

/// The bytes as text. Where many letters lie beyond ASCII, `encoding_rs` checks several times as fast as the standard
/// library, which is asked only what is wrong.
///
/// # Errors
/// Where they are no UTF-8, and from which byte on.
pub(crate) fn checked(bytes: &[u8]) -> Result<&str, Utf8Error> {
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(Cow::Borrowed(text)) => Ok(text),
        _ => std::str::from_utf8(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn says_what_the_standard_library_says() {
        for bytes in [
            &b""[..],
            b"plain",
            "é — 港 🗞".as_bytes(),
            b"\xEF\xBB\xBFmark",
            b"caf\xE9",
            b"\xED\xA0\x80",
            b"\xC0\xAF",
            b"cut \xE6\xB8",
            b"\xF4\x90\x80\x80",
        ] {
            assert_eq!(checked(bytes), std::str::from_utf8(bytes), "{bytes:x?}");
        }
    }
}
