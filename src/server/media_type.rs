//! The media type of a file, by the end of its name.

use crate::render::FORMATS;
use crate::sink::hosting;

/// Types beside those of what is made: what people put into the folder themselves.
const FURTHER: &[(&str, &str)] = &[
    ("avif", "image/avif"),
    ("flac", "audio/flac"),
    ("gif", "image/gif"),
    ("htm", "text/html; charset=utf-8"),
    ("ico", "image/x-icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json; charset=utf-8"),
    ("m4a", "audio/mp4"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("srt", "application/x-subrip; charset=utf-8"),
    ("svg", "image/svg+xml; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("vtt", "text/vtt; charset=utf-8"),
    ("webm", "video/webm"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
];

/// What a file of this name is. `json` without further knowledge is JSON: only a feed's document is a JSON Feed.
pub(super) fn of(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map_or("", |(_, end)| end);
    let known = hosting::OTHERS.iter().chain(FURTHER);
    let mut known = known.filter(|(end, _)| extension.eq_ignore_ascii_case(end));
    known
        .next()
        .map_or_else(|| of_format(extension), |(_, media_type)| media_type)
}

/// RSS and Atom have endings of their own.
fn of_format(extension: &str) -> &'static str {
    match extension {
        "rss" => "application/rss+xml; charset=utf-8",
        "atom" => "application/atom+xml; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The type under which a feed's document of this extension is served; none where it is no feed's.
pub(super) fn of_feed(extension: &str) -> Option<String> {
    let mut formats = FORMATS.iter().filter(|f| f.extension == extension);
    formats
        .next()
        .map(|format| format!("{}; charset=utf-8", format.media_type))
}

/// Does packing make files of this type smaller?
pub(super) fn is_text(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.starts_with("text/")
        || essence.ends_with("xml")
        || essence.ends_with("json")
        || essence == "application/x-subrip"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_types() {
        for (name, media_type) in [
            ("news.rss", "application/rss+xml; charset=utf-8"),
            ("news.atom", "application/atom+xml; charset=utf-8"),
            ("manifest.json", "application/json; charset=utf-8"),
            ("index.html", "text/html; charset=utf-8"),
            ("PHOTO.JPG", "image/jpeg"),
            ("README", "application/octet-stream"),
            ("feed.constructor", "application/octet-stream"),
        ] {
            assert_eq!(of(name), media_type, "{name}");
        }
        assert!(is_text(&of_feed("json").unwrap()));
        assert!(!is_text(of("a.png")));
    }
}
