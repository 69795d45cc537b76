//! Pictures in the body of a page: what stands below and beside them.

use dom_query::{Document, NodeRef};

use super::says::Picture;
use super::tree::{attribute, classes, name, text, text_without};

/// Words in the class of an element that holds a credit.
const CREDITS: &[&str] = &[
    "credit",
    "copyright",
    "photographer",
    "attribution",
    "image-source",
];

/// The picture that an element is or holds, with what its figure says.
pub(super) fn of_image(node: &NodeRef<'_>) -> Picture {
    let is_image = |n: &NodeRef<'_>| name(n) == "img";
    let image = if is_image(node) {
        Some(*node)
    } else {
        node.descendants_it().find(is_image)
    };
    let Some(image) = image else {
        return Picture {
            url: attribute(node, "href").or_else(|| attribute(node, "src")),
            ..Picture::default()
        };
    };
    let pixels = |key: &str| attribute(&image, key).and_then(|value| value.parse().ok());
    let mut picture = Picture {
        url: source(&image),
        alt: attribute(&image, "alt"),
        width: pixels("width"),
        height: pixels("height"),
        ..Picture::default()
    };
    let figure = image.ancestors_it(Some(6)).find(|n| name(n) == "figure");
    if let Some(figure) = figure {
        (picture.caption, picture.credit) = told(&figure);
    }
    picture
}

/// The first picture of the text that stands in a figure.
pub(super) fn first(scope: &NodeRef<'_>) -> Option<Picture> {
    let figures = scope.descendants_it().filter(|n| name(n) == "figure");
    let mut pictures = figures.map(|figure| of_image(&figure));
    let picture = pictures.find(|picture| picture.url.is_some())?;
    Some(Picture {
        rule: "first figure",
        ..picture
    })
}

/// What the page says below the picture of this address.
pub(super) fn about(tree: &Document, url: &str) -> Option<Picture> {
    let file = file(url)?;
    let root = tree.root();
    let images = root.descendants_it().filter(|n| name(n) == "img");
    let mut same = images.filter(|n| {
        let own = source(n);
        own.as_deref().and_then(self::file) == Some(file)
    });
    same.next().map(|image| of_image(&image))
}

/// Pictures that load late have their address elsewhere.
fn source(image: &NodeRef<'_>) -> Option<String> {
    let src = attribute(image, "src").filter(|src| !src.starts_with("data:"));
    src.or_else(|| attribute(image, "data-src"))
}

fn file(url: &str) -> Option<&str> {
    let path = url.split(['?', '#']).next()?;
    path.rsplit('/').next().filter(|file| !file.is_empty())
}

/// Caption and credit of a figure.
fn told(figure: &NodeRef<'_>) -> (Option<String>, Option<String>) {
    let caption = figure.descendants_it().find(|n| name(n) == "figcaption");
    let credit = figure
        .descendants_it()
        .find(|n| n.is_element() && is_credit(n));
    let caption = caption.map(|n| text_without(&n, &is_credit));
    let filled = |text: String| (!text.is_empty()).then_some(text);
    (
        caption.and_then(filled),
        credit.map(|n| text(&n)).and_then(filled),
    )
}

fn is_credit(node: &NodeRef<'_>) -> bool {
    let property = attribute(node, "itemprop").unwrap_or_default();
    let class = classes(node).join(" ").to_ascii_lowercase();
    matches!(
        property.as_str(),
        "creditText" | "copyrightHolder" | "copyrightNotice"
    ) || CREDITS.iter().any(|word| class.contains(word))
}
