//! rssCloud (<https://rsscloud.org/walkthrough/>): a publisher tells the cloud of a changed RSS document.

use super::{Kind, Request, Site, form};

pub(super) const KIND: Kind = Kind {
    name: "rsscloud",
    says: "the rssCloud server",
    batch: 1,
    request,
    refusal,
};

fn request(topics: &[&str], _: &Site<'_>) -> Option<Request> {
    Some(form(&[("url", topics.first()?)]))
}

/// `<result success="false" msg="…"/>` comes with status 200.
fn refusal(text: &str) -> Option<String> {
    let failed = attribute(text, "success")?.eq_ignore_ascii_case("false");
    failed.then(|| {
        attribute(text, "msg")
            .unwrap_or("no reason given")
            .to_owned()
    })
}

/// The value of the first attribute of this name.
fn attribute<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!(" {name}="))?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest.get(1..)?.split(quote).next()
}
