//! What all input formats written in JSON share.
//!
//! A document of any size is walked with [`each`] (or [`Scanner`], which does not parse): it hands on the elements of
//! the arrays that the caller names, one at a time, and the small members of the root object. [`look`] tells from the
//! first bytes what a document is.

#![allow(dead_code)] // until the first format that is one document

mod each;
mod get;
mod head;
mod route;
mod scan;
mod skim;
mod value;

pub(super) use each::{Part, each, refused};
pub(super) use head::{look, refuse_other_formats};
pub(super) use value::{Json, Members, into_map};
