//! How much room a record takes in a document, so that one record cannot make a feed that nobody can read.

use crate::model::{Line, Notice, Record, Text};

/// The most that a record may weigh. The validator holds one entry at a time and gives up at 32 MiB.
const MOST: usize = 24 * 1024 * 1024;

/// What a character costs that has to be escaped: whoever reads the document meets a reference there.
const ESCAPED: usize = 52;

/// What an element costs beside its text.
const ELEMENT: usize = 100;

/// Refuses a record that is too heavy for a feed, and names its heaviest field.
pub(super) fn refuse_heavy(record: &Record) -> Option<Notice> {
    let parts = weights(record);
    if parts.iter().map(|(_, weight)| weight).sum::<usize>() <= MOST {
        return None;
    }
    let heaviest = parts.iter().max_by_key(|(_, weight)| weight)?.0;
    let message = format!("the record is more than a feed can carry, most of it its {heaviest}");
    Some(
        Notice::refused(message)
            .field(heaviest)
            .help("shorten it, or publish it in parts"),
    )
}

fn weights(r: &Record) -> [(&'static str, usize); 8] {
    let line = |l: &Option<Line>| l.as_ref().map_or(0, |l| escaped(l.as_str()));
    let text = |t: &Option<Text>| t.as_ref().map_or(0, |t| escaped(t.as_str()));
    let person = |p: &crate::model::Person| ELEMENT + escaped(p.name.as_str());
    let category = |c: &crate::model::Category| {
        2 * ELEMENT + escaped(c.term.as_str()) + line(&c.scheme) + line(&c.label)
    };
    let image = r.image.as_ref().map_or(0, |i| {
        let lines = [&i.credit, &i.photographer, &i.agency];
        lines.map(line).iter().sum::<usize>() + text(&i.caption) + text(&i.alt)
    });
    [
        // A headline's title is its content, too.
        ("title", 2 * line(&r.title)),
        ("summary", text(&r.summary)),
        ("body_html", text(&r.body_html)),
        ("rights", text(&r.rights)),
        ("authors", r.authors.iter().map(person).sum()),
        ("categories", r.categories.iter().map(category).sum()),
        ("image", image),
        (
            "enclosures",
            r.enclosures
                .iter()
                .map(|e| 2 * ELEMENT + e.url.as_str().len() + line(&e.title))
                .sum(),
        ),
    ]
}

/// The weight of a text. Short text, which is nearly all, is not looked at.
fn escaped(text: &str) -> usize {
    if text.len() < 4096 {
        return text.len();
    }
    let special = |b: &u8| matches!(b, b'<' | b'>' | b'&' | b'"' | b'\'');
    text.len() + ESCAPED * text.bytes().filter(special).count()
}
