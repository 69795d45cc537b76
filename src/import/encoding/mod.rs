//! Bytes of a text format to UTF-8: in which encoding they are, by what is known of them, and what of that was guessed.
//!
//! In order: a byte order mark, the encoding that came with the bytes ([`Options::charset`]), what an HTML page
//! declares ([`prescan`]), UTF-8 where the bytes are that, and at last a guess. A declaration is believed unless the
//! bytes refute it. [`whole`] takes a text of bounded size; [`Utf8`] reads one of any size.

mod guess;
mod prescan;
mod stream;
mod survey;
#[cfg(test)]
mod tests;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

pub(super) use stream::Utf8;

use self::survey::Survey;
use super::Options;
use super::draft::shown;
use crate::model::Notice;

/// What a text may itself say about its encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Declares {
    /// Nothing but a byte order mark.
    Nothing,
    /// What an HTML page says in its first 1024 bytes.
    Html,
}

/// A text in UTF-8.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text, without byte order mark.
    pub(super) text: String,
    /// The encoding that it was in.
    #[allow(dead_code, reason = "tests ask")]
    pub(super) encoding: &'static Encoding,
    /// What was guessed, which declaration was wrong, how much could not be decoded.
    pub(super) notices: Vec<Notice>,
    /// On how many bytes outside ASCII a guess rests, where it was one.
    pub(super) guessed_from: Option<usize>,
}

/// The whole text in UTF-8.
pub(super) fn whole(mut bytes: Vec<u8>, declares: Declares, options: &Options) -> Decoded {
    let choice = choose(&bytes, true, declares, options);
    let Choice {
        encoding,
        bom,
        mut notices,
        guessed_from,
    } = choice;
    bytes.drain(..bom.min(bytes.len()));
    let text = match decode_utf8(bytes, encoding) {
        Ok(text) => text,
        Err(bytes) => {
            let mut decoder = stream::Pieces::new(encoding, options.lines_before);
            let mut text = String::with_capacity(bytes.len());
            decoder.push(&bytes, true, &mut text);
            notices.extend(decoder.faults());
            text
        }
    };
    Decoded {
        text,
        encoding,
        notices,
        guessed_from,
    }
}

/// The common case, without a copy.
fn decode_utf8(bytes: Vec<u8>, encoding: &'static Encoding) -> Result<String, Vec<u8>> {
    if encoding != UTF_8 {
        return Err(bytes);
    }
    String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes)
}

/// An encoding, and how it came to be the one.
#[derive(Debug)]
struct Choice {
    encoding: &'static Encoding,
    /// How long the byte order mark is.
    bom: usize,
    notices: Vec<Notice>,
    guessed_from: Option<usize>,
}

impl Choice {
    fn sure(encoding: &'static Encoding) -> Self {
        Choice {
            encoding,
            bom: 0,
            notices: Vec::new(),
            guessed_from: None,
        }
    }
}

/// The encoding of the text that begins with these bytes. `complete`: there are no more of them.
fn choose(bytes: &[u8], complete: bool, declares: Declares, options: &Options) -> Choice {
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        return Choice {
            bom,
            ..Choice::sure(encoding)
        };
    }
    let survey = Survey::of(bytes, complete);
    let mut notices = Vec::new();
    for (declared, whose) in declarations(bytes, declares, options, &mut notices) {
        match refuted(declared, bytes, &survey) {
            None => {
                return Choice {
                    notices,
                    ..Choice::sure(declared)
                };
            }
            Some(found) => notices.push(wrong_declaration(whose, declared, found)),
        }
    }
    let mut choice = undeclared(bytes, &survey, options);
    if notices.is_empty() && choice.guessed_from.is_some() {
        notices.push(guessed(choice.encoding));
    } else if choice.guessed_from.is_some() {
        notices.push(guessed_instead(choice.encoding));
    }
    choice.notices = notices;
    choice
}

/// The declared encodings in the order in which they hold, each with whose word it is.
fn declarations(
    bytes: &[u8],
    declares: Declares,
    options: &Options,
    notices: &mut Vec<Notice>,
) -> Vec<(&'static Encoding, &'static str)> {
    let mut found = Vec::new();
    if let Some(label) = &options.charset {
        match known(label) {
            Some(encoding) => found.push((encoding, "the server")),
            None => notices.push(unknown_label(label)),
        }
    }
    if declares == Declares::Html
        && let Some(encoding) = prescan::declared(bytes)
    {
        found.push((encoding, "the page"));
    }
    found
}

/// The encoding of a label; those that nothing may be read in (`replacement`, UTF-7) have none.
fn known(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.trim().as_bytes())
}

/// What speaks against the declared encoding, as a name for what the bytes are instead.
fn refuted(declared: &'static Encoding, bytes: &[u8], survey: &Survey) -> Option<&'static str> {
    if declared == UTF_8 {
        let wide = survey::wide(bytes).map(Encoding::name);
        return wide.or_else(|| (!survey.is_mostly_utf8()).then_some("not"));
    }
    if declared == UTF_16LE || declared == UTF_16BE {
        return (survey.is_utf8() && !bytes.contains(&0)).then_some("UTF-8");
    }
    let utf8 = survey.is_utf8() && survey.multibyte > 0;
    // Two letters of Chinese in GBK may look like one in UTF-8; a text of one byte a letter never does.
    let refuted = utf8 && (declared.is_single_byte() || has_faults(declared, bytes));
    refuted.then_some("UTF-8")
}

fn has_faults(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let head = bytes.get(..survey::WINDOW).unwrap_or(bytes);
    encoding
        .decode_without_bom_handling_and_without_replacement(head)
        .is_none()
}

/// What the bytes themselves say.
fn undeclared(bytes: &[u8], survey: &Survey, options: &Options) -> Choice {
    if let Some(wide) = survey::wide(bytes) {
        return Choice {
            guessed_from: Some(bytes.len()),
            ..Choice::sure(wide)
        };
    }
    if survey.is_mostly_utf8() {
        return Choice::sure(UTF_8);
    }
    Choice {
        guessed_from: Some(survey.outside_ascii),
        ..Choice::sure(guess::guess(bytes, options))
    }
}

fn unknown_label(label: &str) -> Notice {
    let message = format!("the encoding {} is not known", shown(label));
    Notice::doubt("encoding", message)
}

fn wrong_declaration(whose: &str, declared: &'static Encoding, found: &str) -> Notice {
    let declared = declared.name();
    let message = match found {
        "not" => format!("{whose} says {declared}, which the text is not"),
        found => format!("{whose} says {declared}, but the text is {found} and was read so"),
    };
    Notice::doubt("encoding", message).help("declare the encoding that the text is in")
}

fn guessed(encoding: &'static Encoding) -> Notice {
    let name = encoding.name();
    Notice::doubt(
        "encoding",
        format!("nothing says which encoding the text is in; it looks like {name} and was read so"),
    )
    .help("save it as UTF-8, or declare its encoding")
}

fn guessed_instead(encoding: &'static Encoding) -> Notice {
    let name = encoding.name();
    let message = format!("the text looks like {name} and was read so");
    Notice::doubt("encoding", message).help("save it as UTF-8, or declare its encoding")
}
