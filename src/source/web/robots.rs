//! `robots.txt` (RFC 9309): which pages a site lets programs fetch.
//!
//! In: the file's text and the name of the one who asks. Out: yes or no for a path, and how long to wait between two
//! requests where the site says so (`Crawl-delay`, which no standard has and many sites write).

use std::time::Duration;

/// As much of the file is read; RFC 9309 asks for 500 KiB at least.
pub(super) const MOST: usize = 500 * 1024;

/// A longer pause than this is not made, whatever the file says.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What a site says to one program.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    /// Whether it allows, and which paths.
    lines: Vec<(bool, String)>,
    /// How long to wait between two requests.
    pub(super) pause: Option<Duration>,
}

impl Rules {
    /// The rules for the program whose user agent this is: those that name it, else those for all.
    pub(super) fn of(text: &str, agent: &str) -> Rules {
        let token = token(agent);
        let named = collect(text, |name| name.eq_ignore_ascii_case(token));
        named
            .or_else(|| collect(text, |name| name == "*"))
            .unwrap_or_default()
    }

    /// May this path, with its query, be fetched? The longest rule that matches decides, and of two as long the
    /// one that allows.
    pub(super) fn allow(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let path = normal(path);
        let matching = self.lines.iter().filter(|(_, rule)| matches(rule, &path));
        let best = matching.max_by_key(|(allows, rule)| (rule.len(), *allows));
        best.is_none_or(|(allows, _)| *allows)
    }
}

/// The name by which a program is called in the file: the beginning of its user agent.
fn token(agent: &str) -> &str {
    let end = agent.find(|c: char| !(c.is_ascii_alphabetic() || c == '-' || c == '_'));
    agent.get(..end.unwrap_or(agent.len())).unwrap_or(agent)
}

/// All groups for this name as one; `None` where there is none.
fn collect(text: &str, is_named: impl Fn(&str) -> bool) -> Option<Rules> {
    let (mut rules, mut found) = (Rules::default(), false);
    // Lines that name programs stand together at the head of a group.
    let (mut in_group, mut in_head) = (false, false);
    for line in text.trim_start_matches('\u{feff}').lines() {
        let line = line.split('#').next().unwrap_or_default();
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        match key.as_str() {
            "user-agent" => {
                let named = is_named(token_or_star(value));
                in_group = named || (in_head && in_group);
                in_head = true;
                found |= named;
            }
            "allow" | "disallow" => {
                in_head = false;
                if in_group && !value.is_empty() {
                    rules.lines.push((key == "allow", normal(value)));
                }
            }
            "crawl-delay" => {
                in_head = false;
                if in_group {
                    rules.pause = pause(value).or(rules.pause);
                }
            }
            _ => {}
        }
    }
    found.then_some(rules)
}

fn token_or_star(value: &str) -> &str {
    if value.starts_with('*') {
        "*"
    } else {
        token(value)
    }
}

fn pause(value: &str) -> Option<Duration> {
    let seconds: f64 = value.parse().ok()?;
    let pause = Duration::try_from_secs_f64(seconds).ok()?;
    Some(pause.min(LONGEST_PAUSE))
}

/// A path in which what need not be escaped is not, and all else is, in upper case; `*` and `$` stay.
fn normal(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let mut rest = bytes.clone();
                let digits = (rest.next().and_then(hex), rest.next().and_then(hex));
                if let (Some(high), Some(low)) = digits {
                    bytes = rest;
                    let meant = high * 16 + low;
                    if meant.is_ascii_alphanumeric() || b"-._~".contains(&meant) {
                        out.push(char::from(meant));
                    } else {
                        escape(meant, &mut out);
                    }
                } else {
                    escape(b'%', &mut out);
                }
            }
            b'!'..=b'~' => out.push(char::from(byte)),
            other => escape(other, &mut out),
        }
    }
    out
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

fn escape(byte: u8, out: &mut String) {
    out.push_str(&format!("%{byte:02X}"));
}

/// Does the path begin as the rule says? `*` stands for anything, `$` at the end for the end.
fn matches(rule: &str, path: &str) -> bool {
    let (rule, to_the_end) = match rule.strip_suffix('$') {
        Some(rule) => (rule, true),
        None => (rule, false),
    };
    let mut parts = rule.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return !to_the_end || rest.is_empty();
    };
    for part in middle {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    if to_the_end {
        rest.ends_with(last)
    } else {
        rest.contains(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = "\u{feff}# all of it
User-agent: *
Disallow: /private/
Allow: /private/open
Disallow: /*.pdf$
Disallow: /search*q=
Crawl-delay: 2
Sitemap: https://quay.example/sitemap.xml

User-Agent: Other
user-agent: FeedWright/2
Disallow: /only-for-named
Crawl-delay: 9999

User-agent: other
Disallow: /

User-agent: feedwright
disallow: /caf\u{e9}
Disallow:
";

    #[test]
    fn the_longest_rule_decides() {
        let all = Rules::of(SITE, "Nobody/1.0");
        for (path, want) in [
            ("/", true),
            ("/private/a", false),
            ("/private/open/a", true),
            ("/%70rivate/a", false),
            ("/a.pdf", false),
            ("/a.pdf?x", true),
            ("/search?x=1&q=2", false),
            ("/search?x=1", true),
            ("/robots.txt", true),
            ("/caf\u{e9}", true),
        ] {
            assert_eq!(all.allow(path), want, "{path}");
        }
        assert_eq!(all.pause, Some(Duration::from_secs(2)));
    }

    #[test]
    fn groups_of_a_name_are_one_and_stand_for_those_of_all() {
        let ours = Rules::of(SITE, "feedwright/0.1 (+https://quay.example/)");
        for (path, want) in [
            ("/private/a", true),
            ("/only-for-named", false),
            ("/caf%C3%A9", false),
            ("/caf%c3%a9/x", false),
            ("/", true),
        ] {
            assert_eq!(ours.allow(path), want, "{path}");
        }
        assert_eq!(ours.pause, Some(LONGEST_PAUSE));
        assert!(!Rules::of(SITE, "Other").allow("/"));
        assert!(Rules::of("", "feedwright").allow("/x"));
        assert!(!Rules::of("User-agent: *\nDisallow: /", "feedwright").allow("/x"));
    }

    #[test]
    fn hostile_rules_end() {
        let stars = format!("User-agent: *\nDisallow: /{}b", "*a".repeat(50_000));
        assert!(Rules::of(&stars, "x").allow(&format!("/{}", "a".repeat(20_000))));
        assert!(Rules::of("User-agent: *\nDisallow: /%zz%", "x").allow("/a"));
        assert!(!Rules::of("User-agent: *\nDisallow: /%zz", "x").allow("/%zz"));
    }
}
