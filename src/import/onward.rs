//! Where a source goes on: further pages of a list, and addresses that a list names.

use url::Url;

use crate::model::Moment;

/// What an input says about other inputs. Files are read alone; a source with an address follows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Onward {
    /// The next page of the same list, in the same format (RFC 5005 `prev-archive` and `next`, JSON Feed `next_url`).
    pub next: Option<Url>,
    /// Pages that the list names and does not hold.
    pub pages: Vec<Page>,
}

/// A page that a list names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub url: Url,
    /// Is it a list itself, in the format of the one that names it (a sitemap in a sitemap index)?
    pub is_list: bool,
    /// When it last changed, where the list says so.
    pub modified: Option<Moment>,
}

/// The same address with `page=N` in its query.
pub(super) fn with_page(address: &Url, number: u64) -> Url {
    let mut next = address.clone();
    let others = address.query_pairs().filter(|(key, _)| key != "page");
    next.query_pairs_mut()
        .clear()
        .extend_pairs(others)
        .append_pair("page", &number.to_string());
    next
}
