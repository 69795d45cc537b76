//! The plain text of a news page.

use super::Input;

/// The `capture` input format.
pub const INPUT: Input = Input {
    name: "capture",
    says: "the plain text of a news page",
    line_by_line: false,
    recognises: |_, _| false,
    read: |_, _, _| Ok(()),
};
