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
    required("role", Value::Formed(&ROLE)),
    optional("title", Value::Plain),
    optional("totalResults", Value::Count),
    optional("searchTerms", Value::Formed(&ENCODED)),
    optional("count", Value::Count),
    optional("startIndex", Value::Integer),
    optional("startPage", Value::Integer),
    optional("language", Value::Language),
    optional("inputEncoding", Value::Formed(&ENCODING)),
    optional("outputEncoding", Value::Formed(&ENCODING)),
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
    what: "request, example, related, correction, subset, superset or a role with a prefix of its own",
    w3c: Some("InvalidLocalRole"),
    is: |text| {
        ROLES.contains(&text)
            || text
                .split_once(':')
                .is_some_and(|(prefix, name)| !prefix.is_empty() && !name.is_empty())
    },
};

static ENCODED: Form = Form {
    what: "text as it stands in a URL, where % is %25",
    w3c: Some("NotURLEncoded"),
    is: |text| {
        text.split('%').skip(1).all(|rest| {
            let mut digits = rest.bytes().take(2);
            digits.len() == 2 && digits.all(|b| b.is_ascii_hexdigit())
        })
    },
};

static ENCODING: Form = Form {
    what: "a name of a character encoding such as UTF-8",
    w3c: Some("InvalidEncoding"),
    is: |text| text == "*" || encoding_rs::Encoding::for_label(text.as_bytes()).is_some(),
};
