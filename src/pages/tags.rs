//! How much may stand in one tag of a template: the template engine follows what is nested in an expression by recursion,
//! and without bounds for some of it, so that a long enough one would end the program.

/// So many operators may stand in one tag, and so many `elif` in one template.
const MOST: usize = 250;

const WORDS: &[&str] = &["and", "else", "if", "in", "is", "not", "or"];

/// What cannot be followed, where something cannot.
pub(super) fn too_much(template: &str) -> Option<String> {
    let mut elifs = 0;
    let mut line = 1;
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, found) = rest.split_at(at);
        line += lines(before);
        let (tag, end) = match found.get(..2) {
            Some("{{") => (true, "}}"),
            Some("{%") => (true, "%}"),
            Some("{#") => (false, "#}"),
            _ => {
                rest = found.get(1..).unwrap_or_default();
                continue;
            }
        };
        let inside = found.get(2..).unwrap_or_default();
        let length = match tag {
            true => end_of_tag(inside, end),
            false => inside.find(end).unwrap_or(inside.len()),
        };
        let (inside, behind) = inside.split_at(length);
        if tag && operators(inside) > MOST {
            return Some(format!(
                "the tag in line {line} has more than {MOST} operators"
            ));
        }
        let word = inside.trim_start_matches(['-', '+']).trim_start();
        elifs += usize::from(tag && word.starts_with("elif"));
        if elifs > MOST {
            return Some(format!("there are more than {MOST} elif"));
        }
        line += lines(inside);
        rest = behind;
    }
    None
}

fn lines(text: &str) -> usize {
    text.bytes().filter(|b| *b == b'\n').count()
}

/// Where the tag ends: not within quotes.
fn end_of_tag(inside: &str, end: &str) -> usize {
    let mut at = 0;
    while let Some(rest) = inside.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(end) {
            return at;
        }
        at += piece(rest).len();
    }
    inside.len()
}

/// All that may nest: signs but for those that only separate, and words that are operators.
fn operators(inside: &str) -> usize {
    let mut count = 0;
    let mut rest = inside;
    while !rest.is_empty() {
        let piece = piece(rest);
        let sign = piece.starts_with(|c: char| {
            c.is_ascii_punctuation() && !matches!(c, '"' | '\'' | ',' | ':' | '_' | '}' | ')' | ']')
        });
        count += usize::from(sign || WORDS.contains(&piece));
        rest = rest.get(piece.len()..).unwrap_or_default();
    }
    count
}

/// The next word, quoted text, or other character.
fn piece(text: &str) -> &str {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut characters = text.char_indices();
    let length = match characters.next() {
        Some((_, quote @ ('"' | '\''))) => {
            let mut escaped = false;
            let end = characters.find(|(_, c)| {
                let ends = *c == quote && !escaped;
                escaped = *c == '\\' && !escaped;
                ends
            });
            end.map_or(text.len(), |(at, c)| at + c.len_utf8())
        }
        Some((_, c)) if word(c) => text.find(|c| !word(c)).unwrap_or(text.len()),
        Some((_, c)) => c.len_utf8(),
        None => 0,
    };
    text.get(..length).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nests_is_counted() {
        let chain = |what: &str, n: usize| what.repeat(n);
        for (template, wanted) in [
            (String::new(), None),
            (format!("{{{{ {}1 }}}}", chain("-", 250)), None),
            (format!("\n{{{{ {}1 }}}}", chain("-", 251)), Some("line 2")),
            (format!("{{{{ a{}", chain(".b", 300)), Some("line 1")),
            (format!("{{{{ {}a }}}}", chain("not ", 300)), Some("line 1")),
            (
                format!("{{% if a %}}{}", chain("{% elif a %}", 251)),
                Some("elif"),
            ),
            (format!("{{{{ '{}' }}}}", chain("-", 300)), None),
            (format!("{{{{ \"\\\"{}\" }}}}", chain("-", 300)), None),
            (format!("{{# {} #}}", chain("-", 300)), None),
            (format!("{{{{ [{}] }}}}", chain("'a', ", 3000)), None),
            (chain("-{ -", 300), None),
            (chain("{{ a.b }}", 300), None),
        ] {
            let told = too_much(&template);
            let as_wanted = match (&told, wanted) {
                (Some(told), Some(wanted)) => told.contains(wanted),
                (told, wanted) => told.is_none() && wanted.is_none(),
            };
            let begin: String = template.chars().take(20).collect();
            assert!(as_wanted, "{begin}: {told:?}");
        }
    }
}
