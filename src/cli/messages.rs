//! What is said beside the data, on standard error.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};

use feedwright::model::Notice;
use feedwright::pipeline::NoticeLog;
use feedwright::{Error, Severity};

use super::args::{Color, Global};
use super::output::tame;

/// A line on standard error. Where that cannot be written nobody is left to tell, and the work goes on.
macro_rules! say {
    ($($line:tt)*) => {{
        let _ = writeln!(std::io::stderr(), $($line)*);
    }};
}

/// One line that holds what came from an input.
pub(crate) fn line(text: &str) {
    say!("{}", tame(text).replace('\n', "\\n"));
}

/// Of notices that say the same, so many are shown.
const SHOWN_OF_A_KIND: usize = 3;

/// Says things, as loudly as was asked.
pub(crate) struct Messages {
    quiet: bool,
    verbose: u8,
    color: Color,
    terminal: bool,
    colour: bool,
}

impl Messages {
    pub(crate) fn new(asked: &Global) -> Self {
        let terminal = std::io::stderr().is_terminal();
        Messages {
            quiet: asked.quiet,
            verbose: asked.verbose,
            color: asked.color,
            terminal,
            colour: coloured(asked.color, terminal),
        }
    }

    /// May progress bars be drawn?
    pub(crate) fn may_draw(&self) -> bool {
        self.terminal && !self.quiet
    }

    /// Is this to be in colour?
    pub(crate) fn colour_on(&self, out: &impl IsTerminal) -> bool {
        coloured(self.color, out.is_terminal())
    }

    /// Was less asked for?
    pub(crate) fn quiet(&self) -> bool {
        self.quiet
    }

    /// Was more asked for?
    pub(crate) fn verbose(&self) -> bool {
        self.verbose > 0
    }

    /// Something worth knowing; silent with `-q`.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            say!("{}", tame(text));
        }
    }

    /// Why the program could not do its work, and the way out.
    pub(crate) fn error(&self, e: &Error) {
        say!("{}: {}", self.paint(Severity::Error), tame(&e.to_string()));
        if let Some(help) = e.help_text() {
            self.help(help);
        }
    }

    /// The notices of a run; those that say the same are grouped. `-q` leaves errors only, `-v` shows every one.
    pub(crate) fn notices(&self, log: &NoticeLog) {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for notice in log.kept() {
            if self.quiet && !notice.is_error() {
                continue;
            }
            let count = seen.entry(likeness(notice)).or_default();
            *count += 1;
            if *count <= SHOWN_OF_A_KIND || self.verbose() {
                self.notice(notice);
            }
        }
        if self.verbose() {
            return;
        }
        for (kind, count) in seen.iter().filter(|(_, count)| **count > SHOWN_OF_A_KIND) {
            say!(
                "  … and {} more like this: {}",
                count - SHOWN_OF_A_KIND,
                tame(kind)
            );
        }
        if log.more() > 0 {
            say!("  … and {} more of all kinds", log.more());
        }
    }

    /// One notice: `file:line: severity: message (field, record)`, and the way out.
    pub(crate) fn notice(&self, notice: &Notice) {
        let mut place = String::new();
        if let Some(file) = &notice.file {
            place = format!("{}:", file.display());
            if let Some(line) = notice.line {
                place = format!("{place}{line}:");
            }
            place.push(' ');
        }
        let about: Vec<String> = [
            notice.field.as_ref().map(|f| format!("field {f}")),
            notice.record.as_ref().map(|r| format!("record {}", cut(r))),
        ]
        .into_iter()
        .flatten()
        .collect();
        let about = if about.is_empty() {
            String::new()
        } else {
            format!(" ({})", about.join(", "))
        };
        say!(
            "{}{}: {}{}",
            tame(&place).replace('\n', "\\n"),
            self.paint(notice.severity),
            tame(&notice.message),
            tame(&about).replace('\n', "\\n")
        );
        if let Some(help) = &notice.help {
            self.help(help);
        }
    }

    fn help(&self, help: &str) {
        say!("  help: {}", tame(help).replace('\n', "\n        "));
    }

    fn paint(&self, severity: Severity) -> String {
        let code = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Info => "1;36",
        };
        if self.colour {
            format!("\x1b[{code}m{severity}\x1b[0m")
        } else {
            severity.to_string()
        }
    }
}

/// Colour, by what was asked, else by what the environment says, else on a terminal.
fn coloured(asked: Color, terminal: bool) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    match asked {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto => {
            terminal
                || set("CLICOLOR_FORCE") && std::env::var_os("CLICOLOR_FORCE") != Some("0".into())
        }
    }
}

/// What makes two notices say the same: everything but the place, numbers, and what stands in quotes.
fn likeness(notice: &Notice) -> String {
    let unquoted: Vec<&str> = notice.message.split('"').step_by(2).collect();
    let field = notice
        .field
        .as_deref()
        .map(|f| format!(" (field {f})"))
        .unwrap_or_default();
    let said = unquoted.join("…");
    let words: Vec<&str> = said
        .split(|c: char| c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    format!("{}{field}", words.join("…"))
}

fn cut(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
