//! What faulty documents give.

use std::fmt::Write as _;
use std::io::Cursor;

use super::{Element, Ns, Part, Reader, Take, Want, root_of};
use crate::import::Options;

const WANT: Want = Want {
    what: "a list",
    take: |around, ns, local| match (around, local) {
        ("", "list") => Take::Enter,
        ("list", "item") => Take::Whole,
        ("list", "meta") if ns == Ns::Dc => Take::Whole,
        _ => Take::Skip,
    },
};

/// The parts of a document, one a line, and the words of its notices.
fn read(document: &[u8], charset: Option<&str>) -> Result<String, String> {
    let options = Options {
        charset: charset.map(str::to_owned),
        ..Options::default()
    };
    let mut input = Cursor::new(document);
    let mut out = String::new();
    let mut reader = Reader::open(&mut input, &options, &WANT).map_err(|e| e.to_string())?;
    while let Some(part) = reader.next().map_err(|e| e.to_string())? {
        match part {
            Part::Entered(list) => writeln!(out, "{} {}", list.name(), list.line()),
            Part::Whole(item, notices) => {
                let said: Vec<&str> = notices.iter().map(|n| n.message.as_str()).collect();
                let html = item.inner_html();
                writeln!(
                    out,
                    "{} {} {html} {}",
                    item.name(),
                    item.line(),
                    said.join("|")
                )
            }
            Part::Refused(imported) => {
                let said = imported.notices.last().map(|n| n.message.clone());
                writeln!(
                    out,
                    "refused {} {}",
                    imported.line,
                    said.unwrap_or_default()
                )
            }
        }
        .unwrap();
    }
    reader
        .finish(&mut |imported| {
            for notice in imported.notices {
                writeln!(out, "- {}", notice.message).unwrap();
            }
            Ok(())
        })
        .unwrap();
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    Ok(lines.join("\n"))
}

#[test]
fn whatever_is_wrong() {
    for (document, want) in [
        (
            "<list>\n<item>a</item><x><item>b</item></x>\n<item>c<b t='\"1'>d</b><br/></item></list>",
            "list 1\nitem 2 a\nitem 3 c<b t=\"&quot;1\">d</b><br>",
        ),
        (
            "<list><item>a &amp;amp; b<![CDATA[ & <c> ]]></item></list>",
            "list 1\nitem 1 a &amp;amp; b &amp; &lt;c&gt;",
        ),
        (
            "<list><item>AT&T&nbsp;&eacute; &#150; &xyz;</item></list>",
            "list 1\nitem 1 AT&amp;T\u{a0}é – &amp;xyz; a bare & was read as text (\"&T\")|a name was read as that of HTML's character, or left as it is written (\"nbsp\"), 3 times",
        ),
        (
            "<list><item>a&nbsp;<i t='&nbsp;'/></item></list>",
            "list 1\nitem 1 a\u{a0}<i t=\"\u{a0}\"></i> a name was read as that of HTML's character, or left as it is written (\"nbsp\"), 2 times",
        ),
        (
            "<list><item><t>a</t><item><t>b</t></item></list>",
            "list 1\nitem 1 <t>a</t> an element that was not closed was ended before the next one (\"item\")\nitem 1 <t>b</t>",
        ),
        (
            "<list><item>a</item>\n<item><t>b</t>",
            "list 1\nitem 1 a\nrefused 2 the element \"item\" was left out: the input ends on line 2 in the middle of it",
        ),
        (
            "<list><item>a</item>\n",
            "list 1\nitem 1 a\n- an element is never closed (\"list\")",
        ),
        (
            "\n<br/>Warning: x\n<?xml version='1.0'?><list><dc:meta>m</dc:meta></list>",
            "list 3\ndc:meta 3 m text before the XML declaration was left out (\"<br/>Warning: x\")|a prefix that nothing declares was read as everybody uses it (\"dc:meta\")",
        ),
        (
            "<list xmlns:m='http://purl.org/dc/elements/1.1'><m:meta>m</m:meta></list>",
            "list 1\nm:meta 1 m",
        ),
        (
            "<!DOCTYPE list [<!ENTITY a 'b'>]><list><item>&a;</item></list>",
            "list 1\nitem 1 &amp;a; a name was read as that of HTML's character, or left as it is written (\"a\")",
        ),
    ] {
        assert_eq!(
            read(document.as_bytes(), None).as_deref(),
            Ok(want),
            "{document}"
        );
    }
}

#[test]
fn what_is_no_document_is_named() {
    for (document, want) in [
        ("", "the input is empty, not a list"),
        (" \n", "the input is empty, not a list"),
        ("{\"a\":1}", "the input is not a list, it begins with"),
        (
            "<!doctype html><html><body>Log in",
            "the input is an HTML page, not a list",
        ),
        (
            "<rss/>",
            "the input is XML whose root is \"rss\", not a list",
        ),
        (
            "<!-- a -->",
            "the input is not a list, no element begins in it",
        ),
    ] {
        let said = read(document.as_bytes(), None).unwrap_err();
        assert!(said.starts_with(want), "{said}");
    }
}

#[test]
fn encodings() {
    let document = |label: &str, text: &[u8]| {
        let declaration = format!("<?xml version='1.0' encoding='{label}'?><list><item>");
        [declaration.as_bytes(), text, b"</item></list>   "].concat()
    };
    for (label, text, charset, want) in [
        ("windows-1251", &b"\xcc\xe8\xf0"[..], None, "Мир"),
        ("utf-8", &b"\xcc\xe8\xf0"[..], Some("windows-1251"), "Мир"),
        ("koi8-r", &b"\xed\xc9\xd2"[..], None, "Мир"),
        ("utf-8", &b"caf\xe9"[..], None, "café"),
        ("iso-8859-1", "Мир".as_bytes(), None, "Мир"),
        ("utf-8", "Мир".as_bytes(), Some("iso-8859-1"), "Мир"),
        ("us-ascii", "Мир".as_bytes(), None, "Мир"),
    ] {
        let read = read(&document(label, text), charset).unwrap();
        let item = read.lines().nth(1).unwrap_or_default();
        assert!(
            item.starts_with(&format!("item 1 {want}")),
            "{label}: {item}"
        );
    }
    let wide: Vec<u8> = "\u{feff}<list><item>Мир</item></list>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(read(&wide, None).unwrap().contains("item 1 Мир"));
}

#[test]
fn one_element_too_large_is_refused_alone() {
    let large = "xxxxx&amp;".repeat(3 << 19);
    for (item, too_large) in [
        (format!("<item>{large}</item>"), true),
        (format!("<item><![CDATA[{large}]]></item>"), true),
        (format!("<item>a<b c='{large}'>d</b></item>"), true),
        (format!("<item a='{large}'>d</item>"), true),
        (format!("<item>a<!--{large}--></item>"), false),
        (
            format!("<!--{large}--><?p {large}?><other><x a='{large}'/></other><item>a</item>"),
            false,
        ),
    ] {
        let document = format!("<list><item>a</item>\n{item}<item>b</item></list>");
        let read = read(document.as_bytes(), None).unwrap();
        let middle = match too_large {
            true => {
                "refused 2 the element \"item\" was left out: it is larger than 8 MiB\nitem 2 b"
            }
            false => "item 2 a",
        };
        let start = document.get(20..40).unwrap_or_default();
        assert!(
            read.starts_with(&format!("list 1\nitem 1 a\n{middle}")),
            "{start}"
        );
        assert!(read.contains("\nitem 2 b"), "{start}");
    }
    // Where it is the last one, or the input is cut in it, nothing else is wrong.
    for end in ["</item></list>", "</item>", ""] {
        let read = read(format!("<list><item>{large}{end}").as_bytes(), None).unwrap();
        assert!(read.starts_with("list 1\nrefused 1 the element"), "{end}");
    }
}

#[test]
fn depth_is_bounded() {
    let deep = |n: usize| {
        format!(
            "<list><item>{}x{}</item></list>",
            "<b>".repeat(n),
            "</b>".repeat(n)
        )
    };
    assert!(read(deep(100).as_bytes(), None).unwrap().ends_with("</b>"));
    assert!(
        read(deep(300).as_bytes(), None)
            .unwrap()
            .contains("too deep")
    );
    let said = read(deep(100_000).as_bytes(), None).unwrap();
    assert!(said.contains("refused 1"), "{}", said.len());
}

#[test]
fn languages_and_addresses_are_inherited() {
    let document = "<list xml:lang='de' xml:base='https://p.example/a/'><item xml:base='b/'>\
                    <t xml:lang='fr' xml:base='c'/><u/></item><item/></list>";
    let mut input = Cursor::new(document.as_bytes());
    let options = Options::default();
    let mut reader = Reader::open(&mut input, &options, &WANT).unwrap();
    let mut seen = Vec::new();
    while let Some(part) = reader.next().unwrap() {
        if let Part::Whole(item, _) = part {
            let of = |e: Element<'_>| format!("{:?} {}", e.lang(), e.base().unwrap());
            seen.push(of(item));
            seen.extend(item.children().map(of));
        }
    }
    assert_eq!(
        seen,
        [
            "Some(\"de\") https://p.example/a/b/",
            "Some(\"fr\") https://p.example/a/b/c",
            "Some(\"de\") https://p.example/a/b/",
            "Some(\"de\") https://p.example/a/",
        ]
    );
}

#[test]
fn roots() {
    for (head, want) in [
        (
            "<?xml version='1.0'?>\n<!-- x --><a:list xmlns:a='http://www.w3.org/2005/Atom' v='2'>",
            Some("a:list Atom 2"),
        ),
        (
            "<br /><b>Warning</b>\n<?xml version='1.0'?><list>",
            Some("list None"),
        ),
        ("Some words about <rss version='2.0'>", None),
        ("no", None),
        ("", None),
        ("<!-- x", None),
    ] {
        let found = root_of(head.as_bytes()).and_then(|tree| {
            let root = tree.root()?;
            let version = root.attr("v").unwrap_or_default();
            Some(
                format!("{} {:?} {version}", root.name(), root.ns())
                    .trim()
                    .to_owned(),
            )
        });
        assert_eq!(found.as_deref(), want, "{head}");
    }
}
