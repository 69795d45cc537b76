//! One address of a source, and what came when it was asked.

use std::time::Duration;

use url::Url;

use crate::source::{Answer, Ask, Hidden, Unanswered};
use crate::store::Visit;

/// One address of a source.
#[derive(Clone)]
pub(super) struct Step {
    /// As it is asked.
    pub(super) url: Url,
    /// As it may be shown and stored.
    pub(super) shown: String,
    pub(super) kind: Kind,
    /// When it last changed, as the list that names it says.
    pub(super) modified: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The address that the configuration names.
    First,
    /// A further page of it, or a list that it names.
    List,
    /// A page that a list names.
    Page,
}

/// An address, what was known of it, and what came.
pub(super) struct Came {
    pub(super) step: Step,
    pub(super) known: Option<Visit>,
    /// `None`: what is known is as good as an answer.
    pub(super) ask: Option<Ask>,
    pub(super) answer: Option<Result<Answer, Unanswered>>,
    pub(super) took: Duration,
}

impl Step {
    pub(super) fn new(url: Url, kind: Kind, modified: Option<String>, hidden: &Hidden) -> Self {
        let shown = hidden.hide(url.as_str());
        Step {
            url,
            shown,
            kind,
            modified,
        }
    }
}

impl Came {
    pub(super) fn unasked(step: Step, known: Option<Visit>) -> Self {
        Came {
            step,
            known,
            ask: None,
            answer: None,
            took: Duration::ZERO,
        }
    }
}
