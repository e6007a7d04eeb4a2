"""A small server that speaks ``PROTOCOL.md`` over real HTTP, for tests of the box alone."""

import base64
import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .fake_jobs import Jobs

TOKEN = "secret"


class BoxServer:
    """Keeps scans as the real one does: once by (epoch, seq). ``answers`` come first, each once.

    :param tokens: those that are let in; any if there are none
    :ivar scans: (epoch, seq) → row, in the order in which they came
    :ivar calls: (route, headers, body) of each call
    :ivar beats: bodies of heartbeats
    :ivar config: (version, document) that the box is to have
    """

    def __init__(self, tokens=(), port=0):
        self.scans, self.calls, self.answers, self.beats = {}, [], [], []
        self.jobs, self.config = Jobs(), (1, {})
        self.tokens, self.next_token, self.commands = set(tokens), None, []
        self.diagnostics, self.code = "", "ABCDE-FGHJK"
        self.lock = threading.Lock()
        self.port = port
        self.start()

    def start(self):
        """Listen, at the same port as before if it was stopped."""
        self.http = _Http(("127.0.0.1", self.port), _handler(self))
        self.port = self.http.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        """As if the machine were switched off: open connections are cut."""
        self.http.shutdown()
        self.http.server_close()
        self.http.cut()

    def texts(self, device):
        """Texts of a device's scans, in the order in which they came."""
        with self.lock:
            return [row["text"] for row in self.scans.values() if row["device"] == device]

    def wait(self, is_so, seconds=10):
        """:raises AssertionError: it is not so, after so many seconds"""
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, (self.calls[-3:], self.beats[-1:])
            time.sleep(0.01)

    # Answers

    def answered(self, route, headers, body):
        """(status, headers, answer); ``None`` as answer cuts the connection."""
        with self.lock:
            self.calls.append((route, headers, body))
            given = self.answers.pop(0) if self.answers else None
            if given is None or given == "lost":
                done = self._checked(route, headers, body)
                # "lost": done, and nobody hears of it
                return (200, {}, None) if given else done
            return given

    def _checked(self, route, headers, body):
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        if self.tokens and route != "pair":
            if token and token == self.next_token:
                self.tokens, self.next_token = {token}, None
            if token not in self.tokens:
                return refusal(401, "unauthorised")
        answer = getattr(self, f"_{route.replace('/', '_')}")(body)
        return answer if isinstance(answer, tuple) else (200, {}, {**answer, "server_ms": 1000})

    def _pair(self, body):
        if body["code"].replace("-", "").upper() != self.code.replace("-", ""):
            return refusal(403, "code_wrong")
        version, document = self.config
        self.tokens = {TOKEN}
        return {
            "box": "box-1",
            "token": TOKEN,
            "name": "Dock",
            "config": {"version": version, "document": document},
        }

    def _scans(self, body):
        results = []
        for row in body["scans"]:
            key = (body["epoch"], row["seq"])
            results.append({"seq": row["seq"], "status": "dup" if key in self.scans else "new"})
            self.scans.setdefault(key, row)
        return {"results": results}

    def _heartbeat(self, body):
        self.beats.append(body)
        version, document = self.config
        is_known = version == body["config_version"]
        commands, self.commands = self.commands, []
        return {
            "config": None if is_known else {"version": version, "document": document},
            "token": self.next_token,
            "jobs": self.jobs.waiting(),
            "commands": commands,
        }

    def _jobs_claim(self, body):
        return {
            "jobs": self.jobs.claim(body["limit"], body["devices"], body.get("kept")),
            "config_version": self.config[0],
        }

    def _jobs_report(self, body):
        return {"results": [self.jobs.report(row) for row in body["reports"]]}

    def _diagnostics(self, body):
        self.diagnostics = body["text"]
        return {}


def refusal(status, code="no", **headers):
    return status, headers, {"error": {"code": code, "message": "No.", "way_out": "Do so."}}


def encoded(content):
    return base64.b64encode(content).decode()


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *args):
        self.links = set()
        super().__init__(*args)

    def process_request(self, request, client_address):
        self.links.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        self.links.discard(request)
        super().shutdown_request(request)

    def cut(self):
        for link in list(self.links):
            with suppress(OSError):
                link.shutdown(2)

    def handle_error(self, request, client_address):
        pass


def _handler(server):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            route = self.path.removeprefix("/perpetual_devices/v1/")
            status, headers, data = server.answered(route, dict(self.headers), body)
            if data is None:
                self.close_connection = True
                return
            text = data if isinstance(data, bytes) else json.dumps(data).encode()
            self.send_response(status)
            for name, value in {"Content-Length": len(text), **headers}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_args):
            pass

    return Handler
