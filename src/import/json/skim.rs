//! Where a JSON value ends, told piece by piece and without reading what it says.

use memchr::memchr2;

/// How far into a value its pieces went so far.
#[derive(Debug, Default)]
pub(super) struct Skim {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Skim {
    /// How many bytes of this piece belong to the value, and whether it ends there. The first piece begins with the
    /// value's first byte.
    pub(super) fn over(&mut self, piece: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while let Some(rest) = piece.get(at..).filter(|rest| !rest.is_empty()) {
            if self.in_string {
                at += self.string(rest);
                if self.depth == 0 && !self.in_string {
                    return (at, true);
                }
            } else {
                let (read, ended) = self.structure(rest);
                at += read;
                if ended {
                    return (at, true);
                }
            }
        }
        (at, false)
    }

    /// Inside a string, to behind its end or its next escape.
    fn string(&mut self, rest: &[u8]) -> usize {
        if self.escaped {
            self.escaped = false;
            return 1;
        }
        let Some(n) = memchr2(b'"', b'\\', rest) else {
            return rest.len();
        };
        if rest.get(n) == Some(&b'"') {
            self.in_string = false;
            return n + 1;
        }
        // What is escaped is one byte as far as strings go: of `\u0022` only the `u`.
        if n + 2 <= rest.len() {
            return n + 2;
        }
        self.escaped = true;
        n + 1
    }

    /// Outside of strings, to behind the next quote or the value's end.
    fn structure(&mut self, rest: &[u8]) -> (usize, bool) {
        for (n, byte) in rest.iter().enumerate() {
            match byte {
                b'"' => {
                    self.in_string = true;
                    return (n + 1, false);
                }
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    let Some(depth) = self.depth.checked_sub(1) else {
                        return (n, true);
                    };
                    self.depth = depth;
                    if depth == 0 {
                        return (n + 1, true);
                    }
                }
                b',' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => return (n, true),
                _ => {}
            }
        }
        (rest.len(), false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_at_the_same_place_in_whatever_pieces_it_comes() {
        for (text, want) in [
            (r#"{"a":[1,{"b":"}"}]},"#, 19),
            (r#""x\"y\\" ,"#, 8),
            ("12]", 2),
            ("null,", 4),
            (r#"["\u0022]"]]"#, 11),
            ("{}", 2),
        ] {
            for size in 1..=text.len() {
                let (mut skim, mut end) = (Skim::default(), 0);
                for piece in text.as_bytes().chunks(size) {
                    let (read, ended) = skim.over(piece);
                    end += read;
                    if ended {
                        break;
                    }
                }
                assert_eq!(end, want, "{text} by {size}");
            }
        }
    }
}
