//! `feedwright rules` and `feedwright explain`: what the validator looks for.

use feedwright::Result;
use feedwright::validate::rule::Rule;
use feedwright::validate::{docs, registry};

use super::super::args::{Explain, Format, Rules};
use super::super::exit::Exit;
use super::super::messages::Messages;
use super::super::output;

/// Lists all rules, or those of the families named.
pub(crate) fn list(args: &Rules) -> Result<Exit> {
    let mut rules: Vec<&'static Rule> = Vec::new();
    for name in &args.families {
        let family = registry::family(name).ok_or_else(|| registry::unknown(name))?;
        rules.extend(family.rules);
    }
    if args.families.is_empty() {
        rules.extend(registry::rules());
    }
    let rules = rules.into_iter();
    output::data(|out| match args.format {
        Format::Text => out.write_all(docs::table(rules).as_bytes()),
        Format::Json => docs::write_json(out, rules),
    })?;
    Ok(Exit::Success)
}

/// Explains rules and families; a name that means nothing does not hide the others.
pub(crate) fn explain(args: &Explain, messages: &Messages) -> Result<Exit> {
    let mut exit = Exit::Success;
    for (n, name) in args.names.iter().enumerate() {
        let Some(text) = explanation(name) else {
            messages.error(&registry::unknown(name));
            exit = Exit::Failure;
            continue;
        };
        let before = if n == 0 { "" } else { "\n" };
        output::data(|out| writeln!(out, "{before}{}", text.trim_end()))?;
    }
    Ok(exit)
}

fn explanation(name: &str) -> Option<String> {
    let rule = registry::by_id(name).map(docs::explain);
    rule.or_else(|| registry::family(name).map(docs::explain_family))
}
