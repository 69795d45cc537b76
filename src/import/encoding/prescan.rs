//! What an HTML page says about its encoding in its first bytes (HTML standard, "prescan a byte stream to determine its
//! encoding").

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// How far browsers look.
const HEAD: usize = 1024;

/// The encoding that the page declares.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let mut rest = head;
    while let Some(at) = memchr::memchr(b'<', rest) {
        let tag = rest.get(at..)?;
        let body = tag.get(1..)?;
        rest = if let Some(comment) = tag.strip_prefix(b"<!--") {
            // "<!-->" is a whole comment.
            let from = tag.get(2..).unwrap_or(comment);
            after(from, b"-->")?
        } else if is_meta(body) {
            let mut attributes = Attributes(body.get(4..)?);
            if let Some(found) = of_meta(&mut attributes) {
                return Some(found);
            }
            attributes.0
        } else if is_tag(body) {
            let name_end = body.iter().position(|b| is_blank(*b) || *b == b'>')?;
            let mut attributes = Attributes(body.get(name_end..)?);
            while attributes.next().is_some() {}
            attributes.0
        } else if matches!(body.first(), Some(b'!' | b'/' | b'?')) {
            after(body, b">")?
        } else {
            body
        };
    }
    xml_declaration(head)
}

fn is_meta(body: &[u8]) -> bool {
    let name = body.get(..4).unwrap_or_default();
    name.eq_ignore_ascii_case(b"meta") && body.get(4).is_some_and(|b| is_blank(*b) || *b == b'/')
}

fn is_tag(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"/").unwrap_or(body);
    body.first().is_some_and(u8::is_ascii_alphabetic)
}

fn after<'b>(bytes: &'b [u8], end: &[u8]) -> Option<&'b [u8]> {
    let at = memchr::memmem::find(bytes, end)?;
    bytes.get(at + end.len()..)
}

/// What one `<meta>` says. The first attribute of a name holds.
fn of_meta(attributes: &mut Attributes<'_>) -> Option<&'static Encoding> {
    let (mut charset, mut content, mut is_pragma) = (None, None, false);
    let mut seen: Vec<Vec<u8>> = Vec::new();
    for (name, value) in attributes.by_ref() {
        let name = name.to_ascii_lowercase();
        if seen.contains(&name) {
            continue;
        }
        match name.as_slice() {
            b"charset" => charset = Some(value),
            b"content" => content = of_content_type(value),
            b"http-equiv" => is_pragma = value.eq_ignore_ascii_case(b"content-type"),
            _ => {}
        }
        seen.push(name);
    }
    let label = charset.or(content.filter(|_| is_pragma))?;
    usable(label)
}

/// Bytes in which a `<meta>` could be read are no UTF-16.
fn usable(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label_no_replacement(label)?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    })
}

/// The charset of a media type: `text/html; charset=koi8-r`.
fn of_content_type(value: &[u8]) -> Option<&[u8]> {
    let lower = value.to_ascii_lowercase();
    let mut from = 0;
    loop {
        let at = from + memchr::memmem::find(lower.get(from..)?, b"charset")? + b"charset".len();
        let rest = value.get(at..)?.trim_ascii_start();
        let Some(rest) = rest.strip_prefix(b"=") else {
            from = at;
            continue;
        };
        let rest = rest.trim_ascii_start();
        return match rest.first()? {
            quote @ (b'"' | b'\'') => {
                let inner = rest.get(1..)?;
                inner.get(..memchr::memchr(*quote, inner)?)
            }
            _ => {
                let end = rest.iter().position(|b| is_blank(*b) || *b == b';');
                rest.get(..end.unwrap_or(rest.len()))
            }
        };
    }
}

/// `<?xml … encoding="…"?>`, which browsers follow where no `<meta>` says anything.
fn xml_declaration(head: &[u8]) -> Option<&'static Encoding> {
    let rest = head.strip_prefix(b"<?xml")?;
    let declaration = rest.get(..memchr::memchr(b'>', rest)?)?;
    let value = after(declaration, b"encoding")?.trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let quote = *value.first().filter(|b| matches!(b, b'"' | b'\''))?;
    let inner = value.get(1..)?;
    usable(inner.get(..memchr::memchr(quote, inner)?)?)
}

/// The attributes of a tag, to its end; what is left stands behind them.
struct Attributes<'b>(&'b [u8]);

impl<'b> Iterator for Attributes<'b> {
    type Item = (&'b [u8], &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.0.iter().position(|b| !is_blank(*b) && *b != b'/');
        self.0 = start.and_then(|at| self.0.get(at..)).unwrap_or_default();
        if self.0.first().is_none_or(|b| *b == b'>') {
            return None;
        }
        let ends = |b: u8| is_blank(b) || matches!(b, b'/' | b'>' | b'=');
        // An attribute may begin with "=".
        let end = self
            .0
            .iter()
            .skip(1)
            .position(|b| ends(*b))
            .map(|at| at + 1);
        let (name, rest) = self.0.split_at_checked(end.unwrap_or(self.0.len()))?;
        self.0 = rest.trim_ascii_start();
        let Some(value) = self.0.strip_prefix(b"=") else {
            return Some((name, b""));
        };
        let value = value.trim_ascii_start();
        let (value, rest) = match value.first() {
            Some(quote @ (b'"' | b'\'')) => {
                let inner = value.get(1..)?;
                let (value, rest) = inner.split_at_checked(memchr::memchr(*quote, inner)?)?;
                (value, rest.get(1..)?)
            }
            _ => {
                let end = value.iter().position(|b| is_blank(*b) || *b == b'>');
                value.split_at_checked(end.unwrap_or(value.len()))?
            }
        };
        self.0 = rest;
        Some((name, value))
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations() {
        for (page, want) in [
            ("<meta charset=windows-1251>", Some("windows-1251")),
            ("<META CHARSET = 'KOI8-R' >", Some("KOI8-R")),
            (
                "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=shift_jis\">",
                Some("Shift_JIS"),
            ),
            (
                "<meta content='text/html;charset=\"big5\"' http-equiv=content-type>",
                Some("Big5"),
            ),
            ("<meta content='text/html;charset=big5'>", None),
            ("<meta name=x><meta/charset=latin1>", Some("windows-1252")),
            ("<!-- <meta charset=koi8-r> --><title>x", None),
            ("<!--><meta charset=koi8-r>", Some("KOI8-R")),
            ("<a title='<meta charset=koi8-r>'>", None),
            ("</p a='>'><meta charset=koi8-r>", Some("KOI8-R")),
            ("<!doctype html><meta charset=utf-16>", Some("UTF-8")),
            ("<meta charset=x-user-defined>", Some("windows-1252")),
            ("<meta charset=utf-7>", None),
            ("<meta charset=hz-gb-2312>", None),
            ("<metadata charset=koi8-r>", None),
            (
                "<?xml version=\"1.0\" encoding=\"koi8-u\"?><html>",
                Some("KOI8-U"),
            ),
            ("<meta charset=", None),
            ("<meta charset='koi8-r", None),
            ("<", None),
            ("", None),
        ] {
            let got = declared(page.as_bytes()).map(Encoding::name);
            assert_eq!(got, want, "{page}");
        }
        let far = format!("{}<meta charset=koi8-r>", " ".repeat(HEAD));
        assert_eq!(declared(far.as_bytes()), None);
        let hostile = "<meta x".repeat(200);
        assert_eq!(declared(hostile.as_bytes()), None);
    }
}
