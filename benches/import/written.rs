//! A story as each input format writes it.

use super::stories::Story;

pub(crate) fn jsonl(s: &Story) -> String {
    format!(
        r#"{{"id":"{url}","title":"{}","url":"{url}","published":"{}","authors":[{{"name":"Ada Lind"}}],"categories":[{{"term":"Town"}},{{"term":"Harbour"}}],"body_html":{}}}"#,
        s.title,
        s.time(),
        s.json_body(),
        url = s.url()
    )
}

pub(crate) fn csv(s: &Story) -> String {
    let body = s.body.replace('"', "\"\"");
    format!(
        "{url},{},{url},{},Ada Lind,\"Town,Harbour\",\"{body}\"",
        s.title,
        s.time(),
        url = s.url()
    )
}

pub(crate) fn markdown(s: &Story) -> String {
    let body = s.body.replace("<p>", "\n").replace("</p>", "");
    format!(
        "---\ntitle: {}\ndate: {}\ntags: [Town, Harbour]\n---\n{body}",
        s.title,
        s.time()
    )
}

pub(crate) fn rss(s: &Story) -> String {
    format!(
        "<item><title>{}</title><link>{url}</link><guid>{url}</guid><pubDate>{}</pubDate><dc:creator>Ada Lind</dc:creator>\
         <category>Town</category><category>Harbour</category><content:encoded><![CDATA[{}]]></content:encoded></item>",
        s.title,
        s.mail_time(),
        s.body,
        url = s.url()
    )
}

pub(crate) fn atom(s: &Story) -> String {
    let body = s
        .body
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!(
        "<entry><id>{url}</id><title>{}</title><link href=\"{url}\"/><updated>{time}</updated><published>{time}</published>\
         <author><name>Ada Lind</name></author><category term=\"Town\"/><content type=\"html\">{body}</content></entry>",
        s.title,
        url = s.url(),
        time = s.time()
    )
}

pub(crate) fn wxr(s: &Story) -> String {
    format!(
        "<item><title>{}</title><link>{}</link><dc:creator><![CDATA[ada]]></dc:creator>\
         <guid isPermaLink=\"false\">https://quay.example/?p={n}</guid><content:encoded><![CDATA[{}]]></content:encoded>\
         <excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_id>{n}</wp:post_id><wp:post_date_gmt>{}</wp:post_date_gmt>\
         <wp:post_name>story-{n}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>\
         <category domain=\"category\" nicename=\"town\"><![CDATA[Town]]></category><wp:postmeta><wp:meta_key>_thumbnail_id\
         </wp:meta_key><wp:meta_value>{image}</wp:meta_value></wp:postmeta></item>\n\
         <item><title>{n}</title><wp:post_id>{image}</wp:post_id><wp:status>inherit</wp:status>\
         <wp:post_type>attachment</wp:post_type><wp:attachment_url>https://quay.example/files/{n}.jpg</wp:attachment_url></item>",
        s.title,
        s.url(),
        s.body,
        s.database_time(),
        n = s.number,
        image = s.number + 100_000_000
    )
}

pub(crate) fn newsml(s: &Story) -> String {
    format!(
        "<newsItem guid=\"urn:newsml:quay.example:20260301:{}\" version=\"1\" standard=\"NewsML-G2\" standardversion=\"2.30\">\
         <itemMeta><itemClass qcode=\"ninat:text\"/><versionCreated>{time}</versionCreated><firstCreated>{time}</firstCreated>\
         <pubStatus qcode=\"stat:usable\"/></itemMeta><contentMeta><urgency>4</urgency><headline>{}</headline><by>Ada Lind</by>\
         <subject qcode=\"medtop:20000523\"><name>Town</name></subject></contentMeta><contentSet>\
         <inlineXML contenttype=\"application/xhtml+xml\"><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>T</title></head>\
         <body>{}</body></html></inlineXML></contentSet></newsItem>",
        s.number,
        s.title,
        s.body,
        time = s.time()
    )
}

pub(crate) fn nitf(s: &Story) -> String {
    format!(
        "<head><title>T</title><docdata><doc-id id-string=\"urn:quay.example:{}\"/><date.issue norm=\"{}\"/></docdata></head><body>\
         <body.head><hedline><hl1>{}</hl1></hedline><byline>By <person>Ada Lind</person></byline></body.head>\
         <body.content>{}</body.content></body>",
        s.number,
        s.time(),
        s.title,
        s.body
    )
}

pub(crate) fn sitemap(s: &Story) -> String {
    format!(
        "<url><loc>{}</loc><lastmod>{time}</lastmod><news:news><news:publication><news:name>Quay</news:name>\
         <news:language>en</news:language></news:publication><news:publication_date>{time}</news:publication_date>\
         <news:title>{}</news:title></news:news></url>",
        s.url(),
        s.title,
        time = s.time()
    )
}

pub(crate) fn json_feed(s: &Story) -> String {
    format!(
        r#"{{"id":"{url}","url":"{url}","title":"{}","date_published":"{}","authors":[{{"name":"Ada Lind"}}],"tags":["Town","Harbour"],"content_html":{}}}"#,
        s.title,
        s.time(),
        s.json_body(),
        url = s.url()
    )
}

pub(crate) fn wp_rest(s: &Story) -> String {
    let time = s.time().replace('Z', "");
    format!(
        r#"{{"id":{n},"date_gmt":"{time}","modified_gmt":"{time}","guid":{{"rendered":"https://quay.example/?p={n}"}},"slug":"s-{n}","status":"publish","type":"post","link":"{}","title":{{"rendered":"{}"}},"content":{{"rendered":{},"protected":false}},"excerpt":{{"rendered":"","protected":false}}}}"#,
        s.url(),
        s.title,
        s.json_body(),
        n = s.number
    )
}

pub(crate) fn ghost(s: &Story) -> String {
    format!(
        r#"{{"id":"{n:024x}","uuid":"00000000-0000-4000-8000-{n:012x}","title":"{}","slug":"s-{n}","html":{},"published_at":"{}","url":"{}","status":"published","visibility":"public","authors":[{{"name":"Ada Lind"}}],"tags":[{{"name":"Town","slug":"town"}}]}}"#,
        s.title,
        s.json_body(),
        s.time(),
        s.url(),
        n = s.number
    )
}

pub(crate) fn drupal(s: &Story) -> String {
    format!(
        r#"{{"type":"node--article","id":"00000000-0000-4000-8000-{n:012x}","attributes":{{"drupal_internal__nid":{n},"status":true,"title":"{}","created":"{time}","changed":"{time}","langcode":"en","path":{{"alias":"/story-{n}"}},"body":{{"value":"Raw","format":"basic_html","processed":{},"summary":""}}}}}}"#,
        s.title,
        s.json_body(),
        time = s.time(),
        n = s.number
    )
}

pub(crate) fn activity(s: &Story) -> String {
    format!(
        r#"{{"type":"Create","id":"{url}/create","actor":"https://quay.example/@ada","published":"{time}","to":["https://www.w3.org/ns/activitystreams#Public"],"object":{{"type":"Article","id":"{url}","url":"{url}","name":"{}","published":"{time}","attributedTo":"https://quay.example/@ada","to":["https://www.w3.org/ns/activitystreams#Public"],"content":{}}}}}"#,
        s.title,
        s.json_body(),
        url = s.url(),
        time = s.time()
    )
}

pub(crate) fn ninjs(s: &Story) -> String {
    format!(
        r#"{{"uri":"{}","standard":{{"name":"ninjs","version":"3.1"}},"type":"text","pubStatus":"usable","versionCreated":"{time}","firstCreated":"{time}","headlines":[{{"role":"main","value":"{}"}}],"by":"Ada Lind","bodies":[{{"contentType":"text/html","value":{}}}]}}"#,
        s.url(),
        s.title,
        s.json_body(),
        time = s.time()
    )
}

pub(crate) fn page(s: &Story) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} - Quay</title>\
         <link rel=\"canonical\" href=\"{url}\"><meta property=\"og:type\" content=\"article\">\
         <meta property=\"og:title\" content=\"{title}\"><meta property=\"article:published_time\" content=\"{}\">\
         <meta name=\"author\" content=\"Ada Lind\"></head><body><nav><a href=\"/\">Quay</a></nav><article><h1>{title}</h1>\n{}\
         </article><footer>All rights reserved</footer></body></html>",
        s.time(),
        s.body,
        title = s.title,
        url = s.url()
    )
}

pub(crate) fn capture(s: &Story) -> String {
    let body = s
        .body
        .replace("<p>", "\n")
        .replace("</p>", "")
        .replace("&amp;", "&");
    let plain: String = body
        .split('<')
        .map(|part| part.rsplit('>').next().unwrap_or_default())
        .collect();
    format!(
        "{}\n\n{} UTC\nAda Lind\n{plain}",
        s.title,
        s.database_time()
    )
}
