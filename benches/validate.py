#!/usr/bin/env python3
"""Measures `feedwright validate` as a whole process beside xmllint: CPU seconds, peak memory, time from start to exit.

    benches/validate.py PROGRAM [--records DIR] [--runs N]

Makes news feeds of 60 KB, 5 MB and 50 MB, RSS and Atom, in a temporary folder: records of `make_corpus.py` (looked for in
DIR, ../shared/corpus unless told), published by PROGRAM in newsrooms of at most 10,000 records, whose documents are joined.
The JSON Feeds are written here from the same records, up to the bytes of the RSS feed.
Without `make_corpus.py` it makes records of its own and says so. Prints Markdown. Python 3.8+, and xmllint where there is one.

CPU is user and system together, the median of N runs; the programs take turns, so that a busy machine is busy for all of them.
Peak memory includes some 10 MiB that a process started by Python begins with.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from publish import CONFIG

# Items and what they come to: some 60 KB, 5 MB and 50 MB with a quarter of articles among headlines.
SIZES = [(50, "60 KB"), (4_176, "5 MB"), (41_612, "50 MB")]
ARTICLES = 24
NEWSROOM = 10_000
KINDS = ("rss", "atom", "json")
WORDS = "harbour ferry council vote bridge café naïve школа город «план» — 1999 museum rain tide market budget".split()


def run(argv):
    """One run: CPU seconds, peak MiB, wall seconds, exit status."""
    null = os.open(os.devnull, os.O_WRONLY)
    actions = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
    start = time.perf_counter()
    pid = os.posix_spawnp(argv[0], argv, os.environ, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    os.close(null)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, wall, os.WEXITSTATUS(status)


def records(folder, count):
    """Lines of JSON, one for each record."""
    script = folder / "make_corpus.py"
    if script.exists():
        argv = [sys.executable, str(script), "--count", str(count), "--seed", "1"]
        made = subprocess.run(argv + ["--edge-cases", "off", "--articles", str(ARTICLES)], stdout=subprocess.PIPE, check=True)
        return made.stdout.decode("utf-8").splitlines(keepends=True)
    print(f"{script} is not there: the records are made up here.\n")
    return [own_record(number) for number in range(count)]


def own_record(number):
    words = [WORDS[(number * 7 + at * (3 + number % 5)) % len(WORDS)] for at in range(60)]
    record = {
        "id": f"n-{number}",
        "title": " ".join(words[:12]),
        "url": f"https://news.example.com/{number}?a=1&b=2",
        "published": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_450_000_000 + number * 600)),
        "categories": words[:2],
    }
    if number % 4 == 0:
        text = " ".join(words)
        record["summary"] = text
        record["body_html"] = "".join(f'<p>{text} <a href="https://a.example/{at}">{words[at]}</a></p>\n' for at in range(5))
    return json.dumps(record, ensure_ascii=False) + "\n"


def publish(program, lines, folder):
    """The RSS and the Atom document of these records."""
    (folder / "feeds").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "feedwright.toml").write_text(CONFIG)
    (folder / "feeds" / "all.toml").write_text(f'title = "Everything"\nlimit = {NEWSROOM}\n')
    argv = [program, "publish", "--config", str(folder / "feedwright.toml")]
    subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    documents = {kind: (folder / "public" / f"all.{kind}").read_text(encoding="utf-8") for kind in ("rss", "atom")}
    shutil.rmtree(folder)
    return documents


def joined(documents, entry):
    """One document with the entries of all, newest first, in the head of the newest."""
    parts = []
    for document in reversed(documents):
        start = document.index(f"<{entry}>")
        end = document.rindex(f"</{entry}>") + len(entry) + 3
        parts.append((document[:start], document[start:end], document[end:]))
    return parts[0][0] + "\n".join(body for _, body, _ in parts) + parts[0][2]


def json_item(line):
    """A record as an item of a JSON Feed."""
    record = json.loads(line)
    body = {"content_html": record["body_html"]} if record.get("body_html") else {"content_text": record["title"]}
    taken = {"title": "title", "url": "url", "summary": "summary", "date_published": "published", "tags": "categories"}
    item = {"id": "https://news.example.com/items/" + record["id"]}
    item.update((name, record[key]) for name, key in taken.items() if record.get(key))
    return {**item, **body}


def json_feed(lines, size):
    """A JSON Feed of the first records, of about `size` bytes."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Everything",
        "home_page_url": "https://news.example.com/",
        "feed_url": "https://news.example.com/feeds/all.json",
        "language": "en",
    }
    items, written = [], 0
    for line in lines:
        items.append(json.dumps(json_item(line), ensure_ascii=False, indent=2))
        written += len(items[-1].encode("utf-8"))
        if written > size:
            break
    return json.dumps(head, indent=2)[:-2] + ',\n  "items": [\n' + ",\n".join(items) + "\n  ]\n}\n"


def feed_paths(folder):
    """Where the feeds lie, by format and size."""
    return {(kind, size): folder / f"{count}.{kind}" for count, size in SIZES for kind in KINDS}


def apart(work, *args):
    """Does the work in a process of its own: what is measured afterwards would begin with this one's memory."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work(*args)
            status = 0
        finally:
            sys.stdout.flush()
            os._exit(status)
    _, status = os.waitpid(pid, 0)
    if status != 0:
        sys.exit("the feeds could not be made")


def make_feeds(program, source, folder):
    lines = records(source, SIZES[-1][0])
    for count, _ in SIZES:
        rooms = [lines[at : at + NEWSROOM] for at in range(0, count, NEWSROOM)]
        rooms[-1] = rooms[-1][: count - NEWSROOM * (len(rooms) - 1)]
        documents = [publish(program, room, folder / "newsroom") for room in rooms]
        for kind, entry in (("rss", "item"), ("atom", "entry")):
            path = folder / f"{count}.{kind}"
            path.write_text(joined([d[kind] for d in documents], entry), encoding="utf-8")
        size = (folder / f"{count}.rss").stat().st_size
        (folder / f"{count}.json").write_text(json_feed(lines, size), encoding="utf-8")


def measure(contestants, path, runs):
    """Medians for each contestant; the runs alternate."""
    found = {name: [] for name in contestants}
    for _ in range(runs):
        for name, argv in contestants.items():
            found[name].append(run(argv + [str(path)]))
    for name, measured in found.items():
        bad = next((status for *_, status in measured if status != 0), 0)
        if bad:
            sys.exit(f"{name} exited {bad} for {path}")
    return {name: [statistics.median(column) for column in zip(*measured)] for name, measured in found.items()}


def row(kind, size, path, medians):
    ours = medians["feedwright"]
    megabytes = path.stat().st_size / 1e6
    ratios = [ours[0] / medians[name][0] if name in medians else None for name in ("--noout", "--stream")]
    shown = " | ".join("–" if ratio is None else f"{ratio:.2f}" for ratio in ratios)
    others = " | ".join(f"{megabytes / medians[name][0]:,.0f}" if name in medians else "" for name in ("--noout", "--stream"))
    print(f"| {kind} {size} | {shown} | {megabytes / ours[0]:,.0f} | {others} | {ours[0] * 1000:,.1f} | {ours[1]:.0f} | {ours[2] * 1000:,.1f} |")
    return ours[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--records", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "corpus")
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--scratch", default="target", help="where the feeds are written (default: target)")
    args = parser.parse_args()
    program = os.path.abspath(args.program)
    contestants = {"feedwright": [program, "validate", "--no-config"]}
    if shutil.which("xmllint"):
        contestants["--noout"] = ["xmllint", "--noout"]
        contestants["--stream"] = ["xmllint", "--noout", "--stream"]
    os.makedirs(args.scratch, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=args.scratch, prefix="bench-") as scratch:
        apart(make_feeds, program, args.records, Path(scratch))
        feeds = feed_paths(Path(scratch))
        print("| feed | CPU: times xmllint --noout | times xmllint --noout --stream | MB per CPU second | xmllint | --stream | CPU ms | peak MiB | wall ms |")
        print("| --- | --: | --: | --: | --: | --: | --: | --: | --: |")
        spent = {}
        for (kind, size), path in sorted(feeds.items(), key=lambda f: (f[0][0], f[1].stat().st_size)):
            # Small documents are soon read, and their figures are small beside the noise.
            rivals = contestants if kind != "json" else {"feedwright": contestants["feedwright"]}
            spent[kind, size] = row(kind, size, path, measure(rivals, path, args.runs if "MB" in size else 5 * args.runs))
        print()
        for kind in KINDS:
            sizes = [feeds[kind, size].stat().st_size for size in ("50 MB", "5 MB")]
            ratio = spent[kind, "50 MB"] / spent[kind, "5 MB"]
            print(f"{kind}: {sizes[0] / sizes[1]:.2f} times the bytes cost {ratio:.2f} times the CPU.")


if __name__ == "__main__":
    main()
