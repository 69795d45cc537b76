//! The files by which hosts of static sites (Netlify, Cloudflare Pages and others) learn headers and redirects.
//!
//! In: which names have which type, and what has moved. Out: text. Several rules that match one name are added up by these
//! hosts, header by header, so no name may match two.

use std::fmt::Write;

/// The names of both files.
pub const HEADERS: &str = "_headers";
/// See [`HEADERS`].
pub const REDIRECTS: &str = "_redirects";

/// What else lies beside the documents, by the end of its name: ending and media type.
pub const OTHERS: &[(&str, &str)] = &[
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("opml", "text/x-opml; charset=utf-8"),
    ("xml", "application/xml; charset=utf-8"),
];

/// How files of one kind are served.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Served {
    /// A name, or `*.` and an ending.
    pub name: String,
    /// The media type with its charset.
    pub media_type: String,
    /// Seconds that a copy may be kept.
    pub max_age: u32,
}

/// What stands in `_headers`. `root`: the path of the output folder below the site, with a slash at both ends.
pub fn headers(root: &str, all: &[Served]) -> String {
    let mut text = String::from(
        "# Made by feedwright: how hosts of static sites are to serve the files beside this one.\n",
    );
    for served in all {
        let Served {
            name,
            media_type,
            max_age,
        } = served;
        // Writing into a string cannot fail.
        let _ = write!(
            text,
            "\n{root}{name}\n  Content-Type: {media_type}\n  Cache-Control: public, max-age={max_age}\n  \
             Access-Control-Allow-Origin: *\n  X-Content-Type-Options: nosniff\n"
        );
    }
    text
}

/// What stands in `_redirects`: an old name and where it is now, or `None` where it is gone, which most of these
/// hosts cannot say.
pub fn redirects<'m>(
    root: &str,
    moved: impl Iterator<Item = (&'m str, Option<&'m str>)>,
) -> String {
    let mut text = String::from("# Made by feedwright: documents that have another name now.\n");
    for (old, new) in moved {
        let _ = match new {
            Some(new) => writeln!(text, "{root}{old} {root}{new} 301"),
            None => writeln!(
                text,
                "# {root}{old} is gone: let the server answer 410, where it can"
            ),
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_written_as_these_hosts_read_them() {
        let feeds = Served {
            name: "*.rss".to_owned(),
            media_type: "application/rss+xml; charset=utf-8".to_owned(),
            max_age: 900,
        };
        let written = headers("/feeds/", &[feeds]);
        assert!(
            written
                .contains("\n/feeds/*.rss\n  Content-Type: application/rss+xml; charset=utf-8\n"),
            "{written}"
        );
        let moved = [("old.rss", Some("news.rss")), ("ended.rss", None)];
        assert_eq!(
            redirects("/", moved.into_iter())
                .lines()
                .skip(1)
                .collect::<Vec<_>>(),
            [
                "/old.rss /news.rss 301",
                "# /ended.rss is gone: let the server answer 410, where it can"
            ]
        );
    }
}
