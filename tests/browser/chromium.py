"""Ask Chromium, headless, what it makes of inputs.

One browser is started and spoken to through two pipes (the DevTools protocol: JSON, each message
ended by a NUL), so that a question costs milliseconds. Nothing goes over a network: the page is about:blank.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

SCRIPT = pathlib.Path(__file__).resolve().parent / "tree.js"
OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking", "--remote-debugging-pipe",
)  # fmt: skip


def find() -> str | None:
    """The program's path, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Browser:
    """A running Chromium with tree.js loaded into its one page."""

    def __init__(self, write: int, read: int) -> None:
        self.write, self.read = write, read
        self.number = 0
        self.buffer = b""
        self.on_event: Callable[[dict[str, Any]], None] = lambda event: None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.evaluate(SCRIPT.read_text(encoding="utf-8"))

    def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.write, data) :]
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"chromium: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self.on_event(answer)

    def receive_event(self) -> None:
        """Waits for what the browser tells by itself, and hands it to on_event."""
        self.on_event(self.receive())

    def receive(self) -> dict[str, Any]:
        parts = [self.buffer]
        while b"\0" not in parts[-1]:
            parts.append(os.read(self.read, 1 << 20))
            if not parts[-1]:
                raise RuntimeError("chromium is gone")
        text, _, self.buffer = b"".join(parts).partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        return message

    def evaluate(self, expression: str) -> Any:
        result = self.call("Runtime.evaluate", self.session, expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"chromium: {result['exceptionDetails']}")
        return result["result"].get("value")

    def trees(self, cases: list[tuple[str, str | None]]) -> list[str]:
        """The tree of each (input, context element or None for a document) in the html5lib format."""
        answer = self.evaluate(f"JSON.stringify({json.dumps(cases)}.map(([input, context]) => parse(input, context)))")
        trees: list[str] = json.loads(answer)
        return trees


@contextlib.contextmanager
def start() -> Iterator[Browser]:
    program = find()
    if program is None:
        raise FileNotFoundError("chromium is not installed")
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()

    def wire() -> None:
        # The protocol wants descriptors 3 and 4; both ends are moved out of the way of each other first.
        low, high = os.dup2(to_read, 103), os.dup2(from_write, 104)
        os.dup2(low, 3)
        os.dup2(high, 4)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [program, *OPTIONS, f"--user-data-dir={folder}/profile"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=wire,
        )
        os.close(to_read)
        os.close(from_write)
        try:
            browser = Browser(to_write, from_read)
            yield browser
            browser.call("Browser.close")
        finally:
            os.close(to_write)
            os.close(from_read)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
