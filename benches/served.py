"""Lets interop.py poll `feedwright serve` in place of its own server.

Between both stands a recorder, which writes down what each reader asks and what the server answers, and changes neither.

  served.py INTEROP.PY PROGRAM NEWSROOM --poll FEED EXPECTED.json

NEWSROOM is a folder whose feedwright.toml names `public` as its output; the documents that are polled are put there.
"""
import atexit
import http.client
import http.server
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from urllib.parse import urlsplit


class Recorder:
    """What interop.py takes for its own server."""

    program = None
    newsroom = None

    def __init__(self):
        self.log, self.modified = [], time.time()
        self.server = subprocess.Popen(
            [self.program, "serve", "--listen", "127.0.0.1:0", "--log", "none"],
            cwd=self.newsroom, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        # A reader that cannot read the format leaves its server without a word.
        atexit.register(self.server.terminate)
        line = self.server.stderr.readline()
        found = re.search(r"http://(\S+?):(\d+)/", line)
        if not found:
            sys.exit("feedwright serve says: %s" % line)
        self.target = (found[1], int(found[2]))
        threading.Thread(target=self.server.stderr.read, daemon=True).start()
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                upstream = http.client.HTTPConnection(*recorder.target, timeout=20)
                upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    if name.lower() != "connection":
                        upstream.putheader(name, value)
                upstream.endheaders()
                answer = upstream.getresponse()
                body = answer.read()
                if self.path.startswith("/feed"):
                    asked = self.headers
                    recorder.log.append(dict(
                        inm=asked.get("If-None-Match"), ims=asked.get("If-Modified-Since"), ae=asked.get("Accept-Encoding"),
                        aim=asked.get("A-IM"), accept=asked.get("Accept"), ua=asked.get("User-Agent"), status=answer.status))
                self.send_response_only(answer.status, answer.reason)
                for name, value in answer.getheaders():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                upstream.close()

            do_HEAD = do_GET

        self.h = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.h.serve_forever, daemon=True).start()
        self.base = "http://127.0.0.1:%d" % self.h.server_port
        shut = self.h.shutdown

        def end():
            self.server.terminate()
            self.server.wait()
            shut()
        self.h.shutdown = end

    def put(self, body, entry_format):
        """A new version of the document, put in place as a run does it."""
        self.name = os.path.join(self.newsroom, "public", "feed." + entry_format)
        with tempfile.NamedTemporaryFile(dir=os.path.dirname(self.name), prefix=".", delete=False) as out:
            out.write(body)
        os.chmod(out.name, 0o644)
        os.replace(out.name, self.name)
        self.lm = time.time()

    @property
    def lm(self):
        return self.modified

    @lm.setter
    def lm(self, modified):
        # A moment ago, whatever is added: nothing was ever modified in the future.
        self.modified = modified
        shift = min(modified, time.time() - 100 + (modified - time.time()))
        os.utime(self.name, (shift, shift))
        # Until the server has seen the folder at rest: nothing announces this change but the folder itself.
        time.sleep(0.7)


def main():
    interop, Recorder.program, Recorder.newsroom, *rest = sys.argv[1:]
    sys.argv = [interop, *rest]
    with open(interop, encoding="utf-8") as source:
        text = source.read()
    # Its last line runs it; its own server is replaced before that.
    body, last = text.rstrip().rsplit("\n", 1)
    if last != "main()":
        sys.exit("%s does not end as it did: %s" % (interop, last))
    names = {"__name__": "interop", "__file__": interop}
    exec(compile(body, interop, "exec"), names)
    names["Srv"] = Recorder
    names["main"]()


if __name__ == "__main__":
    main()
