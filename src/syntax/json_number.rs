//! Numbers as RFC 8259, section 6, writes them.

/// Is it a number? `Err` says why not.
pub(crate) fn check(word: &str) -> Result<(), &'static str> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    if digits.starts_with('+') || word.starts_with('+') {
        return Err("no plus sign stands before it");
    }
    let (whole, rest) = split_digits(digits);
    match whole {
        "" if rest.starts_with('.') => return Err("a digit stands before the point"),
        "" => return Err("it has no digits"),
        "0" if rest.starts_with(['x', 'X', 'b', 'o']) => return Err("it is written in tens alone"),
        w if w.len() > 1 && w.starts_with('0') => return Err("it does not start with 0"),
        _ => {}
    }
    exponent(fraction(rest)?)
}

/// Is it beyond the range of the numbers that programs calculate with?
pub(crate) fn is_huge(word: &str) -> bool {
    word.parse::<f64>().is_ok_and(f64::is_infinite)
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text
        .bytes()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn fraction(rest: &str) -> Result<&str, &'static str> {
    let Some(after) = rest.strip_prefix('.') else {
        return Ok(rest);
    };
    match split_digits(after) {
        ("", _) => Err("a digit stands after the point"),
        (_, rest) => Ok(rest),
    }
}

fn exponent(rest: &str) -> Result<(), &'static str> {
    let Some(after) = rest.strip_prefix(['e', 'E']) else {
        return if rest.is_empty() {
            Ok(())
        } else {
            Err("nothing else may stand in it")
        };
    };
    let after = after.strip_prefix(['+', '-']).unwrap_or(after);
    match split_digits(after) {
        ("", _) => Err("a digit stands after the e"),
        (_, "") => Ok(()),
        _ => Err("nothing else may stand in it"),
    }
}

#[cfg(test)]
mod tests {
    use super::{check, is_huge};

    #[test]
    fn numbers() {
        for good in ["0", "-0", "10", "0.5", "1e9", "1E+9", "-1.25e-3"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "", "-", "+1", "01", "-01", ".5", "1.", "1.e3", "1e", "1e+", "0x1F", "1_000", "1a",
            "--1",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
        assert!(is_huge("1e400") && is_huge("-1e400") && !is_huge("1e300"));
    }
}
