//! What one kind of markup says about an article: values as they were written, each with its rule.

/// A value and the rule that found it, which `--explain` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) rule: &'static str,
    pub(super) raw: String,
}

impl Value {
    pub(super) fn new(rule: &'static str, raw: impl Into<String>) -> Option<Self> {
        let raw = raw.into();
        (!raw.trim().is_empty()).then_some(Value { rule, raw })
    }
}

/// Somebody in the byline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Author {
    pub(super) rule: &'static str,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) url: Option<String>,
}

/// A picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) rule: &'static str,
    pub(super) url: Option<String>,
    pub(super) caption: Option<String>,
    pub(super) credit: Option<String>,
    pub(super) photographer: Option<String>,
    pub(super) alt: Option<String>,
    pub(super) media_type: Option<String>,
    pub(super) width: Option<u32>,
    pub(super) height: Option<u32>,
}

/// A subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) rule: &'static str,
    pub(super) term: String,
    pub(super) scheme: Option<String>,
    pub(super) label: Option<String>,
}

impl Subject {
    pub(super) fn named(rule: &'static str, term: &str) -> Self {
        Subject {
            rule,
            term: term.trim().to_owned(),
            scheme: None,
            label: None,
        }
    }
}

/// All that one kind of markup says.
#[derive(Debug, Clone, Default)]
pub(super) struct Says {
    pub(super) id: Option<Value>,
    pub(super) title: Option<Value>,
    pub(super) url: Option<Value>,
    pub(super) summary: Option<Value>,
    pub(super) published: Option<Value>,
    pub(super) updated: Option<Value>,
    pub(super) expires: Option<Value>,
    pub(super) language: Option<Value>,
    pub(super) rights: Option<Value>,
    pub(super) section: Option<Value>,
    /// The text of the body, where it is said apart from the page's own.
    pub(super) body: Option<Value>,
    pub(super) authors: Vec<Author>,
    pub(super) subjects: Vec<Subject>,
    pub(super) picture: Option<Picture>,
    /// It is a draft.
    pub(super) draft: bool,
    /// What no field of a record holds, by its key in `extra`.
    pub(super) extra: Vec<(&'static str, serde_json::Value)>,
}

impl Says {
    /// Keeps what no field of a record holds.
    pub(super) fn keep(&mut self, key: &'static str, value: Option<impl Into<serde_json::Value>>) {
        self.extra.extend(value.map(|value| (key, value.into())));
    }
}
