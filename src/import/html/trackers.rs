//! Pictures that nobody sees and that only count readers.

use super::entities;

/// Addresses that hold nothing but counters, without the scheme. A picture of one pixel is found without them.
const COUNTERS: &[&str] = &[
    "feeds.feedburner.com/~r/",
    "pixel.wp.com/",
    "pixel.quantserve.com/",
    "b.scorecardresearch.com/",
    "sb.scorecardresearch.com/",
    "stats.wordpress.com/",
    "www.facebook.com/tr?",
    "www.google-analytics.com/",
];

/// The domain of VG Wort, which counts readers for German authors, on many hosts.
const VG_WORT: &str = ".met.vgwort.de/";

/// Is it a picture of at most one pixel, a hidden one, or one of a known counter?
pub(super) fn is_tracker<'h>(attributes: impl Iterator<Item = (&'h str, &'h str)>) -> bool {
    let (mut width, mut height) = (None, None);
    for (name, value) in attributes {
        match name.to_ascii_lowercase().as_str() {
            "width" => width = width.or(Some(value)),
            "height" => height = height.or(Some(value)),
            "style" if is_hidden(value) => return true,
            "src" if is_counter(&entities::decode(value)) => return true,
            _ => {}
        }
    }
    is_at_most_one(width) && is_at_most_one(height)
}

/// May a written tag be one? Asked where only plain tags are passed on.
pub(super) fn may_be_tracker(name: &str, value: &str) -> bool {
    matches!(name, "width" | "height") && is_at_most_one(Some(value))
        || name == "src" && is_counter(value)
}

fn is_at_most_one(size: Option<&str>) -> bool {
    let size = size.map(|s| s.trim().trim_end_matches("px"));
    matches!(size, Some("0" | "1"))
}

fn is_hidden(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

fn is_counter(address: &str) -> bool {
    let bare = address
        .trim()
        .split_once("//")
        .map_or(address, |(_, bare)| bare);
    COUNTERS.iter().any(|counter| bare.starts_with(counter))
        || bare.find('/').is_some_and(|end| {
            let host = bare.get(..=end).unwrap_or_default();
            host.ends_with(VG_WORT)
        })
}

#[cfg(test)]
mod tests {
    use super::super::{Trust, make_safe};

    #[test]
    fn pictures_that_count_readers_go_and_are_counted() {
        for (html, trackers, want) in [
            (
                r#"<p>a<img src="https://q.example/c.gif" width="1" height="1">b</p>"#,
                1,
                "<p>ab</p>",
            ),
            (
                r#"<p>a<img src="https://q.example/c.gif" height=0 width='1px'></p>"#,
                1,
                "<p>a</p>",
            ),
            (
                r#"<p>a<img src="https://q.example/c.gif" style="DISPLAY: none"></p>"#,
                1,
                "<p>a</p>",
            ),
            (
                r#"<p>a<img src="https://vg07.met.vgwort.de/na/0f"></p>"#,
                1,
                "<p>a</p>",
            ),
            (
                r#"<p>a<img src="//www.facebook.com/tr?id=1&amp;ev=PageView"></p>"#,
                1,
                "<p>a</p>",
            ),
            (
                r#"<p>a<img src="https://q.example/rule.png" width="600" height="1"></p>"#,
                0,
                r#"<p>a<img src="https://q.example/rule.png" width="600" height="1"></p>"#,
            ),
            (
                r#"<p>a<img src="https://q.example/vgwort.de/1.jpg"></p>"#,
                0,
                r#"<p>a<img src="https://q.example/vgwort.de/1.jpg"></p>"#,
            ),
        ] {
            let safe = make_safe(html, None, Trust::None);
            assert_eq!(
                (safe.html.as_str(), safe.trackers),
                (want, trackers),
                "{html}"
            );
        }
    }
}
