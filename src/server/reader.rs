//! Which program asks, by its `User-Agent`: a table of families, for counting. Nothing else depends on it.
//!
//! The names are as the programs write them. Sources: buttondown's list of readers (docs.buttondown.com/rss-subscribers) for
//! Feedly, Inoreader, NewsBlur, Feedbin, The Old Reader, BazQux and Dreamwidth; overcast.fm/podcasterinfo for Overcast; the
//! programs' own code for NetNewsWire, Tiny Tiny RSS, FreshRSS, newsboat, Miniflux and feedparser; access logs that
//! people have published (popey.com 2023, ayewo.com 2024) for the others.

use std::sync::LazyLock;

/// A family of programs.
#[derive(Debug)]
pub(super) struct Reader {
    /// What it is called in figures.
    pub(super) name: &'static str,
    /// How a word in its `User-Agent` begins, in lower case.
    words: &'static [&'static str],
}

/// The families; the first that fits counts. Those that others say they are like stand last.
pub(super) const READERS: &[Reader] = &[
    // newsboat/2.40 (Linux x86_64)
    reader("newsboat", &["newsboat/", "newsbeuter/"]),
    // Mozilla/5.0 (compatible; Miniflux/2.2.3; +https://miniflux.app)
    reader("miniflux", &["miniflux/"]),
    // NetNewsWire (RSS Reader; https://netnewswire.com/)
    reader("netnewswire", &["netnewswire"]),
    // FreshRSS/1.28.1 (Linux; https://freshrss.org)
    reader("freshrss", &["freshrss/"]),
    // Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers; like FeedFetcher-Google), FeedlyBot/1.0
    reader("feedly", &["feedly"]),
    // Mozilla/5.0 (compatible; inoreader.com; 114 subscribers)
    reader("inoreader", &["inoreader"]),
    // NewsBlur Feed Fetcher - 27 subscribers - https://www.newsblur.com/site/7704055/x (Mozilla/5.0 …)
    reader("newsblur", &["newsblur"]),
    // Feedbin feed-id:1697787 - 102 subscribers
    reader("feedbin", &["feedbin"]),
    // Mozilla/5.0 (compatible; theoldreader.com; 1 subscribers; feed-id=cead6c3a)
    reader("theoldreader", &["theoldreader"]),
    // Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 1 subscribers)
    reader("bazqux", &["bazqux/"]),
    // Bloglovin/1.0 (http://www.bloglovin.com; 1 subscribers)
    reader("bloglovin", &["bloglovin/"]),
    // Tiny Tiny RSS/21.06-7bd9572aa (http://tt-rss.org/)
    reader("tiny-tiny-rss", &["tiny tiny rss"]),
    // Blogtrottr/2.0
    reader("blogtrottr", &["blogtrottr/"]),
    // Dreamwidth Studios (webmaster@dreamwidth.org; for https://www.dreamwidth.org/users/x/; 2 readers)
    reader("dreamwidth", &["dreamwidth studios"]),
    // Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0
    reader("thunderbird", &["thunderbird/"]),
    // Akregator/5.24.0 (23.08.0); syndication
    reader("akregator", &["akregator/"]),
    reader("liferea", &["liferea/"]),
    reader("rssguard", &["rssguard/", "rss guard"]),
    reader("reeder", &["reeder/"]),
    // Unread RSS Reader - https://www.goldenhillsoftware.com/unread/
    reader("unread", &["unread rss reader", "unread/"]),
    reader("yarr", &["yarr/"]),
    reader("rss2email", &["rss2email/"]),
    // Overcast/1.0 Podcast Sync (210 subscribers; feed-id=735461; +http://overcast.fm/)
    reader("overcast", &["overcast/"]),
    // PocketCasts/1.0 (Pocket Casts Feed Parser; +http://pocketcasts.com/)
    reader("pocketcasts", &["pocketcasts/", "pocket casts"]),
    reader("antennapod", &["antennapod/"]),
    reader("apple-podcasts", &["itms", "itunes/", "podcasts/"]),
    // FeedFetcher-Google; (+http://www.google.com/feedfetcher.html)
    reader("google-feedfetcher", &["feedfetcher-google"]),
    // feedparser/6.0.11 +https://github.com/kurtmckee/feedparser/; before version 6: UniversalFeedParser/5.2.1
    reader("feedparser", &["feedparser/", "universalfeedparser/"]),
    reader("simplepie", &["simplepie/"]),
    reader("feedwright", &["feedwright/"]),
    reader("prometheus", &["prometheus/"]),
    reader("curl", &["curl/"]),
    reader("wget", &["wget/"]),
    // Programs that somebody wrote and gave no name of their own.
    reader(
        "library",
        &[
            "aiohttp/",
            "axios/",
            "go-http-client/",
            "guzzlehttp/",
            "java/",
            "libwww-perl/",
            "node-fetch",
            "okhttp/",
            "python-httpx/",
            "python-requests/",
            "python-urllib/",
            "ruby",
        ],
    ),
    reader(BOT, &[]),
    reader(
        BROWSER,
        &[
            "chrome/", "edg/", "firefox/", "msie", "opr/", "safari/", "trident/",
        ],
    ),
];

/// Who calls himself a bot and is in no other family.
const BOT: &str = "bot";
const BROWSER: &str = "browser";

/// How bots call themselves.
const BOTS: [&[u8]; 3] = [b"bot", b"crawl", b"spider"];

/// How many families there are, with [`Family::OTHER`].
pub(super) const FAMILIES: usize = READERS.len() + 1;

/// So many bytes of a `User-Agent` are looked at.
const LOOKED_AT: usize = 256;

/// More subscribers than this are none that anybody has.
const MOST_SUBSCRIBERS: u32 = 1_000_000_000;

const fn reader(name: &'static str, words: &'static [&'static str]) -> Reader {
    Reader { name, words }
}

/// A place in [`READERS`], or behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Family(usize);

impl Family {
    /// None of the table.
    pub(super) const OTHER: Family = Family(READERS.len());

    /// Its place among [`FAMILIES`].
    pub(super) const fn index(self) -> usize {
        self.0
    }

    /// All of them.
    pub(super) fn all() -> impl Iterator<Item = Family> {
        (0..FAMILIES).map(Family)
    }

    pub(super) fn name(self) -> &'static str {
        READERS.get(self.0).map_or("other", |reader| reader.name)
    }
}

/// Words, each with the place of its family.
type Words = Vec<(&'static [u8], usize)>;

/// The words of the table by their first letter.
static BY_LETTER: LazyLock<[Words; 26]> = LazyLock::new(|| {
    let mut letters: [Words; 26] = Default::default();
    for (place, reader) in READERS.iter().enumerate() {
        for word in reader.words {
            let first = word.bytes().next().and_then(letter);
            if let Some(words) = first.and_then(|first| letters.get_mut(first)) {
                words.push((word.as_bytes(), place));
            }
        }
    }
    letters
});

fn letter(byte: u8) -> Option<usize> {
    byte.is_ascii_lowercase().then(|| usize::from(byte - b'a'))
}

/// Which family asks, and for how many subscribers, where it says so.
pub(super) fn who(agent: &[u8]) -> (Family, Option<u32>) {
    let mut lowered = [0; LOOKED_AT];
    let length = agent.len().min(LOOKED_AT);
    let (Some(lowered), Some(agent)) = (lowered.get_mut(..length), agent.get(..length)) else {
        return (Family::OTHER, None);
    };
    lowered.copy_from_slice(agent);
    lowered.make_ascii_lowercase();
    (family(lowered), subscribers(lowered))
}

fn family(agent: &[u8]) -> Family {
    let by_letter = &*BY_LETTER;
    let mut best = Family::OTHER;
    let mut before = b' ';
    for (at, byte) in agent.iter().enumerate() {
        // Most bytes stand within a word.
        let begins = !before.is_ascii_alphanumeric();
        before = *byte;
        if !begins {
            continue;
        }
        let Some(words) = letter(*byte).and_then(|l| by_letter.get(l)) else {
            continue;
        };
        let rest = agent.get(at..).unwrap_or_default();
        // They stand in the order of the table: the first that fits is the best of them.
        let mut better = words.iter().take_while(|(_, place)| *place < best.0);
        if let Some((_, place)) = better.find(|(word, _)| rest.starts_with(word)) {
            best = Family(*place);
        }
    }
    let named = best != Family::OTHER && best.name() != BROWSER;
    let finds = |word: &&[u8]| memchr::memmem::find(agent, word).is_some();
    if !named && BOTS.iter().any(finds) {
        let place = READERS.iter().position(|reader| reader.name == BOT);
        return place.map_or(Family::OTHER, Family);
    }
    best
}

/// The number before `subscribers` or `readers`.
fn subscribers(agent: &[u8]) -> Option<u32> {
    let at = memchr::memmem::find(agent, b" subscriber")
        .or_else(|| memchr::memmem::find(agent, b" readers"))?;
    let before = agent.get(..at)?;
    let digits = before.iter().rev().take_while(|b| b.is_ascii_digit());
    let from = before.len().checked_sub(digits.count())?;
    let number = std::str::from_utf8(before.get(from..)?).ok()?;
    let number = number.parse().ok()?;
    (number <= MOST_SUBSCRIBERS).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_known_by_their_names() {
        let webkit = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                      Version/14.0.1 Safari/605.1.15";
        let newsblur = format!(
            "NewsBlur Feed Fetcher - 27 subscribers - https://www.newsblur.com/site/77/x (\"{webkit}\")"
        );
        for (agent, name, subscribers) in [
            ("newsboat/2.40 (Linux x86_64)", "newsboat", None),
            ("Newsboat/2.30", "newsboat", None),
            (
                "Mozilla/5.0 (compatible; Miniflux/2.2.3; +https://miniflux.app)",
                "miniflux",
                None,
            ),
            (
                "NetNewsWire (RSS Reader; https://netnewswire.com/)",
                "netnewswire",
                None,
            ),
            (
                "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers; like FeedFetcher-Google)",
                "feedly",
                Some(12),
            ),
            ("Feedly/1.0 (poller; 131 subscribers;)", "feedly", Some(131)),
            ("FeedlyBot/1.0 (http://feedly.com)", "feedly", None),
            (
                "Mozilla/5.0 (compatible; inoreader.com; 114 subscribers)",
                "inoreader",
                Some(114),
            ),
            (newsblur.as_str(), "newsblur", Some(27)),
            (
                "NewsBlur Feed Fetcher - 1 subscriber - http://www.newsblur.com/site/0/x",
                "newsblur",
                Some(1),
            ),
            (
                "Feedbin feed-id:1697787 - 102 subscribers",
                "feedbin",
                Some(102),
            ),
            (
                "Mozilla/5.0 (compatible; theoldreader.com; 1 subscribers; feed-id=cead)",
                "theoldreader",
                Some(1),
            ),
            (
                "Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 3 subscribers)",
                "bazqux",
                Some(3),
            ),
            (
                "Dreamwidth Studios (webmaster@dreamwidth.org; for https://www.dreamwidth.org/users/x/; 2 readers)",
                "dreamwidth",
                Some(2),
            ),
            (
                "FeedFetcher-Google; (+http://www.google.com/feedfetcher.html)",
                "google-feedfetcher",
                None,
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0",
                "thunderbird",
                None,
            ),
            (
                "feedparser/6.0.11 +https://github.com/kurtmckee/feedparser/",
                "feedparser",
                None,
            ),
            ("curl/8.5.0", "curl", None),
            ("Wget/1.21.3", "wget", None),
            ("Go-http-client/2.0", "library", None),
            ("Prometheus/2.51.0", "prometheus", None),
            (
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "bot",
                None,
            ),
            (
                "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/103.0 Safari/537.36",
                "bot",
                None,
            ),
            (webkit, "browser", None),
            ("Reader nobody knows/1.0", "other", None),
            ("", "other", None),
            ("xcurl/8", "other", None),
            ("X/1 (99999999999 subscribers)", "other", None),
            ("X/1 ( subscribers)", "other", None),
            ("\u{e9}\u{e9} subscribers", "other", None),
        ] {
            let (family, count) = who(agent.as_bytes());
            assert_eq!((family.name(), count), (name, subscribers), "{agent}");
        }
    }

    #[test]
    fn the_table_can_be_searched_as_it_is() {
        let mut names: Vec<_> = READERS.iter().map(|reader| reader.name).collect();
        names.push("other");
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "a name stands there twice");
        for word in READERS.iter().flat_map(|reader| reader.words) {
            let first = word.bytes().next().unwrap();
            assert!(first.is_ascii_lowercase(), "{word}");
            assert_eq!(*word, word.to_ascii_lowercase());
        }
        for bytes in [&[0xff; 5000][..], &[b'-'; 300], b" subscriber"] {
            who(bytes);
        }
    }
}
