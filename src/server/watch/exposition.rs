//! Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats): `# HELP` and `# TYPE` once for
//! each metric, its samples together, a line feed behind every line.

use std::fmt::Write;

/// The media type of the format.
pub(super) const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What kind of number a metric is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// It only grows, until the server starts again.
    Counter,
    /// It goes up and down.
    Gauge,
}

/// A page of metrics that is being written.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
    name: &'static str,
}

impl Page {
    /// Begins a metric; its samples follow.
    pub(super) fn metric(&mut self, name: &'static str, kind: Kind, help: &str) -> &mut Self {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
        };
        let help = help.replace('\\', "\\\\").replace('\n', "\\n");
        // A string takes whatever is written to it.
        let _ = write!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
        self.name = name;
        self
    }

    /// One sample of the metric that was begun last.
    pub(super) fn sample(&mut self, labels: &[(&str, &str)], value: impl Into<Value>) -> &mut Self {
        self.text.push_str(self.name);
        for (at, (name, value)) in labels.iter().enumerate() {
            self.text.push_str(if at == 0 { "{" } else { "," });
            self.text.push_str(name);
            self.text.push_str("=\"");
            for c in value.chars() {
                match c {
                    '\\' => self.text.push_str("\\\\"),
                    '"' => self.text.push_str("\\\""),
                    '\n' => self.text.push_str("\\n"),
                    c => self.text.push(c),
                }
            }
            self.text.push('"');
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        let _ = match value.into() {
            Value::Whole(value) => writeln!(self.text, " {value}"),
            Value::Real(value) if value.is_finite() => writeln!(self.text, " {value}"),
            Value::Real(_) => writeln!(self.text, " NaN"),
        };
        self
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// A number.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    Whole(i64),
    Real(f64),
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(Value::Real(value as f64), Value::Whole)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Whole(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Real(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_escaped_and_a_help_stays_on_its_line() {
        let mut page = Page::default();
        page.metric("a_total", Kind::Counter, "one\ntwo \\ three")
            .sample(&[("x", "a\"b\\c\nd"), ("y", "é")], 3_u64)
            .sample(&[], u64::MAX);
        page.metric("b", Kind::Gauge, "b").sample(&[], 0.25);
        assert_eq!(
            page.finish(),
            "# HELP a_total one\\ntwo \\\\ three\n# TYPE a_total counter\n\
             a_total{x=\"a\\\"b\\\\c\\nd\",y=\"é\"} 3\na_total 18446744073709552000\n\
             # HELP b b\n# TYPE b gauge\nb 0.25\n"
        );
    }
}
