//! What a server says while it runs: messages with their level, and the access log as it comes, on standard error.
//!
//! A thread of its own writes. Where nobody takes the lines (a full pipe), requests go on and lines are dropped, and how many
//! is said as soon as somebody does.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, channel, sync_channel};
use std::time::{Duration, Instant};

use feedwright::server::ACCESS_TARGET;
use feedwright::{Error, Result};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;

use super::messages::Messages;
use super::output::tame;

/// Lines that may wait to be written.
const WAITING: usize = 4096;

/// Bytes that are written at once.
const AT_ONCE: usize = 64 << 10;

/// How long lines are gathered before they are written: who sends one to a thread that waits has to wake it, which costs more
/// than the line.
const GATHERING: Duration = Duration::from_millis(10);

/// How long what was said last may take to be written.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Writes until it is dropped.
pub(crate) struct Log {
    lines: Lines,
    ended: Receiver<()>,
}

/// Takes lines, and waits for nobody.
#[derive(Clone)]
struct Lines {
    sender: SyncSender<Option<Vec<u8>>>,
    dropped: Arc<AtomicU64>,
}

impl Log {
    /// Begins to log what the library says: `-q` leaves errors, `-v` adds what is only of interest to some. The access log
    /// is not touched by either.
    pub(crate) fn start(messages: &Messages) -> Result<Self> {
        let (sender, receiver) = sync_channel(WAITING);
        let (end, ended) = channel();
        let lines = Lines {
            sender,
            dropped: Arc::default(),
        };
        let dropped = Arc::clone(&lines.dropped);
        std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || {
                write(&receiver, &dropped, &mut io::stderr());
                // Nobody waits for it where the program has gone.
                let _ = end.send(());
            })
            .map_err(|e| Error::io("cannot start the thread that logs", e))?;
        let level = match (messages.quiet(), messages.verbose()) {
            (true, _) => LevelFilter::ERROR,
            (false, true) => LevelFilter::DEBUG,
            (false, false) => LevelFilter::INFO,
        };
        let wanted = Targets::new()
            .with_target("feedwright", level)
            .with_target(ACCESS_TARGET, LevelFilter::INFO);
        let layer = tracing_subscriber::fmt::layer()
            .event_format(Plain)
            .with_writer(lines.clone());
        let subscriber = tracing_subscriber::registry().with(wanted).with(layer);
        // A second server in one program says what it says where the first does.
        let _ = tracing::subscriber::set_global_default(subscriber);
        Ok(Log { lines, ended })
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let begun = Instant::now();
        while let Err(TrySendError::Full(_)) = self.lines.sender.try_send(None) {
            if begun.elapsed() > LAST_WORDS {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        // Where it takes longer nobody reads there.
        let _ = self.ended.recv_timeout(LAST_WORDS);
    }
}

/// Writes lines as they come, as many at once as there are.
fn write(lines: &Receiver<Option<Vec<u8>>>, dropped: &AtomicU64, out: &mut impl Write) {
    let mut batch = Vec::new();
    while let Ok(Some(line)) = lines.recv() {
        batch.extend_from_slice(&line);
        let mut last = false;
        while batch.len() < AT_ONCE {
            match lines.try_recv() {
                Ok(Some(line)) => batch.extend_from_slice(&line),
                Ok(None) => {
                    last = true;
                    break;
                }
                Err(_) => break,
            }
        }
        let more = batch.len() >= AT_ONCE;
        // Where standard error cannot be written nobody is left to tell.
        let _ = out.write_all(&batch);
        batch.clear();
        let lost = dropped.swap(0, Ordering::Relaxed);
        if lost > 0 {
            let _ = writeln!(
                out,
                "warning: {lost} lines of the log were dropped: nobody took them in time"
            );
        }
        if last {
            return;
        }
        if !more {
            std::thread::sleep(GATHERING);
        }
    }
}

impl<'w> MakeWriter<'w> for Lines {
    type Writer = &'w Lines;

    fn make_writer(&'w self) -> &'w Lines {
        self
    }
}

impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if let Err(TrySendError::Full(_)) = self.sender.try_send(Some(line.to_vec())) {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A line for each event: of the access log as it is, of all others with the level before it.
struct Plain;

impl<S, N> FormatEvent<S, N> for Plain
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    N: for<'f> FormatFields<'f> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut out: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if event.metadata().target() == ACCESS_TARGET {
            event.record(&mut Message(&mut out));
            return out.write_char('\n');
        }
        let level = match *event.metadata().level() {
            Level::ERROR => "error",
            Level::WARN => "warning",
            Level::INFO => "info",
            Level::DEBUG | Level::TRACE => "debug",
        };
        let mut said = String::new();
        event.record(&mut Message(&mut said));
        writeln!(out, "{level}: {}", tame(&said).replace('\n', "\\n"))
    }
}

/// Takes the message of an event.
struct Message<'o>(&'o mut dyn fmt::Write);

impl Visit for Message<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            // A line that cannot be formatted is left as far as it came.
            let _ = write!(self.0, "{value:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_takes_is_dropped_and_counted() {
        let (sender, receiver) = sync_channel(2);
        let lines = Lines {
            sender,
            dropped: Arc::default(),
        };
        for line in ["one\n", "two\n", "three\n", "four\n"] {
            (&lines).write_all(line.as_bytes()).unwrap();
        }
        let dropped = Arc::clone(&lines.dropped);
        let writer = std::thread::spawn(move || {
            let mut out = Vec::new();
            write(&receiver, &dropped, &mut out);
            out
        });
        lines.sender.send(None).unwrap();
        let out = writer.join().unwrap();
        let said = String::from_utf8(out).unwrap();
        assert_eq!(
            said,
            "one\ntwo\nwarning: 2 lines of the log were dropped: nobody took them in time\n"
        );
    }
}
