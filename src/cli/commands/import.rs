//! `feedwright import`: what files and addresses yield, as JSON Lines; touches nothing.

mod identity;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use feedwright::import::{self, Emit, Imported, Input, Once, Onward, Options, Reread};
use feedwright::model::{Moment, Notice, Record};
use feedwright::source::{Asker, Hidden, Secret, Terms};
use feedwright::{Error, Result, pipeline, source};
use serde::Serialize;

use super::super::args::Import;
use super::super::exit::Exit;
use super::super::messages::Messages;
use super::super::output;
use super::super::watch::Watch;
use super::{duration, named, time_of_run};
use identity::Identities;

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    record: &'a Record,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<&'a import::Explain>,
}

/// The identities of all records shown so far, and the source that the next ones come from.
type Known<'k> = Option<(&'k mut Identities, &'k str)>;

pub(crate) fn run(args: &Import, messages: &Messages) -> Result<Exit> {
    let input = args.from.as_deref().map(import::by_name).transpose()?;
    let options = options(args)?;
    let mut identities = args.explain.then(Identities::new).transpose()?;
    let (mut rejected, mut unreadable) = (false, false);
    for written in &args.paths {
        if is_address(written) {
            let known = identities.as_mut().map(|known| (known, written.as_str()));
            match fetched(args, input, &options, written, known, messages) {
                Ok(all_taken) => rejected |= !all_taken,
                Err(e) if e.is_input() => {
                    messages.error(&e);
                    unreadable = true;
                }
                Err(e) => return Err(e),
            }
            continue;
        }
        let files = match source::expand(written, Path::new("")) {
            Ok(files) => files,
            Err(e) => {
                messages.error(&e);
                unreadable = true;
                continue;
            }
        };
        for file in files {
            let known = identities.as_mut().map(|known| (known, written.as_str()));
            match one(args, input, &options, &file, known, messages) {
                Ok(all_taken) => rejected |= !all_taken,
                Err(e) if e.is_input() => {
                    messages.error(&e);
                    unreadable = true;
                }
                Err(e) => return Err(e),
            }
        }
    }
    Ok(if unreadable {
        Exit::Failure
    } else {
        Exit::content_if(rejected)
    })
}

/// Shows the records of one file; `false` where one of them was refused.
fn one(
    args: &Import,
    input: Option<&'static Input>,
    options: &Options,
    file: &Path,
    identities: Known<'_>,
    messages: &Messages,
) -> Result<bool> {
    let told = |head: &[u8]| match input {
        Some(input) => {
            import::named(input, head, !options.fields.is_empty()).map_err(|e| e.at(file))
        }
        None => import::recognise(head, file),
    };
    if file != Path::new(source::STDIN) {
        source::stat(file)?;
        let input = told(&source::head(file)?)?;
        let mut reader = source::open(file)?;
        let options = Options {
            name: Some(file.to_path_buf()),
            ..options.clone()
        };
        let read = |emit: &mut Emit<'_>| (input.read)(&mut reader, &options, emit);
        return read_all(args, read, file, identities, messages);
    }
    let (head, mut stdin) = source::begun(std::io::stdin().lock())
        .map_err(|e| Error::input("cannot read standard input").caused_by(e))?;
    let input = told(&head)?;
    let mut reader: Box<dyn Reread> = match input.read_twice {
        true => Box::new(source::Part::saved(&mut stdin)?),
        false => Box::new(Once(stdin)),
    };
    let read = |emit: &mut Emit<'_>| (input.read)(&mut *reader, options, emit);
    read_all(args, read, file, identities, messages)
}

fn is_address(written: &str) -> bool {
    let scheme = written.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|s| s.eq_ignore_ascii_case("http") || s.eq_ignore_ascii_case("https"))
}

/// Shows the records of one address; `false` where one of them was refused.
fn fetched(
    args: &Import,
    input: Option<&'static Input>,
    options: &Options,
    address: &str,
    identities: Known<'_>,
    messages: &Messages,
) -> Result<bool> {
    let headers = args.request_header.iter();
    let headers = headers.map(|h| named(h, "--request-header"));
    let terms = Terms {
        timeout: duration(args.timeout),
        most: args.max_size,
        allowed: args.allow_host.clone(),
        headers: Secret {
            headers: headers.collect::<Result<_>>()?,
            site: url::Url::parse(address).ok(),
        },
        hidden: Hidden::in_address(address),
        asker: Asker::CommandLine,
        ..Terms::default()
    };
    let shown = terms.hidden.hide(address);
    let now = time_of_run(None)?;
    let watch = Watch::new(messages)?;
    let mut document = pipeline::fetch_document(address, terms, input, now, &watch)?;
    drop(watch);
    let options = Options {
        captured_at: options.captured_at.or(Some(now.fixed_offset())),
        page_url: options.page_url.clone().or(Some(document.url.clone())),
        base: Some(document.url.clone()),
        charset: document.charset.clone(),
        name: Some(PathBuf::from(&shown)),
        ..options.clone()
    };
    let read = |emit: &mut Emit<'_>| document.read(&options, emit);
    read_all(args, read, Path::new(&shown), identities, messages)
}

/// Shows the records of one input; `false` where one of them was refused.
fn read_all(
    args: &Import,
    read: impl FnOnce(&mut Emit<'_>) -> Result<Onward>,
    file: &Path,
    mut identities: Known<'_>,
    messages: &Messages,
) -> Result<bool> {
    let mut all_taken = true;
    let read = read(&mut |mut imported| {
        all_taken &= !imported.notices.iter().any(Notice::is_error);
        if args.explain {
            import::explain::complete(&mut imported);
        }
        if let Some((known, source)) = &mut identities {
            known.explain(&mut imported, source, file)?;
        }
        show(args, file, &imported, messages)
    });
    let onward = read.map_err(|e| if e.is_input() { e.at(file) } else { e })?;
    tell_onward(file, &onward, messages);
    Ok(all_taken)
}

/// Says what is read only when the input is a source with an address.
fn tell_onward(file: &Path, onward: &Onward, messages: &Messages) {
    let file = file.display();
    if !onward.pages.is_empty() {
        let count = onward.pages.len();
        messages.note(&format!(
            "{file}: names {count} pages or lists, which are read where it is a source with `url`"
        ));
    }
    if let Some(next) = &onward.next {
        messages.note(&format!(
            "{file}: goes on at {next}, which is read where it is a source with `url`"
        ));
    }
}

fn show(args: &Import, file: &Path, imported: &Imported, messages: &Messages) -> Result<()> {
    for notice in &imported.notices {
        let mut notice = notice.clone();
        notice.file.get_or_insert_with(|| file.to_path_buf());
        notice.line.get_or_insert(imported.line);
        messages.notice(&notice);
    }
    let Some(record) = &imported.record else {
        return Ok(());
    };
    let shown = Shown {
        record,
        explain: args.explain.then_some(&imported.explain),
    };
    output::data(|out| {
        serde_json::to_writer(&mut *out, &shown)?;
        out.write_all(b"\n")
    })
}

fn options(args: &Import) -> Result<Options> {
    let zone = args.timezone.as_deref().map(zone).transpose()?;
    let captured_at = args.captured_at.as_deref().map(captured_at).transpose()?;
    let page_url = args.page_url.as_deref().map(page_url).transpose()?;
    let language = args.language.as_deref().map(language).transpose()?;
    Ok(Options {
        zone,
        captured_at,
        page_url,
        language,
        fields: fields(args.map.as_ref())?,
        explain: args.explain,
        ..Options::default()
    })
}

fn zone(raw: &str) -> Result<chrono_tz::Tz> {
    raw.parse().map_err(|_| {
        Error::usage(format!("unknown time zone {raw:?}"))
            .help("use a name of the tz database, such as Europe/Riga")
    })
}

fn captured_at(raw: &str) -> Result<chrono::DateTime<chrono::FixedOffset>> {
    match Moment::read(raw) {
        Ok((Moment::Instant(t), _)) => Ok(t),
        _ => Err(
            Error::usage(format!("--captured-at {raw:?} is not an RFC 3339 time"))
                .help("write it like 2026-01-31T12:00:00Z"),
        ),
    }
}

fn page_url(raw: &str) -> Result<url::Url> {
    url::Url::parse(raw).map_err(|e| {
        Error::usage(format!("--page-url {raw:?} is not an address"))
            .caused_by(e)
            .help("give the whole of it, such as https://paper.example/2026/ferry")
    })
}

fn language(raw: &str) -> Result<String> {
    match import::is_language_tag(raw) {
        true => Ok(raw.to_owned()),
        false => Err(
            Error::usage(format!("--language {raw:?} is not a language tag"))
                .help("write a BCP 47 tag such as en or pt-BR"),
        ),
    }
}

fn fields(map: Option<&PathBuf>) -> Result<BTreeMap<String, String>> {
    let Some(file) = map else {
        return Ok(BTreeMap::new());
    };
    let text = std::fs::read_to_string(file).map_err(|e| {
        Error::io("cannot read the map", e)
            .at(file)
            .help("name a TOML file with lines like title = \"headline\"")
    })?;
    toml::from_str(&text).map_err(|e| {
        Error::config("this is not a map of fields to keys")
            .caused_by(e)
            .at(file)
            .help("write lines like title = \"headline\"")
    })
}
