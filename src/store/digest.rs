//! What counts as a change of a record: a digest of everything, and one of what its publisher would call
//! significant (RFC 4287 section 4.2.15).

use crate::model::{Record, Text};

use super::{address, identity::short};

/// 16 bytes of a hash that an outsider cannot make collide.
pub(crate) type Digest = [u8; 16];

/// The digest of a record's JSON: any other fact gives another digest.
pub(crate) fn whole(json: &str) -> Digest {
    short(&blake3::hash(json.as_bytes()))
}

/// The digest of what a reader would notice: title, text, authors, address and files. White space, the order of
/// attributes, tracking parameters and categories do not count.
pub(crate) fn significant(record: &Record) -> Digest {
    let mut text = String::with_capacity(4096);
    push(
        &mut text,
        "title",
        record.title.as_ref().map_or("", |t| t.as_str()),
    );
    push_words(&mut text, "summary", &record.summary);
    push_html(&mut text, &record.body_html);
    push_words(&mut text, "markdown", &record.body_markdown);
    push_words(&mut text, "text", &record.body_text);
    for author in &record.authors {
        push(&mut text, "author", author.name.as_str());
    }
    if let Some(url) = &record.url {
        push(&mut text, "url", &address::page(url.as_str()));
    }
    for file in &record.enclosures {
        push(&mut text, "file", file.url.as_str());
    }
    for correction in &record.corrections {
        push(&mut text, "correction", correction.note.as_str());
    }
    if let Some(url) = record.image.as_ref().and_then(|i| i.url.as_ref()) {
        push(&mut text, "image", url.as_str());
    }
    short(&blake3::hash(text.as_bytes()))
}

/// U+0001 and U+0002 cannot stand in any of the fields, so two different sets of fields never look the same.
fn push(out: &mut String, name: &str, value: &str) {
    out.push('\u{1}');
    out.push_str(name);
    out.push('\u{2}');
    out.push_str(value);
}

fn push_words(out: &mut String, name: &str, value: &Option<Text>) {
    let Some(value) = value else { return };
    push(out, name, "");
    words(out, value.as_str());
}

fn words(out: &mut String, text: &str) {
    for word in text.split_ascii_whitespace() {
        out.push_str(word);
        out.push(' ');
    }
}

/// The text of an HTML fragment and the addresses in its tags.
fn push_html(out: &mut String, body: &Option<Text>) {
    let Some(body) = body else { return };
    push(out, "html", "");
    let mut rest = body.as_str();
    while let Some((text, after)) = rest.split_once('<') {
        words(out, text);
        let (tag, next) = after.split_once('>').unwrap_or((after, ""));
        for name in [" href=\"", " src=\""] {
            let value = tag.split_once(name).and_then(|(_, v)| v.split('"').next());
            if let Some(value) = value {
                push(out, "link", value);
            }
        }
        rest = next;
    }
    words(out, rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Digest {
        significant(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn what_counts_and_what_does_not() {
        let base = r#"{"title":"T","url":"https://p.example/1","summary":"a b","body_html":"<p class=\"x\" id=\"y\">one two</p>"}"#;
        for same in [
            r#"{"title":"T","url":"http://p.example/1?utm_source=x","summary":"a\n b","body_html":"<p id=\"y\" class=\"x\">one  two</p>"}"#,
            r#"{"title":"T","url":"https://p.example/1","summary":"a b","body_html":"<p class=\"x\">one two</p>","categories":["News"],"published":"2017-10-13"}"#,
        ] {
            assert_eq!(of(base), of(same), "{same}");
        }
        for other in [
            r#"{"title":"U","url":"https://p.example/1","summary":"a b","body_html":"<p>one two</p>"}"#,
            r#"{"title":"T","url":"https://p.example/2","summary":"a b","body_html":"<p>one two</p>"}"#,
            r#"{"title":"T","url":"https://p.example/1","summary":"a c","body_html":"<p>one two</p>"}"#,
            r#"{"title":"T","url":"https://p.example/1","summary":"a b","body_html":"<p>one <a href=\"https://x.example/\">two</a></p>"}"#,
            r#"{"title":"T","url":"https://p.example/1","summary":"a b","body_html":"<p>one two</p>","authors":[{"name":"A"}]}"#,
            r#"{"title":"T","url":"https://p.example/1","summary":"a b","body_html":"<p>one two</p>","image":{"url":"https://p.example/1.jpg"}}"#,
        ] {
            assert_ne!(of(base), of(other), "{other}");
        }
    }
}
