//! Where in a TOML file something stands, so that every complaint can name its line.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use crate::{Error, Result};

/// A TOML file with its text, for finding lines again.
#[derive(Debug, Default)]
pub(super) struct Place {
    pub(super) file: PathBuf,
    text: String,
}

impl Place {
    /// Reads the file as `T`; an unknown key or a wrong type names its line and the nearest known key.
    pub(super) fn read<T: DeserializeOwned>(file: &Path) -> Result<(T, Place)> {
        let bytes = std::fs::read(file).map_err(|e| {
            Error::io("cannot read the configuration", e)
                .at(file)
                .help("name a file that is there and that this user may read")
        })?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let line = 1 + e
                .as_bytes()
                .iter()
                .take(e.utf8_error().valid_up_to())
                .filter(|b| **b == b'\n')
                .count();
            Error::config("this is not UTF-8 text")
                .at(file)
                .on_line(line as u64)
                .help("save the file as UTF-8")
        })?;
        let place = Place {
            file: file.to_path_buf(),
            text,
        };
        let value = toml::from_str(&place.text).map_err(|e| place.complain(&e))?;
        Ok((value, place))
    }

    /// An error about the value at `path`: keys, and positions (from 0) in arrays of tables.
    pub(super) fn error(&self, path: &[&str], message: impl Into<String>) -> Error {
        let error = Error::config(message).at(&self.file);
        match self.line_of(path) {
            Some(line) => error.on_line(line),
            None => error,
        }
    }

    /// The 1-based line of the value at `path`, or of the nearest thing around it that has one.
    pub(super) fn line_of(&self, path: &[&str]) -> Option<u64> {
        let root = DeTable::parse(&self.text).ok()?;
        let (first, rest) = path.split_first()?;
        let mut value = root.get_ref().get(*first)?;
        for key in rest {
            let inner = match value.get_ref() {
                DeValue::Table(table) => table.get(*key),
                DeValue::Array(array) => key.parse::<usize>().ok().and_then(|n| array.get(n)),
                _ => None,
            };
            match inner {
                Some(inner) => value = inner,
                None => break,
            }
        }
        Some(self.line_at(value.span().start))
    }

    fn line_at(&self, offset: usize) -> u64 {
        1 + self
            .text
            .bytes()
            .take(offset)
            .filter(|b| *b == b'\n')
            .count() as u64
    }

    fn complain(&self, e: &toml::de::Error) -> Error {
        let message = e
            .message()
            .lines()
            .next()
            .unwrap_or("this is not TOML")
            .to_owned();
        let help = nearest_key(&message)
            .or_else(|| brackets(&message))
            .or_else(|| Some(e.message().lines().nth(1)?.to_owned()))
            .unwrap_or_else(|| {
                "mend that line; `feedwright schema` prints what each file may hold".to_owned()
            });
        let message = shortened(message);
        let line = e.span().map(|span| self.line_at(span.start));
        let error = Error::config(self.in_words(message, line)).at(&self.file);
        match line {
            Some(line) => error.on_line(line).help(help),
            None => error.help(help),
        }
    }

    /// A wrong value with the key that it was given to, and without the names of Rust's types.
    fn in_words(&self, message: String, line: Option<u64>) -> String {
        if !["invalid ", "duplicate "]
            .iter()
            .any(|w| message.starts_with(w))
        {
            return message;
        }
        let message = ["usize", "u64", "u32", "u8"]
            .iter()
            .fold(message, |m, number| m.replace(number, "a whole number"));
        let line = line.and_then(|l| self.text.lines().nth(usize::try_from(l).ok()? - 1));
        match line.and_then(|l| l.split_once('=')) {
            Some((key, _)) => format!("{}: {message}", key.trim()),
            None => message,
        }
    }
}

/// From serde's "unknown field `titel`, expected one of `title`, `url`": which key was meant.
fn nearest_key(message: &str) -> Option<String> {
    let rest = message
        .strip_prefix("unknown field ")
        .or_else(|| message.strip_prefix("unknown variant "))?;
    let mut quoted = rest.split('`').skip(1).step_by(2);
    let wrong = quoted.next()?;
    let known: Vec<&str> = quoted.collect();
    let nearest = known
        .iter()
        .max_by(|a, b| similarity(wrong, a).total_cmp(&similarity(wrong, b)))?;
    if similarity(wrong, nearest) > 0.7 {
        Some(format!("did you mean `{nearest}`?"))
    } else {
        Some(format!("use one of: {}", known.join(", ")))
    }
}

/// A table where there may be several.
fn brackets(message: &str) -> Option<String> {
    message
        .starts_with("invalid type: map, expected a sequence")
        .then(|| "write two pairs of brackets, like [[source]]".to_owned())
}

/// A message without the middle of what somebody wrote at great length.
fn shortened(message: String) -> String {
    const HALF: usize = 200;
    let length = message.chars().count();
    if length <= 2 * HALF {
        return message;
    }
    let head = message.chars().take(HALF);
    let tail = message.chars().skip(length - HALF);
    head.chain(" … ".chars()).chain(tail).collect()
}

fn similarity(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(a, b)
}

#[cfg(test)]
mod tests {
    use super::nearest_key;

    #[test]
    fn the_nearest_key_is_offered() {
        let of = |m| nearest_key(m);
        assert_eq!(
            of("unknown field `titel`, expected one of `title`, `url`").unwrap(),
            "did you mean `title`?"
        );
        assert_eq!(
            of("unknown field `x`, expected one of `title`, `url`").unwrap(),
            "use one of: title, url"
        );
        assert_eq!(of("missing field `title`"), None);
    }
}
