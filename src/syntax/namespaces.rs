//! Prefixes and what they are bound to, scope by scope (Namespaces in XML 1.0).

/// The namespace of `xml:lang` and `xml:base`.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of `xmlns` itself.
pub(crate) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// A namespace by number: 0 is none, 1 is that of `xml:`; the others in order of appearance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NsId(pub u32);

impl NsId {
    /// No namespace.
    pub const NONE: NsId = NsId(0);
    /// The namespace of `xml:lang` and its kin.
    pub const XML: NsId = NsId(1);
    /// That of a prefix that nothing declares.
    pub const UNBOUND: NsId = NsId(u32::MAX);
}

struct Binding {
    prefix: String,
    id: NsId,
}

/// The bindings in scope and every namespace name seen.
pub(crate) struct Namespaces {
    uris: Vec<String>,
    bindings: Vec<Binding>,
    /// What the default namespace is here, which is asked for most often.
    default: NsId,
}

impl Namespaces {
    pub(crate) fn new() -> Self {
        let xml = Binding {
            prefix: "xml".to_owned(),
            id: NsId::XML,
        };
        Namespaces {
            uris: vec![String::new(), XML.to_owned()],
            bindings: vec![xml],
            default: NsId::NONE,
        }
    }

    /// The mark to return to when the element that opens now ends.
    pub(crate) fn mark(&self) -> usize {
        self.bindings.len()
    }

    /// Forgets the bindings made since `mark`.
    pub(crate) fn back_to(&mut self, mark: usize) {
        if self.bindings.len() > mark {
            self.bindings.truncate(mark.max(1));
            self.default = self.find("").unwrap_or(NsId::NONE);
        }
    }

    /// Binds a prefix ("" is the default namespace). False where there are too many namespaces.
    pub(crate) fn bind(&mut self, prefix: &str, uri: &str, most: usize) -> bool {
        let known = self.uris.iter().position(|u| u == uri);
        if known.is_none() && self.uris.len() >= most || self.bindings.len() >= 4 * most {
            return false;
        }
        let number = known.unwrap_or_else(|| {
            self.uris.push(uri.to_owned());
            self.uris.len() - 1
        });
        self.bindings.push(Binding {
            prefix: prefix.to_owned(),
            id: NsId(u32::try_from(number).unwrap_or(0)),
        });
        self.default = self.find("").unwrap_or(NsId::NONE);
        true
    }

    /// What the prefix is bound to here. The default namespace is none unless bound.
    pub(crate) fn resolve(&self, prefix: &str) -> Option<NsId> {
        match prefix {
            "" => Some(self.default),
            _ => self.find(prefix),
        }
    }

    fn find(&self, prefix: &str) -> Option<NsId> {
        let mut bindings = self.bindings.iter().rev();
        bindings.find(|b| b.prefix == prefix).map(|b| b.id)
    }

    /// The namespace name of a number.
    pub(crate) fn uri(&self, id: NsId) -> &str {
        self.uris.get(id.0 as usize).map_or("", String::as_str)
    }
}
