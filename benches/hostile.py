#!/usr/bin/env python3
"""Judges the hostile documents of the tests with feedwright and with xmllint, each document in a process of its own.

    benches/hostile.py PROGRAM [--dir DIR] [--keep] [--verbose]

The test `hostile_documents::writes_the_set` writes the documents (cargo is asked to run it) into DIR, or into a temporary folder
that is removed afterwards. A document is judged rightly by feedwright where verdict, exit status and rule are those that the
tests want, and by xmllint (which tells well-formedness alone, and is not asked about JSON) where what is not well-formed is
refused and what is well-formed is accepted or refused by a bound; both within 10 CPU seconds (stopped after 11) and 512 MB. Prints Markdown.
Python 3.8+, Linux.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

CPU, PEAK = 10, 512


def run(argv, folder):
    """One run: CPU seconds, peak MiB, exit status (negative: by a signal), what was written, and the first of the errors."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        def limits():
            resource.setrlimit(resource.RLIMIT_CPU, (CPU + 1, CPU + 1))
            resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        process = subprocess.Popen(argv, cwd=folder, stdout=out, stderr=err, stdin=subprocess.DEVNULL, preexec_fn=limits)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        out.seek(0)
        err.seek(0)
        cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
        return cpu, peak, os.waitstatus_to_exitcode(status), out.read(), err.read(1 << 16)


def ours(case, folder, program):
    cpu, peak, code, out, _ = run([program, "validate", "--no-config", "--format", "json", case["name"]], folder)
    wrong = ""
    try:
        report = json.loads(out.splitlines()[0])
        found = report["diagnostics"]
        rules = [r for r in case["rules"].split(",") if r]
        spoke = [d for d in found if d["rule"] in rules]
        if report["valid"] != case["valid"] or code != (0 if case["valid"] else 1):
            wrong = "valid %s, exit %d" % (report["valid"], code)
        elif rules and not spoke:
            wrong = "not %s but %s" % (rules, sorted({d["rule"] for d in found}))
        elif case["bound"] and not any(d["message"].startswith("more than " + case["bound"]) for d in spoke):
            wrong = "bound: " + spoke[0]["message"]
    except (ValueError, IndexError, TypeError) as error:
        wrong = "no report (%s), exit %d" % (error, code)
    return cpu, peak, wrong


def theirs(case, folder, options):
    cpu, peak, code, _, said = run(["xmllint", "--noout", "--nonet", *options, case["name"]], folder)
    wrong = ""
    if code < 0:
        wrong = "killed by signal %d" % -code
    elif case["kind"] == "broken" and code == 0 and b"error" not in said:
        # Errors of namespaces leave its exit status at 0.
        wrong = "accepted"
    return cpu, peak, wrong


def measure(name, cases, judge, verbose):
    groups = {}
    for case in cases:
        cpu, peak, wrong = judge(case)
        if not wrong and cpu > CPU:
            wrong = "%.1f CPU seconds" % cpu
        if not wrong and peak > PEAK:
            wrong = "%.0f MB" % peak
        group = groups.setdefault(case["set"], [0, 0, 0.0, 0.0, 0.0])
        group[0] += 1
        group[1] += not wrong
        group[2] += cpu
        group[3] = max(group[3], cpu)
        group[4] = max(group[4], peak)
        if wrong or verbose:
            print("%-12s %-45s %6.2f s %5.0f MB  %s" % (name, case["name"], cpu, peak, wrong), file=sys.stderr)
    return groups


def row(name, group):
    print("| %s | %d | %d | %.2f | %.2f | %.0f |" % (name, group[0], group[1], group[2], group[3], group[4]))


def total(groups):
    rows = list(groups.values())
    return [sum(r[0] for r in rows), sum(r[1] for r in rows), sum(r[2] for r in rows), max(r[3] for r in rows), max(r[4] for r in rows)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--dir")
    parser.add_argument("--keep", action="store_true", help="use what DIR holds already")
    parser.add_argument("--only", default="", help="sets whose name begins so")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    temporary = None if args.dir else tempfile.TemporaryDirectory()
    folder = Path(args.dir or temporary.name)
    folder.mkdir(exist_ok=True)
    if not args.keep:
        test = ["cargo", "test", "--test", "it", "--", "--ignored", "--exact", "hostile_documents::writes_the_set"]
        subprocess.run(test, check=True, env={**os.environ, "HOSTILE_DIR": str(folder.resolve())}, stdout=subprocess.DEVNULL)
    cases = []
    for line in (folder / "index.tsv").read_text().splitlines():
        group, name, kind, valid, rules, bound = line.split("\t")
        if group.startswith(args.only):
            cases.append({"set": group, "name": name, "kind": kind, "valid": valid == "true", "rules": rules, "bound": bound})
    program = str(Path(args.program).resolve())
    print("| documents | of | judged rightly | CPU s | longest | peak MiB |\n| --- | --: | --: | --: | --: | --: |")
    found = measure("feedwright", cases, lambda c: ours(c, folder, program), args.verbose)
    for name, group in found.items():
        row(name, group)
    row("all, feedwright", total(found))
    row("XML only, feedwright", total({k: v for k, v in found.items() if k != "json"} or found))
    xml = [c for c in cases if c["kind"] != "json"]
    for options in ([], ["--huge"]):
        if xml:
            row(" ".join(["XML only, xmllint", *options]), total(measure("xmllint", xml, lambda c: theirs(c, folder, options), args.verbose)))


if __name__ == "__main__":
    main()
