//! `/rules` and `/rules/ID`: what the validator looks for, why, and what to do.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;

use super::answer::{self, AN_HOUR, Kind, NO_STORE};
use super::asked::Asked;
use super::code::{first, shown};
use super::desk::Desk;
use super::press::Page;
use crate::Severity;
use crate::validate::registry::{self, RETIRED};
use crate::validate::rule::{Family, Rule};
use crate::validate::{docs, fix};

#[derive(Serialize)]
struct All {
    page: Page,
    query: String,
    severity: String,
    kind: String,
    kinds: &'static [(&'static str, &'static str)],
    total: usize,
    count: usize,
    families: Vec<Listed>,
}

/// A family as it is listed.
#[derive(Serialize)]
struct Listed {
    name: &'static str,
    about: &'static str,
    rules: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: &'static str,
    severity: Severity,
    says: &'static str,
    /// What it is looked for by besides.
    more: String,
    kinds: Vec<&'static str>,
}

#[derive(Serialize)]
struct One {
    page: Page,
    rule: Whole,
}

#[derive(Serialize)]
struct Whole {
    id: &'static str,
    severity: Severity,
    means: &'static str,
    family: &'static str,
    about: &'static str,
    says: &'static str,
    why: &'static str,
    remedy: &'static str,
    kinds: Vec<&'static str>,
    specs: Vec<Spec>,
    w3c: Option<&'static str>,
    since: &'static str,
    fixable: bool,
    before: Option<&'static str>,
    after: Option<&'static str>,
}

#[derive(Serialize)]
struct Spec {
    title: String,
    link: String,
}

#[derive(Serialize)]
struct Missing {
    page: Page,
    name: String,
    retired: bool,
    nearest: Option<&'static str>,
}

/// Names of kinds of documents: in addresses, and for people.
const KINDS: &[(&str, &str)] = &[
    ("rss", "RSS"),
    ("atom", "Atom"),
    ("json-feed", "JSON Feed"),
    ("opml", "OPML"),
    ("sitemap", "Sitemaps"),
    ("response", "The server's answer"),
    ("any", "Any document"),
];

/// What a filter lets through.
struct Filter {
    words: Vec<String>,
    severity: String,
    kind: String,
}

impl Filter {
    fn of(asked: &Asked) -> Self {
        let get = |key| asked.get(key).unwrap_or_default().to_lowercase();
        let query = get("q");
        Filter {
            words: query
                .split_whitespace()
                .take(8)
                .map(str::to_owned)
                .collect(),
            severity: get("severity"),
            kind: get("for"),
        }
    }

    fn takes(&self, rule: &Rule) -> bool {
        let text = format!("{} {}", rule.id, rule.says).to_lowercase() + " " + &more(rule);
        self.words.iter().all(|word| text.contains(word.as_str()))
            && (self.severity.is_empty() || self.severity == rule.severity.as_str())
            && (self.kind.is_empty() || rule.formats.iter().any(|k| k.as_str() == self.kind))
    }
}

/// The words by which a rule is looked for besides its id and what it says, each once: pages hold those of all rules.
fn more(rule: &Rule) -> String {
    let said = format!("{} {}", rule.id, rule.says).to_lowercase();
    let more = [rule.why, rule.remedy, rule.w3c.unwrap_or_default()].join(" ");
    let more = more.to_lowercase();
    let words: BTreeSet<&str> = more
        .split_whitespace()
        .filter(|word| !said.contains(word))
        .collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// Lists all rules by family, or those that a filter lets through.
pub(super) async fn all(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let asked = Asked::of(&request);
    let filter = Filter::of(&asked);
    let rules: Vec<&'static Rule> = registry::rules().filter(|r| filter.takes(r)).collect();
    if asked.json() {
        return lines(&rules);
    }
    let families = registry::families().iter().map(|family| Listed {
        name: family.name,
        about: family.about,
        rules: listed(family, &rules),
    });
    let query = asked.get("q").unwrap_or_default();
    let view = All {
        page: Page::new("rules", "", "Rules"),
        query: shown(first(query, 200).0),
        total: registry::rules().count(),
        count: rules.len(),
        families: families.filter(|f| !f.rules.is_empty()).collect(),
        severity: filter.severity,
        kind: filter.kind,
        kinds: KINDS,
    };
    page(&desk, StatusCode::OK, "rules.html", &view)
}

fn listed(family: &Family, rules: &[&'static Rule]) -> Vec<Line> {
    let taken = |rule: &&&'static Rule| rules.iter().any(|r| r.id == rule.id);
    let rules = family.rules.iter().filter(taken);
    rules
        .map(|rule| Line {
            id: rule.id,
            severity: rule.severity,
            says: rule.says,
            more: more(rule),
            kinds: rule.formats.iter().map(|kind| kind.as_str()).collect(),
        })
        .collect()
}

fn label(kind: &'static str) -> &'static str {
    let found = KINDS.iter().find(|(name, _)| *name == kind);
    found.map_or(kind, |(_, label)| *label)
}

/// Explains a rule. The name of a family leads to where its rules are listed.
pub(super) async fn one(
    State(desk): State<Arc<Desk>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let json = Asked::of(&request).json();
    if let Some(rule) = registry::by_id(&name) {
        return match json {
            true => lines(&[rule]),
            false => page(&desk, StatusCode::OK, "rule.html", &whole(rule)),
        };
    }
    if let Some(family) = registry::family(&name) {
        let mut response = answer::answer(StatusCode::SEE_OTHER, PAGE, "");
        let to = HeaderValue::from_str(&format!("../rules#{}", family.name));
        if let Ok(to) = to {
            response.headers_mut().insert(header::LOCATION, to);
        }
        return response;
    }
    let (name, _) = first(&name, 100);
    let retired = RETIRED.contains(&name);
    let nearest = registry::nearest(name).filter(|_| !retired);
    let title = if retired {
        "A rule of earlier versions"
    } else {
        "No such rule"
    };
    let view = Missing {
        page: Page::new("rules", "../", title),
        name: shown(name),
        retired,
        nearest,
    };
    let status = if retired {
        StatusCode::GONE
    } else {
        StatusCode::NOT_FOUND
    };
    page(&desk, status, "missing.html", &view)
}

fn whole(rule: &'static Rule) -> One {
    let family = registry::family_of(rule);
    let beside = |step: isize| {
        let rules = family?.rules;
        let place = rules.iter().position(|r| r.id == rule.id)?;
        rules.get(place.checked_add_signed(step)?).map(|r| r.id)
    };
    One {
        page: Page::new("rules", "../", rule.id),
        rule: Whole {
            id: rule.id,
            severity: rule.severity,
            means: match rule.severity {
                Severity::Error => "It breaks a specification and makes a feed invalid.",
                Severity::Warning => "The feed stays valid, but readers will stumble.",
                Severity::Info => "Worth knowing; nothing has to change.",
            },
            family: family.map_or("", |f| f.name),
            about: family.map_or("", |f| f.about),
            says: rule.says,
            why: rule.why,
            remedy: rule.remedy,
            kinds: rule.formats.iter().map(|k| label(k.as_str())).collect(),
            specs: rule
                .spec
                .iter()
                .map(|section| Spec {
                    title: section.title(),
                    link: section.link(),
                })
                .collect(),
            w3c: rule.w3c,
            since: rule.since,
            fixable: fix::is_mended(rule.id),
            before: beside(-1),
            after: beside(1),
        },
    }
}

const PAGE: Kind = Kind {
    media_type: answer::HTML,
    cache: AN_HOUR,
    listed: true,
    shared: false,
};

fn page(desk: &Desk, status: StatusCode, template: &str, view: &impl Serialize) -> Response {
    let kind = match status {
        StatusCode::OK => PAGE,
        _ => Kind {
            cache: NO_STORE,
            listed: false,
            ..PAGE
        },
    };
    match desk.press.fill(template, view) {
        Ok(page) => answer::answer(status, kind, page),
        Err(refusal) => answer::answer(refusal.status, kind, refusal.says),
    }
}

/// Rules as the command line writes them, one object a line.
fn lines(rules: &[&'static Rule]) -> Response {
    let mut out = Vec::new();
    // Memory can be written to.
    let _ = docs::write_json(&mut out, rules.iter().copied());
    let kind = Kind {
        media_type: if rules.len() == 1 {
            answer::JSON
        } else {
            "application/x-ndjson"
        },
        listed: false,
        ..PAGE
    };
    answer::answer(StatusCode::OK, kind, out)
}
