//! Watches a run: passes signals on, and draws progress where somebody looks.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use feedwright::Result;
use feedwright::pipeline::{Control, Taken};
use feedwright::store::Outcome;
use indicatif::{ProgressBar, ProgressStyle};

use super::messages::{self, Messages};
use super::signals::Signals;

/// Watches a run.
pub(crate) struct Watch {
    signals: Signals,
    draw: bool,
    tell: bool,
    began: Instant,
    bar: RefCell<Option<Bar>>,
}

/// Work that ends sooner needs no bar.
const SHORT: Duration = Duration::from_millis(400);

/// What is drawn: a bar where it is known how much there is to do, else a mark that moves.
struct Bar {
    drawn: ProgressBar,
    measured: Option<bool>,
}

impl Bar {
    fn show(&mut self, doing: &str, done: u64, of: Option<u64>) {
        if self.measured.replace(of.is_some()) != Some(of.is_some()) {
            self.drawn.set_style(style(of.is_some()));
        }
        match of {
            Some(of) => self.drawn.set_length(of),
            None => self.drawn.unset_length(),
        }
        self.drawn.set_message(doing.to_owned());
        self.drawn.set_position(done);
    }
}

fn style(measured: bool) -> ProgressStyle {
    let template = if measured {
        "{msg} [{bar:30}] {pos} of {len} ({eta} left)"
    } else {
        "{spinner} {msg}: {pos} ({elapsed})"
    };
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}

impl Watch {
    /// Listens for signals, and draws on a terminal.
    pub(crate) fn new(messages: &Messages) -> Result<Self> {
        Ok(Watch {
            signals: Signals::listen()?,
            draw: messages.may_draw(),
            tell: messages.verbose(),
            began: Instant::now(),
            bar: RefCell::new(None),
        })
    }
}

impl Control for Watch {
    fn interrupted(&self) -> Option<i32> {
        self.signals.came()
    }

    fn progress(&self, doing: &str, done: u64, of: Option<u64>) {
        if !self.draw || self.began.elapsed() < SHORT {
            return;
        }
        let mut bar = self.bar.borrow_mut();
        let bar = bar.get_or_insert_with(|| Bar {
            drawn: ProgressBar::no_length(),
            measured: None,
        });
        bar.show(doing, done, of);
    }

    fn wants_records(&self) -> bool {
        self.tell
    }

    fn taken(&self, record: &Taken) {
        let became = match record.outcome {
            Outcome::New => "new",
            Outcome::Changed => "changed",
            Outcome::Unchanged => "unchanged",
        };
        let line = format!(
            "{became}  by {}  {} -> {}",
            record.rule, record.record, record.id
        );
        let say = || messages::line(&line);
        match &*self.bar.borrow() {
            Some(bar) => bar.drawn.suspend(say),
            None => say(),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.borrow_mut().take() {
            bar.drawn.finish_and_clear();
        }
    }
}
