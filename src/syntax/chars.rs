//! Which characters XML 1.0 (fifth edition) allows, and where: productions 2, 3, 4 and 4a.

/// Is this white space (production 3)?
pub const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// May this character stand in a document at all (production 2)?
pub const fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

/// May a name start with this character (production 4, without the colon)?
pub const fn is_name_start(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// May a name go on with this character (production 4a, without the colon)?
pub const fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Is this a name without colons (`NCName` of Namespaces in XML)?
pub fn is_ncname(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(is_name_start) && chars.all(is_name_char)
}

/// Is this a qualified name: one or two names with a colon between them?
pub fn is_qname(name: &str) -> bool {
    match name.split_once(':') {
        Some((prefix, local)) => is_ncname(prefix) && is_ncname(local),
        None => is_ncname(name),
    }
}

/// The first character that XML does not allow, with its byte offset.
pub fn first_illegal(text: &str) -> Option<(usize, char)> {
    if !may_hold_illegal(text.as_bytes()) {
        return None;
    }
    text.char_indices().find(|(_, c)| !is_char(*c))
}

/// A quick no: neither a control character nor the lead byte of U+FFFE and U+FFFF.
pub(crate) fn may_hold_illegal(bytes: &[u8]) -> bool {
    let control = |b: u8| {
        u8::from(b < 0x20) & u8::from(b != b'\n') & u8::from(b != b'\r') & u8::from(b != b'\t')
    };
    bytes
        .chunks(4096)
        .any(|part| part.iter().fold(0, |found, b| found | control(*b)) != 0)
        || memchr::memchr_iter(0xEF, bytes).any(|at| bytes.get(at + 1) == Some(&0xBF))
}

/// What one of the five predefined entities stands for (XML 1.0, 4.6).
pub fn predefined(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// What a reference to one of the five stands for, and its length without the ampersand; `body` follows the ampersand.
pub(crate) fn common_reference(body: &[u8]) -> Option<(char, usize)> {
    match body {
        [b'l', b't', b';', ..] => Some(('<', 3)),
        [b'g', b't', b';', ..] => Some(('>', 3)),
        [b'a', b'm', b'p', b';', ..] => Some(('&', 4)),
        [b'q', b'u', b'o', b't', b';', ..] => Some(('"', 5)),
        [b'a', b'p', b'o', b's', b';', ..] => Some(('\'', 5)),
        _ => None,
    }
}

/// What a reference means that is neither predefined nor a legal character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadReference {
    /// The text between `&` and `;` is not the name of an entity, so the ampersand stands alone.
    NotAReference,
    /// A named entity that only a document type declaration could define.
    Undefined,
    /// A character reference to something that XML does not allow.
    Illegal,
}

/// What the reference `&name;` stands for; `name` is what lies between `&` and `;`.
///
/// # Errors
/// [`BadReference`] says why it stands for nothing.
pub fn reference(name: &str) -> Result<char, BadReference> {
    if let Some(number) = name.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix('x') {
            Some(hex) => (hex, 16),
            None => (number, 10),
        };
        if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
            return Err(BadReference::NotAReference);
        }
        let code = u32::from_str_radix(digits, radix)
            .ok()
            .and_then(char::from_u32);
        return code.filter(|c| is_char(*c)).ok_or(BadReference::Illegal);
    }
    match predefined(name) {
        Some(c) => Ok(c),
        None if is_qname(name) => Err(BadReference::Undefined),
        None => Err(BadReference::NotAReference),
    }
}

#[cfg(test)]
mod tests {
    use super::{BadReference, first_illegal, reference};

    #[test]
    fn references() {
        assert_eq!(reference("amp"), Ok('&'));
        assert_eq!(reference("#x2014"), Ok('—'));
        assert_eq!(reference("#0"), Err(BadReference::Illegal));
        assert_eq!(reference("#xD800"), Err(BadReference::Illegal));
        assert_eq!(reference("#99999999999"), Err(BadReference::Illegal));
        assert_eq!(reference("nbsp"), Err(BadReference::Undefined));
        assert_eq!(reference("T is"), Err(BadReference::NotAReference));
        assert_eq!(reference("#-1"), Err(BadReference::NotAReference));
    }

    #[test]
    fn illegal_characters() {
        assert_eq!(first_illegal("tab\tnl\n，"), None);
        assert_eq!(first_illegal("ab\u{1}"), Some((2, '\u{1}')));
        assert_eq!(first_illegal("é\u{FFFE}"), Some((2, '\u{FFFE}')));
    }
}
