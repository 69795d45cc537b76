//! Judges several inputs side by side, and hands the verdicts on in the order of the inputs.

use std::io::IsTerminal;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use feedwright::Result;
use indicatif::{ProgressBar, ProgressStyle};

use super::super::super::messages::Messages;
use super::inputs::{Input, Refused};
use super::judge::{Document, Verdict, judge};
use super::mending;
use super::wanted::Wanted;

/// How many verdicts a worker may be ahead of what is shown: enough to keep it busy, few enough to hold.
const AHEAD: usize = 4;

/// More workers than this wait for the disk.
const MOST_WORKERS: usize = 8;

type Inputs = Vec<Result<Input, Refused>>;

/// Judges all inputs and hands each verdict to `show`, in order.
pub(crate) fn judge_all(
    inputs: Inputs,
    wanted: &Wanted,
    messages: &Messages,
    show: &mut dyn FnMut(&Verdict) -> Result<()>,
) -> Result<()> {
    let total = inputs.len();
    let workers = match total {
        // How many processors there are is asked of several files.
        0 | 1 => 1,
        _ => thread::available_parallelism().map_or(1, usize::from),
    };
    let workers = workers.min(MOST_WORKERS).min(total);
    if workers < 2 {
        let verdicts = inputs.into_iter();
        return verdicts
            .map(|input| verdict(input, wanted, messages.may_draw()))
            .try_for_each(|verdict| show(&verdict));
    }
    let bar = bar(total, messages);
    thread::scope(|scope| {
        let share = |share: Inputs| {
            let (sender, receiver) = sync_channel(AHEAD);
            scope.spawn(move || work(share, wanted, &sender));
            receiver
        };
        let verdicts: Vec<Receiver<Verdict>> =
            dealt(inputs, workers).into_iter().map(share).collect();
        // The inputs were dealt out in turn, and in turn their verdicts are taken in. Where showing fails the
        // receivers go, and the workers with them.
        for receiver in verdicts.iter().cycle().take(total) {
            let Ok(verdict) = receiver.recv() else { break };
            show(&verdict)?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(())
    })
}

fn work(share: Inputs, wanted: &Wanted, sender: &SyncSender<Verdict>) {
    for input in share {
        if sender.send(verdict(input, wanted, false)).is_err() {
            break;
        }
    }
}

/// Deals the inputs out in turn.
fn dealt(inputs: Inputs, workers: usize) -> Vec<Inputs> {
    let mut shares: Vec<Inputs> = (0..workers).map(|_| Inputs::new()).collect();
    for (n, input) in inputs.into_iter().enumerate() {
        if let Some(share) = shares.get_mut(n % workers) {
            share.push(input);
        }
    }
    shares
}

/// Shows how many inputs are judged, where the verdicts go elsewhere and do not show it.
fn bar(total: usize, messages: &Messages) -> ProgressBar {
    if !messages.may_draw() || std::io::stdout().is_terminal() {
        return ProgressBar::hidden();
    }
    const LOOK: &str = "{bar:30}  {pos} of {len} inputs";
    let style = ProgressStyle::with_template(LOOK).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(total as u64).with_style(style)
}

/// Judges one input; `draw` shows progress on a long one.
fn verdict(input: Result<Input, Refused>, wanted: &Wanted, draw: bool) -> Verdict {
    match input {
        Ok(input) => {
            let mut verdict = match wanted.mending {
                Some(how) => mending::mend(&input, how, &wanted.options),
                None => judge(&input, wanted, draw),
            };
            if let Ok(report) = &mut verdict.outcome {
                wanted.narrow(&verdict.name, report);
            }
            verdict
        }
        Err(refused) => Verdict {
            name: refused.name,
            outcome: Err(refused.error),
            document: Document::Nowhere,
            mended: None,
        },
    }
}
