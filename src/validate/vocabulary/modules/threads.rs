//! Threads (RFC 4685).

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::Module;
use crate::validate::vocabulary::{Def, Value, child, filled, optional, required, with_attrs};
static COUNT: Def = filled(Value::Count);

pub(super) static MODULE: Module = Module {
    ns: Ns::Thread,
    complete: false,
    feed: &[],
    entry: &[
        child(Ns::Thread, "in-reply-to", Often, &REPLY),
        child(Ns::Thread, "total", AtMostOnce, &COUNT),
    ],
};

static REPLY: Def = with_attrs(
    Value::Foreign,
    &[
        required("ref", Value::Id),
        optional("href", Value::Reference),
        optional("source", Value::Reference),
        optional("type", Value::MediaType),
    ],
);
