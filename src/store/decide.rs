//! What becomes of a record that is held already when it is seen again. Pure: what is held and what was seen go
//! in, a verdict comes out.

use crate::model::Kind;

use super::digest::Digest;
use super::timing::Seconds;

/// Which rule told whose record it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// The source's id.
    Id,
    /// The canonical address.
    Url,
    /// The title within its site.
    Title,
}

impl Match {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Match::Id => "id",
            Match::Url => "url",
            Match::Title => "title",
        }
    }
}

/// What is held.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) kind: Kind,
    pub(crate) whole: Digest,
    /// When this version was made, as far as it says.
    pub(crate) version: Option<Seconds>,
    pub(crate) line: i64,
    pub(crate) forgotten: bool,
    /// Was it withdrawn by its source (and not by an editor's command)?
    pub(crate) withdrawn_by_source: bool,
    pub(crate) withdrawn: bool,
}

/// What was seen.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) matched: Match,
    pub(crate) kind: Kind,
    pub(crate) whole: Digest,
    pub(crate) version: Option<Seconds>,
    pub(crate) line: i64,
    /// In the same file of the same source as what is held.
    pub(crate) same_place: bool,
    /// In the same run as what is held.
    pub(crate) same_run: bool,
    /// Has it an id or an address where what is held has none?
    pub(crate) brings_a_name: bool,
    /// Has this very version lost against another line before?
    pub(crate) lost_before: bool,
    pub(crate) retracted: bool,
    pub(crate) bare_retraction: bool,
    /// Where what is held came from another source: does this one speak for the story rather than that?
    pub(crate) outranks: Option<bool>,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The same record with the same content, still there.
    Same,
    /// A lesser sighting of it, such as a line in a headline box: nothing changes.
    Lesser,
    /// Another source has the story too, and speaks for it.
    Yields,
    /// Two lines in doubt; the one that is held is newer.
    Loses,
    /// Two lines in doubt; this one is newer.
    Wins,
    /// This is its content now.
    Replaces,
    /// It is withdrawn, and nothing else is said.
    Withdraws,
}

/// What becomes of a held record that is seen again.
pub(crate) fn decide(held: &Held, seen: &Seen) -> Verdict {
    if held.forgotten {
        return Verdict::Lesser;
    }
    if seen.bare_retraction {
        return if held.withdrawn {
            Verdict::Lesser
        } else {
            Verdict::Withdraws
        };
    }
    if seen.whole == held.whole {
        let speaks = seen.outranks != Some(false);
        let restores = held.withdrawn_by_source && !seen.retracted && speaks;
        return if restores {
            Verdict::Replaces
        } else {
            Verdict::Same
        };
    }
    match seen.outranks {
        Some(true) => return Verdict::Replaces,
        Some(false) => return Verdict::Yields,
        None => {}
    }
    match (held.kind, seen.kind) {
        (Kind::Article, Kind::Headline)
            if seen.matched != Match::Id || seen.same_run || seen.lost_before =>
        {
            Verdict::Lesser
        }
        (Kind::Headline, Kind::Article) => Verdict::Replaces,
        (Kind::Headline, Kind::Headline) if seen.matched == Match::Title => headline_again(seen),
        _ => other_version(held, seen),
    }
}

/// The same title on another page says nothing new, unless it comes with an id or an address.
fn headline_again(seen: &Seen) -> Verdict {
    let own_page_again = seen.same_place && !seen.same_run;
    if seen.brings_a_name || own_page_again {
        Verdict::Replaces
    } else {
        Verdict::Lesser
    }
}

fn other_version(held: &Held, seen: &Seen) -> Verdict {
    if seen.lost_before {
        return Verdict::Loses;
    }
    let older = matches!((seen.version, held.version), (Some(s), Some(h)) if s < h);
    let newer = matches!((seen.version, held.version), (Some(s), Some(h)) if s > h);
    let further_up = seen.same_place && seen.line < held.line;
    match seen.same_run {
        true if older || (!newer && further_up) => Verdict::Loses,
        true => Verdict::Wins,
        false if older && !seen.same_place => Verdict::Loses,
        false => Verdict::Replaces,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Kind::{Article, Headline};

    fn held(kind: Kind) -> Held {
        Held {
            kind,
            whole: [1; 16],
            version: None,
            line: 10,
            forgotten: false,
            withdrawn_by_source: false,
            withdrawn: false,
        }
    }

    fn seen(matched: Match, kind: Kind) -> Seen {
        Seen {
            matched,
            kind,
            whole: [2; 16],
            version: None,
            line: 20,
            same_place: false,
            same_run: false,
            brings_a_name: false,
            lost_before: false,
            retracted: false,
            bare_retraction: false,
            outranks: None,
        }
    }

    #[test]
    fn kinds() {
        for (h, m, s, same_run, want) in [
            (Article, Match::Title, Headline, false, Verdict::Lesser),
            (Article, Match::Url, Headline, false, Verdict::Lesser),
            (Article, Match::Id, Headline, true, Verdict::Lesser),
            (Article, Match::Id, Headline, false, Verdict::Replaces),
            (Headline, Match::Title, Article, false, Verdict::Replaces),
            (Headline, Match::Title, Article, true, Verdict::Replaces),
            (Headline, Match::Title, Headline, false, Verdict::Lesser),
            (Headline, Match::Url, Headline, false, Verdict::Replaces),
            (Article, Match::Id, Article, false, Verdict::Replaces),
            (Article, Match::Id, Article, true, Verdict::Wins),
        ] {
            let seen = Seen {
                same_run,
                ..seen(m, s)
            };
            assert_eq!(
                decide(&held(h), &seen),
                want,
                "{h:?} {m:?} {s:?} {same_run}"
            );
        }
    }

    #[test]
    fn two_lines_in_one_run() {
        for (h, s, line, want) in [
            (Some(5), Some(6), 3, Verdict::Wins),
            (Some(6), Some(5), 20, Verdict::Loses),
            (Some(5), Some(5), 20, Verdict::Wins),
            (Some(5), Some(5), 3, Verdict::Loses),
            (None, Some(5), 20, Verdict::Wins),
        ] {
            let held = Held {
                version: h,
                ..held(Article)
            };
            let seen = Seen {
                version: s,
                line,
                same_run: true,
                same_place: true,
                ..seen(Match::Id, Article)
            };
            assert_eq!(decide(&held, &seen), want, "{h:?} {s:?} {line}");
        }
    }

    #[test]
    fn what_lost_once_loses_again() {
        let again = Seen {
            lost_before: true,
            ..seen(Match::Id, Article)
        };
        assert_eq!(decide(&held(Article), &again), Verdict::Loses);
    }

    #[test]
    fn a_withdrawal_by_the_source_ends_when_the_source_says_so() {
        let gone = Held {
            withdrawn: true,
            withdrawn_by_source: true,
            ..held(Article)
        };
        let same = Seen {
            whole: gone.whole,
            ..seen(Match::Id, Article)
        };
        assert_eq!(decide(&gone, &same), Verdict::Replaces);
        let by_command = Held {
            withdrawn_by_source: false,
            ..gone
        };
        assert_eq!(decide(&by_command, &same), Verdict::Same);
    }
}
