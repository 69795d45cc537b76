//! Atom 1.0 (RFC 4287, section 4), in documents of its own and inside RSS.

use crate::validate::namespace::Ns;
use crate::validate::vocabulary::Occurs::{self, AtMostOnce, Often, Once};
use crate::validate::vocabulary::{
    Child, Def, Place, Value, branch, child, filled, optional, required, with_attrs,
};

const fn own(name: &'static str, occurs: Occurs, def: &'static Def) -> Child {
    child(Ns::Atom, name, occurs, def)
}

static CONSTRUCT: Def = with_attrs(Value::Construct, &[optional("type", Value::Text)]);
/// A title that may be empty, but had better not be.
static TITLE: Def = Def {
    blank: false,
    ..with_attrs(Value::Construct, &[optional("type", Value::Text)])
};
static CONTENT: Def = with_attrs(
    Value::Content,
    &[
        optional("type", Value::Text),
        optional("src", Value::Reference),
    ],
);
static ID: Def = filled(Value::Id);
static TIME: Def = filled(Value::Timestamp);
static REFERENCE: Def = filled(Value::Reference);
static NAME: Def = filled(Value::Plain);
static ADDRESS: Def = filled(Value::Address);
static GENERATOR: Def = Def {
    blank: false,
    ..with_attrs(
        Value::Plain,
        &[
            optional("uri", Value::Reference),
            optional("version", Value::Text),
        ],
    )
};
static CATEGORY: Def = with_attrs(
    Value::Foreign,
    &[
        required("term", Value::Text),
        optional("scheme", Value::Reference),
        optional("label", Value::Plain),
    ],
);
static LINK: Def = with_attrs(
    Value::Foreign,
    &[
        required("href", Value::Reference),
        optional("rel", Value::Relation),
        optional("type", Value::MediaType),
        optional("hreflang", Value::Language),
        optional("title", Value::Plain),
        optional("length", Value::Count),
    ],
);
/// A person construct.
pub(super) static PERSON: Def = branch(
    &[],
    &[
        own("name", Once, &NAME),
        own("uri", AtMostOnce, &REFERENCE),
        own("email", AtMostOnce, &ADDRESS),
    ],
    Place::Inside,
);
static SOURCE: Def = branch(
    &[],
    &[
        own("author", Often, &PERSON),
        own("category", Often, &CATEGORY),
        own("contributor", Often, &PERSON),
        own("generator", AtMostOnce, &GENERATOR),
        own("icon", AtMostOnce, &REFERENCE),
        own("id", AtMostOnce, &ID),
        own("link", Often, &LINK),
        own("logo", AtMostOnce, &REFERENCE),
        own("rights", AtMostOnce, &CONSTRUCT),
        own("subtitle", AtMostOnce, &CONSTRUCT),
        own("title", AtMostOnce, &CONSTRUCT),
        own("updated", AtMostOnce, &TIME),
    ],
    Place::Feed,
);

/// An entry.
pub(super) static ENTRY: Def = branch(
    &[],
    &[
        own("author", Often, &PERSON),
        own("category", Often, &CATEGORY),
        own("content", AtMostOnce, &CONTENT),
        own("contributor", Often, &PERSON),
        own("id", Once, &ID),
        own("link", Often, &LINK),
        own("published", AtMostOnce, &TIME),
        own("rights", AtMostOnce, &CONSTRUCT),
        own("source", AtMostOnce, &SOURCE),
        own("summary", AtMostOnce, &CONSTRUCT),
        own("title", Once, &TITLE),
        own("updated", Once, &TIME),
    ],
    Place::Entry,
);

/// A feed.
pub(super) static FEED: Def = branch(
    &[],
    &[
        own("author", Often, &PERSON),
        own("category", Often, &CATEGORY),
        own("contributor", Often, &PERSON),
        own("generator", AtMostOnce, &GENERATOR),
        own("icon", AtMostOnce, &REFERENCE),
        own("id", Once, &ID),
        own("link", Often, &LINK),
        own("logo", AtMostOnce, &REFERENCE),
        own("rights", AtMostOnce, &CONSTRUCT),
        own("subtitle", AtMostOnce, &CONSTRUCT),
        own("title", Once, &TITLE),
        own("updated", Once, &TIME),
        own("entry", Often, &ENTRY),
    ],
    Place::RootFeed,
);

/// What Atom lends to RSS: in a channel.
pub(super) static IN_CHANNEL: &[Child] = &[
    own("link", Often, &LINK),
    own("author", Often, &PERSON),
    own("contributor", Often, &PERSON),
    own("category", Often, &CATEGORY),
    own("id", AtMostOnce, &ID),
    own("updated", AtMostOnce, &TIME),
    own("rights", AtMostOnce, &CONSTRUCT),
    own("title", AtMostOnce, &CONSTRUCT),
    own("subtitle", AtMostOnce, &CONSTRUCT),
    own("icon", AtMostOnce, &REFERENCE),
    own("logo", AtMostOnce, &REFERENCE),
    own("generator", AtMostOnce, &GENERATOR),
];

/// And in an item.
pub(super) static IN_ITEM: &[Child] = &[
    own("link", Often, &LINK),
    own("author", Often, &PERSON),
    own("contributor", Often, &PERSON),
    own("category", Often, &CATEGORY),
    own("id", AtMostOnce, &ID),
    own("updated", AtMostOnce, &TIME),
    own("published", AtMostOnce, &TIME),
    own("rights", AtMostOnce, &CONSTRUCT),
    own("title", AtMostOnce, &CONSTRUCT),
    own("summary", AtMostOnce, &CONSTRUCT),
    own("content", AtMostOnce, &CONTENT),
    own("source", AtMostOnce, &SOURCE),
];

/// `at:comment` and its like are text constructs too.
pub(super) static TEXT_CONSTRUCT: &Def = &CONSTRUCT;
/// A time that other vocabularies borrow.
pub(super) static TIMESTAMP: &Def = &TIME;
/// Elements that other vocabularies borrow.
pub(super) static LINK_ELEMENT: &Def = &LINK;
pub(super) static SOURCE_ELEMENT: &Def = &SOURCE;
pub(super) static CATEGORY_ELEMENT: &Def = &CATEGORY;
