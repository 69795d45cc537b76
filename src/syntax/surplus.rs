//! How much longer the text at hand is than the file: bytes that are no UTF-8 stand in it as U+FFFD.

/// The bytes of U+FFFD.
const REPLACEMENT: u64 = 3;

/// How many runs of bytes that mean nothing are remembered; a document with more of them is not UTF-8.
pub(crate) const RUNS: usize = 1 << 19;

/// One U+FFFD after the other, each for as many bytes.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// The first one's place in the text.
    from: u64,
    /// How much longer the text before it is than the file before it.
    before: u64,
    /// How many there are.
    count: u32,
    /// How much longer each of them is.
    each: u8,
}

impl Run {
    /// How much longer the text up to a place is than the file.
    fn at(&self, place: u64) -> u64 {
        let passed = ((place - self.from) / REPLACEMENT).min(u64::from(self.count));
        self.before + passed * u64::from(self.each)
    }

    fn end(&self) -> u64 {
        self.from + REPLACEMENT * u64::from(self.count)
    }
}

/// Where the U+FFFD lie that stand for bytes.
#[derive(Debug, Default)]
pub(crate) struct Surplus {
    runs: Vec<Run>,
    full: bool,
}

impl Surplus {
    /// Notes that a U+FFFD at this place of the text stands for `length` bytes, one to three.
    pub(crate) fn add(&mut self, place: u64, length: u8) {
        let each = (REPLACEMENT as u8).saturating_sub(length);
        if let Some(last) = self.runs.last_mut()
            && last.each == each
            && last.end() == place
            && last.count < u32::MAX
        {
            last.count += 1;
            return;
        }
        if self.runs.len() >= RUNS {
            self.full = true;
            return;
        }
        let before = self.runs.last().map_or(0, |last| last.at(place));
        self.runs.push(Run {
            from: place,
            before,
            count: 1,
            each,
        });
    }

    /// Were there so many runs that not all are known?
    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }

    /// Where in the file a place of the text lies.
    pub(crate) fn in_file(&self, place: u64) -> u64 {
        let after = self.runs.partition_point(|run| run.from <= place);
        let run = after.checked_sub(1).and_then(|i| self.runs.get(i));
        place - run.map_or(0, |run| run.at(place))
    }
}

#[cfg(test)]
mod tests {
    use super::Surplus;

    #[test]
    fn places_in_the_text_and_in_the_file() {
        let mut surplus = Surplus::default();
        // a FF FF b | E2 82 | c, with U+FFFD for each of the three sequences.
        for (place, length) in [(1, 1), (4, 1), (8, 2)] {
            surplus.add(place, length);
        }
        let pairs = [(0, 0), (1, 1), (4, 2), (7, 3), (8, 4), (11, 6), (12, 7)];
        for (text, file) in pairs {
            assert_eq!(surplus.in_file(text), file, "{text}");
        }
    }
}
