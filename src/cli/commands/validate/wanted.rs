//! What a run looks for and what fails: the configuration, with the command line laid over it.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use feedwright::config::{self, Validation};
use feedwright::source::Fetch;
use feedwright::validate::baseline::Baseline;
use feedwright::validate::settings::Selection;
use feedwright::validate::{self, Options, Report, Summary};
use feedwright::{Error, Result, Severity, source};

use super::super::super::args::Validate;
use super::super::{here, time_of_run};
use super::answer;
use super::mending::Mending;

/// What a run looks for and what fails.
pub(crate) struct Wanted {
    /// For each judgement.
    pub(crate) options: Options,
    /// For URLs.
    pub(crate) fetch: Fetch,
    /// Do warnings fail too?
    pub(crate) strict: bool,
    /// Is what can be mended to be mended, and how?
    pub(crate) mending: Option<Mending>,
    most: Option<usize>,
    baseline: Option<Baseline>,
}

impl Wanted {
    /// From the command line and, unless it says otherwise, the configuration file.
    pub(crate) fn new(args: &Validate, config: Option<&Path>) -> Result<Wanted> {
        let written = if args.no_config {
            Validation::default()
        } else {
            configured(config)?
        };
        let selection = Selection {
            select: args.select.clone(),
            ignore: args.ignore.clone(),
            severity: args.severity.clone(),
        };
        let baseline = args.baseline.as_ref().or(written.baseline.as_ref());
        Ok(Wanted {
            fetch: answer::fetch(args)?,
            options: Options {
                response: answer::response(args)?,
                base: args.base.as_deref().map(base).transpose()?,
                now: Some(time_of_run(args.now)?),
                previous: previous(args)?,
                settings: written.settings.with(&selection)?,
                ..Options::default()
            },
            strict: args.strict || written.strict,
            mending: args.fix.then_some(if args.diff {
                Mending::Show
            } else {
                Mending::Write
            }),
            most: args.max_diagnostics.or(written.max_diagnostics),
            baseline: baseline.map(|file| read_baseline(file)).transpose()?,
        })
    }

    /// Takes out of a report what is known, and what is too much.
    pub(crate) fn narrow(&self, name: &str, report: &mut Report) {
        if let Some(baseline) = &self.baseline {
            baseline.apply(name, report);
        }
        if let Some(most) = self.most {
            report.keep_gravest(most);
        }
    }

    /// Does an input with this report fail?
    pub(crate) fn fails(&self, report: &Report) -> bool {
        report.count(Severity::Error) > 0 || self.strict && report.count(Severity::Warning) > 0
    }
}

/// `[validate]` of the file that was named, or that lies here or above; without one, nothing is set.
fn configured(named: Option<&Path>) -> Result<Validation> {
    match named {
        Some(file) => Validation::load(file),
        None => match config::look(&here()?) {
            Some(file) => Validation::load(&file),
            None => Ok(Validation::default()),
        },
    }
}

fn base(raw: &str) -> Result<String> {
    match url::Url::parse(raw) {
        Ok(url) => Ok(url.into()),
        Err(e) => Err(Error::usage(format!("--base {raw:?} is not an address"))
            .caused_by(e)
            .help("give the address under which the document is published, such as https://paper.example/news.rss")),
    }
}

fn read_baseline(file: &Path) -> Result<Baseline> {
    let opened = File::open(file).map_err(|e| {
        Error::io("cannot read the baseline", e)
            .at(file)
            .help("make it from a run without one: feedwright validate --no-config --format json PATH > FILE")
    })?;
    Baseline::read(BufReader::new(opened)).map_err(|e| e.at(file))
}

/// What the earlier version said.
fn previous(args: &Validate) -> Result<Option<Arc<Summary>>> {
    let Some(old) = &args.previous else {
        return Ok(None);
    };
    if args.paths.len() != 1 {
        return Err(Error::usage(
            "--previous is compared with one document, and several are named",
        )
        .help("judge them one by one"));
    }
    let options = Options {
        summarize: true,
        ..Options::default()
    };
    let report = validate::check(source::open(old)?, &options).map_err(|e| e.at(old))?;
    match report.summary {
        Some(summary) => Ok(Some(Arc::new(summary))),
        None => Err(
            Error::input("the earlier version is no feed that can be compared with")
                .at(old)
                .help("give an RSS, Atom or JSON feed"),
        ),
    }
}
