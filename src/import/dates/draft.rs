//! Atoms put together to times, before anything is decided about them.

use chrono::{FixedOffset, NaiveDate, NaiveTime};

use super::Label;
use super::ages::means;
use super::atoms::{Age, Atom, Numeric};
use super::clock::Clock;
use super::table::Meaning;
use super::zones::ZoneWord;

/// What a line says of one time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Draft {
    pub(super) label: Label,
    pub(super) date: Option<DateText>,
    pub(super) year: Option<(u32, usize)>,
    pub(super) month: Option<u32>,
    pub(super) day: Option<u32>,
    pub(super) weekday: Option<u32>,
    pub(super) days_back: Option<u64>,
    pub(super) age: Option<Age>,
    pub(super) clock: Option<Option<NaiveTime>>,
    pub(super) zone: Option<ZoneText>,
}

/// A date in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateText {
    /// The order is certain; `None` where there is no such day.
    Certain(Option<NaiveDate>),
    Numeric(Numeric),
}

/// A zone as the line states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ZoneText {
    /// `None` where there is no such offset.
    Offset(Option<FixedOffset>),
    Word(ZoneWord),
}

impl Draft {
    fn has_date(&self) -> bool {
        self.date.is_some()
            || self.days_back.is_some()
            || (self.month.is_some() && self.day.is_some())
    }

    fn has_any(&self) -> bool {
        self.has_date()
            || self.clock.is_some()
            || self.age.is_some()
            || self.month.is_some()
            || self.day.is_some()
            || self.year.is_some()
            || self.weekday.is_some()
    }

    pub(super) fn is_label_only(&self) -> bool {
        !self.has_any()
    }

    /// Is nothing of it left over: no month without its day, no year alone?
    fn is_whole(&self) -> bool {
        let parts = self.month.is_some() || self.day.is_some() || self.year.is_some();
        let whole_date = self.month.is_some() && self.day.is_some();
        let placed = self.has_date() || self.clock.is_some() || self.age.is_some();
        !self.has_any() || (placed && (!parts || whole_date))
    }
}

/// The times of a line; `None` where something is left over or there is neither time nor label.
pub(super) fn assemble(atoms: &[Atom]) -> Option<Vec<Draft>> {
    let mut assembly = Assembly {
        month_elsewhere: atoms.iter().any(is_clear_month),
        ..Assembly::default()
    };
    for (i, atom) in atoms.iter().enumerate() {
        assembly.add(atom, atoms.get(i + 1))?;
    }
    let mut drafts = assembly.done;
    drafts.push(assembly.open);
    trailing_label(&mut drafts);
    let labelled = drafts.iter().any(|d| d.label != Label::None);
    let timed = drafts.iter().any(Draft::has_any);
    let whole = drafts.iter().all(Draft::is_whole);
    let aside = atoms.contains(&Atom::Duration);
    (whole && (labelled || timed || aside)).then_some(drafts)
}

/// "vor 3 Stunden aktualisiert": a label with nothing behind it belongs to the time before it.
fn trailing_label(drafts: &mut Vec<Draft>) {
    if let [.., before, last] = drafts.as_mut_slice()
        && last.is_label_only()
        && before.label == Label::None
    {
        before.label = last.label;
        drafts.pop();
    }
}

fn is_clear_month(atom: &Atom) -> bool {
    match atom {
        Atom::Date(_) | Atom::Numeric(_) => true,
        Atom::Word(senses) => {
            let month = |m: &Meaning| matches!(m, Meaning::Month(_));
            let weekday = |m: &Meaning| matches!(m, Meaning::Weekday(_));
            senses.iter().any(|(_, m)| month(m)) && !senses.iter().any(|(_, m)| weekday(m))
        }
        _ => false,
    }
}

#[derive(Default)]
struct Assembly {
    done: Vec<Draft>,
    open: Draft,
    /// A month stands on the line that can be nothing else, so "mar" is a Tuesday.
    month_elsewhere: bool,
}

impl Assembly {
    /// Begins the next time where `taken` says that this one has that part already.
    fn next_if(&mut self, taken: bool) -> &mut Draft {
        if taken {
            self.done.push(std::mem::take(&mut self.open));
        }
        &mut self.open
    }

    fn add(&mut self, atom: &Atom, next: Option<&Atom>) -> Option<()> {
        match atom {
            Atom::Date(date) => {
                self.next_if(self.open.has_date()).date = Some(DateText::Certain(*date));
            }
            Atom::Numeric(numeric) => {
                self.next_if(self.open.has_date()).date = Some(DateText::Numeric(*numeric));
            }
            Atom::Clock(Clock { time, .. }) => {
                self.next_if(self.open.clock.is_some()).clock = Some(*time);
            }
            Atom::Pair(a, b) => self.pair(*a, *b, next)?,
            Atom::Offset(offset) => self.zone(ZoneText::Offset(*offset))?,
            Atom::Zone(zone) => self.zone(ZoneText::Word(*zone))?,
            Atom::Number(hour, 1 | 2) if next.is_some_and(|a| means(a, Meaning::OClock)) => {
                let time = NaiveTime::from_hms_opt(*hour, 0, 0);
                self.next_if(self.open.clock.is_some()).clock = Some(time);
            }
            Atom::Number(value, digits) => self.number(*value, *digits)?,
            Atom::Age(age) => self.age(*age),
            Atom::Word(senses) => {
                let meanings: Vec<Meaning> = senses.iter().map(|(_, m)| *m).collect();
                self.word(&meanings)?;
            }
            Atom::Duration => {}
        }
        Some(())
    }

    /// `9.09` is a time where the date is known already or where a clock word or zone follows.
    fn pair(&mut self, first: u32, second: u32, next: Option<&Atom>) -> Option<()> {
        let word_follows = next.is_some_and(|a| means(a, Meaning::OClock));
        let zone_follows = matches!(next, Some(Atom::Zone(_) | Atom::Offset(_)));
        if !(self.open.has_date() || word_follows || zone_follows) || first > 24 {
            return None;
        }
        let time = NaiveTime::from_hms_opt(first, second, 0);
        self.next_if(self.open.clock.is_some()).clock = Some(time);
        Some(())
    }

    fn zone(&mut self, zone: ZoneText) -> Option<()> {
        (self.open.clock.is_some() && self.open.zone.is_none()).then_some(())?;
        self.open.zone = Some(zone);
        Some(())
    }

    /// Four digits are a year, two a day, and two more a short year ("13 Oct 17").
    fn number(&mut self, value: u32, digits: usize) -> Option<()> {
        let whole = self.open.has_date() && (self.open.year.is_some() || self.open.date.is_some());
        let open = self.next_if(whole);
        match digits {
            4 if open.year.is_none() => open.year = Some((value, digits)),
            1 | 2 if open.day.is_none() => open.day = Some(value),
            2 if open.month.is_some() && open.year.is_none() => open.year = Some((value, digits)),
            _ => return None,
        }
        Some(())
    }

    /// An age beside a date says nothing new.
    fn age(&mut self, age: Age) {
        if !self.open.has_date() {
            self.open.age = Some(age);
        }
    }

    fn word(&mut self, meanings: &[Meaning]) -> Option<()> {
        let month = meanings.iter().find_map(|m| match m {
            Meaning::Month(n) => Some(*n),
            _ => None,
        });
        let weekday = meanings.iter().find_map(|m| match m {
            Meaning::Weekday(n) => Some(*n),
            _ => None,
        });
        let days_back = meanings.iter().find_map(|m| match m {
            Meaning::DaysBack(n) => Some(*n),
            _ => None,
        });
        if let Some(month) = month.filter(|_| weekday.is_none() || !self.month_elsewhere) {
            let taken = self.open.month.is_some() || self.open.date.is_some();
            self.next_if(taken).month = Some(month);
        } else if let Some(weekday) = weekday {
            self.next_if(self.open.weekday.is_some()).weekday = Some(weekday);
        } else if let Some(days) = days_back {
            self.next_if(self.open.has_date()).days_back = Some(days);
        } else if meanings.contains(&Meaning::Updated) {
            self.label(Label::Updated);
        } else if meanings.contains(&Meaning::Published) {
            self.label(Label::Published);
        } else {
            let silent =
                |m: &Meaning| matches!(m, Meaning::Filler | Meaning::Aside | Meaning::OClock);
            meanings.iter().any(silent).then_some(())?;
        }
        Some(())
    }

    fn label(&mut self, label: Label) {
        self.next_if(self.open.has_any() || self.open.label != Label::None)
            .label = label;
    }
}

/// The one language that has all the words of the line.
pub(super) fn language_of(atoms: &[Atom]) -> Option<&'static str> {
    let mut common: Option<Vec<&'static str>> = None;
    for atom in atoms {
        let Atom::Word(senses) = atom else { continue };
        if means(atom, Meaning::Filler) && senses.len() > 1 {
            continue;
        }
        let mut here: Vec<&'static str> = senses.iter().map(|(language, _)| *language).collect();
        here.dedup();
        common = Some(match common {
            None => here,
            Some(before) => before.into_iter().filter(|l| here.contains(l)).collect(),
        });
    }
    match common?.as_slice() {
        [language] => Some(language),
        _ => None,
    }
}
