//! Files that are no feed's documents: pages, lists, sitemaps, a key, what hosts read.
//!
//! Each knows from which inputs it was made (a digest of them), so that an unchanged run makes none of them, and is
//! verified in its place like a feed's document. What is withheld leaves the old one where it is.

use super::outbox::{Deliveries, Outbox};
use super::{Change, Difference, FileChange, Options, Outcome};
use crate::Result;
use crate::sink::Sink;
use crate::sink::packing::Packing;
use crate::store::{DocumentState, MadeFile, Store};

/// Makes files and stages them.
pub(super) struct Maker<'m> {
    pub(super) store: &'m dyn Store,
    outbox: Outbox<'m>,
}

/// A file with what became of it, until it has been delivered.
pub(super) struct Made {
    file: MadeFile,
    former: Option<MadeFile>,
    pub(super) change: Change,
    differences: Vec<Difference>,
}

/// A digest of what decides a file.
pub(super) fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

impl<'m> Maker<'m> {
    /// `packings`: the copies that files have beside them.
    pub(super) fn new(
        store: &'m dyn Store,
        sink: &'m mut dyn Sink,
        packings: &'m [&'static Packing],
        options: &Options,
    ) -> Self {
        Maker {
            store,
            outbox: Outbox::new(sink, packings, options.diff),
        }
    }

    /// Makes a file where its inputs have changed, or it does not lie where it was delivered. `bytes` gives none where
    /// the file is withheld.
    pub(super) fn make(
        &mut self,
        name: &str,
        inputs: String,
        bytes: impl FnOnce(&dyn Store) -> Result<Option<Vec<u8>>>,
    ) -> Result<Made> {
        let former = self.store.made(name)?;
        if let Some(known) = former.as_ref().filter(|known| known.inputs == inputs)
            && self.outbox.in_place(&known.file)?
        {
            return Ok(Made::unchanged(known.clone()));
        }
        match bytes(self.store)? {
            Some(bytes) => self.put(name, inputs, &bytes, 0, former),
            None => Ok(Made::withheld(name, former)),
        }
    }

    /// Stages a file that has to be made. `entries`: how many it lists.
    pub(super) fn put(
        &mut self,
        name: &str,
        inputs: String,
        bytes: &[u8],
        entries: usize,
        former: Option<MadeFile>,
    ) -> Result<Made> {
        let old = former.as_ref().map(|f| &f.file);
        let placed = self.outbox.put(name, bytes, entries, old)?;
        Ok(Made {
            file: MadeFile {
                inputs,
                file: placed.state,
            },
            former,
            change: placed.change,
            differences: placed.differences,
        })
    }
}

impl Made {
    fn unchanged(known: MadeFile) -> Self {
        Made {
            file: known.clone(),
            former: Some(known),
            change: Change::Unchanged,
            differences: Vec::new(),
        }
    }

    /// The old file stays, as one that was made from nothing: so the next run tries again.
    pub(super) fn withheld(name: &str, former: Option<MadeFile>) -> Self {
        let mut file = former.clone().unwrap_or_default();
        file.file.name = name.to_owned();
        file.inputs.clear();
        Made {
            file,
            former,
            change: Change::Withheld,
            differences: Vec::new(),
        }
    }

    /// The same, made from these inputs. What is withheld was made from none.
    pub(super) fn with_inputs(mut self, inputs: String) -> Self {
        if self.change != Change::Withheld {
            self.file.inputs = inputs;
        }
        self
    }

    /// Remembers what was delivered, and gives it back as it lies now.
    pub(super) fn remember(
        mut self,
        delivered: &Deliveries,
        store: &mut dyn Store,
        outcome: &mut Outcome,
    ) -> Result<DocumentState> {
        delivered.stamp(&mut self.file.file);
        let nowhere = self.change == Change::Withheld && self.former.is_none();
        if !nowhere && self.former.as_ref() != Some(&self.file) {
            store.save_made(&self.file)?;
        }
        let file = self.file.file;
        let differences = self.differences.into_iter();
        outcome
            .differences
            .extend(differences.map(|d| (file.name.clone(), d)));
        Ok(file)
    }
}

/// Remembers files that were delivered, and counts them.
pub(super) fn settle(
    files: Vec<Made>,
    delivered: &Deliveries,
    store: &mut dyn Store,
    outcome: &mut Outcome,
) -> Result<()> {
    for made in files {
        let change = made.change;
        let file = made.remember(delivered, store, outcome)?;
        outcome.count_file(FileChange {
            name: file.name,
            bytes: file.size,
            change,
        });
    }
    Ok(())
}
