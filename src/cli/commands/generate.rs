//! What is made from the program's own definitions: completions, the man page, JSON Schemas.

use std::io::Write;

use clap::CommandFactory;
use feedwright::config::SCHEMAS;
use feedwright::{Error, Result};

use super::super::args::{Args, Completions, SchemaOf};
use super::super::exit::Exit;
use super::super::output;

pub(crate) fn completions(args: &Completions) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "feedwright", &mut script);
    output::data(|out| out.write_all(&script))?;
    Ok(Exit::Success)
}

/// The man page of the program and, after it, of each command.
pub(crate) fn man() -> Result<Exit> {
    output::data(|out| {
        let mut command = Args::command();
        command.build();
        clap_mangen::Man::new(command.clone()).render(&mut *out)?;
        for sub in command.get_subcommands().filter(|c| c.get_name() != "help") {
            section(sub, out)?;
        }
        Ok(())
    })?;
    Ok(Exit::Success)
}

fn section(command: &clap::Command, out: &mut dyn Write) -> std::io::Result<()> {
    let man = clap_mangen::Man::new(command.clone());
    let name = format!(".SH \"FEEDWRIGHT {}\"\n", command.get_name().to_uppercase());
    out.write_all(name.as_bytes())?;
    let mut parts = Vec::new();
    man.render_synopsis_section(&mut parts)?;
    man.render_description_section(&mut parts)?;
    man.render_options_section(&mut parts)?;
    // One page: the parts of a command are subsections of it.
    out.write_all(
        String::from_utf8_lossy(&parts)
            .replace(".SH ", ".SS ")
            .as_bytes(),
    )
}

pub(crate) fn schema(args: &SchemaOf) -> Result<Exit> {
    let schema = SCHEMAS
        .iter()
        .find(|s| s.name == args.name)
        .ok_or_else(|| Error::usage(format!("no schema {:?}", args.name)))?;
    output::data(|out| writeln!(out, "{}", schema.to_json()))?;
    Ok(Exit::Success)
}
