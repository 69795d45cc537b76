//! What was typed, to what is done, to an exit status. Uses only what the library shows.

mod args;
mod commands;
mod exit;
mod log;
mod messages;
mod output;
mod signals;
mod watch;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use feedwright::Error;

use args::{Args, Command};
use exit::Exit;

/// Runs the program.
pub(crate) fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(e) => return usage(&e),
    };
    let messages = messages::Messages::new(&args.global);
    let done = dispatch(&args, &messages);
    match done {
        Ok(exit) => exit.into(),
        Err(e) if output::is_closed_pipe(&e) => Exit::Success.into(),
        Err(e) => {
            messages.error(&e);
            Exit::of(&e).into()
        }
    }
}

/// Help and version are data and go to standard output; a wrong command line is exit 2.
fn usage(e: &clap::Error) -> ExitCode {
    // Where even the help cannot be printed there is nobody left to tell.
    let _ = e.print();
    match e.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Success.into(),
        _ => Exit::Failure.into(),
    }
}

fn dispatch(args: &Args, messages: &messages::Messages) -> Result<Exit, Error> {
    use commands as c;
    let config = || c::newsroom(args.global.config.as_deref());
    match &args.command {
        Command::Init(a) => c::init::run(a, messages),
        Command::Publish(a) => c::publish::run(a, &config()?, messages),
        Command::Import(a) => c::import::run(a, messages),
        Command::Validate(a) => c::validate::run(a, args.global.config.as_deref(), messages),
        Command::Check(a) => c::check::run(a, messages),
        Command::Serve(a) => c::serve::run(a, args.global.config.as_deref(), messages),
        Command::Explain(a) => c::rules::explain(a, messages),
        Command::Rules(a) => c::rules::list(a),
        Command::Status(a) => c::store::status(a, &config()?),
        Command::History(a) => c::store::history(a, &config()?),
        Command::Retract(a) => c::store::retract(a, &config()?, messages),
        Command::Forget(a) => c::store::forget(a, &config()?, messages),
        Command::Backup(a) => c::store::backup(a, &config()?, messages),
        Command::Completions(a) => c::generate::completions(a),
        Command::Man => c::generate::man(),
        Command::Schema(a) => c::generate::schema(a),
    }
}
