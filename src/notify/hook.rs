//! A command of the user's own that runs after a run, with what the run did on its standard input.
//!
//! No shell, a deadline, and a process group of its own, so that whatever it starts ends with it. What it prints goes
//! to our standard error: standard output is for our own data.

use std::io::{self, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// The command and how it is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Program and arguments.
    pub command: Vec<String>,
    /// Also after a run that changed nothing.
    pub always: bool,
    /// How long it may take.
    pub timeout: Duration,
}

/// How it ended.
#[derive(Debug)]
pub enum Ended {
    /// With success.
    Well,
    /// Not so; in words.
    Badly(String),
    /// It was ended because the run was asked to end.
    Stopped,
}

/// Between being asked to end and being ended.
const GRACE: Duration = Duration::from_secs(1);

/// The longest pause between two looks at it.
const LOOK: Duration = Duration::from_millis(50);

/// Runs the command in `folder` with `input` on its standard input; `stop` says when the run is to end.
pub fn run(hook: &Hook, folder: &Path, input: Vec<u8>, stop: &dyn Fn() -> bool) -> Ended {
    let mut child = match start(hook, folder) {
        Ok(child) => child,
        Err(e) => return Ended::Badly(format!("cannot be started: {e}")),
    };
    feed(&mut child, input);
    let deadline = Instant::now() + hook.timeout;
    let mut pause = Duration::from_millis(2);
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ended::Well,
            Ok(Some(status)) => return Ended::Badly(in_words(status)),
            Ok(None) => {}
            Err(e) => return Ended::Badly(format!("cannot be waited for: {e}")),
        }
        if stop() {
            end(&mut child);
            return Ended::Stopped;
        }
        if Instant::now() >= deadline {
            end(&mut child);
            let seconds = hook.timeout.as_secs();
            return Ended::Badly(format!("did not end within {seconds} s and was ended"));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(LOOK);
    }
}

fn start(hook: &Hook, folder: &Path) -> io::Result<Child> {
    let (program, arguments) = hook
        .command
        .split_first()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    // A path is meant from the newsroom's folder, a bare name is looked for in PATH.
    let folder = folder.canonicalize()?;
    let program = match program.contains('/') {
        true => folder.join(program),
        false => program.into(),
    };
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::from(io::stderr()))
        .process_group(0)
        .spawn()
}

/// Writes what it may read, beside it: one that reads nothing must not hold us up.
fn feed(child: &mut Child, input: Vec<u8>) {
    if let Some(mut stdin) = child.stdin.take() {
        // That it closes its end unread is its own affair.
        std::thread::spawn(move || drop(stdin.write_all(&input)));
    }
}

/// Asks the whole group to end, and then ends it.
fn end(child: &mut Child) {
    signal(child, Signal::TERM);
    let deadline = Instant::now() + GRACE;
    while Instant::now() < deadline {
        if matches!(child.try_wait(), Ok(Some(_)) | Err(_)) {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    // Also where it has ended: what it started may go on.
    signal(child, Signal::KILL);
    let _ = child.wait();
}

fn signal(child: &Child, signal: Signal) {
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let Some(group) = group {
        // A group that has ended needs no signal.
        let _ = kill_process_group(group, signal);
    }
}

fn in_words(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with status {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "ended badly".to_owned(),
    }
}
