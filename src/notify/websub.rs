//! WebSub (<https://www.w3.org/TR/websub/>): a publisher tells its hub of a changed topic.
//!
//! The specification leaves open how. Practice, from PubSubHubbub 0.4 on, is a form with `hub.mode=publish`; older
//! hubs read `hub.url` and newer ones `hub.topic`, so both are sent, and one topic in each request.

use super::{Kind, Request, Site, form};

pub(super) const KIND: Kind = Kind {
    name: "websub",
    says: "the WebSub hub",
    batch: 1,
    request,
    refusal: |_| None,
};

fn request(topics: &[&str], _: &Site<'_>) -> Option<Request> {
    let topic = *topics.first()?;
    Some(form(&[
        ("hub.mode", "publish"),
        ("hub.topic", topic),
        ("hub.url", topic),
    ]))
}
