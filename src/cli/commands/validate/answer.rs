//! The answer that a saved document came in, and how a document is fetched, from the command line.

use std::path::Path;
use std::time::Duration;

use feedwright::pipeline::saved;
use feedwright::source::Fetch;
use feedwright::validate::Response;
use feedwright::{Error, Result};

use super::super::super::args::Validate;
use super::super::named;

const SAVE_THEM: &str = "save them with: curl -sD FILE -o feed.xml URL";

/// How URLs are fetched.
pub(crate) fn fetch(args: &Validate) -> Result<Fetch> {
    Ok(Fetch {
        timeout: Duration::from_secs_f64(args.timeout),
        most: args.max_size,
        allowed: args.allow_host.clone(),
        headers: args
            .request_header
            .iter()
            .map(|h| named(h, "--request-header"))
            .collect::<Result<_>>()?,
        ..Fetch::default()
    })
}

/// What is said of the answer, if anything.
pub(crate) fn response(args: &Validate) -> Result<Option<Response>> {
    if args.header.is_empty() && args.headers.is_none() && args.status.is_none() {
        return Ok(None);
    }
    let mut response = match &args.headers {
        Some(file) => whole(file, args)?,
        None => Response::default(),
    };
    for written in &args.header {
        let (name, value) = named(written, "--header")?;
        response
            .headers
            .retain(|(n, _)| !n.eq_ignore_ascii_case(&name));
        response.headers.push((name, value));
    }
    response.status = args.status.or(response.status);
    Ok(Some(response))
}

/// The answer that a file of headers holds; one that holds none would pass for an answer that says nothing.
fn whole(file: &Path, args: &Validate) -> Result<Response> {
    let response = saved(&read(file)?, args.base.as_deref());
    if response.status.is_none() && response.headers.is_empty() {
        return Err(Error::input("there are no headers in this file")
            .at(file)
            .help(SAVE_THEM));
    }
    Ok(response)
}

fn read(file: &Path) -> Result<String> {
    let bytes = std::fs::read(file).map_err(|e| {
        Error::io("cannot read the headers", e)
            .at(file)
            .help(SAVE_THEM)
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
