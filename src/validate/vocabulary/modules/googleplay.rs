//! Google Play's podcast elements: known by name, and read by nobody since Google Podcasts closed in 2024.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::modules::{Module, module};

pub(super) static MODULE: Module = Module {
    complete: false,
    entry: &[],
    ..module(Ns::GooglePlay)
};
