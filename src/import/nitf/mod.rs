//! NITF (<https://iptc.org/standards/nitf/>): one story a document, alone or inside a NewsML-G2 item.
//!
//! In: an `nitf` element. Out: what its head says of the story, and its body as HTML. What the item around it has said
//! already stays.

mod body;
mod byline;
mod head;
mod media;
mod standing;
mod story;

use std::path::Path;

pub(super) use byline::authors;
pub(super) use standing::{Standing, names_a_kill, not_before, settle};

use super::draft::Draft;
use super::xml::{self, Element, Ns, Part, Reader, Take, Want};
use super::{Emit, Imported, Input, Onward, Options, Reread};
use crate::Result;

/// The `nitf` input format.
pub const INPUT: Input = Input {
    name: "nitf",
    says: "NITF, one story a document",
    line_by_line: false,
    read_twice: false,
    told_by_content: true,
    recognises,
    read,
};

const WANT: Want = Want {
    what: "an NITF document",
    take: |around, _, local| match (around, local) {
        ("", "nitf") => Take::Whole,
        _ => Take::Skip,
    },
};

fn recognises(head: &[u8], _: &Path) -> bool {
    let tree = xml::root_of(head);
    tree.is_some_and(|tree| tree.root().is_some_and(|root| root.local() == "nitf"))
}

fn read(input: &mut dyn Reread, options: &Options, emit: &mut Emit<'_>) -> Result<Onward> {
    let mut reader = Reader::open(input, options, &WANT)?;
    while let Some(part) = reader.next()? {
        match part {
            Part::Whole(nitf, notices) => {
                let mut imported = document(nitf, options);
                imported.notices.splice(0..0, notices);
                emit(imported)?;
            }
            Part::Refused(imported) => emit(*imported)?,
            Part::Entered(_) => {}
        }
    }
    reader.finish(emit)?;
    Ok(Onward::default())
}

fn document(nitf: Element<'_>, options: &Options) -> Imported {
    let mut draft = Draft::new(options, nitf.line());
    let standing = take(&mut draft, nitf);
    settle(&mut draft, standing);
    draft.finish()
}

/// Takes over what an `nitf` element says and nobody else has said; gives back whether it may be shown.
pub(super) fn take(draft: &mut Draft<'_>, nitf: Element<'_>) -> Standing {
    language(draft, nitf);
    let head = kid(nitf, "head");
    let standing = head.map_or(Standing::Usable, |head| head::read(draft, head));
    if let Some(body) = kid(nitf, "body") {
        story::read(draft, body);
    }
    if draft.record.title.is_none()
        && let Some(title) = head.and_then(|head| kid(head, "title"))
    {
        draft.record.title = draft.line("title", "head/title", &title.text());
    }
    standing
}

fn language(draft: &mut Draft<'_>, nitf: Element<'_>) {
    let own = nitf.lang().or_else(|| nitf.attr("baselang"));
    if draft.record.language.is_none()
        && let Some(raw) = own
    {
        draft.record.language = draft.language("@xml:lang", raw);
    }
}

/// The first element of this name in one of the same vocabulary.
pub(super) fn kid<'t>(element: Element<'t>, local: &str) -> Option<Element<'t>> {
    element.child(element.ns(), local)
}

/// More elements of one name in one element are no story's, and are passed over: what is added is looked up among what
/// is there.
pub(super) const MANY: usize = 1000;

/// All elements of this name in one of the same vocabulary, up to [`MANY`].
pub(super) fn kids<'t, 'n>(
    element: Element<'t>,
    local: &'n str,
) -> impl Iterator<Item = Element<'t>> + use<'t, 'n> {
    element.all(element.ns(), local).take(MANY)
}

/// The value of an attribute of the first element of this name, unless it is blank.
pub(super) fn said<'t>(element: Element<'t>, local: &str, attribute: &str) -> Option<&'t str> {
    let mut values = kids(element, local).filter_map(|e| e.attr(attribute));
    values.find(|value| !value.trim().is_empty())
}

/// Could this be an address, and not the key of some archive?
pub(super) fn looks_like_an_address(raw: &str) -> bool {
    raw.contains(['/', '.'])
}

/// Is this element of no vocabulary but NITF?
pub(super) fn is_nitf(element: Element<'_>) -> bool {
    element.local() == "nitf" || element.ns() == Ns::Nitf
}
