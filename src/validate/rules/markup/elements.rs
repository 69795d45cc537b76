//! The elements of HTML and their attributes, from a table: what a reader shows, and what it removes.

use std::sync::OnceLock;

/// What an element is to a feed reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Text,
    Obsolete,
    Script,
    Style,
    Control,
    Page,
    Frame,
    Plugin,
    Form,
    Drawing,
}

const ROLES: &[(&str, Role)] = &[
    ("obsolete", Role::Obsolete),
    ("script", Role::Script),
    ("style", Role::Style),
    ("control", Role::Control),
    ("page", Role::Page),
    ("frame", Role::Frame),
    ("plugin", Role::Plugin),
    ("form", Role::Form),
    ("drawing", Role::Drawing),
];

/// One line of the table.
pub(super) struct Element {
    name: &'static str,
    pub(super) role: Role,
    /// Does what follows suffer where its end tag is missing?
    pub(super) must_close: bool,
    /// Its own attributes; is the value an address?
    attributes: Vec<(&'static str, bool)>,
}

struct Table {
    elements: Vec<Element>,
    /// Where the names of each first letter begin.
    starts: [usize; 27],
    global: Vec<&'static str>,
}

static TEXT: &str = include_str!("../../../../data/html-elements.tsv");

/// The element of this name, in any letter case.
pub(super) fn find(name: &str) -> Option<&'static Element> {
    let letter = name.bytes().next()?.to_ascii_lowercase();
    let index = usize::from(letter.checked_sub(b'a')?);
    let table = table();
    let (from, to) = (table.starts.get(index)?, table.starts.get(index + 1)?);
    table
        .elements
        .get(*from..*to)?
        .iter()
        .find(|e| e.name.eq_ignore_ascii_case(name))
}

/// Has the element this attribute, and does it hold an address? None where HTML has no such attribute.
pub(super) fn attribute(element: &Element, name: &str) -> Option<bool> {
    let own = element
        .attributes
        .iter()
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, address)| *address);
    let starts = |prefix: &str| {
        name.get(..prefix.len())
            .is_some_and(|p| p.eq_ignore_ascii_case(prefix))
    };
    let free = || starts("data-") || starts("aria-") || starts("xml") || starts("item");
    let global = || table().global.iter().any(|n| n.eq_ignore_ascii_case(name));
    own.or_else(|| (free() || global()).then_some(false))
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table {
            elements: Vec::new(),
            starts: [0; 27],
            global: Vec::new(),
        };
        for line in TEXT.lines().filter(|l| !l.starts_with('#')) {
            read_line(line, &mut table);
        }
        for (index, start) in table.starts.iter_mut().enumerate() {
            let letter = b'a' + index as u8;
            *start = table
                .elements
                .partition_point(|e| e.name.bytes().next().is_some_and(|b| b < letter));
        }
        table
    })
}

fn read_line(line: &'static str, table: &mut Table) {
    let mut columns = line.split('\t');
    let mut next = || columns.next().unwrap_or_default();
    let (name, role, end, attributes) = (next(), next(), next(), next());
    if name == "*" {
        table.global = attributes.split_ascii_whitespace().collect();
        return;
    }
    let attributes = attributes
        .split_ascii_whitespace()
        .map(|a| (a.trim_end_matches('@'), a.ends_with('@')));
    table.elements.push(Element {
        name,
        role: ROLES
            .iter()
            .find(|(word, _)| *word == role)
            .map_or(Role::Text, |(_, role)| *role),
        must_close: end == "required",
        attributes: attributes.collect(),
    });
}

/// Elements of MathML 3, presentation and content.
const MATHML: &[&str] = &[
    "abs",
    "and",
    "annotation",
    "annotation-xml",
    "apply",
    "approx",
    "arccos",
    "arccosh",
    "arccot",
    "arccoth",
    "arccsc",
    "arccsch",
    "arcsec",
    "arcsech",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctanh",
    "arg",
    "bind",
    "bvar",
    "card",
    "cartesianproduct",
    "cbytes",
    "ceiling",
    "cerror",
    "ci",
    "cn",
    "codomain",
    "complexes",
    "compose",
    "condition",
    "conjugate",
    "cos",
    "cosh",
    "cot",
    "coth",
    "cs",
    "csc",
    "csch",
    "csymbol",
    "curl",
    "declare",
    "degree",
    "determinant",
    "diff",
    "divergence",
    "divide",
    "domain",
    "domainofapplication",
    "emptyset",
    "encoding",
    "eq",
    "equivalent",
    "eulergamma",
    "exists",
    "exp",
    "exponentiale",
    "factorial",
    "factorof",
    "false",
    "floor",
    "fn",
    "forall",
    "function",
    "gcd",
    "geq",
    "grad",
    "gt",
    "ident",
    "image",
    "imaginary",
    "imaginaryi",
    "implies",
    "in",
    "infinity",
    "int",
    "integers",
    "intersect",
    "interval",
    "inverse",
    "lambda",
    "laplacian",
    "lcm",
    "leq",
    "limit",
    "list",
    "ln",
    "log",
    "logbase",
    "lowlimit",
    "lt",
    "maction",
    "malign",
    "maligngroup",
    "malignmark",
    "malignscope",
    "math",
    "matrix",
    "matrixrow",
    "max",
    "mean",
    "median",
    "menclose",
    "merror",
    "mfenced",
    "mfrac",
    "mfraction",
    "mglyph",
    "mi",
    "min",
    "minus",
    "mlabeledtr",
    "mlongdiv",
    "mmultiscripts",
    "mn",
    "mo",
    "mode",
    "moment",
    "momentabout",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mscarries",
    "mscarry",
    "msgroup",
    "msline",
    "mspace",
    "msqrt",
    "msrow",
    "mstack",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "naturalnumbers",
    "neq",
    "none",
    "not",
    "notanumber",
    "notin",
    "notprsubset",
    "notsubset",
    "or",
    "otherwise",
    "outerproduct",
    "partialdiff",
    "pi",
    "piece",
    "piecewice",
    "piecewise",
    "plus",
    "power",
    "primes",
    "product",
    "prsubset",
    "quotient",
    "rationals",
    "real",
    "reals",
    "reln",
    "rem",
    "root",
    "scalarproduct",
    "sdev",
    "sec",
    "sech",
    "select",
    "selector",
    "semantics",
    "sep",
    "set",
    "setdiff",
    "share",
    "sin",
    "sinh",
    "subset",
    "sum",
    "tan",
    "tanh",
    "tendsto",
    "times",
    "transpose",
    "true",
    "union",
    "uplimit",
    "var",
    "variance",
    "vector",
    "vectorproduct",
    "xor",
];

/// Attributes of MathML 3.
const MATHML_ATTRIBUTES: &[&str] = &[
    "accent",
    "accentunder",
    "actiontype",
    "align",
    "alignmentscope",
    "altimg",
    "alttext",
    "background",
    "base",
    "bevelled",
    "cd",
    "charalign",
    "charspacing",
    "class",
    "close",
    "closure",
    "color",
    "columnalign",
    "columnlines",
    "columnspacing",
    "columnspan",
    "columnwidth",
    "crossout",
    "decimalpoint",
    "definitionURL",
    "denomalign",
    "depth",
    "dir",
    "display",
    "displaystyle",
    "edge",
    "encoding",
    "equalcolumns",
    "equalrows",
    "fence",
    "fontfamily",
    "fontsize",
    "fontstyle",
    "fontweight",
    "form",
    "frame",
    "framespacing",
    "groupalign",
    "height",
    "href",
    "id",
    "indentalign",
    "indentalignfirst",
    "indentalignlast",
    "indentshift",
    "indentshiftfirst",
    "indentshiftlast",
    "indenttarget",
    "infixlinebreakstyle",
    "largeop",
    "leftoverhang",
    "length",
    "linebreak",
    "linebreakmultchar",
    "linebreakstyle",
    "lineleading",
    "linethickness",
    "location",
    "longdivstyle",
    "lquote",
    "lspace",
    "macros",
    "mathbackground",
    "mathcolor",
    "mathsize",
    "mathvariant",
    "maxsize",
    "maxwidth",
    "minlabelspacing",
    "minsize",
    "mode",
    "movablelimits",
    "mslinethickness",
    "name",
    "nargs",
    "notation",
    "numalign",
    "occurrence",
    "open",
    "order",
    "other",
    "overflow",
    "position",
    "rightoverhang",
    "rowalign",
    "rowlines",
    "rowspacing",
    "rowspan",
    "rquote",
    "rspace",
    "scope",
    "scriptlevel",
    "scriptminsize",
    "scriptsizemultiplier",
    "selection",
    "separator",
    "separators",
    "shift",
    "side",
    "src",
    "stackalign",
    "stretchy",
    "style",
    "subscriptshift",
    "superscriptshift",
    "symmetric",
    "tabindex",
    "title",
    "type",
    "valign",
    "voffset",
    "width",
    "xmlns",
    "xref",
];

/// Is it an element of MathML?
pub(crate) fn is_mathml(name: &str) -> bool {
    MATHML.binary_search(&name).is_ok()
}

/// Is it an attribute of MathML?
pub(crate) fn is_mathml_attribute(name: &str) -> bool {
    MATHML_ATTRIBUTES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::{Role, attribute, find, is_mathml};

    #[test]
    fn the_table_is_read() {
        assert_eq!(find("IFRAME").map(|e| e.role), Some(Role::Frame));
        assert_eq!(find("wbr").map(|e| e.must_close), Some(false));
        assert_eq!(find("xmp").map(|e| e.role), Some(Role::Obsolete));
        assert!(find("bogus").is_none() && find("").is_none() && find("é").is_none());
        let image = find("img").expect("img is an element");
        assert_eq!(attribute(image, "SRC"), Some(true));
        assert_eq!(attribute(image, "class"), Some(false));
        assert_eq!(attribute(image, "data-x"), Some(false));
        assert_eq!(attribute(image, "bogus"), None);
        assert!(is_mathml("mrow") && !is_mathml("bogus"));
    }
}
