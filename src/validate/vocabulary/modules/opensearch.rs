//! OpenSearch 1.1: what a feed of search results says of itself. Version 1.0 had three of these.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Module, module};
use crate::validate::vocabulary::{
    AttrDef, Def, Form, Value, child, filled, optional, required, with_attrs,
};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::OPENSEARCH.at("")),
    feed: &[
        child(Ns::OpenSearch, "totalResults", AtMostOnce, &COUNT),
        child(Ns::OpenSearch, "startIndex", AtMostOnce, &INDEX),
        child(Ns::OpenSearch, "itemsPerPage", AtMostOnce, &COUNT),
        child(Ns::OpenSearch, "Query", Often, &QUERY),
    ],
    ..module(Ns::OpenSearch)
};

pub(super) static FIRST: Module = Module {
    spec: Some(spec::OPENSEARCH.at("")),
    feed: &[
        child(Ns::OpenSearch10, "totalResults", AtMostOnce, &COUNT),
        child(Ns::OpenSearch10, "startIndex", AtMostOnce, &INDEX),
        child(Ns::OpenSearch10, "itemsPerPage", AtMostOnce, &COUNT),
    ],
    ..module(Ns::OpenSearch10)
};

static COUNT: Def = filled(Value::Count);
static INDEX: Def = filled(Value::Integer);
static QUERY: Def = with_attrs(Value::Foreign, PARAMETERS);

const PARAMETERS: &[AttrDef] = &[
    required("role", Value::Form(&ROLE)),
    optional("title", Value::Plain),
    optional("totalResults", Value::Count),
    optional("searchTerms", Value::Form(&ENCODED)),
    optional("count", Value::Count),
    optional("startIndex", Value::Integer),
    optional("startPage", Value::Integer),
    optional("language", Value::Language),
    optional("inputEncoding", Value::Form(&ENCODING)),
    optional("outputEncoding", Value::Form(&ENCODING)),
];

/// The roles that the specification has; others have a prefix.
const ROLES: &[&str] = &[
    "request",
    "example",
    "related",
    "correction",
    "subset",
    "superset",
];

static ROLE: Form = Form {
    name: "a role of OpenSearch, nor one with a prefix of its own",
    write: "request, example, related, correction, subset or superset",
    w3c: Some("InvalidLocalRole"),
    fits: |text| {
        ROLES.contains(&text)
            || text
                .split_once(':')
                .is_some_and(|(prefix, name)| !prefix.is_empty() && !name.is_empty())
    },
};

static ENCODED: Form = Form {
    name: "text as it stands in a URL",
    write: "% only before two hexadecimal digits, and %25 for a percent sign",
    w3c: Some("NotURLEncoded"),
    fits: |text| {
        text.split('%').skip(1).all(|rest| {
            let mut digits = rest.bytes().take(2);
            digits.len() == 2 && digits.all(|b| b.is_ascii_hexdigit())
        })
    },
};

static ENCODING: Form = Form {
    name: "a name of a character encoding",
    write: "such as UTF-8",
    w3c: Some("InvalidEncoding"),
    fits: |text| text == "*" || encoding_rs::Encoding::for_label(text.as_bytes()).is_some(),
};
