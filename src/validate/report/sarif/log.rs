//! The objects of SARIF 2.1.0, as much of them as is written.

use serde::Serialize;

use crate::Severity;
use crate::validate::diagnostic::Diagnostic;
use crate::validate::registry;
use crate::validate::rule::Rule;

/// SARIF's word for a severity.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Found<'d> {
    pub(super) rule_id: &'d str,
    pub(super) rule_index: usize,
    pub(super) level: &'static str,
    pub(super) message: Message,
    pub(super) locations: [Location<'d>; 1],
    pub(super) partial_fingerprints: Fingerprints,
    pub(super) properties: Properties<'d>,
}

#[derive(Serialize)]
pub(super) struct Message {
    pub(super) text: String,
}

#[derive(Serialize)]
pub(super) struct Fingerprints {
    #[serde(rename = "feedwrightFinding/v1")]
    pub(super) finding: String,
}

#[derive(Serialize)]
pub(super) struct Properties<'d> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) w3c: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) entry: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'d> {
    pub(super) physical_location: PhysicalLocation<'d>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) logical_locations: Vec<LogicalLocation>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation<'d> {
    pub(super) artifact_location: ArtifactLocation<'d>,
    pub(super) region: Region,
}

#[derive(Serialize)]
pub(super) struct ArtifactLocation<'d> {
    pub(super) uri: &'d str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: u64,
    pub(super) start_column: u64,
    pub(super) byte_offset: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogicalLocation {
    pub(super) fully_qualified_name: String,
    pub(super) kind: &'static str,
}

impl<'d> Location<'d> {
    pub(super) fn of(uri: &'d str, d: &Diagnostic) -> Self {
        let path = [d.parent.as_deref(), d.element.as_deref()];
        let mut name = path.into_iter().flatten().collect::<Vec<_>>().join("/");
        if let Some(attribute) = &d.attribute {
            name = format!("{name}/@{attribute}");
        }
        let kind = if d.attribute.is_some() {
            "attribute"
        } else {
            "element"
        };
        let named = (!name.is_empty()).then_some(LogicalLocation {
            fully_qualified_name: name,
            kind,
        });
        Location {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri },
                region: Region {
                    start_line: d.line,
                    start_column: d.column,
                    byte_offset: d.offset,
                },
            },
            logical_locations: named.into_iter().collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Notification {
    pub(super) level: &'static str,
    pub(super) message: Message,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation<'n> {
    pub(super) execution_successful: bool,
    pub(super) tool_execution_notifications: &'n [Notification],
}

#[derive(Serialize)]
pub(super) struct Tool {
    pub(super) driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver {
    pub(super) name: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) rules: Vec<Described>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Described {
    pub(super) id: &'static str,
    pub(super) short_description: Message,
    pub(super) full_description: Message,
    pub(super) help: Help,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help_uri: Option<String>,
    pub(super) default_configuration: Configuration,
    pub(super) properties: RuleProperties,
}

#[derive(Serialize)]
pub(super) struct Help {
    pub(super) text: String,
    pub(super) markdown: String,
}

#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: &'static str,
}

#[derive(Serialize)]
pub(super) struct RuleProperties {
    pub(super) tags: Vec<&'static str>,
    pub(super) since: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) w3c: Option<&'static str>,
}

impl Described {
    pub(super) fn of(rule: &Rule) -> Self {
        let message = |text: &str| Message {
            text: text.to_owned(),
        };
        let links: Vec<String> = rule
            .spec
            .iter()
            .map(|s| format!("[{}]({})", s.title(), s.link()))
            .collect();
        Described {
            id: rule.id,
            short_description: message(rule.says),
            full_description: message(rule.why),
            help: Help {
                text: rule.remedy.to_owned(),
                markdown: format!("{}\n\nSee {}.", rule.remedy, links.join(", ")),
            },
            help_uri: rule.spec.first().map(|s| s.link()),
            default_configuration: Configuration {
                level: level(rule.severity),
            },
            properties: RuleProperties {
                tags: registry::family_of(rule)
                    .map(|f| f.name)
                    .into_iter()
                    .collect(),
                since: rule.since,
                w3c: rule.w3c,
            },
        }
    }
}
