#!/usr/bin/env python3
"""Takes the newsroom fixtures/newsrooms/readers through real feed readers and says what each of them kept.

  benches/readers.py PROGRAM [--readers DIR] [--only rss,atom,json] [--no-poll]

PROGRAM is the feedwright program. DIR holds interop.py, which drives the readers (default: ../shared/readers beside the
repository); its setup.sh installs them once. What is expected is written down from the records, not from what was published.
The last line is the sum over all formats, and the exit status is 1 if a reader failed.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
NEWSROOM = os.path.join(HERE, "..", "fixtures", "newsrooms", "readers")
NOW = "2026-02-24T12:00:00Z"


def expected(record):
    """What a reader should show of a record, in the terms of interop.py."""
    identity = record["id"]
    if not re.match(r"[a-z]+:", identity):
        identity = "tag:ledger.example,2021:" + identity
    entry = {
        "id": identity,
        "title": record["title"],
        "url": record.get("url"),
        "published": record["published"],
        "updated": record.get("updated", record["published"]),
        "categories": record.get("categories", []),
        "authors": [author["name"] for author in record.get("authors", [])],
        "summary": record.get("summary"),
        "content": record.get("body_html"),
        "enclosures": record.get("enclosures", []),
    }
    if "body_text" in record:
        paragraphs = record["body_text"].split("\n\n")
        entry["content"] = "".join("<p>%s</p>" % p for p in paragraphs)
    # What stands under the body is looked for as a part of it: readers wrap and reorder markup.
    for correction in record.get("corrections", []):
        note = "<p><strong>Correction (%s):</strong> %s</p>" % (correction["at"], correction["note"])
        entry["content"] += note
    if record.get("related"):
        items = "".join('<li><a href="%s">%s</a></li>' % (r["url"], r["title"]) for r in record["related"])
        entry["content"] += "<h4>Related</h4><ul>%s</ul>" % items
    if "image" in record:
        entry["enclosures"] = None  # readers of Media RSS show the picture as a file, the others do not
    if not entry["authors"]:
        entry["authors"] = None  # the feed's author stands for it, in readers that know how
    return entry


def records():
    with open(os.path.join(NEWSROOM, "records.jsonl"), encoding="utf-8") as lines:
        read = [json.loads(line) for line in lines]
    # A record that its source withdraws before anybody saw it never shows.
    return [expected(record) for record in read if record.get("status") != "retracted"]


def interop(folder, *args):
    """Runs interop.py, shows what it says, and gives its closing figures."""
    done = subprocess.run([sys.executable, os.path.join(folder, "interop.py"), *args], capture_output=True, text=True)
    print(done.stdout, end="")
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""
    found = re.fullmatch(r"(\d+) passed, (\d+) failed", last)
    if not found:
        sys.exit("interop.py said nothing of the kind: %s %s" % (last, done.stderr.strip()))
    return int(found[1]), int(found[2])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--readers", default=os.path.join(HERE, "..", "..", "shared", "readers"))
    parser.add_argument("--only", default="rss,atom,json")
    parser.add_argument("--no-poll", action="store_true")
    args = parser.parse_args()
    program = os.path.abspath(args.program)
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        newsroom = os.path.join(folder, "newsroom")
        shutil.copytree(NEWSROOM, newsroom)
        subprocess.run([program, "publish", "-q", "--now", NOW], cwd=newsroom, check=True)
        for entry_format in args.only.split(","):
            feed = os.path.join(newsroom, "public", "all." + entry_format)
            wanted = os.path.join(folder, "expected.json")
            with open(wanted, "w", encoding="utf-8") as out:
                json.dump(records(), out)
            runs = [[feed, wanted]] + ([] if args.no_poll else [["--poll", feed, wanted]])
            for run in runs:
                print("\n== %s %s" % (entry_format, "polled" if len(run) == 3 else "read"), flush=True)
                kept, lost = interop(args.readers, *run)
                passed, failed = passed + kept, failed + lost
    print("\n%d passed, %d failed" % (passed, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
