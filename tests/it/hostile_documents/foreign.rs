//! What is no feed at all.

use super::{Case, ill, odd};

pub(super) fn documents() -> Vec<Case> {
    let html = "<!DOCTYPE html><html><head><title>a</title></head><body><p>b<br></body></html>";
    let mut cases = vec![
        ill("empty", "document-empty", Vec::new),
        ill("only-a-mark", "document-empty", || "\u{FEFF}"),
        ill("only-blanks", "document-empty", || {
            " \n\t\r\n".repeat(10_000)
        }),
        ill("blanks-of-20-mb", "document-empty", || " ".repeat(20 << 20)),
        ill("only-a-mark-of-utf-16", "document-empty", || [0xFF, 0xFE]).or("xml-root-missing"),
        ill(
            "only-a-declaration",
            "xml-root-missing",
            || "<?xml version='1.0'?>",
        ),
        ill("only-a-comment", "xml-root-missing", || "<!-- a -->"),
        ill("only-less-than", "xml-root-missing", || "<"),
        ill("nuls", "document-binary", || vec![0; 4096]),
        ill("nuls-of-20-mb", "document-binary", || vec![0; 20 << 20]),
        ill("nuls-in-front", "document-binary", || {
            format!("{}<rss version='2.0'/>", "\0".repeat(8))
        })
        .or("xml-text-outside-root"),
        ill("all-bytes", "document-binary", || {
            (0..=255).collect::<Vec<u8>>()
        })
        .or("xml-text-outside-root"),
        ill("noise", "document-text", || {
            let mut state = 88172645463325252_u64;
            let next = |_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state as u8
            };
            (0..1 << 20).map(next).collect::<Vec<u8>>()
        })
        .or("xml-text-outside-root")
        .or("document-binary"),
        ill("html", "document-html", move || html),
        ill("html-of-20-mb", "document-html", || {
            format!(
                "<html><head>{}",
                "<link rel=alternate type=application/rss+xml href=a>".repeat(400_000)
            )
        }),
        ill("html-in-capitals", "document-html", move || {
            html.to_uppercase()
        }),
        odd(
            "xhtml-with-declaration",
            "document-html",
            || "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head/></html>",
        ),
        ill(
            "html-fragment",
            "document-html",
            || "<meta charset=utf-8><p>not found",
        ),
        odd(
            "svg",
            "root-unknown",
            || "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        ),
        odd(
            "soap",
            "root-unknown",
            || "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'/>",
        ),
        odd("xsl", "root-unknown", || {
            "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>\
<xsl:template match='/'><xsl:value-of select=\"document('/etc/passwd')\"/></xsl:template></xsl:stylesheet>"
        }),
        ill("text", "document-text", || "Not Found"),
        ill("text-of-20-mb", "document-text", || "word ".repeat(4 << 20)),
        ill(
            "php",
            "document-text",
            || "Fatal error: memory exhausted in /srv/feed.php",
        ),
        ill("source-of-php", "xml-root-missing", || "<?php echo 1; ?>"),
        ill("template", "xml-root-missing", || "<% if (a < b) %>")
            .or("xml-name-malformed")
            .or("xml-less-than-bare"),
    ];
    let binaries: &[(&str, &str, &[u8])] = &[
        (
            "gzip",
            "document-compressed",
            &[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0],
        ),
        ("zip", "document-compressed", b"PK\x03\x04\x14\0\0\0"),
        ("bzip2", "document-compressed", b"BZh91AY&SY"),
        ("xz", "document-compressed", b"\xFD7zXZ\0\0\x04"),
        (
            "zstandard",
            "document-compressed",
            &[0x28, 0xB5, 0x2F, 0xFD, 4, 0],
        ),
        (
            "zlib",
            "document-compressed",
            &[0x78, 0x9C, 3, 0, 0, 0, 0, 1],
        ),
        ("png", "document-binary", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"),
        ("jpeg", "document-binary", b"\xFF\xD8\xFF\xE0\0\x10JFIF"),
        ("gif", "document-binary", b"GIF89a\x01\0\x01\0"),
        ("pdf", "document-binary", b"%PDF-1.7\n"),
        ("elf", "document-binary", b"\x7FELF\x02\x01\x01\0"),
        ("exe", "document-binary", b"MZ\x90\0\x03\0"),
        ("mp3", "document-binary", b"ID3\x04\0\0\0\0"),
        ("mp4", "document-binary", b"\0\0\0\x20ftypisom"),
        ("wasm", "document-binary", b"\0asm\x01\0\0\0"),
        ("sqlite", "document-binary", b"SQLite format 3\0"),
    ];
    for (name, rule, head) in binaries {
        cases.push(ill(name, rule, move || {
            [head, &b"<rss version='2.0'>".repeat(3)[..]].concat()
        }));
    }
    cases
}
