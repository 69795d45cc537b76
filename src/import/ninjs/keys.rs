//! Values by their names. Versions 1 and 2 write `versioncreated`, version 3 `versionCreated`: case says nothing.

use crate::import::html::text_of;
use crate::import::json::Json;

/// The value under this name, unless it is null.
pub(super) fn get<'j, 'a>(item: &'j Json<'a>, name: &str) -> Option<&'j Json<'a>> {
    let mut members = item.members().iter();
    let (_, value) = members.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    Some(value).filter(|value| !matches!(value, Json::Null))
}

/// The string under the first of these names that holds one.
pub(super) fn text<'j>(item: &'j Json<'_>, names: &[&str]) -> Option<&'j str> {
    names.iter().find_map(|name| get(item, name)?.str())
}

/// The items under this name.
pub(super) fn list<'j, 'a>(item: &'j Json<'a>, name: &str) -> &'j [Json<'a>] {
    get(item, name).map_or(&[], Json::items)
}

/// The word that says whether an item may be used: `usable`, `stat:usable`. Blank is absent, and what is no string is a
/// word that nobody knows.
pub(super) fn pub_status(item: &Json<'_>) -> Option<String> {
    let told = get(item, "pubstatus")?;
    if matches!(told, Json::Str(blank) if blank.trim().is_empty()) {
        return None;
    }
    let word = told.str().unwrap_or_default().trim().to_ascii_lowercase();
    let bare = word.rsplit([':', '/']).next().unwrap_or_default();
    Some(bare.to_owned())
}

/// A text with its role: an item of `headlines`, `descriptions` or `bodies`, or what version 1 writes as
/// `headline_ROLE`, `description_ROLE` or `body_ROLE`.
#[derive(Debug, Clone)]
pub(super) struct Said<'j> {
    pub(super) role: String,
    kind: String,
    pub(super) value: &'j str,
}

/// All texts under these names, in their order.
pub(super) fn said<'j>(item: &'j Json<'_>, plural: &str, singular: &str) -> Vec<Said<'j>> {
    let mut all: Vec<Said<'j>> = list(item, plural).iter().filter_map(one).collect();
    for (key, value) in item.members() {
        let key = key.to_ascii_lowercase();
        let role = key.strip_prefix(singular).and_then(|rest| {
            let role = rest.strip_prefix('_');
            role.or_else(|| rest.is_empty().then_some(""))
        });
        if let (Some(role), Some(value)) = (role, value.str()) {
            let (role, kind) = (role.to_owned(), String::new());
            all.push(Said { role, kind, value });
        }
    }
    all
}

fn one<'j>(json: &'j Json<'_>) -> Option<Said<'j>> {
    let lower = |name| text(json, &[name]).unwrap_or_default().to_ascii_lowercase();
    Some(Said {
        role: lower("role"),
        kind: lower("contenttype"),
        value: json.str().or_else(|| text(json, &["value"]))?,
    })
}

impl Said<'_> {
    /// Is it markup: by its content type, else by its role, else by its look?
    pub(super) fn is_html(&self) -> bool {
        if self.is_markdown() {
            return false;
        }
        if !self.kind.is_empty() {
            return self.kind.contains("html") || self.kind.contains("xml");
        }
        let by_role = ["html", "richtext", "xml", "nitf"];
        by_role.iter().any(|word| self.role.contains(word))
            || (self.value.trim_start().starts_with('<') && self.value.contains("</"))
    }

    pub(super) fn is_markdown(&self) -> bool {
        self.kind.contains("markdown")
    }

    /// As plain text.
    pub(super) fn plain(&self) -> String {
        if self.is_html() {
            text_of(self.value)
        } else {
            self.value.to_owned()
        }
    }
}
