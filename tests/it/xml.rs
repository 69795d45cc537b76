//! Documents held against XML readers that we did not write.

use std::process::Command;

/// Fails unless each document is well-formed, with all its prefixes declared, to roxmltree and to xmllint.
pub(crate) fn assert_well_formed(documents: &[Vec<u8>]) {
    for document in documents {
        let text = std::str::from_utf8(document).expect("a document is UTF-8");
        if let Err(e) = roxmltree::Document::parse(text) {
            panic!("not well-formed: {e}\n{text}");
        }
    }
    xmllint(documents);
}

/// One xmllint process for all documents. Where there is no xmllint the test fails in CI and says so elsewhere.
fn xmllint(documents: &[Vec<u8>]) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let paths: Vec<_> = documents
        .iter()
        .enumerate()
        .map(|(n, document)| {
            let path = dir.path().join(format!("{n}.xml"));
            std::fs::write(&path, document).expect("a temporary file");
            path
        })
        .collect();
    let run = Command::new("xmllint").arg("--noout").args(&paths).output();
    match run {
        // A namespace error leaves the exit status at 0, so nothing may be said either.
        Ok(out) if out.status.success() && out.stderr.is_empty() => {}
        Ok(out) => panic!("xmllint: {}", String::from_utf8_lossy(&out.stderr)),
        Err(e) if std::env::var_os("CI").is_some() => panic!("xmllint must be present in CI: {e}"),
        Err(e) => eprintln!("NOT CHECKED: xmllint cannot be run ({e}); only roxmltree has judged"),
    }
}
