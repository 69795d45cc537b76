//! The Well-Formed Web's comment API: where to send comments and where to read them.

use crate::validate::namespace::Ns;
use crate::validate::spec;
use crate::validate::vocabulary::Occurs::AtMostOnce;
use crate::validate::vocabulary::child;
use crate::validate::vocabulary::modules::{Module, URL, module};

pub(super) static MODULE: Module = Module {
    spec: Some(spec::COMMENT_API.at("")),
    entry: &[
        child(Ns::CommentApi, "comment", AtMostOnce, &URL),
        child(Ns::CommentApi, "commentRss", AtMostOnce, &URL),
        // A spelling that many programs took from an early text; a rule of its own speaks of it.
        child(Ns::CommentApi, "commentRSS", AtMostOnce, &URL),
    ],
    ..module(Ns::CommentApi)
};
