//! The date of a page that prints none: in its address, or glued to its front by a capture tool.

use chrono::NaiveDate;
use url::Url;

use super::story::{Block, Found, Story, Time};
use crate::model::Moment;

/// Gives an article without a date the day of its address, else that of the capture.
pub(super) fn date(lead: &mut Story, prefix: Option<&(u64, String)>, url: Option<&Url>) {
    let is_article = lead
        .body
        .iter()
        .any(|b| matches!(b.value, Block::Paragraph(_)))
        || lead.summary.is_some();
    if lead.published.is_some() || lead.updated.is_some() || !is_article {
        return;
    }
    let of_url = || {
        let url = url?;
        let day = day_in(url.path())?;
        Some(found(day, lead.line, url.as_str().to_owned(), "page-url"))
    };
    let of_prefix = || {
        let (line, day) = prefix?;
        let day = day.parse().ok()?;
        Some(found(day, *line, format!("date {day}"), "capture-prefix"))
    };
    lead.published = of_url().or_else(of_prefix);
}

fn found(day: NaiveDate, line: u64, text: String, rule: &'static str) -> Found<Time> {
    Found {
        value: Time {
            moment: Moment::Day(day),
            assumed: false,
        },
        line,
        text,
        rule,
        sure: false,
    }
}

/// `/2017/10/13/`, `/2017-10-13/`, `/20171013/` in a path: year first, so that the order is certain.
fn day_in(path: &str) -> Option<NaiveDate> {
    let numbers: Vec<&str> = path
        .split(|c: char| !c.is_ascii_digit())
        .filter(|n| !n.is_empty())
        .collect();
    let parted = numbers.windows(3).find_map(|w| match w {
        [y, m, d] if y.len() == 4 && m.len() <= 2 && d.len() <= 2 => day_of(y, m, d),
        _ => None,
    });
    let compact = || {
        numbers
            .iter()
            .filter(|n| n.len() == 8)
            .find_map(|n| day_of(n.get(..4)?, n.get(4..6)?, n.get(6..)?))
    };
    parted.or_else(compact)
}

fn day_of(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let year: i32 = year.parse().ok().filter(|y| (1980..2200).contains(y))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_addresses() {
        for (path, want) in [
            ("/news/2017/10/13/ferry", Some("2017-10-13")),
            ("/2017-10-13-ferry.html", Some("2017-10-13")),
            ("/a/20171013/ferry", Some("2017-10-13")),
            ("/text/gorod/12345678/", None),
            ("/2017/13/45/", None),
            ("/news/1234/5/6", None),
        ] {
            let got = day_in(path).map(|d| d.to_string());
            assert_eq!(got.as_deref(), want, "{path}");
        }
    }
}
