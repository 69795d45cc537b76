//! Reports as SARIF 2.1.0 (OASIS): one run over all inputs.
//!
//! Results are written as they come, and what speaks of all of them (the rules, what could not be read) after them,
//! so that memory does not grow with the inputs. The order of an object's keys says nothing in JSON.

mod log;

use std::collections::HashMap;
use std::io::{self, Write};

use self::log::{
    Described, Driver, Fingerprints, Found, Invocation, Location, Message, Notification,
    Properties, Tool, level,
};
use super::visible::write_json;
use super::{Judged, Printer, count_of};
use crate::validate::diagnostic::{Diagnostic, Report};
use crate::validate::registry;
use crate::validate::rule::Rule;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Shows reports as one log.
#[derive(Default)]
pub(super) struct Sarif {
    begun: bool,
    results: u64,
    rules: Vec<&'static Rule>,
    notifications: Vec<Notification>,
    unread: bool,
    fingerprints: HashMap<u64, u64>,
}

impl Sarif {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if !std::mem::replace(&mut self.begun, true) {
            write!(
                out,
                "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"results\":["
            )?;
        }
        Ok(())
    }

    fn result(
        &mut self,
        out: &mut dyn Write,
        file: &str,
        uri: &str,
        d: &Diagnostic,
    ) -> io::Result<()> {
        let Some(rule) = registry::by_id(d.rule) else {
            return Ok(());
        };
        let index = self
            .rules
            .iter()
            .position(|r| r.id == rule.id)
            .unwrap_or_else(|| {
                self.rules.push(rule);
                self.rules.len() - 1
            });
        let separator = if self.results == 0 { "\n" } else { ",\n" };
        self.results += 1;
        out.write_all(separator.as_bytes())?;
        let found = Found {
            rule_id: d.rule,
            rule_index: index,
            level: level(d.severity),
            message: Message {
                text: format!("{}. {}.", d.message, d.help),
            },
            locations: [Location::of(uri, d)],
            partial_fingerprints: Fingerprints {
                finding: self.fingerprint(file, d),
            },
            properties: Properties {
                value: d.value.as_deref(),
                w3c: d.w3c,
                entry: d.entry,
            },
        };
        write_json(out, &found)
    }

    /// The same for the same finding after lines have moved; several of a kind are numbered.
    fn fingerprint(&mut self, file: &str, d: &Diagnostic) -> String {
        let parts = [
            Some(file),
            Some(d.rule),
            d.element.as_deref(),
            d.parent.as_deref(),
            d.attribute.as_deref(),
            d.value.as_deref(),
        ];
        let digest = digest(&parts);
        let nth = self.fingerprints.entry(digest).or_default();
        *nth += 1;
        format!("{digest:016x}:{nth}")
    }

    fn left_out(&mut self, file: &str, report: &Report) {
        for (rule, omitted) in &report.omitted {
            let n = count_of(omitted.count, "more finding");
            let text = format!("{file}: {n} of {rule}");
            self.notifications.push(Notification {
                level: "note",
                message: Message { text },
            });
        }
    }
}

impl Printer for Sarif {
    fn input(&mut self, out: &mut dyn Write, judged: &Judged<'_>) -> io::Result<()> {
        self.begin(out)?;
        match judged.outcome {
            Ok(report) => {
                let uri = uri(judged.file);
                for d in &report.diagnostics {
                    self.result(out, judged.file, &uri, d)?;
                }
                self.left_out(judged.file, report);
            }
            Err(why) => {
                self.unread = true;
                let text = if why.starts_with(judged.file) {
                    why.to_owned()
                } else {
                    format!("{}: {why}", judged.file)
                };
                let message = Message { text };
                self.notifications.push(Notification {
                    level: "error",
                    message,
                });
            }
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.begin(out)?;
        let tool = Tool {
            driver: Driver {
                name: "feedwright",
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: self.rules.iter().map(|rule| Described::of(rule)).collect(),
            },
        };
        let invocation = Invocation {
            execution_successful: !self.unread,
            tool_execution_notifications: &self.notifications,
        };
        write!(out, "],\n\"columnKind\":\"unicodeCodePoints\",\"tool\":")?;
        write_json(out, &tool)?;
        write!(out, ",\n\"invocations\":[")?;
        write_json(out, &invocation)?;
        writeln!(out, "]}}]}}")
    }
}

/// A file's name as a URI reference; an address as it is.
fn uri(file: &str) -> String {
    if file.contains("://") {
        return file.to_owned();
    }
    let mut uri = String::from(if file.starts_with('/') { "file://" } else { "" });
    for byte in file.trim_start_matches("./").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

/// FNV-1a: the same on every machine and in every version, which is all it is for.
fn digest(parts: &[Option<&str>]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut take = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for part in parts {
        part.unwrap_or_default().bytes().for_each(&mut take);
        // No text holds this byte, so that parts cannot run together.
        take(0xFF);
    }
    hash
}
