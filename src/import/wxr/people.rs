//! The authors of an export, by the names that they log in with.

use std::collections::HashMap;

use crate::import::xml::{Element, Ns};

/// An export with more authors than this is no newsroom's.
const MOST: usize = 100_000;

#[derive(Debug, Default)]
pub(super) struct People(HashMap<String, String>);

impl People {
    /// Takes in a `wp:author`. Addresses of mail are the newsroom's own business and stay out.
    pub(super) fn add(&mut self, author: Element<'_>) {
        let said = |local| {
            let text = author.text_of(Ns::Wp, local).unwrap_or_default();
            text.trim().to_owned()
        };
        let login = said("author_login");
        let mut name = said("author_display_name");
        if name.is_empty() {
            let whole = format!("{} {}", said("author_first_name"), said("author_last_name"));
            name = whole.trim().to_owned();
        }
        if !login.is_empty() && !name.is_empty() && self.0.len() < MOST {
            self.0.insert(login, name);
        }
    }

    /// What the person is called who logs in so.
    pub(super) fn name<'n>(&'n self, login: &'n str) -> &'n str {
        self.0.get(login).map_or(login, String::as_str)
    }
}
