//! What front matter says of the picture.

use serde_json::Value;

use super::fields::{Reading, text};
use crate::import::values;

/// An address, a list of them, or an object of address, text and credit.
pub(super) fn picture(r: &mut Reading<'_, '_>, from: &'static str, value: &Value) {
    if r.image.url.is_some() {
        return;
    }
    match value {
        Value::Array(items) => {
            if let Some(first) = items.first().filter(|first| !first.is_array()) {
                picture(r, from, first);
            }
        }
        Value::Object(object) => {
            let part = |keys: &[&str]| keys.iter().find_map(|key| object.get(*key)).and_then(text);
            let url = part(&[
                "url",
                "src",
                "path",
                "image",
                "overlay_image",
                "teaser",
                "relative_path",
            ]);
            if let Some(url) = url {
                r.image.url = r.draft.link("image", from, &url);
            }
            let caption = part(&["caption"]).unwrap_or_default();
            r.image.caption = r.draft.text(
                "image.caption",
                from,
                values::plain(&caption).into_owned().into(),
            );
            r.image.alt =
                r.draft
                    .text("image.alt", from, part(&["alt"]).unwrap_or_default().into());
            r.image.credit =
                r.draft
                    .line("image.credit", from, &part(&["credit"]).unwrap_or_default());
        }
        value => {
            if let Some(raw) = text(value) {
                r.image.url = r.draft.link("image", from, &raw);
            }
        }
    }
}
