//! JSON Lines: one record a line, in the record form.

use super::Input;

/// The `jsonl` input format.
pub const INPUT: Input = Input {
    name: "jsonl",
    says: "JSON Lines, one record a line",
    recognises: |_, _| false,
    read: |_, _, _| Ok(()),
};
