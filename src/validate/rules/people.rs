//! Who wrote it: names and mail addresses.

use crate::Severity;
use crate::validate::context::{Typed, Visit};
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Family, Kind, Rule};
use crate::validate::rules::{entries, members};
use crate::validate::spec;
use crate::validate::vocabulary::Value;

pub(crate) static FAMILY: Family = Family {
    name: "people",
    about: "Who wrote it: authors, names and mail addresses.",
    rules: &[
        &MAIL_MALFORMED,
        &MAIL_FORM_UNUSUAL,
        &MAIL_WITHOUT_NAME,
        &MAIL_HOST_BARE,
        &NAME_WITH_MAIL,
        &members::AUTHOR_EMPTY,
        &entries::ENTRY_AUTHOR_MISSING,
    ],
};

pub(crate) static MAIL_MALFORMED: Rule = Rule {
    id: "mail-malformed",
    severity: Severity::Error,
    formats: &[Kind::Rss, Kind::Atom, Kind::Opml, Kind::Sitemap],
    says: "a value is not a mail address",
    why: "nobody can write to it",
    remedy: "write name@example.com (Name) in RSS and the address alone in Atom; for a name without address use dc:creator",
    spec: &[
        spec::RSS.at("ltauthorgtSubelementOfLtitemgt"),
        spec::RFC4287.at("3.2.3"),
    ],
    w3c: Some("InvalidContact"),
    since: "0.1.0",
    check: Check::Where(
        |site| site.holds(|v| matches!(v, Value::Address | Value::Mail)),
        mail_addresses,
    ),
};

pub(crate) static MAIL_FORM_UNUSUAL: Rule = Rule {
    id: "mail-form-unusual",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "a mail address is not in the form of RSS",
    why: "readers that look for name@example.com (Name) show it as it is",
    remedy: "write name@example.com (Name)",
    spec: &[spec::PROFILE.at("data-types-email")],
    w3c: Some("EmailFormat"),
    since: "0.1.0",
    check: Check::With("mail-malformed"),
};

pub(crate) static MAIL_WITHOUT_NAME: Rule = Rule {
    id: "mail-without-name",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "a mail address without a name",
    why: "readers show the address in place of the author",
    remedy: "write name@example.com (Name)",
    spec: &[spec::PROFILE.at("data-types-email")],
    w3c: Some("MissingRealName"),
    since: "0.1.0",
    check: Check::With("mail-malformed"),
};

pub(crate) static MAIL_HOST_BARE: Rule = Rule {
    id: "mail-host-bare",
    severity: Severity::Warning,
    formats: &[Kind::Rss, Kind::Atom],
    says: "the host of a mail address has no dot",
    why: "outside of one office nobody can write to it",
    remedy: "write the whole host, as in name@example.com",
    spec: &[spec::RFC4287.at("3.2.3")],
    w3c: Some("UnknownHost"),
    since: "0.1.0",
    check: Check::With("mail-malformed"),
};

pub(crate) static NAME_WITH_MAIL: Rule = Rule {
    id: "name-with-mail",
    severity: Severity::Warning,
    formats: &[Kind::Atom],
    says: "a name holds a mail address",
    why: "it is shown to everybody, and Atom has an element of its own for it",
    remedy: "put the address into email, and the name alone into name",
    spec: &[spec::RFC4287.at("3.2.1"), spec::RFC4287.at("3.2.3")],
    w3c: Some("ContainsEmail"),
    since: "0.1.0",
    check: Check::Where(|site| site.name == "name", names),
};

fn names(visit: &Visit<'_, '_>, out: &mut Findings) {
    if !visit.element.is(Ns::Atom, "name") || !visit.doc.format.is_atom() {
        return;
    }
    let text = visit.element.text();
    if !text.contains('@') {
        return;
    }
    let mut words = text.split(|c: char| c.is_whitespace() || "<>()[],;:\"".contains(c));
    if words.any(|w| is_address(w) && !host_is_bare(w)) {
        out.add(&NAME_WITH_MAIL, Finding::text(visit.element));
    }
}

fn host_is_bare(address: &str) -> bool {
    address
        .rsplit_once('@')
        .is_some_and(|(_, host)| !host.contains('.') && host != "localhost")
}

fn mail_addresses(visit: &Visit<'_, '_>, out: &mut Findings) {
    for value in visit.values {
        match value.kind {
            Value::Address if !is_address(value.trimmed()) => {
                let message = format!("{} is not a mail address", value.name());
                out.add(
                    &MAIL_MALFORMED,
                    value
                        .finding()
                        .says(message)
                        .w3c("InvalidAddrSpec")
                        .help("write name@example.com, or leave the element out"),
                );
            }
            Value::Address if host_is_bare(value.trimmed()) => {
                out.add(&MAIL_HOST_BARE, value.finding());
            }
            Value::Mail if !value.trimmed().is_empty() => rss_mail(value, out),
            _ => {}
        }
    }
}

/// `name@example.com (Name)`.
fn rss_mail(value: &Typed<'_>, out: &mut Findings) {
    let text = value.trimmed();
    let (address, name) = text
        .split_once('(')
        .map_or((text, None), |(address, name)| (address, Some(name)));
    if is_address(address.trim()) {
        if !name.is_some_and(|n| n.ends_with(')') && n.len() > 1) {
            out.add(&MAIL_WITHOUT_NAME, value.finding());
        }
        return;
    }
    let words = text.split([' ', '<', '>', ',', ';', '(', ')', '"']);
    // A whole mailto: address is understood; within a text it is neither address nor name.
    let text_is_link = text.starts_with("mailto:");
    if words
        .filter(|w| text_is_link || !w.starts_with("mailto:"))
        .map(|w| w.trim_start_matches("mailto:").replace("%40", "@"))
        .any(|w| is_address(w.split('%').next().unwrap_or_default()))
    {
        out.add(
            &MAIL_FORM_UNUSUAL,
            value.finding().mend_if(named_address(text)),
        );
    } else {
        out.add(
            &MAIL_MALFORMED,
            value
                .finding()
                .says(format!("{} holds no mail address", value.name())),
        );
    }
}

/// `Name <name@example.com>` in the form of RSS.
fn named_address(text: &str) -> Option<String> {
    let (name, address) = text.strip_suffix('>')?.split_once('<')?;
    let name = name.trim().trim_matches('"').trim();
    let plain = !name.is_empty() && !name.contains(['(', ')', '<', '>', '@', '"', ',', ';']);
    (plain && is_address(address)).then(|| format!("{address} ({name})"))
}

/// Something before and after one `@`, without blanks (RFC 4287, 3.2.3 asks for RFC 2822's addr-spec).
fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let fine = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[]\\,;:\"".contains(c);
    !local.is_empty()
        && !domain.is_empty()
        && local.chars().all(|c| fine(c) || c == '"')
        && domain.chars().all(|c| fine(c) && c != '@')
}
