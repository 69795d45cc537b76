//! `feedwright rules` and `feedwright explain`: what the validator looks for.

use feedwright::validate::{docs, registry};
use feedwright::{Error, Result};

use super::super::args::{Explain, Format, Rules};
use super::super::exit::Exit;
use super::super::output;

pub(crate) fn list(args: &Rules) -> Result<Exit> {
    output::data(|out| match args.format {
        Format::Text => out.write_all(docs::table().as_bytes()),
        Format::Json => docs::write_json(out),
    })?;
    Ok(Exit::Success)
}

pub(crate) fn explain(args: &Explain) -> Result<Exit> {
    let Some(rule) = registry::by_id(&args.rule) else {
        return Err(Error::usage(format!("there is no rule {:?}", args.rule))
            .help("list them all with `feedwright rules`"));
    };
    output::data(|out| writeln!(out, "{}", docs::explain(rule).trim_end()))?;
    Ok(Exit::Success)
}
