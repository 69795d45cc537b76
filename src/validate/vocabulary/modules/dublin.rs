//! Dublin Core: the fifteen elements, and the terms.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::Often;
use crate::validate::vocabulary::modules::Module;
use crate::validate::vocabulary::{Child, Def, Value, child, filled, leaf};
static TEXT: Def = leaf(Value::Text);
static W3C_DATE: Def = filled(Value::W3cDate);
static LANGUAGE: Def = filled(Value::Language);

pub(super) static ELEMENTS: Module = Module {
    ns: Ns::Dc,
    complete: true,
    feed: DUBLIN,
    entry: DUBLIN,
};
pub(super) static TERMS: Module = Module {
    ns: Ns::DcTerms,
    complete: false,
    feed: QUALIFIED,
    entry: QUALIFIED,
};

const DUBLIN: &[Child] = &[
    child(Ns::Dc, "title", Often, &TEXT),
    child(Ns::Dc, "creator", Often, &TEXT),
    child(Ns::Dc, "subject", Often, &TEXT),
    child(Ns::Dc, "description", Often, &TEXT),
    child(Ns::Dc, "publisher", Often, &TEXT),
    child(Ns::Dc, "contributor", Often, &TEXT),
    child(Ns::Dc, "date", Often, &W3C_DATE),
    child(Ns::Dc, "type", Often, &TEXT),
    child(Ns::Dc, "format", Often, &TEXT),
    child(Ns::Dc, "identifier", Often, &TEXT),
    child(Ns::Dc, "source", Often, &TEXT),
    child(Ns::Dc, "language", Often, &LANGUAGE),
    child(Ns::Dc, "relation", Often, &TEXT),
    child(Ns::Dc, "coverage", Often, &TEXT),
    child(Ns::Dc, "rights", Often, &TEXT),
];
const QUALIFIED: &[Child] = &[
    child(Ns::DcTerms, "created", Often, &W3C_DATE),
    child(Ns::DcTerms, "issued", Often, &W3C_DATE),
    child(Ns::DcTerms, "modified", Often, &W3C_DATE),
    child(Ns::DcTerms, "dateAccepted", Often, &W3C_DATE),
    child(Ns::DcTerms, "dateCopyrighted", Often, &W3C_DATE),
    child(Ns::DcTerms, "dateSubmitted", Often, &W3C_DATE),
];
