#!/usr/bin/env python3
"""`feedwright serve` beside nginx, with the same files and in the same run.

    benches/serve.py target/release/feedwright speed [ROUNDS]   requests/s and latency: 304, 200, packed beforehand
    benches/serve.py target/release/feedwright floor HYPER [ROUNDS]   304 by hyper alone too (built from benches/hyper.rs)
    benches/serve.py target/release/feedwright memory           peak memory, 1,000 feeds asked for in turn
    benches/serve.py target/release/feedwright slow             an ordinary client beside 500 slow and 100 idle ones

Needs nginx and wrk. Servers run on core 0 and clients on core 1. The servers take turns, ROUNDS of them (30) of a second each; figures are
medians, and so are ratios, each of one turn: a machine that has a slow moment has it in a turn of both. p99 is given of the quieter
quarter of turns too: what a machine does beside only adds to it.
"""

import contextlib
import gc
import http.client
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

SECONDS = 1
CONNECTIONS = 32

CONFIG = """
[site]
title = "The Quay"
url = "https://quay.example/"
language = "en"
timezone = "UTC"
authority = "quay.example,2020"

[[source]]
path = "records.jsonl"

[output]
base_url = "https://quay.example/"
compress = ["gz"]

[serve]
log = "none"
patience = 0
connections = 2048
"""

NGINX = """
daemon off;
{master}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
{user}
events {{ worker_connections 4096; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  etag on;
  gzip_static on;
  keepalive_requests 1000000000;
  open_file_cache max=10000 inactive=60s;
  open_file_cache_valid 5s;
  types {{ application/rss+xml rss; application/atom+xml atom; application/feed+json json; }}
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    root {folder}/public;
    location / {{
      add_header Cache-Control "public, max-age=900";
      add_header Vary "Accept-Encoding";
      add_header Access-Control-Allow-Origin "*";
      add_header X-Content-Type-Options "nosniff";
      add_header Link '<https://quay.example$uri>; rel="self"';
      add_header Access-Control-Expose-Headers "ETag, IM, Last-Modified, Link, Retry-After";
    }}
  }}
}}
"""


def main():
    program, part, *rest = sys.argv[1:]
    program = str(pathlib.Path(program).resolve())
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        {"speed": speed, "floor": floor, "memory": memory, "slow": slow}[part](program, pathlib.Path(folder), *rest)


# The newsroom


def record(number, length):
    words = ("The ferry of pier %d sails at noon, said the harbour master of %d. " % (number, number * 7919 % 1009))
    text = (words * (length // len(words) + 1))[:length]
    return (
        '{"id":"s%d","title":"Story %d","url":"https://quay.example/%d","categories":["c%d"],'
        '"published":"2026-03-%02dT%02d:00:00Z","body_html":"<p>%s</p>"}\n'
        % (number, number, number, number % 500, number % 28 + 1, number % 24, text)
    )


def publish(program, folder, records, feeds):
    (folder / "feedwright.toml").write_text(CONFIG)
    (folder / "records.jsonl").write_text(records)
    (folder / "feeds").mkdir()
    for name, text in feeds.items():
        (folder / "feeds" / name).write_text(text)
    subprocess.run([program, "publish"], cwd=folder, check=True, capture_output=True)


def one_feed(program, folder):
    feed = 'title = "News"\ndescription = "All"\nformats = ["rss"]\nlimit = 50\n'
    publish(program, folder, "".join(record(n, 760) for n in range(50)), {"news.toml": feed})
    size = (folder / "public/news.rss").stat().st_size
    packed = (folder / "public/news.rss.gz").stat().st_size
    print(f"a feed of {size:,} bytes, {packed:,} packed\n")


# The servers


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def server(kind, program, folder, before=()):
    port = free_port()
    if kind == "nginx":
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        user = "user root;" if os.geteuid() == 0 else ""
        # What counts instructions is told of one process.
        master = "master_process off;" if before else ""
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, user=user, master=master))
        command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    elif kind == "hyper":
        command = [program[0], f"127.0.0.1:{port}", *program[1]]
    else:
        command = [program, "serve", "--listen", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        ["taskset", "-c", "0", *before, *command], cwd=folder, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            time.sleep(0.05)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def tag(port, path, headers={}):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer.getheader("ETag"), answer.status, answer.getheader("Content-Encoding")


def fields_of_304(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"If-None-Match": tag(port, path)[0]})
    return [f"{name}: {value}" for name, value in connection.getresponse().getheaders() if name != "date"]


# Speed


def wrk(port, path, headers, script=None, seconds=SECONDS):
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", str(script)]
    said = subprocess.run([*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    p99 = float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    if "Non-2xx" in said:
        raise SystemExit(said)
    return rate, p99


def cpu(pid):
    """CPU seconds of a server: nginx works in a child."""
    pids = [pid, *map(int, pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    ticks = 0
    for each in pids:
        fields = pathlib.Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measured(kinds, ports, pids, path, headers, wanted, rounds):
    """Requests/s, CPU of one in microseconds, p99 in ms, requests/s as a ratio to the first's, and p99 in quiet turns, of servers that take
    turns. An empty If-None-Match becomes the server's tag."""
    figures = {kind: [] for kind in kinds}
    for n in range(int(rounds)):
        for kind in kinds if n % 2 else reversed(kinds):
            if "If-None-Match" in headers:
                headers["If-None-Match"] = tag(ports[kind], path)[0]
            got = tag(ports[kind], path, headers)[1:]
            assert got == wanted, (kind, got, wanted)
            before = cpu(pids[kind])
            rate, p99 = wrk(ports[kind], path, headers)
            spent = (cpu(pids[kind]) - before) / (rate * SECONDS) * 1e6
            figures[kind].append((rate, spent, p99))
    for kind in kinds:
        pairs = zip(figures[kind], figures[kinds[0]])
        figures[kind] = [(rate, spent, p99, rate / first[0]) for (rate, spent, p99, *_), first in pairs]
    quiet = {k: statistics.quantiles((figure[2] for figure in figures[k]), n=4)[0] for k in kinds}
    return (*({k: statistics.median(figure[n] for figure in figures[k]) for k in kinds} for n in range(4)), quiet)


def speed(program, folder, rounds="30"):
    one_feed(program, folder)
    path = "/news.rss"
    kinds = ["nginx", "feedwright"]
    print("| answer | nginx req/s | feedwright req/s | ratio | nginx CPU us | feedwright CPU us | nginx p99 ms, in quiet | feedwright p99 ms, in quiet |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: |")
    with server("nginx", program, folder) as (a, pid_a), server("feedwright", program, folder) as (b, pid_b):
        ports, pids = dict(zip(kinds, (a, b))), dict(zip(kinds, (pid_a, pid_b)))
        for case, headers, wanted in [
            ("304", {"If-None-Match": ""}, (304, None)),
            ("200", {}, (200, None)),
            ("200, gzip", {"Accept-Encoding": "gzip"}, (200, "gzip")),
        ]:
            rates, spent, p99, ratios, quiet = measured(kinds, ports, pids, path, headers, wanted, rounds)
            print(
                f"| {case} | {rates['nginx']:,.0f} | {rates['feedwright']:,.0f} | {ratios['feedwright']:.2f} "
                f"| {spent['nginx']:.1f} | {spent['feedwright']:.1f} "
                f"| {p99['nginx']:.2f}, {quiet['nginx']:.2f} | {p99['feedwright']:.2f}, {quiet['feedwright']:.2f} |",
                flush=True,
            )


def floor(program, folder, hyper, rounds="30"):
    """304 by nginx, by hyper alone with the same fields, and by feedwright."""
    one_feed(program, folder)
    path, kinds = "/news.rss", ["nginx", "hyper", "feedwright"]
    with server("nginx", program, folder) as (a, pid_a), server("feedwright", program, folder) as (c, pid_c):
        fields = fields_of_304(c, path)
        with server("hyper", (str(pathlib.Path(hyper).resolve()), fields), folder) as (b, pid_b):
            ports, pids = dict(zip(kinds, (a, b, c))), dict(zip(kinds, (pid_a, pid_b, pid_c)))
            rates, spent, _, ratios, _ = measured(kinds, ports, pids, path, {"If-None-Match": ""}, (304, None), rounds)
    print("| server | req/s | ratio | CPU us |\n| --- | --: | --: | --: |")
    for kind in kinds:
        print(f"| {kind} | {rates[kind]:,.0f} | {ratios[kind]:.2f} | {spent[kind]:.1f} |")


# Memory

LUA = """
local n = 0
local codings = {"gzip", "identity", "br", "zstd"}
request = function()
  n = n + 1
  local path = string.format("/f%d.%s", n %% 500, n %% 1000 < 500 and "rss" or "atom")
  return wrk.format("GET", path, {["Accept-Encoding"] = codings[n %% 4 + 1], ["A-IM"] = "feed"})
end
"""


def peak(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def memory(program, folder):
    feeds = {
        f"f{n}.toml": f'title = "C{n}"\ndescription = "d"\nformats = ["rss", "atom"]\nlimit = 20\n[include]\ncategories = ["c{n}"]\n'
        for n in range(500)
    }
    publish(program, folder, "".join(record(n, 700) for n in range(10_000)), feeds)
    files = list((folder / "public").glob("f*.rss")) + list((folder / "public").glob("f*.atom"))
    print(f"{len(files):,} documents, {sum(f.stat().st_size for f in files) / 2**20:.1f} MiB")
    (folder / "all.lua").write_text(LUA.replace("%%", "%"))
    with server("feedwright", program, folder) as (port, pid):
        print(f"at rest: {peak(pid):.0f} MiB at most")
        rate, p99 = wrk(port, "/", {}, folder / "all.lua", 20)
        print(f"under load: {peak(pid):.0f} MiB at most, {rate:,.0f} requests/s, p99 {p99:.2f} ms")


# Slow clients


def slow(program, folder):
    one_feed(program, folder)
    os.sched_setaffinity(0, {1})
    gc.disable()  # its pauses are the client's
    (folder / "public/large.bin").write_bytes(bytes(64 << 20))
    print("| server | median ms | p99 ms | slowest ms |\n| --- | --: | --: | --: |")
    for kind in ["nginx", "feedwright", "feedwright", "nginx"] * 2:
        with server(kind, program, folder) as (port, _):
            others = [beginning(port, n) for n in range(500)] + [idle(port) for _ in range(100)]
            times = []
            end = time.monotonic() + 10
            while time.monotonic() < end:
                # Slow ones go on being slow.
                for n in range(0, 500, 50):
                    with contextlib.suppress(OSError):
                        others[(n + len(times)) % 500].send(b"a")
                begun = time.monotonic()
                assert tag(port, "/news.rss")[1] == 200
                times.append((time.monotonic() - begun) * 1000)
                time.sleep(0.002)
            times.sort()
            p99 = times[len(times) * 99 // 100]
            print(f"| {kind} | {statistics.median(times):.2f} | {p99:.2f} | {times[-1]:.2f} |", flush=True)
            for other in others:
                other.close()


def beginning(port, n):
    s = socket.create_connection(("127.0.0.1", port))
    s.setblocking(False)
    s.send(
        [
            b"GET /news.rss HTTP/1.1\r\nHost: a\r\nX-Slow: ",
            b"G",
            b"POST /news.rss HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
            b"GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n",
        ][n % 4]
    )
    return s


def idle(port):
    s = socket.create_connection(("127.0.0.1", port))
    s.sendall(b"GET /news.rss HTTP/1.1\r\nHost: a\r\n\r\n")
    s.recv(1 << 20)
    return s


if __name__ == "__main__":
    main()
