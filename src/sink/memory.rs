//! Keeps documents in memory: for `check`, `--dry-run` and tests.

use std::collections::BTreeMap;

use super::{Delivered, Sink};
use crate::Result;

/// Documents by name.
#[derive(Debug, Default)]
pub struct MemorySink {
    staged: Vec<(String, Vec<u8>)>,
    surplus: Vec<String>,
    delivered: BTreeMap<String, Vec<u8>>,
}

impl MemorySink {
    /// An empty sink.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was delivered, by name.
    pub fn documents(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.delivered
    }
}

fn describe(name: &str, bytes: &[u8]) -> Delivered {
    Delivered {
        name: name.to_owned(),
        size: bytes.len() as u64,
        modified_ns: 0,
    }
}

impl Sink for MemorySink {
    fn look(&self, name: &str) -> Result<Option<Delivered>> {
        Ok(self.delivered.get(name).map(|bytes| describe(name, bytes)))
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.delivered.get(name).cloned())
    }

    fn stage(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.staged.push((name.to_owned(), bytes.to_vec()));
        Ok(())
    }

    fn stage_beside(&mut self, _of: &str, name: &str, bytes: &[u8]) -> Result<()> {
        self.stage(name, bytes)
    }

    fn remove(&mut self, name: &str) -> Result<()> {
        self.surplus.push(name.to_owned());
        Ok(())
    }

    fn deliver(&mut self) -> Result<Vec<Delivered>> {
        let staged = std::mem::take(&mut self.staged);
        let delivered = staged
            .iter()
            .map(|(name, bytes)| describe(name, bytes))
            .collect();
        self.delivered.extend(staged);
        for name in self.surplus.drain(..) {
            self.delivered.remove(&name);
        }
        Ok(delivered)
    }

    fn warnings(&mut self) -> Vec<String> {
        Vec::new()
    }
}
