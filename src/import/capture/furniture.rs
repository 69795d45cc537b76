//! What stands on every page and belongs to no story: menus, counters, buttons, widgets.

use super::shape;
use super::words::{class, fold};

/// Furniture, by the rule that knows it.
pub(super) fn read(line: &str) -> Option<&'static str> {
    RULES.iter().find(|(_, is)| is(line)).map(|(rule, _)| *rule)
}

/// The rule that knows the words of the table.
pub(super) const WORDS: &str = "furniture-words";
/// The rule that knows weather and rates.
pub(super) const WIDGET: &str = "widget";

type Rule = (&'static str, fn(&str) -> bool);

const RULES: &[Rule] = &[
    (WORDS, by_words),
    ("bare-number", is_counter),
    ("glued-menu", is_glued_menu),
    ("menu", is_menu),
    ("menu-words", is_menu_words),
    ("breadcrumb", is_breadcrumb),
    (WIDGET, is_widget),
    (WIDGET, is_weather),
    ("address", is_address),
    ("contact", is_contact),
    ("capture-prefix", |l| capture_prefix(l).is_some()),
];

/// The longest line that is furniture by its first words.
const LONGEST: usize = 24;

fn by_words(line: &str) -> bool {
    let folded = fold(line.trim_start_matches('('));
    // "Comments (12)" is "Comments".
    let bare = fold(folded.trim_end_matches(|c: char| c.is_numeric() || "() ".contains(c)));
    let short = shape::at_most(line, LONGEST);
    class("furniture").is(&folded)
        || (!bare.is_empty() && class("furniture").is(&bare))
        || (short && class("furniture-start").begins(&folded))
}

/// "6595", "12 345", "1,234 views": numbers and at most one word.
fn is_counter(line: &str) -> bool {
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let date = line.contains([':', '/']) || line.matches('.').count() > 1;
    digits > 0
        && !date
        && (letters == 0 || (shape::at_most(line, 2) && digits >= 1 && is_count_word(line)))
}

fn is_count_word(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "views",
        "view",
        "comments",
        "comment",
        "shares",
        "likes",
        "reads",
        "просмотров",
        "просмотра",
        "просмотр",
        "комментариев",
        "комментария",
        "комментарий",
        "kommentare",
        "kommentar",
        "commentaires",
        "commentaire",
        "vues",
        "переглядів",
        "comentarios",
        "commenti",
        "komentarzy",
        "people",
    ];
    line.split_whitespace()
        .all(|w| WORDS.contains(&fold(w).as_str()) || w.chars().all(|c| !c.is_alphabetic()))
}

/// Menu words whose blanks were lost: "PoliticsBusinessSport And CultureWeather".
fn is_glued_menu(line: &str) -> bool {
    let chars: Vec<char> = line.chars().collect();
    let seam = |w: &[char]| matches!(w, [a, b, c] if a.is_lowercase() && b.is_uppercase() && c.is_lowercase());
    chars.windows(3).filter(|w| seam(w)).count() >= 3
}

/// "Home | News | Sport", "Home > News > Local": three parts or more, all short.
fn is_menu(line: &str) -> bool {
    ['|', '>', '»', '·', '•', '›'].iter().any(|&separator| {
        let parts: Vec<&str> = line.split(separator).map(str::trim).collect();
        parts.len() >= 3
            && parts
                .iter()
                .all(|p| shape::at_most(p, 3) && !p.contains(|c: char| c.is_ascii_digit()))
    })
}

/// "Home World Business Sport Weather": four words or more, nearly all of them names of sections or buttons.
fn is_menu_words(line: &str) -> bool {
    const MOST: usize = 40;
    let (section, furniture) = (class("section"), class("furniture"));
    let words = line.split_whitespace().map(fold);
    let (mut known, mut others) = (0, 0);
    for word in words.filter(|w| !w.is_empty()) {
        match section.is(&word) || furniture.is(&word) {
            true => known += 1,
            false => others += 1,
        }
        // A sentence is none after its first words.
        if others * 4 > MOST {
            return false;
        }
    }
    let all = known + others;
    (4..=MOST).contains(&all) && known * 4 >= all * 3
}

/// "1. example-paper", "2. World": numbered crumbs of one or two words.
fn is_breadcrumb(line: &str) -> bool {
    let Some((number, rest)) = line.split_once(". ") else {
        return false;
    };
    let numbered =
        !number.is_empty() && number.len() <= 2 && number.chars().all(|c| c.is_ascii_digit());
    numbered && shape::at_most(rest, 2) && !rest.ends_with('.')
}

/// "+12 °C", "USD 73.50 EUR 88.10": weather and rates.
fn is_widget(line: &str) -> bool {
    const SIGNS: &[char] = &['°', '€', '$', '₽', '£', '%', '₴'];
    const CODES: &[&str] = &["USD", "EUR", "CNY", "GBP", "BTC", "RUB", "UAH"];
    let tokens: Vec<&str> = line.split_whitespace().take(13).collect();
    if tokens.len() > 12 {
        return false;
    }
    let measured = |t: &&str| {
        t.contains(SIGNS) || CODES.contains(t) || t.contains(|c: char| c.is_ascii_digit())
    };
    let marked = line.contains(SIGNS) || tokens.iter().any(|t| CODES.contains(t));
    let numbers = tokens.iter().filter(|t| measured(t)).count();
    marked && numbers * 2 >= tokens.len() && !shape::is_prose(line)
}

/// "clear, no rain", "wind 4 m/s": a few words, half of them about the weather, the others short or numbers.
fn is_weather(line: &str) -> bool {
    let weather = class("weather");
    if line.split_whitespace().nth(6).is_some() {
        return false;
    }
    let tokens: Vec<String> = line.split_whitespace().map(fold).collect();
    let known = tokens.iter().filter(|t| weather.is(t)).count();
    let small = |t: &&String| t.chars().count() <= 3 || t.contains(|c: char| c.is_ascii_digit());
    let rest = tokens.iter().filter(|t| !weather.is(t) && small(t)).count();
    // "Rain, Snow and Wind" is a title.
    let plain = tokens.len() <= 2
        || !line.starts_with(char::is_uppercase)
        || line.contains(|c: char| c.is_ascii_digit());
    known > 0 && plain && known + rest == tokens.len() && !shape::is_prose(line)
}

/// A bare address or handle.
fn is_address(line: &str) -> bool {
    let one = line.split_whitespace().count() == 1;
    one && (line.contains("://")
        || line.starts_with("www.")
        || line.starts_with('@')
        || line.contains('@'))
}

/// "Kari Moe can be reached at kmoe@example.com."
fn is_contact(line: &str) -> bool {
    let address = line.split_whitespace().any(|w| w.contains('@'));
    address && shape::at_most(line, 16) && class("contact").count_in(&fold(line)) > 0
}

/// "date 2021-07-30 Advertisement": what a capture tool has glued to the front; the day is of last resort.
pub(super) fn capture_prefix(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("date ")?;
    let day = rest.get(..10)?;
    crate::model::Moment::read(day).ok()?;
    Some(day)
}

/// What follows the day of a capture prefix: perhaps the page's own first line.
pub(super) fn after_capture_prefix(line: &str) -> Option<&str> {
    capture_prefix(line)?;
    let rest = line.trim().strip_prefix("date ")?.get(10..)?;
    Some(rest.trim()).filter(|r| !r.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_by_rule() {
        for (line, want) in [
            ("Actions", Some("furniture-words")),
            ("Comments (12)", Some("furniture-words")),
            (
                "Reporting by Kari Moe; Editing by Jon Talbot",
                Some("furniture-words"),
            ),
            ("Support The Volga Herald!", Some("furniture-words")),
            ("6595", Some("bare-number")),
            ("1,234 views", Some("bare-number")),
            (
                "PoliticsBusinessSport And CultureWeather",
                Some("glued-menu"),
            ),
            ("Home > News > Local", Some("menu")),
            (
                "Home World Business Sport Breakingviews More",
                Some("menu-words"),
            ),
            ("1. beispielbote-de", Some("breadcrumb")),
            ("USD 73.50 EUR 88.10", Some("widget")),
            ("+12 °C", Some("widget")),
            ("@thepaper", Some("address")),
            (" date 2021-07-30 Advertisement", Some("capture-prefix")),
            ("13.10.2017", None),
            ("Supporters Storm the Pitch After Final", None),
            ("WhatsApp and YouTube Go Down Again", None),
            ("Prices rise 3% as winter nears", None),
        ] {
            assert_eq!(read(line), want, "{line}");
        }
    }
}
