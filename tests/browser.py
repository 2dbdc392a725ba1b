"""A real headless Chromium for the tests of the page, and a page that remembers everything it must not do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


def chromium() -> str | None:
    """Return the path of a Chromium: ``KG_CHROMIUM``, or what is installed under a usual name."""
    named = os.environ.get("KG_CHROMIUM")
    if named:
        return named
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        found = shutil.which(name)
        if found:
            return found
    return None


@contextmanager
def launched() -> Iterator[Any]:
    """Start a browser; skip the test, with the reason, where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium: install one (apt-get install chromium), or name it in KG_CHROMIUM")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


class Watched:
    """A page from disk: the requests, errors and refusals of its policy are in ``faults``, which must stay empty."""

    def __init__(self, browser: Any, file: Path, *, size: tuple[int, int] = (1280, 900), **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        self.page = self.context.new_page()
        self.file = file
        self.faults: list[str] = []
        self.page.on("request", self._asked)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("console", self._told)
        self.page.on("dialog", self._dialog)
        self.page.on("popup", lambda popup: self.faults.append(f"popup: {popup.url}"))
        self.page.add_init_script(
            "document.addEventListener('securitypolicyviolation',"
            " e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI));"
        )

    def _asked(self, request: Any) -> None:
        if request.url.split("#")[0] != self.file.as_uri():
            self.faults.append(f"request: {request.url[:200]}")

    def _told(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"console: {message.text[:300]}")

    def _dialog(self, dialog: Any) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, address: str = "") -> Any:
        """Load the page and wait until it says that it is ready."""
        self.page.goto("about:blank")
        self.page.goto(self.file.as_uri() + (f"#{address}" if address else ""))
        return self.until_ready()

    def until_ready(self) -> Any:
        """Wait until the page says that it is ready; asked from here, as the page's policy forbids to evaluate strings."""
        for _ in range(1500):
            if self.page.evaluate("document.documentElement.dataset.ready"):
                return self.page
            self.page.wait_for_timeout(20)
        raise TimeoutError(f"{self.file} is not ready after 30 s: {self.faults}")

    def close(self) -> None:
        self.context.close()
