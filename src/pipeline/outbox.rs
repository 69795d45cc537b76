//! Files on their way out: one whose bytes are what lies in its place is left alone, all others are staged.
//!
//! Everything that a run delivers (documents, archives, pages, lists) goes through here, so that "unchanged is not
//! touched" holds for all of it.

use super::{Change, Difference, compare};
use crate::Result;
use crate::sink::{Delivered, Sink};
use crate::store::DocumentState;

/// Takes files on their way out.
pub(super) struct Outbox<'s> {
    sink: &'s mut dyn Sink,
    diff: bool,
}

/// What became of a file that was put in.
pub(super) struct Placed {
    pub(super) state: DocumentState,
    pub(super) change: Change,
    /// How it differs from what lies in its place, where that was asked for.
    pub(super) differences: Vec<Difference>,
}

impl<'s> Outbox<'s> {
    /// `diff`: tell how each file differs from the one in its place.
    pub(super) fn new(sink: &'s mut dyn Sink, diff: bool) -> Self {
        Outbox { sink, diff }
    }

    /// Stages a file, unless its bytes are what lies there.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8], entries: usize) -> Result<Placed> {
        let mut state = described(name, bytes, entries);
        let there = self.sink.look(name)?;
        if let Some(there) = there.as_ref().filter(|t| t.size == state.size)
            && self.sink.read(name)?.as_deref() == Some(bytes)
        {
            state.modified_ns = there.modified_ns;
            return Ok(Placed {
                state,
                change: Change::Unchanged,
                differences: Vec::new(),
            });
        }
        let mut differences = Vec::new();
        if self.diff && there.is_some() {
            let old = self.sink.read(name)?.unwrap_or_default();
            differences = compare(&old, bytes);
        }
        self.sink.stage(name, bytes)?;
        Ok(Placed {
            state,
            change: Change::Written,
            differences,
        })
    }
}

/// Does the file lie as it was delivered, untouched?
pub(super) fn in_place(sink: &dyn Sink, known: &DocumentState) -> Result<bool> {
    let there = sink.look(&known.name)?;
    Ok(there.is_some_and(|t| known.size == t.size && known.modified_ns == t.modified_ns))
}

/// A file by what it holds; when it was written is known once it has been delivered.
pub(super) fn described(name: &str, bytes: &[u8], entries: usize) -> DocumentState {
    DocumentState {
        name: name.to_owned(),
        size: bytes.len() as u64,
        modified_ns: 0,
        digest: blake3::hash(bytes).to_hex().to_string(),
        entries,
    }
}

/// What was delivered, by name.
pub(super) struct Deliveries(std::collections::HashMap<String, i64>);

impl Deliveries {
    pub(super) fn new(delivered: Vec<Delivered>) -> Self {
        Deliveries(
            delivered
                .into_iter()
                .map(|d| (d.name, d.modified_ns))
                .collect(),
        )
    }

    /// Notes when a file was written, where this run did.
    pub(super) fn stamp(&self, state: &mut DocumentState) {
        if let Some(&modified_ns) = self.0.get(&state.name) {
            state.modified_ns = modified_ns;
        }
    }
}
