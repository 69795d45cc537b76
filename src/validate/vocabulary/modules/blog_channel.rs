//! The blogChannel module: other lists of the same author.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::child;
use crate::validate::vocabulary::modules::{Module, URL, module};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::BLOG_CHANNEL.at("")),
    feed: &[
        child(Ns::BlogChannel, "blogRoll", AtMostOnce, &URL),
        child(Ns::BlogChannel, "mySubscriptions", AtMostOnce, &URL),
        child(Ns::BlogChannel, "blink", AtMostOnce, &URL),
        child(Ns::BlogChannel, "changes", AtMostOnce, &URL),
    ],
    ..module(Ns::BlogChannel)
};
