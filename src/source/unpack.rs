//! Undoes what Content-Encoding says, never into more than a bound.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

/// More layers than this are an attack.
const LAYERS: usize = 3;

/// The largest window that zstd may ask for over HTTP (RFC 9659).
const ZSTD_WINDOW: u32 = 23;

/// So many first bytes tell whether a body is packed as it is said to be.
const BEGIN: usize = 512;

/// Why a body could not be unpacked.
#[derive(Debug)]
pub enum Unpacking {
    /// There is more in it than the bound.
    TooLarge,
    /// It is packed in a way that nobody knows here, or too often.
    Unknown(String),
    /// It is broken.
    Broken(io::Error),
}

impl fmt::Display for Unpacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unpacking::TooLarge => f.write_str("there is more in the document than the bound"),
            Unpacking::Unknown(coding) => write!(f, "the document is packed as {coding:?}"),
            Unpacking::Broken(e) => write!(f, "the document cannot be unpacked: {e}"),
        }
    }
}

impl std::error::Error for Unpacking {}

/// Unpacks `body` as its Content-Encoding says, the coding that was applied last first. A body that does not
/// begin as its coding does is taken for unpacked, as programs save it that have unpacked it already.
///
/// # Errors
/// [`Unpacking`] says why it cannot be.
pub fn unpack(body: Vec<u8>, codings: &str, most: u64) -> Result<Vec<u8>, Unpacking> {
    if named(codings)?.is_empty() {
        return Ok(body);
    }
    let mut out = Vec::new();
    // What lies between two layers is bounded too: a document that is packed twice is not larger packed once.
    let between = most.saturating_mul(2);
    let unpacked = undone(Box::new(io::Cursor::new(body)), codings, between)?;
    let mut bounded = unpacked.take(most.saturating_add(1));
    bounded.read_to_end(&mut out).map_err(Unpacking::Broken)?;
    if out.len() as u64 > most {
        return Err(Unpacking::TooLarge);
    }
    Ok(out)
}

/// The same for a body that is read as it is unpacked, by somebody who keeps to a bound.
pub(super) fn unpacked<'r>(
    body: Box<dyn BufRead + 'r>,
    codings: &str,
) -> Result<Box<dyn BufRead + 'r>, Unpacking> {
    undone(body, codings, u64::MAX)
}

/// Each layer may give so many bytes.
fn undone<'r>(
    body: Box<dyn BufRead + 'r>,
    codings: &str,
    most: u64,
) -> Result<Box<dyn BufRead + 'r>, Unpacking> {
    let codings = named(codings)?;
    codings
        .iter()
        .rev()
        .try_fold(body, |body, c| layer(body, c, most))
}

/// The codings that were applied, in order.
fn named(codings: &str) -> Result<Vec<String>, Unpacking> {
    let codings: Vec<String> = codings
        .split(',')
        .map(|c| c.trim().to_ascii_lowercase())
        .filter(|c| !c.is_empty() && c != "identity")
        .collect();
    match codings.len() {
        0..=LAYERS => Ok(codings),
        many => Err(Unpacking::Unknown(format!("{many} codings"))),
    }
}

fn layer<'r>(
    mut body: Box<dyn BufRead + 'r>,
    coding: &str,
    most: u64,
) -> Result<Box<dyn BufRead + 'r>, Unpacking> {
    let begin = body.fill_buf().map_err(Unpacking::Broken)?;
    let begin = begin
        .get(..BEGIN.min(begin.len()))
        .unwrap_or_default()
        .to_vec();
    let begin = begin.as_slice();
    let decoder: Box<dyn Read + 'r> = match coding {
        "gzip" | "x-gzip" if begin.starts_with(&[0x1F, 0x8B]) => {
            Box::new(flate2::bufread::MultiGzDecoder::new(body))
        }
        "deflate" if is_zlib(begin) => Box::new(flate2::bufread::ZlibDecoder::new(body)),
        "deflate" if !is_text(begin) => Box::new(flate2::bufread::DeflateDecoder::new(body)),
        "zstd" if begin.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) => {
            let decoder = zstd::stream::read::Decoder::with_buffer(body);
            let mut decoder = decoder.map_err(Unpacking::Broken)?;
            let set = decoder.window_log_max(ZSTD_WINDOW);
            set.map_err(Unpacking::Broken)?;
            Box::new(decoder)
        }
        "br" if !is_text(begin) => Box::new(brotli_decompressor::Decompressor::new(body, 4096)),
        "gzip" | "x-gzip" | "deflate" | "zstd" | "br" => return Ok(body),
        _ => return Err(Unpacking::Unknown(coding.to_owned())),
    };
    Ok(Box::new(BufReader::with_capacity(
        1 << 16,
        decoder.take(most),
    )))
}

fn is_zlib(bytes: &[u8]) -> bool {
    match bytes {
        [first, second, ..] => {
            first & 0x0F == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0
        }
        _ => false,
    }
}

/// Does it begin as a document does? Neither brotli nor deflate has a sign of its own.
fn is_text(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    matches!(bytes.trim_ascii_start().first(), None | Some(b'<' | b'{'))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{Unpacking, unpack};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn layers_are_undone_within_the_bound() {
        let feed = b"<rss/>".repeat(100);
        assert_eq!(unpack(feed.clone(), "", 10).unwrap(), feed);
        assert_eq!(unpack(gzip(&feed), "gzip", 600).unwrap(), feed);
        assert_eq!(
            unpack(gzip(&gzip(&feed)), "gzip, x-gzip", 600).unwrap(),
            feed
        );
        assert_eq!(unpack(feed.clone(), "gzip", 600).unwrap(), feed);
        let zstd = zstd::stream::encode_all(feed.as_slice(), 3).unwrap();
        assert_eq!(unpack(zstd, "zstd", 600).unwrap(), feed);
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(&feed).unwrap();
        assert_eq!(
            unpack(zlib.finish().unwrap(), "deflate", 600).unwrap(),
            feed
        );
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        raw.write_all(&feed).unwrap();
        assert_eq!(unpack(raw.finish().unwrap(), "deflate", 600).unwrap(), feed);
        // `<rss/>` and a line end as brotli writes them without compression.
        let brotli = [
            0x0B, 0x03, 0x80, b'<', b'r', b's', b's', b'/', b'>', b'\n', 0x03,
        ];
        assert_eq!(unpack(brotli.to_vec(), "br", 600).unwrap(), b"<rss/>\n");
    }

    #[test]
    fn bombs_and_strangers_are_refused() {
        let bomb = gzip(&gzip(&vec![b' '; 10 << 20]));
        assert!(matches!(
            unpack(bomb, "gzip, gzip", 1 << 20),
            Err(Unpacking::TooLarge)
        ));
        let cut = gzip(b"<rss/>").split_off(0)[..15].to_vec();
        assert!(matches!(unpack(cut, "gzip", 99), Err(Unpacking::Broken(_))));
        assert!(matches!(
            unpack(vec![1], "compress", 99),
            Err(Unpacking::Unknown(_))
        ));
        assert!(matches!(
            unpack(vec![1], "br,br,br,br", 99),
            Err(Unpacking::Unknown(_))
        ));
    }
}
