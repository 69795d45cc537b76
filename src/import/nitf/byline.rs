//! Who wrote it: the names of a byline.

use super::MANY;
use crate::import::capture::byline;
use crate::import::draft::Draft;
use crate::import::xml::{Child, Element};

/// Adds the authors that a printed byline names; one that nobody understands is one author.
pub(in crate::import) fn authors(draft: &mut Draft<'_>, from: &'static str, printed: &str) {
    let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    let printed = printed.trim_matches([',', ';', ' ', '\u{a0}']);
    let names = byline::read(printed).or_else(|| byline::read(&format!("By {printed}")));
    match names {
        Some(names) => {
            let names = names.iter();
            names.for_each(|name| draft.add_author(from, name, None, None));
        }
        None => draft.add_author(from, printed, None, None),
    }
}

/// The authors of an NITF byline: the persons in it, else its text without job titles, else the title alone, which
/// then is the name of a service.
pub(super) fn read(draft: &mut Draft<'_>, byline: Element<'_>) {
    let mut persons = Vec::new();
    let mut text = String::new();
    parts(byline, &mut persons, &mut text);
    for person in persons.iter().take(MANY) {
        draft.add_author("byline/person", &person.text(), None, None);
    }
    if !persons.is_empty() {
        return;
    }
    match text.trim().is_empty() {
        true => draft.add_author("byline", &byline.text(), None, None),
        false => authors(draft, "byline", &text),
    }
}

fn parts<'t>(element: Element<'t>, persons: &mut Vec<Element<'t>>, text: &mut String) {
    for node in element.nodes() {
        match node {
            Child::Text(part) => text.push_str(part),
            Child::Element(child) => match child.local() {
                "person" => persons.push(child),
                // Titles, and addresses to write to.
                "byttl" | "virtloc" => {}
                _ => parts(child, persons, text),
            },
        }
    }
}
