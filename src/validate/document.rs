//! Tells what lies before us by its first bytes, and hands it to the one who can read it.

use std::io::{self, BufRead};

use crate::syntax::decode::{Decoded, decode};
use crate::syntax::json_read::{self, JsonReader};
use crate::syntax::xml_read::{Limits, XmlReader};
use crate::validate::context::Answer;
use crate::validate::diagnostic::{Findings, Report};
use crate::validate::faults;
use crate::validate::format::{self, Foreign, Format};
use crate::validate::json;
use crate::validate::page;
use crate::validate::rules::document as document_rules;
use crate::validate::rules::response as response_rules;
use crate::validate::xml_document;
use crate::validate::{Options, Response};

/// Judges the document.
///
/// # Errors
/// Those of reading.
pub(crate) fn judge(input: impl BufRead, options: &Options) -> io::Result<Report> {
    let charset = options.response.as_ref().and_then(Response::charset);
    let decoded = decode(input, charset.as_deref())?;
    let account = decoded.account.clone();
    let head = options.response.is_some().then(|| decoded.head.clone());
    let mut report = judge_decoded(decoded, options)?;
    if let Some(account) = account {
        report.place_in_file(|offset| account.borrow().in_file(offset));
    }
    if let (Some(response), Some(head)) = (&options.response, head) {
        let answer = Answer {
            response,
            format: report.format,
            head: &head,
        };
        response_rules::judge(&answer, &mut report, options.most);
    }
    Ok(report)
}

fn judge_decoded(decoded: Decoded<'_>, options: &Options) -> io::Result<Report> {
    let mut findings = Findings::new(options.most);
    if !decoded.readable {
        for fault in &decoded.faults {
            faults::report(fault, &mut findings);
        }
        return Ok(findings.into_report(Format::Unknown, 0));
    }
    if json::looks_like_json(&decoded.head) {
        let reader = JsonReader::over(decoded, json_read::Limits::default());
        return json::judge(reader, options, findings);
    }
    match format::foreign(&decoded.head) {
        Some(Foreign::Html) => {
            let feeds = page::feeds(decoded.input, decoded.start, options.base.as_deref())?;
            document_rules::page(&feeds, &mut findings);
            Ok(findings.into_report(Format::Html, 0))
        }
        Some(kind) => {
            document_rules::foreign(kind, &mut findings);
            Ok(findings.into_report(Format::Unknown, 0))
        }
        None => {
            let utf8 = decoded.utf8;
            let reader = XmlReader::over(decoded, Limits::default());
            xml_document::judge(reader, utf8, options, findings)
        }
    }
}
