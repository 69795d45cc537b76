//! Sizes and types of enclosures that records do not say: from a local file, from what is remembered, or from the
//! server; and only for what a feed is about to show.

use std::collections::{BTreeMap, HashMap};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::entries::{Filled, Origin};
use super::{Control, Options, Unattended};
use crate::config::Media;
use crate::model::{Enclosure, Line, Notice};
use crate::store::{Probe, Store};
use crate::{Result, source};

/// How long a run asks servers altogether.
const IN_ALL: Duration = Duration::from_secs(30);

/// After how many minutes a local file that was not there is looked for again.
const LOOK_AGAIN: i64 = 15;

/// Finds out what records do not say of their enclosures.
#[cfg_attr(
    not(feature = "http"),
    allow(dead_code, reason = "nobody is asked without it")
)]
pub(super) struct Prober<'r> {
    media: &'r Media,
    control: &'r dyn Control,
    now: DateTime<Utc>,
    /// May servers be asked?
    ask: bool,
    /// How much of the time for asking is left.
    left: Duration,
}

/// What came of it for one feed.
#[derive(Default)]
pub(super) struct Asked {
    /// When to ask again for what is not known yet.
    pub(super) retry: Option<DateTime<Utc>>,
    /// Files of which too little is known.
    pub(super) notices: Vec<Notice>,
}

/// What is known of a file.
enum Known {
    /// The size and perhaps the type.
    Facts(Probe),
    /// Nothing, for this reason; ask again then.
    Nothing(String, DateTime<Utc>),
    /// Nothing yet: there was no time to ask.
    NotYet,
    /// Nothing, and nobody is asked.
    Unasked,
}

/// Fills in what local files and the store tell; nobody is asked, and nothing is said of what stays unknown. For
/// archives: what stands in them was in the feed before, and was asked for then.
pub(super) fn recall(media: &Media, filled: &mut Filled, store: &dyn Store) -> Result<()> {
    let prober = Prober {
        media,
        control: &Unattended,
        now: DateTime::UNIX_EPOCH,
        ask: false,
        left: Duration::ZERO,
    };
    let files = prober.known(filled, store)?;
    let all = filled.feed.entries.iter_mut();
    for file in all
        .flat_map(|e| &mut e.enclosures)
        .filter(|f| is_wanting(f))
    {
        if let Some(Known::Facts(facts)) = files.get(file.url.as_str()) {
            learn(file, facts);
        }
    }
    Ok(())
}

impl<'r> Prober<'r> {
    /// A dry run and an offline one read local files and ask no server.
    pub(super) fn new(media: &'r Media, options: &Options, control: &'r dyn Control) -> Self {
        Prober {
            media,
            control,
            now: options.now,
            ask: media.probe && !options.dry_run && !options.offline,
            left: IN_ALL,
        }
    }

    /// Fills in what can be found out.
    pub(super) fn complete(&mut self, filled: &mut Filled, store: &mut dyn Store) -> Result<Asked> {
        let mut files = self.known(filled, store)?;
        if files.is_empty() {
            return Ok(Asked::default());
        }
        self.ask_servers(&mut files, store)?;
        let mut asked = Asked {
            retry: files.values().filter_map(|file| self.retry(file)).min(),
            notices: Vec::new(),
        };
        let not_yet = files
            .values()
            .filter(|f| matches!(f, Known::NotYet))
            .count();
        if not_yet > 0 {
            asked.notices.push(no_time(not_yet, &filled.feed.slug));
        }
        let origins = filled.origins.iter();
        let origins: HashMap<&str, &Origin> = origins.map(|o| (o.id.as_str(), o)).collect();
        for entry in &mut filled.feed.entries {
            for file in entry.enclosures.iter_mut().filter(|f| is_wanting(f)) {
                match files.get(file.url.as_str()) {
                    Some(Known::Facts(facts)) => learn(file, facts),
                    Some(Known::Nothing(why, _)) => {
                        let origin = origins.get(entry.id.as_str()).copied();
                        let notice = unknown(file, why, origin);
                        asked.notices.push(notice.of_feed(&filled.feed.slug));
                    }
                    _ => {}
                }
            }
        }
        Ok(asked)
    }

    /// What local files and the store tell of the files that want something, by address.
    fn known(&self, filled: &Filled, store: &dyn Store) -> Result<BTreeMap<String, Known>> {
        let mut files = BTreeMap::new();
        let all = filled.feed.entries.iter().flat_map(|e| &e.enclosures);
        for file in all.filter(|f| is_wanting(f)) {
            let address = file.url.as_str();
            if !files.contains_key(address) {
                let known = match self.local(address) {
                    Some(path) => self.in_folder(&path),
                    None => self.remembered(store.probe(address)?),
                };
                files.insert(address.to_owned(), known);
            }
        }
        Ok(files)
    }

    fn remembered(&self, probe: Option<Probe>) -> Known {
        match probe {
            Some(probe) if probe.failures == 0 => Known::Facts(probe),
            Some(probe) if self.media.probe => match probe.retry() {
                Some(retry) if retry > self.now => {
                    Known::Nothing(probe.why.unwrap_or_default(), retry)
                }
                _ => self.unasked(),
            },
            _ => self.unasked(),
        }
    }

    fn unasked(&self) -> Known {
        if self.ask {
            Known::NotYet
        } else {
            Known::Unasked
        }
    }

    fn retry(&self, file: &Known) -> Option<DateTime<Utc>> {
        match file {
            Known::Facts(_) | Known::Unasked => None,
            Known::Nothing(_, retry) => Some(*retry),
            Known::NotYet => Some(self.now),
        }
    }

    /// The file in a folder of `[media] files` that is served under this address.
    fn local(&self, address: &str) -> Option<PathBuf> {
        let mut folders = self.media.files.iter();
        folders.find_map(|(prefix, folder)| {
            let rest = address.strip_prefix(prefix.as_str())?;
            let rest = rest.split(['?', '#']).next()?;
            let path = PathBuf::from(decoded(rest)?);
            let plain = |c: Component<'_>| matches!(c, Component::Normal(_));
            let inside = !rest.is_empty() && path.components().all(plain);
            inside.then(|| folder.join(path))
        })
    }

    fn in_folder(&self, path: &Path) -> Known {
        let again = self.now + TimeDelta::minutes(LOOK_AGAIN);
        match source::stat(path) {
            Ok(stat) if stat.size > 0 && path.is_file() => Known::Facts(Probe {
                length: Some(stat.size),
                media_type: None,
                tried: self.now,
                failures: 0,
                why: None,
            }),
            Ok(_) => Known::Nothing(format!("{} is empty", path.display()), again),
            Err(_) => Known::Nothing(format!("there is no file {}", path.display()), again),
        }
    }

    #[cfg(feature = "http")]
    fn ask_servers(
        &mut self,
        files: &mut BTreeMap<String, Known>,
        store: &mut dyn Store,
    ) -> Result<()> {
        let wanted = files
            .iter()
            .filter(|(_, known)| matches!(known, Known::NotYet));
        let wanted: Vec<String> = wanted.map(|(address, _)| address.clone()).collect();
        if wanted.is_empty() || self.left.is_zero() {
            return Ok(());
        }
        let limits = source::Limits {
            each: Duration::from_secs(10),
            all: self.left,
            at_once: 8,
            allowed: self.media.allow_hosts.clone(),
        };
        let begun = std::time::Instant::now();
        let control = self.control;
        control.progress(
            "asking for the sizes of files",
            0,
            Some(wanted.len() as u64),
        );
        let answers = source::probe(&wanted, &limits, &|| control.interrupted().is_some())?;
        self.left = self.left.saturating_sub(begun.elapsed());
        for (address, answer) in wanted.into_iter().zip(answers) {
            let Some(answer) = answer else { continue };
            let before = store.probe(&address)?.map_or(0, |probe| probe.failures);
            let probe = judged(&address, answer, before, self.now);
            store.save_probe(&address, &probe)?;
            let known = match (probe.retry(), &probe.why) {
                (Some(retry), Some(why)) => Known::Nothing(why.clone(), retry),
                _ => Known::Facts(probe),
            };
            files.insert(address, known);
        }
        Ok(())
    }

    #[cfg(not(feature = "http"))]
    fn ask_servers(
        &mut self,
        files: &mut BTreeMap<String, Known>,
        _: &mut dyn Store,
    ) -> Result<()> {
        files.values_mut().for_each(|known| {
            if matches!(known, Known::NotYet) {
                *known = Known::Unasked;
            }
        });
        Ok(())
    }
}

/// What an answer tells. A page in place of a file of another sort is an error page.
#[cfg(feature = "http")]
fn judged(
    address: &str,
    answer: Result<source::Probed>,
    failures: u32,
    now: DateTime<Utc>,
) -> Probe {
    let page = |t: &Option<String>| t.as_deref() == Some("text/html");
    let expected = crate::model::media::type_of(address);
    let (facts, why) = match answer {
        Ok(facts) if page(&facts.media_type) && expected.is_some_and(|t| t != "text/html") => (
            source::Probed::default(),
            Some("the server sends a page in its place".to_owned()),
        ),
        Ok(facts) if facts.length.is_none() => {
            let why = "the server does not say how large it is".to_owned();
            (facts, Some(why))
        }
        Ok(facts) => (facts, None),
        Err(e) => (source::Probed::default(), Some(e.to_string())),
    };
    Probe {
        length: facts.length,
        media_type: facts
            .media_type
            .filter(|t| crate::model::media::is_media_type(t)),
        tried: now,
        failures: if why.is_some() {
            failures.saturating_add(1)
        } else {
            0
        },
        why,
    }
}

/// Is something not known that documents want?
fn is_wanting(file: &Enclosure) -> bool {
    file.length.is_none() || file.media_type.is_none()
}

/// What the record says stands; the rest is filled in.
fn learn(file: &mut Enclosure, facts: &Probe) {
    file.length = file.length.or(facts.length);
    if file.media_type.is_none() {
        file.media_type = facts.media_type.as_deref().map(Line::new);
    }
}

fn unknown(file: &Enclosure, why: &str, origin: Option<&Origin>) -> Notice {
    let what = match (file.length, &file.media_type) {
        (None, None) => "size and type",
        (None, Some(_)) => "size",
        (Some(_), _) => "type",
    };
    let message = format!("the {what} of {} cannot be found out: {why}", file.url);
    let notice = Notice::doubt("enclosures", message).help(
        "write length and type into the record; or see that the file is there, and that its host, if private, is \
         named in [media] allow_hosts; the entry is published without",
    );
    match origin {
        Some(origin) => notice
            .of_record(&origin.id)
            .in_file(&origin.file)
            .on_line(origin.line),
        None => notice,
    }
}

fn no_time(files: usize, slug: &str) -> Notice {
    let message = format!(
        "there was no time to ask for the sizes of {files} files; the next run goes on with them"
    );
    Notice::doubt("enclosures", message)
        .of_feed(slug)
        .help("write length and type into the records, or name their folder in [media] files")
}

/// Without percent signs; `None` where that is no text.
fn decoded(raw: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
}
