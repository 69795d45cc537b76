//! Documents in encodings that are wrong, unknown, mixed or lied about, and characters that XML does not have.

use super::{Case, ill, odd, over, rss, sound};

/// A feed that declares an encoding.
fn declaring(label: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='{label}'?>\n{}",
        rss("<item><title>é — 日</title></item>")
    )
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

fn utf32(text: &str, order: fn(u32) -> [u8; 4]) -> Vec<u8> {
    text.chars().flat_map(|c| order(u32::from(c))).collect()
}

/// A feed with these bytes in a title.
fn with_bytes(bytes: &[u8]) -> Vec<u8> {
    let feed = rss("<item><title>@</title></item>").into_bytes();
    let at = feed.iter().position(|b| *b == b'@').expect("it is there");
    [&feed[..at], bytes, &feed[at + 1..]].concat()
}

/// ASCII in IBM037, as far as a feed needs it.
fn ebcdic(text: &str) -> Vec<u8> {
    let letter = |c: u8| match c {
        b'a'..=b'i' => 0x81 + (c - b'a'),
        b'j'..=b'r' => 0x91 + (c - b'j'),
        b's'..=b'z' => 0xA2 + (c - b's'),
        b'0'..=b'9' => 0xF0 + (c - b'0'),
        b'<' => 0x4C,
        b'>' => 0x6E,
        b'?' => 0x6F,
        b'/' => 0x61,
        b'=' => 0x7E,
        b'\'' => 0x7D,
        b'.' => 0x4B,
        b':' => 0x7A,
        b'\n' => 0x25,
        _ => 0x40,
    };
    text.bytes().map(letter).collect()
}

pub(super) fn wide() -> Vec<Case> {
    let feed = || rss("<item><title>é — 🗞</title></item>");
    let marked = move || format!("\u{FEFF}{}", feed());
    const WRONG: &str = "encoding-declaration-wrong";
    vec![
        sound("utf-16-le", move || utf16(&marked(), u16::to_le_bytes)),
        sound("utf-16-be", move || utf16(&marked(), u16::to_be_bytes)),
        odd("utf-16-le-unmarked", "byte-order-mark-missing", move || {
            utf16(&feed(), u16::to_le_bytes)
        }),
        odd("utf-16-be-unmarked", "byte-order-mark-missing", move || {
            utf16(&feed(), u16::to_be_bytes)
        }),
        odd("utf-32-le", "date-grammar", || {
            let feed = rss("<item><title>a</title><pubDate>x</pubDate></item>");
            utf32(&format!("\u{FEFF}{feed}"), u32::to_le_bytes)
        }),
        odd("utf-32-be", "date-grammar", || {
            let feed = rss("<item><title>a</title><pubDate>x</pubDate></item>");
            utf32(&format!("\u{FEFF}{feed}"), u32::to_be_bytes)
        }),
        ill("utf-32-beyond-unicode", "utf8-malformed", || {
            let mut bytes = utf32(&format!("\u{FEFF}{}", rss("")), u32::to_le_bytes);
            bytes.splice(80..84, [0, 0, 0x11, 0]);
            bytes
        }),
        ill("utf-32-order-2143", "encoding-unknown", || {
            let bytes = utf32(&format!("\u{FEFF}{}", rss("")), u32::to_be_bytes);
            bytes
                .chunks(4)
                .flat_map(|c| [c[1], c[0], c[3], c[2]])
                .collect::<Vec<u8>>()
        }),
        ill("utf-32-order-3412", "encoding-unknown", || {
            let bytes = utf32(&format!("\u{FEFF}{}", rss("")), u32::to_be_bytes);
            bytes
                .chunks(4)
                .flat_map(|c| [c[2], c[3], c[0], c[1]])
                .collect::<Vec<u8>>()
        }),
        ill("utf-16-lone-surrogate", "utf8-malformed", || {
            let mut units: Vec<u16> = format!("\u{FEFF}{}", rss("<item><title>@</title></item>"))
                .encode_utf16()
                .collect();
            let at = units.iter().position(|u| *u == u16::from(b'@')).unwrap();
            units[at] = 0xD800;
            units
                .into_iter()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>()
        }),
        ill("utf-16-half-a-unit", "utf8-malformed", || {
            let mut bytes = utf16(&format!("\u{FEFF}{}", rss("")), u16::to_le_bytes);
            bytes.pop();
            bytes
        }),
        ill("utf-16-surrogates-20-mb", "utf8-malformed", || {
            let mut bytes = utf16(
                "\u{FEFF}<rss version='2.0'><channel><title>",
                u16::to_le_bytes,
            );
            bytes.extend([0x00, 0xDC].repeat(10 << 20));
            bytes
        }),
        ill(
            "utf-16-that-turns-to-utf-8",
            "xml-tag-unclosed",
            move || {
                let mut bytes = utf16("\u{FEFF}<rss version='2.0'>", u16::to_le_bytes);
                bytes.extend(feed().bytes());
                bytes
            },
        ),
        odd("utf-16-that-says-utf-8", WRONG, || {
            utf16(&format!("\u{FEFF}{}", declaring("utf-8")), u16::to_le_bytes)
        }),
        odd("utf-8-that-says-utf-16", WRONG, || declaring("utf-16")),
        odd("utf-8-that-says-utf-32", WRONG, || declaring("utf-32")),
        odd("utf-8-that-says-ucs-4", WRONG, || {
            declaring("iso-10646-ucs-4")
        }),
        odd("marked-utf-8-that-says-latin-1", WRONG, || {
            format!("\u{FEFF}{}", declaring("iso-8859-1"))
        }),
        ill(
            "marked-utf-16-of-the-other-order",
            "xml-root-missing",
            move || [&[0xFE, 0xFF][..], &utf16(&feed(), u16::to_le_bytes)].concat(),
        )
        .or("document-binary"),
        ill("ebcdic", "encoding-unknown", || {
            ebcdic(&declaring("ebcdic-cp-us"))
        }),
        ill("utf-7-declared", "encoding-unknown", || {
            declaring("utf-7").replace("é", "+AOk-")
        }),
        ill("utf-7-marked", "encoding-unknown", || {
            format!(
                "+/v8-{}",
                rss("").replace('<', "+ADw-").replace('>', "+AD4-")
            )
        }),
        ill("utf-7-without-a-word", "document-text", || {
            rss("<script>alert(1)</script>")
                .replace('<', "+ADw-")
                .replace('>', "+AD4-")
        }),
        odd("utf-7-inside", "element-missing", || {
            "<rss version='2.0'><channel><title>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</title></channel></rss>".to_owned()
        }),
        ill("scsu", "encoding-unknown", || declaring("SCSU")),
        ill("bocu-1", "encoding-unknown", || declaring("BOCU-1")),
        ill("cesu-8", "encoding-unknown", || declaring("CESU-8")),
        ill("hz", "encoding-unknown", || declaring("hz-gb-2312")),
        ill("iso-2022-kr", "encoding-unknown", || {
            declaring("iso-2022-kr")
        }),
        ill("replacement", "encoding-unknown", || {
            declaring("replacement")
        }),
        odd("x-user-defined", "encoding-obscure", || {
            declaring("x-user-defined")
        })
        .valid(),
        over(
            "an-encoding-of-1-mb",
            "4096 bytes of an XML declaration",
            || declaring(&"x-".repeat(1 << 19)),
        )
        .broken(),
        over(
            "an-encoding-far-behind",
            "4096 bytes of an XML declaration",
            || declaring("windows-1252").replace(' ', &" ".repeat(5000)),
        ),
        ill("an-encoding-of-blanks", "encoding-unknown", || {
            declaring("   ")
        }),
        ill(
            "an-encoding-with-quotes",
            "xml-declaration-malformed",
            || declaring("utf-8&quot;"),
        ),
    ]
}

pub(super) fn bytes() -> Vec<Case> {
    const MALFORMED: &str = "utf8-malformed";
    let mut cases = vec![
        ill("two-marks", "xml-text-outside-root", || {
            format!("\u{FEFF}\u{FEFF}{}", rss(""))
        }),
        ill("a-thousand-marks", "xml-text-outside-root", || {
            "\u{FEFF}".repeat(1000) + &rss("")
        }),
        ill("marks-of-both-kinds", "xml-root-missing", || {
            [&[0xFF, 0xFE][..], "\u{FEFF}".as_bytes(), rss("").as_bytes()].concat()
        })
        .or("document-binary"),
        sound("a-mark-inside", || {
            rss("<item><title>a\u{FEFF}b</title></item>")
        }),
        ill("latin-1-undeclared", MALFORMED, || with_bytes(b"\xE9t\xE9")),
        ill("cut-at-the-end", MALFORMED, || {
            [rss("").as_bytes(), &[0xE2, 0x82]].concat()
        }),
        ill("ascii-that-is-not", MALFORMED, || declaring("us-ascii")),
        ill("shift-jis-broken", MALFORMED, || {
            let label = b"<?xml version='1.0' encoding='Shift_JIS'?>";
            [&label[..], &with_bytes(&[0x81])].concat()
        }),
        ill("gb18030-broken", MALFORMED, || {
            let label = b"<?xml version='1.0' encoding='gb18030'?>";
            [&label[..], &with_bytes(&[0x81, 0x30, 0x81])].concat()
        }),
        ill(
            "iso-2022-jp-that-stays-switched",
            "xml-tag-unclosed",
            || {
                let label = b"<?xml version='1.0' encoding='iso-2022-jp'?>";
                [&label[..], &with_bytes(b"\x1B$B")].concat()
            },
        )
        .or(MALFORMED),
    ];
    // Table 3-7 of Unicode, from the wrong side.
    let sequences: &[(&str, &[u8])] = &[
        ("lone-continuation", &[0x80]),
        ("lead-without-continuation", &[0xC3]),
        ("three-cut-after-two", &[0xE2, 0x82]),
        ("four-cut-after-three", &[0xF0, 0x9F, 0x97]),
        ("overlong-slash-of-two", &[0xC0, 0xAF]),
        ("overlong-slash-of-three", &[0xE0, 0x80, 0xAF]),
        ("overlong-slash-of-four", &[0xF0, 0x80, 0x80, 0xAF]),
        ("overlong-nul", &[0xC0, 0x80]),
        ("overlong-less-than", &[0xC0, 0xBC]),
        ("surrogate", &[0xED, 0xA0, 0x80]),
        ("pair-of-surrogates", &[0xED, 0xA0, 0xBD, 0xED, 0xB7, 0x9E]),
        ("beyond-unicode", &[0xF4, 0x90, 0x80, 0x80]),
        ("five-bytes", &[0xF8, 0x88, 0x80, 0x80, 0x80]),
        ("six-bytes", &[0xFC, 0x84, 0x80, 0x80, 0x80, 0x80]),
        ("fe-and-ff", &[0xFE, 0xFF]),
    ];
    for (name, sequence) in sequences {
        cases.push(ill(name, MALFORMED, move || with_bytes(sequence)));
    }
    cases
}

pub(super) fn characters() -> Vec<Case> {
    let title = |text: &str| rss(&format!("<item><title>{text}</title></item>"));
    let references = [
        "&#0;",
        "&#x0;",
        "&#1;",
        "&#xB;",
        "&#xD800;",
        "&#xDFFF;",
        "&#xFFFE;",
        "&#xFFFF;",
        "&#x110000;",
        "&#99999999999999;",
        "&#xFFFFFFFFFFFFFFFF41;",
        "&#4294967361;",
    ];
    let mut cases: Vec<Case> = references
        .into_iter()
        .map(|r| {
            ill(
                &format!("reference-{}", r.trim_matches(['&', '#', ';'])),
                "xml-reference-illegal",
                move || title(r),
            )
        })
        .collect();
    for (name, bad) in [
        ("no-digits", "&#;"),
        ("no-hex-digits", "&#x;"),
        ("minus", "&#-1;"),
        ("capital-x", "&#X41;"),
        ("unended", "&#65"),
    ] {
        cases.push(ill(
            &format!("reference-{name}"),
            "xml-ampersand-bare",
            move || title(bad),
        ));
    }
    for (name, c) in [
        ("nul", '\0'),
        ("escape", '\u{1B}'),
        ("vertical-tab", '\u{B}'),
        ("fffe", '\u{FFFE}'),
        ("ffff", '\u{FFFF}'),
    ] {
        cases.push(ill(
            &format!("character-{name}"),
            "xml-character-illegal",
            move || title(&c.to_string()),
        ));
    }
    cases.push(sound("right-to-left-override", move || {
        title("a\u{202E}b\u{2066}c")
    }));
    cases.push(sound("a-thousand-accents", move || {
        title(&("a".to_owned() + &"\u{301}".repeat(1000)))
    }));
    cases.push(sound("padded-reference", move || {
        title(&format!("&#{}65;", "0".repeat(1000)))
    }));
    cases.push(ill("version-1-1", "xml-version-unsupported", move || {
        format!("<?xml version='1.1'?>{}", title("&#1;"))
    }));
    cases
}
