//! "2 hours ago", "vor einer Stunde", "час назад": numbers and units become ages; "2 min read" becomes nothing.

use super::atoms::{Age, Atom};
use super::table::{Meaning, Unit};

/// Folds ages and durations; `None` where a unit stands for neither, so that the line is no date line.
pub(super) fn fold(atoms: Vec<Atom>) -> Option<Vec<Atom>> {
    let mut folded = Vec::with_capacity(atoms.len());
    let mut at = 0;
    while let Some(rest) = atoms.get(at..).filter(|r| !r.is_empty()) {
        if let Some(len) = ahead(rest).filter(|_| !folded.is_empty()) {
            at += len;
            continue;
        }
        let (atom, len) = age(rest)
            .or_else(|| duration(rest))
            .or_else(|| rest.first().map(|a| (a.clone(), 1)))?;
        folded.push(atom);
        at += len;
    }
    let has_aside = folded.iter().any(|a| means(a, Meaning::Aside));
    let has_duration = folded.contains(&Atom::Duration);
    (has_aside || !has_duration).then_some(folded)
}

/// Does the atom have this meaning in some language?
pub(super) fn means(atom: &Atom, meaning: Meaning) -> bool {
    matches!(atom, Atom::Word(senses) if senses.iter().any(|(_, m)| *m == meaning))
}

fn age(rest: &[Atom]) -> Option<(Atom, usize)> {
    if rest.first().is_some_and(|a| means(a, Meaning::AgoBefore)) {
        let (age, len) = spans(rest.get(1..)?)?;
        return Some((Atom::Age(age), len + 1));
    }
    let (age, len) = spans(rest)?;
    means(rest.get(len)?, Meaning::AgoAfter).then_some((Atom::Age(age), len + 1))
}

/// One or more of "2 hours"; a unit alone counts as one.
fn spans(rest: &[Atom]) -> Option<(Age, usize)> {
    let mut age = Age::default();
    let mut at = 0;
    while let Some((unit, count, len)) = rest.get(at..).and_then(span) {
        add(&mut age, unit, count)?;
        at += len;
    }
    (at > 0).then_some((age, at))
}

fn span(rest: &[Atom]) -> Option<(Unit, u32, usize)> {
    match rest {
        [Atom::Number(n, _), unit, ..] => Some((unit_of(unit)?, *n, 2)),
        [Atom::Clock(clock), ..] => Some((Unit::Hour, clock.bare_hours?, 1)),
        [one, unit, ..] if means(one, Meaning::One) => Some((unit_of(unit)?, 1, 2)),
        [unit, ..] => Some((unit_of(unit)?, 1, 1)),
        [] => None,
    }
}

fn unit_of(atom: &Atom) -> Option<Unit> {
    let Atom::Word(senses) = atom else {
        return None;
    };
    senses.iter().find_map(|(_, m)| match m {
        Meaning::Unit(unit) => Some(*unit),
        _ => None,
    })
}

fn add(age: &mut Age, unit: Unit, count: u32) -> Option<()> {
    let hours = |n: u32| i64::from(n).checked_mul(60);
    match unit {
        Unit::Minute => age.minutes += i64::from(count),
        Unit::Hour => age.minutes += hours(count)?,
        Unit::Day => age.days += u64::from(count),
        Unit::Week => age.days += u64::from(count) * 7,
        Unit::Month => age.months = age.months.checked_add(count)?,
        Unit::Year => age.months = age.months.checked_add(count.checked_mul(12)?)?,
    }
    Some(())
}

/// "in 2 hours", as agencies print when their clock is ahead of the reader's: it says nothing beside a date.
fn ahead(rest: &[Atom]) -> Option<usize> {
    match rest {
        [word, Atom::Number(_, digits), unit, ..]
            if *digits <= 2 && means(word, Meaning::Ahead) =>
        {
            unit_of(unit).map(|_| 3)
        }
        _ => None,
    }
}

/// "2 min": a number and a unit that is not an age.
fn duration(rest: &[Atom]) -> Option<(Atom, usize)> {
    match rest {
        [Atom::Number(_, digits), unit, ..] if *digits <= 3 && !means(unit, Meaning::OClock) => {
            matches!(unit_of(unit)?, Unit::Minute | Unit::Hour).then_some((Atom::Duration, 2))
        }
        _ => None,
    }
}
