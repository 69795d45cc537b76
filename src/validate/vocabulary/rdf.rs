//! RSS as RDF: 0.90 and 1.0, whose parts lie side by side under `rdf:RDF`, and 1.1, whose root is the channel.
//!
//! The elements of the format itself are in its own namespace, which counts as none while such a document is judged.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{self, AtMostOnce, Often, Once};
use crate::validate::vocabulary::{
    AttrDef, Child, Def, Place, Value, branch, child, filled, leaf, optional, required, with_attrs,
};

const fn own(name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    child(Ns::None, name, occurs, def)
}

static TEXT: Def = filled(Value::Text);
static PLAIN: Def = filled(Value::Plain);
static HTML: Def = leaf(Value::Html);
static URL: Def = filled(Value::Url);

const ABOUT: &[AttrDef] = &[required("rdf:about", Value::Reference)];
const OPTIONAL_ABOUT: &[AttrDef] = &[optional("rdf:about", Value::Reference)];
static REFERENCE: Def = with_attrs(Value::Empty, &[required("rdf:resource", Value::Reference)]);

/// The address of a listed item; the specification's own example writes `resource` without prefix.
static LISTED: Def = with_attrs(
    Value::Empty,
    &[
        optional("rdf:resource", Value::Reference),
        optional("resource", Value::Reference),
    ],
);
static SEQ: Def = branch(&[], &[child(Ns::Rdf, "li", Often, &LISTED)], Place::Inside);
static ITEMS: Def = branch(
    &[],
    &[child(Ns::Rdf, "Seq", AtMostOnce, &SEQ)],
    Place::Inside,
);

static CHANNEL: Def = branch(
    ABOUT,
    &[
        own("title", Once, &PLAIN),
        own("link", Once, &URL),
        own("description", Once, &HTML),
        own("image", AtMostOnce, &REFERENCE),
        own("items", Once, &ITEMS),
        own("textinput", AtMostOnce, &REFERENCE),
    ],
    Place::Feed,
);
const IMAGE_PARTS: &[Child] = &[
    own("title", Once, &PLAIN),
    own("url", Once, &URL),
    own("link", Once, &URL),
];
static IMAGE: Def = branch(ABOUT, IMAGE_PARTS, Place::Feed);
const INPUT_PARTS: &[Child] = &[
    own("title", Once, &PLAIN),
    own("description", Once, &PLAIN),
    own("name", Once, &TEXT),
    own("link", Once, &URL),
];
static TEXT_INPUT: Def = branch(ABOUT, INPUT_PARTS, Place::Feed);
const ITEM_PARTS: &[Child] = &[
    own("title", Once, &PLAIN),
    own("link", Once, &URL),
    own("description", AtMostOnce, &HTML),
];

/// An item of RSS 1.0.
pub(super) static ITEM: Def = branch(ABOUT, ITEM_PARTS, Place::Entry);

/// The root of RSS 1.0.
pub(super) static RDF: Def = branch(
    &[],
    &[
        own("channel", Once, &CHANNEL),
        own("image", AtMostOnce, &IMAGE),
        own("item", Often, &ITEM),
        own("textinput", AtMostOnce, &TEXT_INPUT),
    ],
    Place::Root,
);

static CHANNEL_090: Def = branch(
    OPTIONAL_ABOUT,
    &[
        own("title", Once, &PLAIN),
        own("link", Once, &URL),
        own("description", Once, &PLAIN),
    ],
    Place::Feed,
);
static IMAGE_090: Def = branch(OPTIONAL_ABOUT, IMAGE_PARTS, Place::Feed);
static TEXT_INPUT_090: Def = branch(OPTIONAL_ABOUT, INPUT_PARTS, Place::Feed);

/// An item of RSS 0.90.
pub(super) static ITEM_090: Def = branch(
    OPTIONAL_ABOUT,
    &[own("title", Once, &PLAIN), own("link", Once, &URL)],
    Place::Entry,
);

/// The root of RSS 0.90.
pub(super) static RDF_090: Def = branch(
    &[],
    &[
        own("channel", Once, &CHANNEL_090),
        own("image", AtMostOnce, &IMAGE_090),
        own("item", Often, &ITEM_090),
        own("textinput", AtMostOnce, &TEXT_INPUT_090),
    ],
    Place::Root,
);

const RESOURCE: &[AttrDef] = &[required("rdf:parseType", Value::Choice(&["Resource"]))];
static IMAGE_11: Def = branch(
    RESOURCE,
    &[
        own("title", Once, &PLAIN),
        own("url", Once, &URL),
        own("link", AtMostOnce, &URL),
    ],
    Place::Feed,
);

/// An item of RSS 1.1.
pub(super) static ITEM_11: Def = branch(
    OPTIONAL_ABOUT,
    &[
        own("title", Once, &PLAIN),
        own("link", Once, &URL),
        own("description", AtMostOnce, &HTML),
        own("image", AtMostOnce, &IMAGE_11),
    ],
    Place::Entry,
);
static ITEMS_11: Def = branch(
    &[required("rdf:parseType", Value::Choice(&["Collection"]))],
    &[own("item", Often, &ITEM_11)],
    Place::Inside,
);

/// The root of RSS 1.1.
pub(super) static CHANNEL_11: Def = branch(
    ABOUT,
    &[
        own("title", Once, &PLAIN),
        own("link", Once, &URL),
        own("description", Once, &HTML),
        own("image", AtMostOnce, &IMAGE_11),
        own("items", Once, &ITEMS_11),
    ],
    Place::Feed,
);
