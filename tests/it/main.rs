//! Everything that is tested through the public names or the built program.

mod capture;
mod capture_dates;
mod capture_layouts;
mod capture_robust;
mod captures_shared;
