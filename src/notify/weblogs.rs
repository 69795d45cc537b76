//! `weblogUpdates.ping` over XML-RPC: the name and the address of a site that has something new.

use super::{Kind, Request, Site, escaped};

pub(super) const KIND: Kind = Kind {
    name: "weblogs",
    says: "the weblog server",
    batch: usize::MAX,
    request,
    refusal,
};

/// The topic is the site itself, so one request says it all.
fn request(_: &[&str], site: &Site<'_>) -> Option<Request> {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<methodCall><methodName>weblogUpdates.ping</methodName><params>\
         <param><value><string>{}</string></value></param><param><value><string>{}</string></value></param>\
         </params></methodCall>\n",
        escaped(site.title),
        escaped(site.url)
    );
    Some(Request {
        content_type: "text/xml; charset=utf-8",
        body,
    })
}

/// A fault, or `flerror` set: both come with status 200.
fn refusal(text: &str) -> Option<String> {
    if let Some((_, fault)) = text.split_once("<fault>") {
        return Some(fault.to_owned());
    }
    let (_, after) = text.split_once("<name>flerror</name>")?;
    let (_, value) = after.split_once("<boolean>")?;
    if value.trim_start().starts_with('0') {
        return None;
    }
    let said = text.split_once("<name>message</name>");
    let said = said.and_then(|(_, rest)| rest.split("</value>").next());
    Some(said.unwrap_or("no reason given").to_owned())
}
