//! The image of an RSS channel beside the channel itself.

use crate::Severity;
use crate::validate::context::Head;
use crate::validate::diagnostic::{Finding, Findings};
use crate::validate::namespace::Ns;
use crate::validate::rule::{Check, Kind, Rule};
use crate::validate::spec;

pub(crate) static IMAGE_LINK_DIFFERS: Rule = Rule {
    id: "image-link-differs",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "the image's link is not that of the channel",
    why: "people expect the image to lead where the feed does",
    remedy: "repeat the channel's link",
    spec: &[spec::RSS.at("ltimagegtSubelementOfLtchannelgt")],
    w3c: Some("ImageLinkDoesntMatch"),
    since: "0.1.0",
    check: Check::Head(channel_image),
};

pub(crate) static IMAGE_TITLE_DIFFERS: Rule = Rule {
    id: "image-title-differs",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "the image's title is not that of the channel",
    why: "it is shown instead of the image and should name the feed",
    remedy: "repeat the channel's title",
    spec: &[spec::RSS.at("ltimagegtSubelementOfLtchannelgt")],
    w3c: Some("ImageTitleDoesntMatch"),
    since: "0.1.0",
    check: Check::With("image-link-differs"),
};

pub(crate) static IMAGE_FORMAT_UNUSUAL: Rule = Rule {
    id: "image-format-unusual",
    severity: Severity::Warning,
    formats: &[Kind::Rss],
    says: "the channel image is neither GIF, JPEG nor PNG",
    why: "readers that follow the specification do not show it",
    remedy: "give an image in one of these formats",
    spec: &[spec::RSS.at("ltimagegtSubelementOfLtchannelgt")],
    w3c: Some("ImageUrlFormat"),
    since: "0.1.0",
    check: Check::With("image-link-differs"),
};

fn channel_image(head: &Head<'_, '_>, out: &mut Findings) {
    let Some(image) = head
        .feed
        .child(Ns::None, "image")
        .filter(|_| head.doc.format.is_rss())
    else {
        return;
    };
    if let Some(url) = image.child(Ns::None, "url") {
        let text = url.text().trim().to_ascii_lowercase();
        let path = text.split(['?', '#']).next().unwrap_or_default();
        if [".tif", ".tiff", ".bmp", ".svg", ".webp", ".ico", ".avif"]
            .iter()
            .any(|end| path.ends_with(end))
        {
            out.add(&IMAGE_FORMAT_UNUSUAL, Finding::text(url));
        }
    }
    let pairs = [
        ("link", &IMAGE_LINK_DIFFERS),
        ("title", &IMAGE_TITLE_DIFFERS),
    ];
    for (name, rule) in pairs {
        let (own, feed) = (image.child(Ns::None, name), head.feed.child(Ns::None, name));
        if let (Some(own), Some(feed)) = (own, feed)
            && own.text().trim() != feed.text().trim()
        {
            out.add(rule, Finding::text(own));
        }
    }
}
