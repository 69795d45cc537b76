//! The heads of requests as they come in: what hyper's parser lets pass, and a proxy in front may read otherwise.
//!
//! A line that ends in a bare line feed and a second `Content-Length` are allowed to be mended (RFC 9112 sections 2.2 and
//! 6.3), and are how requests are smuggled past a proxy that mends them in another way. Where one stands, its line end is
//! spoiled, so that the parser refuses the request and closes the connection.

use memchr::memchr;

/// As much of a line as must be known: a length with its name.
const KNOWN: usize = 48;

const LENGTH: &[u8] = b"content-length:";
const CODING: &[u8] = b"transfer-encoding:";

/// What a line end becomes that may not stand: no byte that a head may have.
const SPOILED: u8 = 0;

/// How far the requests of one connection have been read.
#[derive(Debug)]
pub(super) struct Heads {
    part: Part,
    /// The beginning of a line whose end has not come yet.
    begun: Vec<u8>,
    /// The last byte before those that come now.
    last: u8,
    /// Has the head's first line come?
    started: bool,
    /// The length of the body, once the head names one.
    length: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    /// So many bytes until the next head.
    Body(u64),
    /// Nothing that comes is looked at any more: the request is refused.
    Refused,
}

impl Heads {
    pub(super) const fn new() -> Self {
        Heads {
            part: Part::Head,
            begun: Vec::new(),
            last: 0,
            started: false,
            length: None,
        }
    }

    /// Looks at the next bytes, and spoils a line end that may not stand.
    pub(super) fn watch(&mut self, mut bytes: &mut [u8]) {
        loop {
            bytes = match self.part {
                Part::Refused => return,
                Part::Body(left) => {
                    let here = usize::try_from(left).map_or(bytes.len(), |n| n.min(bytes.len()));
                    self.part = match left - here as u64 {
                        0 => Part::Head,
                        left => Part::Body(left),
                    };
                    bytes.split_at_mut(here).1
                }
                Part::Head => match memchr(b'\n', bytes) {
                    Some(end) => {
                        let (line, rest) = bytes.split_at_mut(end + 1);
                        self.line(line);
                        rest
                    }
                    None => return self.remember(bytes),
                },
            };
            if bytes.is_empty() {
                return;
            }
        }
    }

    /// The end of a line, with what comes of it in these bytes.
    fn line(&mut self, line: &mut [u8]) {
        let Some((end, rest)) = line.split_last_mut() else {
            return;
        };
        let stands = if self.begun.is_empty() {
            let ends_well = rest.last().unwrap_or(&self.last) == &b'\r';
            ends_well && self.read(rest)
        } else {
            self.remember(rest);
            let begun = std::mem::take(&mut self.begun);
            let stands = self.last == b'\r' && self.read(&begun);
            self.begun = begun;
            self.begun.clear();
            stands
        };
        self.last = b'\n';
        if !stands {
            *end = SPOILED;
            self.part = Part::Refused;
        }
    }

    /// What a line says, which ends in a carriage return unless it is too long to be known whole. May it stand?
    fn read(&mut self, line: &[u8]) -> bool {
        let is_blank = matches!(line, b"" | b"\r");
        if is_blank {
            // Blank lines before a request are none of it.
            if self.started {
                self.started = false;
                let length = self.length.take();
                self.part = length.map_or(Part::Head, Part::Body);
            }
            return true;
        }
        self.started = true;
        if starts_with(line, CODING) {
            // Refused by its handler.
            self.part = Part::Refused;
        } else if starts_with(line, LENGTH) {
            let value = line.get(LENGTH.len()..).unwrap_or_default().trim_ascii();
            let number = std::str::from_utf8(value).ok().and_then(|v| v.parse().ok());
            let known = line.len() < KNOWN;
            return known && self.length.replace(number.unwrap_or(0)).is_none();
        }
        true
    }

    /// Keeps the beginning of a line whose end is still to come.
    fn remember(&mut self, bytes: &[u8]) {
        if let Some(last) = bytes.last() {
            self.last = *last;
        }
        let room = KNOWN.saturating_sub(self.begun.len()).min(bytes.len());
        self.begun
            .extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }
}

fn starts_with(line: &[u8], name: &[u8]) -> bool {
    // Few lines begin with its letter, and all are asked.
    let letter = |text: &[u8]| text.first().map(u8::to_ascii_lowercase);
    let begin = line.get(..name.len());
    letter(line) == letter(name) && begin.is_some_and(|begin| begin.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    /// Where bytes were changed when they came in pieces of this size.
    fn spoiled(request: &str, size: usize) -> Vec<usize> {
        let (mut heads, mut out) = (Heads::new(), Vec::new());
        for piece in request.as_bytes().chunks(size) {
            let mut piece = piece.to_vec();
            heads.watch(&mut piece);
            out.extend(piece);
        }
        let pairs = request.bytes().zip(out).enumerate();
        pairs.filter(|(_, (a, b))| a != b).map(|(n, _)| n).collect()
    }

    #[test]
    fn only_what_is_odd_is_spoiled_in_whatever_pieces_it_comes() {
        let post = "POST / HTTP/1.1\r\nCONTENT-length: 4\r\n\r\n\n\n\n\n";
        let long = format!("GET / HTTP/1.1\r\nX: {}\nHost: a\r\n\r\n", "x".repeat(99));
        let padded = format!(
            "POST / HTTP/1.1\r\nContent-Length:{}4\r\n\r\n",
            " ".repeat(60)
        );
        for (request, at) in [
            (GOOD.to_owned(), None),
            (GOOD.repeat(3), None),
            (format!("\r\n\r\n{GOOD}"), None),
            (format!("{post}{GOOD}"), None),
            (format!("{post}{post}{GOOD}"), None),
            (format!("{post}\n{GOOD}"), Some(post.len())),
            (format!("\n{GOOD}"), Some(0)),
            ("GET / HTTP/1.1\nHost: a\r\n\r\n".into(), Some(14)),
            ("GET / HTTP/1.1\r\nHost: a\n\r\n".into(), Some(23)),
            ("GET / HTTP/1.1\r\nHost: a\r\n\n".into(), Some(25)),
            ("GET /\n".into(), Some(5)),
            (
                "POST / HTTP/1.1\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\n".into(),
                Some(54),
            ),
            (long, Some(118)),
            (padded, Some(94)),
        ] {
            for size in [1, 2, 3, 7, 50, 4096] {
                let found = spoiled(&request, size);
                let expected: Vec<usize> = at.into_iter().collect();
                assert_eq!(found, expected, "{size}: {request:?}");
            }
        }
    }
}
