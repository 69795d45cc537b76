//! Reads a document and hands out the elements that are wanted.

use std::borrow::Cow;

use url::Url;

use super::faults::Noted;
use super::tree::{self, Element, Given, Tree, joined};
use super::{LIMITS, Ns, Part, Take, Want, attribute_ns, known_ns, opening};
use crate::import::{Emit, Imported, Options, Reread, html};
use crate::model::{Notice, NoticeKind};
use crate::syntax::decode::Decoded;
use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::xml_read::{Event, LONG_TAG, XmlReader};
use crate::{Error, Result};

/// Reads a document.
pub(in crate::import) struct Reader<'i> {
    xml: XmlReader<'i>,
    want: &'static Want,
    /// What each namespace of the document is.
    known: Vec<Ns>,
    tree: Tree,
    entered: Vec<Entered>,
    /// What `xml:base` is relative to outside all elements.
    base: Option<Url>,
    /// Lines before the document.
    before: u64,
    noted: Noted,
    /// Is the start tag that was read last still to be looked at?
    pending: bool,
    /// Were there names of characters in the token that was read last that XML does not know?
    names: bool,
    /// Which elements inside those that are wanted are passed over.
    omits: Option<fn(ns: Ns, local: &str) -> bool>,
    /// How deep the element stands that is being passed over.
    omitting: Option<usize>,
    /// Was the tag that was read last so long that its attributes are lost?
    long_tag: bool,
    /// Did the root begin? An element that is too large leaves nothing behind that says so.
    begun: bool,
    /// Did the document end before its root did?
    cut: Option<(u64, String)>,
}

/// Limits after which reading goes on.
const GOES_ON: &[&str] = &["attributes of one element", "namespaces", LONG_TAG];

/// An element whose inside is being looked at.
struct Entered {
    local: String,
    lang: Option<String>,
    base: Option<Url>,
}

impl<'i> Reader<'i> {
    /// Begins to read.
    ///
    /// # Errors
    /// An input error where this is no XML at all.
    pub(in crate::import) fn open(
        input: &'i mut dyn Reread,
        options: &Options,
        want: &'static Want,
    ) -> Result<Self> {
        Self::open_through(input, options, want, |text| text)
    }

    /// Begins to read what `through` leaves of the text. Lines are counted in what is left.
    ///
    /// # Errors
    /// An input error where this is no XML at all.
    pub(in crate::import) fn open_through(
        input: &'i mut dyn Reread,
        options: &Options,
        want: &'static Want,
        through: impl FnOnce(Decoded<'i>) -> Decoded<'i>,
    ) -> Result<Self> {
        let charset = options.charset.as_deref();
        let opened = opening::open(input, charset, options.lines_before, want.what)?;
        Ok(Reader {
            xml: XmlReader::over(through(opened.decoded), LIMITS),
            want,
            known: Vec::new(),
            tree: Tree::with_room(),
            entered: Vec::new(),
            base: options.resolve_against().cloned(),
            before: opened.lines,
            noted: opened.noted,
            pending: false,
            names: false,
            omits: None,
            omitting: None,
            long_tag: false,
            begun: false,
            cut: None,
        })
    }

    /// Passes over these elements inside those that are wanted.
    pub(in crate::import) fn without(mut self, omits: fn(ns: Ns, local: &str) -> bool) -> Self {
        self.omits = Some(omits);
        self
    }

    /// The next element that is wanted; `None` at the end.
    ///
    /// # Errors
    /// An input error where the root is another than the importer knows, and those of reading.
    pub(in crate::import) fn next(&mut self) -> Result<Option<Part<'_>>> {
        loop {
            let event = match std::mem::take(&mut self.pending) {
                true => Event::Start,
                false => self.event()?,
            };
            match event {
                Event::Start if self.xml.depth() == self.entered.len() + 1 => {}
                Event::End => {
                    self.entered.truncate(self.xml.depth());
                    continue;
                }
                Event::Eof => {
                    self.refuse_no_root()?;
                    return Ok(None);
                }
                _ => continue,
            }
            let ns = self.ns();
            let around = self.entered.last().map_or("", |e| e.local.as_str());
            let take = (self.want.take)(around, ns, self.xml.local_name());
            self.begun |= take != Take::Skip;
            match take {
                Take::Skip if self.entered.is_empty() => return Err(self.wrong_root()),
                Take::Skip => {}
                Take::Enter => {
                    self.enter(ns);
                    return Ok(self.tree.root().map(Part::Entered));
                }
                Take::Whole => return self.whole(ns).map(Some),
            }
        }
    }

    /// Says what is left to be said: what was put right outside the elements, and that the input was cut.
    ///
    /// # Errors
    /// Those of `emit`.
    pub(in crate::import) fn finish(mut self, emit: &mut Emit<'_>) -> Result<()> {
        let mut notices = self.noted.take();
        for notice in &mut notices {
            notice.kind = NoticeKind::Source;
        }
        let line = notices.iter().filter_map(|n| n.line).min();
        if notices.is_empty() {
            return Ok(());
        }
        emit(Imported {
            line: line.unwrap_or(1),
            notices,
            ..Imported::default()
        })
    }

    /// The next event; what was put right is noted.
    fn event(&mut self) -> Result<Event> {
        let event = self.xml.next_event();
        let event = event.map_err(|e| Error::io("cannot read the input", e))?;
        self.names = false;
        self.long_tag = false;
        if self.xml.has_faults() {
            let faults = self.xml.take_faults();
            faults.iter().for_each(|fault| self.fault(fault));
        }
        Ok(event)
    }

    fn fault(&mut self, fault: &Fault) {
        let line = fault.at.line + self.before;
        match fault.kind {
            FaultKind::EntityUndefined | FaultKind::EntityUnread => self.names = true,
            // An element that was not ended before the next one is told where that one begins.
            FaultKind::TagUnclosed => {
                self.cut.get_or_insert((line, String::new()));
            }
            FaultKind::LimitExceeded if fault.subject == LONG_TAG => self.long_tag = true,
            FaultKind::LimitExceeded if !GOES_ON.contains(&fault.subject.as_str()) => {
                let why = format!("there are more than {} {}", fault.detail, fault.subject);
                self.cut.get_or_insert((line, why));
            }
            _ => {}
        }
        self.noted.fault(fault, self.before);
    }

    fn enter(&mut self, ns: Ns) {
        self.begin(ns);
        self.tree.end_all();
        let base = self.entered.last().map_or(&self.base, |e| &e.base).clone();
        let root = self.tree.root();
        let own = root.and_then(|root| root.attr_ns(Ns::Xml, "base"));
        self.entered.push(Entered {
            local: self.xml.local_name().to_owned(),
            lang: root.and_then(|root| root.lang()).map(str::to_owned),
            base: own.and_then(|own| joined(base.as_ref(), own)).or(base),
        });
    }

    /// Begins a tree with the start tag that was read last.
    fn begin(&mut self, ns: Ns) {
        let around = self.entered.last();
        let lang = around.and_then(|e| e.lang.as_deref());
        let base = around.map_or(&self.base, |e| &e.base);
        let line = self.xml.position().line + self.before;
        let bases = *base != self.base;
        self.tree.clear(line, lang, base.as_ref(), bases);
        self.start(ns);
    }

    /// The namespace of the start tag that was read last.
    fn ns(&mut self) -> Ns {
        let (xml, known) = (&self.xml, &mut self.known);
        known_ns(xml, known, xml.namespace(), xml.name())
    }

    /// Adds the start tag that was read last to the tree.
    fn start(&mut self, ns: Ns) {
        let (odd, names) = (self.xml.has_qualified_attributes(), self.names);
        let (xml, known) = (&self.xml, &mut self.known);
        let given = xml.attributes().map(|a| Given {
            name: a.name,
            value: match names {
                true => html::decode_references(a.value),
                false => Cow::Borrowed(a.value),
            },
            ns: match odd {
                true => attribute_ns(xml, known, a.ns, a.name),
                false => Ns::None,
            },
        });
        let (name, local) = (xml.name(), xml.local_name());
        self.tree.start((name, local), ns, given);
    }

    /// Reads on to the end of the element that begins here.
    fn whole(&mut self, ns: Ns) -> Result<Part<'_>> {
        self.begin(ns);
        let depth = self.xml.depth();
        let local = self.xml.local_name().to_owned();
        if self.long_tag {
            self.tree.refuse_large();
        }
        while self.tree.depth() > 0 && self.cut.is_none() {
            let event = self.event()?;
            if self.long_tag {
                self.tree.refuse_large();
            }
            if let Some(depth) = self.omitting {
                let ended = event == Event::End && self.xml.depth() < depth;
                self.omitting = self.omitting.filter(|_| !ended);
                if event != Event::Eof {
                    continue;
                }
            }
            match event {
                Event::Start => {
                    let ns = self.ns();
                    if self
                        .omits
                        .is_some_and(|omits| omits(ns, self.xml.local_name()))
                    {
                        self.omitting = Some(self.xml.depth());
                        continue;
                    }
                    let again = self.tree.root().is_some_and(|root| root.ns() == ns);
                    if again && self.xml.local_name() == local && self.tree.lies_open() {
                        // The element before was never closed.
                        self.xml.close_unfinished(depth - 1);
                        self.xml.take_faults();
                        let says = "an element that was not closed was ended before the next one";
                        self.noted.note(says, self.tree_line(), &local);
                        self.tree.end_all();
                        self.pending = true;
                    } else {
                        self.start(ns);
                    }
                }
                Event::End if self.cut.is_none() => self.tree.end(),
                Event::Text => self.text(),
                Event::Eof => {
                    let line = self.xml.position().line + self.before;
                    self.cut.get_or_insert((line, String::new()));
                }
                _ => {}
            }
        }
        if self.tree.depth() > 0 {
            return Ok(Part::Refused(Box::new(self.refused_cut(&local))));
        }
        if self.tree.is_too_large() {
            return Ok(Part::Refused(Box::new(self.refused_large(&local))));
        }
        if self.tree.is_too_deep() {
            let says = "elements too deep inside each other were left out, their text stays";
            self.noted.note(says, self.tree_line(), &local);
        }
        let notices = self.noted.take();
        match self.tree.root() {
            Some(root) => Ok(Part::Whole(root, notices)),
            None => Err(Error::input("an element could not be kept")),
        }
    }

    /// Adds the text that was read last. Names of HTML's characters and the numbers of windows-1252 are what people
    /// meant where they stand in XML.
    fn text(&mut self) {
        let text = self.xml.text();
        let as_meant = self.xml.plain_text_range().is_some();
        match as_meant || !(self.names || holds_c1(text)) {
            true => self.tree.add_text(text),
            false => self.tree.add_text(&html::decode_references(self.xml.raw())),
        }
    }

    fn tree_line(&self) -> u64 {
        self.tree.root().map_or(0, Element::line)
    }

    fn refused_cut(&mut self, local: &str) -> Imported {
        let line = self.tree.line();
        let (at, why) = self.cut.clone().unwrap_or_default();
        let why = match why.is_empty() {
            true => format!("the input ends on line {at} in the middle of it"),
            false => format!("reading ends on line {at}: {why}"),
        };
        let message = format!("the element {local:?} was left out: {why}");
        let notice = Notice::refused(message)
            .on_line(line)
            .help("get the file again; what was cut away may say that it is not to be shown");
        self.refused(line, notice)
    }

    fn refused_large(&mut self, local: &str) -> Imported {
        let line = self.tree.line();
        let mib = tree::LARGEST >> 20;
        let message = format!("the element {local:?} was left out: it is larger than {mib} MiB");
        let notice = Notice::refused(message)
            .on_line(line)
            .help("keep files such as pictures out of its text");
        self.refused(line, notice)
    }

    fn refused(&mut self, line: u64, notice: Notice) -> Imported {
        let mut notices = self.noted.take();
        notices.push(notice);
        Imported {
            line,
            notices,
            ..Imported::default()
        }
    }

    fn refuse_no_root(&self) -> Result<()> {
        match self.begun {
            false => Err(Error::input(format!(
                "the input is not {}, no element begins in it",
                self.want.what
            ))
            .help("name its format, or look at what the server answers")),
            true => Ok(()),
        }
    }

    fn wrong_root(&self) -> Error {
        let name = self.xml.local_name();
        let (is, help) = match name.eq_ignore_ascii_case("html") {
            true => (
                "an HTML page".to_owned(),
                "give the address of the data itself; a login page comes where a password is missing",
            ),
            false => (
                format!("XML whose root is {:?}", self.xml.name()),
                "name its format, or leave the format out",
            ),
        };
        Error::input(format!("the input is {is}, not {}", self.want.what)).help(help)
    }
}

/// Are there characters of C1, which no text holds?
fn holds_c1(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut found = memchr::memchr_iter(0xC2, bytes);
    found.any(|at| bytes.get(at + 1).is_some_and(|b| *b < 0xA0))
}
