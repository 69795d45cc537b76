//! The documents say what is: every key of the configuration, every link, every newsroom that the repository holds.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use feedwright::config::{self, SCHEMAS};
use serde_json::Value;

use crate::harness::Room;

/// Where each table of the schemas is explained: schema, property (empty: the file itself), heading.
const TABLES: &[(&str, &str, &str)] = &[
    ("newsroom", "site", "### `[site]`"),
    ("newsroom", "source", "### `[[source]]`"),
    ("newsroom", "category", "### `[[category]]`"),
    ("newsroom", "vocabulary", "### `[vocabulary]`"),
    ("newsroom", "defaults", "### `[defaults]`"),
    ("newsroom", "output", "### `[output]`"),
    ("newsroom", "sitemap", "### `[sitemap]`"),
    ("newsroom", "store", "### `[store]`"),
    ("newsroom", "pages", "### `[pages]`"),
    ("newsroom", "media", "### `[media]`"),
    ("newsroom", "validate", "### `[validate]`"),
    ("newsroom", "push", "### `[push]`"),
    ("newsroom", "push.cloud", "### `[push.cloud]`"),
    ("newsroom", "push.indexnow", "### `[push.indexnow]`"),
    ("newsroom", "notify", "### `[notify]`"),
    ("newsroom", "serve", "### `[serve]`"),
    ("feed", "", "## `feeds/<slug>.toml`"),
    ("feed", "include", "### `[include]`"),
    ("feed", "podcast", "### `[podcast]`"),
    ("feed", "utm", "### `[utm]`"),
    ("feed", "title_prefix", "### `[[title_prefix]]`"),
    ("feed", "extension", "### `[[extension]]`"),
    ("feed", "each", "### `[each]`"),
];

/// Tables whose keys are not ours to list, and tables that have a section of their own.
const ELSEWHERE: &[&str] = &["each", "include", "moved", "cloud", "indexnow", "podcast"];
/// Tables of a feed that have a section of their own, and that `[defaults]` lists as keys.
const TABLES_OF_FEEDS: &[&str] = &["utm", "title_prefix", "extension"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The keys of a table of a schema, following references and lists.
fn schema_keys(schema: &Value, property: &str) -> BTreeSet<String> {
    let table = match property {
        "" => schema,
        path => path.split('.').fold(schema, |table, name| {
            resolve(schema, &table["properties"][name])
        }),
    };
    let keys = table["properties"]
        .as_object()
        .expect("a table has properties");
    keys.keys()
        .filter(|k| !ELSEWHERE.contains(&k.as_str()))
        .filter(|k| !property.is_empty() || !TABLES_OF_FEEDS.contains(&k.as_str()))
        .cloned()
        .collect()
}

fn resolve<'s>(schema: &'s Value, value: &'s Value) -> &'s Value {
    if let Some(reference) = value["$ref"].as_str() {
        let pointer = reference.trim_start_matches('#');
        return schema
            .pointer(pointer)
            .expect("the reference leads somewhere");
    }
    // A list, or what may be left out: "this, or null".
    match value.get("items").or(value["anyOf"].get(0)) {
        Some(inner) => resolve(schema, inner),
        None => value,
    }
}

/// The first cells of the table below a heading: "| `key` | ..."
fn documented_keys(text: &str, heading: &str) -> BTreeSet<String> {
    text.lines()
        .skip_while(|line| !line.starts_with(heading))
        .skip(1)
        .take_while(|line| !line.starts_with('#'))
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(key, _)| key.to_owned())
        .collect()
}

#[test]
fn every_key_of_the_configuration_is_explained_and_no_other() {
    let text = read("docs/newsroom.md");
    for (name, property, heading) in TABLES {
        let schema = SCHEMAS
            .iter()
            .find(|s| s.name == *name)
            .expect("the schema is there");
        let schema: Value = serde_json::from_str(&schema.to_json()).expect("a schema is JSON");
        assert_eq!(
            documented_keys(&text, heading),
            schema_keys(&schema, property),
            "{heading}"
        );
    }
}

#[test]
fn every_table_of_the_configuration_has_a_section() {
    for schema in SCHEMAS {
        let value: Value = serde_json::from_str(&schema.to_json()).expect("a schema is JSON");
        for key in value["properties"].as_object().expect("properties").keys() {
            let known = TABLES.iter().any(|(name, property, _)| {
                *name == schema.name && (property == key || property.is_empty())
            });
            assert!(
                known || ELSEWHERE.contains(&key.as_str()),
                "{}: no section for {key}",
                schema.file
            );
        }
    }
}

#[test]
fn every_input_format_is_listed() {
    let text = read("docs/inputs.md");
    for input in feedwright::import::INPUTS {
        let row = format!("| [`{}`](", input.name);
        assert!(
            text.lines().any(|line| line.starts_with(&row)),
            "docs/inputs.md has no row for {}",
            input.name
        );
    }
}

#[test]
fn every_option_of_validate_is_explained() {
    let text = read("docs/validate.md");
    let help = Room::empty().run(&["validate", "--help"]).exits(0).stdout;
    let options = help.lines().filter_map(|line| line.trim().split_once("--"));
    let mut count = 0;
    for (before, option) in options {
        if !(before.is_empty() || before.starts_with('-') && before.ends_with(", ")) {
            continue;
        }
        let end = option.find(|c: char| !c.is_ascii_lowercase() && c != '-');
        let option = format!("--{}", &option[..end.unwrap_or(option.len())]);
        if !["--config", "--help", "--version", "--quiet", "--verbose"].contains(&option.as_str()) {
            assert!(
                text.contains(&option),
                "docs/validate.md says nothing of {option}"
            );
            count += 1;
        }
    }
    assert!(count > 9, "{count} options found in:\n{help}");
}

#[test]
fn the_examples_of_validate_are_true() {
    let text = read("docs/validate.md");
    let finding: String = read("fixtures/reports/expected/text")
        .lines()
        .take(6)
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(text.contains(&finding), "the example is not:\n{finding}");
    let config = text.split("```toml\n").nth(1).expect("an example");
    let config = config.split("```").next().unwrap();
    let room = Room::empty();
    room.write("feedwright.toml", config);
    let written = config::Validation::load(&room.at("feedwright.toml")).unwrap();
    assert!(written.strict && written.baseline == Some(room.at("known.jsonl")));
}

#[test]
fn every_newsroom_in_the_repository_can_be_read() {
    let fixtures =
        fs::read_dir(root().join("fixtures/newsrooms")).expect("there are fixture newsrooms");
    let mut folders: Vec<PathBuf> = fixtures
        .map(|entry| entry.expect("a folder").path())
        .collect();
    folders.extend([root().to_path_buf(), root().join("data/init")]);
    for folder in folders {
        let newsroom =
            config::load(&folder.join(config::CONFIG_FILE)).unwrap_or_else(|e| panic!("{e}"));
        assert!(!newsroom.feeds.is_empty(), "{}", folder.display());
    }
}

#[test]
fn no_hostile_configuration_can_be_read() {
    for entry in
        fs::read_dir(root().join("fixtures/hostile/config")).expect("there are hostile files")
    {
        let file = entry.expect("a file").path();
        let error = config::load(&file).expect_err(&file.display().to_string());
        assert!(error.is_config(), "{error}");
        assert!(error.path().is_some(), "{error} names no file");
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    let folders = ["docs", "docs/inputs"].map(|folder| root().join(folder));
    let docs = folders.iter().flat_map(|folder| {
        let docs = fs::read_dir(folder).expect("there are documents");
        docs.map(|entry| entry.expect("a document").path())
    });
    let docs = docs.filter(|path| path.is_file());
    let top = [
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
    ]
    .map(|name| root().join(name));
    for file in docs
        .chain(top)
        .filter(|f| f.extension().is_some_and(|e| e == "md"))
    {
        for target in local_links(&read(&file)) {
            let path = file
                .parent()
                .expect("a document lies in a folder")
                .join(&target);
            assert!(path.exists(), "{}: {target} is not there", file.display());
        }
    }
}

/// The targets of Markdown links that are neither on the web nor within the document.
fn local_links(text: &str) -> Vec<String> {
    let after = text.split("](").skip(1);
    let targets = after
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target);
    targets
        .filter(|t| !t.contains("://") && !t.starts_with('#'))
        .map(|t| t.split('#').next().unwrap_or(t))
        .map(str::to_owned)
        .collect()
}
