"""A page in Chromium, and what it did there: which addresses it asked for, and what it looks like.

Every address but the page's own is answered with a failure before it leaves the browser.
"""

from __future__ import annotations

import base64
import pathlib
from typing import Any

from browser.chromium import Browser


class Page:
    """A tab of its own in a running browser."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        browser.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.events: list[dict[str, Any]] = []
        browser.on_event = self._on_event
        for domain in ("Page", "Network", "Runtime"):
            self.call(f"{domain}.enable")
        self.call("Network.setBlockedURLs", urls=["http://*", "https://*", "ws://*", "wss://*", "ftp://*"])

    def _on_event(self, event: dict[str, Any]) -> None:
        if event.get("sessionId") == self.browser.session:
            self.events.append(event)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser.call(method, self.browser.session, **params)

    def visit(self, path: pathlib.Path) -> set[str]:
        """Opens a file; gives the addresses that were asked for beside it, loaded or not."""
        self.events.clear()
        address = path.as_uri()
        self.call("Page.navigate", url=address)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.browser.receive_event()
        # What scripts and observers do on load comes before the second frame behind it.
        self.call(
            "Runtime.evaluate",
            expression="new Promise(done => setTimeout(() => requestAnimationFrame(() => setTimeout(done, 50)), 50))",
            awaitPromise=True,
        )
        requests = (event["params"] for event in self.events if event["method"] == "Network.requestWillBeSent")
        return {params["request"]["url"] for params in requests} - {address}

    def errors(self) -> list[str]:
        """Exceptions of scripts, and dialogs that were opened."""
        told = ("Runtime.exceptionThrown", "Page.javascriptDialogOpening")
        return [event["method"] for event in self.events if event["method"] in told]

    def evaluate(self, expression: str) -> Any:
        return self.browser.evaluate(expression)

    def screenshot(self, path: pathlib.Path) -> None:
        """The whole page, however long, as a PNG."""
        data = self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))
