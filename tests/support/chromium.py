"""The Chromium of this machine, without a network: pages opened in it, what they asked for, what axe-core says of them.

What belongs here: finding and driving the browser. What does not: expectations. It is the one thing that the tests need
and Python packages cannot bring: a machine without it leaves the tests out that need it, and says so; where
``LOOKBACK_TESTS_NEED_CHROMIUM`` is set (``.ci/run`` sets it), its absence is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NEEDED = "LOOKBACK_TESTS_NEED_CHROMIUM"
PHONE, DESK = (360, 740), (1280, 900)
CONTRAST = ("color-contrast", "link-in-text-block")


def chromium() -> str:
    """Where it lies."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.environ.get(NEEDED):
        pytest.fail(f"no Chromium on this machine, and {NEEDED} is set: apt-get install chromium")
    pytest.skip("no Chromium on this machine (apt-get install chromium): pages are tested without a browser only")


ONE_OF_EACH_STYLE = """
    (() => {
        const seen = new Set(), found = [];
        for (const one of document.body.querySelectorAll('*')) {
            if (![...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
            const style = getComputedStyle(one);
            const look = [one.localName, style.color, style.fill, style.fontSize, style.fontWeight, style.textShadow,
                style.textDecorationLine, style.display, getComputedStyle(one.parentElement).color];
            for (let around = one; around; around = around.parentElement) {
                const its = getComputedStyle(around);
                look.push(its.backgroundColor, its.backgroundImage, its.opacity, its.position);
            }
            const key = look.join('|');
            if (!seen.has(key)) { seen.add(key); found.push(one); }
        }
        return found;
    })()
"""
"""JavaScript: of the elements with words of their own one of each kind, colour, size and ground. Contrast is all that
axe-core asks of each of them, and takes four fifths of its time: of a thousand cells of a table it says the same."""


@dataclass
class Opened:
    """A page in the browser, and every address it asked for since."""

    page: Any
    asked: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How wide the page is: more than the window means that it scrolls sideways."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def faults(self, only: str = "") -> list[tuple[str, str]]:
        """(rule, first element) of what axe-core calls serious or critical; of one rule only, where it is named."""
        return self._faults("document", f"runOnly: ['{only}']," if only else "")

    def faults_but_contrast(self) -> list[tuple[str, str]]:
        """The same of every rule but that of contrast."""
        off = ", ".join(f"'{rule}': {{enabled: false}}" for rule in CONTRAST)
        return self._faults("document", f"rules: {{{off}}},")

    def faults_of_contrast(self) -> list[tuple[str, str]]:
        """The same of contrast alone, asked of one element of each look."""
        return self._faults(ONE_OF_EACH_STYLE, f"runOnly: {list(CONTRAST)},")

    def _faults(self, where: str, what: str) -> list[tuple[str, str]]:
        from axe_playwright_python.base import AXE_SCRIPT

        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(f"axe.run({where}, {{{what} preload: false, resultTypes: ['violations']}})")
        return [
            (one["id"], one["nodes"][0]["html"][:200])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]


class Browser:
    """A browser for the length of the session."""

    def __init__(self, driven: Any) -> None:
        self.driven = driven

    @contextmanager
    def opened(self, path: Path, size: tuple[int, int] = PHONE, scheme: str = "light") -> Iterator[Opened]:
        """The file at ``path``, in a window of its own that has no network."""
        with self._window(size, scheme) as (_, opened):
            opened.page.goto(path.resolve().as_uri())
            yield opened

    def one_after_the_other(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Opened]]:
        """Many files in one window of a phone that brings axe-core along; what is asked for is told of each alone."""
        from axe_playwright_python.base import AXE_SCRIPT

        with self._window(PHONE, "light") as (context, opened):
            context.add_init_script(AXE_SCRIPT)
            for path in paths:
                opened.asked.clear()
                opened.page.emulate_media(color_scheme="light")
                opened.page.goto(path.resolve().as_uri())
                yield path, opened

    @contextmanager
    def _window(self, size: tuple[int, int], scheme: str) -> Iterator[tuple[Any, Opened]]:
        width, height = size
        context = self.driven.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, offline=True, service_workers="block"
        )
        try:
            opened = Opened(context.new_page())
            opened.page.on("request", lambda request: opened.asked.append(request.url))
            yield context, opened
        finally:
            context.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        driven = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield Browser(driven)
        driven.close()
