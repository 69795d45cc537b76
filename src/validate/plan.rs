//! Which checks look at which elements: worked out once for each line of the vocabulary that a document meets.
//!
//! An element of a large feed then meets the few checks that concern it, however many rules there are.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;

use crate::validate::context::Visit;
use crate::validate::diagnostic::Findings;
use crate::validate::format::Format;
use crate::validate::namespace::Ns;
use crate::validate::vocabulary::{self, Child, Def, Value};

/// A line of the vocabulary, as far as it decides which checks concern its elements.
pub(crate) struct Site {
    pub(crate) format: Format,
    pub(crate) ns: Ns,
    /// The element's name; that of a root or of an entry is left open.
    pub(crate) name: &'static str,
    pub(crate) def: &'static Def,
}

impl Site {
    /// Has the element, or one of its attributes, a type for which `wanted` holds?
    pub(crate) fn holds(&self, wanted: fn(Value) -> bool) -> bool {
        wanted(self.def.value)
            || self.def.attrs.iter().any(|a| wanted(a.value))
            || vocabulary::lent_to(self.ns, self.name).any(|a| wanted(a.value))
    }
}

/// The check of one element.
pub(crate) type ElementCheck = fn(&Visit<'_, '_>, &mut Findings);

/// An element check and the sites that it concerns.
#[derive(Clone, Copy)]
pub(crate) struct Planned {
    pub(crate) concerns: fn(&Site) -> bool,
    pub(crate) check: ElementCheck,
}

/// The checks of each site met so far.
pub(crate) struct Plans {
    planned: Vec<Planned>,
    sites: HashMap<usize, Rc<[ElementCheck]>, BuildHasherDefault<ByAddress>>,
}

impl Plans {
    pub(crate) fn new(planned: Vec<Planned>) -> Self {
        Plans {
            planned,
            sites: HashMap::default(),
        }
    }

    /// The checks of a root or an entry.
    pub(crate) fn of_def(&mut self, format: Format, def: &'static Def) -> Rc<[ElementCheck]> {
        let site = Site {
            format,
            ns: Ns::None,
            name: "",
            def,
        };
        self.of(std::ptr::from_ref(def).addr(), site)
    }

    /// The checks of an element inside another.
    pub(crate) fn of_child(&mut self, format: Format, child: &'static Child) -> Rc<[ElementCheck]> {
        let site = Site {
            format,
            ns: child.ns,
            name: child.name,
            def: child.def,
        };
        self.of(std::ptr::from_ref(child).addr(), site)
    }

    fn of(&mut self, address: usize, site: Site) -> Rc<[ElementCheck]> {
        if let Some(known) = self.sites.get(&address) {
            return known.clone();
        }
        let concerned = self.planned.iter().filter(|p| (p.concerns)(&site));
        let checks: Rc<[ElementCheck]> = concerned.map(|p| p.check).collect();
        self.sites.insert(address, checks.clone());
        checks
    }
}

/// Spreads addresses of the vocabulary's tables; nobody outside can choose them.
#[derive(Default)]
struct ByAddress(u64);

impl Hasher for ByAddress {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize(usize::from(*byte));
        }
    }

    fn write_usize(&mut self, number: usize) {
        self.0 = (self.0 ^ number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 ^= self.0 >> 32;
    }
}
