//! Plain text that looks like markup, written so that nobody takes it for markup.
//!
//! To an XML parser `&lt;`, `&#60;` and `&#x3C;` are one character. The RSS profile advises the last of them ("Data types,
//! Character data"), and for the same reason we write it in Atom and in the HTML of a description: those who escape HTML
//! by mistake write `&lt;b&gt;`, so a hexadecimal reference says that a `<` is meant.

use std::borrow::Cow;

use memchr::{memchr, memmem};

const CDATA: &[u8] = b"<![CDATA[";

/// The document of a renderer, with hexadecimal references where its plain texts look like markup. What stands in CDATA or
/// is declared as HTML is markup, and addresses stay as everybody writes them.
pub(super) fn document(document: Vec<u8>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(tag) = after(&document, at, b"<").map(|end| end - 1) {
        let rest = document.get(tag..).unwrap_or_default();
        if rest.starts_with(CDATA) {
            at = after(&document, tag, b"]]>").unwrap_or(document.len());
            continue;
        }
        let text = after(&document, tag, b">").unwrap_or(document.len());
        at = memchr(b'<', document.get(text..).unwrap_or_default())
            .map_or(document.len(), |length| text + length);
        let html = memmem::find(
            document.get(tag..text).unwrap_or_default(),
            b"type=\"html\"",
        );
        let written = document.get(text..at).unwrap_or_default();
        if html.is_some() || written.starts_with(b"http") {
            continue;
        }
        for (place, length, instead) in lookalikes(written) {
            let from = text + place;
            out.extend_from_slice(document.get(copied..from).unwrap_or_default());
            out.extend_from_slice(instead);
            copied = from + length;
        }
    }
    if copied == 0 {
        return document;
    }
    out.extend_from_slice(document.get(copied..).unwrap_or_default());
    out
}

/// Escaped text, with hexadecimal references where it looks like markup.
pub(super) fn text(escaped: Cow<'_, str>) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    for (place, length, instead) in lookalikes(escaped.as_bytes()) {
        out.push_str(escaped.get(copied..place).unwrap_or_default());
        out.push_str(std::str::from_utf8(instead).unwrap_or_default());
        copied = place + length;
    }
    if copied == 0 {
        return escaped;
    }
    out.push_str(escaped.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Where an escaped `<` stands before what could be a tag and an escaped `&` before what could be a reference: place,
/// length, and what to write instead.
fn lookalikes(escaped: &[u8]) -> impl Iterator<Item = (usize, usize, &'static [u8])> + '_ {
    memchr::memchr_iter(b'&', escaped).filter_map(|at| {
        let rest = escaped.get(at..)?;
        let (length, instead): (usize, &[u8]) = if rest.starts_with(b"&lt;") {
            (4, b"&#x3C;")
        } else if rest.starts_with(b"&amp;") {
            (5, b"&#x26;")
        } else {
            return None;
        };
        let next = *rest.get(length)?;
        let tag = length == 4 && matches!(next, b'/' | b'!' | b'?');
        let reference = length == 5 && next == b'#';
        (next.is_ascii_alphabetic() || tag || reference).then_some((at, length, instead))
    })
}

/// Where the next `needle` ends.
fn after(document: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    let found = memmem::find(document.get(from..)?, needle)?;
    Some(from + found + needle.len())
}

#[cfg(test)]
mod tests {
    use super::{document, text};

    #[test]
    fn what_looks_like_markup_is_written_as_meant() {
        let cases = [
            (
                "<title>a &lt;b&gt; c</title>",
                "<title>a &#x3C;b&gt; c</title>",
            ),
            (
                "<title>5 &lt; 6 &amp; 7</title>",
                "<title>5 &lt; 6 &amp; 7</title>",
            ),
            (
                "<title>&amp;nbsp; &amp;#8;</title>",
                "<title>&#x26;nbsp; &#x26;#8;</title>",
            ),
            (
                "<title>&lt;/b&gt;&lt;!&lt;?</title>",
                "<title>&#x3C;/b&gt;&#x3C;!&#x3C;?</title>",
            ),
            (
                "<link>https://a.example/?b&amp;c</link>",
                "<link>https://a.example/?b&amp;c</link>",
            ),
            ("<d><![CDATA[<p>&lt;b]]></d>", "<d><![CDATA[<p>&lt;b]]></d>"),
            (
                "<d><![CDATA[&lt;b]]></d><t>&lt;b</t>",
                "<d><![CDATA[&lt;b]]></d><t>&#x3C;b</t>",
            ),
            (
                "<c type=\"html\">&lt;b&gt;</c><t>&lt;b</t>",
                "<c type=\"html\">&lt;b&gt;</c><t>&#x3C;b</t>",
            ),
            ("<l title=\"&lt;b\"/>&lt;", "<l title=\"&lt;b\"/>&lt;"),
            ("", ""),
        ];
        for (from, to) in cases {
            let written = document(from.as_bytes().to_vec());
            assert_eq!(String::from_utf8_lossy(&written), to);
        }
        assert_eq!(
            text("1 &lt; 2 &lt;i&gt; &amp;amp;".into()),
            "1 &lt; 2 &#x3C;i&gt; &#x26;amp;"
        );
    }
}
