//! A walk over the little of XML that WordPress writes its items in. It ends at whatever is written in another way.

use memchr::{memchr, memmem};

/// The text of an element, and whether references in it are still to be resolved.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Value<'t>(pub(super) &'t [u8], bool);

impl<'t> Value<'t> {
    /// As text; `None` where that takes more than a look.
    pub(super) fn plain(self) -> Option<&'t str> {
        let text = std::str::from_utf8(self.0).ok()?;
        (!self.1 || memchr(b'&', self.0).is_none()).then_some(text)
    }
}

/// A `wp:postmeta`.
#[derive(Default)]
pub(super) struct Field<'t> {
    pub(super) key: Option<Value<'t>>,
    pub(super) value: Option<Value<'t>>,
}

/// What is still to be walked over.
pub(super) struct Walk<'t>(pub(super) &'t [u8]);

impl<'t> Walk<'t> {
    pub(super) fn eat(&mut self, what: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(what)?;
        Some(())
    }

    /// Over white space to the next tag; gives the byte after its `<`.
    pub(super) fn next_tag(&mut self) -> Option<u8> {
        self.0 = self.0.trim_ascii_start();
        match self.0 {
            [b'<', next, ..] => Some(*next),
            _ => None,
        }
    }

    /// Over a start tag; gives its name.
    pub(super) fn open(&mut self) -> Option<&'t [u8]> {
        let inside = self.0.strip_prefix(b"<")?;
        let end = memchr(b'>', inside)?;
        let (inside, rest) = inside.split_at_checked(end)?;
        let length = inside.iter().position(|b| !is_name(*b));
        let (name, attributes) = inside.split_at_checked(length.unwrap_or(end))?;
        self.0 = rest.get(1..)?;
        (!name.is_empty() && are_usual(attributes)).then_some(name)
    }

    /// Over the text of an element and its end tag: one section, or text without tags.
    pub(super) fn value(&mut self, name: &[u8]) -> Option<Value<'t>> {
        let value = match self.0.strip_prefix(b"<![CDATA[") {
            Some(section) => {
                let end = memmem::find(section, b"]]>")?;
                self.0 = section.get(end + 3..)?;
                Value(section.get(..end)?, false)
            }
            None => {
                let (text, rest) = self.0.split_at_checked(memchr(b'<', self.0)?)?;
                self.0 = rest;
                Value(text, true)
            }
        };
        self.close(name)?;
        Some(value)
    }

    fn close(&mut self, name: &[u8]) -> Option<()> {
        self.eat(b"</")?;
        self.eat(name)?;
        self.eat(b">")
    }

    /// Over what is in a custom field and its end tag.
    pub(super) fn field(&mut self) -> Option<Field<'t>> {
        let mut field = Field::default();
        while self.next_tag()? != b'/' {
            let name = self.open()?;
            let value = self.value(name)?;
            match name {
                b"wp:meta_key" => field.key.get_or_insert(value),
                b"wp:meta_value" => field.value.get_or_insert(value),
                _ => return None,
            };
        }
        self.close(b"wp:postmeta")?;
        Some(field)
    }
}

fn is_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b':' | b'_')
}

/// No attributes, or such as can hide neither the end of their tag nor a declaration.
fn are_usual(attributes: &[u8]) -> bool {
    let quotes = memchr::memchr_iter(b'"', attributes).count();
    attributes.is_empty()
        || attributes.starts_with(b" ")
            && attributes.ends_with(b"\"")
            && quotes.is_multiple_of(2)
            && memchr::memchr2(b'<', b'\'', attributes).is_none()
            && memmem::find(attributes, b"xmlns").is_none()
}
