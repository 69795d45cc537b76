//! Threads (RFC 4685): what an entry answers, and where its answers are.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::{Lent, Module, module};
use crate::validate::vocabulary::{
    Child, Def, Value, child, filled, optional, required, with_attrs,
};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::RFC4685.at("3")),
    feed: &[REPLY_TO],
    entry: &[REPLY_TO, child(Ns::Thread, "total", AtMostOnce, &COUNT)],
    attributes: &[
        Lent {
            to: (Ns::Atom, "link"),
            attr: optional("count", Value::Count),
        },
        Lent {
            to: (Ns::Atom, "link"),
            attr: optional("updated", Value::Timestamp),
        },
    ],
    ..module(Ns::Thread)
};

const REPLY_TO: Child = child(Ns::Thread, "in-reply-to", Often, &REPLY);
static COUNT: Def = filled(Value::Count);
static REPLY: Def = with_attrs(
    Value::Foreign,
    &[
        required("ref", Value::Id),
        optional("href", Value::Reference),
        optional("source", Value::Reference),
        optional("type", Value::MediaType),
    ],
);
