//! `--fix`: mends an input where it lies, or shows what would change.

use std::io::{self, Read};

use feedwright::validate::Options;
use feedwright::validate::fix::{self, Mended};
use feedwright::{Error, Result, sink, source};
use similar::TextDiff;

use super::inputs::Input;
use super::judge::{Document, Verdict};
use crate::cli::messages::Messages;
use crate::cli::output;

/// What becomes of a mended document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mending {
    /// It replaces the file; what came on standard input goes to standard output.
    Write,
    /// The difference is shown and nothing is written.
    Show,
}

/// Mends one input; the verdict is about the document as it lies afterwards.
pub(crate) fn mend(input: &Input, how: Mending, options: &Options, messages: &Messages) -> Verdict {
    let name = input.name();
    match mended(input, how, &name, options, messages) {
        Ok((mended, document)) => Verdict {
            name,
            outcome: Ok(mended.report),
            document: Document::Kept(document),
        },
        Err(error) => Verdict {
            name,
            outcome: Err(error),
            document: Document::Nowhere,
        },
    }
}

fn mended(
    input: &Input,
    how: Mending,
    name: &str,
    options: &Options,
    messages: &Messages,
) -> Result<(Mended, Vec<u8>)> {
    let before = read(input)?;
    let mut mended = fix::mend(&before, options);
    let changed = mended.document != before;
    match (how, input) {
        (Mending::Show, _) => {
            if changed {
                show(name, &before, &mended.document)?;
            }
            mended.report = feedwright::validate::check_bytes(&before, options);
            return Ok((mended, before));
        }
        (Mending::Write, Input::File(path)) if changed => sink::replace(path, &mended.document)?,
        (Mending::Write, Input::Stdin) => output::data(|out| out.write_all(&mended.document))?,
        (Mending::Write, _) => {}
    }
    if changed {
        messages.note(&format!("{name}: mended {}", list(&mended)));
    }
    let document = std::mem::take(&mut mended.document);
    Ok((mended, document))
}

/// `2 date-grammar, 1 guid-not-url`
fn list(mended: &Mended) -> String {
    let each: Vec<String> = mended
        .fixed
        .iter()
        .map(|(rule, n)| format!("{n} {rule}"))
        .collect();
    each.join(", ")
}

fn read(input: &Input) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match input {
        Input::File(path) => {
            source::stat(path)?;
            source::open(path)?
                .read_to_end(&mut bytes)
                .map_err(|e| Error::io("cannot read the document", e).at(path))?;
        }
        Input::Stdin => {
            io::stdin()
                .lock()
                .read_to_end(&mut bytes)
                .map_err(|e| Error::io("cannot read the document", e).at(source::STDIN))?;
        }
        Input::Url(url) => {
            return Err(Error::usage("what lies on a server cannot be mended there")
                .at(url)
                .help("save it and mend the file"));
        }
    }
    Ok(bytes)
}

/// A unified difference, as `patch` takes it.
fn show(name: &str, before: &[u8], after: &[u8]) -> Result<()> {
    let diff = TextDiff::from_lines(before, after);
    let name = name.trim_start_matches('/');
    let mut unified = diff.unified_diff();
    unified
        .context_radius(2)
        .header(&format!("a/{name}"), &format!("b/{name}"));
    output::data(|out| unified.to_writer(out))
}
