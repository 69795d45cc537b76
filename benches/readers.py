#!/usr/bin/env python3
"""Takes the newsroom fixtures/newsrooms/readers through real feed readers and says what each of them kept.

  benches/readers.py PROGRAM [--readers DIR] [--only rss,atom,json] [--feeds all,tide] [--no-poll] [--serve]

PROGRAM is the feedwright program. DIR holds interop.py, which drives the readers (default: ../shared/readers beside the
repository); its setup.sh installs them once. With --serve the readers poll `feedwright serve` (benches/served.py) in place of a
server of interop.py's own. What is expected is written down from the records, not from what was published.
The last line is the sum over all formats, and the exit status is 1 if a reader failed.
"""
import argparse
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timezone

HERE = os.path.dirname(os.path.abspath(__file__))
NEWSROOM = os.path.join(HERE, "..", "fixtures", "newsrooms", "readers")
# The runs that make the documents, and which of the records withdrawn since were then still in place. What one reads at the
# end is an archive and its head, a notice in place of one entry, and another entry that is gone.
RUNS = [
    ("2026-02-16T13:00:00Z", ["https://ledger.example/2026/gone"]),
    ("2026-02-16T20:00:00Z", []),
    ("2026-02-20T12:00:00Z", ["https://ledger.example/2026/withdrawn"]),
    ("2026-02-24T12:00:00Z", []),
]
NOW = RUNS[-1][0]
UTM = "?utm_source=ledger&utm_medium=feed&utm_campaign=part-bay"
NOTICE = "This story has been withdrawn by its publisher."
FEEDS = ["all", "tide", "part-bay"]

# What a reader does on its own account with any feed of this kind, beside what interop.py has measured with a feed by hand.
OWN = {
    ("rss", "xml-feed", "ERROR"): "XML::RSS takes any guid for that of an item and fails on the show's podcast:guid",
    ("atom", "xml-feed", "categories"): "mangles letters outside ASCII",
    ("atom", "xml-feed", "authors"): "mangles letters outside ASCII",
    ("atom", "xml-feed", "summary"): "mangles letters outside ASCII",
    ("atom", "xml-feed", "enclosures"): "keeps the last of several files",
    ("atom", "sfeed", "enclosures"): "has room for one file",
    ("atom", "newsboat", "enclosures"): "has room for one file",
}


def body(record):
    """What stands under the title, as far as a comparison without markup needs to know."""
    content = record.get("body_html")
    if "body_text" in record:
        content = "".join("<p>%s</p>" % html.escape(p, quote=False) for p in record["body_text"].split("\n\n"))
    if "body_markdown" in record:
        content = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", record["body_markdown"])
        content = re.sub(r"(?m)^(\d+\. |> )|\| ?-+ ?|[*`|]", "", content)
    for correction in record.get("corrections", []):
        note, day = correction, ""
        if isinstance(correction, dict):
            note, day = correction["note"], " (%s)" % correction["at"][:10]
        content += "<p><strong>Correction%s:</strong> %s</p>" % (day, html.escape(note, quote=False))
    if record.get("related"):
        items = "".join("<li>%s</li>" % r["title"] for r in record["related"])
        content += "<h4>Related</h4><ul>%s</ul>" % items
    return content


def categories(record, entry_format):
    """What readers show: labels, but of an Atom category some show the term, so those that differ are not asked for."""
    shown = []
    for category in record.get("categories", []):
        if isinstance(category, str):
            shown.append(category)
        elif entry_format != "atom":
            shown.append(category["label"])
    if record.get("section"):
        shown.append(record["section"])
    told = " ".join(record.get(key, "") for key in ("title", "summary", "body_html", "body_text"))
    if re.search(r"\bferry\b", told, re.IGNORECASE):
        shown.append("Ferries")  # [[category]] of the newsroom
    return shown


def enclosures(record, entry_format):
    """The files that a reader should offer. RSS has room for one (the others are media:content); gofeed takes the duration
    of a file in JSON Feed for its size, so there the size is not asked for."""
    files = [dict(file) for file in record.get("enclosures", [])]
    if entry_format == "json":
        for file in files:
            file.pop("length")
    if not files and "image" in record:
        return None  # readers of Media RSS show the picture as a file, the others do not
    return files[:1] if entry_format == "rss" else files


def expected(record, feed, entry_format):
    """What a reader should show of a record, in the terms of interop.py."""
    identity = record["id"]
    if not re.match(r"(https?|tag|urn):", identity):
        identity = "tag:ledger.example,2021:" + identity
    entry = {
        "id": identity,
        "title": record["title"],
        "url": record.get("url"),
        "published": record["published"],
        "updated": record.get("updated", record["published"]),
        "categories": categories(record, entry_format),
        # Without any, the feed's author stands for them, in readers that know how.
        "authors": [author["name"] for author in record.get("authors", [])] or None,
        "summary": record.get("summary"),
        "content": body(record),
        "enclosures": enclosures(record, entry_format),
    }
    if entry_format == "atom" and not entry["url"]:
        # An entry of Atom without a page must have content, which the summary must not repeat.
        entry["content"], entry["summary"] = entry["summary"], None
    if record.get("status") == "retracted":
        entry["title"] = "Withdrawn: " + record["title"]
        entry["updated"] = NOW
        entry["summary"] = NOTICE
        entry["content"] = "<p>%s</p>" % NOTICE
    if feed == "part-bay":
        entry["title"] = "Bay: " + entry["title"]
        entry["url"] += UTM
        entry["content"] = None
    return entry


def records():
    with open(os.path.join(NEWSROOM, "records.jsonl"), encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def when(record):
    published = datetime.fromisoformat(record["published"].replace("Z", "+00:00"))
    return published.replace(tzinfo=published.tzinfo or timezone.utc).timestamp()


def shown(feed, entry_format):
    """What should stand in a feed's own document, newest first."""
    hidden = [r for r in records() if r["title"].startswith("NEVER") or r["title"] == "A story that is gone"]
    entries = [r for r in records() if r not in hidden]
    if feed == "tide":
        entries = [r for r in entries if "Tide talk" in r.get("categories", [])]
    if feed == "part-bay":
        entries = [r for r in entries if r.get("section") == "Bay"]
    entries.sort(key=when, reverse=True)
    # `limit` of feeds/all.toml; the oldest stand in the archive alone.
    return [expected(record, feed, entry_format) for record in entries[:15]]


def publish(program, newsroom):
    """Makes the documents, in all the runs."""
    for now, in_place in RUNS:
        with open(os.path.join(newsroom, "records.jsonl"), "w", encoding="utf-8") as out:
            for record in records():
                if when(record) > datetime.fromisoformat(now.replace("Z", "+00:00")).timestamp():
                    continue  # nobody has written it yet
                if record["id"] in in_place:
                    del record["status"]
                out.write(json.dumps(record) + "\n")
        subprocess.run([program, "publish", "-q", "--now", now], cwd=newsroom, check=True)


def forgiven(said, entry_format):
    """The matrix with the readers' own losses in brackets, and how many these are."""
    lines, fields, own = said.splitlines(keepends=True), [], 0
    for number, line in enumerate(lines):
        words = line.split()
        if words[:1] == ["reader"]:
            fields = words
        for field, word in zip(fields, words):
            if word in ("LOST", "WRONG") and (entry_format, words[0], field) in OWN:
                at = line.index(word, 16 + 11 * (fields.index(field) - 1))
                line = line[:at] + "(own)".ljust(len(word)) + line[at + len(word):]
                own += 1
        if words[1:2] == ["ERROR"] and "XML/RSS.pm" in line and (entry_format, words[0], "ERROR") in OWN:
            line = line.replace("ERROR", "(own)")
            own += 1
        lines[number] = line
    return "".join(lines), own


def interop(folder, entry_format, served, *args):
    """Runs interop.py, shows what it says, and gives its closing figures."""
    script, *before = served or [os.path.join(folder, "interop.py")]
    if served:
        before.insert(0, os.path.join(folder, "interop.py"))
    program = [sys.executable, script, *before, *args]
    done = subprocess.run(program, capture_output=True, text=True)
    said, own = forgiven(done.stdout, entry_format)
    print(said, end="")
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""
    found = re.fullmatch(r"(\d+) passed, (\d+) failed", last)
    if not found:
        sys.exit("interop.py said nothing of the kind: %s %s" % (last, done.stderr.strip()))
    return int(found[1]), int(found[2]) - own, own


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--readers", default=os.path.join(HERE, "..", "..", "shared", "readers"))
    parser.add_argument("--only", default="rss,atom,json")
    parser.add_argument("--feeds", default=",".join(FEEDS))
    parser.add_argument("--no-poll", action="store_true")
    parser.add_argument("--serve", action="store_true")
    args = parser.parse_args()
    program = os.path.abspath(args.program)
    passed = failed = own = 0
    with tempfile.TemporaryDirectory() as folder:
        newsroom = os.path.join(folder, "newsroom")
        shutil.copytree(NEWSROOM, newsroom)
        publish(program, newsroom)
        for feed in args.feeds.split(","):
            for entry_format in args.only.split(","):
                document = os.path.join(newsroom, "public", "%s.%s" % (feed, entry_format))
                wanted = os.path.join(folder, "expected.json")
                with open(wanted, "w", encoding="utf-8") as out:
                    json.dump(shown(feed, entry_format), out)
                runs = [[document, wanted]] + ([] if args.no_poll else [["--poll", document, wanted]])
                for run in runs:
                    print("\n== %s %s %s" % (feed, entry_format, "polled" if len(run) == 3 else "read"), flush=True)
                    served = [os.path.join(HERE, "served.py"), program, newsroom] if args.serve and len(run) == 3 else []
                    kept, lost, forgotten = interop(args.readers, entry_format, served, *run)
                    passed, failed = passed + kept, failed + lost
                    own = own + forgotten
    print("\n%d of the readers' own losses, shown as (own):" % own)
    for (entry_format, reader, what), reason in sorted(OWN.items()):
        print("  %s, %s, %s: %s" % (entry_format, reader, what, reason))
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
