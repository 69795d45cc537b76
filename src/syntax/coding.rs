//! The encodings that can be read: those of the Encoding standard, UTF-32, and ISO 8859-1 as it is written.

use encoding_rs::{
    BIG5, Decoder, DecoderResult, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, SHIFT_JIS,
    UTF_8, UTF_16BE, UTF_16LE, mem::convert_latin1_to_utf8_partial,
};

use crate::syntax::span::Unit;

/// An encoding that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    /// UTF-8, and US-ASCII, which is a part of it.
    Utf8 {
        ascii: bool,
    },
    /// Each byte is the character of its number. The Encoding standard takes this label for windows-1252.
    Latin1,
    Utf32 {
        big: bool,
    },
    /// One of the Encoding standard.
    Standard(&'static Encoding),
}

/// Other names for what the Encoding standard knows.
const ALIASES: &[(&str, &str)] = &[
    ("cp932", "shift_jis"),
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("latin-1", "iso-8859-1"),
    ("maccyrillic", "x-mac-cyrillic"),
    ("ms932", "shift_jis"),
    ("utf_8", "utf-8"),
    ("mac-cyrillic", "x-mac-cyrillic"),
    ("mac-roman", "macintosh"),
    ("macroman", "macintosh"),
];

/// Labels that the Encoding standard takes for windows-1252 and that promise bytes below 80.
const ASCII: &[&str] = &[
    "us-ascii",
    "ascii",
    "us",
    "ansi_x3.4-1968",
    "ansi_x3.4-1986",
    "csascii",
    "cp367",
    "ibm367",
    "iso-ir-6",
    "iso646-us",
    "iso_646.irv:1991",
];

/// Labels that the Encoding standard takes for windows-1252 and that mean ISO 8859-1.
const LATIN1: &[&str] = &[
    "iso-8859-1",
    "iso8859-1",
    "iso88591",
    "iso_8859-1",
    "iso_8859-1:1987",
    "latin1",
    "l1",
    "csisolatin1",
    "iso-ir-100",
    "ibm819",
    "cp819",
];

/// Encodings that few readers know, though a browser does.
const OBSCURE: &[&str] = &[
    "IBM866",
    "ISO-2022-JP",
    "ISO-8859-3",
    "ISO-8859-4",
    "ISO-8859-6",
    "ISO-8859-8-I",
    "ISO-8859-10",
    "ISO-8859-13",
    "ISO-8859-14",
    "ISO-8859-16",
    "macintosh",
    "x-mac-cyrillic",
    "x-user-defined",
];

impl Coding {
    pub(crate) const UTF8: Coding = Coding::Utf8 { ascii: false };

    /// The encoding of this label, in any case; none where it cannot be read. `utf-16` alone says nothing of
    /// the order of bytes, and is taken for the little-endian one.
    pub(crate) fn of_label(label: &str) -> Option<Coding> {
        let label = label.trim().to_ascii_lowercase();
        let alias = ALIASES.iter().find(|(name, _)| *name == label);
        let label = alias.map_or(label.as_str(), |(_, known)| known);
        match label {
            "utf-32" | "utf-32le" | "ucs-4" | "iso-10646-ucs-4" => {
                Some(Coding::Utf32 { big: false })
            }
            "utf-32be" => Some(Coding::Utf32 { big: true }),
            _ if ASCII.contains(&label) => Some(Coding::Utf8 { ascii: true }),
            _ if LATIN1.contains(&label) => Some(Coding::Latin1),
            _ => Encoding::for_label_no_replacement(label.as_bytes()).map(|found| match found {
                e if e == UTF_8 => Coding::UTF8,
                e => Coding::Standard(e),
            }),
        }
    }

    pub(crate) fn is_utf8(self) -> bool {
        matches!(self, Coding::Utf8 { .. })
    }

    /// Does it write ASCII in units of several bytes?
    pub(crate) fn is_wide(self) -> bool {
        self.width() > 1
    }

    /// How many bytes an ASCII character takes.
    pub(crate) fn width(self) -> usize {
        match self {
            Coding::Utf32 { .. } => 4,
            Coding::Standard(e) if e == UTF_16LE || e == UTF_16BE => 2,
            _ => 1,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Coding::Utf8 { ascii: false } => "UTF-8",
            Coding::Utf8 { ascii: true } => "US-ASCII",
            Coding::Latin1 => "ISO-8859-1",
            Coding::Utf32 { big: false } => "UTF-32LE",
            Coding::Utf32 { big: true } => "UTF-32BE",
            Coding::Standard(e) => e.name(),
        }
    }

    /// Does a document in this encoding rightly bear this label?
    pub(crate) fn is_called(self, label: &str) -> bool {
        let order_open = match label.trim().to_ascii_lowercase().as_str() {
            "utf-16" | "iso-10646-ucs-2" | "ucs-2" | "unicode" | "csunicode" => 2,
            "utf-32" | "iso-10646-ucs-4" | "ucs-4" => 4,
            _ => 0,
        };
        self.width() == order_open || Coding::of_label(label) == Some(self)
    }

    /// Is it one that few readers know?
    pub(crate) fn is_obscure(self) -> bool {
        match self {
            Coding::Utf32 { .. } => true,
            Coding::Standard(e) => OBSCURE.contains(&e.name()),
            _ => false,
        }
    }

    /// How places are counted in it.
    pub(crate) fn unit(self) -> Unit {
        let coded = [
            (GBK, Unit::Gbk),
            (GB18030, Unit::Gb18030),
            (BIG5, Unit::Big5),
            (EUC_JP, Unit::EucJp),
            (EUC_KR, Unit::EucKr),
            (SHIFT_JIS, Unit::ShiftJis),
            (ISO_2022_JP, Unit::Iso2022Jp),
            (UTF_16LE, Unit::Utf16),
            (UTF_16BE, Unit::Utf16),
        ];
        match self {
            Coding::Utf8 { .. } => Unit::Utf8,
            Coding::Latin1 => Unit::Byte,
            Coding::Utf32 { .. } => Unit::Utf32,
            Coding::Standard(e) => coded
                .iter()
                .find(|(known, _)| *known == e)
                .map_or(Unit::Byte, |(_, unit)| *unit),
        }
    }

    pub(crate) fn decoder(self) -> Coder {
        match self {
            Coding::Utf8 { .. } => Coder::Standard(UTF_8.new_decoder_without_bom_handling()),
            Coding::Latin1 => Coder::Latin1,
            Coding::Utf32 { big } => Coder::Utf32 {
                big,
                held: Vec::with_capacity(4),
            },
            Coding::Standard(e) => Coder::Standard(e.new_decoder_without_bom_handling()),
        }
    }

    /// The first bytes of a document as text, as far as they mean anything.
    pub(crate) fn peek(self, bytes: &[u8]) -> String {
        let mut out = vec![0; bytes.len() * 3 + 8];
        let mut decoder = self.decoder();
        let (_, _, written) = decoder.decode(bytes, &mut out, false);
        out.truncate(written);
        String::from_utf8(out).unwrap_or_default()
    }
}

/// Turns bytes into UTF-8, one call after another.
pub(crate) enum Coder {
    Standard(Decoder),
    Latin1,
    Utf32 { big: bool, held: Vec<u8> },
}

impl Coder {
    /// Decodes as much of `from` as fits into `to`: what stopped it, how much was read, how much written.
    /// `last` says that nothing follows.
    pub(crate) fn decode(
        &mut self,
        from: &[u8],
        to: &mut [u8],
        last: bool,
    ) -> (DecoderResult, usize, usize) {
        match self {
            Coder::Standard(decoder) => decoder.decode_to_utf8_without_replacement(from, to, last),
            Coder::Latin1 => latin1(from, to),
            Coder::Utf32 { big, held } => utf32(*big, held, from, to, last),
        }
    }
}

/// Puts a character at `written`, unless there is no room.
fn put(c: char, to: &mut [u8], written: &mut usize) -> bool {
    let mut bytes = [0; 4];
    let bytes = c.encode_utf8(&mut bytes).as_bytes();
    let Some(room) = to.get_mut(*written..*written + bytes.len()) else {
        return false;
    };
    room.copy_from_slice(bytes);
    *written += bytes.len();
    true
}

fn latin1(from: &[u8], to: &mut [u8]) -> (DecoderResult, usize, usize) {
    let (read, written) = convert_latin1_to_utf8_partial(from, to);
    let result = match read == from.len() {
        true => DecoderResult::InputEmpty,
        false => DecoderResult::OutputFull,
    };
    (result, read, written)
}

fn utf32(
    big: bool,
    held: &mut Vec<u8>,
    from: &[u8],
    to: &mut [u8],
    last: bool,
) -> (DecoderResult, usize, usize) {
    let mut written = 0;
    for (read, byte) in from.iter().enumerate() {
        if to.len() < written + 4 {
            return (DecoderResult::OutputFull, read, written);
        }
        held.push(*byte);
        let Ok(unit) = <[u8; 4]>::try_from(held.as_slice()) else {
            continue;
        };
        held.clear();
        let code = if big {
            u32::from_be_bytes(unit)
        } else {
            u32::from_le_bytes(unit)
        };
        match char::from_u32(code) {
            Some(c) => put(c, to, &mut written),
            None => return (DecoderResult::Malformed(4, 0), read + 1, written),
        };
    }
    if last && !held.is_empty() {
        let left = held.len() as u8;
        held.clear();
        return (DecoderResult::Malformed(left, 0), from.len(), written);
    }
    (DecoderResult::InputEmpty, from.len(), written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for (label, name) in [
            ("UTF8", "UTF-8"),
            ("US-ASCII", "US-ASCII"),
            ("Latin1", "ISO-8859-1"),
            ("windows-1252", "windows-1252"),
            ("mac-cyrillic", "x-mac-cyrillic"),
            ("utf-32be", "UTF-32BE"),
            ("gb2312", "GBK"),
        ] {
            assert_eq!(Coding::of_label(label).map(Coding::name), Some(name));
        }
        for label in [
            "utf-7",
            "klingon",
            "hz-gb-2312",
            "cp037",
            "ebcdic-cp-us",
            "",
        ] {
            assert_eq!(Coding::of_label(label), None, "{label}");
        }
    }

    #[test]
    fn utf32_goes_on_after_what_means_nothing() {
        let mut coder = Coding::Utf32 { big: true }.decoder();
        let mut to = [0; 16];
        let bytes = [0, 0, 0, b'a', 0, 0x11, 0, 0, 0, 1, 0xF5];
        let (result, read, written) = coder.decode(&bytes, &mut to, true);
        assert_eq!(
            (result, read, written),
            (DecoderResult::Malformed(4, 0), 8, 1)
        );
        let (result, read, written) = coder.decode(&bytes[8..], &mut to, true);
        assert_eq!(
            (result, read, written),
            (DecoderResult::Malformed(3, 0), 3, 0)
        );
        let (result, ..) = coder.decode(&[], &mut to, true);
        assert_eq!(result, DecoderResult::InputEmpty);
    }
}
