"""The network between a box and its server: as a proxy routes it, and as it fails."""

import asyncio
import random
import threading
from contextlib import suppress

#: What it may be like: as it should; late; answers that never come; no network at all.
STATES = ("up", "slow", "mute", "cut")
#: Seconds that a piece of data takes at most while it is slow.
LATE = 0.3


class Network:
    """A TCP proxy at a port of its own; the first bytes of a connection say where it goes.

    :param http_port: Odoo's
    :param websocket_port: where ``/websocket`` goes; that of HTTP for a proxy that forgets to
        route it, and for an Odoo without workers
    :ivar state: one of ``STATES``
    :ivar requests: first lines of connections, as they came
    """

    def __init__(self, http_port: int, websocket_port: int, seed: int = 0):
        self.http_port, self.websocket_port = http_port, websocket_port
        self.state, self.chance = "up", random.Random(seed)
        self.requests, self.open = [], set()
        self.loop, is_ready = asyncio.new_event_loop(), threading.Event()
        self.thread = threading.Thread(target=self._serve, args=(is_ready,), daemon=True)
        self.thread.start()
        is_ready.wait(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def be(self, state: str) -> None:
        """Change to a state; what waits for an answer that was thrown away is cut."""
        before, self.state = self.state, state
        if state == "cut" or before == "mute":
            self.hang_up()

    def hang_up(self) -> None:
        """Reset all connections, as a router does that begins anew."""
        self.loop.call_soon_threadsafe(self._abort)

    def close(self) -> None:
        self.hang_up()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)

    def _serve(self, is_ready: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        is_ready.set()
        self.loop.run_forever()
        server.close()

    def _abort(self) -> None:
        for writer in list(self.open):
            writer.transport.abort()

    async def _talk(self, reader, writer) -> None:
        self.open.add(writer)
        there = None
        try:
            data = await reader.read(65536) if self.state != "cut" else b""
            if not data:
                return
            self.requests.append(data.split(b"\r\n")[0].decode("latin-1"))
            is_socket = data.startswith(b"GET /websocket")
            port = self.websocket_port if is_socket else self.http_port
            back, there = await asyncio.open_connection("127.0.0.1", port)
            self.open.add(there)
            there.write(data)
            ways = (self._pump(reader, there), self._pump(back, writer, is_answer=True))
            tasks = [asyncio.ensure_future(way) for way in ways]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
        except OSError:
            pass
        finally:
            for end in (writer, there):
                if end:
                    self.open.discard(end)
                    end.transport.abort()

    async def _pump(self, reader, writer, is_answer=False) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if self.state == "slow":
                    await asyncio.sleep(self.chance.uniform(0, LATE))
                if self.state == "mute" and is_answer:
                    continue
                writer.write(data)
                await writer.drain()
