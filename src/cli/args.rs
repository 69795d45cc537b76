//! The command line. Help, completions and the man page all come from here.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use feedwright::config;
use feedwright::import::INPUTS;
use feedwright::validate::report::OUTPUTS;
use feedwright::validate::settings::Level;

/// Publishes valid RSS 2.0, Atom 1.0 and JSON Feed documents from article records, and judges any feed.
#[derive(Debug, Parser)]
#[command(name = "feedwright", version, propagate_version = true, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  feedwright init paper && cd paper && feedwright publish
  feedwright import --explain page.txt
  feedwright validate public/*.rss public/*.atom

Exit status: 0 all well; 1 done, and something in the content is wrong; 2 it could not be done;
75 another run holds the store; 128+n ended by signal n.";

/// What every command takes.
#[derive(Debug, ClapArgs)]
pub(crate) struct Global {
    /// The newsroom's configuration [default: feedwright.toml here or in a folder above]
    #[arg(
        long,
        global = true,
        help_heading = "Every command",
        value_name = "FILE"
    )]
    pub(crate) config: Option<PathBuf>,
    /// Say only what went wrong
    #[arg(
        short,
        long,
        global = true,
        help_heading = "Every command",
        conflicts_with = "verbose"
    )]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(short, long, global = true, help_heading = "Every command", action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Colour: auto is on a terminal, unless NO_COLOR is set, and wherever CLICOLOR_FORCE is
    #[arg(
        long,
        global = true,
        help_heading = "Every command",
        value_name = "WHEN",
        value_enum,
        default_value_t
    )]
    pub(crate) color: Color,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a commented starter newsroom that publishes at once
    #[command(after_help = "Example:\n  feedwright init paper && cd paper && feedwright publish")]
    Init(Init),
    /// Read the sources, make the feeds, write what changed
    #[command(
        after_help = "Examples:\n  feedwright publish\n  feedwright publish news --dry-run\n  */10 * * * *  cd /srv/paper && feedwright publish -q   (cron)"
    )]
    Publish(Publish),
    /// Show the records that files yield, as JSON Lines; touches nothing
    #[command(
        after_help = "Examples:\n  feedwright import --explain --timezone Europe/Riga page.txt\n  feedwright import articles/ | jq .title\n  feedwright import https://paper.example/wp-json/wp/v2/posts?_embed=1\n\ndocs/inputs.md says what is read from each format."
    )]
    Import(Import),
    /// Judge feeds
    #[command(
        after_help = "Examples:\n  feedwright validate public\n  curl -s https://paper.example/a.rss | feedwright validate --base https://paper.example/a.rss -\n  feedwright validate --format json feed.xml | jq .valid\n  feedwright validate --ignore links,guid-not-url --severity date-grammar=warning feed.xml\n  feedwright validate --strict --format sarif public > feeds.sarif"
    )]
    Validate(Validate),
    /// Publish fixture newsrooms into memory and compare with the expected documents
    #[command(
        after_help = "Examples:\n  feedwright check\n  feedwright check --bless fixtures/newsrooms/wire && git diff"
    )]
    Check(Check),
    /// Serve the published feeds over HTTP; with options also a validator's page and a WebSub hub
    #[command(
        after_help = "Examples:\n  feedwright serve\n  feedwright serve --listen [::]:8080 --publish-every 5m --hub --validator\n  kill -HUP PID   (read the configuration again)\n\nThe table [serve] of the configuration says all of this and more; what is given here goes first.\nTLS is a proxy's work: docs/deploy.md shows Caddy and nginx."
    )]
    Serve(Serve),
    /// Say what validation rules mean, why, and how to mend what they find
    #[command(after_help = "Example:\n  feedwright explain date-grammar")]
    Explain(Explain),
    /// List all validation rules
    #[command(
        after_help = "Examples:\n  feedwright rules dates links\n  feedwright rules --format json | jq -r .id"
    )]
    Rules(Rules),
    /// Show the last runs, what each feed holds and what waits
    #[command(after_help = "Example:\n  feedwright status")]
    Status(Status),
    /// Show the revisions of a record
    #[command(after_help = "Example:\n  feedwright history https://paper.example/2026/ferry")]
    History(ById),
    /// Withdraw a record: a notice stands in its place for a while, then it leaves the feeds
    #[command(
        after_help = "Example:\n  feedwright retract https://paper.example/2026/ferry && feedwright publish"
    )]
    Retract(Retract),
    /// Remove a record's text for good but keep its id, so that it cannot come back
    #[command(
        after_help = "Example:\n  feedwright forget https://paper.example/2026/ferry && feedwright publish"
    )]
    Forget(Withdraw),
    /// Write a copy of the store to a new file, while the store is in use
    #[command(after_help = "Example:\n  feedwright backup store-$(date +%F).db")]
    Backup(Backup),
    /// Print a completion script for a shell
    #[command(
        after_help = "Example:\n  feedwright completions bash > ~/.local/share/bash-completion/completions/feedwright"
    )]
    Completions(Completions),
    /// Print the man page
    #[command(after_help = "Example:\n  feedwright man | man -l -")]
    Man,
    /// Print the JSON Schema of a configuration file
    #[command(after_help = "Example:\n  feedwright schema newsroom > feedwright.schema.json")]
    Schema(SchemaOf),
}

/// What `serve` takes; what is left out here is as `[serve]` says.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Serve {
    /// Where to listen [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = listen_address)]
    pub(crate) listen: Option<String>,
    /// Serve the validator's page at /validate, and the rules at /rules
    #[arg(long)]
    pub(crate) validator: bool,
    /// Be a WebSub hub for the documents, at /hub
    #[arg(long)]
    pub(crate) hub: bool,
    /// Publish this often, such as 5m
    #[arg(long, value_name = "SPAN", value_parser = interval)]
    pub(crate) publish_every: Option<Duration>,
    /// The access log, on standard error: common, json or none [default: common]
    #[arg(long, value_name = "FORM", value_enum)]
    pub(crate) log: Option<LogForm>,
}

/// In which form requests are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogForm {
    /// The common log format, with referrer and reader
    Common,
    /// A JSON object a line
    Json,
    /// Not at all
    None,
}

fn listen_address(raw: &str) -> Result<String, String> {
    match config::listen_address(raw) {
        Ok(()) => Ok(raw.to_owned()),
        Err(why) => Err(format!("{raw} {why}; write it like 127.0.0.1:8080")),
    }
}

fn interval(raw: &str) -> Result<Duration, String> {
    config::interval(raw).ok_or_else(|| "write a span of time like 30s, 5m or 1h".to_owned())
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// Where it helps
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Init {
    /// Where [default: here]
    #[arg(value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Publish {
    /// Only these feeds, by slug [default: all]
    #[arg(value_name = "FEED")]
    pub(crate) feeds: Vec<String>,
    /// The time of the run, RFC 3339 [default: $SOURCE_DATE_EPOCH, else the clock]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) now: Option<DateTime<Utc>>,
    /// Say what would change; write nothing, not even to the store
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// With --dry-run: show what would change, entry by entry
    #[arg(long, requires = "dry_run")]
    pub(crate) diff: bool,
    /// Wait so long for another run to end
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0, value_parser = seconds)]
    pub(crate) wait: f64,
    /// Read every source whole, changed or not
    #[arg(long)]
    pub(crate) full: bool,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Import {
    /// Files, directories, globs, addresses (https://…), or - for standard input
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<String>,
    /// The input format [default: told from content]
    #[arg(long, value_name = "FORMAT", value_parser = inputs())]
    pub(crate) from: Option<String>,
    /// The zone of times written without an offset, such as Europe/Riga
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    /// When the page was read, RFC 3339; without it "2 hours ago" stays unknown
    #[arg(long, value_name = "TIME")]
    pub(crate) captured_at: Option<String>,
    /// The page's own address
    #[arg(long, value_name = "URL")]
    pub(crate) page_url: Option<String>,
    /// The language of date words and records, a BCP 47 tag
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Option<String>,
    /// Which key of a JSON object holds which field: TOML, title = "headline"
    #[arg(long, value_name = "FILE")]
    pub(crate) map: Option<PathBuf>,
    /// Give a fetch so long, redirects and all
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0, value_parser = seconds)]
    pub(crate) timeout: f64,
    /// Fetch no document of more bytes
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20)]
    pub(crate) max_size: u64,
    /// Fetch from this host though its address is private; may be given again
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_host: Vec<String>,
    /// A header to send with a fetch, to the site that is named and no other; may be given again
    #[arg(long, value_name = "NAME: VALUE")]
    pub(crate) request_header: Vec<String>,
    /// Say which line gave which field, and by which rule
    #[arg(long)]
    pub(crate) explain: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Validate {
    /// Files, folders (what looks like a feed in them), globs, addresses (https://…), or - for standard input
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<String>,
    /// The address under which the document lies
    #[arg(long, value_name = "URL")]
    pub(crate) base: Option<String>,
    /// A header of the answer that a saved document came in; may be given again
    #[arg(long, value_name = "NAME: VALUE")]
    pub(crate) header: Vec<String>,
    /// All headers of that answer, as curl -D writes them
    #[arg(long, value_name = "FILE")]
    pub(crate) headers: Option<PathBuf>,
    /// The status of that answer
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(100..=599))]
    pub(crate) status: Option<u16>,
    /// Give a fetch so long, redirects and all
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, value_parser = seconds)]
    pub(crate) timeout: f64,
    /// Fetch or unpack no document of more bytes
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20)]
    pub(crate) max_size: u64,
    /// Fetch from this host though its address is private; may be given again
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_host: Vec<String>,
    /// A header to send with a fetch, to the site that is named and no other; may be given again
    #[arg(long, value_name = "NAME: VALUE")]
    pub(crate) request_header: Vec<String>,
    /// The time to compare dates with, RFC 3339 [default: $SOURCE_DATE_EPOCH, else the clock]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) now: Option<DateTime<Utc>>,
    /// How to report
    #[arg(long, value_name = "FORMAT", default_value = OUTPUTS[0].name, value_parser = outputs())]
    pub(crate) format: String,
    /// Only these rules or families
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', value_parser = trimmed)]
    pub(crate) select: Vec<String>,
    /// None of these rules or families
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', value_parser = trimmed)]
    pub(crate) ignore: Vec<String>,
    /// How grave a rule or family is: error, warning, info or off; may be given again
    #[arg(long, value_name = "RULE=LEVEL", value_parser = severity)]
    pub(crate) severity: Vec<(String, Level)>,
    /// Warnings fail too
    #[arg(long)]
    pub(crate) strict: bool,
    /// Keep so many findings of an input, the gravest first, and count the others
    #[arg(long, value_name = "N")]
    pub(crate) max_diagnostics: Option<usize>,
    /// A JSON report of an earlier run: what it holds does not fail
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// An earlier version of the document: what changed and should not have is reported too
    #[arg(long, value_name = "OLD")]
    pub(crate) previous: Option<PathBuf>,
    /// Mend what can be mended without guessing, in place, and report what is left
    #[arg(long)]
    pub(crate) fix: bool,
    /// With --fix: show what would change, and write nothing
    #[arg(long, requires = "fix")]
    pub(crate) diff: bool,
    /// Leave out [validate] of feedwright.toml
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
}

/// A name as it is meant, also where blanks stand after the commas of a list.
#[expect(clippy::unnecessary_wraps, reason = "this is what clap calls")]
fn trimmed(written: &str) -> Result<String, std::convert::Infallible> {
    Ok(written.trim().to_owned())
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    /// Fixture newsrooms [default: all in fixtures/newsrooms]
    #[arg(value_name = "DIR")]
    pub(crate) dirs: Vec<PathBuf>,
    /// Take what is made now as what is expected
    #[arg(long)]
    pub(crate) bless: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Explain {
    /// Rules or families
    #[arg(value_name = "RULE", required = true)]
    pub(crate) names: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Rules {
    /// Only these families [default: all]
    #[arg(value_name = "FAMILY")]
    pub(crate) families: Vec<String>,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Status {
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ById {
    /// The entry's id, or the id that its source gives it
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Withdraw {
    /// The entry's id, or the id that its source gives it
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// The time of the withdrawal, RFC 3339 [default: $SOURCE_DATE_EPOCH, else the clock]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) now: Option<DateTime<Utc>>,
    /// Wait so long for another run to end
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0, value_parser = seconds)]
    pub(crate) wait: f64,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Retract {
    #[command(flatten)]
    pub(crate) which: Withdraw,
    /// Take it out of every feed at once, without a notice in its place
    #[arg(long)]
    pub(crate) drop: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Backup {
    /// The new file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Completions {
    /// Which shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SchemaOf {
    /// newsroom (feedwright.toml) or feed (feeds/*.toml)
    #[arg(value_name = "NAME", value_parser = feedwright::config::SCHEMAS.iter().map(|s| s.name).collect::<Vec<_>>())]
    pub(crate) name: String,
}

fn time(raw: &str) -> Result<DateTime<Utc>, String> {
    let parsed = DateTime::parse_from_rfc3339(raw)
        .map_err(|e| format!("{e}; write it like 2026-01-31T12:00:00Z"))?;
    Ok(parsed.to_utc())
}

fn outputs() -> PossibleValuesParser {
    let value = |o: &feedwright::validate::report::Output| PossibleValue::new(o.name).help(o.about);
    OUTPUTS.iter().map(value).collect::<Vec<_>>().into()
}

fn inputs() -> PossibleValuesParser {
    let value = |i: &feedwright::import::Input| PossibleValue::new(i.name).help(i.says);
    INPUTS.iter().map(value).collect::<Vec<_>>().into()
}

fn severity(raw: &str) -> Result<(String, Level), String> {
    let known = || {
        let names: Vec<&str> = Level::ALL.iter().map(|(name, _)| *name).collect();
        format!("write RULE=LEVEL, with one of {}", names.join(", "))
    };
    let (rule, level) = raw.split_once('=').ok_or_else(known)?;
    let level = Level::by_name(level).ok_or_else(known)?;
    Ok((rule.to_owned(), level))
}

fn seconds(raw: &str) -> Result<f64, String> {
    match raw.parse::<f64>() {
        Ok(s) if s.is_finite() && (0.0..=86_400.0).contains(&s) => Ok(s),
        _ => Err("give seconds, from 0 to 86400".to_owned()),
    }
}
