"""A bus that says whatever a test has it say, over a real socket."""

import base64
import hashlib
import socket
import struct
import threading
from contextlib import suppress

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def frame(opcode, data, length=None, is_last=True):
    """One frame of a server; with a length that may be a lie."""
    size = len(data) if length is None else length
    head = bytes([opcode | (0x80 if is_last else 0)])
    if size < 126:
        return head + bytes([size]) + data
    kind, pattern = (126, ">H") if size < 65536 else (127, ">Q")
    return head + bytes([kind]) + struct.pack(pattern, size) + data


class Bus:
    """:param frames: what it sends when somebody has subscribed
    :param status: of its answer to the handshake, with further lines
    :ivar heads: of all handshakes
    :ivar received: what came after them
    """

    def __init__(self, frames=(), status="101 Switching Protocols", is_mute=False):
        self.frames, self.status, self.is_mute = list(frames), status, is_mute
        self.heads, self.received = [], b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self.server.close()

    def _serve(self):
        with suppress(OSError):
            while True:
                link, _peer = self.server.accept()
                threading.Thread(target=self._talk, args=(link,), daemon=True).start()

    def _talk(self, link):
        with link, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += link.recv(4096)
            self.heads.append(head.decode("latin-1"))
            key = head.lower().partition(b"sec-websocket-key: ")[2].split(b"\r\n")[0]
            start = head.lower().index(b"sec-websocket-key: ") + 19
            key = head[start : start + len(key)]
            accept = base64.b64encode(hashlib.sha1(key + MAGIC).digest()).decode()
            lines = [f"HTTP/1.1 {self.status}", "Upgrade: websocket", "Connection: Upgrade"]
            lines += [f"Sec-WebSocket-Accept: {accept}", "", ""]
            link.sendall("\r\n".join(lines).encode())
            self.received += link.recv(4096)
            if not self.is_mute:
                link.sendall(frame(PONG, b"?"))
            for one in self.frames:
                link.sendall(one)
            while (data := link.recv(4096)) and data[0] & 0x0F != CLOSE:
                self.received += data
