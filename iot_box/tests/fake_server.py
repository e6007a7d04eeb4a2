"""A small server that speaks ``PROTOCOL.md`` over real HTTP, for tests of the box alone."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class BoxServer:
    """Keeps scans as the real one does: once by (epoch, seq). ``answers`` come first, each once.

    :ivar scans: (epoch, seq) → row
    :ivar calls: (route, headers, body) of each call
    """

    def __init__(self):
        self.scans, self.calls, self.answers = {}, [], []
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                route = self.path.removeprefix("/perpetual_devices/v1/")
                with outer.lock:
                    outer.calls.append((route, dict(self.headers), body))
                    given = outer.answers.pop(0) if outer.answers else None
                    if given == "lost":  # done, and nobody hears of it
                        outer.answer(route, body)
                    status, headers, data = (
                        (200, {}, outer.answer(route, body)) if given is None
                        else (200, {}, None) if given == "lost"
                        else given
                    )  # fmt: skip
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

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self.http.shutdown()
        self.http.server_close()

    def answer(self, route, body):
        if route != "scans":
            return {"box": "b", "token": "t", "config": {"version": 1, "document": {}}}
        results = []
        for row in body["scans"]:
            key = (body["epoch"], row["seq"])
            results.append({"seq": row["seq"], "status": "dup" if key in self.scans else "new"})
            self.scans.setdefault(key, row)
        return {"results": results, "server_ms": 1000}
