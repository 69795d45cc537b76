//! Wrong values of podcasts: in a feed's file they stop the run at their line, in a record they are left out.

use serde_json::Value;

use crate::harness::Room;

/// What stands in `feeds/show.toml`, the line at fault, what is said, and the way out.
const CONFIGS: &[(&str, u64, &str, &str)] = &[
    (
        "[each]\nby = \"section\"\n[podcast]\nguid = \"917393e3-1b1e-5cef-ace4-edaa54e1f810\"",
        4,
        "would have one guid",
        "leave it out",
    ),
    (
        "[podcast]\nguid = \"abc\"",
        2,
        "\"abc\" is no UUID",
        "917393e3",
    ),
    (
        "[podcast]\ngiud = \"abc\"",
        2,
        "unknown field `giud`",
        "did you mean `guid`?",
    ),
    (
        "[podcast]\ncategories = [\"Tech News\"]",
        2,
        "no category of Apple Podcasts",
        "did you mean \"News > Tech News\"?",
    ),
    (
        "[podcast]\ncategories = [\"Games & Hobbies\"]",
        2,
        "any more",
        "write \"Leisure\"",
    ),
    (
        "[podcast]\ntype = \"weekly\"",
        2,
        "unknown variant `weekly`",
        "episodic",
    ),
    ("[podcast]\nexplicit = \"clean\"", 2, "invalid type", ""),
    ("[podcast]\nimage = \"cover.jpg\"", 2, "relative", ""),
    (
        "[podcast]\nnew_feed_url = \"ftp://x.example/\"",
        2,
        "\"ftp\"",
        "",
    ),
    (
        "[podcast]\nowner = { name = \"Ada\" }",
        2,
        "missing field `email`",
        "",
    ),
    (
        "[podcast]\nowner = { email = \"ada at quay\" }",
        2,
        "no mail address",
        "desk@paper.example",
    ),
    ("[podcast]\nauthor = \"\"", 2, "no text", ""),
    (
        "[podcast]\nmedium = \"radio\"",
        2,
        "unknown variant `radio`",
        "podcast",
    ),
    (
        "[podcast]\n\n[[podcast.funding]]\ntext = \"Give\"",
        3,
        "missing field `url`",
        "",
    ),
    (
        "[podcast]\nfunding = \"https://x.example/\"",
        2,
        "invalid type",
        "",
    ),
    (
        "[podcast]\n[[podcast.persons]]\nname = \"Ada\"\nimg = \"a.png\"",
        4,
        "relative",
        "",
    ),
    (
        "[podcast]\nlocations = [{ name = \"Riga\", geo = \"56.9,24.1\" }]",
        2,
        "no position",
        "geo:",
    ),
    (
        "[podcast]\nlocations = [{ name = \"Riga\", osm = \"12\" }]",
        2,
        "no object of OpenStreetMap",
        "R113314",
    ),
    (
        "[podcast]\nlocations = [{ name = \"Riga\", country = \"XX\" }]",
        2,
        "no country code",
        "LV",
    ),
    (
        "[podcast]\nlocations = [{ name = \"Riga\", rel = \"near\" }]",
        2,
        "unknown variant `near`",
        "subject",
    ),
    (
        "[podcast]\nvalues = [{ type = \"lightning\", method = \"keysend\", recipients = [] }]",
        2,
        "the list is empty",
        "",
    ),
    (
        "[podcast]\n[[podcast.values]]\ntype = \"lightning\"\nmethod = \"keysend\"\nrecipients = [{ type = \"node\", address = \"02\", split = -1 }]",
        5,
        "invalid value",
        "",
    ),
    (
        "[podcast]\ntxt = [{ text = \"\" }]",
        2,
        "4000 characters",
        "",
    ),
    (
        "[podcast]\ntrailers = [{ title = \"T\", url = \"https://x.example/t.mp3\", published = \"2026-01-02\" }]",
        2,
        "no time with an offset",
        "2026-03-02",
    ),
    (
        "[podcast]\ntrailers = [{ title = \"T\", url = \"https://x.example/t.mp3\", published = \"2026-01-02T00:00:00Z\", type = \"mp3\" }]",
        2,
        "no media type",
        "audio/mpeg",
    ),
    (
        "[podcast]\nimages = [{ url = \"https://x.example/a.png\", aspect_ratio = \"16:9\" }]",
        2,
        "no proportion",
        "16/9",
    ),
    (
        "[podcast]\nimages = [{ url = \"https://x.example/a.png\", width = 0 }]",
        2,
        "nonzero",
        "",
    ),
    (
        "[podcast]\nsocial = [{ protocol = \"activitypub\" }]",
        2,
        "missing field `uri`",
        "",
    ),
    (
        "[podcast]\nsocial = [{ protocol = \"fax\" }]",
        2,
        "unknown variant `fax`",
        "",
    ),
    (
        "[podcast]\nupdate_frequency = { text = \"weekly\", rrule = \"weekly\" }",
        2,
        "no rule of recurrence",
        "FREQ=",
    ),
    (
        "[podcast]\nupdate_frequency = { text = \"five\", rrule = \"FREQ=DAILY;COUNT=5\" }",
        2,
        "missing field `dtstart`",
        "",
    ),
    (
        "[podcast]\npodroll = [{ feed_guid = \"x\" }]",
        2,
        "no UUID",
        "",
    ),
    (
        "[podcast]\npublisher = { feed_url = \"https://x.example/\" }",
        2,
        "missing field `feed_guid`",
        "",
    ),
    (
        "[podcast]\nchat = { server = \"https://x.example\", protocol = \"irc\" }",
        2,
        "no name of a server",
        "",
    ),
    ("[podcast]\nlicense = \"cc-by-4.0\"", 2, "invalid type", ""),
];

#[test]
fn wrong_values_in_a_feeds_file_stop_the_run_at_their_line() {
    let room = Room::with_records("");
    for (text, line, says, help) in CONFIGS {
        room.write("feeds/show.toml", text);
        let ran = room.run(&["publish"]).exits(2);
        let place = format!("show.toml:{line}:");
        for wanted in [place.as_str(), says, help] {
            assert!(
                ran.stderr.contains(wanted),
                "{text}\nno {wanted:?} in\n{}",
                ran.stderr
            );
        }
    }
    assert!(!room.has("public"));
}

/// What stands in `[media]`, and what is said.
const MEDIA: &[(&str, &str)] = &[
    ("probe = \"no\"", "invalid type"),
    ("prob = true", "did you mean `probe`?"),
    ("files = { \"cdn/\" = \"media\" }", "not a web address"),
    (
        "files = { \"https://x.example/a\" = \"media\" }",
        "does not end with a slash",
    ),
    (
        "files = { \"https://x.example/\" = \"\" }",
        "the path is empty",
    ),
    (
        "allow_hosts = [\"https://x.example/\"]",
        "no name of a host",
    ),
];

#[test]
fn wrong_values_of_media_stop_the_run() {
    for (text, says) in MEDIA {
        let room = Room::with_records("");
        let config = room.read("feedwright.toml");
        room.write("feedwright.toml", format!("{config}\n[media]\n{text}\n"));
        let line = config.lines().count() + 3;
        room.run(&["publish"])
            .exits(2)
            .says(says)
            .says(&format!("feedwright.toml:{line}"));
    }
}

/// What stands in `podcast`, what is left of it, and the fields and words of what is said.
type Case = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// Everything that can be wrong in a record.
const RECORDS: &[Case] = &[
    (
        r#"{"season":"2","episode":12.5}"#,
        r#"{"season":{"number":2},"episode":{"number":12.5}}"#,
        &[],
    ),
    (
        r#"{"season":{"number":2,"name":null},"chapters":null}"#,
        r#"{"season":{"number":2}}"#,
        &[],
    ),
    (
        r#"{"season":1.5,"block":true}"#,
        r#"{"block":true}"#,
        &[("podcast.season", "1.5 is no whole number")],
    ),
    (
        r#"{"season":-1}"#,
        "null",
        &[("podcast.season", "-1 is no number")],
    ),
    (
        r#"{"episode":"three"}"#,
        "null",
        &[("podcast.episode", "\"three\" is no number")],
    ),
    (
        r#"{"episode_type":"ful"}"#,
        "null",
        &[("podcast.episode_type", "unknown variant `ful`")],
    ),
    (
        r#"{"explicit":"yes"}"#,
        "null",
        &[("podcast.explicit", "invalid type")],
    ),
    (
        r#"{"transcript":[]}"#,
        "null",
        &[("podcast.transcript", "unknown field `transcript`")],
    ),
    (
        r#"{"image":"/ep/1.png"}"#,
        r#"{"image":"https://quay.example/ep/1.png"}"#,
        &[],
    ),
    (
        r#"{"image":"data:image/png;base64,x"}"#,
        "null",
        &[("podcast.image", "\"data\"")],
    ),
    (
        r#"{"transcripts":[{"url":"/1.srt"},{"url":"/1"},{"url":"/2","type":"srt"},{"type":"text/vtt"},5]}"#,
        r#"{"transcripts":[{"url":"https://quay.example/1.srt","type":"application/x-subrip"}]}"#,
        &[
            ("podcast.transcripts", "missing field `type`"),
            ("podcast.transcripts", "\"srt\" is no media type"),
            ("podcast.transcripts", "missing field `url`"),
            ("podcast.transcripts", "invalid type: integer `5`"),
        ],
    ),
    (
        r#"{"persons":[{"name":"Ada","role":"","img":"ftp://x/","href":"/ada","shoe":5},{"role":"host"}]}"#,
        r#"{"persons":[{"name":"Ada","href":"https://quay.example/ada"}]}"#,
        &[
            ("podcast.persons.img", "\"ftp\""),
            ("podcast.persons.role", "\"\" is no text"),
            ("podcast.persons.shoe", "unknown field `shoe`"),
            ("podcast.persons", "missing field `name`"),
        ],
    ),
    (
        r#"{"persons":"Ada"}"#,
        "null",
        &[("podcast.persons", "expected a sequence")],
    ),
    (
        r#"{"chapters":{"type":"x/y"}}"#,
        "null",
        &[("podcast.chapters", "missing field `url`")],
    ),
    (
        r#"{"soundbites":[{"start":-5,"duration":10}]}"#,
        "null",
        &[("podcast.soundbites", "-5 is no number that can stand here")],
    ),
    (
        r#"{"locations":[{"name":"Riga","geo":"1,2","country":"lv"}]}"#,
        r#"{"locations":[{"name":"Riga","country":"LV"}]}"#,
        &[("podcast.locations.geo", "\"1,2\" is no position")],
    ),
    (
        r#"{"license":{"url":"https://x.example/"}}"#,
        "null",
        &[("podcast.license", "missing field `name`")],
    ),
    (
        r#"{"values":[{"type":"lightning","method":"keysend","recipients":[{"address":"02"}]}]}"#,
        "null",
        &[("podcast.values", "missing field `type`")],
    ),
    (
        r#"{"alternates":[{"type":"audio/opus","sources":[]},{"type":"audio/opus","sources":[{"uri":"ipfs://x/1"}],"integrity":{"type":"sri","value":"x"}}]}"#,
        r#"{"alternates":[{"type":"audio/opus","sources":[{"uri":"ipfs://x/1"}]}]}"#,
        &[
            ("podcast.alternates", "the list is empty"),
            ("podcast.alternates.integrity", "no digest"),
        ],
    ),
    (
        r#"{"social":[{"protocol":"disabled"},{"protocol":"bluesky"}]}"#,
        r#"{"social":[{"protocol":"disabled"}]}"#,
        &[("podcast.social", "missing field `uri`")],
    ),
];

#[test]
fn wrong_values_in_a_record_are_left_out() {
    for (podcast, left, said) in RECORDS {
        let record = format!("{{\"id\":\"1\",\"title\":\"A\",\"podcast\":{podcast}}}\n");
        let room = Room::with_records(&record);
        let ran = room.publish_json(0);
        let notices: Vec<&Value> = ran["diagnostics"]
            .as_array()
            .expect("a list")
            .iter()
            .collect();
        let found: Vec<&str> = notices.iter().filter_map(|n| n["field"].as_str()).collect();
        let fields: Vec<&str> = said.iter().map(|(field, _)| *field).collect();
        assert_eq!(found, fields, "{podcast}: {notices:#?}");
        for (notice, (_, words)) in notices.iter().zip(*said) {
            assert!(
                notice["message"].as_str().expect("words").contains(words),
                "{podcast}: {notice}"
            );
            assert_eq!(
                (&notice["line"], &notice["severity"]),
                (&1.into(), &"warning".into())
            );
        }
        let kept = room
            .run(&["history", "--format", "json", "1"])
            .exits(0)
            .stdout;
        let left: Value = serde_json::from_str(left).expect("JSON");
        let kept: Value =
            serde_json::from_str(kept.lines().next().unwrap_or_default()).unwrap_or_default();
        let record = kept
            .pointer("/record/podcast")
            .or(kept.pointer("/0/record/podcast"))
            .or(kept.pointer("/revisions/0/record/podcast"));
        assert_eq!(record.unwrap_or(&Value::Null), &left, "{podcast}\n{kept:#}");
    }
}

#[test]
fn what_is_no_object_refuses_the_record() {
    for podcast in ["5", "\"x\"", "[]", "true"] {
        let record = format!("{{\"id\":\"1\",\"title\":\"A\",\"podcast\":{podcast}}}\n");
        let said = Room::with_records(&record).publish_json(1);
        assert_eq!(said["diagnostics"][0]["field"], "podcast", "{said}");
        assert_eq!(said["records"]["rejected"], 1);
    }
}
