//! Rows 23 to 26, 35 and 36: the output folder and the disk refuse, or somebody has planted something there.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::faults::{
    DOCUMENTS, OldAndNew, Paused, Traced, WRITING, names, strace, walk, without_privileges,
};
use crate::harness::{Room, judge, ran};

/// Lets every call of these kinds fail in turn, and looks at what each failure leaves.
fn each_call_fails(newsroom: &OldAndNew, calls: &[&str], error: &str) {
    if !strace() {
        return;
    }
    let mut met = 0;
    for call in calls {
        met += walk(call, &format!("error={error}"), |inject| {
            let room = newsroom.room();
            let traced = Traced::run(&room, &OldAndNew::command(&room), inject, &[]);
            if traced.ran.exit == 127 {
                // The program's libraries could not be loaded.
                newsroom.is_old(&room, inject);
            } else {
                newsroom.holds_after(&room, &traced.ran, inject);
            }
            traced
        });
    }
    assert!(met > 0, "none of {calls:?} was ever called");
}

#[test]
fn a_full_disk_at_any_write() {
    each_call_fails(
        &OldAndNew::new(),
        &["write", "pwrite64", "fallocate", "ftruncate"],
        "ENOSPC",
    );
}

#[test]
fn a_full_disk_at_any_write_of_the_first_run() {
    each_call_fails(
        &OldAndNew::first_run(),
        &["write", "pwrite64", "openat", "mkdir"],
        "ENOSPC",
    );
}

#[test]
fn an_io_error_at_any_sync_rename_or_close() {
    each_call_fails(
        &OldAndNew::new(),
        &[
            "fsync",
            "fdatasync",
            "rename",
            "renameat",
            "renameat2",
            "close",
        ],
        "EIO",
    );
}

#[test]
fn an_io_error_at_any_read_or_look() {
    each_call_fails(
        &OldAndNew::new(),
        &[
            "read",
            "pread64",
            "fstat",
            "newfstatat",
            "statx",
            "getdents64",
        ],
        "EIO",
    );
}

#[test]
fn an_io_error_at_any_opening() {
    each_call_fails(
        &OldAndNew::new(),
        &["openat", "mkdir", "flock", "unlink", "unlinkat"],
        "EIO",
    );
}

#[test]
fn a_sync_that_failed_is_never_tried_again() {
    if !strace() {
        return;
    }
    let newsroom = OldAndNew::new();
    for call in ["fsync", "fdatasync"] {
        walk(call, "error=EIO", |inject| {
            let room = newsroom.room();
            let traced = Traced::run(&room, &OldAndNew::command(&room), inject, &[]);
            let mut calls = traced.log.lines().skip_while(|l| !l.contains("(INJECTED)"));
            let file = |line: &str| line.split(['<', '>']).nth(1).map(str::to_owned);
            if let Some(failed) = calls.next().and_then(file) {
                assert!(
                    !calls.any(|l| file(l) == Some(failed.clone())),
                    "{inject}: {}",
                    traced.log
                );
                let ours = failed.contains("/public");
                assert!(traced.ran.exit == 2 || !ours, "{inject}: {}", traced.log);
                newsroom.holds_after(&room, &traced.ran, inject);
            }
            traced
        });
    }
}

#[test]
fn a_full_disk_names_the_path_and_keeps_what_was_there() {
    let newsroom = OldAndNew::new();
    for kib in (0..160).step_by(8) {
        let room = newsroom.room();
        // Blocks of 512 bytes; a write beyond the limit fails as on a full disk.
        let limit = format!("ulimit -f {}", kib * 2);
        let full = ran(&mut room.limited(&limit, &["publish", "--now", "2026-03-03T06:00:00Z"]));
        newsroom.holds_after(&room, &full, &format!("files of at most {kib} KiB"));
        if full.exit == 2 {
            full.says(room.path().to_str().unwrap());
        }
    }
}

/// A real file system that fills up, where one may be mounted.
#[test]
fn a_file_system_that_is_full() {
    let newsroom = OldAndNew::new();
    let mount = "mount -t tmpfs -o size=\"$1\" none public && cp -a \"$2\"/. public/ && shift 2 && \"$0\" \"$@\"; e=$?; cp -a public/. copy/; exit $e";
    let space = |room: &Room, size: &str| {
        std::fs::rename(room.at("public"), room.at("old")).unwrap();
        std::fs::create_dir_all(room.at("public")).unwrap();
        std::fs::create_dir_all(room.at("copy")).unwrap();
        let mut command = room.tool("unshare");
        command.args([
            "-rm",
            "sh",
            "-c",
            mount,
            crate::harness::PROGRAM,
            size,
            "old",
        ]);
        command.args(["publish", "--now", "2026-03-03T06:00:00Z"]);
        command
    };
    let tried = newsroom.room();
    let may = ran(&mut space(&tried, "1m"));
    if may.exit != 0 {
        println!(
            "no file system can be mounted here; not checked: a real full disk ({})",
            may.stderr.trim()
        );
        return;
    }
    for kib in (16..=40).step_by(4) {
        let room = newsroom.room();
        let full = ran(&mut space(&room, &format!("{kib}k")));
        for name in ["old", "public"] {
            std::fs::remove_dir_all(room.at(name)).unwrap();
        }
        std::fs::rename(room.at("copy"), room.at("public")).unwrap();
        newsroom.holds_after(&room, &full, &format!("a file system of {kib} KiB"));
        if full.exit == 2 {
            full.says("public").says("No space left");
        }
    }
}

#[test]
fn an_output_folder_that_may_not_be_written() {
    let newsroom = OldAndNew::new();
    let forbid: fn(&Room) = |r| {
        std::fs::set_permissions(r.at("public"), std::fs::Permissions::from_mode(0o555)).unwrap()
    };
    let allow: fn(&Room) = |r| {
        std::fs::set_permissions(r.at("public"), std::fs::Permissions::from_mode(0o755)).unwrap()
    };
    let room = newsroom.room();
    forbid(&room);
    let Some(mut command) =
        without_privileges(&room, &["publish", "--now", "2026-03-03T06:00:00Z"])
    else {
        return;
    };
    ran(&mut command)
        .exits(2)
        .says("public")
        .says("ermission denied")
        .says("  help: ");
    newsroom.is_old(&room, "a read-only folder");
    allow(&room);
    newsroom.heals(&room, "a read-only folder");
}

#[test]
fn an_output_folder_that_is_none() {
    let newsroom = OldAndNew::first_run();
    for plant in [
        (|p: &Path| std::fs::write(p, "a file").unwrap()) as fn(&Path),
        |p| symlink("nowhere", p).unwrap(),
        |p| symlink(p, p).unwrap(),
    ] {
        let room = newsroom.room();
        plant(&room.at("public"));
        ran(&mut OldAndNew::command(&room))
            .exits(2)
            .says("public")
            .says("  help: ");
        std::fs::remove_file(room.at("public")).unwrap();
        newsroom.heals(&room, "an output folder that is none");
    }
    let room = Room::with_records("{\"title\":\"T\"}\n");
    let config = room
        .read("feedwright.toml")
        .replace("[output]\n", "[output]\ndir = \"/proc/none/public\"\n");
    room.write("feedwright.toml", config);
    room.run(&["publish"]).exits(2).says("/proc/none");
}

#[test]
fn too_many_open_files() {
    let newsroom = OldAndNew::new();
    let mut refused = 0;
    for files in 3..24 {
        let room = newsroom.room();
        let run = ran(&mut room.limited(
            &format!("ulimit -n {files}"),
            &["publish", "--now", "2026-03-03T06:00:00Z"],
        ));
        // With three the loader cannot even open the program's libraries.
        if run.exit == 127 {
            newsroom.is_old(&room, "three files");
            continue;
        }
        refused += u32::from(run.exit == 2);
        newsroom.holds_after(&room, &run, &format!("at most {files} open files"));
    }
    assert!(refused > 2, "no limit was ever met");
}

#[test]
fn too_little_memory() {
    let newsroom = OldAndNew::new();
    let mut refused = 0;
    for mib in (4..=64).step_by(4) {
        let room = newsroom.room();
        let run = ran(&mut room.limited(
            &format!("ulimit -c 0; ulimit -v {}", mib * 1024),
            &["publish", "--now", "2026-03-03T06:00:00Z"],
        ));
        newsroom.nothing_is_torn(&room, &format!("{mib} MiB"));
        newsroom.heals(&room, &format!("{mib} MiB"));
        refused += u32::from(run.exit != 0);
    }
    assert!(refused > 0, "no limit was ever met");
}

#[test]
fn a_message_that_nobody_takes_is_no_fault() {
    let room = Room::with_hostile("malformed-line.jsonl");
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let status = room.command(&["publish"]).stderr(full).status().unwrap();
    assert_eq!(
        status.code(),
        Some(1),
        "messages that cannot be written change nothing"
    );
    room.holds(&["Good after", "Good before"]);
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let status = room
        .command(&["publish", "--format", "json"])
        .stdout(full)
        .status()
        .unwrap();
    assert_eq!(
        status.code(),
        Some(2),
        "data that cannot be written is a fault"
    );
}

#[test]
fn a_link_in_a_document_s_place_is_replaced_not_followed() {
    for changed in [false, true] {
        let newsroom = OldAndNew::new();
        let room = newsroom.room();
        if !changed {
            ran(&mut OldAndNew::command(&room)).exits(0);
        }
        room.write("elsewhere/secret", "untouched");
        for name in DOCUMENTS {
            std::fs::remove_file(room.at("public").join(name)).unwrap();
            symlink("../elsewhere/secret", room.at("public").join(name)).unwrap();
        }
        let said = ran(&mut OldAndNew::command(&room)).exits(0);
        for name in DOCUMENTS {
            assert!(
                said.stderr.contains(name) && said.stderr.contains("warning"),
                "{}",
                said.stderr
            );
            assert!(
                std::fs::symlink_metadata(room.at("public").join(name))
                    .unwrap()
                    .is_file()
            );
        }
        assert_eq!(room.read("elsewhere/secret"), "untouched");
        newsroom.heals(&room, "links for documents");
    }
}

#[test]
fn a_link_in_the_manifest_s_place_is_replaced_not_followed() {
    let newsroom = OldAndNew::new();
    let room = newsroom.room();
    room.write("elsewhere/secret", "untouched");
    std::fs::remove_file(room.at("public/.feedwright.json")).unwrap();
    symlink("../elsewhere/secret", room.at("public/.feedwright.json")).unwrap();
    ran(&mut OldAndNew::command(&room))
        .exits(0)
        .says("warning")
        .says(".feedwright.json");
    assert_eq!(room.read("elsewhere/secret"), "untouched");
    newsroom.heals(&room, "a link for the manifest");
}

#[test]
fn a_link_with_a_temporary_name_is_not_followed() {
    let room = Room::with_records("");
    room.write("elsewhere/secret", "untouched");
    std::fs::create_dir(room.at("public")).unwrap();
    symlink(
        "../elsewhere/secret",
        room.at("public/.feedwright-tmp-1-news.rss"),
    )
    .unwrap();
    let paused = Paused::start(&room, "");
    for name in DOCUMENTS {
        let temp = format!("public/.feedwright-tmp-{}-{name}", paused.pid());
        symlink("../elsewhere/secret", room.at(&temp)).unwrap();
    }
    paused
        .finish("{\"title\":\"T\"}\n")
        .exits(0)
        .says("warning")
        .says("news.rss");
    assert_eq!(room.read("elsewhere/secret"), "untouched");
    room.holds(&["T"]);
    assert_eq!(
        names(&room.at("public")),
        [".feedwright.json", "news.atom", "news.rss"]
    );
}

#[test]
fn something_else_in_a_document_s_place() {
    let newsroom = OldAndNew::new();
    let room = newsroom.room();
    std::fs::remove_file(room.at("public/news.rss")).unwrap();
    ran(room.tool("mkfifo").arg("public/news.rss")).exits(0);
    ran(&mut OldAndNew::command(&room))
        .exits(0)
        .says("warning")
        .says("news.rss");
    newsroom.heals(&room, "a pipe for a document");
    let room = newsroom.room();
    std::fs::remove_file(room.at("public/news.rss")).unwrap();
    std::fs::create_dir(room.at("public/news.rss")).unwrap();
    ran(&mut OldAndNew::command(&room))
        .exits(2)
        .says("news.rss")
        .says("  help: ");
    assert!(room.at("public/news.rss").is_dir());
    std::fs::remove_dir(room.at("public/news.rss")).unwrap();
    newsroom.heals(&room, "a folder for a document");
}

#[test]
fn a_folder_that_is_swapped_for_a_link_leads_nowhere() {
    let room = Room::with_records("");
    room.write("elsewhere/news.rss", "untouched");
    let paused = Paused::start(&room, "{\"title\":\"T\"}\n");
    std::fs::rename(room.at("public"), room.at("moved")).unwrap();
    symlink("elsewhere", room.at("public")).unwrap();
    paused.finish("").exits(0);
    assert_eq!(names(&room.at("elsewhere")), ["news.rss"]);
    assert_eq!(room.read("elsewhere/news.rss"), "untouched");
    assert_eq!(
        names(&room.at("moved")),
        [".feedwright.json", "news.atom", "news.rss"]
    );
}

#[test]
fn the_judges_of_faults_are_named_by_the_test_runner() {
    let test = std::fs::read_to_string(crate::harness::repository().join("test")).unwrap();
    for judge in ["strace", "setpriv"] {
        assert!(
            test.contains(&format!("need_command {judge} ")),
            "./test does not install {judge}"
        );
    }
    assert!(!WRITING.is_empty() && judge("sh", "anything"));
}
