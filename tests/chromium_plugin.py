"""The one browser of a test run: the system's Chromium, started when the first test needs it.

It is Debian's headless shell where that is there: the same Chromium without its own windows, for
half of the processor time. What depends on the whole browser takes tests/support/own_chromium.py.

Playwright can run once in a process, so every test that looks at a page takes this fixture and
opens a context of its own.
"""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

QUIET = (
    "--no-sandbox",  # the suite may run as root
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; contexts are the tests' own."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()
