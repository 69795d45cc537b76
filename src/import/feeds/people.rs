//! Names with addresses, as RSS writes them: `mail (name)`, `name <mail>`, a mail address or a name.

use crate::import::draft::Draft;
use crate::model::person::is_email;

/// Adds the author that this text names.
pub(in crate::import) fn add(draft: &mut Draft<'_>, from: &'static str, raw: &str) {
    let (name, email) = parts(raw);
    draft.add_author(from, name, email, None);
}

/// A name, and its address.
pub(in crate::import) fn parts(raw: &str) -> (&str, Option<&str>) {
    let raw = raw.trim();
    let split = |open: char, close: char| {
        let (before, rest) = raw.split_once(open)?;
        Some((before.trim(), rest.trim_end().strip_suffix(close)?.trim()))
    };
    if let Some((email, name)) = split('(', ')')
        && is_email(email)
    {
        return match name.is_empty() {
            true => (email, Some(email)),
            false => (name, Some(email)),
        };
    }
    if let Some((name, email)) = split('<', '>')
        && is_email(email)
    {
        return match name.is_empty() {
            true => (email, Some(email)),
            false => (name.trim_matches('"'), Some(email)),
        };
    }
    (raw, Some(raw).filter(|raw| is_email(raw)))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn names_with_addresses() {
        for (raw, want) in [
            (
                "ada@p.example (Ada Berg)",
                ("Ada Berg", Some("ada@p.example")),
            ),
            (
                "Ada Berg <ada@p.example>",
                ("Ada Berg", Some("ada@p.example")),
            ),
            ("ada@p.example", ("ada@p.example", Some("ada@p.example"))),
            ("ada@p.example ()", ("ada@p.example", Some("ada@p.example"))),
            ("Ada Berg", ("Ada Berg", None)),
            ("Ada Berg (PA)", ("Ada Berg (PA)", None)),
            ("", ("", None)),
        ] {
            assert_eq!(parts(raw), want, "{raw}");
        }
    }
}
