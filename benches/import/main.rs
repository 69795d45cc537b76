//! How fast each input format is read, beside a bare parser over the same bytes.
//!
//!     cargo bench --bench import -- [--mb 100] [--rounds 3] [FORMAT…]
//!
//! For each format a file of so many MB is made of invented stories; the importer reads it to records that nobody keeps,
//! and in turn a bare parser reads it: serde_json into the same struct for JSON Lines, serde_json skipping all values for
//! other JSON, quick-xml over all events for XML, csv-core for CSV, html5ever for pages, a look for line ends for the rest. CPU is
//! user and system time of this process, the least of the rounds; memory is the peak of the process while the importer ran, of
//! which some 5 MiB are there before. A format of one story a document is read as so many documents. Prints Markdown.
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench"
)]

mod bare;
mod formats;
mod measure;
mod stories;
mod written;

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use feedwright::import::{INPUTS, Input, Options, Reread};

use formats::{FORMATS, Format};
use measure::{Cost, measured};

fn main() {
    let (mut mb, mut rounds, mut wanted) = (100, 3, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || {
            arguments
                .next()
                .and_then(|n| n.parse().ok())
                .expect("a whole number")
        };
        match argument.as_str() {
            // Cargo adds it.
            "--bench" => {}
            "--mb" => mb = number(),
            "--rounds" => rounds = number(),
            _ => wanted.push(argument),
        }
    }
    let dir = tempfile::tempdir().expect("a temporary folder");
    println!(
        "| format | MB | records | MB/s | records/s | bare parser | times its CPU | peak MiB |"
    );
    println!("| --- | --: | --: | --: | --: | --- | --: | --: |");
    for format in FORMATS {
        if !wanted.is_empty() && !wanted.iter().any(|w| w == format.name) {
            continue;
        }
        match INPUTS.iter().find(|i| i.name == format.input) {
            Some(input) => row(
                format,
                input,
                &dir.path().join("stories"),
                mb * 1_000_000,
                rounds,
            ),
            None => eprintln!("there is no input format {}", format.input),
        }
    }
}

/// Measures one format, and prints it.
fn row(format: &Format, input: &Input, file: &Path, bytes: u64, rounds: u64) {
    let documents = stories::write(format, file, bytes);
    let (mut ours, mut bare) = (Cost::NONE, Cost::NONE);
    let mut records = 0;
    for _ in 0..rounds {
        ours = ours.or(measured(|| {
            records = 0;
            each_document(file, &documents, &mut |bytes| records += read(input, bytes));
        }));
        bare = bare.or(measured(|| {
            each_document(file, &documents, &mut |mut bytes| (format.bare)(&mut bytes))
        }));
    }
    assert!(records > 0, "{}: no records", format.name);
    let (mb, cpu) = (documents.iter().sum::<usize>() as f64 / 1e6, ours.cpu);
    println!(
        "| {} | {mb:.0} | {records} | {:.0} | {:.0} | {} | {:.2} | {:.0} |",
        format.name,
        mb / cpu,
        f64::from(records) / cpu,
        format.bare_name,
        cpu / bare.cpu,
        ours.peak_mib,
    );
    std::fs::remove_file(file).expect("the file goes");
}

/// Opens the documents of these lengths that lie in a file one after the other.
fn each_document(file: &Path, lengths: &[usize], read: &mut dyn FnMut(&mut dyn Reread)) {
    let mut file = BufReader::with_capacity(1 << 16, File::open(file).expect("it was written"));
    if lengths.len() == 1 {
        return read(&mut file);
    }
    for length in lengths {
        let mut bytes = vec![0; *length];
        file.read_exact(&mut bytes).expect("it was written");
        read(&mut Cursor::new(bytes));
    }
}

fn read(input: &Input, bytes: &mut dyn Reread) -> u32 {
    let mut records = 0;
    let read = (input.read)(bytes, &Options::default(), &mut |imported| {
        // Some formats say things about the file as a whole.
        let refused = imported.notices.iter().find(|n| n.is_error());
        assert!(refused.is_none(), "line {}: {refused:?}", imported.line);
        records += u32::from(std::hint::black_box(&imported).record.is_some());
        Ok(())
    });
    read.expect("the input is good");
    records
}
