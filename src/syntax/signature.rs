//! What files are that are no text, by their first bytes.

/// What the first bytes of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signature {
    /// Packed, and with what.
    Compressed(&'static str),
    /// An image, a film or a program: what it is.
    Binary(&'static str),
}

/// The first bytes of compressed files.
const COMPRESSED: &[(&[u8], &str)] = &[
    (&[0x1F, 0x8B], "gzip"),
    (&[0x1F, 0x9D], "compress"),
    (b"PK\x03\x04", "ZIP"),
    (&[0x28, 0xB5, 0x2F, 0xFD], "Zstandard"),
    (b"BZh", "bzip2"),
    (&[0xFD, b'7', b'z', b'X', b'Z'], "xz"),
    (&[b'7', b'z', 0xBC, 0xAF], "7-Zip"),
    (&[0x04, 0x22, 0x4D, 0x18], "LZ4"),
    (&[0x78, 0x01], "zlib"),
    (&[0x78, 0x9C], "zlib"),
    (&[0x78, 0xDA], "zlib"),
];

/// The first bytes of files that are no text.
const BINARY: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (&[0xFF, 0xD8, 0xFF], "a JPEG image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (&[0, 0, 1, 0], "an icon"),
    (b"%PDF", "a PDF document"),
    (b"ID3", "an MP3 recording"),
    (&[0xFF, 0xFB], "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
    (b"\x1A\x45\xDF\xA3", "a Matroska film"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\0asm", "a program"),
    (b"wOF2", "a font"),
    (b"SQLite format 3\0", "a database"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
];

impl Signature {
    /// The signature that a file begins with.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        let named = |table: &[(&[u8], &'static str)]| {
            let mut lines = table.iter();
            lines
                .find(|(m, _)| head.starts_with(m))
                .map(|(_, what)| *what)
        };
        let compressed = named(COMPRESSED).map(Signature::Compressed);
        compressed.or_else(|| {
            let binary = named(BINARY).or_else(|| container(head));
            binary.map(Signature::Binary)
        })
    }

    /// The same, where a text may stand: one that begins with the letters of a signature ("BZh", "ID3") is a text all the
    /// same, but for a PDF, whose first line is words.
    #[cfg(feature = "publish")]
    pub(crate) fn of_no_text(head: &[u8]) -> Option<Self> {
        let first = head.get(..16).unwrap_or(head);
        let is_words = first
            .iter()
            .all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace());
        Self::of(head).filter(|_| !is_words || head.starts_with(b"%PDF-"))
    }

    /// What it is, in words with which a sentence goes on.
    #[cfg(feature = "publish")]
    pub(crate) fn what(self) -> String {
        match self {
            Signature::Compressed(with) => format!("{with} data"),
            Signature::Binary(what) => what.to_owned(),
        }
    }
}

/// Files whose kind stands a few bytes on.
fn container(head: &[u8]) -> Option<&'static str> {
    match (head.get(..4), head.get(4..8), head.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WEBP")) => Some("a WebP image"),
        (Some(b"RIFF"), ..) => Some("a recording or a film"),
        (_, Some(b"ftyp"), Some(b"avif" | b"avis")) => Some("an AVIF image"),
        (_, Some(b"ftyp"), Some(b"heic" | b"mif1")) => Some("a HEIF image"),
        (_, Some(b"ftyp"), _) => Some("a film or a recording"),
        _ => None,
    }
}

#[cfg(all(test, feature = "publish"))]
mod tests {
    use super::Signature;

    #[test]
    fn texts_that_begin_like_files() {
        for (head, want) in [
            (&b"\x1F\x8B\x08\0"[..], Some("gzip data")),
            (b"PK\x03\x04\x14\0", Some("ZIP data")),
            (b"%PDF-1.7\n1 0 obj", Some("a PDF document")),
            (b"ID3\x04\0\0", Some("an MP3 recording")),
            (b"ID3 tags explained\n", None),
            (b"BZh", None),
            (b"GIF89a or PNG? We tried both", None),
        ] {
            let found = Signature::of_no_text(head).map(Signature::what);
            assert_eq!(found.as_deref(), want, "{head:?}");
        }
    }
}
