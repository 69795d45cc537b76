//! The one hand that reads and writes the hub's part of the store: a thread with a connection of its own.
//!
//! What is to be written is gathered and written together, and nobody is told that it was before it is durable. While a
//! publish run writes, the desk waits with its writing and goes on reading; between two writings it leaves the store alone for
//! a while, so that a run finds it free.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::store::sqlite::HubStore;
use crate::{Error, Result};

/// How long the store is left alone after something was written.
const PAUSE: Duration = Duration::from_millis(60);

/// How much is written at once: as much as takes a small part of the pause.
const MOST: usize = 500;

/// How long to wait before the store is opened again where it could not be.
const BROKEN: Duration = Duration::from_secs(2);

/// Opens the store.
pub(super) type Open = Box<dyn Fn() -> Result<HubStore> + Send>;

/// Tells whoever waits for a write whether it is durable.
type Tell = Box<dyn FnOnce(bool) + Send>;

type Read = Box<dyn FnOnce(&HubStore) + Send>;
type Write = Box<dyn FnOnce(&HubStore) -> Result<Tell> + Send>;

enum Job {
    Read(Read),
    Write(Write),
}

/// Where to ask.
pub(super) struct Desk {
    jobs: Sender<Job>,
}

/// The store could not be read or written; why has been logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unavailable;

impl Desk {
    pub(super) fn open(path: PathBuf, open: Open) -> Result<Self> {
        let (jobs, inbox) = channel();
        let clerk = Clerk {
            path,
            open,
            store: None,
            writes: Vec::new(),
            next: Instant::now(),
            said: None,
        };
        std::thread::Builder::new()
            .name("hub-store".to_owned())
            .spawn(move || clerk.work(&inbox))
            .map_err(|e| Error::io("cannot start the hub's thread", e))?;
        Ok(Desk { jobs })
    }

    /// Reads something.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&HubStore) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Unavailable> {
        let (tell, told) = oneshot::channel();
        let job: Read = Box::new(move |store| {
            let _ = tell.send(logged(work(store)));
        });
        let _ = self.jobs.send(Job::Read(job));
        told.await.ok().flatten().ok_or(Unavailable)
    }

    /// Writes something, together with what others write: returns when it is durable. It may take as long as a publish run
    /// does.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&HubStore) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Unavailable> {
        let (tell, told) = oneshot::channel();
        let job: Write = Box::new(move |store| {
            let done = work(store)?;
            let reply: Tell = Box::new(move |durable| {
                if durable {
                    let _ = tell.send(done);
                }
            });
            Ok(reply)
        });
        let _ = self.jobs.send(Job::Write(job));
        told.await.map_err(|_| Unavailable)
    }
}

struct Clerk {
    path: PathBuf,
    open: Open,
    store: Option<(HubStore, Option<Place>)>,
    writes: Vec<Write>,
    /// When the store may be written next, or opened.
    next: Instant,
    /// What was last said to be wrong, until something has been written again.
    said: Option<String>,
}

impl Clerk {
    /// Does what comes until nobody can ask any more.
    fn work(mut self, inbox: &Receiver<Job>) {
        loop {
            let job = match self.writes.is_empty() {
                true => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                false => inbox.recv_timeout(self.next.saturating_duration_since(Instant::now())),
            };
            match job {
                Ok(Job::Read(read)) => self.read(read),
                Ok(Job::Write(write)) => self.writes.push(write),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    self.write();
                    return;
                }
            }
            if !self.writes.is_empty() && Instant::now() >= self.next {
                self.gather(inbox);
                self.write();
            }
        }
    }

    /// Takes what waits already, so that it is written together.
    fn gather(&mut self, inbox: &Receiver<Job>) {
        while self.writes.len() < MOST {
            match inbox.try_recv() {
                Ok(Job::Read(read)) => self.read(read),
                Ok(Job::Write(write)) => self.writes.push(write),
                Err(_) => return,
            }
        }
    }

    fn read(&mut self, read: Read) {
        // Where there is no store, dropping the question answers it.
        if let Some((store, _)) = self.store() {
            read(store);
        }
    }

    fn write(&mut self) {
        self.next = Instant::now() + PAUSE;
        let first = self.writes.len().min(MOST);
        let Some((store, _)) = self.store() else {
            self.writes.clear();
            return;
        };
        match store.begin() {
            Ok(true) => {}
            // A run writes: it goes first.
            Ok(false) => return,
            Err(e) => return self.broken(&e),
        }
        let (mut tells, mut failed) = (Vec::with_capacity(first), None);
        let writes: Vec<Write> = self.writes.drain(..first).collect();
        let Some((store, _)) = &self.store else {
            return;
        };
        for write in writes {
            match write(store) {
                Ok(tell) => tells.push(tell),
                Err(e) => {
                    failed = Some(e);
                    break;
                }
            }
        }
        let done = match failed {
            Some(e) => Err(e),
            None => store.commit(),
        };
        if done.is_err() {
            store.roll_back();
        }
        for tell in tells {
            tell(done.is_ok());
        }
        match done {
            Ok(()) => self.said = None,
            Err(e) => self.broken(&e),
        }
        self.next = Instant::now() + PAUSE;
    }

    /// The store, opened where it is not open, or is not the one that lies there now.
    fn store(&mut self) -> Option<&(HubStore, Option<Place>)> {
        let lies = place(&self.path);
        if self.store.as_ref().is_some_and(|(_, known)| *known != lies) {
            self.store = None;
        }
        if self.store.is_none() {
            match (self.open)() {
                Ok(store) => self.store = Some((store, place(&self.path))),
                Err(e) => {
                    self.say(&e, "open");
                    self.next = Instant::now() + BROKEN;
                }
            }
        }
        self.store.as_ref()
    }

    fn broken(&mut self, e: &Error) {
        self.say(e, "write");
        self.writes.clear();
        self.store = None;
    }

    /// Says what is wrong with the store, once.
    fn say(&mut self, e: &Error, cannot: &str) {
        let help = e.help_text().map(|help| format!("; {help}"));
        let says = format!(
            "the hub cannot {cannot} its store: {e}{}",
            help.unwrap_or_default()
        );
        if self.said.as_ref() != Some(&says) {
            tracing::error!(target: "feedwright", "{says}");
            self.said = Some(says);
        }
    }
}

/// What tells one file from another that was put in its place: device and inode.
type Place = (u64, u64);

fn place(path: &Path) -> Option<Place> {
    let stat = crate::source::stat(path).ok()?;
    Some((stat.device, stat.inode))
}

fn logged<T>(done: Result<T>) -> Option<T> {
    done.map_err(|e| tracing::error!(target: "feedwright", "the hub cannot read its store: {e}"))
        .ok()
}
