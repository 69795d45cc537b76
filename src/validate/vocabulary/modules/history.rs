//! Feed paging and archiving (RFC 5005); its links are Atom's.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::child;
use crate::validate::vocabulary::modules::{FLAG, Module, module};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::RFC5005.at("2")),
    feed: &[
        child(Ns::History, "complete", AtMostOnce, &FLAG),
        child(Ns::History, "archive", AtMostOnce, &FLAG),
    ],
    ..module(Ns::History)
};
