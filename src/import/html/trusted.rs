//! HTML that its source vouches for: nothing is taken away but relative addresses, which become absolute.

use lol_html::html_content::Element;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use url::Url;

use super::entities;

/// Attributes that hold one address.
const ADDRESSES: [&str; 7] = [
    "action",
    "cite",
    "data",
    "formaction",
    "href",
    "poster",
    "src",
];

/// What has one of them, or several.
const WITH_ADDRESSES: &str =
    "[href], [src], [srcset], [cite], [poster], [data], [action], [formaction]";

/// `html` with its relative addresses resolved against `base`; without one it stays as it is.
pub(super) fn absolute(html: &str, base: Option<&Url>) -> String {
    let Some(base) = base else {
        return html.to_owned();
    };
    let settings = RewriteStrSettings::new().append_element_content_handler(element!(
        WITH_ADDRESSES,
        |element| {
            resolve_all(element, base);
            Ok(())
        }
    ));
    rewrite_str(html, settings).unwrap_or_else(|_| html.to_owned())
}

/// `html` without the addresses that are bad, and how many those were. A picture or another file goes with its address.
pub fn without_addresses(html: &str, is_bad: &dyn Fn(&str) -> bool) -> (String, usize) {
    let mut many = 0;
    let settings = RewriteStrSettings::new().append_element_content_handler(element!(
        WITH_ADDRESSES,
        |element| {
            for name in ADDRESSES.iter().chain(&["srcset"]) {
                let Some(raw) = element.get_attribute(name) else {
                    continue;
                };
                if is_bad(&entities::decode(&raw)) {
                    many += 1;
                    element.remove_attribute(name);
                    if *name == "src" {
                        element.remove();
                    }
                }
            }
            Ok(())
        }
    ));
    let without = rewrite_str(html, settings).unwrap_or_default();
    (without, many)
}

fn resolve_all(element: &mut Element<'_, '_>, base: &Url) {
    for name in ADDRESSES {
        if let Some(raw) = element.get_attribute(name)
            && let Some(url) = resolve(&raw, base)
        {
            set(element, name, &url);
        }
    }
    if let Some(raw) = element.get_attribute("srcset") {
        let candidates: Vec<String> = raw.split(", ").map(|c| candidate(c, base)).collect();
        set(element, "srcset", &candidates.join(", "));
    }
}

/// Where the name or the value cannot be written, the element stays as it was.
fn set(element: &mut Element<'_, '_>, name: &str, value: &str) {
    let value = value.replace('&', "&amp;").replace('"', "&quot;");
    let _ = element.set_attribute(name, &value);
}

/// The absolute form of a relative address; `None` where it is absolute already, or none.
fn resolve(raw: &str, base: &Url) -> Option<String> {
    let raw = entities::decode(raw);
    match Url::parse(raw.trim()) {
        Err(url::ParseError::RelativeUrlWithoutBase) => base.join(raw.trim()).ok().map(Into::into),
        _ => None,
    }
}

/// One address of a `srcset`, with its width or density.
fn candidate(raw: &str, base: &Url) -> String {
    let raw = raw.trim();
    let (address, size) = raw.split_once(' ').unwrap_or((raw, ""));
    let address = resolve(address, base).unwrap_or_else(|| entities::decode(address).into_owned());
    format!("{address} {size}").trim_end().to_owned()
}
