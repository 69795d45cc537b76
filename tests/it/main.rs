//! Everything that is tested through the public names or the built program.

mod capture;
mod capture_dates;
mod captures_shared;
