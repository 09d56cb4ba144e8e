"""A Chromium started as a person starts it, with storage partitioned as in real life.

Playwright's own launch switches storage partitioning off, so that what an embedded page may keep
looks better than it is.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import BrowserContext, BrowserType

from tests.chromium_plugin import QUIET

BLOCKED = 2
"""Chromium's content setting that denies cookies and all other storage."""


class OwnChromium(NamedTuple):
    """A running browser and its process, which can be killed."""

    context: BrowserContext
    process: subprocess.Popen[str]


@contextmanager
def own_chromium(
    chromium: BrowserType,
    profile: Path,
    *,
    frame_may_store: bool = True,
    switches: tuple[str, ...] = (),
) -> Iterator[BrowserContext]:
    """Run a browser with a fresh profile; see `own_process`."""
    with own_process(
        chromium, profile, frame_may_store=frame_may_store, switches=switches
    ) as running:
        yield running.context
        if running.context.browser is not None:
            running.context.browser.close()


@contextmanager
def own_process(
    chromium: BrowserType,
    profile: Path,
    *,
    frame_may_store: bool = True,
    switches: tuple[str, ...] = (),
) -> Iterator[OwnChromium]:
    """Run a browser with a fresh profile.

    Args:
        chromium: connects to it.
        profile: an empty folder.
        frame_may_store: False denies the embedded softphone every storage; a window of the same
            site at the top keeps its own.
        switches: more of the command line; the last one of a name counts.
    """
    default = profile / "Default"
    default.mkdir()
    blocking = ["--test-third-party-cookie-phaseout"]
    if not frame_may_store:
        blocking = []  # with the switch Chromium goes by its own list, not by the profile's
        pattern = "http://127.0.0.1:*,http://localhost:*"  # who, embedded by whom
        exceptions = {"cookies": {pattern: {"setting": BLOCKED}}}
        preferences = {"profile": {"content_settings": {"exceptions": exceptions}}}
        (default / "Preferences").write_text(json.dumps(preferences))
    command = [
        str(shutil.which("chromium")),
        "--headless=new",
        *QUIET,
        "--no-first-run",
        *blocking,
        *switches,
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        "about:blank",
    ]
    with subprocess.Popen(  # noqa: S603 - the browser of this machine
        command, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            browser = chromium.connect_over_cdp(_address(process))
            yield OwnChromium(browser.contexts[0], process)
        finally:
            process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(r"ws://\S+", line)
        if found:
            return found[0]
    raise AssertionError("Chromium did not say where it listens")
