#!/usr/bin/env python3
"""Builds the same records with Hugo, for comparison: one post a record, its own RSS template, 50 entries a feed.

    benches/hugo.py CORPUS.jsonl        needs `hugo` (Debian package hugo)

Feeds are the home page's and one for each category; no HTML pages are written. Prints Markdown: CPU is user and
system together, memory the peak of the whole process.
"""
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

CONFIG = """baseURL = "https://news.example.com/"
title = "Bench"
disableKinds = ["section", "sitemap", "robotsTXT", "404"]
[taxonomies]
category = "categories"
[outputs]
home = ["RSS"]
taxonomy = ["RSS"]
term = ["RSS"]
[markup.goldmark.renderer]
unsafe = true
"""

TEMPLATE = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{{ .Title }}</title><link>{{ .Permalink }}</link><description>Bench</description>
{{ range first 50 (cond .IsHome site.RegularPages .Pages) }}<item>
<title>{{ .Title }}</title><guid>{{ .Permalink }}</guid><pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate>
<description>{{ .Content | html }}</description></item>{{ end }}</channel></rss>
"""


def write_site(corpus, site):
    """One Markdown file a record, with its HTML body as it is."""
    posts = site / "content" / "posts"
    posts.mkdir(parents=True)
    layouts = site / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (layouts / "rss.xml").write_text(TEMPLATE)
    (site / "config.toml").write_text(CONFIG)
    with open(corpus, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            front = {"title": record["title"], "categories": record.get("categories", [])}
            if "published" in record:
                front["date"] = record["published"]
            text = json.dumps(front, ensure_ascii=False) + "\n\n" + record.get("body_html", "")
            (posts / f"{record['id']}.md").write_text(text, encoding="utf-8")


def build(site):
    start = time.perf_counter()
    null = os.open(os.devnull, os.O_WRONLY)
    hugo = shutil.which("hugo") or sys.exit("hugo is not installed")
    pid = os.posix_spawn(hugo, [hugo, "-s", str(site)], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
    _, status, usage = os.wait4(pid, 0)
    os.close(null)
    if status:
        sys.exit("hugo failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, time.perf_counter() - start


def main():
    corpus = Path(sys.argv[1]) if len(sys.argv) == 2 else sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        write_site(corpus, site)
        print("| run | CPU ms | peak MiB | wall ms |\n| --- | --: | --: | --: |")
        for name in ("Hugo, first build", "Hugo, nothing changed"):
            cpu, memory, wall = build(site)
            print(f"| {name} | {cpu * 1000:,.0f} | {memory:,.0f} | {wall * 1000:,.0f} |")
        feeds = len(list((site / "public").rglob("index.xml")))
        print(f"\n{feeds} feeds written.")


if __name__ == "__main__":
    main()
