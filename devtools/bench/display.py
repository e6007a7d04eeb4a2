"""The barcode app in a real browser: how long until a scan is on the screen."""

import json
import subprocess
import tempfile
import time
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import requests
import websocket

from devtools import chromium

START = 60

#: Scans the codes as a keyboard wedge does, one after the other; of each, the milliseconds from
#: the last key to the end of the frame that shows it, and whether the server had answered by then.
SCANS = """
(async () => {
    const app = () => document.querySelector(".pb_app");
    const shown = () => [...document.querySelectorAll(".pb_done")].map((e) => e.textContent).join();
    const until = async (is, what) => {
        const end = performance.now() + 30000;
        while (!is()) {
            if (performance.now() > end) {
                throw new Error(`${what}: ${document.body.innerText.slice(0, 200)}`);
            }
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
    };
    const press = (key) =>
        document.body.dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })
        );
    const wedge = (code) => [...code, "Enter"].forEach(press);
    await until(() => app()?.dataset.state === "home", "no start screen");
    wedge(%(picking)s);
    await until(
        () => app().dataset.state === "lines" && app().dataset.pending === "0",
        "the receipt does not open"
    );
    const taken = [];
    for (const code of %(codes)s) {
        const before = shown();
        const changed = new Promise((resolve) => {
            const observer = new MutationObserver(() => {
                if (shown() !== before) {
                    observer.disconnect();
                    requestAnimationFrame(() => setTimeout(resolve));
                }
            });
            observer.observe(document.body, {
                subtree: true, childList: true, characterData: true, attributes: true,
            });
        });
        [...code].forEach(press);
        const started = performance.now();
        press("Enter");
        await changed;
        taken.push([performance.now() - started, app().dataset.pending === "0"]);
        await until(() => app().dataset.pending === "0", "a scan is not confirmed");
        await new Promise((resolve) => setTimeout(resolve, 300));
    }
    return taken;
})()
"""


class Browser:
    """A page of Chromium, driven over its own protocol.

    :param session_id: of a user who is logged in at ``url``
    """

    def __init__(self, url: str, session_id: str):
        self._numbers = count(1)
        chromium.setup()
        self._folder = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(
            [
                str(chromium.folder() / "chromium"),
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                f"--user-data-dir={self._folder.name}",
                "--window-size=375,667",
                "about:blank",
            ],
            stderr=subprocess.DEVNULL,
        )
        self._socket = websocket.create_connection(self._page(), timeout=START)
        self._ask("Network.setCookie", name="session_id", value=session_id, url=url)
        self._ask("Page.navigate", url=f"{url}/odoo/barcode")

    def run(self, script: str):
        """What the promise of ``script`` resolves to.

        :raises SystemExit: it threw
        """
        end = time.monotonic() + START
        while not self._evaluate("Boolean(document.querySelector('.pb_app'))"):
            if time.monotonic() > end:
                raise SystemExit("The barcode app does not open in the browser.")
            time.sleep(0.2)
        self._socket.settimeout(10 * START)
        return self._evaluate(script)

    def close(self) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(20)
        self._folder.cleanup()

    def _page(self) -> str:
        """Address of the first page's protocol."""
        file, end = Path(self._folder.name) / "DevToolsActivePort", time.monotonic() + START
        while time.monotonic() < end:
            if file.exists() and file.read_text().strip():
                port = file.read_text().split()[0]
                pages = requests.get(f"http://127.0.0.1:{port}/json", timeout=START).json()
                return next(
                    page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page"
                )
            time.sleep(0.1)
        raise SystemExit("Chromium did not start.")

    def _evaluate(self, script: str):
        answer = self._ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise SystemExit(answer["exceptionDetails"]["exception"].get("description", "?"))
        return answer["result"].get("value")

    def _ask(self, method: str, **params):
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise SystemExit(f"Chromium refused {method}: {answer['error']['message']}")
                return answer["result"]


@contextmanager
def browser(url: str, session_id: str):
    """The barcode app, opened by the user of that session."""
    page = Browser(url, session_id)
    try:
        yield page
    finally:
        page.close()


def time_to_display(url: str, session_id: str, picking: str, codes: list[str]):
    """Scan ``codes`` against a receipt, one after the other.

    :returns: list of (milliseconds until the screen shows it, whether the server had answered)
    """
    with browser(url, session_id) as page:
        words = {"picking": json.dumps(picking), "codes": json.dumps(codes)}
        return page.run(SCANS % words)
