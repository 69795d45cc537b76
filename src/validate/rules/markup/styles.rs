//! `style` attributes: declarations that are harmless, those that readers drop, and those that reach outside.

/// What a style attribute does that it had better not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It can cover or leave its place in the page, fetch or run something.
    Reaches,
    /// It has a property that is not among those readers keep.
    Dropped,
}

/// Properties that change how text looks and nothing else, and that readers keep.
const HARMLESS: &[&str] = &[
    "azimuth",
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-style",
    "border-top-width",
    "border-width",
    "background",
    "box-sizing",
    "caption-side",
    "clear",
    "color",
    "cursor",
    "direction",
    "display",
    "empty-cells",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "hyphens",
    "letter-spacing",
    "line-height",
    "list-style",
    "list-style-position",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "object-fit",
    "opacity",
    "orphans",
    "overflow",
    "overflow-wrap",
    "overflow-x",
    "overflow-y",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "page-break-after",
    "page-break-before",
    "page-break-inside",
    "quotes",
    "table-layout",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "unicode-bidi",
    "vertical-align",
    "visibility",
    "white-space",
    "widows",
    "width",
    "word-break",
    "word-spacing",
    "word-wrap",
    "writing-mode",
];
/// Words in any value that fetch or run something, or hide what they say.
const REACHING: &[&str] = &[
    "url(",
    "expression",
    "javascript:",
    "vbscript:",
    "behavior",
    "-moz-binding",
    "@import",
    "\\",
    "<",
];
/// No box of a feed is as large as this, in whatever unit.
const HUGE: f64 = 4000.0;

/// The first declaration at fault, those that reach outside before those that are dropped.
pub(super) fn judge(style: &str) -> Option<(Fault, String)> {
    let plain = without_references(style).to_ascii_lowercase();
    let mut dropped = None;
    for declaration in plain.split(';').map(str::trim).filter(|d| !d.is_empty()) {
        let Some((property, value)) = declaration.split_once(':') else {
            continue;
        };
        let (property, value) = (property.trim(), value.trim());
        if reaches(property, value) {
            return Some((Fault::Reaches, declaration.to_owned()));
        }
        if dropped.is_none() && !HARMLESS.contains(&property) {
            dropped = Some((Fault::Dropped, declaration.to_owned()));
        }
    }
    dropped
}

fn reaches(property: &str, value: &str) -> bool {
    let positioned =
        property == "position" && !value.starts_with("static") && !value.starts_with("relative");
    let bound = matches!(
        property,
        "behavior" | "-moz-binding" | "z-index" | "-o-link"
    );
    positioned || bound || REACHING.iter().any(|word| value.contains(word)) || is_huge(value)
}

/// A length that leaves every screen, or takes the text out of the page on its other side.
fn is_huge(value: &str) -> bool {
    value.split([' ', ',', '(', ')']).any(|word| {
        let end = word
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '+' | '.')))
            .unwrap_or(word.len());
        let number = word.get(..end).and_then(|n| n.parse::<f64>().ok());
        let unit = !word.starts_with('#') && word.get(end..).is_some_and(|u| !u.is_empty());
        unit && number.is_some_and(|n| !(-999.0..=HUGE).contains(&n))
    })
}

/// Numeric character references as what they stand for: hiding a word behind them is an old trick.
fn without_references(style: &str) -> String {
    let mut plain = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(at) = rest.find("&#") {
        plain.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 2..).unwrap_or_default();
        let (digits, radix) = match rest.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16),
            None => (rest, 10),
        };
        let end = digits
            .find(|c: char| !c.is_digit(radix))
            .unwrap_or(digits.len());
        let code = digits
            .get(..end)
            .and_then(|d| u32::from_str_radix(d, radix).ok());
        plain.extend(code.and_then(char::from_u32));
        let after = digits.get(end..).unwrap_or_default();
        rest = after.strip_prefix(';').unwrap_or(after);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::{Fault, judge};

    #[test]
    fn harmless_dropped_and_reaching() {
        let cases = [
            ("border: 1px solid rgb(0, 0, 0);", None),
            ("COLOR: #008", None),
            ("margin: 0 auto !important", None),
            ("", None),
            ("background-repeat: repeat-x", Some(Fault::Dropped)),
            ("mso-list: l0 level1 lfo1", Some(Fault::Dropped)),
            ("margin: 99999em", Some(Fault::Reaches)),
            ("text-indent: -9999px", Some(Fault::Reaches)),
            ("position:fixed;top:0", Some(Fault::Reaches)),
            ("position: relative", Some(Fault::Dropped)),
            ("background: url(https://a.example/b)", Some(Fault::Reaches)),
            ("a: &#101;xpression(1)", Some(Fault::Reaches)),
            ("w\\idth: 1px", Some(Fault::Dropped)),
        ];
        for (style, wanted) in cases {
            assert_eq!(judge(style).map(|(fault, _)| fault), wanted, "{style}");
        }
    }
}
