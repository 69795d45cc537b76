//! The 1,149 cases of the W3C service, where they lie beside the repository: all pass, and the verdict on a
//! document differs only where `docs/conformance.md` says why.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use feedwright::validate::{Options, check_bytes};
use serde_json::Value;

use crate::harness::{PROGRAM, judge, repository, shared};

/// Each tier and how many of its cases must pass, in percent.
const TIERS: &[(&str, &str)] = &[("core,module", "100"), ("legacy", "95")];

#[test]
fn cases_pass() {
    let Some(shared) = shared("the cases of the W3C service") else {
        return;
    };
    if !judge("python3", "the cases of the W3C service") {
        return;
    }
    let cases = shared.join("conformance/w3c");
    for (tiers, percent) in TIERS {
        let out = Command::new("python3")
            .arg(shared.join("conformance/run.py"))
            .arg("--cases")
            .arg(&cases)
            .args(["--tier", tiers, "--min-percent", percent, "--batch", "200"])
            .args(["--base-opt=--base", "--cmd"])
            .arg(format!(
                "{PROGRAM} validate --no-config --format json {{file}}"
            ))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stdout);
        assert!(out.status.success(), "{tiers} below {percent} %:\n{said}");
    }
}

/// The documents on which the documentation says that we differ.
fn documented() -> BTreeSet<String> {
    let text = fs::read_to_string(repository().join("docs/conformance.md")).unwrap();
    let rows = text.lines().filter_map(|l| l.strip_prefix("| `"));
    rows.filter_map(|row| row.split_once('`'))
        .map(|(case, _)| format!("cases/{case}"))
        .collect()
}

fn verdict_differs(cases: &Path, case: &Value) -> bool {
    let document = fs::read(cases.join(case["file"].as_str().unwrap())).unwrap();
    let options = Options {
        base: case["base"].as_str().map(str::to_owned),
        ..Options::default()
    };
    check_bytes(&document, &options).is_valid() != case["reference_valid"].as_bool().unwrap()
}

#[test]
fn verdicts_differ_only_where_it_is_written() {
    let Some(shared) = shared("the verdicts of the W3C service") else {
        return;
    };
    let cases = shared.join("conformance/w3c");
    let manifest = fs::read_to_string(cases.join("manifest.jsonl")).unwrap();
    let all: Vec<Value> = manifest
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let differing: BTreeSet<String> = all
        .iter()
        .filter(|case| verdict_differs(&cases, case))
        .map(|case| case["file"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(differing, documented());
    assert!(differing.len() * 200 <= all.len(), "99.5 % must agree");
}
