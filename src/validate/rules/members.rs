//! The members of JSON objects: which must, may and must not be there, and of which type. Found while reading.

use crate::Severity;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::spec::{JSONFEED, Section};

const fn rule(
    id: &'static str,
    severity: Severity,
    says: &'static str,
    why: &'static str,
    remedy: &'static str,
    spec: &'static [Section],
) -> Rule {
    Rule {
        id,
        severity,
        formats: &[Kind::JsonFeed],
        says,
        why,
        remedy,
        spec,
        w3c: None,
        since: "0.1.0",
        check: Check::Reader,
    }
}

use Severity::{Error, Info, Warning};

pub(crate) static MEMBER_MISSING: Rule = rule(
    "member-missing",
    Error,
    "a required member is missing",
    "readers rely on it, and must drop an item without id",
    "add it",
    &[JSONFEED.at("top-level"), JSONFEED.at("items")],
);

pub(crate) static MEMBER_RECOMMENDED: Rule = rule(
    "member-recommended",
    Warning,
    "a member is missing that every published feed should have",
    "people who read the feed cannot get to the page",
    "add it",
    &[JSONFEED.at("top-level"), JSONFEED.at("items")],
);

pub(crate) static ITEM_URL_MISSING: Rule = rule(
    "item-url-missing",
    Info,
    "an item has no url",
    "readers have no page to open; that is right where there is none",
    "add \"url\" with the address of the page, even where id is the same",
    &[JSONFEED.at("items")],
);

pub(crate) static MEMBER_TYPE_WRONG: Rule = rule(
    "member-type-wrong",
    Error,
    "a value is of the wrong type",
    "readers that expect the right one skip it, or drop the whole feed",
    "write a value of the type that the specification has",
    &[JSONFEED.at("top-level"), JSONFEED.at("items")],
);

pub(crate) static MEMBER_NULL: Rule = rule(
    "member-null",
    Warning,
    "null stands where a member could be left out",
    "readers with strict types refuse the feed over it",
    "leave the member out where there is nothing to say",
    &[JSONFEED.at("top-level"), JSONFEED.at("items")],
);

pub(crate) static MEMBER_UNKNOWN: Rule = rule(
    "member-unknown",
    Error,
    "a member that JSON Feed does not have",
    "readers skip it, so what it says is lost",
    "check its spelling, and put members of your own into an object whose name starts with _",
    &[JSONFEED.at("extensions")],
);

pub(crate) static MEMBER_MISPLACED: Rule = rule(
    "member-misplaced",
    Error,
    "a member that may not stand here",
    "readers do not look for it here",
    "move it to where the specification has it",
    &[JSONFEED.at("top-level"), JSONFEED.at("items")],
);

pub(crate) static MEMBER_DEPRECATED: Rule = rule(
    "member-deprecated",
    Warning,
    "author alone, which version 1.1 replaced by authors",
    "readers of version 1.1 look for authors first",
    "write authors, an array of author objects, and author beside it for old readers if you like",
    &[JSONFEED.at("deprecations")],
);

pub(crate) static MEMBER_OF_LATER_VERSION: Rule = rule(
    "member-of-later-version",
    Warning,
    "a member of version 1.1 in a feed of version 1",
    "readers that go by the version do not look for it",
    "write \"version\": \"https://jsonfeed.org/version/1.1\"",
    &[JSONFEED.at("changes"), JSONFEED.at("deprecations")],
);

pub(crate) static JSON_VERSION_UNKNOWN: Rule = rule(
    "json-version-unknown",
    Error,
    "the version is none that JSON Feed has",
    "readers tell a JSON Feed by this address, letter by letter",
    "write \"version\": \"https://jsonfeed.org/version/1.1\"",
    &[JSONFEED.at("top-level")],
);

pub(crate) static JSON_VERSION_LATE: Rule = rule(
    "json-version-late",
    Info,
    "version is not the first member",
    "programs that look only at the beginning do not see that this is a feed",
    "write version first, where the program that writes it can order members",
    &[JSONFEED.at("top-level")],
);

pub(crate) static ITEM_ID_NUMBER: Rule = rule(
    "item-id-number",
    Warning,
    "the id of an item is a number",
    "readers make a string of it, and not all the same one",
    "write the id in quotes",
    &[
        JSONFEED.at("items"),
        JSONFEED.at("suggestions-for-feed-readers"),
    ],
);

pub(crate) static ITEM_ID_BLANK: Rule = Rule {
    check: Check::With("item-content-missing"),
    ..rule(
        "item-id-blank",
        Error,
        "the id of an item is blank",
        "readers must drop such an item",
        "give the item an id that never changes; its address is a good one",
        &[
            JSONFEED.at("items"),
            JSONFEED.at("suggestions-for-feed-readers"),
        ],
    )
};

pub(crate) static AUTHOR_EMPTY: Rule = rule(
    "author-empty",
    Error,
    "an author has neither name nor url nor avatar",
    "it says nothing about anybody",
    "give at least one of the three, or leave the author out",
    &[JSONFEED.at("top-level")],
);

pub(crate) static EXTENSION_NAME_MALFORMED: Rule = rule(
    "extension-name-malformed",
    Error,
    "the name of an extension, or of a member in it, breaks the rules",
    "readers may take it for something else",
    "begin the extension's name, and no other, with _ and a letter, and use no full stop",
    &[JSONFEED.at("extensions")],
);

pub(crate) static EXTENSION_NOT_OBJECT: Rule = rule(
    "extension-not-object",
    Warning,
    "an extension is not an object",
    "programs that look into extensions expect an object",
    "put the value into an object of the extension's name",
    &[JSONFEED.at("extensions")],
);

pub(crate) static EXTENSION_UNDOCUMENTED: Rule = rule(
    "extension-undocumented",
    Info,
    "an extension never says what it is about",
    "who looks at the feed cannot find out what it means",
    "add \"about\" with the address of its description where it is first used",
    &[JSONFEED.at("extensions")],
);
