//! Files packed beforehand, as servers look for them beside the plain one: `news.rss.gz`, `news.rss.br`,
//! `news.rss.zst`.
//!
//! The same bytes give the same packed bytes: no names, no times in them.

use std::io::{self, Write};

/// The ways of packing.
pub const PACKINGS: &[Packing] = &[
    Packing {
        name: "gz",
        says: "gzip (RFC 1952), which every reader asks for",
        pack: gzip,
    },
    Packing {
        name: "br",
        says: "Brotli (RFC 7932), which browsers and a few readers ask for",
        pack: brotli,
    },
    Packing {
        name: "zst",
        says: "Zstandard (RFC 8878), which new browsers ask for",
        pack: zstandard,
    },
];

/// One way of packing.
#[derive(Debug)]
pub struct Packing {
    /// The name in configuration, and the end of the packed file's name.
    pub name: &'static str,
    /// What it is, for documentation.
    pub says: &'static str,
    /// Packs bytes.
    pub pack: fn(&[u8], Effort) -> io::Result<Vec<u8>>,
}

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// For what is written seldom and read often: a feed's current documents.
    Thorough,
    /// For what is written in masses and read seldom: archives.
    Quick,
}

/// The way of packing of this name.
pub fn by_name(name: &str) -> Option<&'static Packing> {
    PACKINGS.iter().find(|p| p.name == name)
}

/// The level is where a further step costs more than it gains on feeds (`docs/benchmarks.md`).
fn gzip(bytes: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
    let level = match effort {
        Effort::Thorough => 6,
        Effort::Quick => 1,
    };
    let mut packer =
        flate2::write::GzEncoder::new(room_for(bytes), flate2::Compression::new(level));
    packer.write_all(bytes)?;
    packer.finish()
}

fn brotli(bytes: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
    let quality = match effort {
        Effort::Thorough => 5,
        Effort::Quick => 1,
    };
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin: window(bytes.len()),
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = room_for(bytes);
    brotli::BrotliCompress(&mut io::Cursor::new(bytes), &mut packed, &params)?;
    Ok(packed)
}

/// The window, as a power of two, that holds this many bytes: a larger one costs megabytes and gains nothing.
fn window(length: usize) -> i32 {
    let bits = usize::BITS - length.leading_zeros();
    i32::try_from(bits).unwrap_or(22).clamp(17, 22)
}

fn zstandard(bytes: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
    let level = match effort {
        Effort::Thorough => 9,
        Effort::Quick => 1,
    };
    zstd::bulk::compress(bytes, level)
}

fn room_for(bytes: &[u8]) -> Vec<u8> {
    Vec::with_capacity(bytes.len() / 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn unpack(name: &str, packed: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        match name {
            "gz" => {
                flate2::read::GzDecoder::new(packed)
                    .read_to_end(&mut bytes)
                    .unwrap();
            }
            "br" => brotli::BrotliDecompress(&mut io::Cursor::new(packed), &mut bytes).unwrap(),
            _ => bytes = zstd::decode_all(packed).unwrap(),
        }
        bytes
    }

    #[test]
    fn what_is_packed_comes_out_again_and_packs_the_same() {
        let feed = "<item><title>Ferry</title></item>".repeat(2000);
        for packing in PACKINGS {
            for effort in [Effort::Thorough, Effort::Quick] {
                for bytes in [&b""[..], b"a", feed.as_bytes()] {
                    let packed = (packing.pack)(bytes, effort).unwrap();
                    assert_eq!(unpack(packing.name, &packed), bytes, "{}", packing.name);
                    assert_eq!((packing.pack)(bytes, effort).unwrap(), packed);
                }
                assert!((packing.pack)(feed.as_bytes(), effort).unwrap().len() < feed.len() / 20);
            }
        }
    }
}
