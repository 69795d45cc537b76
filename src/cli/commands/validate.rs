//! `feedwright validate`: judges feeds.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use feedwright::validate::{self, Options, Report, report};
use feedwright::{Error, Result, source};

use super::super::args::{Format, Validate};
use super::super::exit::Exit;
use super::super::messages::Messages;
use super::super::output;
use super::time_of_run;

/// Of a directory's files, those with these extensions are judged.
const FEED_EXTENSIONS: &[&str] = &["atom", "rdf", "rss", "xml"];

pub(crate) fn run(args: &Validate, messages: &Messages) -> Result<Exit> {
    let base = args.base.as_deref().map(base).transpose()?;
    let options = Options {
        base,
        now: Some(time_of_run(args.now)?),
        ..Options::default()
    };
    let (mut invalid, mut unreadable) = (false, false);
    for written in &args.paths {
        match files(written) {
            Ok(files) => {
                for file in files {
                    let verdict = judge(&file, &options);
                    invalid |= verdict.as_ref().is_ok_and(|r| !r.is_valid());
                    unreadable |= verdict.is_err();
                    tell(args, &file, &verdict, messages)?;
                }
            }
            Err(e) => {
                unreadable = true;
                tell(args, Path::new(written), &Err(e), messages)?;
            }
        }
    }
    Ok(if unreadable {
        Exit::Failure
    } else {
        Exit::content_if(invalid)
    })
}

fn base(raw: &str) -> Result<String> {
    match url::Url::parse(raw) {
        Ok(url) => Ok(url.into()),
        Err(e) => Err(Error::usage(format!("--base {raw:?} is not an address"))
            .caused_by(e)
            .help("give the address under which the document is published, such as https://paper.example/news.rss")),
    }
}

fn files(written: &str) -> Result<Vec<PathBuf>> {
    if written.starts_with("http://") || written.starts_with("https://") {
        return Err(Error::input("this version does not fetch over HTTP")
            .at(written)
            .help("fetch it and pipe it in: curl -s URL | feedwright validate --base URL -"));
    }
    let mut files = source::expand(written, Path::new(""))?;
    if Path::new(written).is_dir() {
        files.retain(|f| {
            f.extension().is_some_and(|e| {
                FEED_EXTENSIONS
                    .iter()
                    .any(|known| e.eq_ignore_ascii_case(known))
            })
        });
        if files.is_empty() {
            let help = format!(
                "name files, or a folder with files ending in {}",
                FEED_EXTENSIONS.join(", ")
            );
            return Err(Error::input("there is no feed in this folder")
                .at(written)
                .help(help));
        }
    }
    Ok(files)
}

fn judge(file: &Path, options: &Options) -> Result<Report> {
    let report = if file == Path::new(source::STDIN) {
        validate::check(BufReader::new(std::io::stdin().lock()), options)
    } else {
        source::stat(file)?;
        validate::check(source::open(file)?, options)
    };
    report.map_err(|e| e.at(file))
}

fn tell(args: &Validate, file: &Path, verdict: &Result<Report>, messages: &Messages) -> Result<()> {
    let name = file.display().to_string();
    match (args.format, verdict) {
        (Format::Json, Ok(found)) => output::data(|out| report::json::write(out, &name, Ok(found))),
        (Format::Json, Err(e)) => {
            output::data(|out| report::json::write(out, &name, Err(&e.to_string())))
        }
        (Format::Text, Ok(found)) => output::data(|out| report::text::write(out, &name, found)),
        (Format::Text, Err(e)) => {
            messages.error(e);
            Ok(())
        }
    }
}
