//! Maps whose keys are hashes already, made with a key that no outsider knows: they are not hashed once more.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map by hash.
pub(crate) type ByHash<V> = HashMap<u64, V, BuildHasherDefault<Same>>;

/// Takes a hash for what it is.
#[derive(Debug, Default)]
pub(crate) struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
