//! A draft and what is known about the page become one time; what cannot be told is left out and said.

use chrono::{
    DateTime, Datelike, Days, FixedOffset, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta,
};

use super::atoms::{Age, Numeric};
use super::draft::{DateText, Draft, ZoneText};
use super::order::{self, Place};
use super::zones::{self, ZoneWord};
use super::{Context, Stamp, ZoneFrom};
use crate::model::Moment;
use crate::model::zone;

/// The year of two digits that begins the last century (RFC 5322 section 4.3: 00 to 49 are 2000 to 2049).
const LAST_CENTURY: u32 = 50;

const NO_CAPTURE_TIME: &str =
    "it counts from the time the page was read, which is not known; give it with --captured-at";

pub(super) fn settle(draft: &Draft, language: Option<&str>, context: &Context) -> Stamp {
    let mut work = Work {
        draft,
        language,
        context,
        zone: ZoneFrom::NoTime,
        doubts: Vec::new(),
    };
    let moment = work.moment();
    let moment = match moment.filter(|m| !has_year(m)) {
        Some(_) => work.doubt("the year is outside 0001 to 9999"),
        None => moment,
    };
    let bare_time = draft.clock.is_some() && !work.states_day();
    Stamp {
        label: draft.label,
        moment,
        zone: if moment.is_some() {
            work.zone
        } else {
            ZoneFrom::NoTime
        },
        bare_time,
        doubts: work.doubts,
    }
}

/// Can the time be written? "9999999 days ago" has a day, and no feed can say it.
fn has_year(moment: &Moment) -> bool {
    let year = match moment {
        Moment::Instant(instant) => instant.to_utc().year(),
        Moment::Local(local) => local.year(),
        Moment::Day(day) => day.year(),
    };
    (1..=9999).contains(&year)
}

struct Work<'a> {
    draft: &'a Draft,
    language: Option<&'a str>,
    context: &'a Context,
    zone: ZoneFrom,
    doubts: Vec<String>,
}

impl Work<'_> {
    fn states_day(&self) -> bool {
        let draft = self.draft;
        draft.date.is_some() || draft.month.is_some() || draft.days_back.is_some()
    }

    fn doubt<T>(&mut self, what: impl Into<String>) -> Option<T> {
        self.doubts.push(what.into());
        None
    }

    fn moment(&mut self) -> Option<Moment> {
        if let Some(age) = self.draft.age.filter(|_| !self.states_day()) {
            return self.aged(age);
        }
        let time = match self.draft.clock {
            Some(None) => return self.doubt("there is no such time of day"),
            Some(Some(time)) => Some(time),
            None => None,
        };
        let day = self.day(time)?;
        self.check_weekday(day);
        match time {
            Some(time) => self.zoned(day.and_time(time)),
            None => Some(Moment::Day(day)),
        }
    }

    fn day(&mut self, time: Option<NaiveTime>) -> Option<NaiveDate> {
        let draft = self.draft;
        if let Some(DateText::Certain(date)) = draft.date {
            return date.or_else(|| self.doubt("there is no such day"));
        }
        if let Some(DateText::Numeric(numeric)) = draft.date {
            return self.numeric(numeric, time);
        }
        if let Some(days) = draft.days_back {
            let today = self.captured_local()?.date();
            return today.checked_sub_days(Days::new(days));
        }
        if let (Some(month), Some(day)) = (draft.month, draft.day) {
            return match draft.year {
                Some(year) => self.dated(full_year(year), month, day),
                None => self.latest(time, |year| NaiveDate::from_ymd_opt(year, month, day)),
            };
        }
        self.day_of_bare_time(time?)
    }

    fn dated(&mut self, year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day).or_else(|| self.doubt("there is no such day"))
    }

    fn numeric(&mut self, numeric: Numeric, time: Option<NaiveTime>) -> Option<NaiveDate> {
        let place = Place {
            tag: self.context.language.as_deref(),
            language: self.language,
            zone: self.context.zone,
        };
        let Some(order) = order::of(numeric, place) else {
            return self.doubt(
                "day and month cannot be told apart; give the page's language (en-GB, en-US) or its time zone",
            );
        };
        match numeric.year {
            Some(year) => order::date(numeric, order, full_year((year, numeric.year_digits)))
                .or_else(|| self.doubt("there is no such day")),
            None => self.latest(time, |year| order::date(numeric, order, year)),
        }
    }

    /// A date without its year: the latest such day that is not after the time the page was read.
    fn latest(
        &mut self,
        time: Option<NaiveTime>,
        of_year: impl Fn(i32) -> Option<NaiveDate>,
    ) -> Option<NaiveDate> {
        let now = self.captured_local()?;
        let not_after = |day: &NaiveDate| day.and_time(time.unwrap_or(NaiveTime::MIN)) <= now;
        // Eight years reach over a century without its leap day.
        let day = (0..=8)
            .filter_map(|back| of_year(now.year().checked_sub(back)?))
            .find(not_after);
        day.or_else(|| self.doubt("there is no such day"))
    }

    fn day_of_bare_time(&mut self, time: NaiveTime) -> Option<NaiveDate> {
        if let Some(day) = self.context.day {
            return Some(day);
        }
        let now = self.captured_local()?;
        let today = now.date();
        if today.and_time(time) <= now {
            Some(today)
        } else {
            today.pred_opt()
        }
    }

    /// The clock on the wall when the page was read.
    fn captured_local(&mut self) -> Option<NaiveDateTime> {
        let Some(now) = self.context.captured_at else {
            return self.doubt(NO_CAPTURE_TIME);
        };
        Some(match self.context.zone {
            Some(zone) => now.with_timezone(&zone).naive_local(),
            None => now.naive_local(),
        })
    }

    /// Minutes and hours give a time; longer ages give a day, because nobody counts the minutes of "3 days ago".
    fn aged(&mut self, age: Age) -> Option<Moment> {
        let now = self.captured_local()?;
        let then = now
            .checked_sub_months(Months::new(age.months))
            .and_then(|t| t.checked_sub_days(Days::new(age.days)))
            .and_then(|t| t.checked_sub_signed(TimeDelta::try_minutes(age.minutes)?));
        let Some(then) = then else {
            return self.doubt("there is no such day");
        };
        if age.days > 0 || age.months > 0 {
            return Some(Moment::Day(then.date()));
        }
        let instant = self
            .context
            .captured_at?
            .checked_sub_signed(TimeDelta::try_minutes(age.minutes)?)?;
        Some(Moment::Instant(match self.context.zone {
            Some(zone) => {
                self.zone = ZoneFrom::Assumed;
                instant.with_timezone(&zone).fixed_offset()
            }
            None => instant,
        }))
    }

    fn check_weekday(&mut self, day: NaiveDate) {
        let stated = self.draft.weekday;
        if stated.is_some_and(|w| w != day.weekday().number_from_monday()) {
            self.doubts.push(format!(
                "the weekday disagrees: {} was a {}; the date was taken",
                day,
                day.format("%A")
            ));
        }
    }

    fn zoned(&mut self, local: NaiveDateTime) -> Option<Moment> {
        match self.draft.zone {
            Some(ZoneText::Offset(Some(offset))) => self.stated(local, offset),
            Some(ZoneText::Offset(None)) => {
                self.doubts
                    .push("there is no such offset; the time stays local".into());
                self.unknown(local)
            }
            Some(ZoneText::Word(ZoneWord::Offset(offset))) => self.stated(local, offset),
            Some(ZoneText::Word(ZoneWord::Named(zone))) => {
                self.zone = ZoneFrom::Text;
                Some(self.resolved(local, zone))
            }
            Some(ZoneText::Word(ZoneWord::Unclear(letters))) => self.unclear(local, letters),
            None => match self.context.zone {
                Some(zone) => {
                    self.zone = ZoneFrom::Assumed;
                    Some(self.resolved(local, zone))
                }
                None => self.unknown(local),
            },
        }
    }

    /// Letters that mean several zones: those of the page's own zone, if it uses them.
    fn unclear(&mut self, local: NaiveDateTime, letters: &str) -> Option<Moment> {
        let own = self
            .context
            .zone
            .and_then(|zone| zones::offset_called(letters, zone, local));
        if let Some(offset) = own {
            return self.stated(local, offset);
        }
        self.doubts.push(format!(
            "{letters} means several time zones; the time stays local"
        ));
        self.unknown(local)
    }

    fn unknown(&mut self, local: NaiveDateTime) -> Option<Moment> {
        self.zone = ZoneFrom::Unknown;
        Some(Moment::Local(local))
    }

    fn stated(&mut self, local: NaiveDateTime, offset: FixedOffset) -> Option<Moment> {
        self.zone = ZoneFrom::Text;
        let instant: Option<DateTime<FixedOffset>> = local.and_local_timezone(offset).single();
        instant.map(Moment::Instant)
    }

    fn resolved(&mut self, local: NaiveDateTime, tz: chrono_tz::Tz) -> Moment {
        let (instant, doubt) = zone::resolve(local, tz);
        self.doubts.extend(doubt.map(|d| d.as_str().to_owned()));
        Moment::Instant(instant)
    }
}

fn full_year((year, digits): (u32, usize)) -> i32 {
    let full = match digits {
        2 if year < LAST_CENTURY => 2000 + year,
        2 => 1900 + year,
        _ => year,
    };
    i32::try_from(full).unwrap_or(0)
}
