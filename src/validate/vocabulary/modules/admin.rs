//! RSS 1.0 administration module: which program made the feed, and whom to tell of errors.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::child;
use crate::validate::vocabulary::modules::{Module, RESOURCE, module};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::ADMIN.at("")),
    feed: &[
        child(Ns::Admin, "generatorAgent", AtMostOnce, &RESOURCE),
        child(Ns::Admin, "errorReportsTo", AtMostOnce, &RESOURCE),
    ],
    ..module(Ns::Admin)
};
