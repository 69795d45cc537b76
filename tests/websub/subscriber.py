#!/usr/bin/env python3
"""A subscriber of other people's making (Flask-WebSub) on loopback, driven by a test.

  subscriber.py TOPIC…

Each line of standard output is a JSON object: what the library discovered, confirmed and was sent. It takes a delivery
only where it finds the signature right. A line "unsubscribe" on standard input lets all callbacks leave; its end ends the program.
"""
import hashlib
import json
import logging
import sys
import tempfile
import threading

from flask import Flask
from flask_websub import subscriber as library
from flask_websub.subscriber import SQLite3SubscriberStorage, SQLite3TempSubscriberStorage, Subscriber, discover
from werkzeug.serving import make_server

# The library sends secrets over HTTPS alone, which is right; on loopback nobody listens.
library.is_secure = lambda url: True
logging.getLogger("werkzeug").setLevel(logging.ERROR)


speaking = threading.Lock()


def tell(event, **more):
    # Callbacks are asked at once, each in a thread of its own: one line at a time.
    with speaking:
        print(json.dumps({"event": event, **more}), flush=True)


def main():
    app = Flask(__name__)
    folder = tempfile.TemporaryDirectory()
    held = Subscriber(
        SQLite3SubscriberStorage(folder.name + "/held.db"),
        SQLite3TempSubscriberStorage(folder.name + "/asked.db"),
    )
    app.register_blueprint(held.build_blueprint("/callbacks"))

    @held.add_listener
    def delivered(topic, callback, body):
        tell("delivered", topic=topic, sha256=hashlib.sha256(body).hexdigest())

    @held.add_success_handler
    def confirmed(topic, callback, mode):
        tell(mode + "d", topic=topic)

    @held.add_error_handler
    def denied(topic, callback, reason):
        tell("denied", topic=topic, reason=reason)

    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["SERVER_NAME"] = "127.0.0.1:%d" % server.port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with app.app_context():
        callbacks = []
        for topic in sys.argv[1:]:
            found = discover(topic)
            tell("discovered", **found)
            callbacks.append(held.subscribe(secret="s3cret", lease_seconds=3600, **found))
        for line in sys.stdin:
            if line.strip() == "unsubscribe":
                for callback in callbacks:
                    held.unsubscribe(callback)


main()
