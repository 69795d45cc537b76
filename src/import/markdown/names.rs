//! What the name of a file says: the day, the slug, the language, and how its site is made.

use crate::syntax::language_tag::is_tag;
use std::path::Path;

/// What a name says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// `2024-01-15` of `2024-01-15-night-bus.md`.
    pub(super) day: Option<String>,
    /// `night-bus`.
    pub(super) slug: Option<String>,
    /// `de` of `night-bus.de.md`.
    pub(super) language: Option<String>,
    /// Does it lie among Jekyll's drafts?
    pub(super) draft: bool,
    /// Does it lie among Jekyll's posts, or have their form of name?
    pub(super) jekyll: bool,
    /// Is it a list that Hugo or Zola fill (`_index.md`), or a note to people (`README.md`)?
    pub(super) no_story: bool,
    /// Is its text HTML?
    pub(super) html: bool,
}

/// What this name says.
pub(super) fn read(name: &Path) -> Named {
    let part = |part: Option<&std::ffi::OsStr>| {
        part.and_then(|p| p.to_str()).unwrap_or_default().to_owned()
    };
    let extension = part(name.extension()).to_ascii_lowercase();
    let mut stem = part(name.file_stem());
    let folders: Vec<String> = name
        .parent()
        .into_iter()
        .flat_map(Path::components)
        .map(|c| c.as_os_str().to_string_lossy().into_owned())
        .collect();
    let mut named = Named {
        html: matches!(extension.as_str(), "html" | "htm"),
        draft: folders.iter().any(|f| f == "_drafts"),
        jekyll: folders.iter().any(|f| f == "_posts" || f == "_drafts"),
        ..Named::default()
    };
    if let Some((rest, tag)) = stem.rsplit_once('.')
        && matches!(tag.len(), 2 | 5)
        && tag.chars().all(|c| c.is_ascii_alphabetic() || c == '-')
        && is_tag(tag)
    {
        named.language = Some(tag.to_owned());
        stem = rest.to_owned();
    }
    named.no_story = stem == "_index" || stem.eq_ignore_ascii_case("readme");
    if stem == "index" {
        stem = folders.last().cloned().unwrap_or_default();
    }
    if let Some((day, rest)) = dated(&stem) {
        named.jekyll |= !rest.is_empty();
        named.day = Some(day.to_owned());
        stem = rest.to_owned();
    }
    named.slug = Some(stem).filter(|slug| !slug.is_empty());
    named
}

/// `2024-01-15` and `night-bus`.
fn dated(stem: &str) -> Option<(&str, &str)> {
    let (day, rest) = stem.split_at_checked(10)?;
    let digits = day.char_indices().all(|(at, c)| match at {
        4 | 7 => c == '-',
        _ => c.is_ascii_digit(),
    });
    let rest = if rest.is_empty() {
        rest
    } else {
        rest.strip_prefix(['-', '_'])?
    };
    digits.then_some((day, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let of = |name: &str| read(Path::new(name));
        let jekyll = of("_posts/2024-01-15-night-bus.md");
        assert_eq!(jekyll.day.as_deref(), Some("2024-01-15"));
        assert_eq!(jekyll.slug.as_deref(), Some("night-bus"));
        assert!(jekyll.jekyll && !jekyll.draft);
        assert!(of("_drafts/night-bus.md").draft);
        assert_eq!(
            of("content/night-bus/index.de.md").slug.as_deref(),
            Some("night-bus")
        );
        assert_eq!(
            of("content/night-bus/index.de.md").language.as_deref(),
            Some("de")
        );
        assert_eq!(of("v1.10.md").slug.as_deref(), Some("v1.10"));
        assert!(of("content/_index.md").no_story);
        assert_eq!(of("é-é-é-é-é.md").day, None);
    }
}
