//! Invented stories, written in an input format until a file is as large as wanted.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::formats::Format;

/// The facts of one story.
pub(crate) struct Story {
    pub(crate) number: u64,
    pub(crate) title: String,
    /// Five paragraphs, each with a link and a reference.
    pub(crate) body: String,
    day: u64,
    hour: u64,
}

/// In three scripts, since the world's papers are not written in ASCII.
const WORDS: &[&str] = &[
    "harbour",
    "council",
    "ferry",
    "tide",
    "bridge",
    "market",
    "school",
    "winter",
    "library",
    "engineers",
    "said",
    "that",
    "the",
    "of",
    "a",
    "new",
    "after",
    "café",
    "repairs",
    "reopened",
    "residents",
    "гавань",
    "for",
    "план",
    "vote",
    "港",
];

impl Story {
    fn new(number: u64) -> Self {
        let mut seed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut words = |count: usize| {
            let mut text = String::new();
            for n in 0..count {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                text.push_str(if n == 0 { "" } else { " " });
                text.push_str(WORDS[(seed % WORDS.len() as u64) as usize]);
            }
            text
        };
        let title = words(8);
        let mut paragraph = |_| {
            let (one, two, three) = (words(40), words(3), words(30));
            format!("<p>{one} <a href=\"/map/{number}\">{two}</a> &amp; {three}.</p>\n")
        };
        Story {
            number,
            title,
            body: (0..5).map(&mut paragraph).collect(),
            day: 1 + number % 28,
            hour: number % 24,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!(
            "https://quay.example/2026/03/{:02}/story-{}",
            self.day, self.number
        )
    }

    pub(crate) fn time(&self) -> String {
        format!("2026-03-{:02}T{:02}:09:00Z", self.day, self.hour)
    }

    /// As databases write it, in UTC.
    pub(crate) fn database_time(&self) -> String {
        format!("2026-03-{:02} {:02}:09:00", self.day, self.hour)
    }

    pub(crate) fn mail_time(&self) -> String {
        format!("{:02} Mar 2026 {:02}:09:00 +0000", self.day, self.hour)
    }

    /// The body as a string of JSON.
    pub(crate) fn json_body(&self) -> String {
        serde_json::to_string(&self.body).expect("text is JSON")
    }
}

/// Writes stories until the file has so many bytes; gives the length of each document in it.
pub(crate) fn write(format: &Format, file: &Path, bytes: u64) -> Vec<usize> {
    let mut out = BufWriter::new(File::create(file).expect("a file"));
    let mut documents = Vec::new();
    let (mut document, mut before) = (0, 0);
    for number in 0..format.most {
        let begins = document == 0;
        let text = (format.story)(&Story::new(number));
        let text = format!(
            "{}{text}",
            if begins { format.head } else { format.between }
        );
        out.write_all(text.as_bytes()).expect("room on the disk");
        document += text.len();
        let full = before + document as u64 >= bytes;
        if format.alone || full || number + 1 == format.most {
            out.write_all(format.tail.as_bytes())
                .expect("room on the disk");
            before += (document + format.tail.len()) as u64;
            documents.push(document + format.tail.len());
            document = 0;
        }
        if full {
            break;
        }
    }
    out.flush().expect("room on the disk");
    documents
}
