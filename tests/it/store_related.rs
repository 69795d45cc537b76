//! Related headlines without an address lead to the story of that title, where the store knows it.

use feedwright::store::sqlite::SqliteStore;
use feedwright::store::{Outcome, Store};

use crate::harness::Room;
use crate::store_kit::{everything, memory, see, shown};

const KNOWN: &str =
    r#"{"id":"n-1","title":"Fish market moves","url":"https://p.example/fish","summary":"s"}"#;
const NEW: &str = r#"{"id":"n-2","title":"Bridge opens","url":"https://p.example/bridge","summary":"s",
    "related":[{"title":"Fish Market Moves"},{"title":"Tram delayed"},{"title":"Port","url":"https://p.example/port"}]}"#;

/// Where the related headlines of the entry lead.
fn links(store: &SqliteStore) -> Vec<String> {
    let all = shown(store, &everything());
    let of = |r: &feedwright::model::Related| r.url.as_ref().map_or("-", |u| u.as_str()).to_owned();
    all.iter()
        .flat_map(|s| s.record.related.iter().map(of))
        .collect()
}

#[test]
fn a_related_headline_leads_to_the_story_that_is_known() {
    let foreign = KNOWN.replace("p.example", "q.example");
    let draft = KNOWN.replace("}", r#","status":"draft"}"#);
    let withdrawn = KNOWN.replace("}", r#","status":"retracted"}"#);
    for (name, known, source, want) in [
        ("same source", KNOWN, "wire", "https://p.example/fish"),
        ("same site", KNOWN, "other", "https://p.example/fish"),
        (
            "same source, other site",
            &foreign,
            "wire",
            "https://q.example/fish",
        ),
        ("another site", &foreign, "other", "-"),
        ("nobody may see it", &draft, "wire", "-"),
        ("withdrawn", &withdrawn, "wire", "-"),
    ] {
        let mut store = memory();
        see(known).source(source).put(&mut store);
        see(NEW).line(2).put(&mut store);
        assert_eq!(
            links(&store),
            [want, "-", "https://p.example/port"],
            "{name}"
        );
    }
}

#[test]
fn a_story_does_not_lead_to_itself() {
    let mut store = memory();
    let own = NEW.replace("Fish Market Moves", "Bridge opens");
    see(&own).put(&mut store);
    see(&own.replace("\"s\"", "\"t\"")).run(2).put(&mut store);
    assert_eq!(links(&store)[0], "-");
}

#[test]
fn a_link_is_no_change_and_comes_with_the_next_one() {
    let mut store = memory();
    see(NEW).put(&mut store);
    see(KNOWN).line(2).run(2).put(&mut store);
    let before = (links(&store), store.changes().unwrap());
    let again = see(NEW).run(3).put(&mut store);
    assert_eq!(again.outcome, Outcome::Unchanged);
    assert_eq!((links(&store), store.changes().unwrap()), before);
    assert_eq!(
        before.0[0], "-",
        "it came before the story that it leads to"
    );
    let edited = NEW.replace("\"s\"", "\"t\"");
    see(&edited).run(4).put(&mut store);
    assert_eq!(links(&store)[0], "https://p.example/fish");
    let changes = store.changes().unwrap();
    let again = see(&edited).run(5).put(&mut store);
    assert_eq!(again.outcome, Outcome::Unchanged);
    assert_eq!(store.changes().unwrap(), changes);
}

#[test]
fn readers_get_the_link_and_untouched_documents_stay() {
    let line = |json: &str| format!("{}\n", json.replace('\n', ""));
    let room = Room::with_records(&(line(KNOWN) + &line(NEW)));
    room.run(&["publish"]).exits(0);
    let atom = room.read("public/news.atom");
    let link = r#"rel="related""#;
    assert!(
        atom.contains(link) && atom.contains("https://p.example/fish"),
        "{atom}"
    );
    let again = room.run(&["publish", "--full", "--format", "json"]);
    assert_eq!(again.exits(0).json()["documents"]["written"], 0);
    assert!(room.read("public/news.atom") == atom);
}
