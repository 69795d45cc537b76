//! HTML to tags and text, as the HTML standard's tokenizer parts them (section 13.2.5).
//!
//! It knows nothing of trees: which tags match, and what a `<style>` holds, is for its users. Comments,
//! declarations and processing instructions are passed over.

use memchr::{memchr, memmem};

/// One piece of a fragment. Names are as written; values keep their character references.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::import) enum Token<'h> {
    /// Text with its character references. It may hold a `<` that begins nothing.
    Text(&'h str),
    /// `<![CDATA[…]]>`. A parser takes it for a comment, but people mean it as text.
    Cdata(&'h str),
    Open {
        name: &'h str,
        attributes: Attributes<'h>,
    },
    Close {
        name: &'h str,
    },
}

/// Reads one token after the other.
#[derive(Debug)]
pub(in crate::import) struct Tokens<'h> {
    html: &'h str,
    at: usize,
}

impl<'h> Tokens<'h> {
    pub(in crate::import) fn new(html: &'h str) -> Self {
        Tokens { html, at: 0 }
    }

    /// What has not been read.
    pub(in crate::import) fn rest(&self) -> &'h str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// Goes behind the end tag of this name, or to the end.
    pub(in crate::import) fn skip_content(&mut self, name: &str) {
        let mut rest = self.rest();
        while let Some(at) = memmem::find(rest.as_bytes(), b"</") {
            let after = rest.get(at + 2..).unwrap_or_default();
            let is_it = after
                .get(..name.len())
                .is_some_and(|n| n.eq_ignore_ascii_case(name));
            let ends = after.as_bytes().get(name.len()).copied();
            if is_it && ends.is_none_or(|b| is_blank(b) || b == b'/' || b == b'>') {
                let tag = after.get(name.len()..).unwrap_or_default();
                let end = memchr(b'>', tag.as_bytes()).map_or(tag.len(), |e| e + 1);
                self.at = self.html.len() - tag.len() + end;
                return;
            }
            rest = after;
        }
        self.at = self.html.len();
    }

    /// Passes over something that ends with `end`; a missing end takes all.
    fn pass(&mut self, start: usize, end: &str) -> &'h str {
        let rest = self.rest().get(start..).unwrap_or_default();
        let found = memmem::find(rest.as_bytes(), end.as_bytes());
        self.at = found.map_or(self.html.len(), |at| self.at + start + at + end.len());
        rest.get(..found.unwrap_or(rest.len())).unwrap_or(rest)
    }

    /// Text up to the next `<` that could begin something.
    fn text(&mut self) -> Token<'h> {
        let rest = self.rest();
        let mut end = 0;
        loop {
            let from = rest.as_bytes().get(end..).unwrap_or_default();
            let Some(at) = memchr(b'<', from) else {
                end = rest.len();
                break;
            };
            end += at;
            if begins_markup(rest.as_bytes().get(end + 1).copied()) {
                break;
            }
            end += 1;
        }
        self.at += end;
        Token::Text(rest.get(..end).unwrap_or(rest))
    }

    /// A start tag; `None` where the input ends within it, which drops it.
    fn open(&mut self) -> Option<Token<'h>> {
        let tag = self.rest().get(1..)?;
        let name = name_of(tag);
        let attributes = Attributes(tag.get(name.len()..)?);
        let mut all = attributes.clone();
        while all.next().is_some() {}
        let Some(after) = all.0.strip_prefix('>') else {
            self.at = self.html.len();
            return None;
        };
        self.at = self.html.len() - after.len();
        Some(Token::Open { name, attributes })
    }

    fn close(&mut self) -> Option<Token<'h>> {
        let tag = self.rest().get(2..)?;
        let name = name_of(tag);
        let mut all = Attributes(tag.get(name.len()..)?);
        while all.next().is_some() {}
        let after = all.0.strip_prefix('>').unwrap_or_default();
        self.at = self.html.len() - after.len();
        Some(Token::Close { name })
    }
}

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        loop {
            let rest = self.rest().as_bytes();
            let token = match (*rest.first()?, rest.get(1).copied()) {
                (b'<', Some(b)) if b.is_ascii_alphabetic() => self.open(),
                (b'<', Some(b'/')) if rest.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                    self.close()
                }
                (b'<', Some(b'!')) if rest.starts_with(b"<!--") => {
                    self.pass_comment();
                    None
                }
                (b'<', Some(b'!')) if rest.starts_with(b"<![CDATA[") => {
                    Some(Token::Cdata(self.pass(9, "]]>")))
                }
                (b'<', Some(b'!' | b'?' | b'/')) => {
                    self.pass(2, ">");
                    None
                }
                _ => Some(self.text()),
            };
            if token.is_some() {
                return token;
            }
        }
    }
}

impl Tokens<'_> {
    /// `<!-->` and `<!--->` are whole comments (section 13.2.5.44).
    fn pass_comment(&mut self) {
        for short in ["<!-->", "<!--->"] {
            if self.rest().starts_with(short) {
                self.at += short.len();
                return;
            }
        }
        self.pass(4, "-->");
    }
}

fn begins_markup(after: Option<u8>) -> bool {
    after.is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'!' | b'?' | b'/'))
}

fn name_of(tag: &str) -> &str {
    let end = tag.find(|c: char| is_blank_char(c) || c == '/' || c == '>');
    tag.get(..end.unwrap_or(tag.len())).unwrap_or(tag)
}

/// The attributes of one tag, as name and raw value; what is left then begins with the tag's `>`, or is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) struct Attributes<'h>(&'h str);

impl<'h> Attributes<'h> {
    fn skip_blanks(&mut self) {
        self.0 = self.0.trim_start_matches(is_blank_char);
    }

    fn take(&mut self, end: usize) -> Option<&'h str> {
        let (taken, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        Some(taken)
    }

    fn value(&mut self) -> Option<&'h str> {
        self.skip_blanks();
        let quote = self.0.chars().next()?;
        if quote == '>' {
            return Some("");
        }
        if quote == '"' || quote == '\'' {
            self.take(1)?;
            let Some(end) = self.0.find(quote) else {
                self.0 = "";
                return None;
            };
            let value = self.take(end)?;
            self.take(1)?;
            return Some(value);
        }
        let end = self.0.find(|c| is_blank_char(c) || c == '>');
        self.take(end.unwrap_or(self.0.len()))
    }
}

impl<'h> Iterator for Attributes<'h> {
    type Item = (&'h str, &'h str);

    fn next(&mut self) -> Option<Self::Item> {
        self.0 = self.0.trim_start_matches(|c| is_blank_char(c) || c == '/');
        if self.0.is_empty() || self.0.starts_with('>') {
            return None;
        }
        let first = self.0.chars().next().map_or(1, char::len_utf8);
        let after = self.0.get(first..)?;
        let end = after.find(|c| is_blank_char(c) || matches!(c, '/' | '>' | '='));
        let name = self.take(end.map_or(self.0.len(), |e| e + first))?;
        self.skip_blanks();
        if self.0.starts_with('=') {
            self.take(1)?;
            let value = self.value()?;
            return Some((name, value));
        }
        Some((name, ""))
    }
}

const fn is_blank(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0xC)
}

const fn is_blank_char(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(html: &str) -> String {
        let tell = |token| match token {
            Token::Text(t) => format!("{t:?}"),
            Token::Cdata(t) => format!("cdata {t:?}"),
            Token::Open { name, attributes } => {
                let attributes: Vec<_> = attributes.map(|(k, v)| format!(" {k}={v:?}")).collect();
                format!("<{name}{}>", attributes.concat())
            }
            Token::Close { name } => format!("</{name}>"),
        };
        Tokens::new(html).map(tell).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tokens() {
        for (html, want) in [
            ("a<b>c</b >d", r#""a" <b> "c" </b> "d""#),
            ("1 < 2 <3", r#""1 < 2 <3""#),
            ("<A HREF=x y = 'z'\nw>", r#"<A HREF="x" y="z" w="">"#),
            ("<img src=\"a>b\"/>x", r#"<img src="a>b"> "x""#),
            ("<a b=c/d=e/ f>", r#"<a b="c/d=e/" f="">"#),
            ("<a =b>", r#"<a =b="">"#),
            ("<a b=>c", r#"<a b=""> "c""#),
            ("<p title=\"x", ""),
            ("<p", ""),
            ("a<!-- <b> -->c<!-->d<!--->e<!-- f", r#""a" "c" "d" "e""#),
            ("<!doctype html><?php x ?>y</ z>", r#""y""#),
            ("<![CDATA[ a<b ]]> c", r#"cdata " a<b " " c""#),
            ("", ""),
        ] {
            assert_eq!(told(html), want, "{html}");
        }
    }

    #[test]
    fn content_can_be_skipped() {
        for (html, want) in [
            ("x </s></SCRIPT >y", "y"),
            ("x</scripty></script", ""),
            ("x", ""),
        ] {
            let mut tokens = Tokens::new(html);
            tokens.skip_content("script");
            assert_eq!(tokens.rest(), want, "{html}");
        }
    }
}
