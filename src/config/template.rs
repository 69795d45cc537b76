//! Words with places for values: "{site}: {label}".

use std::fmt;

/// Words with places for values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Value(&'static str),
}

/// Why something is no template.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Unknown(String, &'static [&'static str]),
    Brace(char),
}

impl Template {
    /// Reads a template, in which only these names may stand; `{{` and `}}` are single braces.
    pub(super) fn parse(raw: &str, known: &'static [&'static str]) -> Result<Self, Fault> {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut rest = raw;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, brace) = rest.split_at(at);
            text.push_str(before);
            if let Some(after) = brace.strip_prefix("{{").or(brace.strip_prefix("}}")) {
                text.extend(brace.chars().next());
                rest = after;
                continue;
            }
            let inside = brace.strip_prefix('{').ok_or(Fault::Brace('}'))?;
            let (name, after) = inside.split_once('}').ok_or(Fault::Brace('{'))?;
            let found = known.iter().find(|known| **known == name.trim());
            let name = found.ok_or_else(|| Fault::Unknown(name.to_owned(), known))?;
            if !text.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut text)));
            }
            parts.push(Part::Value(name));
            rest = after;
        }
        text.push_str(rest);
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
        Ok(Template { parts })
    }

    /// The words with all values in their places. A brace within a value is nothing but a brace.
    pub fn fill(&self, value: impl Fn(&str) -> String) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Value(name) => value(name),
        };
        self.parts.iter().map(part).collect()
    }

    /// Is there a place for this value?
    pub(super) fn names(&self, name: &str) -> bool {
        let is_it = |part: &Part| matches!(part, Part::Value(n) if *n == name);
        self.parts.iter().any(is_it)
    }

    /// What stands there whatever the values are.
    pub(super) fn text(&self) -> impl Iterator<Item = char> + '_ {
        self.parts.iter().flat_map(|part| match part {
            Part::Text(text) => text.chars(),
            Part::Value(_) => "".chars(),
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Unknown(name, _) => write!(f, "there is no placeholder {{{name}}}"),
            Fault::Brace('{') => f.write_str("a brace is opened and not closed"),
            Fault::Brace(_) => f.write_str("a brace is closed and not opened"),
        }
    }
}

impl Fault {
    /// The way out.
    pub(super) fn help(&self) -> String {
        match self {
            Fault::Unknown(name, known) => {
                let likeness = |k: &&&str| (strsim::jaro_winkler(name, k) * 1000.0) as u32;
                let nearest = known
                    .iter()
                    .max_by_key(likeness)
                    .filter(|k| likeness(k) > 700);
                match nearest {
                    Some(nearest) => format!("did you mean {{{nearest}}}?"),
                    None => format!("use {{{}}}", known.join("}, {")),
                }
            }
            Fault::Brace(brace) => format!("write {brace}{brace} where a brace is meant"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["label", "site"];

    #[test]
    fn values_stand_where_they_are_named() {
        for (raw, wanted) in [
            ("{site}: {label}", "S: {site}"),
            ("{ label }", "{site}"),
            ("a {{b}} {label}", "a {b} {site}"),
            ("plain", "plain"),
            ("{{{label}}}", "{{site}}"),
            ("", ""),
        ] {
            let template = Template::parse(raw, KNOWN).unwrap();
            let value = |name: &str| if name == "site" { "S" } else { "{site}" }.to_owned();
            assert_eq!(template.fill(value), wanted, "{raw:?}");
        }
    }

    #[test]
    fn faults_are_told() {
        for (raw, fault, help) in [
            (
                "{labl}",
                "there is no placeholder {labl}",
                "did you mean {label}?",
            ),
            ("{x}", "there is no placeholder {x}", "use {label}, {site}"),
            ("{}", "there is no placeholder {}", "use {label}, {site}"),
            (
                "{label",
                "a brace is opened and not closed",
                "write {{ where a brace is meant",
            ),
            (
                "label}",
                "a brace is closed and not opened",
                "write }} where a brace is meant",
            ),
        ] {
            let found = Template::parse(raw, KNOWN).unwrap_err();
            assert_eq!(
                (found.to_string().as_str(), found.help().as_str()),
                (fault, help)
            );
        }
    }
}
