//! Fills the validator's templates.

use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;

use super::assets;
use super::refusal::Refusal;
use crate::pages::environment;

const TEMPLATES: &[(&str, &str)] = &[
    ("base.html", include_str!("templates/base.html")),
    ("code.html", include_str!("templates/code.html")),
    ("form.html", include_str!("templates/form.html")),
    ("finding.html", include_str!("templates/finding.html")),
    ("result.html", include_str!("templates/result.html")),
    ("groups.html", include_str!("templates/groups.html")),
    ("source.html", include_str!("templates/source.html")),
    ("rule.html", include_str!("templates/rule.html")),
    ("rules.html", include_str!("templates/rules.html")),
    ("missing.html", include_str!("templates/missing.html")),
    ("validate.html", include_str!("templates/validate.html")),
];

/// Makes pages.
pub(super) struct Press {
    environment: Environment<'static>,
}

/// What every page says of itself.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    /// What leads from here to the root: links stay right below any path.
    root: &'static str,
    title: String,
    style: &'static str,
    script: &'static str,
    mark: &'static str,
    /// Which part of the site this is.
    part: &'static str,
}

impl Page {
    pub(super) fn new(part: &'static str, root: &'static str, title: impl Into<String>) -> Self {
        let [style, script, mark] = assets::all();
        Page {
            root,
            title: title.into(),
            style: &style.name,
            script: &script.name,
            mark: &mark.name,
            part,
        }
    }
}

impl Press {
    pub(super) fn new() -> Self {
        let mut environment = environment();
        environment.add_filter("word", word);
        for (name, text) in TEMPLATES {
            if let Err(e) = environment.add_template(name, text) {
                tracing::error!(target: "feedwright", "the template {name} cannot be followed: {e:#}");
            }
        }
        Press { environment }
    }

    /// A page as text.
    ///
    /// # Errors
    /// A fault of ours.
    pub(super) fn fill(&self, name: &str, view: &impl Serialize) -> Result<String, Refusal> {
        let template = self.environment.get_template(name);
        let filled = template.and_then(|t| t.render(Serde(view)));
        filled.map_err(|e| {
            tracing::error!(target: "feedwright", "the page {name} was not made: {e:#}");
            Refusal::fault()
        })
    }
}

/// A severity as people call it; so many findings of it, where a number is given.
fn word(severity: String, count: Option<u64>) -> String {
    let word = match severity.as_str() {
        "info" => "note",
        other => other,
    };
    match count {
        None | Some(1) => word.to_owned(),
        Some(_) => format!("{word}s"),
    }
}
