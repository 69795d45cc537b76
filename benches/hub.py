#!/usr/bin/env python3
"""Subscribes 10,000 callbacks to one topic of a server's hub, changes the topic, and says what it costs to tell them all.

  benches/hub.py PROGRAM [--callbacks N] [--kib SIZE] [--secret] [--kill]

PROGRAM is the feedwright program. The subscriber runs in a process of its own on 50 addresses of loopback, each a host for
the hub. CPU time and peak memory are the server's own, from /proc; connections are counted where they end. With --kill the server is
ended by SIGKILL when a third has been delivered, and started again; CPU time and peak are those of both. The exit status is 1
where a callback was left out, or delivering took more than BUDGET allows.
"""
import argparse
import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

HOSTS = ["127.0.1.%d" % n for n in range(1, 51)]
# What delivering to 10,000 callbacks may cost.
BUDGET = {"s of CPU": 20, "connections": 100, "MiB": 128}
TICKS = os.sysconf("SC_CLK_TCK")


class Subscriber:
    """Answers questions with their challenge and deliveries with 204, and counts."""

    def __init__(self):
        self.asked, self.had, self.deliveries, self.bytes = set(), set(), 0, 0
        self.inside = self.most = 0
        self.ports = {}
        self.signed = 0

    async def start(self):
        for host in HOSTS:
            server = await asyncio.start_server(self.converse, host, 0, backlog=256)
            self.ports[host] = server.sockets[0].getsockname()[1]

    async def converse(self, reader, writer):
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            method, target, _ = head.split(b" ", 2)
            target = target.decode()
            path, _, query = target.partition("?")
            if method == b"GET":
                challenge = urllib.parse.parse_qs(query)["hub.challenge"][0].encode()
                self.asked.add(path)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(challenge), challenge))
            else:
                length = int(re.search(rb"(?i)content-length: *(\d+)", head)[1])
                body = await reader.readexactly(length)
                self.deliveries += 1
                self.bytes += len(body)
                self.signed += b"x-hub-signature" in head.lower()
                self.had.add(path)
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.inside -= 1
            writer.close()


class Server:
    def __init__(self, program, folder, port):
        self.child = subprocess.Popen(
            [program, "serve", "--listen", "127.0.0.1:%d" % port, "--log", "none"],
            cwd=folder, stderr=subprocess.PIPE, text=True)
        line = self.child.stderr.readline()
        self.address = re.search(r"http://([^/]+)", line)[1]
        threading.Thread(target=self.child.stderr.read, daemon=True).start()

    def cpu(self):
        fields = open("/proc/%d/stat" % self.child.pid).read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def peak(self):
        status = open("/proc/%d/status" % self.child.pid).read()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024

    def ask(self, callback, topic, secret):
        form = {"hub.mode": "subscribe", "hub.callback": callback, "hub.topic": topic}
        if secret:
            form["hub.secret"] = "s3cret"
        data = urllib.parse.urlencode(form).encode()
        while True:
            try:
                with urllib.request.urlopen("http://%s/hub" % self.address, data) as answer:
                    assert answer.status == 202
                    return
            except urllib.error.HTTPError as e:
                if e.code not in (429, 503):
                    raise RuntimeError(e.read())
                time.sleep(0.2)

    def end(self, how=signal.SIGTERM):
        self.child.send_signal(how)
        self.child.wait()


CONFIG = """
[site]
title = "The Quay"
url = "https://quay.example/"
language = "en"
timezone = "UTC"

[[source]]
path = "records.jsonl"

[output]
base_url = "https://quay.example/feeds/"

[serve]
hub = true
allow_hosts = [%s]
"""


def change(program, folder, kib, version):
    """A feed of the size that a news site's has, with another first story."""
    with open(folder + "/records.jsonl", "w") as records:
        for n in range(max(1, kib * 1024 // 1300)):
            text = "Story %d of version %d. " % (n, version) + "What was said at the harbour. " * 17
            records.write('{"id":"%d","title":"Story %d","body_text":"%s","published":"2026-03-01T00:00:00Z"}\n' % (n, n, text))
    subprocess.run([program, "publish"], cwd=folder, check=True, capture_output=True)


def until(done, patience=600):
    begun = time.monotonic()
    while not done():
        if time.monotonic() - begun > patience:
            return False
        time.sleep(0.05)
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--callbacks", type=int, default=10_000)
    parser.add_argument("--kib", type=int, default=60)
    parser.add_argument("--secret", action="store_true")
    parser.add_argument("--kill", action="store_true")
    args = parser.parse_args()
    program = os.path.abspath(args.program)

    reader = Subscriber()
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    asyncio.run_coroutine_threadsafe(reader.start(), loop).result()

    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/feedwright.toml", "w") as config:
            config.write(CONFIG % ", ".join('"%s"' % host for host in HOSTS))
        change(program, folder, args.kib, 1)
        topic = "https://quay.example/feeds/news.rss"
        size = os.path.getsize(folder + "/public/news.rss")
        server = Server(program, folder, 0)
        callbacks = ["http://%s:%d/%d" % (host, reader.ports[host], n)
                     for n in range(args.callbacks) for host in [HOSTS[n % len(HOSTS)]]]
        begun = time.monotonic()
        lanes = [threading.Thread(target=lambda part: [server.ask(c, topic, args.secret) for c in part],
                                  args=(callbacks[lane::16],)) for lane in range(16)]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
        assert until(lambda: len(reader.asked) == args.callbacks), "some were not asked"
        time.sleep(1)
        subscribed, asking, asking_most = time.monotonic() - begun, server.cpu(), reader.most
        reader.most = 0
        before, begun = server.cpu(), time.monotonic()
        change(program, folder, args.kib, 2)
        spent = peak = 0
        if args.kill:
            until(lambda: reader.deliveries >= args.callbacks // 3)
            spent, peak = server.cpu() - before, server.peak()
            server.end(signal.SIGKILL)
            killed_at = len(reader.had)
            server, before = Server(program, folder, 0), 0
        whole = until(lambda: len(reader.had) == args.callbacks)
        wall = time.monotonic() - begun
        time.sleep(1)
        spent, peak = spent + server.cpu() - before, max(peak, server.peak())
        print("%d callbacks on %d hosts, %d bytes each%s" % (args.callbacks, len(HOSTS), size, ", signed" if reader.signed else ""))
        print("subscribing: %.1f s wall, %.2f s CPU, at most %d connections" % (subscribed, asking, asking_most))
        print("delivering: %.1f s wall, %.2f s CPU, at most %d connections, peak %.0f MiB" % (wall, spent, reader.most, peak))
        if args.kill:
            print("killed after %d callbacks; %d deliveries in all" % (killed_at, reader.deliveries))
        print("had it: %d of %d" % (len(reader.had), args.callbacks))
        server.end()
    used = dict(zip(BUDGET, (spent, max(asking_most, reader.most), peak)))
    over = [unit for unit in BUDGET if used[unit] > BUDGET[unit]]
    for unit in over:
        print("too much: %.1f %s, where %d are allowed" % (used[unit], unit, BUDGET[unit]))
    sys.exit(0 if whole and not over else 1)


main()
