//! `validate --fix`, `--diff` and `--previous` through the program.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use crate::harness::{Room, ran};

const BROKEN: &str = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\">\n<channel>\n<title>Quay</title>\n\
    <link>https://quay.example/</link>\n<description>Sea & shore</description>\n\
    <item><title>Tide</title><guid>q1</guid></item>\n</channel>\n</rss>\n";

const MENDED: &str = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\">\n<channel>\n<title>Quay</title>\n\
    <link>https://quay.example/</link>\n<description>Sea &amp; shore</description>\n\
    <item><title>Tide</title><guid isPermaLink=\"false\">q1</guid></item>\n</channel>\n</rss>\n";

#[test]
fn mends_in_place_and_keeps_mode_and_links() {
    let room = Room::empty();
    room.write("real/news.rss", BROKEN);
    fs::set_permissions(room.at("real/news.rss"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/news.rss", room.at("news.rss")).unwrap();

    let ran = room.run(&["validate", "--fix", "news.rss"]);
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert!(
        ran.stderr
            .contains("mended 1 guid-not-url, 1 xml-ampersand-bare"),
        "{ran:?}"
    );
    assert_eq!(room.read("real/news.rss"), MENDED);
    assert!(room.at("news.rss").symlink_metadata().unwrap().is_symlink());
    let mode = room
        .at("real/news.rss")
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(fs::read_dir(room.at("real")).unwrap().count(), 1, "litter");

    let inode = room.at("real/news.rss").metadata().unwrap().ino();
    assert_eq!(room.run(&["validate", "--fix", "news.rss"]).exit, 0);
    assert_eq!(
        room.at("real/news.rss").metadata().unwrap().ino(),
        inode,
        "written again"
    );
}

#[test]
fn shows_a_patch_and_writes_nothing() {
    let room = Room::empty();
    room.write("news.rss", BROKEN);
    let ran = room.run(&["validate", "--fix", "--diff", "news.rss"]);
    assert_eq!(ran.exit, 1, "{ran:?}");
    assert!(
        ran.stdout.starts_with("--- a/news.rss\n+++ b/news.rss\n@@"),
        "{ran:?}"
    );
    assert!(
        ran.stdout
            .contains("\n-<description>Sea & shore</description>\n"),
        "{ran:?}"
    );
    assert!(
        ran.stdout
            .contains("\n+<description>Sea &amp; shore</description>\n"),
        "{ran:?}"
    );
    assert_eq!(room.read("news.rss"), BROKEN);
}

#[test]
fn standard_input_is_mended_to_standard_output() {
    let room = Room::empty();
    room.write("news.rss", BROKEN);
    let input = fs::File::open(room.at("news.rss")).unwrap();
    let ran = ran(room.command(&["validate", "--fix", "-"]).stdin(input));
    assert_eq!((ran.exit, ran.stdout.as_str()), (0, MENDED));
}

#[test]
fn what_cannot_be_mended_is_reported_and_the_file_is_left() {
    let room = Room::empty();
    let document = MENDED.replace("<item>", "<item><pubDate>tomorrow</pubDate>");
    room.write("news.rss", &document);
    let ran = room.run(&["validate", "--fix", "news.rss"]);
    assert_eq!(ran.exit, 1);
    assert!(ran.stdout.contains("date-grammar"), "{ran:?}");
    assert_eq!(room.read("news.rss"), document);
    let url = room.run(&["validate", "--fix", "https://quay.example/news.rss"]);
    assert_eq!(url.exit, 2);
    assert!(url.stderr.contains("save it and mend the file"), "{url:?}");
    assert_eq!(room.run(&["validate", "--diff", "news.rss"]).exit, 2);
}

#[test]
fn an_earlier_version_is_compared_with() {
    let room = Room::empty();
    let with_link = MENDED.replace(
        "<title>Tide</title>",
        "<title>Tide</title><link>https://quay.example/tide</link>",
    );
    room.write("old.rss", &with_link);
    room.write("new.rss", with_link.replace("q1", "q2"));
    let ran = room.run(&["validate", "--previous", "old.rss", "new.rss"]);
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert!(ran.stdout.contains("entry-id-changed"), "{ran:?}");
    assert_eq!(
        room.run(&["validate", "--strict", "--previous", "old.rss", "new.rss"])
            .exit,
        1
    );

    room.write("page.html", "<!DOCTYPE html><p>no feed</p>");
    for (old, new, says) in [
        ("none.rss", vec!["new.rss"], "none.rss"),
        ("page.html", vec!["new.rss"], "no feed that can be compared"),
        ("old.rss", vec!["new.rss", "old.rss"], "one document"),
    ] {
        let args = [vec!["validate", "--previous", old], new].concat();
        let ran = room.run(&args);
        assert_eq!(ran.exit, 2, "{ran:?}");
        assert!(ran.stderr.contains(says), "{ran:?}");
    }
}
