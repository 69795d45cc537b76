//! Whether what a file says of a feed's looks and words can stand in a document.

use std::collections::BTreeSet;

use super::appearance::{ExtensionTable, TitlePrefixTable};
use super::check;
use super::place::Place;
use crate::model::wording::{FACTS, TitlePrefix, pieces};
use crate::model::{Day, ExtensionName, Line, Link, Mapping, Text, person};
use crate::{Error, Result, render};

/// Text that is more than blanks.
pub(super) fn text(raw: Option<&str>) -> Option<Text> {
    raw.map(Text::new).filter(|t| !t.is_blank())
}

/// An e-mail address.
pub(super) fn email(raw: Option<&str>, place: &Place, path: &[&str]) -> Result<Option<Line>> {
    let Some(raw) = raw else { return Ok(None) };
    if person::is_email(raw) && raw.is_ascii() && !raw.contains(['(', ')']) {
        return Ok(Some(Line::new(raw)));
    }
    Err(place
        .error(path, format!("{raw:?} is no e-mail address"))
        .help("write the address alone, like \"desk@paper.example\""))
}

/// An address on the web, or one relative to where the documents lie.
pub(super) fn address(
    raw: Option<&str>,
    base: &Link,
    place: &Place,
    path: &[&str],
) -> Result<Option<Link>> {
    let Some(raw) = raw else { return Ok(None) };
    let base = check::web_url(base.as_str(), place, path)?;
    Link::parse(raw, Some(&base)).map(Some).map_err(|why| {
        place
            .error(path, format!("{raw:?} is not a web address: {why}"))
            .help(format!(
                "write it like \"{base}name\", or relative to {base}"
            ))
    })
}

/// The address of a picture that RSS allows: GIF, JPEG or PNG, as far as its name tells.
pub(super) fn picture(
    raw: Option<&str>,
    base: &Link,
    place: &Place,
    path: &[&str],
) -> Result<Option<Link>> {
    let picture = address(raw, base, place, path)?;
    let name = picture.as_ref().map(Link::as_str).unwrap_or_default();
    let name = name.split(['?', '#']).next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    let other = [".svg", ".webp", ".avif", ".ico", ".bmp", ".tif", ".tiff"];
    match other.iter().find(|ending| name.ends_with(**ending)) {
        Some(ending) => Err(place
            .error(path, format!("RSS readers show no {ending} picture"))
            .help("give the address of a GIF, JPEG or PNG")),
        None => Ok(picture),
    }
}

/// Hours of a day, each once, in order.
pub(super) fn hours(
    written: Option<&[u8]>,
    place: &Place,
    path: &[&str],
) -> Result<Option<Vec<u8>>> {
    let Some(written) = written else {
        return Ok(None);
    };
    if let Some(at) = written.iter().position(|hour| *hour > 23) {
        let n = at.to_string();
        let mut path = path.to_vec();
        path.push(&n);
        let hour = written.get(at).copied().unwrap_or_default();
        return Err(place
            .error(&path, format!("a day has no hour {hour}"))
            .help("use 0 to 23, in UTC"));
    }
    let hours: BTreeSet<u8> = written.iter().copied().collect();
    Ok(Some(hours.into_iter().collect()))
}

/// Days, each once, in order.
pub(super) fn days(written: Option<&[Day]>) -> Option<Vec<Day>> {
    let days: BTreeSet<Day> = written?.iter().copied().collect();
    Some(days.into_iter().collect())
}

/// What may stand before titles.
pub(super) fn prefixes(
    written: Option<&[TitlePrefixTable]>,
    place: &Place,
    above: &[&str],
) -> Result<Option<Vec<TitlePrefix>>> {
    let Some(written) = written else {
        return Ok(None);
    };
    let mut prefixes = Vec::with_capacity(written.len());
    for (n, table) in written.iter().enumerate() {
        let error = |message: String| {
            let n = n.to_string();
            place.error(&[above, &["title_prefix", &n, "text"]].concat(), message)
        };
        if table.text.trim().is_empty() {
            return Err(error("a title prefix has no text".to_owned())
                .help("write words, like text = \"{section}: \""));
        }
        let text = pieces(&table.text).map_err(|wrong| {
            let known: Vec<String> = FACTS
                .iter()
                .map(|(name, _)| format!("{{{name}}}"))
                .collect();
            error(format!(
                "{:?} holds {wrong}, which stands for nothing",
                table.text
            ))
            .help(format!("use one of: {}", known.join(", ")))
        })?;
        prefixes.push(TitlePrefix {
            text,
            kinds: table.kinds.clone(),
            categories: table.categories.clone(),
            sections: table.sections.clone(),
            sources: table.sources.clone(),
        });
    }
    Ok(Some(prefixes))
}

/// The elements that a record's `extra` gives.
pub(super) fn extensions(
    written: Option<&[ExtensionTable]>,
    place: &Place,
    above: &[&str],
) -> Result<Option<Vec<Mapping>>> {
    let Some(written) = written else {
        return Ok(None);
    };
    let mut mappings: Vec<Mapping> = Vec::with_capacity(written.len());
    for (n, table) in written.iter().enumerate() {
        let error = |key: &str, message: String| {
            let n = n.to_string();
            place.error(&[above, &["extension", &n, key]].concat(), message)
        };
        let mapping = Mapping {
            path: path(&table.field, &error)?,
            element: element(table, &error)?,
        };
        let (prefix, namespace) = (&mapping.element.prefix, &mapping.element.namespace);
        let other = mappings
            .iter()
            .map(|m| &m.element)
            .find(|e| (e.prefix == *prefix) != (e.namespace == *namespace));
        if let Some(other) = other {
            let message = format!(
                "{prefix:?} for {namespace} does not go with {:?} for {}",
                other.prefix, other.namespace
            );
            return Err(error("element", message)
                .help("use one prefix for each namespace, and one namespace for each prefix"));
        }
        mappings.push(mapping);
    }
    Ok(Some(mappings))
}

type Complain<'c> = dyn Fn(&str, String) -> Error + 'c;

/// Keys below `extra`, with dots between them.
fn path(field: &str, error: &Complain<'_>) -> Result<Vec<String>> {
    let keys = field.strip_prefix("extra.").unwrap_or_default();
    if keys.split('.').all(|key| !key.is_empty()) {
        return Ok(keys.split('.').map(str::to_owned).collect());
    }
    Err(error(
        "field",
        format!("{field:?} is nothing in a record's `extra`"),
    )
    .help("write the keys with dots between them, like \"extra.place\""))
}

fn element(table: &ExtensionTable, error: &Complain<'_>) -> Result<ExtensionName> {
    let written = &table.element;
    let (prefix, name) = written
        .split_once(':')
        .filter(|(prefix, name)| is_prefix(prefix) && is_name(name))
        .ok_or_else(|| {
            error("element", format!("{written:?} is no name of an element"))
                .help("write a prefix, a colon and a name, of letters, digits, - and _, like \"geo:place\"")
        })?;
    // In JSON Feed this tells whose object it is.
    if name == "about" {
        return Err(error("element", "the name \"about\" is taken".to_owned())
            .help("use another name: JSON Feed has the address of the namespace there"));
    }
    let taken = render::NAMESPACES
        .iter()
        .find(|(p, _)| p.eq_ignore_ascii_case(prefix));
    if taken.is_some() || prefix.to_ascii_lowercase().starts_with("xml") {
        return Err(error("element", format!("the prefix {prefix:?} is taken"))
            .help("choose another one; readers go by the namespace, not by the prefix"));
    }
    let namespace = table.namespace.trim();
    if oxiri::Iri::parse(namespace).is_err() {
        return Err(
            error("namespace", format!("{namespace:?} is no IRI (RFC 3987)"))
                .help("write the namespace as its specification has it, letter by letter"),
        );
    }
    if render::NAMESPACES.iter().any(|(_, uri)| *uri == namespace) {
        return Err(error(
            "namespace",
            format!("feedwright itself writes the elements of {namespace}"),
        )
        .help("use the record's own fields for what they say"));
    }
    Ok(ExtensionName {
        prefix: prefix.to_owned(),
        name: name.to_owned(),
        namespace: namespace.to_owned(),
    })
}

/// A prefix that can be a member of JSON Feed too, where it stands behind `_`.
fn is_prefix(prefix: &str) -> bool {
    prefix.starts_with(|c: char| c.is_ascii_alphabetic())
        && prefix
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}
