//! Values that hold variables of the environment, such as `Bearer $TOKEN`. What they stand for is put in where it is
//! used, and is shown nowhere.

use std::fmt;

use crate::{Error, Result};

/// A value as it is written, with `$NAME` or `${NAME}` where a variable stands, and `$$` for a dollar sign.
#[derive(Clone)]
pub struct Secret {
    /// As it is written; it may be a secret itself.
    written: String,
    /// What needs it, as messages say it.
    needed_by: String,
    /// Where it is written.
    line: Option<u64>,
}

impl Secret {
    /// A value and what needs it.
    pub(super) fn new(
        written: impl Into<String>,
        needed_by: impl Into<String>,
        line: Option<u64>,
    ) -> Self {
        Secret {
            written: written.into(),
            needed_by: needed_by.into(),
            line,
        }
    }

    /// The value with its variables, as `look` knows them.
    ///
    /// # Errors
    /// A configuration error where one is not set.
    pub fn value(&self, look: &dyn Fn(&str) -> Option<String>) -> Result<String> {
        let missing = |name: &str| {
            let why = format!(
                "the environment has no variable {name}, which {} needs",
                self.needed_by
            );
            let error = Error::config(why).help(format!(
                "set {name} where feedwright is started; write $$ for a dollar sign"
            ));
            match self.line {
                Some(line) => error.on_line(line),
                None => error,
            }
        };
        let (mut out, mut rest) = (String::new(), self.written.as_str());
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            let (name, further) = variable(after);
            match name {
                "$" => out.push('$'),
                name => out.push_str(
                    &look(name)
                        .filter(|v| !v.is_empty())
                        .ok_or_else(|| missing(name))?,
                ),
            }
            rest = further;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// As it is written, with the names of its variables and not with what they stand for.
    pub(super) fn written(&self) -> &str {
        &self.written
    }

    /// Is it an address as it is written, in which variables are parts?
    pub fn is_address(&self) -> bool {
        self.written.contains("://")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The name at the beginning of what follows a dollar sign, and what follows that; `$` for a second dollar sign.
fn variable(after: &str) -> (&str, &str) {
    if let Some(rest) = after.strip_prefix('$') {
        return ("$", rest);
    }
    if let Some((name, rest)) = after.strip_prefix('{').and_then(|r| r.split_once('}')) {
        return (name, rest);
    }
    let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    after.split_at(end.unwrap_or(after.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_stand_anywhere_in_a_value() {
        let look = |name: &str| match name {
            "TOKEN" => Some("s3cret".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        for (written, want) in [
            ("$TOKEN", Ok("s3cret")),
            ("Bearer $TOKEN", Ok("Bearer s3cret")),
            ("a${TOKEN}b", Ok("as3cretb")),
            ("cost: $$5", Ok("cost: $5")),
            ("plain", Ok("plain")),
            ("$TOKENS", Err("TOKENS")),
            ("$EMPTY", Err("EMPTY")),
            ("$", Err("")),
        ] {
            let secret = Secret::new(written, "the header Authorization", None);
            match (secret.value(&look), want) {
                (Ok(got), Ok(want)) => assert_eq!(got, want, "{written}"),
                (Err(e), Err(name)) => {
                    assert!(e.to_string().contains(&format!("variable {name},")))
                }
                (got, _) => panic!("{written}: {}", got.is_ok()),
            }
        }
    }
}
