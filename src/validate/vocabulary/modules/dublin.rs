//! Dublin Core: the fifteen elements, and the terms.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::Often;
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{Child, Def, Value, child, filled, leaf};

/// Any text, or RDF about the thing meant.
static TEXT: Def = leaf(Value::Text);
static W3C_DATE: Def = filled(Value::W3cDate);
static LANGUAGE: Def = filled(Value::Language);

pub(super) static ELEMENTS: Module = Module {
    spec: Some(spec::DUBLIN.at("section-3")),
    feed: DUBLIN,
    entry: DUBLIN,
    ..module(Ns::Dc)
};
pub(super) static TERMS: Module = Module {
    spec: Some(spec::DUBLIN.at("section-2")),
    feed: QUALIFIED,
    entry: QUALIFIED,
    ..module(Ns::DcTerms)
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
/// The terms that are properties (DCMI metadata terms, section 2).
const QUALIFIED: &[Child] = &[
    child(Ns::DcTerms, "abstract", Often, &TEXT),
    child(Ns::DcTerms, "accessRights", Often, &TEXT),
    child(Ns::DcTerms, "accrualMethod", Often, &TEXT),
    child(Ns::DcTerms, "accrualPeriodicity", Often, &TEXT),
    child(Ns::DcTerms, "accrualPolicy", Often, &TEXT),
    child(Ns::DcTerms, "alternative", Often, &TEXT),
    child(Ns::DcTerms, "audience", Often, &TEXT),
    child(Ns::DcTerms, "available", Often, &TEXT),
    child(Ns::DcTerms, "bibliographicCitation", Often, &TEXT),
    child(Ns::DcTerms, "conformsTo", Often, &TEXT),
    child(Ns::DcTerms, "contributor", Often, &TEXT),
    child(Ns::DcTerms, "coverage", Often, &TEXT),
    child(Ns::DcTerms, "created", Often, &W3C_DATE),
    child(Ns::DcTerms, "creator", Often, &TEXT),
    child(Ns::DcTerms, "date", Often, &TEXT),
    child(Ns::DcTerms, "dateAccepted", Often, &W3C_DATE),
    child(Ns::DcTerms, "dateCopyrighted", Often, &W3C_DATE),
    child(Ns::DcTerms, "dateSubmitted", Often, &W3C_DATE),
    child(Ns::DcTerms, "description", Often, &TEXT),
    child(Ns::DcTerms, "educationLevel", Often, &TEXT),
    child(Ns::DcTerms, "extent", Often, &TEXT),
    child(Ns::DcTerms, "format", Often, &TEXT),
    child(Ns::DcTerms, "hasFormat", Often, &TEXT),
    child(Ns::DcTerms, "hasPart", Often, &TEXT),
    child(Ns::DcTerms, "hasVersion", Often, &TEXT),
    child(Ns::DcTerms, "identifier", Often, &TEXT),
    child(Ns::DcTerms, "instructionalMethod", Often, &TEXT),
    child(Ns::DcTerms, "isFormatOf", Often, &TEXT),
    child(Ns::DcTerms, "isPartOf", Often, &TEXT),
    child(Ns::DcTerms, "isReferencedBy", Often, &TEXT),
    child(Ns::DcTerms, "isReplacedBy", Often, &TEXT),
    child(Ns::DcTerms, "isRequiredBy", Often, &TEXT),
    child(Ns::DcTerms, "isVersionOf", Often, &TEXT),
    child(Ns::DcTerms, "issued", Often, &W3C_DATE),
    child(Ns::DcTerms, "language", Often, &LANGUAGE),
    child(Ns::DcTerms, "license", Often, &TEXT),
    child(Ns::DcTerms, "mediator", Often, &TEXT),
    child(Ns::DcTerms, "medium", Often, &TEXT),
    child(Ns::DcTerms, "modified", Often, &W3C_DATE),
    child(Ns::DcTerms, "provenance", Often, &TEXT),
    child(Ns::DcTerms, "publisher", Often, &TEXT),
    child(Ns::DcTerms, "references", Often, &TEXT),
    child(Ns::DcTerms, "relation", Often, &TEXT),
    child(Ns::DcTerms, "replaces", Often, &TEXT),
    child(Ns::DcTerms, "requires", Often, &TEXT),
    child(Ns::DcTerms, "rights", Often, &TEXT),
    child(Ns::DcTerms, "rightsHolder", Often, &TEXT),
    child(Ns::DcTerms, "source", Often, &TEXT),
    child(Ns::DcTerms, "spatial", Often, &TEXT),
    child(Ns::DcTerms, "subject", Often, &TEXT),
    child(Ns::DcTerms, "tableOfContents", Often, &TEXT),
    child(Ns::DcTerms, "temporal", Often, &TEXT),
    child(Ns::DcTerms, "title", Often, &TEXT),
    child(Ns::DcTerms, "type", Often, &TEXT),
    child(Ns::DcTerms, "valid", Often, &TEXT),
];
