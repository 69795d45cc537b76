//! How grave a finding is. The scale is shared by everything that reports: importers, the run, the validator.

use serde::{Deserialize, Serialize};

/// How grave a finding is, gravest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing has to change.
    Info,
    /// Readers will stumble, or something was left out.
    Warning,
    /// A specification is broken, or a record was refused.
    Error,
}

impl Severity {
    /// The word used in every report: `info`, `warning` or `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}
