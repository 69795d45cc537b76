//! RSS 1.0 slash module: what Slashdot told of its stories.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::modules::{Module, TEXT, module};
use crate::validate::vocabulary::{Def, Form, Value, child, filled};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::SLASH.at("")),
    entry: &[
        child(Ns::Slash, "section", AtMostOnce, &TEXT),
        child(Ns::Slash, "department", AtMostOnce, &TEXT),
        child(Ns::Slash, "comments", AtMostOnce, &COUNT),
        child(Ns::Slash, "hit_parade", AtMostOnce, &HITS),
    ],
    ..module(Ns::Slash)
};

static COUNT: Def = filled(Value::Count);
static HITS: Def = filled(Value::Form(&NUMBERS));
static NUMBERS: Form = Form {
    name: "a list of whole numbers with commas between them",
    write: "such as 177,155,105,33,6,3,0",
    w3c: Some("InvalidCommaSeparatedIntegers"),
    fits: |text| {
        text.split(',').all(|n| {
            let digits = n.trim().trim_start_matches('-');
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
        })
    },
};
