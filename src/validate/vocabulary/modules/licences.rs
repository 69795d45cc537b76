//! Licences: the Creative Commons module of RSS 2.0, and cc of RSS 1.0.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::Often;
use crate::validate::vocabulary::modules::{Module, URL, module};
use crate::validate::vocabulary::{Child, Def, FOREIGN, Value, child, optional, with_attrs};

pub(super) static CREATIVE_COMMONS: Module = Module {
    spec: Some(spec::CREATIVE_COMMONS.at("")),
    feed: &[child(Ns::CreativeCommons, "license", Often, &URL)],
    entry: &[child(Ns::CreativeCommons, "license", Often, &URL)],
    ..module(Ns::CreativeCommons)
};

/// What a licence permits and requires is RDF, which may stand in many ways.
pub(super) static CC: Module = Module {
    spec: Some(spec::CC.at("")),
    complete: false,
    root: &[child(Ns::Cc, "License", Often, &FOREIGN)],
    feed: STATED,
    entry: STATED,
    ..module(Ns::Cc)
};

const STATED: &[Child] = &[
    child(Ns::Cc, "license", Often, &LICENCE),
    child(Ns::Cc, "License", Often, &FOREIGN),
];
static LICENCE: Def = with_attrs(Value::Foreign, &[optional("rdf:resource", Value::Url)]);
