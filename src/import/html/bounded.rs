//! HTML that is written so that what a parser has to build from it is bounded: in elements, in formatting that it opens
//! again after blocks that ended too early, and in the length of text nodes.

use super::entities;

/// How many bytes of text may stand in one text node. For each `&` and each sign of Latin-1, html5ever's serialiser
/// looks through the rest of its node for a `<`; a comment, which no reader shows, ends the node.
const LONGEST_TEXT: usize = 1024;

/// How long an attribute's value may be, for the same reason.
pub(in crate::import) const LONGEST_VALUE: usize = 4096;

/// HTML in the making, and what a parser may still have to build.
#[derive(Debug)]
pub(in crate::import) struct Bounded {
    pub(in crate::import) html: String,
    /// How many bytes of text stand at the end of it.
    text_run: usize,
    /// How many elements a parser may have to build for what is written.
    elements: usize,
    most: usize,
    /// How many of the open tags are formatting.
    formatting: usize,
    /// How long those are as written.
    formatting_bytes: usize,
    /// How many bytes of formatting it may still have to open again.
    reopened: usize,
}

impl Bounded {
    /// Nothing yet, of a text of `length` bytes, with at most so many elements.
    pub(in crate::import) fn new(length: usize, capacity: usize, most: usize) -> Self {
        Bounded {
            html: String::with_capacity(capacity),
            text_run: 0,
            elements: 0,
            most,
            formatting: 0,
            formatting_bytes: 0,
            reopened: 4 * length + 256 * 1024,
        }
    }

    /// Characters, with a comment after each [`LONGEST_TEXT`] bytes of them.
    pub(in crate::import) fn text(&mut self, mut text: &str) {
        while !text.is_empty() {
            let end = floor(text, LONGEST_TEXT);
            let (chunk, rest) = text.split_at_checked(end).unwrap_or((text, ""));
            if self.text_run + chunk.len() > LONGEST_TEXT {
                self.html.push_str("<!---->");
                self.text_run = 0;
            }
            self.html.push_str(&entities::escape(chunk));
            self.text_run += chunk.len();
            text = rest;
        }
    }

    /// A tag was written: the text node has ended.
    pub(in crate::import) fn tag_written(&mut self) {
        self.text_run = 0;
    }

    /// Pays for one more element and for the formatting that it may open again.
    pub(in crate::import) fn can_afford(&mut self) -> bool {
        let elements = self.elements + 1 + self.formatting;
        match self.reopened.checked_sub(self.formatting_bytes) {
            Some(left) if elements <= self.most => {
                (self.elements, self.reopened) = (elements, left);
                true
            }
            _ => false,
        }
    }

    /// These are the open tags that are formatting, by their lengths as written.
    pub(in crate::import) fn formatting(&mut self, lengths: impl Iterator<Item = usize>) {
        (self.formatting, self.formatting_bytes) =
            lengths.fold((0, 0), |(n, bytes), own| (n + 1, bytes + own));
    }
}

/// The end of the last whole character within the first `most` bytes.
pub(in crate::import) fn floor(text: &str, most: usize) -> usize {
    let most = most.min(text.len());
    let mut ends = (0..=most).rev();
    ends.find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
