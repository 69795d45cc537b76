//! Feed paging and archiving (RFC 5005) and tombstones (RFC 6721).

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{AtMostOnce, Often};
use crate::validate::vocabulary::modules::Module;
use crate::validate::vocabulary::{Def, FOREIGN, Place, Value, atom, branch, child, required};
pub(super) static HISTORY: Module = Module {
    ns: Ns::History,
    complete: false,
    feed: &[
        child(Ns::History, "complete", AtMostOnce, &atom::FLAG),
        child(Ns::History, "archive", AtMostOnce, &atom::FLAG),
    ],
    entry: &[],
};
pub(super) static TOMBSTONES: Module = Module {
    ns: Ns::Tombstones,
    complete: true,
    feed: &[child(
        Ns::Tombstones,
        "deleted-entry",
        Often,
        &DELETED_ENTRY,
    )],
    entry: &[],
};

static DELETED_ENTRY: Def = branch(
    &[
        required("ref", Value::Id),
        required("when", Value::Timestamp),
    ],
    &[
        child(Ns::Tombstones, "by", AtMostOnce, &atom::PERSON),
        child(Ns::Tombstones, "comment", AtMostOnce, atom::TEXT_CONSTRUCT),
        child(Ns::Atom, "link", Often, &FOREIGN),
        child(Ns::Atom, "source", AtMostOnce, &FOREIGN),
    ],
    Place::Inside,
);
