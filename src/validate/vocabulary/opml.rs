//! OPML 2.0 and, with fewer musts, 1.x: lists of feeds and other outlines.
//!
//! Each outline is judged alone, whatever lies inside it, so that a list may be of any size and depth.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{self, AtMostOnce, Often, Once};
use crate::validate::vocabulary::{
    AttrDef, Child, Def, Place, Value, branch, child, filled, leaf, optional, required,
};

const fn own(name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    child(Ns::None, name, occurs, def)
}

static TEXT: Def = leaf(Value::Text);
static DATE: Def = filled(Value::MailDate);
static MAIL: Def = filled(Value::Address);
static URL: Def = filled(Value::Url);
/// How a program last showed the list; outliners write these elements without a value, and nothing is lost.
static SETTING: Def = leaf(Value::Text);

static HEAD: Def = branch(
    &[],
    &[
        own("title", AtMostOnce, &TEXT),
        own("dateCreated", AtMostOnce, &DATE),
        own("dateModified", AtMostOnce, &DATE),
        own("ownerName", AtMostOnce, &TEXT),
        own("ownerEmail", AtMostOnce, &MAIL),
        own("ownerId", AtMostOnce, &URL),
        own("docs", AtMostOnce, &URL),
        own("expansionState", AtMostOnce, &SETTING),
        own("vertScrollState", AtMostOnce, &SETTING),
        own("windowTop", AtMostOnce, &SETTING),
        own("windowLeft", AtMostOnce, &SETTING),
        own("windowBottom", AtMostOnce, &SETTING),
        own("windowRight", AtMostOnce, &SETTING),
    ],
    Place::Inside,
);

const TRUE_FALSE: Value = Value::Choice(&["true", "false"]);

/// Beside these an outline may have any attribute; its type says what they mean.
const OUTLINE_ATTRS: &[AttrDef] = &[
    optional("text", Value::Text),
    optional("type", Value::Text),
    optional("isComment", TRUE_FALSE),
    optional("isBreakpoint", TRUE_FALSE),
    optional("created", Value::MailDate),
    optional("category", Value::Text),
    optional("title", Value::Text),
    optional("url", Value::Reference),
    optional("xmlUrl", Value::WebUrl),
    optional("htmlUrl", Value::Reference),
    optional("description", Value::Text),
    optional("language", Value::Text),
    optional("version", Value::Text),
];

/// An outline without those inside it.
pub(super) static OUTLINE: Def = branch(
    OUTLINE_ATTRS,
    &[own("outline", Often, &NESTED)],
    Place::Inside,
);
static NESTED: Def = branch(OUTLINE_ATTRS, &[], Place::Inside);

static BODY: Def = branch(&[], &[own("outline", Often, &OUTLINE)], Place::Inside);

/// The root.
pub(super) static OPML: Def = branch(
    &[required("version", Value::Text)],
    &[own("head", Once, &HEAD), own("body", Once, &BODY)],
    Place::Inside,
);
