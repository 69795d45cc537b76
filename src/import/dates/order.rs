//! Day before month, or month before day.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::atoms::Numeric;

/// Which of the first two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

/// The place that a numeric date comes from, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The whole tag where the caller gave one: `en-US` says more than `en`.
    pub(super) tag: Option<&'a str>,
    pub(super) language: Option<&'a str>,
    pub(super) zone: Option<Tz>,
}

/// The order of a numeric date: by its own numbers, its separator, or the place; `None` where nothing settles it.
pub(super) fn of(numeric: Numeric, place: Place<'_>) -> Option<Order> {
    let Numeric { first, second, .. } = numeric;
    if numeric.separator == '.' || first > 12 || first == second {
        return Some(Order::DayFirst);
    }
    if second > 12 {
        return Some(Order::MonthFirst);
    }
    by_region(place).or_else(|| by_language(place))
}

/// Only the United States write the month first throughout; in Canada both are met, English papers there mostly
/// write the month first.
fn by_region(place: Place<'_>) -> Option<Order> {
    let (_, region) = place.tag?.split_once(['-', '_'])?;
    match region.to_ascii_uppercase().as_str() {
        "US" => Some(Order::MonthFirst),
        "CA" => None,
        r if r.len() == 2 => Some(Order::DayFirst),
        _ => None,
    }
}

fn by_language(place: Place<'_>) -> Option<Order> {
    const CONTINENTS_DAY_FIRST: [&str; 6] = [
        "Europe/",
        "Africa/",
        "Asia/",
        "Australia/",
        "Pacific/Auckland",
        "Indian/",
    ];
    let zone = place.zone.map(|z| z.name()).unwrap_or_default();
    match place.language {
        Some("en") if zone.starts_with("America/") || zone == "Pacific/Honolulu" => {
            Some(Order::MonthFirst)
        }
        Some("en") | None => CONTINENTS_DAY_FIRST
            .iter()
            .any(|c| zone.starts_with(c))
            .then_some(Order::DayFirst),
        Some(_) => Some(Order::DayFirst),
    }
}

/// The day, with the numbers in this order.
pub(super) fn date(numeric: Numeric, order: Order, year: i32) -> Option<NaiveDate> {
    let (day, month) = match order {
        Order::DayFirst => (numeric.first, numeric.second),
        Order::MonthFirst => (numeric.second, numeric.first),
    };
    NaiveDate::from_ymd_opt(year, month, day)
}
