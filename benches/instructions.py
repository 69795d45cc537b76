#!/usr/bin/env python3
"""Instructions outside the system that a 304 takes: nginx, hyper alone (built from benches/hyper.rs), and feedwright.

    benches/instructions.py target/release/feedwright HYPER

Needs nginx and valgrind. 32 connections ask in turn, 200 times each; the same program gives nearly the same number each time.
"""

import contextlib
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import serve

CONNECTIONS = 32
TURNS = 200


def main():
    program, hyper = (str(pathlib.Path(name).resolve()) for name in sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        folder = pathlib.Path(folder)
        serve.one_feed(program, folder)
        with serve.server("feedwright", program, folder) as (port, _):
            fields = serve.fields_of_304(port, "/news.rss")
        print("| server | instructions |\n| --- | --: |")
        for kind, what in [("nginx", None), ("hyper", (hyper, fields)), ("feedwright", program)]:
            print(f"| {kind} | {counted(kind, what, folder):,.0f} |", flush=True)


def counted(kind, what, folder):
    out = folder / f"{kind}.callgrind"
    valgrind = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={out}"]
    with serve.server(kind, what, folder, before=valgrind) as (port, pid):
        asks = f"GET /news.rss HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nIf-None-Match: {serve.tag(port, '/news.rss')[0]}\r\n\r\n".encode()
        connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]
        for _ in range(10):
            turn(connections, asks)
        control("-i", "on", pid)
        turn(connections, asks)
        control("-z", pid)
        for _ in range(TURNS):
            turn(connections, asks)
        control("-d", pid)
        for connection in connections:
            connection.close()
    dump = pathlib.Path(f"{out}.1").read_text()
    return int(re.search(r"^(?:summary|totals): (\d+)", dump, re.M)[1]) / (CONNECTIONS * TURNS)


def turn(connections, asks):
    for connection in connections:
        connection.sendall(asks)
    for connection in connections:
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 304"), answer


def control(*words):
    command = ["callgrind_control", *map(str, words)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.3)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
