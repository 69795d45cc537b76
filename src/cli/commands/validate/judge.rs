//! Judges one input, and keeps what is needed to show its lines.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use feedwright::validate::{self, Options, Report};
use feedwright::{Error, Result, pipeline, source};
use indicatif::{ProgressBar, ProgressStyle};

use super::inputs::Input;
use super::mending::Mended;
use super::wanted::Wanted;

/// Of standard input so much is kept to show lines from.
const KEPT: usize = 16 << 20;

/// Files from this size on are judged with a progress bar.
const LONG: u64 = 16 << 20;

/// One input as it was judged.
pub(crate) struct Verdict {
    /// How it is called in reports.
    pub(crate) name: String,
    /// What was found, or why it could not be judged.
    pub(crate) outcome: Result<Report>,
    /// Where its lines can be read once more.
    pub(crate) document: Document,
    /// What was mended, where that was asked for.
    pub(crate) mended: Option<Mended>,
}

/// Where a document can be read once more.
pub(crate) enum Document {
    Nowhere,
    File(PathBuf),
    Kept(Vec<u8>),
}

impl Document {
    /// Opens it; `None` where it cannot be had again.
    pub(crate) fn reopen(&self) -> Option<Box<dyn BufRead + '_>> {
        match self {
            Document::Nowhere => None,
            Document::File(path) => Some(Box::new(source::open(path).ok()?)),
            Document::Kept(bytes) => Some(Box::new(Cursor::new(bytes))),
        }
    }
}

/// Judges an input; `draw` shows progress on long work.
pub(crate) fn judge(input: &Input, wanted: &Wanted, draw: bool) -> Verdict {
    let options = &wanted.options;
    let (outcome, document) = match input {
        Input::Url(url) => kept(pipeline::judge_url(url, &wanted.fetch, options)),
        _ if is_packed(options) => kept(packed(input, wanted).map_err(|e| e.at(input.name()))),
        Input::File(path) => (file(path, options, draw), Document::File(path.clone())),
        Input::Stdin => stdin(options),
    };
    Verdict {
        name: input.name(),
        outcome,
        document,
        mended: None,
    }
}

fn file(path: &Path, options: &Options, draw: bool) -> Result<Report> {
    let size = source::stat(path)?.size;
    let opened = source::open(path)?;
    let judged = if draw && size > LONG {
        let bar = bar(path, size);
        let judged = validate::check(BufReader::new(bar.wrap_read(opened)), options);
        bar.finish_and_clear();
        judged
    } else {
        validate::check(opened, options)
    };
    judged.map_err(|e| e.at(path))
}

fn bar(path: &Path, size: u64) -> ProgressBar {
    const LOOK: &str = "{msg}  {bar:30}  {bytes} of {total_bytes}";
    let style = ProgressStyle::with_template(LOOK).unwrap_or_else(|_| ProgressStyle::default_bar());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // A name may hold what a terminal obeys.
    let name = name.replace(char::is_control, "?");
    ProgressBar::new(size).with_style(style).with_message(name)
}

fn stdin(options: &Options) -> (Result<Report>, Document) {
    let mut input = Keeping {
        input: io::stdin().lock(),
        kept: Vec::new(),
    };
    let judged = validate::check(&mut input, options).map_err(|e| e.at(source::STDIN));
    (judged, Document::Kept(input.kept))
}

/// A judgement with the document that it is about.
fn kept(judged: Result<(Report, Vec<u8>)>) -> (Result<Report>, Document) {
    match judged {
        Ok((report, document)) => (Ok(report), Document::Kept(document)),
        Err(error) => (Err(error), Document::Nowhere),
    }
}

/// Does the answer that a document came in say that it is packed?
fn is_packed(options: &Options) -> bool {
    let response = options.response.as_ref();
    response.is_some_and(|r| r.header("content-encoding").is_some())
}

/// Judges a saved document that may be packed as it came.
fn packed(input: &Input, wanted: &Wanted) -> Result<(Report, Vec<u8>)> {
    let most = wanted.fetch.most;
    let mut bounded: Box<dyn Read> = match input {
        Input::File(path) => {
            source::stat(path)?;
            Box::new(source::open(path)?.take(most.saturating_add(1)))
        }
        _ => Box::new(io::stdin().lock().take(most.saturating_add(1))),
    };
    let mut document = Vec::new();
    bounded
        .read_to_end(&mut document)
        .map_err(|e| Error::io("cannot read the document", e))?;
    if document.len() as u64 > most {
        return Err(
            Error::input(format!("the document has more than {most} bytes"))
                .help("allow more with --max-size BYTES"),
        );
    }
    if let Some(response) = &wanted.options.response {
        document = pipeline::unpacked(document, response, most)?;
    }
    Ok((validate::check_bytes(&document, &wanted.options), document))
}

/// Keeps the first bytes that are read.
struct Keeping<R> {
    input: R,
    kept: Vec<u8>,
}

impl<R: BufRead> Read for Keeping<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Keeping<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        let room = n.min(KEPT.saturating_sub(self.kept.len()));
        // What is consumed has just been filled, so that no read can happen, or fail, here.
        if room > 0
            && let Ok(filled) = self.input.fill_buf()
        {
            self.kept
                .extend_from_slice(filled.get(..room).unwrap_or_default());
        }
        self.input.consume(n);
    }
}
