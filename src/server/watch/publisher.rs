//! Publishing by itself: a thread that runs the publisher every so often.
//!
//! It does what cron would do with `feedwright publish`, with the configuration as the server last read it: at once, and then every
//! span from start to start, never two at once. Whatever becomes of a run, the server goes on.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::sync::oneshot;

use super::super::app::App;
use crate::model::Notice;
use crate::pipeline::{self, Control, Options, Outcome};
use crate::{Error, Result, Severity};

/// The signal that ends a run which does not end by itself in time.
const SIGTERM: i32 = 15;

/// As much as the program's first thread has, in which runs are made otherwise.
const STACK: usize = 8 << 20;

/// So many findings of a run are logged.
const TOLD: usize = 20;

/// How runs end, as their exit status would say: 0, 1, 2, 75 (another run was at work), 143 (the server stopped).
pub(super) const EXITS: [u8; 5] = [0, 1, 2, 75, 143];

/// What became of the runs.
#[derive(Debug, Default)]
pub(super) struct Published {
    counts: [AtomicU64; EXITS.len()],
    running: AtomicBool,
    last: Mutex<Option<Run>>,
}

/// A run that has ended.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Run {
    /// When it began.
    pub(super) at: DateTime<Utc>,
    /// What its exit status would have been.
    pub(super) exit: u8,
    pub(super) seconds: f64,
    /// Why it failed.
    pub(super) error: Option<String>,
}

impl Published {
    fn ended(&self, run: Run) {
        let place = EXITS.iter().position(|exit| *exit == run.exit);
        if let Some(count) = place.and_then(|place| self.counts.get(place)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        // What found another run at work, or was cut short, says nothing about the newsroom.
        if run.exit <= 2 {
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(run);
        }
    }

    /// Exit statuses with the number of runs that ended so.
    pub(super) fn counts(&self) -> impl Iterator<Item = (u8, u64)> + '_ {
        let counts = self
            .counts
            .iter()
            .map(|count| count.load(Ordering::Relaxed));
        EXITS.into_iter().zip(counts)
    }

    /// The last run that did its job, or failed to.
    pub(super) fn last(&self) -> Option<Run> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.clone()
    }

    pub(super) fn is_running(&self) -> bool {
        self.running.load(Ordering::Relaxed)
    }

    /// Could the last run not do its job?
    pub(super) fn failed(&self) -> bool {
        self.last().is_some_and(|run| run.exit == 2)
    }
}

/// The thread that publishes, as the server holds it.
pub(in super::super) struct Publisher {
    wake: Sender<Wake>,
    signal: Arc<AtomicI32>,
    ended: oneshot::Receiver<()>,
}

enum Wake {
    LookAgain,
    Stop,
}

impl Publisher {
    /// Starts it. Where nothing is to be published it waits until the configuration says otherwise.
    ///
    /// # Errors
    /// Where there can be no thread.
    pub(in super::super) fn start(app: &Arc<App>) -> Result<Self> {
        let (wake, woken) = mpsc::channel();
        let (end, ended) = oneshot::channel();
        let signal = Arc::new(AtomicI32::new(0));
        let publishing = Publishing {
            app: Arc::clone(app),
            signal: Arc::clone(&signal),
            told: None,
        };
        std::thread::Builder::new()
            .name("publisher".to_owned())
            .stack_size(STACK)
            .spawn(move || {
                publishing.run(&woken);
                // Nobody waits for it where the server has gone.
                let _ = end.send(());
            })
            .map_err(|e| Error::io("cannot start the thread that publishes", e))?;
        Ok(Publisher {
            wake,
            signal,
            ended,
        })
    }

    /// The configuration was read again.
    pub(in super::super) fn look_again(&self) {
        // A thread that has ended has said why.
        let _ = self.wake.send(Wake::LookAgain);
    }

    /// Lets no run begin; one in progress may end by itself for half of the time, and is then interrupted.
    pub(in super::super) async fn stop(self, within: Duration) {
        let _ = self.wake.send(Wake::Stop);
        let mut ended = self.ended;
        if tokio::time::timeout(within / 2, &mut ended).await.is_ok() {
            return;
        }
        self.signal.store(SIGTERM, Ordering::Relaxed);
        if tokio::time::timeout(within / 2, ended).await.is_err() {
            tracing::warn!(target: "feedwright", "the publish run did not end in time and is cut; the next one finishes it");
        }
    }
}

struct Publishing {
    app: Arc<App>,
    signal: Arc<AtomicI32>,
    /// What the last run had to say: it is not said again by every run.
    told: Option<blake3::Hash>,
}

/// Passes on that the server stops.
struct Interruptible(Arc<AtomicI32>);

impl Control for Interruptible {
    fn interrupted(&self) -> Option<i32> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            signal => Some(signal),
        }
    }
}

impl Publishing {
    fn run(mut self, woken: &Receiver<Wake>) {
        let mut begun: Option<Instant> = None;
        loop {
            let every = self.app.held().newsroom.serve.publish_every;
            let due = every
                .map(|every| begun.map_or(Duration::ZERO, |b| every.saturating_sub(b.elapsed())));
            let wake = match due {
                Some(wait) => woken.recv_timeout(wait),
                None => woken.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match wake {
                Ok(Wake::LookAgain) => {}
                Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    begun = Some(Instant::now());
                    self.once();
                }
            }
        }
    }

    fn once(&mut self) {
        let (at, started) = (Utc::now(), Instant::now());
        let newsroom = Arc::clone(&self.app.held().configured);
        let control = Interruptible(Arc::clone(&self.signal));
        let published = &self.app.watch.published;
        published.running.store(true, Ordering::Relaxed);
        // A fault of ours in a run must not end those that come after it.
        let done = std::panic::catch_unwind(AssertUnwindSafe(|| {
            pipeline::publish(&newsroom, &Options::at(at), &control)
        }));
        published.running.store(false, Ordering::Relaxed);
        let (exit, error) = match done {
            Ok(Ok(outcome)) => {
                self.tell(&outcome);
                (u8::from(outcome.has_errors()), None)
            }
            Ok(Err(e)) => self.tell_failure(&e),
            Err(_) => {
                let says = "the publish run was given up: a fault of feedwright";
                tracing::error!(target: "feedwright", "{says}");
                (2, Some(says.to_owned()))
            }
        };
        self.app.watch.published.ended(Run {
            at,
            exit,
            seconds: started.elapsed().as_secs_f64(),
            error,
        });
    }

    /// Says what a run did where it did something, and what it found where that is new.
    fn tell(&mut self, outcome: &Outcome) {
        let (r, d) = (&outcome.records, &outcome.documents);
        let says = format!(
            "published: {} records new, {} changed; {} documents written, {} withheld ({:.2} s)",
            r.new, r.changed, d.written, d.withheld, outcome.seconds
        );
        if r.new + r.changed + d.written + outcome.files.written > 0 {
            tracing::info!(target: "feedwright", "{says}");
        } else {
            tracing::debug!(target: "feedwright", "{says}");
        }
        let notices = outcome.notices.kept();
        let mut hasher = blake3::Hasher::new();
        for notice in notices {
            hasher.update(said(notice).as_bytes()).update(b"\n");
        }
        if self.told.replace(hasher.finalize()) == Some(hasher.finalize()) {
            return;
        }
        for notice in notices.iter().take(TOLD) {
            let said = said(notice);
            match notice.severity {
                Severity::Error => tracing::error!(target: "feedwright", "{said}"),
                Severity::Warning => tracing::warn!(target: "feedwright", "{said}"),
                Severity::Info => tracing::info!(target: "feedwright", "{said}"),
            }
        }
        let more = notices.len().saturating_sub(TOLD) as u64 + outcome.notices.more();
        if more > 0 {
            tracing::warn!(target: "feedwright", "… and {more} more; `feedwright publish -v` says all");
        }
    }

    /// Says why a run failed; gives back what its exit status would be.
    fn tell_failure(&mut self, e: &Error) -> (u8, Option<String>) {
        if e.is_busy() {
            tracing::debug!(target: "feedwright", "not published: {e}");
            return (75, None);
        }
        if e.signal().is_some() {
            tracing::info!(target: "feedwright", "the publish run was interrupted; the next one finishes it");
            return (143, None);
        }
        self.told = None;
        let help = e
            .help_text()
            .map_or(String::new(), |help| format!("; {help}"));
        tracing::error!(target: "feedwright", "not published: {e}{help}");
        (2, Some(e.to_string()))
    }
}

/// A finding in one line.
fn said(notice: &Notice) -> String {
    let mut said = String::new();
    if let Some(file) = &notice.file {
        said.push_str(&format!("{}:", file.display()));
        if let Some(line) = notice.line {
            said.push_str(&format!("{line}:"));
        }
        said.push(' ');
    }
    said.push_str(&notice.message);
    let about = [("field", &notice.field), ("record", &notice.record)];
    for (what, name) in about {
        if let Some(name) = name {
            said.push_str(&format!(" ({what} {name})"));
        }
    }
    if let Some(help) = &notice.help {
        said.push_str(&format!("; {help}"));
    }
    said
}
