//! Files on their way out: one whose bytes are what lies in its place is left alone, all others are staged.
//!
//! Everything that a run delivers (documents, archives, pages, lists) goes through here, so that "unchanged is not
//! touched" holds for all of it, and so that packed copies follow the files that they stand for.

use std::collections::HashMap;

use super::{Change, Difference, compare};
use crate::sink::packing::{Effort, Packing};
use crate::sink::{Delivered, Sink};
use crate::store::{DocumentState, PackedState};
use crate::{Error, Result};

/// Files shorter than this fit into one packet either way, and have no packed copies.
const WORTH_PACKING: usize = 512;

/// Takes files on their way out.
pub(super) struct Outbox<'s> {
    sink: &'s mut dyn Sink,
    packings: &'s [&'static Packing],
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
    /// `packings`: the copies that files have beside them. `diff`: tell how each differs from the one in its place.
    pub(super) fn new(
        sink: &'s mut dyn Sink,
        packings: &'s [&'static Packing],
        diff: bool,
    ) -> Self {
        Outbox {
            sink,
            packings,
            diff,
        }
    }

    /// Stages a file, unless its bytes are what lies there. `former`: the file as it was delivered before.
    pub(super) fn put(
        &mut self,
        name: &str,
        bytes: &[u8],
        entries: usize,
        former: Option<&DocumentState>,
    ) -> Result<Placed> {
        let mut placed = self.place(name, bytes, entries)?;
        for packing in self.packings {
            self.pack(packing, Effort::Thorough, &mut placed.state, bytes)?;
        }
        self.unpack(former, &placed.state)?;
        Ok(placed)
    }

    /// The same for what is written in masses and read seldom: of packed copies only the one that every reader asks
    /// for, and made quickly.
    pub(super) fn put_archive(
        &mut self,
        name: &str,
        bytes: &[u8],
        entries: usize,
        former: Option<&DocumentState>,
    ) -> Result<Placed> {
        let mut placed = self.place(name, bytes, entries)?;
        for packing in self.packings.iter().filter(|p| p.name == "gz") {
            self.pack(packing, Effort::Quick, &mut placed.state, bytes)?;
        }
        self.unpack(former, &placed.state)?;
        Ok(placed)
    }

    /// Removes packed copies that the file had and that nobody wants any more: they would grow stale beside it.
    fn unpack(&mut self, former: Option<&DocumentState>, now: &DocumentState) -> Result<()> {
        let wanted = |name: &str| now.packed.iter().any(|p| p.name == name);
        let copies = former.map_or(&[][..], |former| &former.packed);
        for copy in copies.iter().filter(|p| !wanted(&p.name)) {
            self.sink.remove(&copy.name)?;
        }
        Ok(())
    }

    /// Does this file lie as it was delivered?
    pub(super) fn in_place(&self, known: &DocumentState) -> Result<bool> {
        in_place(self.sink, known)
    }

    /// Does anything lie under this name?
    pub(super) fn lies(&self, name: &str) -> Result<bool> {
        Ok(self.sink.look(name)?.is_some())
    }

    /// Removes a file with its packed copies.
    pub(super) fn remove(&mut self, file: &DocumentState) -> Result<()> {
        self.sink.remove(&file.name)?;
        file.packed
            .iter()
            .try_for_each(|copy| self.sink.remove(&copy.name))
    }

    fn place(&mut self, name: &str, bytes: &[u8], entries: usize) -> Result<Placed> {
        let mut state = described(name, bytes, entries);
        if let Some(there) = self.same_in_place(name, bytes)? {
            state.modified_ns = there.modified_ns;
            return Ok(Placed {
                state,
                change: Change::Unchanged,
                differences: Vec::new(),
            });
        }
        let mut differences = Vec::new();
        if self.diff && self.sink.look(name)?.is_some() {
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

    fn pack(
        &mut self,
        packing: &Packing,
        effort: Effort,
        of: &mut DocumentState,
        bytes: &[u8],
    ) -> Result<()> {
        if bytes.len() < WORTH_PACKING {
            return Ok(());
        }
        let name = format!("{}.{}", of.name, packing.name);
        let packed = (packing.pack)(bytes, effort)
            .map_err(|e| Error::io(format!("cannot pack {name}"), e))?;
        let there = self.same_in_place(&name, &packed)?;
        let modified_ns = there
            .filter(|t| t.modified_ns == of.modified_ns)
            .map(|t| t.modified_ns);
        if modified_ns.is_none() {
            self.sink.stage_beside(&of.name, &name, &packed)?;
        }
        of.packed.push(PackedState {
            name,
            size: packed.len() as u64,
            modified_ns: modified_ns.unwrap_or_default(),
        });
        Ok(())
    }

    /// What lies under this name, if it is these bytes.
    fn same_in_place(&self, name: &str, bytes: &[u8]) -> Result<Option<Delivered>> {
        let there = self.sink.look(name)?;
        match there.filter(|t| t.size == bytes.len() as u64) {
            Some(there) if self.sink.read(name)?.as_deref() == Some(bytes) => Ok(Some(there)),
            _ => Ok(None),
        }
    }
}

/// Do the file and its packed copies lie as they were delivered, untouched?
pub(super) fn in_place(sink: &dyn Sink, known: &DocumentState) -> Result<bool> {
    let lies = |name: &str, size, modified_ns| -> Result<bool> {
        let there = sink.look(name)?;
        Ok(there.is_some_and(|t| (t.size, t.modified_ns) == (size, modified_ns)))
    };
    if !lies(&known.name, known.size, known.modified_ns)? {
        return Ok(false);
    }
    for copy in &known.packed {
        if !lies(&copy.name, copy.size, copy.modified_ns)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A file by what it holds; when it was written is known once it has been delivered.
pub(super) fn described(name: &str, bytes: &[u8], entries: usize) -> DocumentState {
    DocumentState {
        name: name.to_owned(),
        size: bytes.len() as u64,
        modified_ns: 0,
        digest: blake3::hash(bytes).to_hex().to_string(),
        entries,
        packed: Vec::new(),
    }
}

/// What was delivered, by name.
pub(super) struct Deliveries(HashMap<String, i64>);

impl Deliveries {
    pub(super) fn new(delivered: Vec<Delivered>) -> Self {
        Deliveries(
            delivered
                .into_iter()
                .map(|d| (d.name, d.modified_ns))
                .collect(),
        )
    }

    /// Notes when a file and its packed copies were written, where this run did.
    pub(super) fn stamp(&self, state: &mut DocumentState) {
        let note = |name: &str, modified_ns: &mut i64| {
            if let Some(&delivered) = self.0.get(name) {
                *modified_ns = delivered;
            }
        };
        note(&state.name, &mut state.modified_ns);
        for copy in &mut state.packed {
            note(&copy.name, &mut copy.modified_ns);
        }
    }
}
