//! Looks at a folder and writes nothing: for `--dry-run`.

use std::path::Path;

use super::{Delivered, DirSink, Sink};
use crate::Result;

/// A folder as it is, that takes everything and changes nothing.
#[derive(Debug)]
pub struct PreviewSink {
    folder: Option<DirSink>,
}

impl PreviewSink {
    /// Looks at the folder, where it is there at all.
    ///
    /// # Errors
    /// An I/O error that names the folder.
    pub fn over(path: &Path) -> Result<Self> {
        Ok(PreviewSink {
            folder: DirSink::open_existing(path)?,
        })
    }
}

impl Sink for PreviewSink {
    fn look(&self, name: &str) -> Result<Option<Delivered>> {
        self.folder
            .as_ref()
            .map_or(Ok(None), |folder| folder.look(name))
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>> {
        self.folder
            .as_ref()
            .map_or(Ok(None), |folder| folder.read(name))
    }

    fn stage(&mut self, _name: &str, _bytes: &[u8]) -> Result<()> {
        Ok(())
    }

    fn stage_beside(&mut self, _of: &str, _name: &str, _bytes: &[u8]) -> Result<()> {
        Ok(())
    }

    fn remove(&mut self, _name: &str) -> Result<()> {
        Ok(())
    }

    fn deliver(&mut self) -> Result<Vec<Delivered>> {
        Ok(Vec::new())
    }

    fn warnings(&mut self) -> Vec<String> {
        Vec::new()
    }
}
