//! Pages and lists before other people's programs: a browser with axe-core, an HTML parser that forgives nothing, a
//! feed reader that imports the list.

use std::path::PathBuf;
use std::process::Command;

use crate::harness::{Room, judge, ran, repository};

fn expected() -> PathBuf {
    repository().join("fixtures/newsrooms/pages/expected")
}

/// The folder that a variable names, or `None`, said plainly; in CI it must be there.
fn named(variable: &str, what: &str, unchecked: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).map(PathBuf::from);
    let folder = folder.filter(|folder| folder.exists());
    assert!(
        folder.is_some() || std::env::var_os("CI").is_none(),
        "{what} is missing ({variable}), and CI is set"
    );
    if folder.is_none() {
        println!("{what} is missing ({variable}); not checked: {unchecked}");
    }
    folder
}

/// A script that drives a browser, or `None` where there is none, said plainly.
pub(crate) fn browser(script: &str, unchecked: &str) -> Option<Command> {
    let modules = named(
        "FEEDWRIGHT_BROWSER_MODULES",
        "playwright-core with axe-core",
        unchecked,
    )?;
    if !judge("node", unchecked) || !judge("chromium", unchecked) {
        return None;
    }
    let mut node = Command::new("node");
    node.arg(repository().join("tests/browser").join(script))
        .env("FEEDWRIGHT_BROWSER_MODULES", modules);
    Some(node)
}

/// A copy of the pages whose documents ask for the style sheet where this test serves it.
fn styled() -> Room {
    let room = Room::copy_of(&expected());
    let hostile = repository().join("fixtures/newsrooms/hostile/expected/all.html");
    room.write("hostile.html", std::fs::read(hostile).unwrap());
    for name in ["news.rss", "marsa.atom"] {
        let document = room.read(name);
        let asks = "href=\"https://herald.example/feeds/feed.css\"?>";
        assert!(document.contains(asks), "{name} asks for no style sheet");
        room.write(name, document.replace(asks, "href=\"feed.css\"?>"));
    }
    room
}

#[test]
fn a_browser_finds_the_pages_accessible_and_whole() {
    let unchecked = "that the pages are accessible, fit a telephone, and work without script";
    let Some(mut node) = browser("pages.cjs", unchecked) else {
        return;
    };
    let room = styled();
    let pages = [
        "marsa.html",
        "hostile.html",
        "index.html",
        "news.rss",
        "marsa.atom",
    ];
    node.arg(room.path())
        .arg(repository().join("target/screenshots"))
        .args(pages);
    let judged = ran(&mut node).exits(0);
    assert_eq!(judged.stdout, "", "the browser finds faults");
}

/// A parser that is given files, or `None` where there is none, said plainly.
pub(crate) fn strict_parser(unchecked: &str) -> Option<Command> {
    let Some(python) = std::env::var_os("FEEDWRIGHT_PYTHON") else {
        named("FEEDWRIGHT_PYTHON", "Python with html5lib", unchecked);
        return None;
    };
    let has = Command::new(&python)
        .args(["-c", "import html5lib"])
        .output();
    if !has.is_ok_and(|out| out.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "html5lib is missing");
        println!("html5lib is missing; not checked: {unchecked}");
        return None;
    }
    let code = "import html5lib, sys\n\
        for name in sys.argv[1:]:\n    \
            html5lib.HTMLParser(strict=True).parse(open(name, 'rb'), transport_encoding='utf-8')\n";
    let mut parser = Command::new(&python);
    parser.args(["-c", code]);
    Some(parser)
}

#[test]
fn a_strict_parser_finds_no_fault_in_the_html() {
    let Some(mut parser) = strict_parser("that the pages are valid HTML") else {
        return;
    };
    for entry in std::fs::read_dir(expected()).unwrap() {
        let path = entry.unwrap().path();
        // The include is no page.
        if path.extension().is_some_and(|e| e == "html") && !path.ends_with("alternate.html") {
            parser.arg(path);
        }
    }
    ran(&mut parser).exits(0);
}

#[test]
fn the_list_is_valid_and_a_reader_imports_it() {
    let list = expected().join("feeds.opml");
    let path = list.to_str().unwrap();
    let judged = Room::empty().run(&["validate", "--strict", path]).exits(0);
    assert!(
        judged.stdout.contains("0 errors, 0 warnings"),
        "{}",
        judged.stdout
    );
    if !judge("newsboat", "that a reader imports the list of feeds") {
        return;
    }
    let folder = Room::empty();
    folder.write("urls", "");
    folder.write("config", "");
    let mut newsboat = Command::new("newsboat");
    newsboat.env("HOME", folder.path()).env("TERM", "dumb");
    for (option, file) in [("-u", "urls"), ("-c", "cache.db"), ("-C", "config")] {
        newsboat.arg(option).arg(folder.at(file));
    }
    ran(newsboat.arg("-i").arg(&list)).exits(0);
    let urls = folder.read("urls");
    for name in ["hafen.rss", "marsa.rss", "news.rss", "pristan.atom"] {
        let address = format!("https://herald.example/feeds/{name}");
        assert!(urls.contains(&address), "{name} in {urls}");
    }
}
