//! Signals that ask the program to end become a number that the run looks at.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use feedwright::{Error, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};

/// The signal that came, where one did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signals(Arc<AtomicUsize>);

impl Signals {
    /// Listens from now on. A second signal of the same kind ends the program at once, which is safe at any moment.
    pub(crate) fn listen() -> Result<Self> {
        let signals = Signals::default();
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            let number = usize::try_from(signal).unwrap_or_default();
            let again = Arc::new(std::sync::atomic::AtomicBool::new(false));
            signal_hook::flag::register_conditional_default(signal, Arc::clone(&again))
                .and_then(|_| signal_hook::flag::register(signal, again))
                .and_then(|_| {
                    signal_hook::flag::register_usize(signal, Arc::clone(&signals.0), number)
                })
                .map_err(|e| Error::io("cannot listen for signals", e))?;
        }
        // Where somebody listens, a write past a limit on file sizes fails like one on a full disk.
        signal_hook::flag::register(SIGXFSZ, Arc::default())
            .map_err(|e| Error::io("cannot listen for signals", e))?;
        Ok(signals)
    }

    /// The number of the signal that came.
    pub(crate) fn came(&self) -> Option<i32> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            n => i32::try_from(n).ok(),
        }
    }
}
