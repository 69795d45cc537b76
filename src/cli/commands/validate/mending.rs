//! `--fix`: mends an input where it lies, or makes a patch of what would change.

use std::io::{self, Read};

use feedwright::validate::{self, Options, fix};
use feedwright::{Error, Result, sink, source};

use super::super::super::messages::Messages;
use super::super::super::output;
use super::inputs::Input;
use super::judge::{Document, Verdict};
use super::patch;
use super::shown::Shown;

/// What becomes of a mended document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mending {
    /// It replaces the file; what came on standard input goes to standard output.
    Write,
    /// The difference is shown and nothing is written.
    Show,
}

const NOT_WRITTEN: &str =
    "the file is as it was; make its folder writable, or give the disk more room";

/// What mending an input came to.
pub(crate) struct Mended {
    /// What goes to standard output in place of a report: a patch, or the document itself.
    output: Option<Vec<u8>>,
    /// What was mended, for people.
    note: Option<String>,
}

/// Mends one input; the verdict is about the document as it lies afterwards.
pub(crate) fn mend(input: &Input, how: Mending, options: &Options) -> Verdict {
    let name = input.name();
    mended(input, how, &name, options).unwrap_or_else(|error| Verdict {
        name,
        outcome: Err(error),
        document: Document::Nowhere,
        mended: None,
    })
}

/// Writes what goes to standard output, and says what was mended.
pub(crate) fn tell(
    mended: &Mended,
    verdict: &Verdict,
    shown: &mut Shown<'_>,
    messages: &Messages,
) -> Result<()> {
    if let Some(note) = &mended.note {
        messages.note(note);
    }
    match &mended.output {
        Some(bytes) => output::data(|out| out.write_all(bytes)),
        None => shown.show(verdict),
    }
}

fn mended(input: &Input, how: Mending, name: &str, options: &Options) -> Result<Verdict> {
    let before = read(input)?;
    let fixed = fix::mend(&before, options);
    let changed = fixed.document != before;
    let note = match changed {
        true if how == Mending::Write => Some(format!("{name}: mended {}", list(&fixed))),
        false if !fix::is_mendable(&before) => Some(format!(
            "{name}: not mended: only UTF-8 documents are; convert it first"
        )),
        _ => None,
    };
    let (document, report, output) = match (how, input) {
        (Mending::Show, _) => {
            let patch = patch::unified(name, &before, &fixed.document);
            let report = validate::check_bytes(&before, options);
            (before, report, Some(patch))
        }
        (Mending::Write, Input::Stdin) => (Vec::new(), fixed.report, Some(fixed.document)),
        (Mending::Write, Input::File(path)) if changed => {
            sink::replace(path, &fixed.document).map_err(|e| e.help(NOT_WRITTEN))?;
            (fixed.document, fixed.report, None)
        }
        (Mending::Write, _) => (fixed.document, fixed.report, None),
    };
    Ok(Verdict {
        name: name.to_owned(),
        outcome: Ok(report),
        document: Document::Kept(document),
        mended: Some(Mended { output, note }),
    })
}

/// `2 date-grammar, 1 guid-not-url`
fn list(mended: &fix::Mended) -> String {
    let rules = mended.fixed.iter();
    let each: Vec<String> = rules.map(|(rule, n)| format!("{n} {rule}")).collect();
    each.join(", ")
}

fn read(input: &Input) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let cannot = |e| Error::io("cannot read the document", e).at(input.name());
    match input {
        Input::File(path) => {
            source::stat(path)?;
            source::open(path)?
                .read_to_end(&mut bytes)
                .map_err(cannot)?;
        }
        Input::Stdin => {
            io::stdin().lock().read_to_end(&mut bytes).map_err(cannot)?;
        }
        Input::Url(url) => {
            return Err(Error::usage("what lies on a server cannot be mended there")
                .at(url)
                .help("save it and mend the file"));
        }
    }
    Ok(bytes)
}
