#!/usr/bin/env python3
"""Measures `feedwright publish` as a whole process: CPU seconds, peak memory, wall time. Python 3.8+, nothing else.

    benches/publish.py PROGRAM corpus CORPUS.jsonl      one feed of everything and one for each category
    benches/publish.py PROGRAM corpus CORPUS.jsonl --family      the same feeds by one file
    benches/publish.py PROGRAM archives CORPUS.jsonl    the same, with archives of 100 for the feed of everything
    benches/publish.py PROGRAM packed CORPUS.jsonl      the same, with a .gz copy beside each document
    benches/publish.py PROGRAM whole CORPUS.jsonl       the same in three formats
    benches/publish.py PROGRAM sitemaps CORPUS.jsonl    the first, with all sitemaps
    benches/publish.py PROGRAM newsroom DIR             a newsroom as it lies there; first and unchanged runs

Each row is the median of several runs, but for the first publish of a corpus, which is run once. Prints Markdown.
CPU is user and system together. Peak memory includes some 10 MiB that a process started by Python begins with.
"""
import argparse
import json
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

CONFIG = """[site]
title = "Bench"
url = "https://news.example.com/"
language = "en"
timezone = "UTC"
authority = "news.example.com,2016"

[[source]]
path = "corpus.jsonl"
name = "corpus"

[output]
base_url = "https://news.example.com/feeds/"
"""


def run(program, folder):
    """One publish: CPU seconds, peak MiB, wall seconds, exit status, the report."""
    report = folder / "report.json"
    out = os.open(report, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    null = os.open(os.devnull, os.O_WRONLY)
    actions = [(os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
    argv = [program, "publish", "--format", "json", "--config", str(folder / "feedwright.toml")]
    start = time.perf_counter()
    pid = os.posix_spawn(program, argv, os.environ, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    os.close(out)
    os.close(null)
    text = report.read_text()
    report.unlink()
    if not text:
        sys.exit(f"publish printed nothing and exited {os.WEXITSTATUS(status)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, wall, os.WEXITSTATUS(status), json.loads(text)


def row(name, runs):
    """One line of the table: medians, and what the last run did."""
    cpu, memory, wall, status, report = (list(column) for column in zip(*runs))
    did = report[-1]
    print(
        f"| {name} | {len(runs)} | {statistics.median(cpu) * 1000:,.1f} | {statistics.median(memory):.0f} "
        f"| {statistics.median(wall) * 1000:,.1f} | {did['records']['new']:,} | {did['documents']['written']} | {status[-1]} |"
    )


def head():
    print("| run | of | CPU ms | peak MiB | wall ms | records new | documents written | exit |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: |")


def categories_of(corpus):
    """The categories in order of their first appearance."""
    found = {}
    with open(corpus, encoding="utf-8") as lines:
        for line in lines:
            for name in json.loads(line).get("categories", []):
                found.setdefault(name)
    return list(found)


def write_newsroom(folder, corpus, family, history, tables):
    shutil.copy(corpus, folder / "corpus.jsonl")
    (folder / "feedwright.toml").write_text(CONFIG + tables)
    feeds = folder / "feeds"
    feeds.mkdir()
    (feeds / "all.toml").write_text('title = "Everything"\nlimit = 50\n' + history)
    if family:
        (feeds / "category.toml").write_text('limit = 50\n\n[each]\nby = "category"\n')
        return
    for number, name in enumerate(categories_of(corpus), 1):
        title = json.dumps(name, ensure_ascii=False)
        text = f"title = {title}\nlimit = 50\n\n[include]\ncategories = [{title}]\n"
        (feeds / f"category-{number:02}.toml").write_text(text, encoding="utf-8")


def append(corpus, number):
    """One more article, newer than all others (undated headlines count as published when they were first seen)."""
    record = {
        "id": f"bench-{number}",
        "title": f"One more, number {number}",
        "url": f"https://news.example.com/bench/{number}",
        "published": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "categories": ["World"],
        "body_html": "<p>It was appended to see what one record costs.</p>",
    }
    with open(corpus, "a", encoding="utf-8") as out:
        out.write(json.dumps(record) + "\n")


def measure_corpus(program, corpus, folder, family=False, history="", tables=""):
    write_newsroom(folder, corpus, family, history, tables)
    head()
    row("first publish", [run(program, folder)])
    run(program, folder)
    row("nothing changed", [run(program, folder) for _ in range(21)])
    runs = []
    for number in range(21):
        append(folder / "corpus.jsonl", number)
        runs.append(run(program, folder))
    row("one record appended", runs)


def durable_commit(folder):
    """Seconds for one small durable commit of SQLite in the same folder: what the disk costs by itself."""
    db = sqlite3.connect(str(folder / "commit.db"), isolation_level=None)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = full")
    db.execute("create table t (a)")
    seconds = []
    for number in range(21):
        start = time.perf_counter()
        db.execute("insert into t values (?)", (number,))
        seconds.append(time.perf_counter() - start)
    db.close()
    return statistics.median(seconds)


def measure_newsroom(program, newsroom, folder):
    def fresh(number):
        copy = folder / str(number)
        copy.mkdir()
        for name in ("feedwright.toml", "feeds", "fixtures", "captures", "pages", "records.jsonl", "records"):
            there = newsroom / name
            if there.is_dir():
                shutil.copytree(there, copy / name)
            elif there.exists():
                shutil.copy(there, copy / name)
        return copy

    head()
    copies = [fresh(number) for number in range(21)]
    row("first run", [run(program, copy) for copy in copies])
    run(program, copies[0])
    row("unchanged run", [run(program, copies[0]) for _ in range(21)])
    print(f"\nOne durable SQLite commit in the same place: {durable_commit(folder) * 1000:.1f} ms wall.")


# What each measure adds to the newsroom of a corpus.
MEASURES = {
    "corpus": {},
    "archives": {"history": 'history = "archive"\narchive_size = 100\n'},
    "packed": {"history": 'history = "archive"\narchive_size = 100\n', "tables": 'compress = ["gz"]\n'},
    "whole": {
        "history": 'history = "archive"\narchive_size = 100\n',
        "tables": 'compress = ["gz"]\n\n[defaults]\nformats = ["rss", "atom", "json"]\n',
    },
    "sitemaps": {"tables": "\n[sitemap]\nnews = true\nfull = true\n"},
    "newsroom": {},
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("what", choices=list(MEASURES))
    parser.add_argument("path", type=Path)
    parser.add_argument("--family", action="store_true", help="of a corpus: one family instead of a file for each feed")
    parser.add_argument("--scratch", default="target", help="where the measured newsroom is written (default: target)")
    args = parser.parse_args()
    os.makedirs(args.scratch, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=args.scratch, prefix="bench-") as scratch:
        program, path, scratch = os.path.abspath(args.program), args.path.resolve(), Path(scratch)
        if args.what == "newsroom":
            measure_newsroom(program, path, scratch)
        else:
            measure_corpus(program, path, scratch, args.family, **MEASURES[args.what])


if __name__ == "__main__":
    main()
