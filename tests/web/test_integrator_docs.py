"""docs/connectors/generic.md: what an integrator copies from it works as it stands."""

import ast
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import requests

from cti_adapter.telephony.generic_events import NEEDS
from tests.support.running import TIMEOUT_S, Running

DOCUMENT = (Path(__file__).parents[2] / "docs" / "connectors" / "generic.md").read_text()


def example(language: str, running: Running) -> str:
    """Return an example of the document, for the running product."""
    (code,) = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    code = re.sub(r"https://cti\.example\.com/hooks/CONNECTOR-KEY", running.hook, code)
    return re.sub(r"whsec_[A-Za-z0-9+/=]+", running.demo.keys.webhook, code)


def run(*command: str) -> str:
    """Run an example and return what it prints."""
    done = subprocess.run(  # noqa: S603 - our own document
        command, capture_output=True, text=True, timeout=30, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout


def test_the_python_example_sends_an_event(running: Running) -> None:
    """Signed, and taken."""
    said = run(sys.executable, "-c", example("python", running))

    assert {"accepted": 1, "duplicates": 0} == ast.literal_eval(said)


def test_the_shell_example_signs_an_event(running: Running) -> None:
    """What it hands to curl is taken; curl itself is not everywhere."""
    instead = "curl() { printf '%s\\0' \"$@\"; }\n"
    given = run("sh", "-euc", instead + example("sh", running)).split("\0")[:-1]
    headers = [value for option, value in pairwise(given) if option == "--header"]
    answer = requests.post(
        running.hook,
        data=given[-1].encode(),
        headers=dict(each.split(": ", 1) for each in headers),
        timeout=TIMEOUT_S,
    )

    assert (4, running.hook) == (len(headers), given[2])
    assert (202, {"accepted": 1, "duplicates": 0}) == (answer.status_code, answer.json())


def test_every_event_is_documented() -> None:
    """And what each of them needs stands in its line."""
    lines = {
        type_: line
        for line in DOCUMENT.splitlines()
        for type_ in re.findall(r"`([a-z]+\.[a-z_]+)`", line.split("|")[1] if "|" in line else "")
    }

    assert set(NEEDS) <= set(lines)
    missing = [
        f"{type_}: {need}"
        for type_, needs in NEEDS.items()
        for alternatives in needs
        for need in alternatives.split("|")
        if need != "call_id" and f"`{need}`" not in lines[type_]
    ]
    assert [] == missing
