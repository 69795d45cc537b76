//! Names and types of members, judged one by one as they are read.

use crate::syntax::span::Position;
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::format::Format;
use crate::validate::rules::members as m;
use crate::validate::vocabulary::json::{self, Edition, Member, Need, Object, Shape};

/// How many members wait for the version, which may come last.
const DATED: usize = 500;
/// How many extensions are kept apart.
const EXTENSIONS: usize = 64;

/// The member that was named last.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) at: Position,
}

/// What can be judged only at the end.
#[derive(Debug, Default)]
pub(super) struct Later {
    /// Members of one version only, with the object that each stands in.
    dated: Vec<(&'static Member, &'static str, Position, Option<u64>)>,
    /// Extensions, and whether one of them says what it is about.
    extensions: Vec<(Named, bool)>,
}

impl Later {
    pub(super) fn dated(
        &mut self,
        member: &'static Member,
        object: &'static str,
        at: Position,
        entry: Option<u64>,
    ) {
        if self.dated.len() < DATED {
            self.dated.push((member, object, at, entry));
        }
    }

    /// Notes an extension; gives its number, by which it can be said to be documented.
    pub(super) fn extension(&mut self, named: &Named) -> Option<usize> {
        let known = self
            .extensions
            .iter()
            .position(|(n, _)| n.name == named.name);
        if known.is_none() && self.extensions.len() < EXTENSIONS {
            self.extensions.push((named.clone(), false));
            return Some(self.extensions.len() - 1);
        }
        known
    }

    pub(super) fn documented(&mut self, extension: usize) {
        if let Some((_, documented)) = self.extensions.get_mut(extension) {
            *documented = true;
        }
    }

    pub(super) fn report(&self, format: Format, out: &mut Findings) {
        for (member, object, at, entry) in &self.dated {
            let finding = Finding::at(*at).about(member.name, Some(object));
            match (format, member.edition) {
                (Format::JsonFeed("1.0"), Edition::Later) => out.add_in(
                    &m::MEMBER_OF_LATER_VERSION,
                    finding.says(format!("version 1 has no {}", member.name)),
                    *entry,
                ),
                (Format::JsonFeed("1.1"), Edition::Deprecated) => {
                    out.add_in(&m::MEMBER_DEPRECATED, finding, *entry)
                }
                _ => {}
            }
        }
        for (named, documented) in &self.extensions {
            if !documented {
                let message = format!("the extension {} never says what it is about", named.name);
                let finding = Finding::at(named.at).about(&named.name, None).says(message);
                out.add_in(&m::EXTENSION_UNDOCUMENTED, finding, None);
            }
        }
    }
}

/// A name that the object does not have.
pub(super) fn unknown(object: &'static Object, named: &Named, out: &mut Findings) {
    let name = named.name.as_str();
    let owner = json::owner(object, name);
    if owner.is_none() && out.is_full(&m::MEMBER_UNKNOWN) {
        return out.add(&m::MEMBER_UNKNOWN, Finding::at(named.at));
    }
    let finding = Finding::at(named.at)
        .about(name, Some(object.name))
        .value(name);
    let near = json::near_miss(object, name);
    if let Some(owner) = owner.filter(|_| near.is_none()) {
        let message = format!(
            "{name} may not stand in the {}: it belongs to the {owner}",
            object.name
        );
        out.add(&m::MEMBER_MISPLACED, finding.says(message));
        return;
    }
    let finding = finding.says(format!("the {} has no member {name}", object.name));
    out.add(
        &m::MEMBER_UNKNOWN,
        match near {
            Some(near) => finding.help(format!("write {near}")).param("nearest", near),
            None => finding,
        },
    );
}

/// A value of a wrong type: what was found, where, and what it says.
pub(super) struct Wrong<'v> {
    pub(super) found: &'static str,
    pub(super) at: Position,
    pub(super) value: &'v str,
}

/// A value of another type than the member has.
pub(super) fn type_wrong(member: &Member, object: &str, wrong: &Wrong<'_>, out: &mut Findings) {
    let subject = format!("{} of the {object}", member.name);
    report_type(member, object, &subject, member.shape.wanted(), wrong, out);
}

/// One value of a wrong type in an array.
pub(super) fn element_wrong(member: &Member, object: &str, wrong: &Wrong<'_>, out: &mut Findings) {
    let wanted = match member.shape {
        Shape::Texts(_) => "a string",
        _ => "an object",
    };
    let subject = format!("a value in {} of the {object}", member.name);
    report_type(member, object, &subject, wanted, wrong, out);
}

fn report_type(
    member: &Member,
    object: &str,
    subject: &str,
    wanted: &str,
    wrong: &Wrong<'_>,
    out: &mut Findings,
) {
    let mut finding = Finding::at(wrong.at)
        .about(member.name, Some(object))
        .says(format!("{subject} is {}, not {wanted}", wrong.found))
        .help(format!("write {wanted}"));
    if !wrong.value.is_empty() {
        finding = finding.value(wrong.value);
    }
    out.add(&m::MEMBER_TYPE_WRONG, finding);
}

/// `null`, which says the same as nothing.
pub(super) fn null(member: &Member, object: &str, at: Position, out: &mut Findings) {
    if member.need == Need::Required {
        let wrong = Wrong {
            found: "null",
            at,
            value: "null",
        };
        type_wrong(member, object, &wrong, out);
        return;
    }
    let message = format!("{} of the {object} is null", member.name);
    let finding = Finding::at(at)
        .about(member.name, Some(object))
        .value("null");
    out.add(&m::MEMBER_NULL, finding.says(message));
}

/// What an object that ends lacks; `seen` has a bit for each member that was there.
pub(super) fn missing(object: &'static Object, seen: u32, at: Position, out: &mut Findings) {
    for (index, member) in object.members.iter().enumerate() {
        let rule = match member.need {
            _ if seen & (1 << index) != 0 => continue,
            Need::Required => &m::MEMBER_MISSING,
            Need::Recommended => &m::MEMBER_RECOMMENDED,
            Need::Welcome => &m::ITEM_URL_MISSING,
            Need::Optional => continue,
        };
        let finding = Finding::at(at)
            .about(member.name, Some(object.name))
            .says(format!("the {} has no {}", object.name, member.name))
            .help(format!("add \"{}\"", member.name));
        out.add(rule, finding);
    }
    if std::ptr::eq(object, &raw const json::AUTHOR) && seen == 0 {
        out.add(&m::AUTHOR_EMPTY, Finding::at(at).about(object.name, None));
    }
}

/// `_name` of an extension: a letter follows, and no full stop is in it.
pub(super) fn extension_name(named: &Named, object: &str, out: &mut Findings) {
    let rest = named.name.strip_prefix('_').unwrap_or_default();
    if !rest.starts_with(char::is_alphabetic) || rest.contains('.') {
        let message = format!("{} is no name that an extension may have", named.name);
        let finding = Finding::at(named.at).about(&named.name, Some(object));
        out.add(&m::EXTENSION_NAME_MALFORMED, finding.says(message));
    }
}

/// A member inside an extension: no `_` at its beginning, and no full stop.
pub(super) fn extension_member(name: &str, at: Position, out: &mut Findings) {
    if name.starts_with('_') || name.contains('.') {
        let message = format!("{name} is no name that a member of an extension may have");
        let finding = Finding::at(at).about(name, None);
        out.add(&m::EXTENSION_NAME_MALFORMED, finding.says(message));
    }
}
