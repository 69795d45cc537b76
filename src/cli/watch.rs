//! Watches a run: passes signals on, and draws progress where somebody looks.

use std::cell::RefCell;

use feedwright::Result;
use feedwright::pipeline::Control;
use indicatif::{ProgressBar, ProgressStyle};

use super::messages::Messages;
use super::signals::Signals;

/// Watches a run.
pub(crate) struct Watch {
    signals: Signals,
    draw: bool,
    bar: RefCell<Option<ProgressBar>>,
}

impl Watch {
    /// Listens for signals, and draws on a terminal.
    pub(crate) fn new(messages: &Messages) -> Result<Self> {
        Ok(Watch {
            signals: Signals::listen()?,
            draw: messages.may_draw(),
            bar: RefCell::new(None),
        })
    }
}

impl Control for Watch {
    fn interrupted(&self) -> Option<i32> {
        self.signals.came()
    }

    fn progress(&self, doing: &str, done: u64, of: Option<u64>) {
        if !self.draw {
            return;
        }
        let mut bar = self.bar.borrow_mut();
        let bar = bar.get_or_insert_with(|| {
            ProgressBar::no_length().with_style(ProgressStyle::default_spinner())
        });
        bar.set_message(match of {
            Some(of) => format!("{doing}: {done} of {of}"),
            None => format!("{doing}: {done}"),
        });
        bar.set_position(done);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.borrow_mut().take() {
            bar.finish_and_clear();
        }
    }
}
